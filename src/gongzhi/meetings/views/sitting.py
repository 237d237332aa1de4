"""This will open and close sessions and take presence: at the desk, on one's own phone, by hand."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from gongzhi.common.web.access import open_or_403, see_other, signed_in
from gongzhi.common.web.forms import DeedForm
from gongzhi.common.web.refusals import answer_form, attempt
from gongzhi.common.web.requests import Request
from gongzhi.kernel.text import initials_key, search_key
from gongzhi.meetings import permissions, services
from gongzhi.meetings.forms import CodeForm, NumberForm, OpenForm, PersonForm, ProxyForm, ReasonForm
from gongzhi.meetings.models import Meeting
from gongzhi.meetings.rules.flow import MeetingState
from gongzhi.meetings.seals import standing_seal
from gongzhi.meetings.selectors.roll import Seat, roll_of
from gongzhi.meetings.services.sitting import proxies_allowed
from gongzhi.meetings.views.shared import DeedPage, meeting_of, now, one_button, people, posted

HAND_DEEDS = {
    "arrive": services.sign_in_by_hand,
    "leave": services.record_leaving,
    "excuse": services.excuse,
    "undo": services.take_back_sign_in,
}


@require_http_methods(["GET", "POST"])
@signed_in
def open_session(request: Request, pk: UUID) -> HttpResponse:
    """Open the session."""
    meeting = meeting_of(request, pk)
    open_or_403(permissions.may_open(request.actor, meeting))
    belonging = people(roll_of(meeting).seats)
    initial = {"chair": meeting.chair_id, "recorder": meeting.recorder_id}
    page = DeedPage(
        meeting=meeting,
        title=_("Open the session"),
        explained=_("Chair and recorder sign the minutes afterwards; they are two persons."),
        submit=_("Open the session"),
        done=_("The session is open."),
    )
    return page.answer(
        request,
        OpenForm(posted(request), people=belonging, initial=initial),
        lambda said: services.open_session(
            actor=request.actor,
            meeting_id=meeting.pk,
            chair_id=said["chair"],
            recorder_id=said["recorder"],
            at=now(),
            key=said["key"],
        ),
    )


@require_POST
@signed_in
def close_session(request: Request, pk: UUID) -> HttpResponse:
    """Close the session."""
    meeting = meeting_of(request, pk)
    return one_button(
        request,
        DeedForm(request.POST),
        lambda said: services.close_session(actor=request.actor, meeting_id=meeting.pk, at=now(), **said),
        back=reverse("meetings:detail", args=[meeting.pk]),
        done=_("The session is closed. Have the minutes compiled next."),
    )


@require_http_methods(["GET", "POST"])
@signed_in
def presence(request: Request, pk: UUID) -> HttpResponse:
    """Keep the sign-in sheet: a number at the desk, or a button behind each name; found by name, pinyin or initials."""
    meeting = meeting_of(request, pk)
    may_record = permissions.may_record_presence(request.actor, meeting)
    form = NumberForm(posted(request))
    if request.method == "POST":
        open_or_403(may_record)
        done = attempt(form, lambda said: _by_number(request, meeting, said))
        if done is not None:
            return see_other(reverse("meetings:presence", args=[meeting.pk]))
    roll = roll_of(meeting)
    wanted = search_key(request.GET.get("q", ""))
    context = {
        "meeting": meeting,
        "roll": roll,
        "attendance": roll.attendance(),
        "rows": [_row(seat, meeting) for seat in roll.seats if _fits(seat, wanted)],
        "q": request.GET.get("q", ""),
        "may_record": may_record,
        "shows_code": bool(may_record or permissions.may_preside(request.actor, meeting)),
        "has_proxies": meeting.state in {MeetingState.CALLED, MeetingState.OPEN} and proxies_allowed(meeting),
    }
    return answer_form(request, "meetings/presence.html", context, form)


@require_POST
@signed_in
def tick(request: Request, pk: UUID, deed: str) -> HttpResponse:
    """Sign in, let leave, excuse or take back by hand."""
    meeting = meeting_of(request, pk)
    if deed not in HAND_DEEDS:
        raise Http404
    service = HAND_DEEDS[deed]
    return one_button(
        request,
        PersonForm(request.POST),
        lambda said: service(  # type: ignore[operator]
            actor=request.actor, meeting_id=meeting.pk, person_id=said["person"], at=now(), key=said["key"]
        ),
        back=reverse("meetings:presence", args=[meeting.pk]),
    )


@require_http_methods(["GET", "POST"])
@signed_in
def checkin(request: Request, pk: UUID) -> HttpResponse:
    """Sign oneself in with the code shown in the room."""
    meeting = meeting_of(request, pk)
    form = CodeForm(posted(request))
    back = reverse("meetings:detail", args=[meeting.pk])
    done = attempt(form, lambda said: _by_code(request, meeting, said)) if form.is_bound else None
    if done is not None:
        messages.success(request, str(_("You are signed in.")))
        return see_other(back)
    return answer_form(request, "meetings/checkin.html", {"meeting": meeting, "back": back}, form)


@require_http_methods(["GET", "POST"])
@signed_in
def excuse_me(request: Request, pk: UUID) -> HttpResponse:
    """Excuse oneself from a meeting."""
    meeting = meeting_of(request, pk)
    page = DeedPage(
        meeting=meeting,
        title=_("I cannot come"),
        explained=_("The secretary sees it at once. Whoever is excused does not count towards the quorum."),
        submit=_("Excuse me"),
        done=_("You are excused."),
    )
    return page.answer(request, ReasonForm(posted(request)), lambda said: _excuse_me(request, meeting, said))


@require_http_methods(["GET", "POST"])
@signed_in
def proxies(request: Request, pk: UUID) -> HttpResponse:
    """Lodge a written proxy."""
    meeting = meeting_of(request, pk)
    roll = roll_of(meeting)
    may_record = permissions.may_record_presence(request.actor, meeting)
    own = roll.seat_of(request.actor.person_id)
    principals = roll.entitled if may_record else tuple(seat for seat in (own,) if seat and seat.votes)
    page = DeedPage(
        meeting=meeting,
        title=_("Lodge a written proxy"),
        explained=_(
            "It is lodged before the first vote. It counts while the holder is in the room and the other is not."
        ),
        submit=_("Lodge"),
        done=_("The proxy was lodged."),
    )
    form = ProxyForm(posted(request), principals=people(principals), holders=people(roll.seats))
    return page.answer(
        request,
        form,
        lambda said: services.lodge_proxy(
            actor=request.actor,
            meeting_id=meeting.pk,
            principal_id=said["principal"],
            holder_id=said["holder"],
            at=now(),
            key=said["key"],
        ),
    )


def _row(seat: Seat, meeting: Meeting) -> dict[str, Any]:
    return {
        "seat": seat,
        "seal": standing_seal(seat.standing),
        "can_come": not seat.is_there,
        "can_excuse": seat.presence is None or (seat.presence.arrived_at is None and seat.presence.excused_at is None),
        "can_undo": seat.presence is not None and (seat.presence.arrived_at or seat.presence.excused_at),
        "to_deliver": seat.notice is not None and seat.notice.delivered_at is None,
        "to_agree": meeting.short_notice
        and seat.votes
        and seat.notice is not None
        and seat.notice.consented_at is None,
    }


def _fits(seat: Seat, wanted: str) -> bool:
    if not wanted:
        return True
    name = seat.invitee.name
    return wanted in search_key(name) or initials_key(name).startswith(wanted) or wanted == str(seat.number)


def _by_number(request: Request, meeting: Meeting, said: dict[str, Any]) -> object:
    found = services.sign_in_by_number(actor=request.actor, meeting_id=meeting.pk, at=now(), **said)
    messages.success(request, str(_("%(name)s is signed in.")) % {"name": found.person.name})
    return found


def _by_code(request: Request, meeting: Meeting, said: dict[str, Any]) -> object:
    return services.sign_in_by_code(actor=request.actor, meeting_id=meeting.pk, at=now(), **said)


def _excuse_me(request: Request, meeting: Meeting, said: dict[str, Any]) -> object:
    person_id = request.actor.person_id
    if person_id is None:
        raise Http404
    return services.excuse(actor=request.actor, meeting_id=meeting.pk, person_id=person_id, at=now(), **said)
