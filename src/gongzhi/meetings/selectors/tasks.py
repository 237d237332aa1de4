"""This will list resolutions that must be done by a day, as tasks: mine, all, overdue."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, F, Q

from gongzhi.common.permissions import Actor
from gongzhi.meetings.models import Resolution
from gongzhi.meetings.models.deciding import ResolutionQuerySet

MINE, ALL, OVERDUE, DONE = "mine", "all", "overdue", "done"


@dataclass(frozen=True)
class TaskCounts:
    """How many tasks stand under each tab."""

    mine: int
    all: int
    overdue: int
    done: int


def tasks(*, actor: Actor, tab: str, on: date) -> ResolutionQuerySet:
    """
    List tasks of one tab: a resolution with a day by which it must be done is a task.

    Those waiting longest first; those done (``DONE``) the latest first.
    """
    rows = _tasks(actor)
    if tab == DONE:
        return rows.filter(state=Resolution.State.DONE).order_by("-due_on", "-year", "-number")
    rows = rows.filter(state=Resolution.State.IN_FORCE)
    if tab == MINE:
        rows = rows.filter(owner=actor.person_id)
    if tab == OVERDUE:
        rows = rows.filter(due_on__lt=on)
    return rows.order_by("due_on", "year", "number")


def count_tasks(*, actor: Actor, on: date) -> TaskCounts:
    """Count the tasks of each tab; one query."""
    open_ = Q(state=Resolution.State.IN_FORCE)
    counted = _tasks(actor).aggregate(
        mine=Count("pk", filter=open_ & Q(owner=actor.person_id)),
        all=Count("pk", filter=open_),
        overdue=Count("pk", filter=open_ & Q(due_on__lt=on)),
        done=Count("pk", filter=Q(state=Resolution.State.DONE)),
    )
    return TaskCounts(**counted)


def due_soon(*, owner_id: UUID | None, until: date) -> ResolutionQuerySet:
    """Resolutions in force that their owner must do, or look at again, by a day; the nearest first; one query."""
    rows = Resolution.objects.filter(owner=owner_id, state=Resolution.State.IN_FORCE)
    near = rows.filter(Q(due_on__lte=until) | Q(review_on__lte=until))
    return near.order_by(F("due_on").asc(nulls_last=True), "review_on", "pk")


def _tasks(actor: Actor) -> ResolutionQuerySet:
    return Resolution.objects.visible_to(actor).filter(due_on__isnull=False)
