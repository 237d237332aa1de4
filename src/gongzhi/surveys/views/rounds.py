"""This will plan, show, open and close rounds, and make the codes of their slips."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gongzhi.common import audit
from gongzhi.common.clock import today
from gongzhi.common.web.access import open_or_403, see_other, signed_in
from gongzhi.common.web.differences import differences
from gongzhi.common.web.refusals import answer_form, attempt
from gongzhi.common.web.requests import Request
from gongzhi.kernel.errors import DomainError
from gongzhi.surveys import permissions, services
from gongzhi.surveys.forms.rounds import LIMITS, CodesForm, RoundForm
from gongzhi.surveys.models import CodeBatch, Round, VoidResponse
from gongzhi.surveys.rules.flow import RoundState
from gongzhi.surveys.selectors.rounds import with_counts
from gongzhi.surveys.views.shared import BOTH, address_of, keep_typed, key_of, refused, round_for, sent_by, version_for

TWO_WEEKS = timedelta(days=13)


@require_http_methods(BOTH)
@signed_in
def plan(request: Request, pk: UUID) -> HttpResponse:
    """Plan a round with the questions of a version."""
    version = version_for(request, pk)
    open_or_403(permissions.may_plan(request.actor))
    initial = {
        "title": f"{today().year} {version.survey.title}",
        "opens_on": today(),
        "closes_on": today() + TWO_WEEKS,
        "identity": Round.Identity.OPEN,
        "limits_note": LIMITS,
    }
    form = RoundForm(request.POST or None, initial=initial)
    sent = sent_by(request, version_id=pk)
    done = attempt(form, lambda said: services.plan_round(**sent, plan=form.plan(), key=said["key"]))
    if done is not None:
        return see_other(reverse("surveys:round", args=[done.pk]))
    return answer_form(request, "surveys/rounds/plan.html", {"survey": version.survey, "version": version}, form)


@require_http_methods(BOTH)
@signed_in
def edit(request: Request, pk: UUID) -> HttpResponse:
    """Change the plan; of two windows the second sees both wordings."""
    asked = round_for(request, pk)
    open_or_403(permissions.may_edit_plan(request.actor, asked))
    names = ("title", "opens_on", "closes_on", "identity", "limits_note", "thanks", "asks_cell", "version")
    initial = {name: getattr(asked, name) for name in names} | {"community": str(asked.community_id or "")}
    form = RoundForm(request.POST or None, initial=initial)
    sent = sent_by(request, round_id=pk)

    def save(said: dict[str, Any]) -> Round:
        return services.edit_round(**sent, version=said["version"] or 0, plan=form.plan(), key=said["key"])

    if attempt(form, save) is not None:
        return see_other(reverse("surveys:round", args=[pk]))
    context: dict[str, Any] = {
        "survey": asked.survey_version.survey,
        "version": asked.survey_version,
        "round": asked,
    }
    if form.is_bound and str(form.data.get("version")) != str(asked.version):
        keep_typed(form, version=asked.version)
        context["differences"] = differences(form)
    return answer_form(request, "surveys/rounds/plan.html", context, form)


@require_safe
@signed_in
def detail(request: Request, pk: UUID) -> HttpResponse:
    """Show a round: what can be done now, how many answered, its codes, what happened."""
    asked = round_for(request, pk)
    counts = with_counts(Round.objects.filter(pk=pk)).get()
    actor, day = request.actor, today()
    context = {
        "round": asked,
        "survey": asked.survey_version.survey,
        "version": asked.survey_version,
        "counts": counts,
        "void_count": VoidResponse.objects.filter(round=asked).count(),
        "batches": list(CodeBatch.objects.filter(round=asked).select_related("community").order_by("made_at", "pk")),
        "address": address_of(request, asked),
        "is_over": asked.state == RoundState.OPEN and asked.closes_on < day,
        "may": {
            "edit": permissions.may_edit_plan(actor, asked),
            "open": permissions.may_open(actor, asked),
            "close": permissions.may_close(actor, asked),
            "codes": permissions.may_make_codes(actor, asked),
            "enter": permissions.may_enter(actor, asked, today=day),
            "read": permissions.may_read(actor),
            "export": permissions.may_export(actor),
        },
        "is_draft": asked.state == RoundState.DRAFT,
        "is_open": asked.state == RoundState.OPEN,
        "thread": audit.thread(asked, without=["surveys.response.entered"]),
    }
    return render(request, "surveys/rounds/round.html", context)


@require_POST
@signed_in
def open_round(request: Request, pk: UUID) -> HttpResponse:
    """Open a round."""
    asked = round_for(request, pk)
    try:
        services.open_round(**sent_by(request, round_id=asked.pk, key=key_of(request)))
    except DomainError as error:
        return refused(request, error, "surveys:round", pk)
    messages.success(request, _("The round is open. Hang the poster, hand out slips and forms."))
    return see_other(reverse("surveys:round", args=[pk]))


@require_POST
@signed_in
def close_round(request: Request, pk: UUID) -> HttpResponse:
    """Close a round for good."""
    asked = round_for(request, pk)
    try:
        services.close_round(**sent_by(request, round_id=asked.pk, key=key_of(request)))
    except DomainError as error:
        return refused(request, error, "surveys:round", pk)
    messages.success(request, _("The round is closed. You can look at its results."))
    return see_other(reverse("surveys:round", args=[pk]))


@require_http_methods(BOTH)
@signed_in
def codes(request: Request, pk: UUID) -> HttpResponse:
    """Make codes for slips."""
    asked = round_for(request, pk)
    open_or_403(permissions.may_make_codes(request.actor, asked))
    form = CodesForm(request.POST or None, initial={"community": str(asked.community_id or ""), "count": 50})
    sent = sent_by(request, round_id=pk)
    made = attempt(form, lambda said: services.make_codes(**sent, **form.wish(), key=said["key"]))
    if made is not None:
        messages.success(request, _("The codes are made. Print the slips now."))
        return see_other(reverse("surveys:round", args=[pk]) + "#codes")
    context = {"round": asked, "survey": asked.survey_version.survey}
    return answer_form(request, "surveys/rounds/codes.html", context, form)
