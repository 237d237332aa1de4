"""This will take deeds about who speaks for an organisation."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from gongzhi.common.clock import today
from gongzhi.common.web.access import open_or_403, signed_in
from gongzhi.common.web.refusals import attempt
from gongzhi.common.web.requests import Request
from gongzhi.organisations import permissions, services
from gongzhi.organisations.forms import EndForm, RepresentativeForm, day_after
from gongzhi.organisations.models import Organisation, Representative
from gongzhi.organisations.views.page import DeedPage


@signed_in
@require_http_methods(["GET", "POST"])
def name_representative(request: Request, pk: UUID) -> HttpResponse:
    """Name a leader or a contact."""
    organisation = get_object_or_404(Organisation.objects.visible_to(request.actor), pk=pk)
    form = RepresentativeForm(request.POST or None, initial={"starts_on": today()})
    page = DeedPage(
        title=_("Who speaks for %(name)s"),
        explained=_("A new leader takes the place of the present one on that day."),
        submit=_("Name this person"),
        name=organisation.name,
        back=reverse("organisations:detail", args=[pk]),
    )
    if request.method == "GET":
        open_or_403(permissions.may_name_representative(request.actor))
        return page.answer(request, form)
    done = attempt(
        form,
        lambda said: services.name_representative(
            actor=request.actor, organisation_id=pk, person_id=said.pop("person").pk, at=timezone.now(), **said
        ),
    )
    words = _("It was recorded who speaks for %(name)s.")
    return page.leave(request, words) if done else page.answer(request, form)


@signed_in
@require_http_methods(["GET", "POST"])
def end_representative(request: Request, pk: UUID) -> HttpResponse:
    """Record that somebody no longer speaks for an organisation."""
    seen = Organisation.objects.visible_to(request.actor)
    rows = Representative.objects.filter(organisation__in=seen).select_related("organisation", "person")
    representative = get_object_or_404(rows, pk=pk)
    form = EndForm(request.POST or None, initial={"last_day": today()})
    page = DeedPage(
        title=_("%(name)s no longer speaks for the organisation"),
        explained=_("Rights that rest on it end with that day."),
        submit=_("Record it"),
        name=representative.person.name,
        back=reverse("organisations:detail", args=[representative.organisation_id]),
    )
    if request.method == "GET":
        open_or_403(permissions.may_name_representative(request.actor))
        return page.answer(request, form)
    done = attempt(
        form,
        lambda said: services.end_representative(
            actor=request.actor,
            representative_id=pk,
            ends_on=day_after(said["last_day"]),
            at=timezone.now(),
            key=said["key"],
        ),
    )
    return page.leave(request, _("The last day was recorded.")) if done else page.answer(request, form)
