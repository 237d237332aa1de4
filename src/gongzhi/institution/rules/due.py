"""Reckon the day by which something is due."""

from collections.abc import Sequence
from datetime import date, timedelta

from gongzhi.institution.rules.evidence import EvidenceRow
from gongzhi.institution.rules.params import Deadline, Direction, Unit
from gongzhi.kernel.periods import MONTHS_IN_A_YEAR, Period
from gongzhi.kernel.workdays import (
    Calendar,
    ClockStopped,
    Due,
    days_after,
    within_workdays_after,
    workdays_before,
)

ONE_DAY = timedelta(days=1)
SUSPENDED = "suspended"


def yearly_due(month_and_day: tuple[int, int], year: int) -> date:
    """Name the due day of a year; 29 February falls on the 28th in a common year."""
    month, day = month_and_day
    return min(date(year, month, 1) + timedelta(days=day - 1), _last_of_month(year, month))


def due_after_event(*, params: Deadline, event: EvidenceRow, on: date, calendar: Calendar) -> Due | date | None:
    """
    Reckon when a deadline that an event starts is due.

    A date means: no due day yet, the clock stands still since then. ``None`` means that the day to count from is not
    among the event's facts. Suspensions are read from the fact ``suspended``, as known on the day ``on``.
    """
    anchor = anchor_of(params=params, event=event)
    if anchor is None:
        return None
    try:
        return count_days(params=params, anchor=anchor, calendar=calendar, suspended=suspensions(event, on))
    except ClockStopped as stopped:
        since = stopped.params["since"]
        return since if isinstance(since, date) else on


def anchor_of(*, params: Deadline, event: EvidenceRow) -> date | None:
    """Name the day to count from: the event's own, or the one its facts name; ``None`` if they do not."""
    if not params.trigger_date:
        return event.on
    named = event.facts.get(params.trigger_date)
    return named if isinstance(named, date) else None


def count_days(*, params: Deadline, anchor: date, calendar: Calendar, suspended: Sequence[Period] = ()) -> Due:
    """
    Count a deadline's days, workdays or months from a day.

    :raises ClockStopped: if the clock stands still and has no end
    Source: semantics.md, "Days"
    """
    before = params.direction is Direction.BEFORE
    if params.unit is Unit.WORKDAYS:
        if before:
            return workdays_before(anchor, params.amount, calendar)
        return within_workdays_after(anchor, params.amount, calendar, suspended=suspended)
    amount = -params.amount if before else params.amount
    if params.unit is Unit.DAYS:
        return Due(on=days_after(anchor, amount), provisional=False)
    return Due(on=months_after(anchor, amount), provisional=False)


def months_after(day: date, months: int) -> date:
    """Name the same day of the month some months later (earlier if negative), or that month's last day."""
    years, month_index = divmod(day.month - 1 + months, MONTHS_IN_A_YEAR)
    last = _last_of_month(day.year + years, month_index + 1)
    return min(date(day.year + years, month_index + 1, 1) + timedelta(days=day.day - 1), last)


def suspensions(event: EvidenceRow, on: date) -> tuple[Period, ...]:
    """List the periods in which the event's clock stood still, as known on a day."""
    told = event.facts.get(SUSPENDED, ())
    if not isinstance(told, Sequence):
        return ()
    periods = [period for period in told if isinstance(period, Period) and period.starts_on <= on]
    return tuple(_as_known(period, on) for period in periods)


def _as_known(period: Period, on: date) -> Period:
    if period.ends_on is None or period.ends_on <= on:
        return period
    return Period(period.starts_on, None)


def _last_of_month(year: int, month: int) -> date:
    years, month_index = divmod(month, MONTHS_IN_A_YEAR)
    return date(year + years, month_index + 1, 1) - ONE_DAY
