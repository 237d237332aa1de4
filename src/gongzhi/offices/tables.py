"""This will shape seats and terms for pages: seals, and what a line of the thread says."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from gongzhi.common.audit import ThreadEntry
from gongzhi.kernel.decisions import Decision
from gongzhi.offices.selectors import OfficeView, Seat, SeatState

SEALS = {
    SeatState.HELD: ("met", _("In office")),
    SeatState.HELD_BACK: ("due", _("Held back")),
    SeatState.NOT_BEGUN: ("open", _("Not begun")),
    SeatState.OVERDUE: ("breached", _("Run out")),
    SeatState.VACANT: ("open", _("Vacant")),
}
LINES_AT_MOST = 5
UNLAWFUL = ("breached", _("Not lawful"))
# What an office shows when its seats differ: the worst first.
WORST = (SeatState.OVERDUE, SeatState.HELD_BACK, SeatState.HELD, SeatState.NOT_BEGUN, SeatState.VACANT)
FACTS = {
    "office": _("Office"),
    "person": _("Person"),
    "name": _("Name"),
    "starts_on": _("First day"),
    "last_day": _("Last day"),
    "basis": _("Resolution or document"),
    "approval": _("Approval document"),
    "reason": _("Reason"),
    "bodies": _("Bodies"),
}
DAYS = frozenset({"starts_on", "last_day"})


@dataclass(frozen=True, slots=True)
class Seal:
    """A seal of the kit: its state and its words."""

    state: str
    label: object


@dataclass(frozen=True, slots=True)
class SeatRow:
    """A seat with its seal and what can be done with its term; a deed that does not fit is ``None``."""

    seat: Seat
    seal: Seal
    may_end: Decision | None = None
    may_correct: Decision | None = None
    may_approve: Decision | None = None


@dataclass(frozen=True, slots=True)
class OfficeRow:
    """An office on the overview with the seal of its worst seat."""

    view: OfficeView
    seal: Seal

    @property
    def is_short(self) -> bool:
        """Whether each holder gets a line; many are listed by name only, the body's page says more."""
        return len(self.view.seats) <= LINES_AT_MOST


@dataclass(frozen=True, slots=True)
class Station:
    """A line of the thread with what was said, as pairs of label and words."""

    entry: ThreadEntry
    said: tuple[tuple[object, str], ...]


def seal_of(seat: Seat) -> Seal:
    """Give the seal of a seat; a clause that forbids it comes first."""
    return Seal(*(SEALS[seat.state] if seat.is_lawful else UNLAWFUL))


def office_row(view: OfficeView) -> OfficeRow:
    """Give an office the seal of its worst seat."""
    if any(not seat.is_lawful for seat in view.seats):
        return OfficeRow(view, Seal(*UNLAWFUL))
    states = {seat.state for seat in view.seats}
    return OfficeRow(view, Seal(*SEALS[next(state for state in WORST if state in states)]))


def stations(entries: Iterable[ThreadEntry]) -> list[Station]:
    """Turn the thread into lines to read, newest first."""
    return [Station(entry, tuple(_said(entry.facts))) for entry in entries][::-1]


def _said(facts: Mapping[str, object]) -> Iterator[tuple[object, str]]:
    for name, label in FACTS.items():
        value = facts.get(name)
        if isinstance(value, list):
            yield label, "、".join(map(str, value))
        elif value:
            day = parse_date(str(value)) if name in DAYS else None
            yield label, date_format(day, "DATE_FORMAT") if day else str(value)
