"""This will take what follows: withdrawing, urging, recording, reporting, papers and the permit of the police."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from gongzhi.common.clock import today
from gongzhi.common.web.access import open_or_403, see_other, signed_in
from gongzhi.common.web.refusals import answer_form
from gongzhi.common.web.requests import Request
from gongzhi.filings import permissions, services
from gongzhi.filings.forms import HeldForm, NoteForm, PaperForm, PermitForm, ReportForm
from gongzhi.filings.models import Filing, Paper
from gongzhi.filings.views.shared import BOTH, attempt, do, filing_for, sent_by


@require_POST
@signed_in
def withdraw(request: Request, pk: UUID) -> HttpResponse:
    """Take a filing back."""
    filing = filing_for(request, pk)
    sent = sent_by(request, filing_id=filing.pk)
    return do(request, pk, lambda key: services.withdraw_filing(**sent, key=key))


@require_POST
@signed_in
def urge(request: Request, pk: UUID) -> HttpResponse:
    """Urge the reviewers."""
    filing = filing_for(request, pk)
    sent = sent_by(request, filing_id=filing.pk)
    return do(request, pk, lambda key: services.urge_filing(**sent, key=key))


@require_http_methods(BOTH)
@signed_in
def held(request: Request, pk: UUID) -> HttpResponse:
    """Record that the activity was held."""
    filing = filing_for(request, pk)
    open_or_403(permissions.may_record_held(request.actor, filing, today()))
    form = HeldForm(request.POST or None, initial={"held_on": min(filing.last_day, today())})
    sent = sent_by(request, filing_id=pk)
    if request.method == "POST" and attempt(form, lambda said: services.record_held(**sent, **said)) is not None:
        return see_other(reverse("filings:detail", args=[pk]))
    return answer_form(request, "filings/held.html", {"filing": filing}, form)


@require_http_methods(BOTH)
@signed_in
def not_held(request: Request, pk: UUID) -> HttpResponse:
    """Record that the activity is not held, and why."""
    filing = filing_for(request, pk)
    open_or_403(permissions.may_record_not_held(request.actor, filing))
    form = NoteForm(request.POST or None)
    sent = sent_by(request, filing_id=pk)
    if request.method == "POST" and attempt(form, lambda said: services.record_not_held(**sent, **said)) is not None:
        return see_other(reverse("filings:detail", args=[pk]))
    return answer_form(request, "filings/not_held.html", {"filing": filing}, form)


@require_http_methods(BOTH)
@signed_in
def report(request: Request, pk: UUID) -> HttpResponse:
    """Report on the activity with its actual figures."""
    filing = filing_for(request, pk)
    open_or_403(permissions.may_report(request.actor, filing, today()))
    held_on = filing.held_on or min(filing.last_day, today())
    form = ReportForm(request.POST or None, initial={"held_on": held_on})
    done = attempt(form, lambda said: _report(request, pk, form, said)) if request.method == "POST" else None
    if done is None:
        return answer_form(request, "filings/report.html", {"filing": filing, "on": today()}, form)
    messages.success(request, _("Reported. Nothing is left to do for this activity."))
    return see_other(reverse("filings:detail", args=[pk]))


def _report(request: Request, pk: UUID, form: ReportForm, said: dict[str, Any]) -> Filing:
    return services.report_filing(
        actor=request.actor, filing_id=pk, outcome=form.outcome(), at=timezone.now(), key=said["key"]
    )


@require_http_methods(BOTH)
@signed_in
def permit(request: Request, pk: UUID) -> HttpResponse:
    """Note the application to the police and its answer."""
    filing = filing_for(request, pk)
    open_or_403(permissions.may_note_permit(request.actor, filing))
    initial = {
        "applied_on": filing.police_applied_on,
        "answered_on": filing.police_answered_on,
        "number": filing.police_permit_number,
    }
    form = PermitForm(request.POST or None, initial=initial)
    sent = sent_by(request, filing_id=pk)
    if request.method == "POST" and attempt(form, lambda said: services.note_permit(**sent, **said)) is not None:
        return see_other(reverse("filings:detail", args=[pk]))
    return answer_form(request, "filings/permit.html", {"filing": filing}, form)


@require_http_methods(BOTH)
@signed_in
def attach(request: Request, pk: UUID) -> HttpResponse:
    """Add a paper."""
    filing = filing_for(request, pk)
    open_or_403(permissions.may_attach(request.actor, filing))
    form = PaperForm(request.POST or None, request.FILES or None)
    done = attempt(form, lambda said: _attach(request, pk, said)) if request.method == "POST" else None
    if done is None:
        return answer_form(request, "filings/attach.html", {"filing": filing}, form)
    back = "check" if permissions.may_submit(request.actor, filing) else "detail"
    return see_other(reverse(f"filings:{back}", args=[pk]))


def _attach(request: Request, pk: UUID, said: dict[str, Any]) -> Paper:
    file = said["file"]
    return services.attach_paper(
        actor=request.actor,
        filing_id=pk,
        name=file.name,
        content=file.read(),
        kind=said["kind"],
        at=timezone.now(),
        key=said["key"],
    )


@require_POST
@signed_in
def detach(request: Request, pk: UUID) -> HttpResponse:
    """Take a paper away again."""
    visible = Filing.objects.visible_to(request.actor)
    paper = get_object_or_404(Paper.objects.filter(filing__in=visible), pk=pk)
    sent = sent_by(request, paper_id=paper.pk)
    return do(request, paper.filing_id, lambda key: services.detach_paper(**sent, key=key))
