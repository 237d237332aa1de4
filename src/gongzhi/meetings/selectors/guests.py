"""This will read guests of consultations, and what was said there."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from gongzhi.meetings.models import AgendaItem, Guest, Meeting, Remark


@dataclass(frozen=True)
class ItemOpinions:
    """What was said to one item, in the order of speaking."""

    item: AgendaItem
    remarks: tuple[Remark, ...]


def guests_of(meeting: Meeting) -> list[Guest]:
    """List the guests of a meeting in the order in which they were invited; one query."""
    rows = Guest.objects.filter(meeting=meeting).select_related("person", "community")
    return list(rows.order_by("invited_at", "pk"))


def guests_who_came(meeting: Meeting) -> list[Guest]:
    """List the guests who came; one query, none where a meeting invites nobody."""
    if not meeting.is_consultation:
        return []
    return list(Guest.objects.filter(meeting=meeting, came_at__isnull=False).order_by("invited_at", "pk"))


def guest_words(guest: Guest) -> str:
    """Name a guest with what they stand for: 王芳（居民）."""
    kind = str(guest.get_behalf_display())
    stands_for = f"{kind} · {guest.stands_for}" if guest.stands_for else kind
    return f"{guest.name}（{stands_for}）"


def remark_speaker(remark: Remark) -> str:
    """Name who spoke, and for whom."""
    return f"{remark.name}（{remark.role}）" if remark.role else remark.name


def remarks_by_item(meeting: Meeting) -> dict[UUID, list[Remark]]:
    """List what was said, by item, in the order of speaking; one query, none where no opinions are noted."""
    found: dict[UUID, list[Remark]] = {}
    if not meeting.is_consultation:
        return found
    for row in Remark.objects.filter(meeting=meeting).select_related("guest").order_by("noted_at", "pk"):
        found.setdefault(row.item_id, []).append(row)
    return found


def opinions_of(meeting: Meeting, items: Sequence[AgendaItem]) -> list[ItemOpinions]:
    """Pair each item with what was said to it; one query."""
    said = remarks_by_item(meeting)
    return [ItemOpinions(item, tuple(said.get(item.pk, ()))) for item in items]
