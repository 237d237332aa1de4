"""This will show the versions of the charter, edit a draft, compare, rehearse and bring into force."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gongzhi.common import audit
from gongzhi.common.clock import today
from gongzhi.common.web.access import see_other, signed_in
from gongzhi.common.web.refusals import answer_form, answer_refusal, attempt
from gongzhi.common.web.requests import Request
from gongzhi.institution import permissions, services
from gongzhi.institution.forms import AdoptForm, ClauseForm, CompareForm, FiledForm, FoundForm
from gongzhi.institution.models import Charter, CharterClause
from gongzhi.institution.rights import Right
from gongzhi.institution.rules.packs import shipped_pack
from gongzhi.institution.selectors.clauses import draft_clauses
from gongzhi.institution.selectors.comparing import differences
from gongzhi.institution.selectors.rehearsing import rehearse_draft
from gongzhi.institution.services.filing import note_filing
from gongzhi.institution.views.clauses import clause_line
from gongzhi.kernel.errors import DomainError

BOTH = ["GET", "HEAD", "POST"]


def _charter(request: Request, pk: UUID) -> Charter:
    permissions.may_read(request.actor).require()
    return get_object_or_404(Charter.objects.select_related("based_on"), pk=pk)


@require_safe
@signed_in
def charters(request: Request) -> HttpResponse:
    """List the versions, the newest first."""
    rows = list(Charter.objects.order_by("-version"))
    choices = [(str(row.pk), f"{row.title} {row.version}") for row in reversed(rows)]
    context = {
        "rows": rows,
        "on": today(),
        "has_draft": any(row.state == Charter.State.DRAFT for row in rows),
        "may_draft": permissions.may_draft(request.actor),
        "found_form": FoundForm(initial={"title": f"{request.federation.name}章程"}),
        "compare_form": CompareForm(choices=choices) if len(rows) > 1 else None,
    }
    return render(request, "institution/charters.html", context)


@require_POST
@signed_in
def found(request: Request) -> HttpResponse:
    """Draft the first charter from the model."""
    form = FoundForm(request.POST)
    made = attempt(form, lambda said: services.found_charter(actor=request.actor, at=timezone.now(), **said))
    if made is None:
        return answer_form(request, "institution/found.html", {}, form)
    return see_other(reverse("institution:charter", args=[made.pk]))


@require_POST
@signed_in
def draft(request: Request) -> HttpResponse:
    """Start an amendment."""
    try:
        made = services.draft_amendment(
            actor=request.actor, at=timezone.now(), key=request.POST.get("deed_key", "")[:36]
        )
    except DomainError as refusal:
        return answer_refusal(request, refusal, back=reverse("institution:charters"))
    return see_other(reverse("institution:charter", args=[made.pk]))


@require_safe
@signed_in
def charter(request: Request, pk: UUID) -> HttpResponse:
    """Show one version: what can be done now, its clauses, its story."""
    found_ = _charter(request, pk)
    rows = list(found_.clauses.order_by("position", "pk"))
    clauses = draft_clauses(charter=found_, since=found_.starts_on or today())
    lines = [{**clause_line(clause), "row": row} for row, clause in zip(rows, clauses, strict=True)]
    context = {
        "charter": found_,
        "lines": lines,
        "may_edit": permissions.may_edit(request.actor, found_),
        "may_adopt": permissions.may_adopt(request.actor, found_),
        "missing": _missing_from_model(rows) if found_.state == Charter.State.DRAFT else [],
        "filings": list(found_.filings.order_by("filed_on")),
        "may_note": request.actor.may(Right.ADOPT),
        "filed_form": FiledForm(initial={"filed_on": today()}),
        "thread": audit.thread(found_),
    }
    return render(request, "institution/charter.html", context)


def _missing_from_model(rows: list[CharterClause]) -> list[dict[str, Any]]:
    model = shipped_pack("charter_model")
    known = {row.code for row in rows}
    return [clause_line(clause) for clause in model.clauses if clause.code not in known]


@require_http_methods(BOTH)
@signed_in
def edit_clause(request: Request, pk: UUID) -> HttpResponse:
    """Edit one clause of a draft; a refused form keeps what was typed."""
    clause = get_object_or_404(CharterClause.objects.select_related("charter"), pk=pk)
    if not permissions.may_edit(request.actor, clause.charter):
        raise Http404
    initial = {name: getattr(clause, name) for name in ClauseForm.WORDS} | {"edition": clause.charter.edition}
    form = ClauseForm(request.POST if request.method == "POST" else None, initial=initial, params=clause.params)
    if form.is_bound and attempt(form, lambda said: _edit(request, clause, form, said)) is not None:
        return see_other(reverse("institution:charter", args=[clause.charter_id]))
    return answer_form(request, "institution/clause_edit.html", {"clause": clause}, form)


def _edit(request: Request, clause: CharterClause, form: ClauseForm, said: dict[str, Any]) -> CharterClause:
    return services.edit_clause(
        actor=request.actor,
        clause_id=clause.pk,
        edition=said["edition"],
        words=form.words(),
        params=form.params(),
        at=timezone.now(),
        key=said["key"],
    )


@require_POST
@signed_in
def remove_clause(request: Request, pk: UUID) -> HttpResponse:
    """Leave a clause out of a draft."""
    clause = get_object_or_404(CharterClause.objects.select_related("charter"), pk=pk)
    try:
        services.remove_clause(actor=request.actor, clause_id=pk, edition=clause.charter.edition, at=timezone.now())
    except DomainError as refusal:
        return answer_refusal(request, refusal, back=reverse("institution:charters"))
    return see_other(reverse("institution:charter", args=[clause.charter_id]))


@require_POST
@signed_in
def restore(request: Request, pk: UUID) -> HttpResponse:
    """Take a clause of the model charter into a draft."""
    found_ = _charter(request, pk)
    model = shipped_pack("charter_model")
    clause = next((clause for clause in model.clauses if clause.code == request.POST.get("code")), None)
    if clause is None:
        raise Http404
    try:
        services.add_clause(
            actor=request.actor, charter_id=pk, edition=found_.edition, clause=clause, at=timezone.now()
        )
    except DomainError as refusal:
        return answer_refusal(request, refusal, back=reverse("institution:charters"))
    return see_other(reverse("institution:charter", args=[pk]))


@require_http_methods(BOTH)
@signed_in
def adopt(request: Request, pk: UUID) -> HttpResponse:
    """Bring a draft into force by a resolution."""
    found_ = _charter(request, pk)
    may_adopt = permissions.may_adopt(request.actor, found_)
    if not may_adopt:
        raise Http404
    form = AdoptForm(request.POST if request.method == "POST" else None)
    if form.is_bound and attempt(form, lambda said: _adopt(request, pk, said)) is not None:
        return see_other(reverse("institution:charter", args=[pk]))
    changes = differences(old=found_.based_on, new=found_) if found_.based_on else []
    return answer_form(request, "institution/adopt.html", {"charter": found_, "changes": changes}, form)


def _adopt(request: Request, pk: UUID, said: dict[str, Any]) -> Charter:
    return services.adopt_charter(actor=request.actor, charter_id=pk, at=timezone.now(), **said)


@require_POST
@signed_in
def drop(request: Request, pk: UUID) -> HttpResponse:
    """Put a draft aside."""
    try:
        services.drop_draft(actor=request.actor, charter_id=_charter(request, pk).pk, at=timezone.now())
    except DomainError as refusal:
        return answer_refusal(request, refusal, back=reverse("institution:charters"))
    return see_other(reverse("institution:charters"))


@require_POST
@signed_in
def filed(request: Request, pk: UUID) -> HttpResponse:
    """Note where an adopted version was handed in."""
    found_ = _charter(request, pk)
    form = FiledForm(request.POST)
    filed_ = attempt(form, lambda said: note_filing(actor=request.actor, charter_id=pk, at=timezone.now(), **said))
    if filed_ is not None:
        return see_other(reverse("institution:charter", args=[pk]))
    return answer_form(request, "institution/filed.html", {"charter": found_}, form)


@require_safe
@signed_in
def rehearse(request: Request, pk: UUID) -> HttpResponse:
    """Show what this year would have looked like under a draft."""
    found_ = _charter(request, pk)
    rows = rehearse_draft(charter=found_, on=today())
    return render(request, "institution/rehearse.html", {"charter": found_, "rows": rows})


@require_safe
@signed_in
def compare(request: Request) -> HttpResponse:
    """Put two versions side by side."""
    rows = list(Charter.objects.order_by("version"))
    choices = [(str(row.pk), f"{row.title} {row.version}") for row in rows]
    form = CompareForm(request.GET or None, choices=choices)
    changes = None
    if form.is_bound and form.is_valid():
        by_key = {str(row.pk): row for row in rows}
        changes = differences(old=by_key[form.cleaned_data["old"]], new=by_key[form.cleaned_data["new"]])
    return answer_form(request, "institution/compare.html", {"changes": changes}, form)
