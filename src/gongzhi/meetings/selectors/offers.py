"""This will answer what lower rooms ask this one: evidence, resolutions, and lines of the desk."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Literal, cast
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Greatest
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext, gettext_lazy

from gongzhi.common.clock import local_day, start_of
from gongzhi.common.permissions import Actor
from gongzhi.common.registry import DeskItem, Evidence, ResolutionRef
from gongzhi.kernel.periods import Period
from gongzhi.meetings.models import AgendaItem, Envelope, Meeting, Minutes, Notice, Presence, Resolution, Vote
from gongzhi.meetings.models.meeting import now_or_never
from gongzhi.meetings.rights import Right
from gongzhi.meetings.rules.flow import MeetingState, Method
from gongzhi.meetings.selectors.minutes import resolution_number
from gongzhi.meetings.selectors.tasks import due_soon
from gongzhi.offices.models import Body

if TYPE_CHECKING:

    class AnnotatedMeeting(Meeting):
        """A meeting with what one person has to do in it."""

        is_voting: bool
        has_voted: bool
        is_there: bool
        my_vote: bool
        my_signature: bool


SHOWN_AHEAD = timedelta(days=30)
ANSWERED_FOR = timedelta(days=7)
MOST_RESOLUTIONS = 50
# Beyond any calendar, yet a day that a time zone can shift.
LAST_DAY = date(9998, 12, 31)
# What clauses call meetings of officers and of the secretariat.
BODY_IN_CLAUSES: dict[str, str] = {Body.Code.OFFICERS: "office_meeting", Body.Code.SECRETARIAT: "office_meeting"}


def meetings_held(*, federation_id: UUID, period: Period) -> Sequence[Evidence]:
    """
    Answer the evidence ``meetings.held``: one row for each kind of each meeting that was held; one query.

    Only closed sessions count, and where a clause asks for a quorum only those that had it.
    """
    rows = _held(federation_id, period)
    return [_evidence("meetings.held", meeting, "", kind) for meeting in rows for kind in meeting.kinds]


def sessions_closed(*, federation_id: UUID, period: Period) -> Sequence[Evidence]:
    """
    Answer the evidence ``meetings.closed``, one row a meeting with the meeting as its subject; one query.

    It starts the clock of what is owed after each meeting, such as signed minutes.
    """
    rows = _held(federation_id, period)
    return [_evidence("meetings.closed", meeting, str(meeting.pk), meeting.kinds[0]) for meeting in rows]


def minutes_signed(*, federation_id: UUID, period: Period) -> Sequence[Evidence]:
    """Answer the evidence ``meetings.minutes_signed``: subject is the meeting, the day that of the later signature."""
    signed = Minutes.objects.filter(
        federation=federation_id, chair_signed_at__isnull=False, recorder_signed_at__isnull=False
    )
    rows = signed.annotate(signed_at=Greatest("chair_signed_at", "recorder_signed_at"))
    rows = rows.filter(signed_at__gte=start_of(period.starts_on), signed_at__lt=start_of(period.ends_on or LAST_DAY))
    return [
        replace(
            _evidence("meetings.minutes_signed", row.meeting, str(row.meeting_id), row.meeting.kinds[0]),
            on=local_day(row.signed_at),
        )
        for row in rows.select_related("meeting__body").order_by("signed_at", "pk")
    ]


def _held(federation_id: UUID, period: Period) -> QuerySet:
    rows = Meeting.objects.filter(federation=federation_id)
    return rows.held_between(period.starts_on, period.ends_on or LAST_DAY).select_related("body")


def _evidence(code: str, meeting: Meeting, subject: str, kind: str) -> Evidence:
    return Evidence(
        code=code,
        on=meeting.starts_on,
        subject=subject,
        title=meeting.title,
        url_name="meetings:detail",
        url_args=(str(meeting.pk),),
        facts={"body": BODY_IN_CLAUSES.get(meeting.body.code, meeting.body.code), "kind": kind},
    )


def adopted_resolutions() -> Sequence[ResolutionRef]:
    """List the resolutions adopted in the scope's federation, newest first, at most fifty; one query."""
    rows = Resolution.objects.exclude(state=Resolution.State.REPLACED).newest_first()[:MOST_RESOLUTIONS]
    return [ResolutionRef(row.pk, f"{resolution_number(row)} {row.title}", row.adopted_on) for row in rows]


def desk_items(*, actor: Actor, at: datetime) -> Sequence[DeskItem]:
    """
    List what meetings ask of a person: notices to send, votes, minutes to sign, invitations, resolutions to review.

    Two queries.
    """
    if actor.person_id is None:
        return []
    meetings = [line for meeting in _meetings_of(actor, at) for line in _lines(meeting, at)]
    return [*meetings, *_resolution_lines(actor, at)]


def _meetings_of(actor: Actor, at: datetime) -> "list[AnnotatedMeeting]":
    me = actor.person_id
    told = Notice.objects.filter(meeting=OuterRef("pk"), person=me)
    on_screen = (Method.ROLL_CALL, Method.BALLOT)
    running = AgendaItem.objects.filter(now_or_never(at), meeting=OuterRef("pk"), method__in=on_screen)
    voted = Vote.objects.filter(item__meeting=OuterRef("pk"), item__state=AgendaItem.State.VOTING, person=me)
    sealed = Envelope.objects.filter(
        ballot__item__meeting=OuterRef("pk"), ballot__item__state=AgendaItem.State.VOTING, voter=me
    )
    there = Presence.objects.filter(meeting=OuterRef("pk"), person=me, arrived_at__isnull=False, left_at__isnull=True)
    signed = Minutes.objects.filter(
        meeting=OuterRef("pk"), chair_signed_at__isnull=False, recorder_signed_at__isnull=False
    )
    mine = Q(Q(state=MeetingState.CALLED, starts_at__lte=at + SHOWN_AHEAD), Exists(told))
    mine |= Q(Exists(told), state=MeetingState.OPEN)
    mine |= Q(Q(chair=me) | Q(recorder=me), ~Exists(signed), state=MeetingState.CLOSED)
    mine |= Q(Exists(told), state=MeetingState.CANCELLED, cancelled_at__gte=at - ANSWERED_FOR)
    if actor.may(Right.CALL):
        mine |= Q(state=MeetingState.DRAFT)
    rows = Meeting.objects.filter(mine).annotate(
        is_voting=Exists(running),
        has_voted=Q(Exists(voted)) | Q(Exists(sealed)),
        is_there=Exists(there),
        my_vote=Exists(told.filter(votes=True)),
        my_signature=Exists(_signed_by(actor)),
    )
    return cast("list[AnnotatedMeeting]", list(rows.order_by("starts_at", "pk")))


def _signed_by(actor: Actor) -> QuerySet:
    """Minutes of which no newer version exists and that bear the actor's signature."""
    newer = Minutes.objects.filter(meeting=OuterRef("meeting"), version__gt=OuterRef("version"))
    mine = Q(chair=actor.person_id) | Q(recorder=actor.person_id)
    return Minutes.objects.filter(mine, ~Exists(newer), meeting=OuterRef("pk"))


def _lines(meeting: "AnnotatedMeeting", at: datetime) -> Iterator[DeskItem]:
    today = local_day(at)
    match meeting.state:
        case MeetingState.DRAFT:
            late = meeting.send_by < today
            yield DeskItem(
                "due", gettext("Send the notice: %(title)s") % {"title": meeting.title}, _when(meeting),
                reverse("meetings:notice", args=[meeting.pk]), gettext_lazy("Send the notice"),
                "breached" if late else "due", meeting.send_by,
            )  # fmt: skip
        case MeetingState.CALLED:
            yield DeskItem(
                "waiting", gettext("Attend: %(title)s") % {"title": meeting.title}, _when(meeting),
                _page(meeting), gettext_lazy("Look"), "open", meeting.starts_on,
            )  # fmt: skip
        case MeetingState.OPEN:
            yield _session_line(meeting, today)
        case MeetingState.CLOSED if not meeting.my_signature:
            yield DeskItem(
                "due", gettext("Sign the minutes: %(title)s") % {"title": meeting.title}, _when(meeting),
                reverse("meetings:minutes", args=[meeting.pk]), gettext_lazy("Read and sign"), "due", today,
            )  # fmt: skip
        case MeetingState.CANCELLED:
            yield DeskItem(
                "answered", gettext("Cancelled: %(title)s") % {"title": meeting.title}, meeting.cancel_reason,
                _page(meeting), gettext_lazy("Look"), "open", None, meeting.cancelled_at,
            )  # fmt: skip


def _session_line(meeting: "AnnotatedMeeting", today: date) -> DeskItem:
    if not meeting.is_there:
        words, verb, url = gettext("Check in: %(title)s"), gettext_lazy("Check in"), "meetings:checkin"
    elif meeting.my_vote and meeting.is_voting and not meeting.has_voted:
        words, verb, url = gettext("Vote now: %(title)s"), gettext_lazy("Vote"), "meetings:vote_now"
    else:
        words, verb, url = gettext("In session: %(title)s"), gettext_lazy("Look"), "meetings:detail"
    kind: Literal["waiting", "due"] = "waiting" if url == "meetings:detail" else "due"
    return DeskItem(
        kind, words % {"title": meeting.title}, _when(meeting), reverse(url, args=[meeting.pk]), verb, "due", today
    )


def _resolution_lines(actor: Actor, at: datetime) -> Iterator[DeskItem]:
    today = local_day(at)
    for row in due_soon(owner_id=actor.person_id, until=today + SHOWN_AHEAD):
        values = {"number": resolution_number(row), "title": row.title}
        if row.due_on is not None and row.due_on <= today + SHOWN_AHEAD:
            yield DeskItem(
                "due", gettext("%(number)s, to be done: %(title)s") % values, row.text[:60],
                reverse("meetings:resolution", args=[row.pk]), gettext_lazy("Look"),
                "breached" if row.due_on < today else "due", row.due_on,
            )  # fmt: skip
            continue
        yield DeskItem(
            "due", gettext("%(number)s, review: %(title)s") % values, row.text[:60],
            reverse("meetings:resolution", args=[row.pk]), gettext_lazy("Look at it again"),
            "breached" if row.review_on < today else "due", row.review_on,
        )  # fmt: skip


def _when(meeting: Meeting) -> str:
    at = localtime(meeting.starts_at)
    return f"{date_format(at, 'DATE_FORMAT')} {at:%H:%M} · {meeting.place}"


def _page(meeting: Meeting) -> str:
    return reverse("meetings:detail", args=[meeting.pk])
