"""
This will take mediations in, give them mediators, write down how they go and end, and erase their words.

The log gets the number, the state and days: neither what a dispute is about, nor who has it, nor a note.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from gongzhi.common import audit
from gongzhi.common.clock import local_day
from gongzhi.common.deeds import deed
from gongzhi.common.permissions import Actor
from gongzhi.kernel.decisions import Decision
from gongzhi.kernel.errors import DomainError
from gongzhi.kernel.text import gettext_noop as _
from gongzhi.matters.models import Mediation, MediationNote, MediationParty, MediationSeries
from gongzhi.matters.permissions import mediation as permissions
from gongzhi.matters.rules import mediation as rules
from gongzhi.matters.rules.mediation import MEDIATION, MediationDeed
from gongzhi.matters.selectors.mediation import party_persons, possible_keepers
from gongzhi.matters.services.moving import locked
from gongzhi.matters.services.under_mediation import erase_words
from gongzhi.organisations.models import Organisation
from gongzhi.participation.models import Channel, Contact
from gongzhi.participation.services import record_contact


class KeeperCannotBe(DomainError):
    """Somebody without a part in this work was chosen as keeper."""

    message = _("Choose a keeper who takes in mediations or handles matters, and who is no party to this one.")


class MediatorsCannotBe(DomainError):
    """An organisation that is no member was chosen."""

    message = _("Choose an organisation that is a member of the federation today.")


class PartyThereAlready(DomainError):
    """The same person was named as a party before."""

    message = _("This person is a party to this mediation already.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """A party as it is named: by name, how it can be reached, and its entry here if it has one."""

    name: str
    contact: str = ""
    person_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class _Act:
    """Who does it, when, by which decision; the log is told no more than number and state."""

    actor: Actor
    at: datetime
    decision: Decision

    def log(self, code: str, mediation: Mediation, **more: object) -> None:
        facts = {"number": mediation.number, "state": mediation.state, **more}
        mandate = self.decision.mandate
        audit.record(code, actor=self.actor, subject=mediation, at=self.at, facts=facts, mandate=mandate)


ENDING = {
    Mediation.Outcome.AGREED: MediationDeed.AGREE,
    Mediation.Outcome.FAILED: MediationDeed.FAIL,
    Mediation.Outcome.WITHDRAWN: MediationDeed.WITHDRAW,
}


@deed("matters.mediation.asked")
def ask_mediation(
    *,
    actor: Actor,
    kind: str,
    words: str,
    asked_on: date,
    sides: Sequence[Side],
    at: datetime,
    community_id: UUID | None = None,
    channel: str = Channel.DESK,
    key: str = "",
) -> Mediation:
    """
    Take in the wish for a mediation; the other side may still be named later.

    :raises NotAllowed: unless the actor takes mediations in
    :raises WordsMissing: without words, or without anybody who asks for it
    :raises DayCannotBe: if the day has not come
    """
    decision = permissions.may_take_in(actor).require()
    rules.check_day(day=asked_on, asked_on=asked_on, today=local_day(at), field="asked_on")
    mediation = create(kind=kind, words=rules.words(words, field="words"), asked_on=asked_on, community_id=community_id)
    for side in sides:
        add_side(mediation, side)
    record_contact(act=Contact.Act.VOICE, channel=channel, on=asked_on, community_id=community_id)
    _Act(actor, at, decision).log("matters.mediation.asked", mediation)
    return mediation


@deed("matters.mediation.assigned")
def assign_mediation(
    *,
    actor: Actor,
    mediation_id: UUID,
    organisation_id: UUID,
    keeper_id: UUID,
    version: int,
    at: datetime,
    key: str = "",
) -> Mediation:
    """
    Give a mediation its mediators and its keeper, or others in their place.

    :raises NotAllowed: if it has ended, or the actor does not take mediations in or is a party
    :raises MediationChanged: if somebody else changed it meanwhile
    :raises MediatorsCannotBe, KeeperCannotBe: for an organisation or a person that cannot do it
    """
    mediation = _locked(mediation_id, version)
    parties = party_persons(mediation)
    decision = permissions.may_assign(actor, mediation, parties).require()
    if not Organisation.objects.members().filter(pk=organisation_id).exists():
        raise MediatorsCannotBe(field="organisation")
    if keeper_id in parties or keeper_id not in {one.person_id for one in possible_keepers(on=local_day(at))}:
        raise KeeperCannotBe(field="keeper")
    if mediation.state == Mediation.State.ASKED:
        mediation.state = MEDIATION.next(mediation.state, MediationDeed.ACCEPT)
        mediation.accepted_on = local_day(at)
    mediation.organisation_id, mediation.keeper_id = organisation_id, keeper_id
    return _saved("matters.mediation.assigned", mediation, _Act(actor, at, decision))


@deed("matters.mediation.party_named")
def name_party(*, actor: Actor, mediation_id: UUID, side: Side, at: datetime, key: str = "") -> Mediation:
    """
    Name one more party.

    :raises NotAllowed: if it has ended, or the actor has no part in it
    :raises WordsMissing: without a name
    :raises PartyThereAlready: if the same person is a party
    """
    mediation = _locked(mediation_id)
    decision = _may(actor, mediation, MediationDeed.NAME_PARTY)
    add_side(mediation, side)
    return _saved("matters.mediation.party_named", mediation, _Act(actor, at, decision))


@deed("matters.mediation.noted")
def write_note(*, actor: Actor, mediation_id: UUID, on: date, text: str, at: datetime, key: str = "") -> Mediation:
    """
    Write down a talk; the first note begins the mediation.

    :raises NotAllowed: if it has ended, or the actor has no part in it
    :raises DayCannotBe: for a day before it was asked for or in the future
    :raises WordsMissing: without words
    """
    mediation = _locked(mediation_id)
    decision = _may(actor, mediation, MediationDeed.NOTE)
    rules.check_day(day=on, asked_on=mediation.asked_on, today=local_day(at), field="on")
    said = rules.words(text, field="text")
    MediationNote.objects.create(mediation=mediation, on=on, text=said, author_id=actor.person_id, at=at)
    mediation.state = MEDIATION.next(mediation.state, MediationDeed.NOTE)
    return _saved("matters.mediation.noted", mediation, _Act(actor, at, decision))


@deed("matters.mediation.agreed")
def record_agreement(
    *,
    actor: Actor,
    mediation_id: UUID,
    text: str,
    agreed_on: date,
    follow_up_on: date,
    version: int,
    at: datetime,
    key: str = "",
) -> Mediation:
    """
    Write down what the parties agreed to, and when it will be looked at again.

    :raises NotAllowed: if it has ended, nobody was asked to mediate, or the actor has no part in it
    :raises MediationChanged: if somebody else changed it meanwhile
    :raises PartiesMissing: unless two parties are named
    :raises DayCannotBe, FollowUpCannotBe, WordsMissing: for what cannot be
    """
    mediation = _locked(mediation_id, version)
    decision = _may(actor, mediation, MediationDeed.AGREE)
    rules.check_parties([party.name for party in mediation.parties.all()])
    rules.check_day(day=agreed_on, asked_on=mediation.asked_on, today=local_day(at), field="agreed_on")
    rules.check_follow_up(day=follow_up_on, agreed_on=agreed_on)
    mediation.agreement, mediation.follow_up_on = rules.words(text, field="text"), follow_up_on
    return _ended(mediation, Mediation.Outcome.AGREED, agreed_on, _Act(actor, at, decision))


@deed("matters.mediation.failed")
def record_failure(*, actor: Actor, mediation_id: UUID, on: date, note: str, at: datetime, key: str = "") -> Mediation:
    """
    Write down that the parties did not agree; the note says what they were told they can do now.

    :raises NotAllowed, DayCannotBe, WordsMissing: as above
    """
    mediation = _locked(mediation_id)
    decision = _may(actor, mediation, MediationDeed.FAIL)
    _close_with_note(mediation, on, note, actor, at)
    return _ended(mediation, Mediation.Outcome.FAILED, on, _Act(actor, at, decision))


@deed("matters.mediation.withdrawn")
def record_withdrawal(
    *, actor: Actor, mediation_id: UUID, on: date, note: str, at: datetime, key: str = ""
) -> Mediation:
    """
    Write down that a party does not want the mediation any more: nobody can be made to take part.

    :raises NotAllowed, DayCannotBe, WordsMissing: as above
    """
    mediation = _locked(mediation_id)
    decision = _may(actor, mediation, MediationDeed.WITHDRAW)
    _close_with_note(mediation, on, note, actor, at)
    return _ended(mediation, Mediation.Outcome.WITHDRAWN, on, _Act(actor, at, decision))


@deed("matters.mediation.followed_up")
def follow_up(
    *,
    actor: Actor,
    mediation_id: UUID,
    on: date,
    kept: str,
    note: str,
    at: datetime,
    again_on: date | None = None,
    key: str = "",
) -> Mediation:
    """
    Write down how the agreement is kept; with ``again_on`` it is looked at once more, without it is closed.

    :raises NotAllowed, DayCannotBe, FollowUpCannotBe, WordsMissing: as above
    """
    mediation = _locked(mediation_id)
    deed_now = MediationDeed.LOOK_AGAIN if again_on else MediationDeed.FOLLOW_UP
    decision = _may(actor, mediation, deed_now)
    _close_with_note(mediation, on, note, actor, at)
    if again_on is not None:
        rules.check_follow_up(day=again_on, agreed_on=on)
        mediation.follow_up_on = again_on
    mediation.state = MEDIATION.next(mediation.state, deed_now)
    mediation.followed_up_on, mediation.kept = on, kept
    return _saved("matters.mediation.followed_up", mediation, _Act(actor, at, decision))


@deed("matters.mediation.contact_revealed")
def reveal_party(*, actor: Actor, party_id: UUID, reason: str, at: datetime, key: str = "") -> MediationParty:
    """
    Read how a party can be reached; who, when and the reason go to the log. Source: PIPL art. 51 (mark F).

    :raises NotAllowed: if the actor has no part in the mediation
    :raises WordsMissing: without a reason
    """
    party = MediationParty.objects.select_related("mediation").get(pk=party_id)
    mediation = party.mediation
    decision = permissions.may_reveal(actor, mediation, party_persons(mediation)).require()
    said = rules.words(reason, field="reason")
    _Act(actor, at, decision).log("matters.mediation.contact_revealed", mediation, reason=said)
    return party


@deed("matters.mediation.erased")
def erase_parties(*, actor: Actor, mediation_id: UUID, at: datetime, key: str = "") -> Mediation:
    """
    Erase names, contacts, notes and every word of an ended mediation; kind, days and outcome stay to be counted.

    What was said and written where it came from a voice goes too, also of what was put together with it.

    :raises NotAllowed: while it runs, or if it was done before
    Source: PIPL art. 47 (mark F)
    """
    # The matter first, as every deed does that comes from a voice.
    matter_id = Mediation.objects.values_list("matter_id", flat=True).get(pk=mediation_id)
    matter = locked(matter_id) if matter_id else None
    mediation = _locked(mediation_id)
    decision = permissions.may_erase(actor, mediation).require()
    mediation.parties.update(name="", contact="", contact_masked="", person=None)
    mediation.notes.all().delete()
    if matter is not None:
        erase_words(matter)
    mediation.words, mediation.agreement, mediation.erased_at = "", "", at
    return _saved("matters.mediation.erased", mediation, _Act(actor, at, decision))


def create(*, kind: str, words: str, asked_on: date, community_id: UUID | None) -> Mediation:
    """Insert a mediation under the next number of its year."""
    MediationSeries.objects.get_or_create(year=asked_on.year)
    series = MediationSeries.objects.select_for_update().get(year=asked_on.year)
    series.last += 1
    series.save(update_fields=["last"])
    return Mediation.objects.create(
        year=asked_on.year,
        serial=series.last,
        number=f"{asked_on.year}-{series.last:03d}",
        kind=kind,
        words=words,
        asked_on=asked_on,
        community_id=community_id,
    )


def add_side(mediation: Mediation, side: Side) -> None:
    """
    Insert a party.

    :raises WordsMissing: without a name
    :raises PartyThereAlready: if the same person is a party
    """
    name, contact = rules.words(side.name, field="name"), side.contact.strip()
    if side.person_id is not None and side.person_id in party_persons(mediation):
        raise PartyThereAlready(field="person")
    MediationParty.objects.create(
        mediation=mediation,
        name=name,
        contact=contact,
        contact_masked=rules.contact_masked(contact),
        person_id=side.person_id,
    )


def _locked(mediation_id: UUID, version: int | None = None) -> Mediation:
    mediation = Mediation.objects.select_for_update().get(pk=mediation_id)
    if version is not None and version != mediation.version:
        raise rules.MediationChanged
    return mediation


def _may(actor: Actor, mediation: Mediation, deed_now: MediationDeed) -> Decision:
    return permissions.may_do(actor, mediation, deed_now, party_persons(mediation)).require()


def _close_with_note(mediation: Mediation, on: date, note: str, actor: Actor, at: datetime) -> None:
    rules.check_day(day=on, asked_on=mediation.asked_on, today=local_day(at), field="on")
    said = rules.words(note, field="note")
    MediationNote.objects.create(mediation=mediation, on=on, text=said, author_id=actor.person_id, at=at)


def _ended(mediation: Mediation, outcome: Mediation.Outcome, on: date, act: _Act) -> Mediation:
    mediation.state = MEDIATION.next(mediation.state, ENDING[outcome])
    mediation.outcome, mediation.ended_on = outcome, on
    return _saved(f"matters.mediation.{outcome}", mediation, act)


def _saved(code: str, mediation: Mediation, act: _Act) -> Mediation:
    mediation.version += 1
    mediation.save()
    act.log(code, mediation)
    return mediation
