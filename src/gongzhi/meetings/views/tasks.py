"""This will list what resolutions ask to be done."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from gongzhi.common.clock import today
from gongzhi.common.web.access import signed_in
from gongzhi.common.web.requests import Request
from gongzhi.meetings import permissions
from gongzhi.meetings.models import Resolution
from gongzhi.meetings.selectors.minutes import resolution_number
from gongzhi.meetings.selectors.tasks import ALL, DONE, MINE, OVERDUE, count_tasks
from gongzhi.meetings.selectors.tasks import tasks as tasks_of

ROWS = 20
TABS = {MINE: _("Mine"), ALL: _("All"), OVERDUE: _("Overdue"), DONE: _("Done")}


@require_safe
@signed_in
def tasks(request: Request) -> HttpResponse:
    """List the tasks of one tab; one's own first."""
    tab = request.GET.get("tab", MINE)
    tab = tab if tab in TABS else MINE
    rows = tasks_of(actor=request.actor, tab=tab, on=today()).select_related("owner", "meeting__body")
    counts = count_tasks(actor=request.actor, on=today())
    page = Paginator(rows, ROWS).get_page(request.GET.get("page"))
    context = {
        "tab": tab,
        "tabs": [(code, words, getattr(counts, code)) for code, words in TABS.items()],
        "page": page,
        "lines": [_line(request, row) for row in page],
    }
    return render(request, "meetings/tasks/list.html", context)


def _line(request: Request, row: Resolution) -> dict[str, Any]:
    days = (row.due_on - today()).days if row.due_on else 0
    is_open = row.state == Resolution.State.IN_FORCE
    state = "met" if not is_open else "breached" if days < 0 else "due"
    return {
        "row": row,
        "number": resolution_number(row),
        "state": state,
        "seal": _("Done") if not is_open else _("Overdue") if days < 0 else _("To do"),
        "wait": _wait(days) if is_open else "",
        "may_complete": bool(permissions.may_follow_up(request.actor, row)),
    }


def _wait(days: int) -> str:
    if days == 0:
        return str(_("due today"))
    if days < 0:
        return ngettext("%(days)s day overdue", "%(days)s days overdue", -days) % {"days": -days}
    return ngettext("%(days)s day left", "%(days)s days left", days) % {"days": days}
