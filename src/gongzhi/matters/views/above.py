"""This will be the desk of those above: what was escalated to them, their answers, the sheet for an address outside."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from gongzhi.common.clock import today
from gongzhi.common.web import refusals
from gongzhi.common.web.access import open_or_403, see_other, signed_in
from gongzhi.common.web.requests import Request
from gongzhi.kernel.decisions import Decision, allow
from gongzhi.matters import services
from gongzhi.matters.forms.staff import AboveAnswerForm, ReasonForm
from gongzhi.matters.models import Escalation
from gongzhi.matters.permissions import matters as permissions
from gongzhi.matters.rights import Right
from gongzhi.matters.selectors import above
from gongzhi.matters.selectors.choices import answers_itself
from gongzhi.matters.selectors.listing import DaysLeft
from gongzhi.matters.views.handling import BOTH, address_of, by

ROWS = 50


@require_safe
@signed_in
def above_list(request: Request) -> HttpResponse:
    """List what was escalated to the own body; for those who escalate, what waits for anybody's answer."""
    open_or_403(_may_open(request))
    done = Paginator(above.done(actor=request.actor), ROWS).get_page(request.GET.get("page"))
    context = {
        "lines": above.waiting(actor=request.actor, on=today()),
        "page": done,
        "is_above": above.answers_for_a_body(request.actor),
    }
    return render(request, "matters/above/list.html", context)


@require_http_methods(BOTH)
@signed_in
def above_one(request: Request, pk: UUID) -> HttpResponse:
    """Show what was escalated with its words and its clock; POST answers it or sends it back."""
    escalation = _escalation(request, pk)
    may = _may_answer(request, escalation)
    on_paper = not above.answers_for_a_body(request.actor)
    answering = AboveAnswerForm(_sent(request, "answer"), on_paper=on_paper, prefix="answer")
    returning = ReasonForm(
        _sent(request, "return"),
        prefix="return",
        label=gettext("Why it is sent back"),
        hint=gettext("What is missing, or who is responsible."),
    )
    if request.method == "POST":
        deed = request.POST.get("deed", "")
        form = answering if deed == "answer" else returning
        if _attempt(request, escalation, form, deed) is not None:
            return see_other(_next(request, escalation))
        if not may and escalation.state == Escalation.State.SENT:
            raise PermissionDenied(gettext(may.reason) % may.params)
    context = {
        "escalation": escalation,
        "matter": escalation.matter,
        "voices": above.words_for(escalation),
        "answers": above.answers_before(escalation),
        "days_left": DaysLeft(today()).until(escalation.due_on),
        "may_answer": may,
        "on_paper": on_paper,
        "answering": answering,
        "returning": returning,
        "sees_matter": request.actor.may(Right.READ) or on_paper,
    }
    status = refusals.UNPROCESSABLE if answering.errors or returning.errors else 200
    return render(request, "matters/above/one.html", context, status=status)


def _sent(request: Request, deed: str) -> Any:
    return request.POST if request.method == "POST" and request.POST.get("deed") == deed else None


def _attempt(request: Request, escalation: Escalation, form: Any, deed: str) -> object:
    if deed == "answer":
        return refusals.attempt(form, lambda said: _answer(request, escalation, said))
    return refusals.attempt(form, lambda said: _return(request, escalation, said))


def _answer(request: Request, escalation: Escalation, said: dict[str, Any]) -> object:
    text = said["text"]
    if said.get("paper"):
        came_by = gettext("By letter: %(paper)s") % {"paper": said["paper"]}
        text = f"{text}\n{came_by}"
    given = services.answer_from_above(
        **by(request, said, escalation_id=escalation.pk), text=text, result=said["result"]
    )
    messages.success(request, gettext("Answered. It goes down to everybody who spoke."))
    return given


def _return(request: Request, escalation: Escalation, said: dict[str, Any]) -> object:
    sent_back = services.return_from_above(**by(request, said, escalation_id=escalation.pk), reason=said["reason"])
    messages.success(request, gettext("Sent back. The federation goes on with it."))
    return sent_back


def _next(request: Request, escalation: Escalation) -> str:
    if above.answers_for_a_body(request.actor):
        return reverse("matters:above")
    return address_of(escalation.matter_id)


@require_safe
@signed_in
def above_sheet(request: Request, pk: UUID) -> HttpResponse:
    """Show the official sheet of an escalation, with a place for the answer, for printing."""
    escalation = _escalation(request, pk)
    context = {
        "escalation": escalation,
        "matter": escalation.matter,
        "voices": above.words_for(escalation),
        "answers": above.answers_before(escalation),
    }
    return render(request, "matters/above/sheet.html", context)


def _escalation(request: Request, pk: UUID) -> Escalation:
    return get_object_or_404(above.visible_escalations(request.actor), pk=pk)


def _may_answer(request: Request, escalation: Escalation) -> Decision:
    itself = escalation.body is not None and answers_itself(escalation.body, on=today())
    return permissions.may_answer_above(request.actor, escalation, answers_itself=itself)


def _may_open(request: Request) -> Decision:
    if above.answers_for_a_body(request.actor):
        return allow()
    return request.actor.may(Right.ESCALATE)
