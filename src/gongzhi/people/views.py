"""This will show people and how to reach them."""

from typing import Any
from uuid import UUID

from allauth.account.decorators import reauthentication_required
from django.core.paginator import Paginator
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gongzhi.common import audit
from gongzhi.common.web.access import open_or_403, see_other, signed_in
from gongzhi.common.web.refusals import add_refusal, answer_form, answer_refusal
from gongzhi.common.web.requests import Request
from gongzhi.kernel.errors import DomainError
from gongzhi.kernel.text import search_key
from gongzhi.people import permissions, selectors, services
from gongzhi.people.forms import (
    PERSON_FIELDS,
    ChangePersonForm,
    ContactForm,
    NewPersonForm,
    PeopleFilters,
    ReasonForm,
)
from gongzhi.people.models import ContactPoint, Person

PAGE = 50


@require_safe
@signed_in
def people(request: Request) -> HttpResponse:
    open_or_403(permissions.may_read_register(request.actor))
    filters = PeopleFilters(request.GET)
    chosen = filters.cleaned_data if filters.is_valid() else {}
    persons = Person.objects.visible_to(request.actor).in_order_of_name()
    if chosen.get("q"):
        persons = persons.named(search_key(chosen["q"]))
    if chosen.get("account"):
        persons = persons.with_account()
    context = {
        "page": Paginator(persons.prefetch_related("contact_points"), PAGE).get_page(request.GET.get("page")),
        "filters": filters,
        "has_filters": any(chosen.values()),
        "may_register": permissions.may_register(request.actor),
    }
    return render(request, "people/list.html", context)


@require_safe
@signed_in
def me(request: Request) -> HttpResponse:
    return see_other(reverse("people:detail", args=[request.actor.person_id]))


@require_safe
@signed_in
def detail(request: Request, pk: UUID) -> HttpResponse:
    person = _visible(request, pk)
    actor = request.actor
    may_read_sensitive = permissions.may_read_sensitive(actor, person)
    context = {
        "person": person,
        "contacts": person.contact_points.order_by("kind", "pk"),
        "may_change": permissions.may_change(actor, person),
        "may_read_sensitive": may_read_sensitive,
        "may_reveal": permissions.may_reveal(actor, person),
        "may_export": permissions.may_export(actor, person),
        "may_erase": permissions.may_erase(actor, person),
        "may_manage_accounts": permissions.may_manage_accounts(actor),
        "is_oneself": permissions.is_oneself(actor, person),
        "thread": audit.thread(person) if may_read_sensitive else [],
    }
    return render(request, "people/detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def new(request: Request) -> HttpResponse:
    open_or_403(permissions.may_register(request.actor))
    form = NewPersonForm(request.POST or None)
    if form.is_valid():
        try:
            person = services.register_person(actor=request.actor, at=timezone.now(), **form.deed())
        except DomainError as error:
            add_refusal(form, error if error.field != "value" else _on_field(error, "phone"))
        else:
            return see_other(reverse("people:detail", args=[person.pk]))
    context = {"title": _("New person"), "cancel": reverse("people:list")}
    return answer_form(request, "people/form.html", context, form)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def edit(request: Request, pk: UUID) -> HttpResponse:
    person = _visible(request, pk)
    open_or_403(permissions.may_change(request.actor, person))
    shown = {name: getattr(person, name) for name in (*PERSON_FIELDS, "version")}
    form = ChangePersonForm(request.POST or None, initial=shown)
    if form.is_valid():
        try:
            services.change_person(actor=request.actor, person_id=pk, at=timezone.now(), **form.deed())
        except DomainError as error:
            add_refusal(form, error)
        else:
            return see_other(reverse("people:detail", args=[pk]))
    return _person_form(request, form, person, _("Change the entry"))


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def contact_new(request: Request, pk: UUID) -> HttpResponse:
    person = _visible(request, pk)
    open_or_403(permissions.may_change(request.actor, person))
    form = ContactForm(request.POST or None)
    if form.is_valid():
        try:
            services.add_contact(actor=request.actor, person_id=pk, at=timezone.now(), **form.deed())
        except DomainError as error:
            add_refusal(form, error)
        else:
            return see_other(reverse("people:detail", args=[pk]))
    return _person_form(request, form, person, _("Add a contact"))


@require_POST
@signed_in
def contact_remove(request: Request, pk: UUID) -> HttpResponse:
    point = _visible_contact(request, pk)
    page = reverse("people:detail", args=[point.person_id])
    try:
        services.remove_contact(actor=request.actor, contact_id=pk, at=timezone.now())
    except DomainError as error:
        return answer_refusal(request, error, back=page)
    return see_other(page)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def reveal(request: Request, pk: UUID) -> HttpResponse:
    """Ask for the reason, then show the contact point in the answer to the form: no address leads back to it."""
    point = _visible_contact(request, pk)
    open_or_403(permissions.may_reveal(request.actor, point.person))
    form = ReasonForm(request.POST or None)
    context: dict[str, Any] = {"person": point.person, "point": point}
    if form.is_valid():
        try:
            shown = services.reveal_contact(actor=request.actor, contact_id=pk, at=timezone.now(), **form.deed())
        except DomainError as error:
            add_refusal(form, error)
        else:
            response = render(request, "people/revealed.html", {**context, "value": shown.value})
            response["Cache-Control"] = "no-store"
            return response
    return answer_form(request, "people/reveal.html", context, form)


@require_POST
@signed_in
@reauthentication_required
def export(request: Request, pk: UUID) -> HttpResponse:
    person = _visible(request, pk)
    try:
        services.export_person(actor=request.actor, person_id=pk, at=timezone.now())
    except DomainError as error:
        return answer_refusal(request, error, back=reverse("people:detail", args=[pk]))
    response = JsonResponse(selectors.known_of(person), json_dumps_params={"ensure_ascii": False, "indent": 1})
    response["Content-Disposition"] = 'attachment; filename="personal-data.json"'
    response["Cache-Control"] = "no-store"
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@reauthentication_required
def erase(request: Request, pk: UUID) -> HttpResponse:
    person = _visible(request, pk)
    open_or_403(permissions.may_erase(request.actor, person))
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        try:
            services.erase_person(actor=request.actor, person_id=pk, at=timezone.now(), **form.deed())
        except DomainError as error:
            add_refusal(form, error)
        else:
            return see_other(reverse("people:detail", args=[pk]))
    return answer_form(request, "people/erase.html", {"person": person}, form)


def _visible(request: Request, pk: UUID) -> Person:
    return get_object_or_404(Person.objects.visible_to(request.actor).select_related("account"), pk=pk)


def _visible_contact(request: Request, pk: UUID) -> ContactPoint:
    point = get_object_or_404(ContactPoint.objects.select_related("person"), pk=pk)
    _visible(request, point.person_id)
    return point


def _person_form(request: Request, form: Any, person: Person, title: str) -> HttpResponse:
    context = {"title": title, "person": person, "cancel": reverse("people:detail", args=[person.pk])}
    return answer_form(request, "people/form.html", context, form)


def _on_field(error: DomainError, field: str) -> DomainError:
    error.field = field
    return error
