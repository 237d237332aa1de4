"""This will list filings, lay their activities out by month and hand the list out as a spreadsheet."""

from datetime import date, timedelta
from io import BytesIO
from itertools import groupby
from typing import Any

from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from gongzhi.common import audit
from gongzhi.common.clock import today
from gongzhi.common.exports.downloads import XLSX, download
from gongzhi.common.exports.spreadsheets import write_xlsx
from gongzhi.common.web.access import open_or_403, signed_in
from gongzhi.common.web.requests import Request
from gongzhi.filings import permissions, tables
from gongzhi.filings.forms import FIRST_YEAR, GROUPS, LAST_YEAR, FilterForm
from gongzhi.filings.models import UnfiledActivity
from gongzhi.filings.selectors import listing

ROWS = 50


class _Counted(Paginator):
    """Turn pages of a list whose length is known already."""

    def __init__(self, rows: Any, known: int) -> None:
        super().__init__(rows, ROWS)
        self.count = known


@require_safe
@signed_in
def filings(request: Request) -> HttpResponse:
    """List the filings one may know of; the query narrows them."""
    form = FilterForm(request.GET, actor=request.actor)
    filters = form.filters()
    rows = listing.find(actor=request.actor, filters=filters, on=today())
    counts = listing.count(actor=request.actor, filters=filters, on=today())
    known = {"": counts.total, **{code: getattr(counts, code) for code, _label in GROUPS}}
    paginator = _Counted(rows, known[filters.state]) if filters.state in known else Paginator(rows, ROWS)
    context = {
        "filters": form,
        "has_filters": any(request.GET.get(name) for name in form.fields),
        "tabs": _tabs(request, filters.state, known),
        "page": paginator.get_page(request.GET.get("page")),
        "on": today(),
        "unfiled_count": UnfiledActivity.objects.visible_to(request.actor).unanswered().count(),
        "may_draft": permissions.may_draft(request.actor),
        "may_note": permissions.may_note_unfiled(request.actor),
        "may_export": permissions.may_export(request.actor),
        "query": request.GET.urlencode(),
    }
    return render(request, "filings/list.html", context)


def _tabs(request: Request, chosen: str, known: dict[str, int]) -> list[dict[str, Any]]:
    tabs = []
    for code, label in [("", _("All")), *GROUPS]:
        query = request.GET.copy()
        query.pop("page", None)
        query["state"] = code
        current = "1" if code == chosen else ""
        tabs.append({"label": label, "count": known[code], "href": f"?{query.urlencode()}", "current": current})
    return tabs


@require_safe
@signed_in
def export(request: Request) -> HttpResponse:
    """Hand out the list, narrowed like the page, as a spreadsheet; the log keeps who took it."""
    decision = open_or_403(permissions.may_export(request.actor))
    rows = listing.find(actor=request.actor, filters=FilterForm(request.GET, actor=request.actor).filters(), on=today())
    out = BytesIO()
    written = write_xlsx(
        out=out,
        sheet_name=_("Filings of activities"),
        headings=tables.headings(),
        rows=tables.rows(rows.prefetch_related("reports").iterator(chunk_size=1000)),
    )
    with transaction.atomic():
        audit.record(
            "filings.list.exported",
            actor=request.actor,
            subject=request.federation,
            at=timezone.now(),
            facts={"rows": written, "filters": request.GET.urlencode()},
            mandate=decision.mandate,
        )
    name = f"{request.federation.short_name}{_('Filings of activities')}{today().isoformat()}.xlsx"
    return download(name=name, media_type=XLSX, content=out.getvalue())


@require_safe
@signed_in
def calendar(request: Request) -> HttpResponse:
    """Lay the activities of a month out by day; ``month`` is 2026-11, this month if it cannot be read."""
    first = _month(request.GET.get("month", ""))
    following = _next_month(first)
    found = listing.in_month(actor=request.actor, first=first, last=following - timedelta(days=1))
    begun = [(max(filing.first_day, first), filing) for filing in found]
    days = [
        {"day": day, "filings": [filing for _day, filing in group]}
        for day, group in groupby(begun, key=lambda pair: pair[0])
    ]
    context = {
        "first": first,
        "days": days,
        "count": len(found),
        "on": today(),
        "previous": (first - timedelta(days=1)).strftime("%Y-%m"),
        "following": following.strftime("%Y-%m"),
        "may_draft": permissions.may_draft(request.actor),
    }
    return render(request, "filings/calendar.html", context)


def _month(typed: str) -> date:
    try:
        first = date.fromisoformat(f"{typed}-01")
    except ValueError:
        return today().replace(day=1)
    return first if FIRST_YEAR <= first.year <= LAST_YEAR else today().replace(day=1)


def _next_month(first: date) -> date:
    return (first.replace(day=28) + timedelta(days=4)).replace(day=1)
