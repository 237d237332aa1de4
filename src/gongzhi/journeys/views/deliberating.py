"""This will put a matter before a meeting: on an agenda that is open, or in a consultation of its own."""

from datetime import time, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from gongzhi.common.clock import today
from gongzhi.common.web.access import open_or_403, see_other, signed_in
from gongzhi.common.web.refusals import answer_form, attempt
from gongzhi.common.web.requests import Request
from gongzhi.journeys import permissions, services
from gongzhi.journeys.forms import AgendaForm, ConsultationForm
from gongzhi.journeys.views.shared import matter_for, posted
from gongzhi.matters.models import Matter
from gongzhi.meetings.models import AgendaItem, Meeting
from gongzhi.meetings.permissions import may_edit_agenda
from gongzhi.meetings.rules.flow import AGENDA_OPEN
from gongzhi.offices.models import Body

USUAL_TIME = time(14, 0)
AHEAD = timedelta(days=7)
MOST_MEETINGS = 20
BODIES = (
    Body.Code.COUNCIL,
    Body.Code.STANDING_COUNCIL,
    Body.Code.OFFICERS,
    Body.Code.ASSEMBLY,
    Body.Code.BRANCH,
    Body.Code.BRANCH_COMMITTEE,
)


@require_http_methods(["GET", "POST"])
@signed_in
def agenda(request: Request, pk: UUID) -> HttpResponse:
    """Put a matter on the agenda of a meeting that is drafted, called or in session."""
    matter = matter_for(request, pk)
    may = permissions.may_deliberate(request.actor, matter)
    if request.method == "GET":
        open_or_403(may)
    found = _meetings(request)
    choices = [(str(each.pk), _named(each)) for each in found]
    initial = {"title": matter.title, "meeting": choices[0][0] if choices else None}
    form = AgendaForm(posted(request), meetings=choices, initial=initial)
    item = attempt(form, lambda said: _put(request, matter, said)) if form.is_bound else None
    if item is not None:
        messages.success(request, str(_("The matter is on the agenda. Those who spoke can read it.")))
        return see_other(reverse("meetings:detail", args=[item.meeting_id]) + "#agenda")
    context = {"matter": matter, "has_meetings": bool(choices)}
    return answer_form(request, "journeys/agenda.html", context, form)


@require_http_methods(["GET", "POST"])
@signed_in
def consult(request: Request, pk: UUID) -> HttpResponse:
    """Draft a consultation whose first item is the matter."""
    matter = matter_for(request, pk)
    if request.method == "GET":
        open_or_403(permissions.may_deliberate(request.actor, matter))
    initial = {"title": matter.title, "form": Meeting.Form.DELIBERATION, "day": today() + AHEAD, "time": USUAL_TIME}
    form = ConsultationForm(posted(request), bodies=_bodies(), initial=initial)
    made = attempt(form, lambda said: _call(request, matter, form, said)) if form.is_bound else None
    if made is not None:
        messages.success(request, str(_("The consultation is drafted. Invite guests, then send the notice.")))
        return see_other(reverse("meetings:guests", args=[made.pk]))
    return answer_form(request, "journeys/consult.html", {"matter": matter}, form)


def _meetings(request: Request) -> list[Meeting]:
    """List the meetings whose agenda the actor may change, the nearest first."""
    rows = Meeting.objects.visible_to(request.actor).filter(state__in=AGENDA_OPEN).select_related("body")
    near = list(rows.order_by("starts_at", "pk")[:MOST_MEETINGS])
    return [each for each in near if may_edit_agenda(request.actor, each)]


def _named(meeting: Meeting) -> str:
    at = localtime(meeting.starts_at)
    return f"{meeting.title} · {date_format(at, 'DATE_FORMAT')} {at:%H:%M} · {meeting.get_state_display()}"


def _bodies() -> list[Body]:
    found = list(Body.objects.standing(today()).filter(code__in=BODIES))
    return sorted(found, key=lambda body: (BODIES.index(Body.Code(body.code)), body.name))


def _put(request: Request, matter: Matter, said: dict[str, Any]) -> AgendaItem:
    return services.put_matter_on_agenda(
        actor=request.actor,
        matter_id=matter.pk,
        meeting_id=said["meeting"],
        title=said["title"],
        text=said["text"],
        how=said["how"],
        at=timezone.now(),
        key=said["key"],
    )


def _call(request: Request, matter: Matter, form: ConsultationForm, said: dict[str, Any]) -> Meeting:
    return services.call_consultation(
        actor=request.actor,
        matter_id=matter.pk,
        consultation=form.consultation(),
        title=said["title"],
        text=said["text"],
        at=timezone.now(),
        key=said["key"],
    )
