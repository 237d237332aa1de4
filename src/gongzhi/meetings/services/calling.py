"""This will draft, change and cancel meetings."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from gongzhi.common import audit, outbox
from gongzhi.common.clock import local_day
from gongzhi.common.deeds import deed
from gongzhi.common.files.errors import FileRefused
from gongzhi.common.files.services import keep_file
from gongzhi.common.permissions import Actor
from gongzhi.kernel.errors import DomainError
from gongzhi.kernel.text import gettext_noop as _
from gongzhi.meetings import permissions
from gongzhi.meetings.models import AgendaItem, Meeting, Paper
from gongzhi.meetings.rules.flow import MEETING_FLOW, MeetingDeed
from gongzhi.meetings.selectors.drafting import suggest
from gongzhi.meetings.selectors.lawful import notice_rule, outlook_of
from gongzhi.meetings.selectors.rulebook import Rulebook, rulebook
from gongzhi.meetings.services.trace import Trace
from gongzhi.offices.models import Body

CODE_DIGITS = 6


class MeetingInThePast(DomainError):
    """A meeting would begin before now."""

    message = _("This moment has passed. Choose a later day or time.")


class UnknownDecision(DomainError):
    """An item names a sort of vote that the body does not have; params ``item``."""

    message = _("No clause says how this body votes on “%(item)s” in that way. Choose another sort of vote.")


class KindMissing(DomainError):
    """A meeting is of no kind."""

    message = _("Say what kind of meeting it is.")


@dataclass(frozen=True, slots=True, kw_only=True)
class NewItem:
    """One line of an agenda; ``decision`` is the code of its clause, ``""`` for a report to hear."""

    title: str
    decision: str = ""
    text: str = ""
    proposer: str = ""
    source_id: UUID | None = None
    source_label: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPaper:
    """A file to go with the notice."""

    name: str
    content: bytes


@deed("meetings.meeting.drafted")
def draft_meeting(
    *,
    actor: Actor,
    body_id: UUID,
    starts_at: datetime,
    place: str,
    at: datetime,
    items: Sequence[NewItem] = (),
    papers: Sequence[NewPaper] = (),
    title: str = "",
    message: str = "",
    kinds: Sequence[str] = (Meeting.Kind.ORDINARY,),
    form: str = "",
    session: int | None = None,
    chair_id: UUID | None = None,
    recorder_id: UUID | None = None,
    key: str = "",
) -> Meeting:
    """
    Draft a meeting of a body with its agenda. Nobody is told until the notice is sent.

    An empty ``title`` is written from the running number; ``session`` (届) is counted on. ``form``: a consultation.

    :raises MeetingInThePast: if it would begin before ``at``
    :raises UnknownDecision: if an item names a vote the body does not have
    :raises FileRefused: if a paper is too large, damaged or not of a kind that is taken
    """
    body = Body.objects.select_for_update().get(pk=body_id)
    trace = Trace(actor, at, permissions.may_call(actor).require().mandate)
    _check_plan(starts_at, at, kinds)
    day = local_day(starts_at)
    book, counted = rulebook(on=day), suggest(body=body, on=day, session=session, form=form)
    meeting = Meeting(
        body=body,
        title=title.strip() or counted.title,
        session=counted.session,
        number=counted.number,
        kinds=_kinds(kinds, form),
        form=form,
        starts_at=starts_at,
        place=place.strip(),
        message=message.strip(),
        chair_id=chair_id,
        recorder_id=recorder_id,
        drafted_at=at,
    )
    _fill(meeting, items, papers, book=book, actor=actor)
    trace.record("meetings.meeting.drafted", meeting, title=meeting.title, day=meeting.starts_on)
    return meeting


@deed("meetings.meeting.changed")
def edit_meeting(
    *,
    actor: Actor,
    meeting_id: UUID,
    title: str,
    starts_at: datetime,
    place: str,
    at: datetime,
    message: str = "",
    kinds: Sequence[str] = (Meeting.Kind.ORDINARY,),
    chair_id: UUID | None = None,
    recorder_id: UUID | None = None,
    key: str = "",
) -> Meeting:
    """
    Change a draft.

    :raises MeetingInThePast: if it would begin before ``at``
    """
    meeting = locked(meeting_id)
    decision = permissions.may_edit(actor, meeting).require()
    _check_plan(starts_at, at, kinds)
    meeting.title, meeting.place, meeting.message = title.strip(), place.strip(), message.strip()
    meeting.starts_at, meeting.kinds = starts_at, _kinds(kinds, meeting.form)
    meeting.chair_id, meeting.recorder_id = chair_id, recorder_id
    meeting.send_by = _send_by_now(meeting)
    meeting.save()
    facts = {"title": meeting.title, "day": meeting.starts_on, "place": meeting.place}
    audit.record("meetings.meeting.changed", actor=actor, subject=meeting, at=at, facts=facts, mandate=decision.mandate)
    return meeting


@deed("meetings.meeting.cancelled")
def cancel_meeting(*, actor: Actor, meeting_id: UUID, reason: str, at: datetime, key: str = "") -> Meeting:
    """Cancel a meeting that has not begun; who was told of it is told of this too."""
    meeting = locked(meeting_id)
    decision = permissions.may_cancel(actor, meeting).require()
    meeting.state = MEETING_FLOW.next(meeting.state, MeetingDeed.CANCEL)
    meeting.cancelled_at, meeting.cancel_reason = at, reason.strip()
    meeting.save(update_fields=["state", "cancelled_at", "cancel_reason"])
    facts = {"reason": meeting.cancel_reason}
    audit.record(
        "meetings.meeting.cancelled", actor=actor, subject=meeting, at=at, facts=facts, mandate=decision.mandate
    )
    outbox.publish("meetings.meeting.cancelled", {"meeting": str(meeting.pk)})
    return meeting


def locked(meeting_id: UUID) -> Meeting:
    """Load a meeting with its body and keep others from changing it until the deed is done."""
    return Meeting.objects.select_for_update(of=("self",)).select_related("body").get(pk=meeting_id)


def send_by(book: Rulebook, body: Body, starts_at: datetime, decisions: Sequence[str], *, form: str = "") -> date:
    """Find the last day on which a notice for this agenda is long enough."""
    day = local_day(starts_at)
    rule = notice_rule(book=book, body=body, decisions=decisions, form=form)
    return outlook_of(rule=rule, sent_on=day, meeting_on=day).send_by


def renew_send_by(meeting: Meeting) -> None:
    """Count again by when the notice must go out, after the agenda has changed."""
    day = _send_by_now(meeting)
    if day != meeting.send_by:
        meeting.send_by = day
        meeting.save(update_fields=["send_by"])


def check_decision(book: Rulebook, body: Body, item: NewItem) -> None:
    """
    Refuse an item that names a vote the body does not have.

    :raises UnknownDecision: on the field ``decision``
    """
    if item.decision and item.decision not in book.decisions_of(body):
        raise UnknownDecision(field="decision", item=item.title)


def new_row(meeting: Meeting, item: NewItem, position: int) -> AgendaItem:
    """Make the row of an agenda item."""
    return AgendaItem(
        meeting=meeting,
        position=position,
        title=item.title.strip(),
        text=item.text.strip(),
        proposer=item.proposer.strip(),
        decision=item.decision,
        added_late=meeting.sent_at is not None,
        source_id=item.source_id,
        source_label=item.source_label,
    )


def keep_paper(
    *, actor: Actor, meeting: Meeting, paper: NewPaper, at: datetime, item: AgendaItem | None = None
) -> Paper:
    """
    Keep a file and tie it to the meeting, as part of a deed; its title is the file's name.

    :raises FileRefused: if the file is too large, damaged or not of a kind that is taken
    """
    try:
        file = keep_file(actor=actor, name=paper.name, content=paper.content, at=at)
    except FileRefused as error:
        error.field = "papers"
        raise
    return Paper.objects.create(meeting=meeting, item=item, title=file.name, file=file, added_at=at)


def _fill(
    meeting: Meeting, items: Sequence[NewItem], papers: Sequence[NewPaper], *, book: Rulebook, actor: Actor
) -> None:
    """Save a new meeting with its code, the last day for its notice, its agenda and its papers."""
    decisions = [item.decision for item in items]
    meeting.code = _new_code()
    meeting.send_by = send_by(book, meeting.body, meeting.starts_at, decisions, form=meeting.form)
    meeting.save(force_insert=True)
    for position, item in enumerate(items, start=1):
        check_decision(book, meeting.body, item)
        new_row(meeting, item, position).save(force_insert=True)
    for paper in papers:
        keep_paper(actor=actor, meeting=meeting, paper=paper, at=meeting.drafted_at)


def _check_plan(starts_at: datetime, at: datetime, kinds: Sequence[str]) -> None:
    if starts_at <= at:
        raise MeetingInThePast(field="day")
    if not kinds:
        raise KindMissing(field="kinds")


def _send_by_now(meeting: Meeting) -> date:
    decisions = list(meeting.items.order_by("position").values_list("decision", flat=True))
    return send_by(rulebook(on=meeting.starts_on), meeting.body, meeting.starts_at, decisions, form=meeting.form)


def _kinds(kinds: Sequence[str], form: str) -> list[str]:
    """List what a meeting is at once; a consultation is no ordinary meeting of the body, which a clause may ask for."""
    if not form:
        return list(dict.fromkeys(kinds))
    others = (kind for kind in kinds if kind != Meeting.Kind.ORDINARY)
    return list(dict.fromkeys([Meeting.Kind.CONSULTATION.value, *others]))


def _new_code() -> str:
    return f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}d}"
