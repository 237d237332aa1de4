"""This will show the desk."""

from datetime import date

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from gongzhi.common.clock import local_day
from gongzhi.common.registry import DeskItem
from gongzhi.common.web.access import signed_in
from gongzhi.common.web.requests import Request
from gongzhi.desk.seals import seal_of
from gongzhi.desk.selectors import desk_of
from gongzhi.institution.selectors.year import year_of


def _lines(items: tuple[DeskItem, ...], today: date) -> list[dict[str, object]]:
    return [{"item": item, "seal": seal_of(item, today)} for item in items]


@require_safe
@signed_in
def home(request: Request) -> HttpResponse:
    """Show what is due from me, what waits for others, what was answered, and the year's duties."""
    at = timezone.now()
    today = local_day(at)
    desk = desk_of(actor=request.actor, at=at, today=today)
    context = {
        "desk": desk,
        "due": _lines(desk.due, today),
        "waiting": _lines(desk.waiting, today),
        "answered": _lines(desk.answered, today),
        "year": year_of(federation=request.federation, on=today, only_federation=True),
    }
    return render(request, "desk/home.html", context)
