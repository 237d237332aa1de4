"""
Count days and workdays as the law counts them.

The calendar of mainland China is a file that is made once a year from the notice of the State Council;
no deadline ever waits for a package or the network. A year without a notice counts Monday to Friday, and
whatever is reckoned with it says that it is provisional.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from importlib.resources import files
from typing import Any

from gongzhi.kernel.errors import DomainError
from gongzhi.kernel.periods import Period
from gongzhi.kernel.text import gettext_noop as _

ONE_DAY = timedelta(days=1)
SATURDAY = 5
CHINA_FILE = "workdays_cn.json"


class ClockStopped(DomainError):
    """Tell that no due day exists while the clock stands still; param ``since`` is a date."""

    message = _("The clock has stood still since %(since)s: there is no due day until it runs again.")


@dataclass(frozen=True, slots=True)
class CalendarYear:
    """
    Hold what the notice for one year changes about Monday to Friday.

    ``days_off`` are weekdays that are free, ``make_up_days`` are weekend days that are worked (调休).
    ``source`` names the notice; ``mark`` says how sure it is, as the clauses do: ``"F"`` its full text was
    read, ``"2"`` it comes second-hand, ``""`` there is none.

    :raises ValueError: if a day off is a weekend day or a make-up day a weekday
    """

    published: bool
    source: str = ""
    mark: str = ""
    days_off: frozenset[date] = frozenset()
    make_up_days: frozenset[date] = frozenset()

    def __post_init__(self) -> None:
        idle = {day for day in self.days_off if _is_weekend(day)}
        idle |= {day for day in self.make_up_days if not _is_weekend(day)}
        if idle:
            message = f"These days change nothing: {sorted(idle)}"
            raise ValueError(message)


NOT_PUBLISHED = CalendarYear(published=False)


@dataclass(frozen=True, slots=True)
class Calendar:
    """Tell workdays from days off; ``years`` maps a year to its notice."""

    years: Mapping[int, CalendarYear] = field(default_factory=dict, hash=False)

    def is_workday(self, day: date) -> bool:
        """Tell whether people work on a day; a year without a notice counts Monday to Friday."""
        year = self.year(day.year)
        if _is_weekend(day):
            return day in year.make_up_days
        return day not in year.days_off

    def published(self, year: int) -> bool:
        """Tell whether the notice for a year is known."""
        return self.year(year).published

    def year(self, year: int) -> CalendarYear:
        """Give what is known of a year, its source included."""
        return self.years.get(year, NOT_PUBLISHED)


@dataclass(frozen=True, slots=True)
class Due:
    """
    Name the last day on which something is in time; it is due at the end of that day.

    ``provisional`` says that a year without a published calendar was counted.
    """

    on: date
    provisional: bool


@lru_cache(maxsize=1)
def china() -> Calendar:
    """Give the calendar of mainland China as this release knows it."""
    text = files("gongzhi.kernel").joinpath("data", CHINA_FILE).read_text(encoding="utf-8")
    return read_calendar(json.loads(text))


def read_calendar(content: Mapping[str, Any]) -> Calendar:
    """
    Read a calendar from the shape of the data file.

    ``content`` is ``{"years": {"2026": {"published", "source", "mark", "days_off", "make_up_days"}}}``,
    days in ISO form.

    :raises ValueError: if a day stands under a wrong year or changes nothing
    """
    return Calendar({int(year): _read_year(int(year), entry) for year, entry in content["years"].items()})


def within_workdays_after(event_on: date, n: int, calendar: Calendar, *, suspended: Sequence[Period] = ()) -> Due:
    """
    Find the day by whose end something is due *within n workdays after* an event.

    The day of the event does not count; 0 workdays is the day itself. A workday inside a suspended period
    does not count: the dossier was with the applicant at the end of that day.

    :raises ClockStopped: if a suspended period without end begins before the due day
    :raises ValueError: if n is negative
    Source: rules of counting, "Days"
    """
    _refuse_negative(n)
    return _after(event_on, n, calendar, tuple(suspended))


def workdays_before(event_on: date, n: int, calendar: Calendar) -> Due:
    """
    Find the last day that is *n workdays before* an event.

    The day of the event does not count; it is the n-th workday counting back from the day before it;
    0 workdays is the day itself.

    :raises ValueError: if n is negative
    Source: rules of counting, "Days"
    """
    _refuse_negative(n)
    return _before(event_on, n, calendar)


def workdays_elapsed(event_on: date, until: date, calendar: Calendar, *, suspended: Sequence[Period] = ()) -> int:
    """
    Count the workdays from the day after an event up to and with ``until``, less the suspended ones.

    0 if ``until`` is not after the event. A suspended period without end counts as lasting.
    """
    days = Period(event_on + ONE_DAY, max(event_on, until) + ONE_DAY).days()
    return sum(calendar.is_workday(day) and not any(pause.contains(day) for pause in suspended) for day in days)


def full_days_between(sent_on: date, meeting_on: date) -> int:
    """
    Count the full days of notice: sent on the 1st for a meeting on the 12th gives 10.

    Neither end counts; a notice sent on the day or after it gives 0.

    Source: rules of counting, "Days"
    """
    return max(0, (meeting_on - sent_on).days - 1)


def days_after(event_on: date, n: int) -> date:
    """Find the day by whose end something is due within n calendar days after an event."""
    return event_on + timedelta(days=n)


def _read_year(year: int, entry: Mapping[str, Any]) -> CalendarYear:
    days_off = frozenset(map(date.fromisoformat, entry.get("days_off", ())))
    make_up_days = frozenset(map(date.fromisoformat, entry.get("make_up_days", ())))
    if strays := sorted(day for day in days_off | make_up_days if day.year != year):
        message = f"These days are not of {year}: {strays}"
        raise ValueError(message)
    return CalendarYear(
        published=entry["published"],
        source=entry.get("source", ""),
        mark=entry.get("mark", ""),
        days_off=days_off,
        make_up_days=make_up_days,
    )


# A city asks for the same few hundred days again and again.
@lru_cache(maxsize=16_384)
def _after(event_on: date, n: int, calendar: Calendar, suspended: tuple[Period, ...]) -> Due:
    running = (day for day in _days_after(event_on) if _counts(day, calendar, suspended))
    on = event_on
    for _count in range(n):
        on = next(running)
    return Due(on, _is_provisional(event_on, on, calendar))


@lru_cache(maxsize=16_384)
def _before(event_on: date, n: int, calendar: Calendar) -> Due:
    on = event_on
    for _count in range(n):
        on = next(day for day in _days_before(on) if calendar.is_workday(day))
    return Due(on, _is_provisional(on, event_on, calendar))


def _counts(day: date, calendar: Calendar, suspended: Sequence[Period]) -> bool:
    pauses = [pause for pause in suspended if pause.contains(day)]
    for pause in pauses:
        if pause.is_open:
            raise ClockStopped(since=pause.starts_on)
    return not pauses and calendar.is_workday(day)


def _days_after(day: date) -> Iterator[date]:
    while True:
        day += ONE_DAY
        yield day


def _days_before(day: date) -> Iterator[date]:
    while True:
        day -= ONE_DAY
        yield day


def _is_weekend(day: date) -> bool:
    return day.weekday() >= SATURDAY


def _is_provisional(first: date, last: date, calendar: Calendar) -> bool:
    return not all(calendar.published(year) for year in range(first.year, last.year + 1))


def _refuse_negative(n: int) -> None:
    if n < 0:
        message = f"Workdays are counted from 0, not from {n}."
        raise ValueError(message)
