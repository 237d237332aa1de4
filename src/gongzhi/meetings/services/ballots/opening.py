"""This will take the lists that two pairs of scrutineers got, and take them only if they are the same."""

from datetime import datetime
from uuid import UUID

from gongzhi.common.deeds import deed
from gongzhi.common.permissions import Actor
from gongzhi.kernel.errors import DomainError
from gongzhi.kernel.text import gettext_noop as _
from gongzhi.meetings import permissions
from gongzhi.meetings.models import Ballot, BallotText, Opening, Scrutineer
from gongzhi.meetings.rules.ballots import BALLOT_FLOW, BallotDeed, BallotState
from gongzhi.meetings.rules.bundles import Opening as OpeningList
from gongzhi.meetings.rules.bundles import hash_of, opened_text, read_opening
from gongzhi.meetings.selectors.ballots import are_papers_counted, next_to_open, said_in, text_of
from gongzhi.meetings.services.ballots.gate import keep_text
from gongzhi.meetings.services.ballots.locking import locked_ballot
from gongzhi.meetings.services.ballots.sealing import is_proven
from gongzhi.meetings.services.trace import Trace


class TwoDifferentScrutineers(DomainError):
    """A pair is one person, or not of this ballot."""

    message = _("Two different scrutineers of this ballot put their shares together.")


class SamePair(DomainError):
    """The same two scrutineers open a second time."""

    message = _("This pair has opened the envelopes. The second time another pair does it: at least one other person.")


class NotOfThisPair(DomainError):
    """Somebody hands in what a pair found and is not one of it."""

    message = _("The list is handed in by one of the two who opened the envelopes, from their own account.")


class TheOtherHandsIn(DomainError):
    """The second list is handed in by somebody of the first pair; params ``names``."""

    message = _(
        "You belong to the first pair. The second list is handed in by a scrutineer who does not, from their own "
        "account: %(names)s."
    )


class PapersFirst(DomainError):
    """Envelopes are to be opened before the papers were counted."""

    message = _(
        "Somebody took a paper ballot. Two tellers count the papers first, while nobody knows what is in the envelopes."
    )


class OpeningsDiffer(DomainError):
    """Two pairs got different lists."""

    message = _(
        "The second pair has another list than the first. Nothing is published. Both pairs open the envelopes again; "
        "“Open anew” forgets the first list."
    )


class NotSealedYet(DomainError):
    """The log was not sealed since the ballot closed."""

    message = _("The log is being sealed; that takes a minute at most. Try again then.")


@deed("meetings.ballot.opening_imported")
def import_opening(
    *, actor: Actor, ballot_id: UUID, first_id: UUID, second_id: UUID, content: bytes, at: datetime, key: str = ""
) -> Opening:
    """
    Take the file that two scrutineers got offline; two pairs do it, and their lists must be the same.

    One of the pair hands it in, the second time somebody who was not in the first pair: no single account can do both.
    ``first_id`` and ``second_id`` are scrutineers of the ballot, ``content`` the file of the opening tool.

    :raises OpeningUnreadable, OpeningOfAnother, OpeningUnsigned, OpeningIncomplete: if the file is not right
    :raises PapersFirst: if papers were taken and two tellers did not count them
    :raises TwoDifferentScrutineers, SamePair: if the pair is not right
    :raises NotOfThisPair, TheOtherHandsIn: if somebody else has to hand it in
    :raises OpeningsDiffer: if the second list is another one
    """
    ballot = locked_ballot(ballot_id)
    decision = permissions.may_hand_in(actor, ballot).require()
    if not is_proven(ballot):
        raise NotSealedYet
    if not are_papers_counted(ballot):
        raise PapersFirst
    first, second = _pair(ballot, first_id, second_id)
    _require_own_list(actor, ballot, first, second)
    given = _checked(ballot, content)
    digest = hash_of(given.text)
    if Opening.objects.filter(ballot=ballot).exclude(digest=digest).exists():
        raise OpeningsDiffer(field="file")
    is_first = ballot.state == BallotState.CLOSED
    ballot.state = BALLOT_FLOW.next(ballot.state, BallotDeed.IMPORT_FIRST if is_first else BallotDeed.IMPORT_SECOND)
    ballot.save(update_fields=["state"])
    if is_first:
        keep_text(ballot, BallotText.Kind.OPENED, opened_text(given.text, given.signature))
    opening = Opening.objects.create(
        ballot=ballot, first=first, second=second, digest=digest, imported_at=at, imported_by_id=actor.person_id
    )
    facts = {"digest": digest, "pair": f"{first.name}、{second.name}"}
    Trace(actor, at, decision.mandate).record("meetings.ballot.opening_imported", ballot, **facts)
    return opening


@deed("meetings.ballot.opened_anew")
def start_opening_anew(*, actor: Actor, ballot_id: UUID, reason: str, at: datetime, key: str = "") -> Ballot:
    """Forget the list of the first pair, with a reason that is logged, so that both pairs open again."""
    ballot = locked_ballot(ballot_id)
    decision = permissions.may_watch(actor, ballot).require()
    ballot.state = BALLOT_FLOW.next(ballot.state, BallotDeed.START_ANEW)
    ballot.save(update_fields=["state"])
    forgotten = Opening.objects.filter(ballot=ballot)
    digest = forgotten.values_list("digest", flat=True).first()
    forgotten.delete()
    BallotText.objects.filter(ballot=ballot, kind=BallotText.Kind.OPENED).delete()
    facts = {"reason": reason.strip(), "digest": digest}
    Trace(actor, at, decision.mandate).record("meetings.ballot.opened_anew", ballot, **facts)
    return ballot


def opening_of(ballot: Ballot) -> OpeningList:
    """Read the list that both pairs got, checked once more."""
    return _checked(ballot, text_of(ballot, BallotText.Kind.OPENED).encode())


def _checked(ballot: Ballot, content: bytes) -> OpeningList:
    closing = said_in(ballot, BallotText.Kind.CLOSING)
    return read_opening(
        content,
        question=ballot.asked,
        ballot=str(ballot.pk),
        document=closing["document"],
        root=closing["root"],
        count=len(closing["hashes"]),
        sign=ballot.sign_public,
    )


def _pair(ballot: Ballot, first_id: UUID, second_id: UUID) -> tuple[Scrutineer, Scrutineer]:
    found = list(Scrutineer.objects.filter(ballot=ballot, pk__in={first_id, second_id}).order_by("place"))
    if len(found) != 2:  # noqa: PLR2004 -- a pair
        raise TwoDifferentScrutineers(field="second")
    return found[0], found[1]


def _require_own_list(actor: Actor, ballot: Ballot, first: Scrutineer, second: Scrutineer) -> None:
    for before in Opening.objects.filter(ballot=ballot):
        if (before.first_id, before.second_id) == (first.pk, second.pk):
            raise SamePair(field="second")
    if actor.person_id not in {first.person_id, second.person_id}:
        raise NotOfThisPair(field="second")
    waiting = next_to_open(ballot)
    if actor.person_id not in {each.person_id for each in waiting}:
        raise TheOtherHandsIn(field="second", names="、".join(each.name for each in waiting))
