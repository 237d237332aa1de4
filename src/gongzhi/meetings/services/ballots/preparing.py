"""This will prepare a secret ballot: who watches over it, and which key seals its envelopes."""

import re
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from gongzhi.common.deeds import deed
from gongzhi.common.permissions import Actor
from gongzhi.kernel.errors import DomainError
from gongzhi.kernel.text import gettext_noop as _
from gongzhi.meetings import permissions
from gongzhi.meetings.models import AgendaItem, Ballot, Scrutineer
from gongzhi.meetings.rules.ballots import BALLOT_FLOW, SCRUTINEERS, BallotDeed, BallotState, KeyMade, same_fingerprint
from gongzhi.meetings.selectors.roll import roll_of
from gongzhi.meetings.services.agenda import locked_item
from gongzhi.meetings.services.ballots.gate import PLACES, check_scrutineers, question_of
from gongzhi.meetings.services.ballots.locking import locked_ballot
from gongzhi.meetings.services.sitting import NotOfThisMeeting
from gongzhi.meetings.services.trace import Trace
from gongzhi.people.models import Person

PUBLIC = re.compile(r"[0-9a-f]{64}")


class ThreeScrutineers(DomainError):
    """A ballot is prepared without three different scrutineers."""

    message = _("Name three different persons: any two of them can open the envelopes, no one can alone.")


class KeyUnreadable(DomainError):
    """A key is not one, or belongs to another ballot."""

    message = _("This is not the key of this ballot. Take the file that the tool wrote for this ballot.")


class ScrutineerNeedsAccount(DomainError):
    """Somebody without an account is to be scrutineer; params ``name``."""

    message = _(
        "%(name)s has no account and could neither confirm the key nor hand in what was opened. "
        "Choose somebody who can sign in, or set up an account first."
    )


class FingerprintDiffers(DomainError):
    """A scrutineer's sheet bears another fingerprint than the key that is kept."""

    message = _(
        "The key kept here has another fingerprint. Look once more; if your sheet really says this, it belongs to "
        "another key: tell the other scrutineers, and have the key made anew."
    )


class AlreadyUnderWay(DomainError):
    """A ballot is prepared anew after its vote opened."""

    message = _("The vote has been opened; its scrutineers and its key stay.")


@deed("meetings.ballot.prepared")
def prepare_ballot(
    *,
    actor: Actor,
    item_id: UUID,
    scrutineer_ids: Sequence[UUID],
    at: datetime,
    names_published: bool = True,
    key: str = "",
) -> Ballot:
    """
    Name three scrutineers of a secret ballot; anew as long as the vote did not open, which takes an earlier key away.

    ``names_published`` says whether names of voters are published at the end, or only their number.

    :raises ThreeScrutineers: if they are not three
    :raises NotOfThisMeeting: if one does not belong to the meeting
    :raises ScrutineerNeedsAccount: if one cannot sign in
    :raises CandidateWatches: if one stands for election
    """
    item = locked_item(item_id)
    decision = permissions.may_prepare_ballot(actor, item).require()
    if len(set(scrutineer_ids)) != SCRUTINEERS:
        raise ThreeScrutineers(field="second")
    ballot = Ballot.objects.filter(item=item).first() or Ballot(item=item)
    if ballot.state not in {BallotState.PREPARED, BallotState.KEYED}:
        raise AlreadyUnderWay
    ballot.state, ballot.question = BallotState.PREPARED.value, question_of(item).as_json()
    ballot.names_published, ballot.prepared_at = names_published, at
    ballot.key_made = ballot.seal_public = ballot.sign_public = ""
    ballot.save()
    _name_scrutineers(item, ballot, scrutineer_ids)
    names = "、".join(ballot.scrutineers.order_by("place").values_list("name", flat=True))
    Trace(actor, at, decision.mandate).record("meetings.ballot.prepared", ballot, item=item.title, names=names)
    return ballot


@deed("meetings.ballot.keyed")
def register_key(
    *, actor: Actor, ballot_id: UUID, seal_public: str, sign_public: str, made: str, at: datetime, key: str = ""
) -> Ballot:
    """
    Keep the public halves of a ballot's key (hex); seed and shares never come here.

    A new key replaces the old one until the vote opens, so a lost sheet is no harm; all scrutineers then confirm anew.

    :raises KeyUnreadable: if they are not two keys
    """
    ballot = locked_ballot(ballot_id)
    decision = permissions.may_register_key(actor, ballot).require()
    halves = (seal_public.strip().lower(), sign_public.strip().lower())
    if not all(map(PUBLIC.fullmatch, halves)) or halves[0] == halves[1]:
        raise KeyUnreadable(field="file")
    ballot.state = BALLOT_FLOW.next(ballot.state, BallotDeed.REGISTER_KEY)
    ballot.seal_public, ballot.sign_public = halves
    ballot.key_made = KeyMade(made).value
    ballot.save(update_fields=["state", "seal_public", "sign_public", "key_made"])
    Scrutineer.objects.filter(ballot=ballot).update(confirmed_at=None)
    facts = {"seal": ballot.seal_public, "sign": ballot.sign_public, "made": ballot.key_made}
    Trace(actor, at, decision.mandate).record("meetings.ballot.keyed", ballot, **facts)
    return ballot


@deed("meetings.ballot.key_confirmed")
def confirm_key(*, actor: Actor, ballot_id: UUID, fingerprint: str, at: datetime, key: str = "") -> Scrutineer:
    """
    Confirm, as a scrutineer, that one's own sheet bears the fingerprint of the key that is kept here.

    Whoever brings the key could bring another one than that of the sheets, and open alone. Two scrutineers confirm
    before the vote opens, each from their own account. ``fingerprint`` is what stands on the sheet, however written.

    :raises FingerprintDiffers: if the key kept here has another one
    """
    ballot = locked_ballot(ballot_id)
    decision = permissions.may_confirm_key(actor, ballot).require()
    if not same_fingerprint(fingerprint, ballot.fingerprint):
        raise FingerprintDiffers(field="fingerprint")
    scrutineer = Scrutineer.objects.get(ballot=ballot, person=actor.person_id)
    scrutineer.confirmed_at = at
    scrutineer.save(update_fields=["confirmed_at"])
    facts = {"name": scrutineer.name, "fingerprint": ballot.fingerprint}
    Trace(actor, at, decision.mandate).record("meetings.ballot.key_confirmed", ballot, **facts)
    return scrutineer


def _name_scrutineers(item: AgendaItem, ballot: Ballot, scrutineer_ids: Sequence[UUID]) -> None:
    roll = roll_of(item.meeting)
    seats = [roll.seat_of(each) for each in scrutineer_ids]
    persons = {person.pk: person for person in Person.objects.filter(pk__in=scrutineer_ids)}
    for field, seat in zip(PLACES, seats, strict=True):
        if seat is None:
            raise NotOfThisMeeting(field=field)
        if persons[seat.person_id].account_id is None:
            raise ScrutineerNeedsAccount(field=field, name=seat.invitee.name)
    Scrutineer.objects.filter(ballot=ballot).delete()
    Scrutineer.objects.bulk_create(
        Scrutineer(ballot=ballot, person_id=seat.person_id, name=seat.invitee.name, place=place)
        for place, seat in enumerate(seats, start=1)
        if seat is not None
    )
    check_scrutineers(item, ballot)
