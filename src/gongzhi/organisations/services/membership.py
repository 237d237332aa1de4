"""
This will move memberships: apply, admit, refuse, suspend, restore, leave, and correct what was entered wrongly.

Each move ends the running spell on its day and begins the next. Rows are never changed: a spell that ends is
superseded by one that says so, so that what was known on any past day can be shown.
"""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from gongzhi.common import audit, outbox
from gongzhi.common.clock import local_day
from gongzhi.common.deeds import deed
from gongzhi.common.permissions import Actor
from gongzhi.kernel.decisions import Mandate
from gongzhi.kernel.errors import ChangedMeanwhile
from gongzhi.organisations import permissions
from gongzhi.organisations.models import Membership, MembershipSpell, Organisation
from gongzhi.organisations.rules import (
    MEMBERSHIP,
    BasisMissing,
    Deed,
    DissolvedCannotApply,
    NothingChanged,
    ReasonMissing,
    State,
    check_day,
    check_spell,
)
from gongzhi.people.models import Person

CODES = {
    Deed.APPLY: "organisations.membership.applied",
    Deed.ADMIT: "organisations.membership.admitted",
    Deed.REFUSE: "organisations.membership.refused",
    Deed.SUSPEND: "organisations.membership.suspended",
    Deed.RESTORE: "organisations.membership.restored",
    Deed.LEAVE: "organisations.membership.left",
}
NEEDS_BASIS = frozenset({Deed.ADMIT, Deed.REFUSE, Deed.SUSPEND, Deed.RESTORE})
NEEDS_REASON = frozenset({Deed.REFUSE, Deed.SUSPEND, Deed.LEAVE})


@dataclass(frozen=True, slots=True, kw_only=True)
class _Move:
    """What a move says: its day, what it rests on, and why."""

    deed: Deed
    on: date
    basis: str = ""
    reason: str = ""
    resolution_id: UUID | None = None
    number: str = ""


@deed(CODES[Deed.APPLY])
def apply_for_membership(
    *,
    actor: Actor,
    on: date,
    at: datetime,
    organisation_id: UUID | None = None,
    person_id: UUID | None = None,
    reason: str = "",
    basis: str = "",
    key: str = "",
) -> Membership:
    """
    Apply for an organisation or for a person, exactly one of which is given.

    ``reason`` is what the applicant says; ``basis`` names the paper where one was handed in.

    :raises NotAllowed: if the state does not allow it, or the actor speaks for neither
    :raises DissolvedCannotApply: if the organisation is dissolved
    :raises InTheFuture: if the day has not come
    :raises ChangedMeanwhile: if somebody applied for it at the same moment
    :raises ValueError: if both or neither are given
    """
    organisation = Organisation.objects.select_for_update().get(pk=organisation_id) if organisation_id else None
    person = Person.objects.select_for_update().get(pk=person_id) if person_id else None
    if (organisation is None) == (person is None):
        raise ValueError("apply for an organisation or for a person, not for both or neither")
    membership = Membership.objects.select_for_update().filter(organisation=organisation, person=person).first()
    decision = permissions.may_apply(
        actor, organisation_id=organisation_id, person_id=person_id, membership=membership
    ).require()
    if organisation is not None and organisation.standing == Organisation.Standing.DISSOLVED:
        raise DissolvedCannotApply
    move = _Move(deed=Deed.APPLY, on=on, basis=basis, reason=reason)
    if membership is None:
        check_day(on=on, since=None, today=local_day(at))
        membership = Membership(organisation=organisation, person=person, state=State.APPLIED, since=on)
        _insert(membership)
        _begin(membership, move, at)
    else:
        _next_spell(membership, move, at)
    _tell(membership, actor, move, at, decision.mandate)
    return membership


@deed(CODES[Deed.ADMIT])
def admit(
    *,
    actor: Actor,
    membership_id: UUID,
    on: date,
    basis: str,
    at: datetime,
    resolution_id: UUID | None = None,
    number: str = "",
    reason: str = "",
    key: str = "",
) -> Membership:
    """
    Admit an applicant. Who may is written in the charter's power clauses.

    ``basis`` names the resolution or document in words, ``resolution_id`` the resolution taken here; ``number`` is
    the member's number.

    :raises NotAllowed: if nobody applied, or the actor may not decide
    :raises BasisMissing: without a basis
    :raises BeforeLastChange: if the day lies before the application
    """
    move = _Move(deed=Deed.ADMIT, on=on, basis=basis, reason=reason, resolution_id=resolution_id, number=number)
    return _move(actor=actor, membership_id=membership_id, move=move, at=at)


@deed(CODES[Deed.REFUSE])
def refuse(
    *,
    actor: Actor,
    membership_id: UUID,
    on: date,
    basis: str,
    reason: str,
    at: datetime,
    resolution_id: UUID | None = None,
    key: str = "",
) -> Membership:
    """
    Refuse an applicant; it can read why and may apply again.

    :raises NotAllowed: if nobody applied, or the actor may not decide
    :raises BasisMissing: without a basis
    :raises ReasonMissing: without a reason
    """
    move = _Move(deed=Deed.REFUSE, on=on, basis=basis, reason=reason, resolution_id=resolution_id)
    return _move(actor=actor, membership_id=membership_id, move=move, at=at)


@deed(CODES[Deed.SUSPEND])
def suspend(
    *,
    actor: Actor,
    membership_id: UUID,
    on: date,
    basis: str,
    reason: str,
    at: datetime,
    resolution_id: UUID | None = None,
    key: str = "",
) -> Membership:
    """
    Suspend a member: it keeps its place and loses its voice until restored.

    :raises NotAllowed: if it is no member, or the actor may not decide
    :raises BasisMissing: without a basis
    :raises ReasonMissing: without a reason
    """
    move = _Move(deed=Deed.SUSPEND, on=on, basis=basis, reason=reason, resolution_id=resolution_id)
    return _move(actor=actor, membership_id=membership_id, move=move, at=at)


@deed(CODES[Deed.RESTORE])
def restore(
    *,
    actor: Actor,
    membership_id: UUID,
    on: date,
    basis: str,
    at: datetime,
    reason: str = "",
    resolution_id: UUID | None = None,
    key: str = "",
) -> Membership:
    """
    Give a suspended member its voice back.

    :raises NotAllowed: if it is not suspended, or the actor may not decide
    :raises BasisMissing: without a basis
    """
    move = _Move(deed=Deed.RESTORE, on=on, basis=basis, reason=reason, resolution_id=resolution_id)
    return _move(actor=actor, membership_id=membership_id, move=move, at=at)


@deed(CODES[Deed.LEAVE])
def leave(
    *, actor: Actor, membership_id: UUID, on: date, reason: str, at: datetime, basis: str = "", key: str = ""
) -> Membership:
    """
    Record that a member leaves, or that an applicant takes the application back.

    :raises NotAllowed: if there is nothing to leave, or the actor speaks for neither side
    :raises ReasonMissing: without a reason
    """
    move = _Move(deed=Deed.LEAVE, on=on, basis=basis, reason=reason)
    return _move(actor=actor, membership_id=membership_id, move=move, at=at)


@deed("organisations.membership.corrected")
def correct_spell(
    *,
    actor: Actor,
    spell_id: UUID,
    starts_on: date,
    ends_on: date | None,
    basis: str,
    reason: str,
    at: datetime,
    key: str = "",
) -> MembershipSpell:
    """
    Replace a spell that was entered wrongly; the wrong one stays readable as what was known until now.

    ``reason`` says what was wrong. The state itself is moved by deeds, not corrected.

    :raises ChangedMeanwhile: if another correction was faster
    :raises NothingChanged: if nothing differs
    :raises SpellsOverlap: if the period reaches into a neighbour
    :raises ReasonMissing: without a reason
    """
    spell = MembershipSpell.objects.select_related("membership").get(pk=spell_id)
    membership = _lock(spell.membership_id)
    decision = permissions.may_correct(actor).require()
    spell.refresh_from_db()
    if spell.superseded_at is not None:
        raise ChangedMeanwhile
    if not reason.strip():
        raise ReasonMissing(field="reason")
    if (spell.starts_on, spell.ends_on, spell.basis) == (starts_on, ends_on, basis.strip()):
        raise NothingChanged
    others = membership.spells.filter(superseded_at__isnull=True).exclude(pk=spell.pk)
    check_spell(starts_on=starts_on, ends_on=ends_on, others=list(others.order_by("starts_on")))
    corrected = _supersede(spell, at, starts_on=starts_on, ends_on=ends_on, basis=basis.strip(), reason=reason.strip())
    _repeat_newest(membership)
    facts = {"state": spell.state, "starts_on": [spell.starts_on, starts_on], "ends_on": [spell.ends_on, ends_on]}
    audit.record(
        "organisations.membership.corrected",
        actor=actor,
        subject=membership.subject,
        at=at,
        facts={**facts, "reason": reason.strip()},
        mandate=decision.mandate,
    )
    return corrected


def _move(*, actor: Actor, membership_id: UUID, move: _Move, at: datetime) -> Membership:
    membership = _lock(membership_id)
    decision = permissions.may(actor, move.deed, membership).require()
    if move.deed in NEEDS_BASIS and not move.basis.strip():
        raise BasisMissing(field="basis")
    if move.deed in NEEDS_REASON and not move.reason.strip():
        raise ReasonMissing(field="reason")
    _next_spell(membership, move, at)
    _tell(membership, actor, move, at, decision.mandate)
    return membership


def _lock(membership_id: UUID) -> Membership:
    rows = Membership.objects.select_for_update(of=("self",)).select_related("organisation", "person")
    return rows.get(pk=membership_id)


def _next_spell(membership: Membership, move: _Move, at: datetime) -> None:
    """End the running spell on the day of the move and begin the next; a spell of no day leaves only its old row."""
    check_day(on=move.on, since=membership.since, today=local_day(at))
    running = membership.spells.select_for_update().filter(superseded_at__isnull=True, ends_on__isnull=True).first()
    if running is not None and running.starts_on < move.on:
        _supersede(running, at, ends_on=move.on)
    elif running is not None:
        _set_aside(running, at)
    membership.state = MEMBERSHIP.next(State(membership.state), move.deed)
    membership.since = move.on
    if move.number.strip():
        membership.number = move.number.strip()
    membership.save(update_fields=["state", "since", "number"])
    _begin(membership, move, at)


def _begin(membership: Membership, move: _Move, at: datetime) -> None:
    MembershipSpell.objects.create(
        membership=membership,
        state=membership.state,
        starts_on=move.on,
        recorded_at=at,
        basis=move.basis.strip(),
        reason=move.reason.strip(),
        resolution_id=move.resolution_id,
    )


def _set_aside(spell: MembershipSpell, at: datetime) -> None:
    spell.superseded_at = max(at, spell.recorded_at)
    spell.save(update_fields=["superseded_at"])


def _supersede(spell: MembershipSpell, at: datetime, **changes: object) -> MembershipSpell:
    _set_aside(spell, at)
    names = [f.attname for f in MembershipSpell._meta.concrete_fields if f.name not in {"id", "superseded_at"}]
    values = {name: getattr(spell, name) for name in names}
    return MembershipSpell.objects.create(**(values | {"recorded_at": at} | changes))


def _repeat_newest(membership: Membership) -> None:
    """Let the membership repeat its newest spell."""
    newest = membership.spells.filter(superseded_at__isnull=True).order_by("-starts_on").first()
    if newest is not None:
        membership.state, membership.since = newest.state, newest.starts_on
        membership.save(update_fields=["state", "since"])


def _insert(membership: Membership) -> None:
    try:
        with transaction.atomic():
            membership.save(force_insert=True)
    except IntegrityError as error:
        raise ChangedMeanwhile from error


def _tell(membership: Membership, actor: Actor, move: _Move, at: datetime, mandate: Mandate | None) -> None:
    said = {"basis": move.basis.strip(), "reason": move.reason.strip(), "number": move.number.strip()}
    facts: dict[str, object] = {"on": move.on, **{name: words for name, words in said.items() if words}}
    if move.resolution_id is not None:
        facts["resolution"] = str(move.resolution_id)
    code = CODES[move.deed]
    audit.record(code, actor=actor, subject=membership.subject, at=at, facts=facts, mandate=mandate)
    outbox.publish(code, {"membership": str(membership.pk), "on": move.on.isoformat()})
