"""
This will listen to meetings and bring to matters what concerns them, and the other way round.

Each handler runs in a transaction of its own and may run again: a second time changes nothing.
"""

from collections.abc import Callable
from uuid import UUID

from django.utils import timezone

from gongzhi.common import registry
from gongzhi.journeys import services
from gongzhi.matters import services as matters
from gongzhi.meetings.models import AgendaItem

CAME_OF = {
    AgendaItem.State.PENDING: matters.NOT_TAKEN_UP,
    AgendaItem.State.HEARD: matters.DISCUSSED,
    AgendaItem.State.REJECTED: matters.NOT_ADOPTED,
}
"""State of an item when the meeting is over → what those who spoke of its matter read."""


def item_gone(*, item: str) -> None:
    """Take a matter off the agenda whose item was withdrawn or removed."""
    services.release_items(item_ids=[UUID(item)], at=timezone.now())


def meeting_cancelled(*, meeting: str) -> None:
    """Take all matters off the agenda of a meeting that does not take place."""
    items = AgendaItem.objects.filter(meeting=UUID(meeting)).values_list("pk", flat=True)
    services.release_items(item_ids=items, at=timezone.now())


def session_closed(*, meeting: str) -> None:
    """
    Give back the matters that a meeting did not take up, only talked about, or did not adopt.

    They can come before the next one. What was carried waits for its resolution.
    """
    for state, came_of in CAME_OF.items():
        items = AgendaItem.objects.filter(meeting=UUID(meeting), state=state)
        services.release_items(item_ids=items.values_list("pk", flat=True), at=timezone.now(), came_of=came_of)


def resolution_adopted(*, resolution: str, **_more: str) -> None:
    """Write into a matter's line what was resolved on it."""
    services.note_adopted(resolution_id=UUID(resolution), at=timezone.now())


def matter_mediated(*, matter: str) -> None:
    """Take the title of a matter that went into mediation from the agendas it stood on."""
    services.veil_items(matter_id=UUID(matter), at=timezone.now())


HANDLERS: dict[str, Callable[..., None]] = {
    "meetings.item.withdrawn": item_gone,
    "meetings.item.removed": item_gone,
    "meetings.meeting.cancelled": meeting_cancelled,
    "meetings.session.closed": session_closed,
    "meetings.resolution.adopted": resolution_adopted,
    "matters.matter.mediated": matter_mediated,
}


def listen() -> None:
    """Register every handler."""
    for topic, handler in HANDLERS.items():
        registry.on(topic, handler)
