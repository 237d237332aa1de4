"""
This will enter, end, correct and approve terms.

A term's row is never changed once written: each deed supersedes it and writes its successor with the same ``line``,
so that the page of any past day can be shown again.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from gongzhi.common import audit, outbox
from gongzhi.common.deeds import deed
from gongzhi.common.permissions import Actor
from gongzhi.kernel.decisions import Mandate
from gongzhi.kernel.identifiers import uuid7
from gongzhi.offices import permissions
from gongzhi.offices.models import Office, Term
from gongzhi.offices.services.seating import (
    BasisMissing,
    EndedAlready,
    NotHeldBack,
    NothingChanged,
    NotInForce,
    SeatTaken,
    check_body,
    check_period,
    differs,
    free_seat,
    is_held_back,
)
from gongzhi.people.models import Person


@dataclass(frozen=True, slots=True, kw_only=True)
class _Wish:
    """What a row is to say; ``line`` is new for a first entry."""

    office_id: UUID
    person_id: UUID
    starts_on: date
    ends_on: date | None
    basis: str
    basis_number: str
    resolution_id: UUID | None = None
    approval_number: str = ""
    line: UUID = field(default_factory=uuid7)


@deed("offices.term.elected")
def elect_term(
    *,
    actor: Actor,
    office_id: UUID,
    person_id: UUID,
    starts_on: date,
    resolution: str,
    at: datetime,
    ends_on: date | None = None,
    resolution_id: UUID | None = None,
    approval_number: str = "",
    key: str = "",
) -> Term:
    """
    Enter a term over ``[starts_on, ends_on)`` that rests on an election.

    ``resolution`` says which in words; ``resolution_id`` names it where the vote was taken here. A leading cadre in
    an office that needs it is held back unless ``approval_number`` is there.

    :raises SeatTaken: if no seat is free over the whole period
    :raises AlreadyInOffice: if the person holds this office in that time
    :raises EndsTooEarly: if the period has no day
    :raises BasisMissing: without a resolution
    """
    wish = _Wish(
        office_id=office_id,
        person_id=person_id,
        starts_on=starts_on,
        ends_on=ends_on,
        basis=Term.Basis.RESOLUTION,
        basis_number=resolution,
        resolution_id=resolution_id,
        approval_number=approval_number,
    )
    return _enter(actor=actor, wish=wish, code="offices.term.elected", at=at)


@deed("offices.term.appointed")
def appoint_term(
    *,
    actor: Actor,
    office_id: UUID,
    person_id: UUID,
    starts_on: date,
    document: str,
    at: datetime,
    ends_on: date | None = None,
    approval_number: str = "",
    key: str = "",
) -> Term:
    """
    Enter a term over ``[starts_on, ends_on)`` that rests on a document; ``document`` is its number.

    :raises SeatTaken: if no seat is free over the whole period
    :raises AlreadyInOffice: if the person holds this office in that time
    :raises EndsTooEarly: if the period has no day
    :raises BasisMissing: without a document number
    """
    wish = _Wish(
        office_id=office_id,
        person_id=person_id,
        starts_on=starts_on,
        ends_on=ends_on,
        basis=Term.Basis.DOCUMENT,
        basis_number=document,
        approval_number=approval_number,
    )
    return _enter(actor=actor, wish=wish, code="offices.term.appointed", at=at)


@deed("offices.term.taken_over")
def take_over_term(
    *,
    actor: Actor,
    office_id: UUID,
    person_id: UUID,
    starts_on: date,
    at: datetime,
    ends_on: date | None = None,
    roster: str = "",
    approval_number: str = "",
    key: str = "",
) -> Term:
    """
    Enter a term over ``[starts_on, ends_on)`` as an older roster has it; ``roster`` names the file and row.

    :raises SeatTaken: if no seat is free over the whole period
    :raises AlreadyInOffice: if the person holds this office in that time
    :raises EndsTooEarly: if the period has no day
    """
    wish = _Wish(
        office_id=office_id,
        person_id=person_id,
        starts_on=starts_on,
        ends_on=ends_on,
        basis=Term.Basis.ROSTER,
        basis_number=roster,
        approval_number=approval_number,
    )
    return _enter(actor=actor, wish=wish, code="offices.term.taken_over", at=at)


@deed("offices.term.ended")
def end_term(
    *,
    actor: Actor,
    term_id: UUID,
    ends_on: date,
    reason: str,
    at: datetime,
    basis: str = "",
    resolution_id: UUID | None = None,
    key: str = "",
) -> Term:
    """
    End a term before its time: ``ends_on`` is the first day on which the person no longer holds the office.

    ``basis`` says in words on which resolution or document it rests, ``resolution_id`` which one was taken here; both
    are kept in the log, the row still says on what the term itself rests.

    :raises NotInForce: if a correction replaced the row
    :raises EndsTooEarly: if the term would have no day left
    :raises EndedAlready: if it ends by itself before that day
    :raises BasisMissing: without a reason
    """
    term = _lock(term_id)
    decision = permissions.may_end(actor, term).require()
    check_period(starts_on=term.starts_on, ends_on=ends_on)
    if term.ends_on is not None and ends_on > term.ends_on:
        raise EndedAlready(field="last_day", last_day=term.last_day)
    if not reason.strip():
        raise BasisMissing(field="reason")
    ended = _supersede(term, at=at, ends_on=ends_on, end_reason=reason.strip())
    rests = _rests(basis.strip(), resolution_id)
    _tell("offices.term.ended", actor, ended, at, decision.mandate, reason=reason.strip(), **rests)
    return ended


@deed("offices.term.corrected")
def correct_term(
    *,
    actor: Actor,
    term_id: UUID,
    person_id: UUID,
    starts_on: date,
    ends_on: date | None,
    basis_number: str,
    reason: str,
    at: datetime,
    key: str = "",
) -> Term:
    """
    Replace what was entered wrongly; the wrong row stays readable as what was known until now.

    ``reason`` says what was wrong. An approval counts only for the person it was given for.

    :raises NotInForce: if another correction was faster
    :raises NothingChanged: if nothing differs
    :raises SeatTaken: if the new period collides with another holder
    :raises BasisMissing: without a reason
    """
    term = _lock(term_id)
    decision = permissions.may_correct(actor, term).require()
    if not reason.strip():
        raise BasisMissing(field="reason")
    if not differs(term=term, person_id=person_id, starts_on=starts_on, ends_on=ends_on, basis_number=basis_number):
        raise NothingChanged
    wish = _Wish(
        office_id=term.office_id,
        person_id=person_id,
        starts_on=starts_on,
        ends_on=ends_on,
        basis=term.basis,
        basis_number=basis_number,
        resolution_id=term.resolution_id,
        approval_number=term.approval_number if person_id == term.person_id else "",
        line=term.line,
    )
    _set_aside(term, at=at)
    corrected = _place(wish, at=at)
    _tell("offices.term.corrected", actor, corrected, at, decision.mandate, reason=reason.strip())
    return corrected


@deed("offices.term.approved")
def approve_cadre_term(
    *, actor: Actor, term_id: UUID, approval_number: str, approved_on: date, at: datetime, key: str = ""
) -> Term:
    """
    Put the approval document of the cadre-management authority on file, so that the term takes effect.

    It takes effect on its first day, or on ``approved_on`` where that is later: an approval does not reach back.

    :raises NotHeldBack: if the term waits for nothing
    :raises EndsTooEarly: if the term is over before the approval
    :raises SeatTaken: if the seat was given to somebody else meanwhile

    Source: 中办发〔1998〕17号 (mark X)
    """
    term = _lock(term_id)
    if not term.is_held_back:
        raise NotHeldBack
    decision = permissions.may_approve(actor, term).require()
    if not approval_number.strip():
        raise BasisMissing(field="approval_number")
    starts_on = max(term.starts_on, approved_on)
    check_period(starts_on=starts_on, ends_on=term.ends_on)
    wish = _Wish(
        office_id=term.office_id,
        person_id=term.person_id,
        starts_on=starts_on,
        ends_on=term.ends_on,
        basis=term.basis,
        basis_number=term.basis_number,
        resolution_id=term.resolution_id,
        approval_number=approval_number.strip(),
        line=term.line,
    )
    _set_aside(term, at=at)
    approved = _place(wish, at=at)
    _tell("offices.term.approved", actor, approved, at, decision.mandate, approval=approval_number.strip())
    return approved


def _enter(*, actor: Actor, wish: _Wish, code: str, at: datetime) -> Term:
    decision = permissions.may_manage(actor).require()
    if not wish.basis_number.strip() and wish.basis != Term.Basis.ROSTER:
        raise BasisMissing(field="basis_number")
    term = _place(wish, at=at)
    _tell(code, actor, term, at, decision.mandate, **_rests(wish.basis_number.strip(), wish.resolution_id))
    return term


def _place(wish: _Wish, *, at: datetime) -> Term:
    """Write a row into a free seat. Two entries at once wait for the office's row, a dissolution for the body's."""
    office = Office.objects.select_for_update(of=("self", "body")).select_related("body").get(pk=wish.office_id)
    person = Person.objects.get(pk=wish.person_id)
    check_period(starts_on=wish.starts_on, ends_on=wish.ends_on)
    check_body(office=office, starts_on=wish.starts_on, ends_on=wish.ends_on)
    others = office.terms.known_on().overlapping(wish.starts_on, wish.ends_on).select_related("person")
    term = Term(
        office=office,
        person=person,
        seat=free_seat(office=office, person=person, others=list(others)),
        line=wish.line,
        starts_on=wish.starts_on,
        ends_on=wish.ends_on,
        recorded_at=at,
        basis=wish.basis,
        basis_number=wish.basis_number.strip(),
        resolution_id=wish.resolution_id,
        approval_number=wish.approval_number.strip(),
    )
    term.is_held_back = is_held_back(
        office=office, person=person, approval_number=term.approval_number, starts_on=wish.starts_on
    )
    _insert(term)
    return term


def _insert(term: Term) -> None:
    try:
        with transaction.atomic():
            term.save(force_insert=True)
    except IntegrityError as error:
        if "term_one_a_seat" not in str(error):
            raise
        office = term.office
        raise SeatTaken(field="office", office=office.title, seats=office.seats, holder="…") from error


def _lock(term_id: UUID) -> Term:
    """Load a row that nobody has replaced yet, and hold it."""
    rows = Term.objects.select_for_update(of=("self",)).select_related("office__body", "person")
    term = rows.get(pk=term_id)
    if term.superseded_at is not None:
        raise NotInForce
    return term


def _set_aside(term: Term, *, at: datetime) -> None:
    term.superseded_at = max(at, term.recorded_at)
    term.save(update_fields=["superseded_at"])


def _supersede(term: Term, *, at: datetime, ends_on: date, end_reason: str) -> Term:
    """Replace a row by one that ends earlier: the same seat, so nothing can collide."""
    _set_aside(term, at=at)
    names = [f.attname for f in Term._meta.concrete_fields if f.name not in {"id", "superseded_at"}]
    values = {name: getattr(term, name) for name in names}
    values |= {"recorded_at": at, "ends_on": ends_on, "end_reason": end_reason}
    ended = Term(**values)
    _insert(ended)
    return ended


def _rests(basis: str, resolution_id: UUID | None) -> dict[str, str]:
    """Say for the log on what a deed rests."""
    told = {"basis": basis} if basis else {}
    return told if resolution_id is None else {**told, "resolution": str(resolution_id)}


def _tell(code: str, actor: Actor, term: Term, at: datetime, mandate: Mandate | None, **more: str) -> None:
    facts = {
        "person": term.person.name,
        "office": term.office.title,
        "starts_on": term.starts_on,
        "last_day": term.last_day,
        "basis": term.basis_number,
        "held_back": term.is_held_back,
        **more,
    }
    audit.record(code, actor=actor, subject=term.office.body, at=at, facts=facts, mandate=mandate)
    outbox.publish(code, {"term": str(term.pk), "office": str(term.office_id), "person": str(term.person_id)})
