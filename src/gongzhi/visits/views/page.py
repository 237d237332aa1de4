"""This will show one visit, correct it, and declare it void; and list the visits of all."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from gongzhi.common import audit
from gongzhi.common.clock import today
from gongzhi.common.web.access import open_or_403, see_other, signed_in
from gongzhi.common.web.differences import differences
from gongzhi.common.web.refusals import answer_form, words_of
from gongzhi.common.web.requests import Request
from gongzhi.visits import permissions, services
from gongzhi.visits.forms import CorrectForm, VisitFilterForm, VoidForm, initial_of
from gongzhi.visits.models import Visit
from gongzhi.visits.rules import Result
from gongzhi.visits.selectors import listing
from gongzhi.visits.selectors.remarks import lines_of
from gongzhi.visits.services import VisitChangedMeanwhile
from gongzhi.visits.views.shared import BOTH, attempt, sent_by, visit_for
from gongzhi.visits.words import RESULT_SEALS, VOID_SEAL

ROWS = 50


@require_safe
@signed_in
def visits(request: Request) -> HttpResponse:
    """List the visits of all."""
    open_or_403(permissions.may_read_all(request.actor))
    form = VisitFilterForm(request.GET)
    rows = listing.visits(actor=request.actor, filters=form.filters())
    context = {
        "filters": form,
        "has_filters": any(request.GET.get(name) for name in form.fields),
        "page": Paginator(rows, ROWS).get_page(request.GET.get("page")),
        "may_record": permissions.may_record(request.actor),
    }
    return render(request, "visits/list.html", context)


@require_safe
@signed_in
def visit(request: Request, pk: UUID) -> HttpResponse:
    """Show one visit."""
    shown = visit_for(request, pk)
    state, seal = VOID_SEAL if shown.is_void else RESULT_SEALS[Result(shown.result)]
    context = {
        "visit": shown,
        "is_mine": shown.visitor_id == request.actor.person_id,
        "state": state,
        "seal": seal,
        "lines": lines_of(visits=[shown], actor=request.actor)[shown.pk],
        "thread": audit.thread(shown),
        "may_correct": permissions.may_correct(request.actor, shown),
        "may_add": permissions.may_add(request.actor, shown),
        "may_void": permissions.may_void(request.actor, shown),
        "may_read_out": permissions.may_read_out(request.actor, shown, today()),
    }
    return render(request, "visits/visit.html", context)


@require_http_methods(BOTH)
@signed_in
def correct(request: Request, pk: UUID) -> HttpResponse:
    """Correct a visit; of two people the second sees both wordings."""
    shown = visit_for(request, pk)
    open_or_403(permissions.may_correct(request.actor, shown))
    form = _correct_form(shown, request.POST or None)
    context: dict[str, Any] = {"visit": shown}
    if request.method == "POST":
        if request.POST.get("version") != str(shown.version):
            form = _in_conflict(request, shown)
            context["differences"] = differences(form)
        elif attempt(form, lambda said: _correct(request, shown, form, said["key"]))[0] is not None:
            return see_other(reverse("visits:visit", args=[pk]))
    return answer_form(request, "visits/correct.html", context, form)


@require_http_methods(BOTH)
@signed_in
def void(request: Request, pk: UUID) -> HttpResponse:
    """Declare a visit void."""
    shown = visit_for(request, pk)
    open_or_403(permissions.may_void(request.actor, shown))
    form = VoidForm(request.POST or None)
    if request.method == "POST":
        sent = sent_by(request, visit_id=pk)
        if attempt(form, lambda said: services.void_visit(**sent, **said))[0] is not None:
            messages.success(request, _("It counts no more. What people said stays and is answered."))
            return see_other(reverse("visits:visit", args=[pk]))
    return answer_form(request, "visits/void.html", {"visit": shown}, form)


def _correct_form(shown: Visit, typed: Any) -> CorrectForm:
    kept = list(shown.remarks.filter(voice_id__isnull=True).order_by("position"))
    return CorrectForm(typed, kept=kept, initial=initial_of(shown))


def _in_conflict(request: Request, shown: Visit) -> CorrectForm:
    """Keep what was typed, now against the newest version, so that saving again is a choice and not an accident."""
    typed = request.POST.copy()
    typed["version"] = str(shown.version)
    form = _correct_form(shown, typed)
    form.add_error(None, words_of(VisitChangedMeanwhile()))
    return form


def _correct(request: Request, shown: Visit, form: CorrectForm, key: str) -> Visit:
    return services.correct_visit(
        **sent_by(request, visit_id=shown.pk, key=key),
        version=form.cleaned_data["version"] or 0,
        how=form.how(),
        kept=form.kept_words(),
    )
