"""This will let a vote begin or end as a secret ballot: what the room's other deeds ask of ballots."""

from datetime import datetime

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext, pgettext

from gongzhi.common.audit.canonical import instant
from gongzhi.kernel.errors import DomainError
from gongzhi.kernel.text import gettext_noop as _
from gongzhi.meetings.models import AgendaItem, Ballot, BallotText, Candidate, Scrutineer
from gongzhi.meetings.rules import DecisionRule
from gongzhi.meetings.rules.ballots import (
    BALLOT_FLOW,
    BallotDeed,
    BallotState,
    Question,
    canonical,
    election_question,
    motion_question,
)
from gongzhi.meetings.rules.bundles import FORMATS, hash_of
from gongzhi.meetings.rules.envelopes import envelope_size
from gongzhi.meetings.selectors.elections import standing_candidates
from gongzhi.meetings.selectors.roll import Roll
from gongzhi.meetings.services.ballots.locking import locked_ballot
from gongzhi.meetings.services.trace import Trace

CONFIRMED_BY = 2
# How forms call the scrutineers of each place.
PLACES = ("first", "second", "third")


class BallotNotReady(DomainError):
    """A secret ballot is to open without a key or without scrutineers."""

    message = _("A secret ballot needs three scrutineers and a key first. Prepare it on the page of the motion.")


class KeyNotConfirmed(DomainError):
    """A vote is to open before two scrutineers compared the key with their sheets; params ``confirmed``."""

    message = _(
        "Two scrutineers first confirm, each from their own account, that their sheets bear the fingerprint of this "
        "key; so far %(confirmed)s did."
    )


class CandidateWatches(DomainError):
    """A candidate is to be scrutineer; params ``name``."""

    message = _("%(name)s stands for election and cannot be scrutineer. Choose somebody else.")


def question_of(item: AgendaItem) -> Question:
    """Write what is asked, in the language of the federation's papers."""
    if item.is_election:
        return election_question(
            title=item.title,
            text=item.text,
            candidates=[(code, each.name) for code, each in candidates_by_code(item).items()],
            seats=item.seats or 1,
        )
    with translation.override(settings.LANGUAGE_CODE):
        labels = (pgettext("vote", "For"), pgettext("vote", "Against"), gettext("Abstain"))
    return motion_question(title=item.title, text=item.text, labels=labels)


def candidates_by_code(item: AgendaItem) -> dict[str, Candidate]:
    """Name the candidates on a ballot in their order: c1, c2 …; the list is frozen when the vote opens."""
    return {f"c{place}": each for place, each in enumerate(standing_candidates(item), start=1)}


def open_ballot(
    item: AgendaItem, *, rule: DecisionRule, roll: Roll, closes_at: datetime | None, trace: Trace
) -> Ballot:
    """
    Freeze question, roll, rule and times in one text, and write its fingerprint into the log before anybody votes.

    :raises BallotNotReady: without a key
    :raises KeyNotConfirmed: before two scrutineers confirmed it
    :raises CandidateWatches: if a scrutineer has become a candidate
    """
    ballot = Ballot.objects.select_for_update(of=("self",)).filter(item=item).first()
    if ballot is None or ballot.state != BallotState.KEYED:
        raise BallotNotReady(field="method")
    check_scrutineers(item, ballot)
    confirmed = _confirmed(ballot)
    ballot.question = question_of(item).as_json()
    ballot.state = BALLOT_FLOW.next(ballot.state, BallotDeed.OPEN)
    ballot.item = item
    text = canonical(_document(ballot, rule, roll, closes_at, trace.at))
    keep_text(ballot, BallotText.Kind.DOCUMENT, text)
    ballot.save(update_fields=["question", "state"])
    facts = {"document": hash_of(text), "item": item.title, "confirmed": "、".join(confirmed)}
    trace.record("meetings.ballot.opened", ballot, **facts)
    return ballot


def void_ballot(item: AgendaItem, trace: Trace) -> None:
    """Make the ballot of a withdrawn motion void: what was sealed is never opened, what was opened is deleted."""
    ballot_id = Ballot.objects.filter(item=item).values_list("pk", flat=True).first()
    if ballot_id is None:
        return
    ballot = locked_ballot(ballot_id)
    ballot.state = BALLOT_FLOW.next(ballot.state, BallotDeed.VOID)
    ballot.save(update_fields=["state"])
    BallotText.objects.filter(ballot=ballot, kind=BallotText.Kind.OPENED).delete()
    trace.record("meetings.ballot.voided", ballot, item=item.title)


def check_scrutineers(item: AgendaItem, ballot: Ballot) -> None:
    """
    Refuse scrutineers who stand for election themselves.

    :raises CandidateWatches: for the first of them
    """
    standing = Candidate.objects.filter(item=item, withdrawn_at__isnull=True).values("person")
    watching = Scrutineer.objects.filter(ballot=ballot, person__in=standing).order_by("place").first()
    if watching is not None:
        raise CandidateWatches(field=PLACES[watching.place - 1], name=watching.name)


def _confirmed(ballot: Ballot) -> list[str]:
    """
    Name the scrutineers who found the key's fingerprint on their sheets.

    :raises KeyNotConfirmed: if they are less than two
    """
    rows = Scrutineer.objects.filter(ballot=ballot, confirmed_at__isnull=False)
    names = list(rows.order_by("place").values_list("name", flat=True))
    if len(names) < CONFIRMED_BY:
        raise KeyNotConfirmed(field="method", confirmed=len(names))
    return names


def keep_text(ballot: Ballot, kind: str, text: str) -> None:
    """Keep a text of the ballot with its fingerprint; a text once kept is replaced only where it grows (proofs)."""
    BallotText.objects.update_or_create(ballot=ballot, kind=kind, defaults={"text": text, "digest": hash_of(text)})


def _document(
    ballot: Ballot, rule: DecisionRule, roll: Roll, closes_at: datetime | None, at: datetime
) -> dict[str, object]:
    meeting = ballot.item.meeting
    names = Scrutineer.objects.filter(ballot=ballot).order_by("place").values_list("name", flat=True)
    return {
        "format": FORMATS["ballot"],
        "ballot": str(ballot.pk),
        "meeting": {"title": meeting.title, "on": str(meeting.starts_on), "place": meeting.place},
        "question": ballot.question,
        "roll": [
            {"place": place, "name": seat.invitee.name, "stands_for": seat.invitee.stands_for}
            for place, seat in enumerate(roll.entitled, start=1)
        ],
        "rule": {
            "decision": rule.decision,
            "clause": f"{rule.passes_clause.source} {rule.passes_clause.article}",
            "quorum": str(rule.quorum),
            "passes": str(rule.passes),
            "base": rule.base.value,
            "proxies": rule.proxies,
        },
        "names_published": ballot.names_published,
        "scrutineers": list(names),
        "key": {"seal": ballot.seal_public, "sign": ballot.sign_public, "made": ballot.key_made},
        "envelope_bytes": envelope_size(ballot.asked),
        "opened_at": instant(at),
        "closes_at": None if closes_at is None else instant(closes_at),
    }
