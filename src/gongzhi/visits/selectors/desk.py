"""This will put visits on the desks of those who are asked to make them."""

from collections.abc import Sequence
from datetime import date, datetime

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext, gettext_lazy, ngettext

from gongzhi.common.clock import local_day
from gongzhi.common.permissions import Actor
from gongzhi.common.registry import DeskItem
from gongzhi.visits.models import Assignment
from gongzhi.visits.rights import Right
from gongzhi.visits.rules import SOON, urgency
from gongzhi.visits.selectors.mine import errands_of

SHOWN_AT_MOST = 5


def desk_lines(*, actor: Actor, at: datetime) -> Sequence[DeskItem]:
    """List one's visits that are overdue or due within two weeks, the most urgent alone, the rest in one line."""
    if actor.person_id is None or not actor.may(Right.RECORD):
        return []
    today = local_day(at)
    errands = list(errands_of(actor.person_id).filter(due_on__lte=today + SOON))
    lines = [_line(errand, today) for errand in errands[:SHOWN_AT_MOST]]
    rest = errands[SHOWN_AT_MOST:]
    return [*lines, _rest(rest, today)] if rest else lines


def _line(errand: Assignment, today: date) -> DeskItem:
    target = errand.target
    parts = [target.get_kind_display(), target.community.name if target.community else ""]
    tries = getattr(errand, "tries", 0)
    if tries:
        parts.append(ngettext("tried %(count)s time", "tried %(count)s times", tries) % {"count": tries})
    last_on = getattr(errand, "last_on", None)
    if last_on:
        parts.append(gettext("last visited on %(day)s") % {"day": date_format(last_on, "MONTH_DAY_FORMAT")})
    return DeskItem(
        kind="due",
        title=gettext("Visit %(name)s") % {"name": target.name},
        detail=" · ".join(part for part in parts if part),
        url=reverse("visits:record", args=[target.pk]),
        verb=gettext_lazy("Write it down"),
        state=urgency(due_on=errand.due_on, today=today),
        due_on=errand.due_on,
    )


def _rest(errands: Sequence[Assignment], today: date) -> DeskItem:
    nearest = errands[0].due_on
    words = ngettext("%(count)s more visit is due", "%(count)s more visits are due", len(errands))
    return DeskItem(
        kind="due",
        title=words % {"count": len(errands)},
        detail=gettext("They stand in your list of visits."),
        url=reverse("visits:mine"),
        verb=gettext_lazy("Open the list"),
        state=urgency(due_on=nearest, today=today),
        due_on=nearest,
    )
