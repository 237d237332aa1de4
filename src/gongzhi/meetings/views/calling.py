"""This will call meetings: one page to draft, one to send the notice, and the changes between."""

from datetime import date, time, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gongzhi.common.clock import today
from gongzhi.common.web.access import open_or_403, see_other, signed_in
from gongzhi.common.web.forms import DeedForm
from gongzhi.common.web.refusals import answer_form, attempt
from gongzhi.common.web.requests import Request
from gongzhi.meetings import permissions, services
from gongzhi.meetings.forms import CallForm, NoticeForm, PersonForm, PlanForm, ReasonForm
from gongzhi.meetings.models import Meeting, Paper
from gongzhi.meetings.rules import DecisionRule
from gongzhi.meetings.seals import VerdictWords, outlook_words
from gongzhi.meetings.selectors.drafting import suggest
from gongzhi.meetings.selectors.lawful import notice_rule, outlook_of
from gongzhi.meetings.selectors.roll import invitees, roll_of
from gongzhi.meetings.selectors.rulebook import Rulebook, rulebook
from gongzhi.meetings.views.shared import DeedPage, decisions, meeting_of, now, one_button, people, posted, posted_files
from gongzhi.offices.models import Body

USUAL_TIME = time(14, 0)
SOME_DAYS = timedelta(days=1)
MEETING_BODIES = (
    Body.Code.ASSEMBLY,
    Body.Code.COUNCIL,
    Body.Code.STANDING_COUNCIL,
    Body.Code.SUPERVISORS,
    Body.Code.OFFICERS,
    Body.Code.BRANCH,
    Body.Code.BRANCH_COMMITTEE,
    Body.Code.GUIDANCE_GROUP,
)


@require_http_methods(["GET", "POST"])
@signed_in
def call(request: Request) -> HttpResponse:
    """Draft a meeting on one page, everything prefilled that is known; without a body, choose one first."""
    open_or_403(permissions.may_call(request.actor))
    bodies = Body.objects.standing(today()).filter(code__in=MEETING_BODIES)
    if "body" not in request.GET:
        forms = [("", _("Meeting of a body")), *Meeting.Form.choices]
        context = {"bodies": _in_order(list(bodies)), "forms": forms, "chosen": _form_of(request)}
        return render(request, "meetings/choose.html", context)
    body = get_object_or_404(bodies, pk=_uuid(request.GET["body"]))
    book = rulebook(on=today(), federation=request.federation)
    form = _call_form(request, body, book)
    made = attempt(form, lambda said: _draft(request, body, form, said["key"])) if form.is_bound else None
    if made is not None:
        return see_other(reverse("meetings:notice", args=[made.pk]))
    earliest = outlook_of(rule=_rule(request, body, book), sent_on=today(), meeting_on=today()).earliest_on
    context = {"body": body, "advice": _advice(request, body, book), "earliest": earliest, "chosen": _form_of(request)}
    return answer_form(request, "meetings/call.html", context, form)


@require_safe
@signed_in
def advice(request: Request) -> HttpResponse:
    """Say, while the day is being chosen, whether a notice sent today would be long enough."""
    open_or_403(permissions.may_call(request.actor))
    body = get_object_or_404(Body.objects.standing(today()), pk=_uuid(request.GET.get("body", "")))
    book = rulebook(on=today(), federation=request.federation)
    return render(request, "meetings/call.html#advice", {"advice": _advice(request, body, book), "body": body})


@require_http_methods(["GET", "POST"])
@signed_in
def edit(request: Request, pk: UUID) -> HttpResponse:
    """Change the plan of a draft."""
    meeting = meeting_of(request, pk)
    open_or_403(permissions.may_edit(request.actor, meeting))
    belonging = people(invitees(body=meeting.body, on=meeting.starts_on))
    form = PlanForm(
        posted(request), body=meeting.body, people=belonging, consultation=meeting.form, initial=_plan_of(meeting)
    )
    page = DeedPage(
        meeting=meeting,
        title=_("Change the plan"),
        explained=_("Nobody has been told yet. The page says at once whether the notice will be long enough."),
        submit=_("Save"),
        done=_("The plan was changed."),
    )
    return page.answer(
        request,
        form,
        lambda said: services.edit_meeting(
            actor=request.actor, meeting_id=meeting.pk, **form.plan(), at=now(), key=said["key"]
        ),
    )


@require_http_methods(["GET", "POST"])
@signed_in
def notice(request: Request, pk: UUID) -> HttpResponse:
    """Say what the notice would be worth, whom it reaches and with what; then send it."""
    meeting = meeting_of(request, pk)
    decision = permissions.may_send_notice(request.actor, meeting)
    if request.method == "GET" and meeting.state != Meeting.State.DRAFT:
        return see_other(reverse("meetings:detail", args=[meeting.pk]))
    open_or_403(decision)
    form = NoticeForm(posted(request))
    sent = attempt(form, lambda said: _send(request, meeting, said)) if form.is_bound else None
    if sent is not None:
        messages.success(request, str(_("The notice has gone out.")))
        return see_other(reverse("meetings:detail", args=[meeting.pk]))
    items = list(meeting.items.order_by("position", "pk"))
    book = rulebook(on=meeting.starts_on, federation=request.federation)
    decided = [item.decision for item in items]
    rule = notice_rule(book=book, body=meeting.body, decisions=decided, form=meeting.form)
    outlook = outlook_of(rule=rule, sent_on=today(), meeting_on=meeting.starts_on)
    context = {
        "meeting": meeting,
        "items": items,
        "papers": list(Paper.objects.filter(meeting=meeting).order_by("added_at", "pk")),
        "roll": roll_of(meeting),
        "outlook": outlook,
        "advice": outlook_words(rule, outlook),
    }
    return answer_form(request, "meetings/notice.html", context, form)


@require_http_methods(["GET", "POST"])
@signed_in
def cancel(request: Request, pk: UUID) -> HttpResponse:
    """Cancel a meeting, with the reason."""
    meeting = meeting_of(request, pk)
    open_or_403(permissions.may_cancel(request.actor, meeting))
    page = DeedPage(
        meeting=meeting,
        title=_("Cancel this meeting?"),
        explained=_("Everybody who was told of it sees that it does not take place, and why."),
        submit=_("Cancel the meeting"),
        done=_("The meeting was cancelled."),
        kind="stop",
    )
    return page.answer(
        request,
        ReasonForm(posted(request)),
        lambda said: services.cancel_meeting(actor=request.actor, meeting_id=meeting.pk, at=now(), **said),
    )


@require_POST
@signed_in
def delivered(request: Request, pk: UUID) -> HttpResponse:
    """Record that somebody without an account was told."""
    meeting = meeting_of(request, pk)
    return one_button(
        request,
        PersonForm(request.POST),
        lambda said: services.record_delivery(
            actor=request.actor, meeting_id=meeting.pk, person_id=said["person"], at=now(), key=said["key"]
        ),
        back=reverse("meetings:presence", args=[meeting.pk]),
    )


@require_POST
@signed_in
def consent(request: Request, pk: UUID) -> HttpResponse:
    """Agree to a short notice; with a person, record the agreement from a signed paper."""
    meeting = meeting_of(request, pk)
    form = PersonForm(request.POST) if "person" in request.POST else DeedForm(request.POST)
    return one_button(
        request,
        form,
        lambda said: services.agree_to_short_notice(
            actor=request.actor, meeting_id=meeting.pk, person_id=said.get("person"), at=now(), key=said["key"]
        ),
        back=reverse("meetings:detail", args=[meeting.pk]),
        done=_("The agreement was recorded."),
    )


def _draft(request: Request, body: Body, form: CallForm, key: str) -> Meeting:
    return services.draft_meeting(
        actor=request.actor,
        body_id=body.pk,
        items=form.agenda(),
        papers=form.new_papers(),
        form=_form_of(request),
        **form.plan(),
        at=now(),
        key=key,
    )


def _send(request: Request, meeting: Meeting, said: dict[str, Any]) -> Meeting:
    return services.send_notice(actor=request.actor, meeting_id=meeting.pk, at=now(), **said)


def _call_form(request: Request, body: Body, book: Rulebook) -> CallForm:
    counted = suggest(body=body, on=today(), form=_form_of(request))
    outlook = outlook_of(rule=_rule(request, body, book), sent_on=today(), meeting_on=today())
    initial = {
        "title": counted.title,
        "day": outlook.earliest_on + SOME_DAYS,
        "time": USUAL_TIME,
        "place": counted.place,
        "kinds": [Meeting.Kind.ORDINARY],
        "recorder": request.actor.person_id,
    }
    return CallForm(
        posted(request),
        posted_files(request),
        body=body,
        people=people(invitees(body=body, on=today())),
        decisions=_ways(request, book, body),
        consultation=_form_of(request),
        initial=initial,
    )


def _advice(request: Request, body: Body, book: Rulebook) -> VerdictWords:
    rule = _rule(request, body, book)
    day = _day(request.GET.get("day", "") or request.POST.get("day", ""))
    earliest = outlook_of(rule=rule, sent_on=today(), meeting_on=today()).earliest_on
    chosen = day or earliest + SOME_DAYS
    return outlook_words(rule, outlook_of(rule=rule, sent_on=today(), meeting_on=chosen))


def _form_of(request: Request) -> str:
    """Tell which form of consultation is asked for; ``""`` for a meeting of the body itself."""
    asked = request.GET.get("form", "")
    return asked if asked in Meeting.Form.values else ""


def _rule(request: Request, body: Body, book: Rulebook) -> DecisionRule | None:
    return notice_rule(book=book, body=body, decisions=[], form=_form_of(request))


def _ways(request: Request, book: Rulebook, body: Body) -> list[tuple[str, Any]]:
    """List the ways to decide an item: a consultation talks first."""
    ways = decisions(book, body)
    return [ways[-1], *ways[:-1]] if _form_of(request) else ways


def _plan_of(meeting: Meeting) -> dict[str, Any]:
    at = localtime(meeting.starts_at)
    return {
        "title": meeting.title,
        "day": at.date(),
        "time": at.time(),
        "place": meeting.place,
        "kinds": meeting.kinds,
        "message": meeting.message,
        "chair": meeting.chair_id,
        "recorder": meeting.recorder_id,
    }


def _in_order(bodies: list[Body]) -> list[Body]:
    return sorted(bodies, key=lambda body: (MEETING_BODIES.index(Body.Code(body.code)), body.name))


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
