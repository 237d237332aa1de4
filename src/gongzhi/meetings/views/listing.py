"""This will list meetings."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from gongzhi.common.clock import today
from gongzhi.common.web.access import signed_in
from gongzhi.common.web.requests import Request
from gongzhi.meetings import permissions
from gongzhi.meetings.forms import MeetingFilter
from gongzhi.meetings.models import Meeting
from gongzhi.meetings.models.meeting import MeetingQuerySet
from gongzhi.meetings.seals import meeting_seal
from gongzhi.meetings.selectors.page import counted_items
from gongzhi.offices.models import Body

ROWS = 20


@require_safe
@signed_in
def meetings(request: Request) -> HttpResponse:
    """List the meetings one may know of: those ahead, or those that are over."""
    is_past = request.GET.get("tab") == "past"
    filters = MeetingFilter(request.GET, bodies=Body.objects.visible_to(request.actor).order_by("name", "pk"))
    seen = Meeting.objects.visible_to(request.actor)
    rows = _narrowed(seen.past(today()) if is_past else seen.upcoming(today()), filters)
    page = Paginator(rows.select_related("body"), ROWS).get_page(request.GET.get("page"))
    counts = counted_items(list(page))
    lines = [{"meeting": each, "seal": meeting_seal(each), "counts": counts.get(each.pk, (0, 0))} for each in page]
    context = {
        "filters": filters,
        "has_filters": any(request.GET.get(name) for name in filters.fields),
        "is_past": is_past,
        "page": page,
        "lines": lines,
        "may_call": permissions.may_call(request.actor),
    }
    return render(request, "meetings/list.html", context)


def _narrowed(rows: MeetingQuerySet, filters: MeetingFilter) -> MeetingQuerySet:
    """Narrow a list by what was asked for; what cannot be read narrows nothing."""
    said = filters.cleaned_data if filters.is_valid() else {}
    if said.get("body"):
        rows = rows.filter(body=said["body"])
    if said.get("year"):
        rows = rows.filter(starts_at__year=said["year"])
    if said.get("q"):
        rows = rows.filter(title__icontains=said["q"])
    return rows
