"""This will lay out a cadre's own visits: due, planned, and made this quarter; and what one should know at the door."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, Max, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from gongzhi.common.permissions import Actor
from gongzhi.visits.models import Assignment, Target, Visit
from gongzhi.visits.rules import SOON, Result, State, quarter_of, quarter_period, urgency
from gongzhi.visits.selectors.remarks import RemarkLine, lines_of

RECAP_VISITS = 3


@dataclass(frozen=True)
class Errand:
    """One visit that is asked of somebody; ``tries`` were in vain, ``last_on`` is the last time somebody was met."""

    assignment: Assignment
    state: State
    tries: int
    last_on: date | None


@dataclass(frozen=True)
class MyVisits:
    """One's own: ``due`` soon or overdue, ``planned`` later, ``done`` this quarter (also what was tried in vain)."""

    due: tuple[Errand, ...]
    planned: tuple[Errand, ...]
    done: tuple[Visit, ...]


@dataclass(frozen=True)
class Recap:
    """What came of earlier visits to a target, newest first; remarks with what became of each."""

    visits: tuple[tuple[Visit, list[RemarkLine]], ...]


def my_visits(*, person_id: UUID, today: date) -> MyVisits:
    """Lay out a person's errands and visits of the quarter; two queries."""
    errands = [_errand(assignment, today) for assignment in errands_of(person_id)]
    quarter = quarter_period(today.year, quarter_of(today))
    done = Visit.objects.standing().within(quarter).filter(visitor=person_id).with_names().order_by("-on", "-pk")
    return MyVisits(
        due=tuple(each for each in errands if each.assignment.due_on <= today + SOON),
        planned=tuple(each for each in errands if each.assignment.due_on > today + SOON),
        done=tuple(done),
    )


def errands_of(person_id: UUID) -> QuerySet[Assignment]:
    """Select the open errands of a person, the nearest first, with names, vain tries and the last meeting."""
    visits = Visit.objects.standing().filter(target=OuterRef("target")).order_by().values("target")
    met = visits.filter(result=Result.MET).annotate(last=Max("on")).values("last")
    vain = Visit.objects.standing().filter(assignment=OuterRef("pk")).order_by().values("assignment")
    tries = vain.annotate(tries=Count("pk")).values("tries")
    rows = Assignment.objects.of(person_id).open().filter(target__is_active=True)
    names = ("target__organisation", "target__person", "target__community")
    known = rows.annotate(last_on=Subquery(met), tries=Coalesce(Subquery(tries), 0))
    return known.select_related(*names).order_by("due_on", "pk")


def _errand(assignment: Assignment, today: date) -> Errand:
    state = urgency(due_on=assignment.due_on, today=today)
    return Errand(assignment, state, getattr(assignment, "tries", 0), getattr(assignment, "last_on", None))


def recap_of(*, target: Target, actor: Actor) -> Recap:
    """Tell what was said on the last visits to a target; six queries at most."""
    rows = Visit.objects.standing().filter(target=target).with_names().order_by("-on", "-pk")
    visits: Sequence[Visit] = list(rows[:RECAP_VISITS])
    remarks = lines_of(visits=visits, actor=actor) if visits else {}
    return Recap(tuple((visit, remarks[visit.pk]) for visit in visits))
