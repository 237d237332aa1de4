"""This will bring back to matters what meetings said and resolved: prepared answers, remarks that become voices."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from gongzhi.common.web.access import open_or_403, see_other, signed_in
from gongzhi.common.web.refusals import answer_form, attempt
from gongzhi.common.web.requests import Request
from gongzhi.journeys import permissions, services
from gongzhi.journeys.forms import AnswerForm, VoiceForm
from gongzhi.journeys.selectors.bound import matter_behind, prepared_answer, prepared_result, resolution_label
from gongzhi.journeys.views.shared import matter_for, posted, remark_for, resolution_for
from gongzhi.matters.models import Answer, Matter, Voice
from gongzhi.matters.rights import Right
from gongzhi.matters.selectors.mediation import voices_shown
from gongzhi.matters.services import MatterChanged
from gongzhi.meetings.models import Remark, Resolution
from gongzhi.meetings.selectors.guests import remark_speaker


@require_http_methods(["GET", "POST"])
@signed_in
def answer(request: Request, pk: UUID) -> HttpResponse:
    """Check and send the answer that a resolution prepares; it flows to every voice."""
    resolution = resolution_for(request, pk)
    behind = matter_behind(resolution)
    if behind is None:
        raise Http404
    matter = matter_for(request, behind.pk)
    if request.method == "GET":
        open_or_403(permissions.may_answer(request.actor, matter))
    initial = {
        "text": prepared_answer(resolution),
        "result": prepared_result(resolution),
        "version": matter.version,
    }
    form = AnswerForm(posted(request), initial=initial)
    context: dict[str, Any] = {
        "matter": matter,
        "resolution": resolution,
        "label": resolution_label(resolution),
        "voices": voices_shown(request.actor, matter),
    }
    sent = attempt(form, lambda said: _answer(request, resolution, said, context)) if form.is_bound else None
    if sent is not None:
        messages.success(request, str(_("Answered. Now tell everybody in their own way.")))
        return see_other(reverse("matters:matter", args=[matter.pk]))
    return answer_form(request, "journeys/answer.html", context, form)


@require_http_methods(["GET", "POST"])
@signed_in
def voice(request: Request, pk: UUID) -> HttpResponse:
    """Make a remark a voice: the speaker gets a receipt and hears back."""
    remark = remark_for(request, pk)
    back = reverse("meetings:opinions", args=[remark.meeting_id])
    if request.method == "GET":
        if remark.voice_id is not None:
            return see_other(back)
        open_or_403(permissions.may_raise(request.actor, remark))
    matter = _matter_talked_about(request, remark)
    left = remark.guest.contact if remark.guest else ""
    form = VoiceForm(posted(request), matter=matter, has_contact=bool(left), initial={"name": remark.name})
    raised = attempt(form, lambda said: _raise(request, remark, form, left, said)) if form.is_bound else None
    if raised is not None:
        messages.success(request, str(_("The remark became a voice with a receipt.")))
        return see_other(_receipt(request, raised) or back)
    context = {"remark": remark, "speaker": remark_speaker(remark), "meeting": remark.meeting, "back": back}
    return answer_form(request, "journeys/voice.html", context, form)


def _matter_talked_about(request: Request, remark: Remark) -> Matter | None:
    if remark.item.source_id is None:
        return None
    return Matter.objects.visible_to(request.actor).filter(pk=remark.item.source_id).first()


def _receipt(request: Request, raised: Voice) -> str:
    """Lead to the slip of the receipt, for those who give receipts out."""
    return reverse("matters:desk_slip", args=[raised.pk]) if request.actor.may(Right.TAKE) else ""


def _answer(request: Request, resolution: Resolution, said: dict[str, Any], context: dict[str, Any]) -> Answer:
    try:
        return services.answer_by_resolution(
            actor=request.actor, resolution_id=resolution.pk, at=timezone.now(), **said
        )
    except MatterChanged as changed:
        context["changed"] = changed
        raise


def _raise(request: Request, remark: Remark, form: VoiceForm, left: str, said: dict[str, Any]) -> Voice:
    return services.raise_remark(
        actor=request.actor,
        remark_id=remark.pk,
        reply=form.wish(left),
        consent=said["consent"],
        category=said["category"],
        place=said["place"],
        matter_id=form.matter_id(),
        at=timezone.now(),
        key=said["key"],
    )
