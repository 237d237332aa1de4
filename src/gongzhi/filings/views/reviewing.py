"""This will take the answers of reviewers, hand reviews over and add reviewers."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from gongzhi.common.clock import today
from gongzhi.common.web.access import open_or_403, see_other, signed_in
from gongzhi.common.web.refusals import answer_form
from gongzhi.common.web.requests import Request
from gongzhi.filings import permissions, services, tables
from gongzhi.filings.forms import AddReviewersForm, AnswerForm, HandOverForm
from gongzhi.filings.models import Filing
from gongzhi.filings.rules import Answer, StepMode
from gongzhi.filings.selectors.outlook import may_be_asked
from gongzhi.filings.selectors.page import open_step_of, page_of
from gongzhi.filings.views.shared import BOTH, attempt, filing_for

DEEDS: dict[str, Callable[..., Filing]] = {
    Answer.APPROVE: services.approve,
    Answer.REFUSE: services.refuse,
    Answer.RETURN: services.return_for_correction,
}


@require_http_methods(BOTH)
@signed_in
def answer(request: Request, pk: UUID) -> HttpResponse:
    """Show what is to be decided with its three buttons on one page; POST answers."""
    filing = filing_for(request, pk)
    chosen = request.POST.get("answer", "")
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and chosen in DEEDS:
        done = attempt(form, lambda said: _decide(request, pk, chosen, said))
        if done is not None:
            messages.success(request, _said(done, chosen))
            return see_other(reverse("filings:detail", args=[pk]))
    page = page_of(filing=filing, on=today(), federation=request.federation)
    context = {
        "filing": filing,
        "page": page,
        "funds": list(filing.funds.order_by("kind")),
        "times": tables.times(filing),
        "may_answer": permissions.may_answer(request.actor, filing, page.open_step),
        "may_hand_over": permissions.may_hand_over(request.actor, filing, page.open_step),
    }
    return answer_form(request, "filings/answer.html", context, form)


def _decide(request: Request, pk: UUID, chosen: str, said: dict[str, Any]) -> Filing:
    return DEEDS[chosen](
        actor=request.actor, filing_id=pk, note=said["note"], at=timezone.now(), key=f"{said['key']}{chosen}"
    )


def _said(filing: Filing, chosen: str) -> str:
    words = {
        Answer.APPROVE: _("You agreed to “%(title)s”."),
        Answer.REFUSE: _("You refused “%(title)s”. The organisation reads your reason."),
        Answer.RETURN: _("You returned “%(title)s”. The clock stands still until it is corrected."),
    }[Answer(chosen)]
    return words % {"title": filing.title}


@require_http_methods(BOTH)
@signed_in
def hand_over(request: Request, pk: UUID) -> HttpResponse:
    """Hand a review to somebody else."""
    filing = filing_for(request, pk)
    step = open_step_of(filing)
    open_or_403(permissions.may_hand_over(request.actor, filing, step))
    right = step.right if step else ""
    holders = may_be_asked(right=right, organisation_id=filing.organisation_id, on=today())
    others = [one for one in holders if one.person_id != request.actor.person_id]
    form = HandOverForm(request.POST or None, holders=others)
    done = attempt(form, lambda said: _hand_over(request, pk, said)) if request.method == "POST" else None
    if done is None:
        return answer_form(request, "filings/hand_over.html", {"filing": filing, "others": others}, form)
    messages.success(request, _("Handed over. It stands on the other desk now."))
    return see_other(reverse("filings:detail", args=[pk]))


def _hand_over(request: Request, pk: UUID, said: dict[str, Any]) -> Filing:
    return services.hand_over(
        actor=request.actor,
        filing_id=pk,
        to_person_id=UUID(said["people"]),
        note=said["note"],
        at=timezone.now(),
        key=said["key"],
    )


@require_http_methods(BOTH)
@signed_in
def add_reviewers(request: Request, pk: UUID) -> HttpResponse:
    """Add a step of further reviewers after one's own."""
    filing = filing_for(request, pk)
    open_or_403(permissions.may_add_reviewer(request.actor, filing, open_step_of(filing)))
    holders = may_be_asked(right="", organisation_id=filing.organisation_id, on=today())
    others = [one for one in holders if one.person_id != request.actor.person_id]
    form = AddReviewersForm(request.POST or None, holders=others)
    done = attempt(form, lambda said: _add(request, pk, said)) if request.method == "POST" else None
    if done is None:
        return answer_form(request, "filings/add_reviewers.html", {"filing": filing, "others": others}, form)
    messages.success(request, _("Added. They are asked as soon as your own step is decided."))
    return see_other(reverse("filings:answer", args=[pk]))


def _add(request: Request, pk: UUID, said: dict[str, Any]) -> Filing:
    return services.add_reviewers(
        actor=request.actor,
        filing_id=pk,
        person_ids=tuple(UUID(each) for each in said["people"]),
        mode=StepMode(said["mode"]),
        note=said["note"],
        at=timezone.now(),
        key=said["key"],
    )
