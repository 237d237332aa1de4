"""This will show the ground of a federation, the divisions of the country, and a district's streets."""

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gongzhi.common import audit
from gongzhi.common.clock import today
from gongzhi.common.web.access import open_or_403, see_other, signed_in
from gongzhi.common.web.refusals import add_refusal, answer_form, answer_refusal
from gongzhi.common.web.requests import Request
from gongzhi.federations import permissions, selectors, services
from gongzhi.federations.addresses import address_in
from gongzhi.federations.forms import ChangePlaceForm, CountForm, FoundForm, PlaceForm
from gongzhi.federations.models import Community, Division, Federation, Grid
from gongzhi.federations.rules import STREET_CODE_LENGTH
from gongzhi.kernel.errors import DomainError

SEARCH_PAGE = 50
LONGEST_SEARCH = 40


@require_safe
@signed_in
def ground(request: Request) -> HttpResponse:
    context = {
        "ground": selectors.ground(),
        "may_manage": permissions.may_manage_ground(request.actor),
        "is_street": request.federation.kind == Federation.Kind.STREET,
    }
    return render(request, "federations/ground.html", context)


@require_POST
@signed_in
def adopt(request: Request) -> HttpResponse:
    try:
        services.adopt_communities(actor=request.actor, at=timezone.now(), key=request.POST.get("deed_key", "")[:36])
    except DomainError as error:
        return answer_refusal(request, error, back=reverse("federations:ground"))
    return see_other(reverse("federations:ground"))


@require_safe
@signed_in
def community(request: Request, pk: UUID) -> HttpResponse:
    found = get_object_or_404(Community, pk=pk)
    cells = selectors.newest_cells(found)
    context = {
        "community": found,
        "grids": found.grids.order_by("name", "pk"),
        "cells": cells,
        "people": sum(cell.count for cell in cells),
        "thread": audit.thread(found),
        "may_manage": permissions.may_manage_ground(request.actor),
    }
    return render(request, "federations/community.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def community_new(request: Request) -> HttpResponse:
    open_or_403(permissions.may_manage_ground(request.actor))
    form = PlaceForm(request.POST or None)
    if form.is_valid():
        try:
            made = services.add_community(actor=request.actor, at=timezone.now(), **form.deed())
        except DomainError as error:
            add_refusal(form, error)
        else:
            return see_other(reverse("federations:community", args=[made.pk]))
    return _place_page(request, form, title=_("New community"), cancel=reverse("federations:ground"))


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def community_edit(request: Request, pk: UUID) -> HttpResponse:
    found = get_object_or_404(Community, pk=pk)
    open_or_403(permissions.may_manage_ground(request.actor))
    page = reverse("federations:community", args=[pk])
    form = ChangePlaceForm(request.POST or None, initial=_shown(found))
    if form.is_valid():
        try:
            services.change_community(actor=request.actor, community_id=pk, at=timezone.now(), **form.deed())
        except DomainError as error:
            add_refusal(form, error)
        else:
            return see_other(page)
    return _place_page(request, form, title=_("Change the community"), cancel=page, community=found)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def grid_new(request: Request, pk: UUID) -> HttpResponse:
    found = get_object_or_404(Community, pk=pk)
    open_or_403(permissions.may_manage_ground(request.actor))
    page = reverse("federations:community", args=[pk])
    form = PlaceForm(request.POST or None)
    if form.is_valid():
        try:
            services.add_grid(actor=request.actor, community_id=pk, at=timezone.now(), **form.deed())
        except DomainError as error:
            add_refusal(form, error)
        else:
            return see_other(page)
    return _place_page(request, form, title=_("New grid"), cancel=page, community=found)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def grid_edit(request: Request, pk: UUID) -> HttpResponse:
    found = get_object_or_404(Grid.objects.select_related("community"), pk=pk)
    open_or_403(permissions.may_manage_ground(request.actor))
    page = reverse("federations:community", args=[found.community_id])
    form = ChangePlaceForm(request.POST or None, initial=_shown(found))
    if form.is_valid():
        try:
            services.change_grid(actor=request.actor, grid_id=pk, at=timezone.now(), **form.deed())
        except DomainError as error:
            add_refusal(form, error)
        else:
            return see_other(page)
    return _place_page(request, form, title=_("Change the grid"), cancel=page, community=found.community)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def count(request: Request, pk: UUID) -> HttpResponse:
    found = get_object_or_404(Community, pk=pk)
    open_or_403(permissions.may_manage_ground(request.actor))
    page = reverse("federations:community", args=[pk])
    form = CountForm(request.POST or None, initial={"counted_on": today()})
    if form.is_valid():
        try:
            services.record_counts(actor=request.actor, community_id=pk, at=timezone.now(), **form.deed())
        except DomainError as error:
            add_refusal(form, error)
        else:
            return see_other(page)
    return _place_page(request, form, title=_("Count of people"), cancel=page, community=found)


@require_safe
def divisions(request: Request, code: str = "") -> HttpResponse:
    """Choose a division step by step; open to everybody, as it holds nothing but the national list."""
    words = request.GET.get("q", "").strip()[:LONGEST_SEARCH]
    here = get_object_or_404(Division, pk=code) if code else None
    rows = Division.objects.named(words) if words else Division.objects.below(code)
    context: dict[str, Any] = {
        "here": here,
        "way": selectors.way_to(here) if here else [],
        "words": words,
        "page": Paginator(rows, SEARCH_PAGE if words else 1000).get_page(request.GET.get("page")),
        "is_street": here is not None and len(here.code) == STREET_CODE_LENGTH,
        "federations": _linked(here.federations.in_order_of_code()) if here else [],
        "may_found": _may_found(request, code),
    }
    return render(request, "federations/divisions.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def found(request: Request, code: str) -> HttpResponse:
    division = get_object_or_404(Division, pk=code)
    open_or_403(permissions.may_found(request.actor, own=request.federation, division_code=code))
    form = FoundForm(request.POST or None, initial={"name": f"{division.name}社区社会组织联合会"})
    if form.is_valid():
        try:
            made = services.found_federation(actor=request.actor, division_code=code, at=timezone.now(), **form.deed())
        except DomainError as error:
            add_refusal(form, error)
        else:
            return see_other(address_in(made.code, "portal:face"))
    context = {"division": division, "way": selectors.way_to(division)}
    return answer_form(request, "federations/found.html", context, form)


@require_safe
@signed_in
def district(request: Request) -> HttpResponse:
    if request.federation.kind != Federation.Kind.DISTRICT:
        raise Http404
    open_or_403(permissions.may_look_across(request.actor, request.federation))
    services.look_across(actor=request.actor, reason="federations:district", at=timezone.now())
    streets = selectors.streets_of(request.federation, reason="the district's page of its streets")
    lines = [(street, address_in(street.federation.code, "portal:face")) for street in streets]
    context = {
        "lines": lines,
        "communities": sum(street.communities for street in streets),
        "households": sum(street.households for street in streets),
        "may_found": permissions.may_found(
            request.actor, own=request.federation, division_code=request.federation.division_id
        ),
    }
    return render(request, "federations/district.html", context)


def _place_page(request: Request, form: Any, *, title: str, cancel: str, **more: Any) -> HttpResponse:
    return answer_form(request, "federations/place_form.html", {"title": title, "cancel": cancel, **more}, form)


def _shown(place: Community | Grid) -> dict[str, Any]:
    return {"name": place.name, "households": place.households, "version": place.version}


def _linked(federations: Any) -> list[tuple[Federation, str]]:
    return [(federation, address_in(federation.code, "portal:face")) for federation in federations]


def _may_found(request: Request, code: str) -> bool:
    own = request.federation
    if own is None or len(code) != STREET_CODE_LENGTH:
        return False
    return bool(permissions.may_found(request.actor, own=own, division_code=code))
