"""This will bring answers to speakers in their own way, and write down what they say to it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gongzhi.common.clock import today
from gongzhi.common.web.access import open_or_403, see_other, signed_in
from gongzhi.common.web.refusals import UNPROCESSABLE, attempt
from gongzhi.common.web.requests import Request
from gongzhi.kernel.decisions import Decision
from gongzhi.matters import permissions, services
from gongzhi.matters.forms.intake import ReasonForm, TellForm
from gongzhi.matters.models import Reply, Voice
from gongzhi.matters.models.answers import OWED
from gongzhi.matters.rights import Right
from gongzhi.matters.selectors.mediation import sees_words
from gongzhi.matters.selectors.replies import questions_to_bring, replies_to_bring, reply_for, with_due_days
from gongzhi.matters.views.receipts import in_street, sealed

PAGE = 30


@require_safe
@in_street
@signed_in
def replies(request: Request) -> HttpResponse:
    """List the answers that somebody still has to bring."""
    open_or_403(_may_bring(request))
    rows = replies_to_bring(actor=request.actor).prefetch_related("voice__speakers")
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    questions = questions_to_bring(actor=request.actor).prefetch_related("speakers")[:PAGE]
    context = {
        "page": page,
        "rows": with_due_days(page, on=today()),
        "questions": questions if page.number == 1 else [],
        "may_reveal": request.actor.may(Right.REVEAL),
        "today": today(),
    }
    return render(request, "matters/intake/replies.html", context)


def _may_bring(request: Request) -> Decision:
    taking = permissions.may_take(request.actor)
    return taking or request.actor.may(Right.HANDLE)


@require_http_methods(["GET", "HEAD", "POST"])
@in_street
@signed_in
def reply(request: Request, pk: UUID) -> HttpResponse:
    """Show what to say to whom, and write down what came of it."""
    owed = _reply_of(request, pk)
    form = TellForm(request.POST or None)
    done = attempt(form, lambda said: bring(request, owed.voice, owed, said)) if request.method == "POST" else None
    if done is None:
        return _reply_page(request, owed, form)
    messages.success(request, _("Written down."))
    return see_other(reverse("matters:replies"))


@require_POST
@in_street
@signed_in
def contact(request: Request, pk: UUID) -> HttpResponse:
    """Show how the speaker can be reached; the log keeps who looked and why."""
    owed = _reply_of(request, pk)
    open_or_403(permissions.may_reveal(request.actor, owed.voice))
    reason = ReasonForm(request.POST, auto_id="reason_%s")
    speaker = attempt(reason, lambda said: _reveal(request, owed.voice, said))
    return _reply_page(request, owed, TellForm(), reason_form=reason, speaker=speaker)


def _reveal(request: Request, voice: Voice, said: dict[str, Any]) -> Any:
    return services.reveal_contact(actor=request.actor, voice_id=voice.pk, at=timezone.now(), **said)


@require_safe
@in_street
@signed_in
def letter(request: Request, pk: UUID) -> HttpResponse:
    """Print the answer as a letter; the address is written by hand."""
    owed = _reply_of(request, pk)
    context = {"reply": owed, "sees": sees_words(request.actor, owed.voice.matter)}
    return sealed(render(request, "matters/intake/letter.html", context))


def _reply_of(request: Request, pk: UUID) -> Reply:
    owed = get_object_or_404(reply_for(actor=request.actor, reply_id=pk))
    open_or_403(permissions.may_tell(request.actor, owed.voice.matter))
    return owed


def _reply_page(request: Request, owed: Reply, form: TellForm, **more: Any) -> HttpResponse:
    reason = ReasonForm(initial={"reason": _("to bring the answer")}, auto_id="reason_%s")
    context = {
        "reply": owed,
        "sees": sees_words(request.actor, owed.voice.matter),
        "is_open": owed.state in OWED,
        "form": form,
        "reason_form": reason,
        "speaker": None,
        "masked": owed.voice.speaker,
        "may_reveal": permissions.may_reveal(request.actor, owed.voice),
        **more,
    }
    refused = form.errors or context["reason_form"].errors
    return sealed(render(request, "matters/intake/reply.html", context, status=UNPROCESSABLE if refused else 200))


def bring(request: Request, voice: Voice, owed: Reply | None, said: dict[str, Any]) -> object:
    """Write down that an answer was told, if it was owed, and what the speaker said to it."""
    return services.bring_answer(
        actor=request.actor,
        voice_id=voice.pk,
        reply_id=owed.pk if owed else None,
        outcome=said["outcome"],
        note=said["note"],
        at=timezone.now(),
        key=said["key"],
    )
