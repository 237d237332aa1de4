"""Read the clock of a matter: when it must be accepted and answered, and by how much it is overdue."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from gongzhi.institution.rules import Deadline, count_days
from gongzhi.kernel.errors import DomainError
from gongzhi.kernel.periods import Period
from gongzhi.kernel.text import gettext_noop as _
from gongzhi.kernel.workdays import Calendar, ClockStopped, Due, days_after, workdays_elapsed

LONGEST_DEFERRAL = 30
"""Days for which a matter may be deferred, once. Source: charter model art. 85; 接诉即办工作条例 art. 15 (L)."""


class DeferralTooLong(DomainError):
    """A deferral beyond the days that may be taken, or into the past; params ``days``."""

    message = _("A matter may be deferred to a day from tomorrow on, for %(days)s days at most.")


class ClockState(StrEnum):
    """Name how the clock of a matter stands."""

    RUNNING = "running"
    STOPPED = "stopped"
    ENDED = "ended"


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """
    Say how the clock of a matter stands on a day.

    ``due`` is ``None`` while it stands still, and where no clause sets a day. ``elapsed`` counts the workdays that
    ran, up to the end if there is one. ``overdue`` counts the workdays after the due day, 0 in time.
    """

    state: ClockState
    started_on: date
    stopped_since: date | None = None
    ended_on: date | None = None
    due: Due | None = None
    elapsed: int = 0
    overdue: int = 0


def clock(
    *,
    started_on: date,
    within: Deadline | None,
    pauses: Sequence[Period],
    calendar: Calendar,
    as_of: date,
    ended_on: date | None = None,
) -> Clock:
    """
    Read a clock on a day from its first day, its pauses and its end.

    ``pauses`` are half-open ``[asked, heard)``, in any order; one may have no end. Pauses before the first day and
    after the end change nothing. ``within`` is what the institution allows, ``None`` if no clause speaks.

    Source: semantics.md, "Days"; charter model art. 85
    """
    ordered = tuple(sorted(_disjoint(pauses), key=lambda pause: pause.starts_on))
    stopped = next((pause for pause in ordered if pause.contains(as_of)), None) if ended_on is None else None
    due = due_on(started_on=started_on, within=within, pauses=ordered, calendar=calendar)
    return Clock(
        state=_state(ended_on, stopped),
        started_on=started_on,
        stopped_since=stopped.starts_on if stopped else None,
        ended_on=ended_on,
        due=due,
        elapsed=workdays_elapsed(started_on, ended_on or as_of, calendar, suspended=ordered),
        overdue=overdue_workdays(due_on=due.on, on=ended_on or as_of, calendar=calendar) if due else 0,
    )


def due_on(*, started_on: date, within: Deadline | None, pauses: Sequence[Period], calendar: Calendar) -> Due | None:
    """Reckon the last day in time; ``None`` while the clock stands still without end, and without a clause."""
    if within is None:
        return None
    try:
        return count_days(params=within, anchor=started_on, calendar=calendar, suspended=tuple(pauses))
    except ClockStopped:
        return None


def overdue_workdays(*, due_on: date, on: date, calendar: Calendar) -> int:
    """Count the workdays after the due day, up to and with a day; 0 in time and on the days off right after it."""
    return workdays_elapsed(due_on, on, calendar)


def check_deferral(*, on: date, until: date) -> None:
    """
    Accept the day until which a matter is deferred.

    :raises DeferralTooLong: unless it lies after today and at most 30 days ahead
    """
    if not on < until <= days_after(on, LONGEST_DEFERRAL):
        raise DeferralTooLong(field="until", days=LONGEST_DEFERRAL)


def _disjoint(pauses: Sequence[Period]) -> Sequence[Period]:
    return [pause for pause in pauses if not pause.is_empty]


def _state(ended_on: date | None, stopped: Period | None) -> ClockState:
    if ended_on is not None:
        return ClockState.ENDED
    return ClockState.STOPPED if stopped else ClockState.RUNNING
