"""This will show how voices fared: each rate with its definition, its basis and how sure it is; never of a person."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from gongzhi.common.clock import today
from gongzhi.common.web.access import open_or_403, signed_in
from gongzhi.common.web.requests import Request
from gongzhi.kernel.periods import Period, calendar_period
from gongzhi.matters.permissions import mediation as mediating
from gongzhi.matters.rights import Right
from gongzhi.matters.selectors import mediation, rates
from gongzhi.participation.models import Channel

PERIODS = {
    "year": _("The current year"),
    "last_year": _("Last year"),
    "quarter": _("This quarter"),
    "last_quarter": _("Last quarter"),
    "month": _("This month"),
    "last_month": _("Last month"),
}


class RatesFilters(forms.Form):
    """Which period and which channel; what is wrong narrows nothing."""

    period = forms.ChoiceField(label=_("Period"), required=False, choices=list(PERIODS.items()))
    channel = forms.ChoiceField(label=_("Channel"), required=False)

    def __init__(self, *args: Any, channels: Mapping[str, int | None], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        shown = [(code, label) for code, label in Channel.choices if channels.get(code) is not None]
        self.fields["channel"].choices = [("", _("All")), *shown]  # type: ignore[attr-defined]


@require_safe
@signed_in
def show_rates(request: Request) -> HttpResponse:
    """Show the rates of a period, of all channels or of one."""
    open_or_403(request.actor.may(Right.READ))
    period = period_of(request.GET.get("period", ""), today())
    channels = dict(rates.channels_of(period=period))
    form = RatesFilters({**request.GET.dict(), "period": request.GET.get("period") or "year"}, channels=channels)
    form.full_clean()
    channel = form.cleaned_data.get("channel") or ""
    found = {rate.code: rate for rate in rates.rates(period=period, on=today(), channel=channel)}
    context = {
        "filters": form,
        "has_filters": any(request.GET.get(name) for name in form.fields),
        "period": period,
        "channel": str(Channel(channel).label) if channel else "",
        "rates": [found[code] for code in ("answered", "orphaned")],
        "said": [found[code] for code in ("done", "confirmed", "disputed", "declared_confirmed")],
        "channels": [(Channel(code).label, count) for code, count in channels.items()],
        "mediations": mediation.counts_by_year() if mediating.may_see_counts(request.actor) else [],
        "outcomes": mediation.outcomes(),
    }
    return render(request, "matters/rates/rates.html", context)


def period_of(code: str, on: date) -> Period:
    """Find the calendar period that a code means on a day; this year for an unknown code."""
    kind = code.removeprefix("last_")
    if kind not in PERIODS:
        return calendar_period("year", on)
    now = calendar_period(kind, on)
    return calendar_period(kind, now.starts_on - timedelta(days=1)) if code.startswith("last_") else now
