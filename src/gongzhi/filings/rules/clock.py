"""Read the clock of the reviewers from what was done with a filing."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from gongzhi.filings.rules.classes import Lead
from gongzhi.filings.rules.flow import Deed
from gongzhi.institution.rules import count_days
from gongzhi.kernel.periods import Period
from gongzhi.kernel.workdays import Calendar, ClockStopped, Due, workdays_elapsed

ENDING = frozenset({Deed.APPROVE, Deed.REFUSE, Deed.WITHDRAW})


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockEvent:
    """Hold a deed that starts, stops or ends the clock, and its day."""

    deed: Deed
    on: date


class ClockState(StrEnum):
    """Name how a reviewer's clock stands."""

    NOT_STARTED = "not_started"
    RUNNING = "running"
    STOPPED = "stopped"
    ENDED = "ended"


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """
    Say how a reviewer's clock stands on a day.

    ``due`` is ``None`` while the clock is stopped or not started. ``elapsed`` counts workdays that ran, up to the
    answer if there is one. ``suspended`` are the periods with the applicant; the last may have no end.
    """

    state: ClockState
    started_on: date | None = None
    stopped_since: date | None = None
    ended_on: date | None = None
    due: Due | None = None
    allowed: int = 0
    elapsed: int = 0
    suspended: tuple[Period, ...] = ()

    @property
    def remaining(self) -> int:
        """Count the workdays left; negative if overrun."""
        return self.allowed - self.elapsed

    @property
    def is_overrun(self) -> bool:
        """Tell whether more workdays ran than the reviewer has."""
        return self.elapsed > self.allowed


def clock(*, events: Iterable[ClockEvent], answer_within: Lead | None, calendar: Calendar, as_of: date) -> Clock:
    """
    Read a reviewer's clock from what was done, in the order it was done.

    The clock starts with the submission, stands still while the filing is returned, and ends with an answer or a
    withdrawal. Deeds after ``as_of`` have not happened yet.

    Source: semantics.md, "Days": a workday d does not count if returned_on ≤ d < resubmitted_on
    """
    known = [event for event in events if event.on <= as_of]
    started_on = next((event.on for event in known if event.deed is Deed.SUBMIT), None)
    if started_on is None or answer_within is None:
        return Clock(state=ClockState.NOT_STARTED)
    ended_on = next((event.on for event in known if event.deed in ENDING), None)
    suspended = suspended_periods(events=known)
    return Clock(
        state=_clock_state(ended_on, suspended),
        started_on=started_on,
        stopped_since=suspended[-1].starts_on if suspended and suspended[-1].is_open else None,
        ended_on=ended_on,
        due=_due(answer_within, started_on, calendar, suspended),
        allowed=answer_within.amount,
        elapsed=workdays_elapsed(started_on, ended_on or as_of, calendar, suspended=suspended),
        suspended=suspended,
    )


def suspended_periods(*, events: Iterable[ClockEvent]) -> tuple[Period, ...]:
    """List the periods [returned, resubmitted) in which the filing was with the applicant; the last may be open."""
    periods: list[Period] = []
    since: date | None = None
    for event in events:
        if event.deed is Deed.RETURN and since is None:
            since = event.on
        elif event.deed in {Deed.RESUBMIT, *ENDING} and since is not None:
            periods.append(Period(since, event.on))
            since = None
    return (*periods, *(() if since is None else (Period(since, None),)))


def _clock_state(ended_on: date | None, suspended: Sequence[Period]) -> ClockState:
    if ended_on is not None:
        return ClockState.ENDED
    return ClockState.STOPPED if suspended and suspended[-1].is_open else ClockState.RUNNING


def _due(lead: Lead, started_on: date, calendar: Calendar, suspended: Sequence[Period]) -> Due | None:
    try:
        return count_days(params=lead.deadline, anchor=started_on, calendar=calendar, suspended=suspended)
    except ClockStopped:
        return None
