"""This will show the window: one list of all that residents, members and departments ask."""

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from gongzhi.common.clock import today
from gongzhi.common.web.access import open_or_403, signed_in
from gongzhi.common.web.requests import Request
from gongzhi.kernel.decisions import Decision, allow
from gongzhi.matters import tables
from gongzhi.matters.forms.staff import WindowFilters
from gongzhi.matters.models import Matter
from gongzhi.matters.permissions import matters as permissions
from gongzhi.matters.rights import Right
from gongzhi.matters.selectors import above, listing

ROWS = 100
MOST = 2_000
"""Of a list that was narrowed no more than this is counted and shown: whoever finds so much narrows it further."""
TABS = {
    listing.OPEN_NOW: _("Not answered yet"),
    listing.MINE: _("Mine to see to"),
    listing.OVERDUE: _("Overdue"),
    listing.UNTOLD: _("Answered, still to be told"),
    listing.ALL: _("All"),
}
LEADS = {
    listing.OPEN_NOW: _("Every request of residents, members and departments, what is due first."),
    listing.MINE: _("What you see to, what is due first. Who receives it first is responsible to the end."),
    listing.OVERDUE: _("What should have been answered already."),
    listing.UNTOLD: _("Answered by us, but not all who spoke know it yet."),
    listing.ALL: _("Everything that was ever said here, the newest first."),
}


class _Counted(Paginator):
    """Turn pages of a list whose length is known already."""

    def __init__(self, rows: Any, known: int) -> None:
        super().__init__(rows, ROWS)
        self.count = known


def _length(found: QuerySet[Any, UUID], filters: listing.Filters, counts: listing.Counts) -> int:
    """Tell how long the list is: groups are counted already, all from an index, what is narrowed up to a bound."""
    if filters.narrows:
        return found[: MOST + 1].count()
    known: int | None = getattr(counts, filters.group, None)
    return found.count() if known is None else known


@require_safe
@signed_in
def window(request: Request) -> HttpResponse:
    """List the matters one may know of; the query narrows them."""
    open_or_403(_may_open(request))
    form = WindowFilters(request.GET)
    filters = form.filters()
    on = today()
    counts = listing.count(actor=request.actor, on=on)
    found = listing.keys(actor=request.actor, filters=filters, on=on)
    known = _length(found, filters, counts)
    pages = _Counted(found, min(known, MOST) if filters.narrows else known)
    page = pages.get_page(request.GET.get("page"))
    context = {
        "filters": form,
        "has_filters": filters.narrows,
        "group": filters.group,
        "lede": LEADS[filters.group],
        "tabs": _tabs(request, filters.group, counts),
        "page": page,
        "lines": tables.lines(listing.rows_of(list(page.object_list), on=on)),
        "has_more": filters.narrows and known > MOST,
        "most": MOST,
        "may_take": permissions.may_take(request.actor),
        "answers_above": above.answers_for_a_body(request.actor),
    }
    return render(request, "matters/window/window.html", context)


def _may_open(request: Request) -> Decision:
    """Open to readers of matters, and to whoever owns one or answers for a body above."""
    reading = request.actor.may(Right.READ)
    if reading or Matter.objects.visible_to(request.actor).exists():
        return reading or allow()
    return reading


def _tabs(request: Request, chosen: str, counts: listing.Counts) -> list[dict[str, Any]]:
    tabs = []
    for code, label in TABS.items():
        query = request.GET.copy()
        query.pop("page", None)
        query["group"] = code
        current = "1" if code == chosen else ""
        count = getattr(counts, code, None)
        tabs.append({"label": label, "href": f"?{query.urlencode()}", "current": current, "count": count})
    return tabs
