"""This will read the clocks of matters from the clauses in force."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar

from gongzhi.common.clock import local_day
from gongzhi.institution.rules import Classifier, ClauseMissing, Deadline, Params
from gongzhi.institution.selectors.clauses import Institution, institution
from gongzhi.kernel.periods import Period
from gongzhi.kernel.workdays import Due, china
from gongzhi.matters.models import Matter, Pause
from gongzhi.matters.rules import clock as rules
from gongzhi.matters.rules.flow import State
from gongzhi.matters.rules.ladder import Ladder

P = TypeVar("P", bound=Params)


@dataclass(frozen=True, slots=True)
class Days:
    """
    What the clauses in force on a day allow for a matter; ``None`` where no clause speaks.

    ``reply`` is the time to tell every speaker after the answer, ``above`` that of those above.
    """

    accept: Deadline | None
    answer: Deadline | None
    above: Deadline | None
    reply: Deadline | None
    ladder: Ladder


@dataclass(frozen=True, slots=True, kw_only=True)
class Clocks:
    """The clocks of one matter on a day: to be accepted, ``None`` once it is, and to be answered."""

    accept: rules.Clock | None
    answer: rules.Clock


def days_on(on: date, *, known: Institution | None = None) -> Days:
    """Read what the clauses in force on a day allow; two queries, none with ``known``."""
    clauses = known or institution()
    return Days(
        accept=_params(clauses, "matters.accept", on, Deadline),
        answer=_params(clauses, "matters.answer", on, Deadline),
        above=_params(clauses, "matters.answer_above", on, Deadline),
        reply=_params(clauses, "matters.reply", on, Deadline),
        ladder=Ladder(
            head=_least(clauses, "matters.ladder.head", on),
            board=_least(clauses, "matters.ladder.board", on),
            stale=_least(clauses, "matters.stale", on),
            close=_least(clauses, "matters.close", on),
        ),
    )


def periods(pauses: Iterable[Pause]) -> tuple[Period, ...]:
    """Turn pauses into periods."""
    return tuple(Period(each.starts_on, each.ends_on) for each in pauses)


def due_of(matter: Matter, pauses: Iterable[Pause], *, known: Institution | None = None) -> Due | None:
    """Reckon by when a matter must be answered; ``None`` while its clock stands still, and without a clause."""
    within = days_on(matter.clock_from, known=known).answer
    return rules.due_on(started_on=matter.clock_from, within=within, pauses=periods(pauses), calendar=china())


def above_due(*, sent_on: date, known: Institution | None = None) -> date | None:
    """Reckon by when those above must answer what was sent on a day; ``None`` if no clause says so."""
    within = days_on(sent_on, known=known).above
    due = rules.due_on(started_on=sent_on, within=within, pauses=(), calendar=china())
    return due.on if due else None


def clocks_of(matter: Matter, *, at: datetime, known: Institution | None = None) -> Clocks:
    """Read the clocks of a matter at a moment; one query for the pauses and two for the clauses."""
    on = local_day(at)
    days = days_on(matter.clock_from, known=known)
    accept = None
    if matter.state == State.RECEIVED:
        accept = rules.clock(started_on=matter.clock_from, within=days.accept, pauses=(), calendar=china(), as_of=on)
    ended = None if matter.is_open else local_day(matter.answered_at or matter.moved_at)
    answer = rules.clock(
        started_on=matter.clock_from,
        within=days.answer,
        pauses=periods(matter.pauses.all()),
        calendar=china(),
        as_of=on,
        ended_on=ended,
    )
    return Clocks(accept=accept, answer=answer)


def _params(clauses: Institution, topic: str, on: date, expected: type[P]) -> P | None:
    try:
        return clauses.params(topic=topic, on=on, expected=expected)[0]
    except ClauseMissing:
        return None


def _least(clauses: Institution, topic: str, on: date) -> int | None:
    """Read from which number on a threshold clause speaks."""
    params = _params(clauses, topic, on, Classifier)
    bounds = [each.at_least for each in params.conditions if each.at_least is not None] if params else []
    return bounds[0] if bounds else None
