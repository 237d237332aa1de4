"""This will gather everybody's desk from the rooms that have something to say."""

from dataclasses import dataclass
from datetime import date, datetime

from gongzhi.common import registry
from gongzhi.common.permissions import Actor
from gongzhi.common.registry import DeskItem

URGENCY = {"breached": 0, "due": 1, "open": 2, "met": 3}
ANSWERED_SHOWN = 8


@dataclass(frozen=True)
class Desk:
    """
    One person's desk.

    ``due`` is ordered by urgency, then by day (no day last); ``waiting`` by day; ``answered`` newest first and cut.
    """

    due: tuple[DeskItem, ...]
    waiting: tuple[DeskItem, ...]
    answered: tuple[DeskItem, ...]
    overdue_count: int
    today_count: int


def desk_of(*, actor: Actor, at: datetime, today: date) -> Desk:
    """Ask every room for its lines and lay them out. ``today`` is the local day of ``at``."""
    items = [item for source in registry.desk_sources for item in source(actor=actor, at=at)]
    due = sorted((item for item in items if item.kind == "due"), key=_by_urgency)
    waiting = sorted((item for item in items if item.kind == "waiting"), key=_by_urgency)
    answered = sorted((item for item in items if item.kind == "answered"), key=_by_moment, reverse=True)
    return Desk(
        due=tuple(due),
        waiting=tuple(waiting),
        answered=tuple(answered[:ANSWERED_SHOWN]),
        overdue_count=sum(item.state == "breached" for item in due),
        today_count=sum(item.due_on == today and item.state != "breached" for item in due),
    )


def _by_urgency(item: DeskItem) -> tuple[bool, date, int, str]:
    late = item.state == "breached"
    return (not late, item.due_on or date.max, URGENCY[item.state], item.title)


def _by_moment(item: DeskItem) -> tuple[float, str]:
    return (item.at.timestamp() if item.at else 0.0, item.title)
