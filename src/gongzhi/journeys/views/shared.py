"""This will load what journeys start from, as its own room shows it."""

from typing import Any
from uuid import UUID

from django.shortcuts import get_object_or_404

from gongzhi.common.web.requests import Request
from gongzhi.matters.models import Matter
from gongzhi.meetings.models import Meeting, Remark, Resolution


def matter_for(request: Request, pk: UUID) -> Matter:
    """Load a matter the actor may know of, or answer that there is none."""
    return get_object_or_404(Matter.objects.visible_to(request.actor), pk=pk)


def resolution_for(request: Request, pk: UUID) -> Resolution:
    """Load a resolution the actor may know of, or answer that there is none."""
    rows = Resolution.objects.visible_to(request.actor).select_related("item", "meeting", "owner")
    return get_object_or_404(rows, pk=pk)


def remark_for(request: Request, pk: UUID) -> Remark:
    """Load a remark of a meeting the actor may know of, or answer that there is none."""
    seen = Meeting.objects.visible_to(request.actor)
    rows = Remark.objects.filter(meeting__in=seen).select_related("meeting__body", "item", "guest")
    return get_object_or_404(rows, pk=pk)


def posted(request: Request) -> Any:
    """Give what was sent, also if it is nothing; ``None`` while the form is only asked for."""
    return request.POST if request.method == "POST" else None
