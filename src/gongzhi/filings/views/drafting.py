"""This will draft, edit, copy and hand in filings; what follows is shown before anything is handed in."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from gongzhi.common.clock import today
from gongzhi.common.web.access import open_or_403, see_other, signed_in
from gongzhi.common.web.differences import differences
from gongzhi.common.web.refusals import answer_form, words_of
from gongzhi.common.web.requests import Request
from gongzhi.filings import permissions, services
from gongzhi.filings.forms import CopyForm, FilingForm, ResubmitForm, initial_of, times_of
from gongzhi.filings.models import Filing
from gongzhi.filings.rules import ActivityFacts, Classification, State
from gongzhi.filings.selectors.outlook import classification_of, outlook
from gongzhi.filings.selectors.page import page_of
from gongzhi.filings.services import EditedMeanwhile
from gongzhi.filings.views.shared import BOTH, attempt, filing_for, sent_by
from gongzhi.organisations.models import Organisation


def _organisations(request: Request) -> Sequence[Organisation]:
    """List the organisations the actor leads."""
    return list(Organisation.objects.filter(pk__in=request.actor.organisation_ids).in_order_of_name())


@require_http_methods(BOTH)
@signed_in
def new(request: Request) -> HttpResponse:
    """Draft a filing."""
    open_or_403(permissions.may_draft(request.actor))
    initial = {"leader_name": request.actor.name}
    form = FilingForm(request.POST or None, organisations=_organisations(request), initial=initial)
    filing = attempt(form, lambda said: _draft(request, form, said)) if request.method == "POST" else None
    if filing is None:
        context = {"filing": None, "classification": _class_so_far(request, form)}
        return answer_form(request, "filings/form.html", context, form)
    return see_other(reverse("filings:check", args=[filing.pk]))


def _draft(request: Request, form: FilingForm, said: dict[str, Any]) -> Filing:
    return services.draft_filing(
        actor=request.actor,
        organisation_id=form.organisation_id(),
        content=form.content(),
        at=timezone.now(),
        key=said["key"],
    )


@require_http_methods(BOTH)
@signed_in
def edit(request: Request, pk: UUID) -> HttpResponse:
    """Change a draft or correct a returned filing; of two windows the second sees both wordings."""
    filing = filing_for(request, pk)
    open_or_403(permissions.may_edit(request.actor, filing))
    form = _edit_form(request, filing, request.POST or None)
    context: dict[str, Any] = {"filing": filing}
    if request.method == "POST":
        if request.POST.get("version") != str(filing.version):
            form = _in_conflict(request, filing)
            context["differences"] = differences(form)
        elif attempt(form, lambda said: _edit(request, filing, form, said)) is not None:
            return see_other(reverse("filings:check", args=[pk]))
    if filing.state == State.RETURNED:
        context["page"] = page_of(filing=filing, on=today(), federation=request.federation)
    context["classification"] = _class_so_far(request, form) if form.is_bound else _class_of(request, filing.facts())
    return answer_form(request, "filings/form.html", context, form)


def _edit_form(request: Request, filing: Filing, typed: QueryDict | None) -> FilingForm:
    return FilingForm(typed, organisations=[filing.organisation], initial=initial_of(filing))


def _in_conflict(request: Request, filing: Filing) -> FilingForm:
    """Keep what was typed, now against the newest version, so that saving again is a choice and not an accident."""
    typed = request.POST.copy()
    typed["version"] = str(filing.version)
    form = _edit_form(request, filing, typed)
    form.add_error(None, words_of(EditedMeanwhile()))
    return form


def _edit(request: Request, filing: Filing, form: FilingForm, said: dict[str, Any]) -> Filing:
    return services.edit_draft(
        actor=request.actor,
        filing_id=filing.pk,
        version=said["version"] or 0,
        content=form.content(),
        at=timezone.now(),
        key=said["key"],
    )


@require_http_methods(BOTH)
@signed_in
def copy(request: Request, pk: UUID) -> HttpResponse:
    """File a like activity again: only its day and its people are asked for."""
    earlier = filing_for(request, pk)
    open_or_403(permissions.may_copy(request.actor, earlier))
    initial = {**times_of(earlier), "day": None, "last_day": None, "people": earlier.people}
    form = CopyForm(request.POST or None, initial=initial)
    made = attempt(form, lambda said: _copy(request, pk, form, said)) if request.method == "POST" else None
    if made is None:
        return answer_form(request, "filings/copy.html", {"filing": earlier}, form)
    return see_other(reverse("filings:check", args=[made.pk]))


def _copy(request: Request, pk: UUID, form: CopyForm, said: dict[str, Any]) -> Filing:
    return services.copy_filing(
        actor=request.actor,
        filing_id=pk,
        starts_at=form.starts_at(),
        ends_at=form.ends_at(),
        people=said["people"],
        at=timezone.now(),
        key=said["key"],
    )


@require_http_methods(BOTH)
@signed_in
def check(request: Request, pk: UUID) -> HttpResponse:
    """Show the class, every reason, the days and the chain of a filing; POST hands it in."""
    filing = filing_for(request, pk)
    may_submit = open_or_403(permissions.may_submit(request.actor, filing))
    form = ResubmitForm(request.POST or None, initial={"version": filing.version})
    if request.method == "POST" and attempt(form, lambda said: _submit(request, filing, said)) is not None:
        messages.success(request, _("Handed in. You can follow it here, and will find the answer on your desk."))
        return see_other(reverse("filings:detail", args=[pk]))
    context = {
        "filing": filing,
        "ahead": outlook(filing=filing, on=today(), federation=request.federation),
        "funds": list(filing.funds.order_by("kind")),
        "papers": list(filing.papers.select_related("file").order_by("added_at", "pk")),
        "is_correction": filing.state == State.RETURNED,
        "may_submit": may_submit,
    }
    return answer_form(request, "filings/check.html", context, form)


def _submit(request: Request, filing: Filing, said: dict[str, Any]) -> Filing:
    sent = sent_by(request, filing_id=filing.pk, key=said["key"])
    if filing.state == State.RETURNED:
        return services.resubmit_filing(**sent, note=said["note"], version=said["version"])
    return services.submit_filing(**sent, version=said["version"])


@require_POST
@signed_in
def classify(request: Request) -> HttpResponse:
    """Say while somebody types which class the activity would be in; empty until day and people are there."""
    open_or_403(permissions.may_draft(request.actor))
    form = FilingForm(request.POST, organisations=_organisations(request))
    return render(request, "filings/form.html#class", {"classification": _class_so_far(request, form)})


def _class_so_far(request: Request, form: FilingForm) -> Classification | None:
    """Judge what was typed so far; ``None`` until day and people can be read."""
    if not form.is_bound:
        return None
    form.errors  # noqa: B018 -- reads the form
    return _class_of(request, form.facts()) if {"day", "people"} <= set(form.cleaned_data) else None


def _class_of(request: Request, facts: ActivityFacts) -> Classification:
    return classification_of(facts=facts, on=today(), federation=request.federation)
