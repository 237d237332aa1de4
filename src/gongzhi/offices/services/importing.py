"""
This will take the officers of a roster over: offices that are missing, persons, terms, in few statements.

A leading cadre in an office that needs the approval document is held back unless the roster names one.

Source: 中办发〔1998〕17号 (mark X); rules.md §0, trap 7
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from gongzhi.common.imports.kinds import ImportKind, WriteContext
from gongzhi.kernel.identifiers import uuid7
from gongzhi.kernel.periods import Period
from gongzhi.offices.models import Body, Office, Term
from gongzhi.offices.rights import Right
from gongzhi.offices.selectors import roster as selectors
from gongzhi.offices.services.seating import check_body, free_seat, is_held_back
from gongzhi.offices.services.structure import set_up_standard_bodies
from gongzhi.organisations.roster import judging, layouts
from gongzhi.organisations.roster.words import Seat, seat_of
from gongzhi.people.models import Person
from gongzhi.people.rules import PersonDraft
from gongzhi.people.services.importing import take_over_people

Row = Mapping[str, Any]


def write_offices(rows: Sequence[Row], context: WriteContext) -> None:
    """
    Take the terms of a roster over.

    :raises SeatTaken: if somebody holds the office already and it has no further seat
    :raises AlreadyInOffice: if the person holds it already
    """
    set_up_standard_bodies(actor=context.actor, at=context.at)
    offices = _offices(rows)
    people = take_over_people(drafts=[_draft(row) for row in rows])
    running: dict[Any, list[Term]] = {}
    for term in (
        Term.objects.select_for_update().known_on().filter(office__in=offices.values()).select_related("person")
    ):
        running.setdefault(term.office_id, []).append(term)
    terms = []
    for row, person in zip(rows, people, strict=True):
        office = offices[row["body"], row["office"]]
        term = _term(row, office, person, running.setdefault(office.pk, []), context)
        running[office.pk].append(term)
        terms.append(term)
    Term.objects.bulk_create(terms)


OFFICES = ImportKind(
    code="offices",
    label=_("Officers"),
    layout=layouts.OFFICES,
    know=selectors.offices_ground,
    judge=judging.judge_offices,
    write=write_offices,
    right=Right.MANAGE,
    order=40,
)


def _draft(row: Row) -> PersonDraft:
    return PersonDraft(name=row["name"], phone=row["phone"] or "", post=row["post"] or "", is_cadre=row["is_cadre"])


def _offices(rows: Sequence[Row]) -> dict[tuple[str, str], Office]:
    """Find the offices the rows name, opening those that are missing; the office's rows are locked."""
    wanted = {(row["body"], row["office"]): seat_of(row["title"]) for row in rows}
    known = _known_offices()
    missing = [seat for key, seat in wanted.items() if key not in known]
    if missing:
        _open(missing)
        known = _known_offices()
    return {key: known[key] for key in wanted}


def _known_offices() -> dict[tuple[str, str], Office]:
    rows = Office.objects.select_for_update(of=("self",)).select_related("body")
    standing_first = F("body__dissolved_on").desc(nulls_first=True)
    found: dict[tuple[str, str], Office] = {}
    for office in rows.order_by(standing_first, "body__name", "pk"):
        found.setdefault((office.body.code, office.code), office)
    return found


def _open(seats: Sequence[Seat]) -> None:
    bodies = {body.code: body for body in Body.objects.order_by(F("dissolved_on").asc(nulls_last=True), "-name")}
    for seat in seats:
        if seat.body not in bodies:
            bodies[seat.body] = Body.objects.create(code=seat.body, name=BODY_NAMES[seat.body])
    Office.objects.bulk_create(
        [
            Office(
                body=bodies[seat.body],
                code=seat.code,
                title=seat.title,
                seats=seat.seats,
                votes=seat.votes,
                needs_cadre_approval=seat.leads,
                position=LAST_POSITION,
            )
            for seat in seats
        ]
    )


# Bodies that not every federation has from the start.
BODY_NAMES = {Body.Code.STANDING_COUNCIL.value: "常务理事会"}
LAST_POSITION = 90


def _term(row: Row, office: Office, person: Person, others: Sequence[Term], context: WriteContext) -> Term:
    starts_on = date.fromisoformat(row["starts_on"])
    ends_on = date.fromisoformat(row["ends_on"]) if row["ends_on"] else None
    check_body(office=office, starts_on=starts_on, ends_on=ends_on)
    days = Period(starts_on, ends_on)
    sharing = [term for term in others if days.overlaps(Period(term.starts_on, term.ends_on))]
    number = row["basis_number"] or ""
    approval = number if person.is_cadre and office.needs_cadre_approval else ""
    return Term(
        office=office,
        person=person,
        seat=free_seat(office=office, person=person, others=sharing),
        line=uuid7(),
        starts_on=starts_on,
        ends_on=ends_on,
        recorded_at=context.at,
        basis=Term.Basis.DOCUMENT if number else Term.Basis.ROSTER,
        basis_number=number or context.source[:100],
        approval_number=approval,
        is_held_back=is_held_back(office=office, person=person, approval_number=approval, starts_on=starts_on),
    )
