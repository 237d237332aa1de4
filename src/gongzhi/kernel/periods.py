"""
Count in half-open periods of days: the first day is in, the day of the end is out.

So periods that follow each other share no day and leave none out.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

MONTHS_IN_A_YEAR = 12


@dataclass(frozen=True, slots=True)
class Period:
    """
    Hold the days from ``starts_on`` up to, but without, ``ends_on``; ``None`` means without end.

    A period that ends on the day it starts is empty: it contains no day and overlaps nothing.

    :raises ValueError: if it ends before it starts
    """

    starts_on: date
    ends_on: date | None = None

    def __post_init__(self) -> None:
        if self.ends_on is not None and self.ends_on < self.starts_on:
            message = f"A period cannot end ({self.ends_on}) before it starts ({self.starts_on})."
            raise ValueError(message)

    @property
    def is_open(self) -> bool:
        """Tell whether the period has no end."""
        return self.ends_on is None

    @property
    def is_empty(self) -> bool:
        """Tell whether the period contains no day."""
        return self.ends_on == self.starts_on

    @property
    def day_count(self) -> int | None:
        """Count the days; ``None`` for a period without end."""
        return None if self.ends_on is None else (self.ends_on - self.starts_on).days

    @property
    def last_day(self) -> date | None:
        """Name the last day that is in; ``None`` for a period without end or without days."""
        return None if self.ends_on is None or self.is_empty else self.ends_on - timedelta(days=1)

    def contains(self, day: date) -> bool:
        """Tell whether the day is in."""
        return self.starts_on <= day and (self.ends_on is None or day < self.ends_on)

    def overlaps(self, other: "Period") -> bool:
        """Tell whether the two share a day."""
        return self.intersect(other) is not None

    def covers(self, other: "Period") -> bool:
        """Tell whether every day of the other is in."""
        return other.is_empty or self.intersect(other) == other

    def intersect(self, other: "Period") -> "Period | None":
        """Hold the days both share; ``None`` if they share none."""
        starts_on = max(self.starts_on, other.starts_on)
        ends = [end for end in (self.ends_on, other.ends_on) if end is not None]
        ends_on = min(ends, default=None)
        if ends_on is not None and ends_on <= starts_on:
            return None
        return Period(starts_on, ends_on)

    def days(self) -> Iterator[date]:
        """Go through the days in order; without end if the period has none."""
        day = self.starts_on
        while self.contains(day):
            yield day
            day += timedelta(days=1)


class CalendarKind(StrEnum):
    """Name the pieces into which a calendar year is cut."""

    YEAR = "year"
    HALF_YEAR = "half_year"
    QUARTER = "quarter"
    MONTH = "month"


MONTHS_IN: dict[CalendarKind, int] = {
    CalendarKind.YEAR: 12,
    CalendarKind.HALF_YEAR: 6,
    CalendarKind.QUARTER: 3,
    CalendarKind.MONTH: 1,
}


def calendar_period(kind: str, day: date) -> Period:
    """
    Find the calendar year, half year, quarter or month in which a day lies.

    :raises ValueError: if ``kind`` is not the code of a `CalendarKind`
    """
    months = MONTHS_IN[CalendarKind(kind)]
    first_month = (day.month - 1) // months * months + 1
    return Period(date(day.year, first_month, 1), _first_of_month(day.year, first_month + months))


def calendar_periods(kind: str, period: Period) -> list[Period]:
    """
    List the whole calendar periods that share a day with a period, in order.

    The first and the last may reach beyond it; clip them with `Period.intersect` where that matters.

    :raises ValueError: if ``kind`` is unknown or the period has no end
    """
    if period.ends_on is None:
        message = "A period without end has calendar periods without end."
        raise ValueError(message)
    found: list[Period] = []
    day = period.starts_on
    while day < period.ends_on:
        found.append(calendar_period(kind, day))
        day = found[-1].ends_on or period.ends_on
    return found


def _first_of_month(year: int, month: int) -> date:
    """Name the first day of a month; month 13 is January of the year after."""
    years, month_index = divmod(month - 1, MONTHS_IN_A_YEAR)
    return date(year + years, month_index + 1, 1)
