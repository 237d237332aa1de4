"""This will take deeds with terms: elect, appoint, end, correct, approve."""

from typing import Any
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
from gongzhi.offices.forms import ApproveForm, CorrectForm, EndForm, TermForm, day_after, end_after
from gongzhi.offices.models import Body, Term
from gongzhi.offices.views.page import DeedPage
from gongzhi.people.models import Person


@signed_in
@require_http_methods(["GET", "POST"])
def term_add(request: Request, pk: UUID) -> HttpResponse:
    """Enter an election or an appointment."""
    body = get_object_or_404(Body.objects.visible_to(request.actor), pk=pk)
    initial: dict[str, Any] = {"starts_on": today(), "person": _asked(request)}
    initial |= {name: request.GET.get(name) for name in ("office", "resolution")}
    form = TermForm(request.POST or None, initial=initial, body=body)
    page = DeedPage(
        body=body,
        title=_("Enter a term of office"),
        explained=_("Rights begin on the first day, and end with the last."),
        submit=_("Enter"),
    )
    if request.method == "GET":
        open_or_403(permissions.may_manage(request.actor))
        return page.answer(request, form)
    term = attempt(form, lambda said: _enter(request, said))
    if term is None:
        return page.answer(request, form)
    held_back = _("The term was entered and is held back until the approval document is there.")
    return page.leave(request, held_back if term.is_held_back else _("The term was entered."))


@signed_in
@require_http_methods(["GET", "POST"])
def term_end(request: Request, pk: UUID) -> HttpResponse:
    """End a term before its time."""
    term = _term(request, pk)
    form = EndForm(request.POST or None, initial={"last_day": today()})
    page = DeedPage(
        body=term.office.body,
        title=_("End the term of %(person)s as %(office)s") % _names(term),
        explained=_("Rights that rest on it end with the last day. What was known until now stays readable."),
        submit=_("End the term"),
        kind="stop",
    )
    if request.method == "GET":
        open_or_403(permissions.may_end(request.actor, term))
        return page.answer(request, form)
    done = attempt(
        form,
        lambda said: services.end_term(
            actor=request.actor, term_id=pk, ends_on=day_after(said.pop("last_day")), at=timezone.now(), **said
        ),
    )
    return page.leave(request, _("The term was ended.")) if done else page.answer(request, form)


@signed_in
@require_http_methods(["GET", "POST"])
def term_correct(request: Request, pk: UUID) -> HttpResponse:
    """Correct what was entered wrongly about a term."""
    term = _term(request, pk)
    initial = {name: getattr(term, name) for name in ("person", "starts_on", "last_day", "basis_number")}
    form = CorrectForm(request.POST or None, initial=initial)
    page = DeedPage(
        body=term.office.body,
        title=_("Correct the term of %(person)s as %(office)s") % _names(term),
        explained=_("Nothing is deleted: what was known until now stays readable."),
        submit=_("Correct"),
    )
    if request.method == "GET":
        open_or_403(permissions.may_correct(request.actor, term))
        return page.answer(request, form)
    done = attempt(
        form,
        lambda said: services.correct_term(
            actor=request.actor,
            term_id=pk,
            person_id=said.pop("person").pk,
            ends_on=end_after(said.pop("last_day")),
            at=timezone.now(),
            **said,
        ),
    )
    words = _("The term was corrected. The old entry stays readable.")
    return page.leave(request, words) if done else page.answer(request, form)


@signed_in
@require_http_methods(["GET", "POST"])
def term_approve(request: Request, pk: UUID) -> HttpResponse:
    """Put the approval of the cadre-management authority on file."""
    term = _term(request, pk)
    form = ApproveForm(request.POST or None, initial={"approved_on": today()})
    page = DeedPage(
        body=term.office.body,
        title=_("Approval for %(person)s as %(office)s") % _names(term),
        explained=_("The term takes effect on its first day, or on the day of the document if that is later."),
        submit=_("Put on file"),
    )
    if request.method == "GET":
        open_or_403(permissions.may_approve(request.actor, term))
        return page.answer(request, form)
    done = attempt(
        form,
        lambda said: services.approve_cadre_term(actor=request.actor, term_id=pk, at=timezone.now(), **said),
    )
    return page.leave(request, _("The approval is on file.")) if done else page.answer(request, form)


def _enter(request: Request, said: dict[str, Any]) -> Term:
    number = said.pop("basis_number")
    common: dict[str, Any] = {
        "actor": request.actor,
        "office_id": said["office"].pk,
        "person_id": said["person"].pk,
        "starts_on": said["starts_on"],
        "ends_on": end_after(said["last_day"]),
        "approval_number": said["approval_number"],
        "at": timezone.now(),
        "key": said["key"],
    }
    if said["basis"] == Term.Basis.DOCUMENT:
        return services.appoint_term(document=number, **common)
    return services.elect_term(resolution=number, resolution_id=said.get("resolution_id"), **common)


def _term(request: Request, pk: UUID) -> Term:
    """Find a term for a deed: readers and keepers of terms know of it."""
    rows = Term.objects.filter(office__body__in=Body.objects.visible_to(request.actor))
    return get_object_or_404(rows.select_related("office__body", "person"), pk=pk)


def _names(term: Term) -> dict[str, str]:
    return {"person": term.person.name, "office": term.office.title}


def _asked(request: Request) -> Person | None:
    """Find the person a link names, such as somebody just elected; ``None`` if it names nobody."""
    try:
        return Person.objects.filter(pk=UUID(request.GET.get("person", "")), erased_at__isnull=True).first()
    except ValueError:
        return None
