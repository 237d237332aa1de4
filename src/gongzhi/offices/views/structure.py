"""This will take deeds with bodies: establish one, open an office in it, dissolve it."""

from dataclasses import replace
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from gongzhi.common.clock import today
from gongzhi.common.web.access import open_or_403, signed_in
from gongzhi.common.web.refusals import attempt
from gongzhi.common.web.requests import Request
from gongzhi.offices import permissions, services
from gongzhi.offices.forms import DissolveForm, EstablishForm, OfficeForm, day_after
from gongzhi.offices.models import Body
from gongzhi.offices.views.page import DeedPage


@signed_in
@require_http_methods(["GET", "POST"])
def establish(request: Request) -> HttpResponse:
    """Establish a body."""
    form = EstablishForm(request.POST or None, initial={"code": Body.Code.BRANCH, "established_on": today()})
    page = DeedPage(
        body=None,
        title=_("Establish a body"),
        explained=_("For example a second party branch. Offices and their holders are entered afterwards."),
        submit=_("Establish"),
    )
    if request.method == "GET":
        open_or_403(permissions.may_manage(request.actor))
        return page.answer(request, form)
    body = attempt(form, lambda said: services.establish_body(actor=request.actor, at=timezone.now(), **said))
    if body is None:
        return page.answer(request, form)
    return replace(page, body=body).leave(request, _("The body was established. Open its offices now."))


@signed_in
@require_http_methods(["GET", "POST"])
def office_add(request: Request, pk: UUID) -> HttpResponse:
    """Open an office in a body."""
    body = get_object_or_404(Body.objects.visible_to(request.actor), pk=pk)
    form = OfficeForm(request.POST or None, body=body)
    page = DeedPage(
        body=body,
        title=_("Open an office in %(body)s") % {"body": body.name},
        explained=_("It stands vacant until a term of office is entered."),
        submit=_("Open the office"),
    )
    if request.method == "GET":
        open_or_403(permissions.may_manage(request.actor))
        return page.answer(request, form)
    done = attempt(form, lambda said: services.add_office(actor=request.actor, body_id=pk, at=timezone.now(), **said))
    return page.leave(request, _("The office was opened.")) if done else page.answer(request, form)


@signed_in
@require_http_methods(["GET", "POST"])
def dissolve(request: Request, pk: UUID) -> HttpResponse:
    """Dissolve a body in which nobody sits any more."""
    body = get_object_or_404(Body.objects.visible_to(request.actor), pk=pk)
    form = DissolveForm(request.POST or None, initial={"last_day": today()})
    page = DeedPage(
        body=body,
        title=_("Dissolve %(body)s") % {"body": body.name},
        explained=_("It stays readable with all who sat in it. It cannot be brought back, only established anew."),
        submit=_("Dissolve the body"),
        kind="stop",
    )
    if request.method == "GET":
        open_or_403(permissions.may_manage(request.actor))
        return page.answer(request, form)
    done = attempt(
        form,
        lambda said: services.dissolve_body(
            actor=request.actor,
            body_id=pk,
            dissolved_on=day_after(said.pop("last_day")),
            at=timezone.now(),
            **said,
        ),
    )
    return page.leave(request, _("The body was dissolved.")) if done else page.answer(request, form)
