"""This will show the individual members (乡贤及知名人士) and take their applications."""

from dataclasses import replace
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from gongzhi.common import audit
from gongzhi.common.clock import today
from gongzhi.common.web.access import open_or_403, signed_in
from gongzhi.common.web.refusals import attempt
from gongzhi.common.web.requests import Request
from gongzhi.organisations import permissions, selectors, services, tables
from gongzhi.organisations.forms import IndividualForm, SearchForm
from gongzhi.organisations.models import Membership
from gongzhi.organisations.rules import Deed, State
from gongzhi.organisations.views.membership import DONE
from gongzhi.organisations.views.page import DeedPage
from gongzhi.organisations.views.register import PAGE_SIZE
from gongzhi.organisations.views.sight import Button, membership_buttons, spells_of


@signed_in
@require_GET
def individuals(request: Request) -> HttpResponse:
    """List individual members."""
    form = SearchForm(request.GET)
    text = form.cleaned_data["q"] if form.is_valid() else ""
    rows = selectors.individuals(actor=request.actor, text=text)
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "filters": form,
        "page": page,
        "rows": [(membership, tables.seal_of(membership.state)) for membership in page.object_list],
        "may_add": permissions.may_add(request.actor),
        "has_filters": bool(text),
    }
    return render(request, "organisations/individuals.html", context)


@signed_in
@require_GET
def individual(request: Request, pk: UUID) -> HttpResponse:
    """Show the membership of a person."""
    rows = Membership.objects.visible_to(request.actor).filter(person__isnull=False).select_related("person")
    membership = get_object_or_404(rows, pk=pk)
    buttons = membership_buttons(request.actor, membership)
    if membership.state in {State.REFUSED, State.LEFT}:
        may_apply = permissions.may_apply(
            request.actor, organisation_id=None, person_id=membership.person_id, membership=membership
        )
        buttons.append(Button(_("Apply for membership"), reverse("organisations:individual_apply"), may_apply, "ink"))
    context = {
        "membership": membership,
        "person": membership.person,
        "seal": tables.seal_of(membership.state),
        "buttons": buttons,
        **spells_of(membership),
        "may_correct": permissions.may_correct(request.actor),
        "stations": tables.stations(audit.thread(membership.subject)),
    }
    return render(request, "organisations/individual.html", context)


@signed_in
@require_http_methods(["GET", "POST"])
def apply_individual(request: Request) -> HttpResponse:
    """Enter the application of a person."""
    form = IndividualForm(request.POST or None, initial={"on": today()})
    page = DeedPage(
        title=_("Application of an individual"),
        explained=_("For respected neighbours and well-known people who join in their own name."),
        submit=_("Apply"),
        back=reverse("organisations:individuals"),
    )
    if request.method == "GET":
        open_or_403(permissions.may_add(request.actor))
        return page.answer(request, form)
    done = attempt(
        form,
        lambda said: services.apply_for_membership(
            actor=request.actor, person_id=said.pop("person").pk, at=timezone.now(), **said
        ),
    )
    if done is None:
        return page.answer(request, form)
    page = replace(page, name=done.subject.name, back=reverse("organisations:individual", args=[done.pk]))
    return page.leave(request, DONE[Deed.APPLY])
