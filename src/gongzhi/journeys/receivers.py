"""
This will listen to meetings and bring to matters what concerns them.

Each handler runs in a transaction of its own and may run again: a second time changes nothing.
"""

from collections.abc import Callable
from uuid import UUID

from django.utils import timezone

from gongzhi.common import registry
from gongzhi.journeys import services
from gongzhi.meetings.models import AgendaItem


def item_gone(*, item: str) -> None:
    """Take a matter off the agenda whose item was withdrawn or removed."""
    services.release_items(item_ids=[UUID(item)], at=timezone.now())


def meeting_cancelled(*, meeting: str) -> None:
    """Take all matters off the agenda of a meeting that does not take place."""
    items = AgendaItem.objects.filter(meeting=UUID(meeting)).values_list("pk", flat=True)
    services.release_items(item_ids=items, at=timezone.now())


def session_closed(*, meeting: str) -> None:
    """Take the matters off the agenda that a meeting did not take up; they can be put on the next one."""
    items = AgendaItem.objects.filter(meeting=UUID(meeting), state=AgendaItem.State.PENDING)
    services.release_items(item_ids=items.values_list("pk", flat=True), at=timezone.now())


def resolution_adopted(*, resolution: str, **_more: str) -> None:
    """Write into a matter's line what was resolved on it."""
    services.note_adopted(resolution_id=UUID(resolution), at=timezone.now())


HANDLERS: dict[str, Callable[..., None]] = {
    "meetings.item.withdrawn": item_gone,
    "meetings.item.removed": item_gone,
    "meetings.meeting.cancelled": meeting_cancelled,
    "meetings.session.closed": session_closed,
    "meetings.resolution.adopted": resolution_adopted,
}


def listen() -> None:
    """Register every handler."""
    for topic, handler in HANDLERS.items():
        registry.on(topic, handler)
