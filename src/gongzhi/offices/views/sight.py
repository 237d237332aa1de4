"""This will show who sits where, since when, until when; and who held what, on which day, as known when."""

from datetime import date
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from gongzhi.common import audit
from gongzhi.common.clock import today
from gongzhi.common.permissions import Actor
from gongzhi.common.web.access import open_or_403, signed_in
from gongzhi.common.web.requests import Request
from gongzhi.offices import permissions, selectors, tables
from gongzhi.offices.forms import DaysForm
from gongzhi.offices.models import Body, Term
from gongzhi.offices.selectors import Seat
from gongzhi.people.models import Person


@signed_in
@require_GET
def bodies(request: Request) -> HttpResponse:
    """Show all bodies with who sits in them on a day, as known on a day."""
    form, on, known = _days(request)
    found = Body.objects.visible_to(request.actor).standing(on)
    ordered = sorted(found, key=lambda each: (Body.Code.values.index(each.code), each.name))
    views = selectors.overview(bodies=ordered, on=on, known=known, findings=selectors.composition_findings(on=on))
    context = {
        "filters": form,
        "on": on,
        "known": known,
        "is_today": on == today() and known is None,
        "bodies": [(view, [tables.office_row(each) for each in view.offices]) for view in views],
        "may_manage": permissions.may_manage(request.actor),
    }
    return render(request, "offices/bodies.html", context)


@signed_in
@require_GET
def body(request: Request, pk: UUID) -> HttpResponse:
    """Show one body: each seat, lawful or not and why, and what can be done."""
    found = get_object_or_404(Body.objects.visible_to(request.actor), pk=pk)
    form, on, known = _days(request)
    findings = selectors.composition_findings(on=on)
    [view] = selectors.overview(bodies=[found], on=on, known=known, findings=findings)
    is_now = known is None
    context = {
        "body": found,
        "filters": form,
        "on": on,
        "known": known,
        "is_today": on == today() and is_now,
        "view": view,
        "rows": [_seat_row(request.actor, seat, is_now=is_now) for seat in view.seats],
        "entitled": selectors.entitled(body=found, on=on),
        "is_assembly": found.code == Body.Code.ASSEMBLY,
        "may_manage": permissions.may_manage(request.actor),
        "stations": tables.stations(audit.thread(found)),
    }
    return render(request, "offices/body.html", context)


@signed_in
@require_GET
def history(request: Request, pk: UUID) -> HttpResponse:
    """Show what a person held: on which day, as known when; corrected entries stay readable."""
    person = get_object_or_404(Person.objects.all(), pk=pk)
    seen = Term.objects.visible_to(request.actor)
    open_or_403(permissions.may_see_terms_of(request.actor, pk))
    form, on, known = _days(request)
    asked = bool(request.GET.get("on") or request.GET.get("known"))
    corrected = seen.filter(person=person, superseded_at__isnull=False).select_related("office__body")
    context = {
        "person": person,
        "filters": form,
        "on": on,
        "known": known,
        "asked": asked,
        "held": selectors.history_of(person_id=pk, on=on, known=known) if asked else [],
        "terms": selectors.history_of(person_id=pk),
        "corrected": list(corrected.order_by("-superseded_at", "pk")),
    }
    return render(request, "offices/history.html", context)


def _days(request: Request) -> tuple[DaysForm, date, date | None]:
    """Read the two days of the address: today and ``None`` (now) where they are left out or unreadable."""
    form = DaysForm(request.GET)
    form.is_valid()
    chosen = form.cleaned_data
    return form, chosen.get("on") or today(), chosen.get("known")


def _seat_row(actor: Actor, seat: Seat, *, is_now: bool) -> tables.SeatRow:
    term = seat.term
    if term is None or not is_now:
        return tables.SeatRow(seat, tables.seal_of(seat))
    return tables.SeatRow(
        seat,
        tables.seal_of(seat),
        may_end=permissions.may_end(actor, term) if seat.state == selectors.SeatState.HELD else None,
        may_correct=permissions.may_correct(actor, term),
        may_approve=permissions.may_approve(actor, term) if term.is_held_back else None,
    )
