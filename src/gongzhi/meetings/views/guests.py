"""This will show consultations: who is invited from outside, what was said, what came of it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gongzhi.common.web.access import open_or_403, see_other, signed_in
from gongzhi.common.web.forms import DeedForm
from gongzhi.common.web.refusals import answer_form, attempt
from gongzhi.common.web.requests import Request
from gongzhi.meetings import permissions, services
from gongzhi.meetings.forms import GuestForm, OutcomeForm, ReasonForm, RemarkForm
from gongzhi.meetings.links import ways_of_remarks
from gongzhi.meetings.models import Guest, Meeting, Remark
from gongzhi.meetings.rules.flow import ItemState, MeetingState
from gongzhi.meetings.rules.guests import STEPS
from gongzhi.meetings.seals import guest_seal, position_words
from gongzhi.meetings.selectors.guests import guest_words, guests_of, opinions_of, remark_speaker
from gongzhi.meetings.selectors.roll import roll_of
from gongzhi.meetings.views.shared import DeedPage, meeting_of, now, one_button, posted

GUEST_DEEDS = {
    "told": services.record_invitation,
    "came": services.record_coming,
    "undo": services.take_back_coming,
    "strike": services.strike_guest,
}


@require_http_methods(["GET", "POST"])
@signed_in
def guests(request: Request, pk: UUID) -> HttpResponse:
    """List the guests of a consultation, and invite one more."""
    meeting = _consultation(request, pk)
    may_invite = permissions.may_invite(request.actor, meeting)
    form = GuestForm(posted(request))
    if request.method == "POST":
        open_or_403(may_invite)
    if form.is_bound and attempt(form, lambda said: _invite(request, meeting, form, said["key"])) is not None:
        return see_other(reverse("meetings:guests", args=[meeting.pk]))
    invited = guests_of(meeting)
    context = {
        "meeting": meeting,
        "rows": [(guest, guest_seal(guest, meeting)) for guest in invited],
        "came": sum(guest.came_at is not None for guest in invited),
        "told": sum(guest.told_at is not None for guest in invited),
        "may_invite": may_invite,
        "may_record": permissions.may_record_presence(request.actor, meeting),
        "may_reveal": permissions.may_reveal_guest(request.actor, meeting),
        "steps": STEPS,
        "is_over": meeting.state in {MeetingState.CLOSED, MeetingState.CANCELLED},
    }
    return answer_form(request, "meetings/guests/guests.html", context, form)


@require_POST
@signed_in
def guest(request: Request, pk: UUID, deed: str) -> HttpResponse:
    """Record that a guest was told or came, take that back, or strike the guest."""
    found = _guest(request, pk)
    if deed not in GUEST_DEEDS:
        raise Http404
    service = GUEST_DEEDS[deed]
    return one_button(
        request,
        DeedForm(request.POST),
        lambda said: service(actor=request.actor, guest_id=found.pk, at=now(), **said),  # type: ignore[operator]
        back=reverse("meetings:guests", args=[found.meeting_id]),
    )


@require_http_methods(["GET", "POST"])
@signed_in
def reveal(request: Request, pk: UUID) -> HttpResponse:
    """Show a guest's contact in full, once a reason was given."""
    found = _guest(request, pk)
    open_or_403(permissions.may_reveal_guest(request.actor, found.meeting))
    form = ReasonForm(posted(request))
    shown = attempt(form, lambda said: _reveal(request, found, said)) if form.is_bound else None
    if shown is not None:
        return render(request, "meetings/guests/contact.html", {"guest": shown, "meeting": found.meeting})
    page = DeedPage(
        meeting=found.meeting,
        title=_("Read the contact in full"),
        explained=_("The log keeps who read it, when and why."),
        submit=_("Show it"),
        done="",
        back=reverse("meetings:guests", args=[found.meeting_id]),
    )
    return answer_form(request, "meetings/deed.html", {"page": page, "meeting": found.meeting}, form)


@require_safe
@signed_in
def invitations(request: Request, pk: UUID) -> HttpResponse:
    """Set an invitation on paper for each guest, one a sheet."""
    meeting = _consultation(request, pk)
    open_or_403(permissions.may_invite(request.actor, meeting))
    items = list(meeting.items.exclude(state=ItemState.WITHDRAWN).order_by("position", "pk"))
    context = {"meeting": meeting, "guests": guests_of(meeting), "items": items}
    return render(request, "meetings/guests/invitations.html", context)


@require_http_methods(["GET", "POST"])
@signed_in
def opinions(request: Request, pk: UUID) -> HttpResponse:
    """Show what was said to each item and what came of it; note one remark more."""
    meeting = _consultation(request, pk)
    may_note = permissions.may_note_opinion(request.actor, meeting)
    if request.method == "POST":
        open_or_403(may_note)
    form = _remark_form(request, meeting)
    if form.is_bound and attempt(form, lambda said: _note(request, form, said)) is not None:
        address = reverse("meetings:opinions", args=[meeting.pk])
        return see_other(f"{address}?item={form.cleaned_data['item']}#note")
    items = list(meeting.items.exclude(state=ItemState.WITHDRAWN).order_by("position", "pk"))
    said = opinions_of(meeting, items)
    ways = ways_of_remarks(request.actor, [remark for each in said for remark in each.remarks])
    context = {
        "meeting": meeting,
        "items": [
            {
                "item": each.item,
                "number": position_words(each.item.position),
                "remarks": [(row, remark_speaker(row), ways.get(row.pk)) for row in each.remarks],
            }
            for each in said
        ],
        "may_note": may_note,
        "is_before": meeting.state in {MeetingState.DRAFT, MeetingState.CALLED},
    }
    return answer_form(request, "meetings/guests/opinions.html", context, form)


@require_http_methods(["GET", "POST"])
@signed_in
def outcome(request: Request, pk: UUID) -> HttpResponse:
    """Write what came of a consultation."""
    meeting = _consultation(request, pk)
    open_or_403(permissions.may_note_opinion(request.actor, meeting))
    form = OutcomeForm(posted(request), initial={"outcome": meeting.outcome, "before": meeting.outcome})
    page = DeedPage(
        meeting=meeting,
        title=_("What came of the consultation?"),
        explained=_("Those who took part, those concerned and the residents are told of it."),
        submit=_("Save"),
        done=_("The outcome was saved."),
        back=reverse("meetings:opinions", args=[meeting.pk]),
    )
    return page.answer(
        request,
        form,
        lambda said: services.write_outcome(actor=request.actor, meeting_id=meeting.pk, at=now(), **said),
    )


@require_POST
@signed_in
def strike_remark(request: Request, pk: UUID) -> HttpResponse:
    """Strike a remark that was noted by mistake."""
    seen = Meeting.objects.visible_to(request.actor)
    remark = get_object_or_404(Remark.objects.filter(meeting__in=seen), pk=pk)
    return one_button(
        request,
        DeedForm(request.POST),
        lambda said: services.strike_remark(actor=request.actor, remark_id=remark.pk, at=now(), **said),
        back=reverse("meetings:opinions", args=[remark.meeting_id]),
    )


def _consultation(request: Request, pk: UUID) -> Meeting:
    meeting = meeting_of(request, pk)
    if not meeting.is_consultation:
        raise Http404
    return meeting


def _guest(request: Request, pk: UUID) -> Guest:
    seen = Meeting.objects.visible_to(request.actor)
    return get_object_or_404(Guest.objects.filter(meeting__in=seen).select_related("meeting"), pk=pk)


def _invite(request: Request, meeting: Meeting, form: GuestForm, key: str) -> Guest:
    invited = services.invite_guest(actor=request.actor, meeting_id=meeting.pk, guest=form.guest(), at=now(), key=key)
    messages.success(request, str(_("%(name)s is on the list of guests.")) % {"name": invited.name})
    return invited


def _reveal(request: Request, found: Guest, said: dict[str, Any]) -> Guest:
    return services.reveal_guest(actor=request.actor, guest_id=found.pk, at=now(), **said)


def _remark_form(request: Request, meeting: Meeting) -> RemarkForm:
    items = [
        (str(item.pk), f"{position_words(item.position)}{item.title}")
        for item in meeting.items.exclude(state=ItemState.WITHDRAWN).order_by("position", "pk")
    ]
    came = [(f"guest:{each.pk}", guest_words(each)) for each in guests_of(meeting) if each.came_at is not None]
    there = [
        (f"person:{seat.person_id}", f"{seat.invitee.name} · {seat.invitee.stands_for}".rstrip(" ·"))
        for seat in roll_of(meeting).seats
        if seat.was_there(meeting.opened_at)
    ]
    initial = {"item": request.GET.get("item", "")}
    return RemarkForm(posted(request), items=items, speakers=[*came, *there], initial=initial)


def _note(request: Request, form: RemarkForm, said: dict[str, Any]) -> Remark:
    return services.note_remark(
        actor=request.actor,
        item_id=said["item"],
        words=said["words"],
        at=now(),
        key=said["key"],
        **form.speaker(),
    )
