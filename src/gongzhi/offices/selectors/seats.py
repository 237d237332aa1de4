"""This will show the seats of bodies on a day: held by whom, since when, lawful or not, and why."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from gongzhi.kernel.text import gettext_noop as _
from gongzhi.offices.models import Body, Office, Term
from gongzhi.offices.selectors.composition import Finding

WAITING = _("waiting for the approval document of the cadre-management authority, %(document)s")
APPROVAL_RULE = {"document": "中办发〔1998〕17号"}
RUN_OUT = _("The term ran out on %(last_day)s and nobody was elected or appointed since.")


class SeatState(StrEnum):
    """How a seat stands: held, held back, to begin later, run out without a successor, or empty."""

    HELD = "held"
    HELD_BACK = "held_back"
    NOT_BEGUN = "not_begun"
    OVERDUE = "overdue"
    VACANT = "vacant"


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a seat is not in order: a msgid with its params, and the clause behind it."""

    reason: str
    params: Mapping[str, object]
    clause_code: str = ""


@dataclass(frozen=True, slots=True)
class Seat:
    """
    One seat on a day. ``term`` carries person and dates; ``None`` for an empty seat.

    ``is_lawful`` is false if a clause forbids it; ``reasons`` say why it is not in order.
    """

    office: Office
    state: SeatState
    term: Term | None = None
    is_lawful: bool = True
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class OfficeView:
    """An office with its seats; an office of many seats shows the filled ones only, one seat at least."""

    office: Office
    seats: tuple[Seat, ...]

    @property
    def held_count(self) -> int:
        """How many seats are held in effect."""
        return sum(seat.state is SeatState.HELD for seat in self.seats)


@dataclass(frozen=True, slots=True)
class BodyView:
    """A body with its offices on a day; ``reasons`` are findings about the body itself."""

    body: Body
    offices: tuple[OfficeView, ...]
    reasons: tuple[Reason, ...] = ()

    @property
    def held_count(self) -> int:
        """How many seats are held in effect."""
        return sum(each.held_count for each in self.offices)

    @property
    def seats(self) -> tuple[Seat, ...]:
        """All seats in the order of offices."""
        return tuple(seat for each in self.offices for seat in each.seats)


def seats(*, body: Body, on: date, known: date | None = None, findings: Sequence[Finding] = ()) -> list[Seat]:
    """List the seats of a body on a day, as known at the end of ``known`` (``None``: now); two queries."""
    [view] = _views([body], on, known, findings)
    return list(view.seats)


def overview(
    *, bodies: Iterable[Body], on: date, known: date | None = None, findings: Sequence[Finding] = ()
) -> list[BodyView]:
    """Show bodies, in the order given, with all their seats on a day; two queries for all of them."""
    return _views(list(bodies), on, known, findings)


def _views(bodies: list[Body], on: date, known: date | None, findings: Sequence[Finding]) -> list[BodyView]:
    offices = list(Office.objects.filter(body__in=bodies).order_by("position", "pk"))
    terms = Term.objects.known_on(known).filter(office__body__in=bodies).select_related("person")
    by_office: dict[UUID, list[Term]] = {}
    for term in terms.order_by("starts_on", "seat", "pk"):
        by_office.setdefault(term.office_id, []).append(term)
    return [_body_view(body, offices, by_office, on, findings) for body in bodies]


def _body_view(
    body: Body,
    offices: Iterable[Office],
    by_office: Mapping[UUID, list[Term]],
    on: date,
    findings: Sequence[Finding],
) -> BodyView:
    about = [finding for finding in findings if finding.body_id == body.pk]
    views = []
    for office in offices:
        if office.body_id == body.pk:
            office.body = body
            mine = [finding for finding in about if finding.office_code == office.code]
            views.append(OfficeView(office, tuple(_seats(office, by_office.get(office.pk, []), on, mine))))
    reasons = tuple(_reason(finding) for finding in about if not finding.office_code and not finding.is_lawful)
    return BodyView(body, tuple(views), reasons)


def _seats(office: Office, terms: Sequence[Term], on: date, findings: Sequence[Finding]) -> list[Seat]:
    shown = [seat for term in terms if (seat := _seat(office, term, terms, on, findings)) is not None]
    for seat in shown:
        if seat.term is not None:
            seat.term.office = office
    order = list(SeatState)
    shown.sort(key=lambda seat: (order.index(seat.state), seat.term.seat if seat.term else 0))
    return shown or [Seat(office, SeatState.VACANT)]


def _seat(office: Office, term: Term, terms: Sequence[Term], on: date, findings: Sequence[Finding]) -> Seat | None:
    if term.ends_on is not None and term.ends_on <= on:
        return _run_out(office, term, terms)
    if term.starts_on > on:
        return Seat(office, SeatState.NOT_BEGUN, term)
    if term.is_held_back:
        return Seat(office, SeatState.HELD_BACK, term, reasons=(Reason(WAITING, APPROVAL_RULE),))
    against = tuple(_reason(f) for f in findings if not f.is_lawful and f.person_id in {None, term.person_id})
    return Seat(office, SeatState.HELD, term, is_lawful=not against, reasons=against)


def _run_out(office: Office, term: Term, terms: Sequence[Term]) -> Seat | None:
    """Show an ended term only if it ran out by itself and the office was filled with nobody since."""
    if term.end_reason or term.is_held_back or term.ends_on is None:
        return None
    if any(each.ends_on is None or each.ends_on > term.ends_on for each in terms):
        return None
    return Seat(office, SeatState.OVERDUE, term, reasons=(Reason(RUN_OUT, {"last_day": term.last_day}),))


def _reason(finding: Finding) -> Reason:
    return Reason(finding.reason, finding.params, finding.clause_code)
