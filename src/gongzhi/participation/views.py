"""This will show how many took part, never who."""

from datetime import date, timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from gongzhi.common.clock import today
from gongzhi.common.web.access import open_or_403, signed_in
from gongzhi.common.web.requests import Request
from gongzhi.federations.models import PopulationCell
from gongzhi.kernel.periods import CalendarKind, calendar_period
from gongzhi.participation.models import Channel, Contact
from gongzhi.participation.rights import Right
from gongzhi.participation.selectors import GROUPS, participation_in

QUARTERS_SHOWN = 5
MONTHS_IN_QUARTER = 3
ONE_DAY = timedelta(days=1)


@require_safe
@signed_in
def overview(request: Request) -> HttpResponse:
    """Count contacts by way, and by community and group, a quarter at a time."""
    open_or_403(request.actor.may(Right.READ))
    days = _days()
    codes = {_code(day): day for day in days}
    chosen = codes.get(request.GET.get("quarter", ""), days[0])
    seen = participation_in(day=chosen, today=today())
    tabs = [{"label": _label(day), "code": code, "current": day == chosen} for code, day in codes.items()]
    groups = dict(PopulationCell.Group.choices)
    context: dict[str, Any] = {
        "seen": seen,
        "tabs": tabs,
        "label": _label(chosen),
        "channels": [str(words) for _channel, words in Channel.choices],
        "acts": [{"words": Contact.Act(row.act).label, "counts": row.counts} for row in seen.ways],
        "groups": [str(groups.get(group, _("Not said"))) for group in GROUPS],
    }
    return render(request, "participation/overview.html", context)


def _days() -> list[date]:
    """List the first days of this quarter and those before it, the newest first."""
    days = [calendar_period(CalendarKind.QUARTER, today()).starts_on]
    while len(days) < QUARTERS_SHOWN:
        days.append(calendar_period(CalendarKind.QUARTER, days[-1] - ONE_DAY).starts_on)
    return days


def _code(day: date) -> str:
    return f"{day.year}-{_quarter(day)}"


def _label(day: date) -> str:
    return _("Quarter %(number)s of %(year)s") % {"number": _quarter(day), "year": day.year}


def _quarter(day: date) -> int:
    return (day.month - 1) // MONTHS_IN_QUARTER + 1
