"""This will show who can sign in, and give and take accounts."""

from collections.abc import Callable
from uuid import UUID

from allauth.account.decorators import reauthentication_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gongzhi.common.web.access import open_or_403, see_other, signed_in
from gongzhi.common.web.refusals import add_refusal, answer_form, answer_refusal
from gongzhi.common.web.requests import Request
from gongzhi.kernel.errors import DomainError
from gongzhi.people import permissions, services
from gongzhi.people.forms import AccountForm
from gongzhi.people.links import one_time_path
from gongzhi.people.models import Account, Person
from gongzhi.people.rules import username_from

PAGE = 50


@require_safe
@signed_in
def accounts(request: Request) -> HttpResponse:
    open_or_403(permissions.may_manage_accounts(request.actor))
    persons = Person.objects.with_account().select_related("account").in_order_of_name()
    context = {"page": Paginator(persons, PAGE).get_page(request.GET.get("page"))}
    return render(request, "people/accounts.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@reauthentication_required
def account_new(request: Request, pk: UUID) -> HttpResponse:
    person = _person(request, pk)
    form = AccountForm(request.POST or None, initial={"username": username_from(person.name)})
    if form.is_valid():
        try:
            account = services.make_account(actor=request.actor, person_id=pk, at=timezone.now(), **form.deed())
        except DomainError as error:
            add_refusal(form, error)
        else:
            return _show_link(request, person, account)
    return answer_form(request, "people/account_new.html", {"person": person}, form)


@require_POST
@signed_in
@reauthentication_required
def link_renew(request: Request, pk: UUID) -> HttpResponse:
    person = _person(request, pk)
    try:
        account = services.renew_link(actor=request.actor, person_id=pk, at=timezone.now(), key=_key(request))
    except DomainError as error:
        return answer_refusal(request, error, back=_page_of(person))
    return _show_link(request, person, account)


@require_POST
@signed_in
def account_deactivate(request: Request, pk: UUID) -> HttpResponse:
    return _do(request, pk, services.deactivate_account)


@require_POST
@signed_in
def account_reactivate(request: Request, pk: UUID) -> HttpResponse:
    return _do(request, pk, services.reactivate_account)


@require_POST
@signed_in
def account_untie(request: Request, pk: UUID) -> HttpResponse:
    return _do(request, pk, services.untie_account)


def _do(request: Request, pk: UUID, service: Callable[..., object]) -> HttpResponse:
    person = _person(request, pk)
    try:
        service(actor=request.actor, person_id=pk, at=timezone.now())
    except DomainError as error:
        return answer_refusal(request, error, back=_page_of(person))
    return see_other(_page_of(person))


def _person(request: Request, pk: UUID) -> Person:
    """Find the person; who keeps no accounts gets no page, not even a word whether there is one."""
    person = get_object_or_404(Person.objects.visible_to(request.actor), pk=pk)
    open_or_403(permissions.may_manage_accounts(request.actor))
    return person


def _show_link(request: Request, person: Person, account: Account) -> HttpResponse:
    """Show the one-time link in the answer to the form: no address leads back to it."""
    context = {"person": person, "account": account, "link": request.build_absolute_uri(one_time_path(account))}
    response = render(request, "people/link.html", context)
    response["Cache-Control"] = "no-store"
    return response


def _key(request: Request) -> str:
    return request.POST.get("deed_key", "")[:36]


def _page_of(person: Person) -> str:
    return reverse("people:detail", args=[person.pk])
