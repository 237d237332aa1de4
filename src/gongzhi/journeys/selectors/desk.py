"""This will put prepared answers on the desk of whoever owns the matter."""

from collections.abc import Sequence
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy

from gongzhi.common.clock import local_day
from gongzhi.common.permissions import Actor
from gongzhi.common.registry import DeskItem
from gongzhi.matters.models import Matter
from gongzhi.meetings.models import Resolution
from gongzhi.meetings.selectors.minutes import resolution_number


def desk_items(*, actor: Actor, at: datetime) -> Sequence[DeskItem]:
    """
    List the answers that are ready: matters one owns whose resolution was carried out.

    Two queries; the second only if a meeting deals with one of them.
    """
    if actor.person_id is None:
        return []
    mine = Matter.objects.filter(owner=actor.person_id, state=Matter.State.DELIBERATING, agenda_item_id__isnull=False)
    matters = {matter.agenda_item_id: matter for matter in mine.order_by("due_on", "pk")}
    if not matters:
        return []
    done = Resolution.objects.filter(item__in=list(matters), state=Resolution.State.DONE).order_by("due_on", "pk")
    return [_line(matters[row.item_id], row, at) for row in done]


def _line(matter: Matter, resolution: Resolution, at: datetime) -> DeskItem:
    late = matter.due_on is not None and matter.due_on < local_day(at)
    return DeskItem(
        kind="due",
        title=gettext("An answer is ready: %(number)s %(title)s") % {"number": matter.number, "title": matter.title},
        detail=gettext("%(number)s was carried out") % {"number": resolution_number(resolution)},
        url=reverse("journeys:answer", args=[resolution.pk]),
        verb=gettext_lazy("Check and send"),
        state="breached" if late else "due",
        due_on=matter.due_on,
    )
