"""This will open and close sessions and keep who is there, who left, who is excused, who stands for whom."""

from collections.abc import Iterable
from datetime import datetime
from secrets import compare_digest
from uuid import UUID

from django.db.models import Max

from gongzhi.common import audit, outbox
from gongzhi.common.clock import local_day
from gongzhi.common.deeds import deed
from gongzhi.common.permissions import Actor
from gongzhi.kernel.errors import DomainError
from gongzhi.kernel.text import gettext_noop as _
from gongzhi.kernel.text import search_key
from gongzhi.meetings import permissions
from gongzhi.meetings.models import AgendaItem, Envelope, Meeting, Notice, Presence, Proxy, Vote
from gongzhi.meetings.rules.flow import MEETING_FLOW, PRESENCE_OPEN, MeetingDeed
from gongzhi.meetings.selectors.lawful import lawfulness_of, rule_at_hand
from gongzhi.meetings.selectors.roll import Roll, roll_of
from gongzhi.meetings.selectors.rulebook import rulebook
from gongzhi.meetings.services.calling import locked
from gongzhi.meetings.services.guests import record_contacts
from gongzhi.meetings.services.noticing import write_notices
from gongzhi.meetings.services.trace import Trace

ORDER = ("position", "pk")


class NotTheDay(DomainError):
    """Something of the session is done before its day; params ``day``."""

    message = _("The meeting is on %(day)s. Sign-in and session open on that day.")


class TwoNeeded(DomainError):
    """One person would both preside and record."""

    message = _("Chair and recorder are two persons: both sign the minutes. Choose another recorder.")


class NotOfThisMeeting(DomainError):
    """A person does not belong to the meeting."""

    message = _("This person does not belong to this meeting. Look at the list of those invited.")


class NumberUnknown(DomainError):
    """Nobody has this number; params ``number``."""

    message = _("Nobody has the number %(number)s. Look at the notice, or search by name.")


class CodeWrong(DomainError):
    """A meeting's code was mistyped."""

    message = _("This is not the code of this meeting. It has six digits and is shown in the room.")


class SignInClosed(DomainError):
    """People no longer sign in."""

    message = _("The meeting is over or was cancelled; nobody can sign in any more.")


class NotThere(DomainError):
    """A person leaves without having come."""

    message = _("This person is not signed in.")


class AlreadyThere(DomainError):
    """A person is excused who is there."""

    message = _("This person is signed in. If that is a mistake, take the sign-in back first.")


class HasVoted(DomainError):
    """A sign-in is taken back after a vote."""

    message = _("A vote is running or this person has voted. The sign-in stays; record that the person left instead.")


class NoProxies(DomainError):
    """A body meets in person; params ``body``."""

    message = _("No clause allows proxies in “%(body)s”: its members vote in person.")


class ProxyTooLate(DomainError):
    """A proxy comes after the first vote."""

    message = _("The list was frozen when the first vote opened. A written proxy is lodged before that.")


class VoteStillRunning(DomainError):
    """A session is to close during a vote; params ``item``."""

    message = _("The vote on “%(item)s” is still running. Close it first.")


class BallotNotPublished(DomainError):
    """A session is to close before a secret ballot is opened; params ``item``."""

    message = _(
        "The result of the ballot on “%(item)s” is not published. Open it and publish it, or withdraw the motion."
    )


@deed("meetings.session.opened")
def open_session(
    *, actor: Actor, meeting_id: UUID, chair_id: UUID, recorder_id: UUID, at: datetime, key: str = ""
) -> Meeting:
    """
    Open the session; whoever came to belong to the body since the notice gets a number too.

    :raises NotTheDay: before the day of the meeting
    :raises TwoNeeded: if chair and recorder are one person
    :raises NotOfThisMeeting: if the chair does not belong to it
    """
    meeting = locked(meeting_id)
    decision = permissions.may_open(actor, meeting).require()
    _check_day(meeting, at)
    if chair_id == recorder_id:
        raise TwoNeeded(field="recorder")
    roll = roll_of(meeting)
    if roll.seat_of(chair_id) is None:
        raise NotOfThisMeeting(field="chair")
    _tell_newcomers(meeting, roll, at)
    meeting.state = MEETING_FLOW.next(meeting.state, MeetingDeed.OPEN)
    meeting.chair_id, meeting.recorder_id, meeting.opened_at = chair_id, recorder_id, at
    meeting.save(update_fields=["state", "chair", "recorder", "opened_at"])
    facts = {"present": roll.attendance().in_person}
    audit.record("meetings.session.opened", actor=actor, subject=meeting, at=at, facts=facts, mandate=decision.mandate)
    return meeting


@deed("meetings.presence.recorded")
def sign_in_by_number(*, actor: Actor, meeting_id: UUID, number: int, at: datetime, key: str = "") -> Presence:
    """
    Sign somebody in at the desk by the number of the notice.

    :raises NumberUnknown: if no notice of the meeting has it
    """
    meeting = _open_for_signing_in(meeting_id, at)
    decision = permissions.may_record_presence(actor, meeting).require()
    notice = Notice.objects.filter(meeting=meeting, number=number).first()
    if notice is None:
        raise NumberUnknown(field="number", number=number)
    return _arrive(meeting, notice, Presence.Means.DESK, Trace(actor, at, decision.mandate))


@deed("meetings.presence.checked_in")
def sign_in_by_code(*, actor: Actor, meeting_id: UUID, code: str, at: datetime, key: str = "") -> Presence:
    """
    Sign oneself in on one's own phone with the code shown in the room.

    :raises CodeWrong: if it is another one
    :raises NotOfThisMeeting: if the person was not invited
    """
    meeting = _open_for_signing_in(meeting_id, at)
    if not compare_digest(search_key(code).replace(" ", ""), meeting.code):
        raise CodeWrong(field="code")
    notice = _notice_of(meeting, actor.person_id)
    return _arrive(meeting, notice, Presence.Means.CODE, Trace(actor, at))


@deed("meetings.presence.ticked")
def sign_in_by_hand(*, actor: Actor, meeting_id: UUID, person_id: UUID, at: datetime, key: str = "") -> Presence:
    """
    Sign somebody in by hand.

    :raises NotOfThisMeeting: if the person was not invited
    """
    meeting = _open_for_signing_in(meeting_id, at)
    decision = permissions.may_record_presence(actor, meeting).require()
    notice = _notice_of(meeting, person_id)
    return _arrive(meeting, notice, Presence.Means.HAND, Trace(actor, at, decision.mandate))


@deed("meetings.presence.left")
def record_leaving(*, actor: Actor, meeting_id: UUID, person_id: UUID, at: datetime, key: str = "") -> Presence:
    """
    Record that somebody left; who leaves during a vote stays in its base.

    :raises NotThere: if the person is not signed in
    """
    meeting = locked(meeting_id)
    decision = permissions.may_speak_for(actor, meeting, person_id).require()
    presence = Presence.objects.filter(meeting=meeting, person=person_id).first()
    if presence is None or presence.arrived_at is None:
        raise NotThere
    if presence.left_at is None:
        presence.left_at = max(at, presence.arrived_at)
        presence.save(update_fields=["left_at"])
        Trace(actor, at, decision.mandate).record("meetings.presence.left", presence, person=presence.person_id)
    return presence


@deed("meetings.presence.excused")
def excuse(
    *, actor: Actor, meeting_id: UUID, person_id: UUID, at: datetime, reason: str = "", key: str = ""
) -> Presence:
    """
    Excuse oneself, or record that somebody is excused.

    :raises AlreadyThere: if the person is signed in
    :raises NotOfThisMeeting: if the person was not invited
    """
    meeting = _open_for_signing_in(meeting_id, None)
    decision = permissions.may_speak_for(actor, meeting, person_id).require()
    _notice_of(meeting, person_id)
    presence, _new = Presence.objects.get_or_create(meeting=meeting, person_id=person_id)
    if presence.arrived_at is not None:
        raise AlreadyThere
    presence.excused_at, presence.excuse = presence.excused_at or at, reason.strip()
    presence.save(update_fields=["excused_at", "excuse"])
    Trace(actor, at, decision.mandate).record("meetings.presence.excused", presence, person=presence.person_id)
    return presence


@deed("meetings.presence.taken_back")
def take_back_sign_in(*, actor: Actor, meeting_id: UUID, person_id: UUID, at: datetime, key: str = "") -> Presence:
    """
    Take back a sign-in or an excuse that was entered by mistake.

    :raises HasVoted: while a vote runs, and after the person has voted
    """
    meeting = locked(meeting_id)
    decision = permissions.may_record_presence(actor, meeting).require()
    presence = Presence.objects.filter(meeting=meeting, person=person_id).first()
    if presence is None:
        raise NotThere
    is_running = meeting.items.filter(state=AgendaItem.State.VOTING).exists()
    has_voted = Vote.objects.filter(item__meeting=meeting, person=person_id).exists()
    has_voted = has_voted or Envelope.objects.filter(ballot__item__meeting=meeting, voter=person_id).exists()
    if is_running or has_voted:
        raise HasVoted
    presence.arrived_at = presence.left_at = presence.excused_at = None
    presence.means = presence.excuse = ""
    presence.save()
    Trace(actor, at, decision.mandate).record("meetings.presence.taken_back", presence, person=presence.person_id)
    return presence


@deed("meetings.proxy.lodged")
def lodge_proxy(
    *, actor: Actor, meeting_id: UUID, principal_id: UUID, holder_id: UUID, at: datetime, key: str = ""
) -> Proxy:
    """
    Lodge a written proxy, where a clause allows it, before the first vote. A second one replaces the first.

    :raises NoProxies: if no clause on this agenda allows proxies
    :raises ProxyTooLate: after the list was frozen
    :raises NotOfThisMeeting: if the principal has no vote, or the holder does not belong to the meeting
    Source: semantics.md, "Shares and majorities"
    """
    meeting = _open_for_signing_in(meeting_id, None)
    decision = permissions.may_speak_for(actor, meeting, principal_id).require()
    if not proxies_allowed(meeting):
        raise NoProxies(body=meeting.body.name)
    if meeting.frozen_at is not None:
        raise ProxyTooLate
    roll = roll_of(meeting)
    principal, holder = roll.seat_of(principal_id), roll.seat_of(holder_id)
    if principal is None or not principal.votes or principal_id == holder_id:
        raise NotOfThisMeeting(field="principal")
    if holder is None:
        raise NotOfThisMeeting(field="holder")
    proxy, _new = Proxy.objects.update_or_create(
        meeting=meeting, principal_id=principal_id, defaults={"holder_id": holder_id, "lodged_at": at}
    )
    facts = {"principal": principal.invitee.name, "holder": holder.invitee.name}
    audit.record("meetings.proxy.lodged", actor=actor, subject=meeting, at=at, facts=facts, mandate=decision.mandate)
    return proxy


@deed("meetings.session.closed")
def close_session(*, actor: Actor, meeting_id: UUID, at: datetime, key: str = "") -> Meeting:
    """
    Close the session and keep whether it was quorate: who was there at any time since it opened counts.

    Everybody who came took part: one contact each, without a name.

    :raises VoteStillRunning: during a vote
    """
    meeting = locked(meeting_id)
    decision = permissions.may_close(actor, meeting).require()
    items = list(meeting.items.order_by(*ORDER))
    running = next((item for item in items if item.state == AgendaItem.State.VOTING), None)
    if running is not None:
        raise VoteStillRunning(item=running.title)
    sealed = next((item for item in items if item.state == AgendaItem.State.COUNTING), None)
    if sealed is not None:
        raise BallotNotPublished(item=sealed.title)
    roll = roll_of(meeting)
    rule = rule_at_hand(meeting=meeting, items=items, book=rulebook(on=meeting.starts_on))
    if rule is not None:
        found = lawfulness_of(meeting=meeting, rule=rule, roll=roll, since=meeting.opened_at)
        meeting.was_quorate = found.quorate or _has_decided(items)
    meeting.state = MEETING_FLOW.next(meeting.state, MeetingDeed.CLOSE)
    meeting.closed_at = at
    meeting.save(update_fields=["state", "closed_at", "was_quorate"])
    record_contacts(meeting, roll)
    facts = {"present": roll.attendance(since=meeting.opened_at).in_person}
    audit.record("meetings.session.closed", actor=actor, subject=meeting, at=at, facts=facts, mandate=decision.mandate)
    outbox.publish("meetings.session.closed", {"meeting": str(meeting.pk)})
    return meeting


def proxies_allowed(meeting: Meeting) -> bool:
    """Tell whether a clause on the meeting's agenda, or the body's usual one, lets proxies count."""
    book = rulebook(on=meeting.starts_on)
    codes = [code for code in meeting.items.values_list("decision", flat=True) if code]
    rules = [book.find(code) for code in codes or book.decisions_of(meeting.body)[:1]]
    return any(rule is not None and rule.proxies for rule in rules)


def _open_for_signing_in(meeting_id: UUID, at: datetime | None) -> Meeting:
    """Load a meeting people can sign in to; ``at`` is checked against its day, unless ``None``."""
    meeting = locked(meeting_id)
    if meeting.state not in PRESENCE_OPEN:
        raise SignInClosed
    if at is not None:
        _check_day(meeting, at)
    return meeting


def _check_day(meeting: Meeting, at: datetime) -> None:
    if local_day(at) < meeting.starts_on:
        raise NotTheDay(day=meeting.starts_on)


def _notice_of(meeting: Meeting, person_id: UUID | None) -> Notice:
    notice = Notice.objects.filter(meeting=meeting, person=person_id).first() if person_id else None
    if notice is None:
        raise NotOfThisMeeting
    return notice


def _arrive(meeting: Meeting, notice: Notice, means: str, trace: Trace) -> Presence:
    """Sign a person in; who is there already stays signed in as before, so that a double click changes nothing."""
    presence, _new = Presence.objects.get_or_create(meeting=meeting, person_id=notice.person_id)
    if presence.is_there:
        return presence
    presence.arrived_at, presence.left_at, presence.means, presence.excused_at = trace.at, None, means, None
    presence.save()
    trace.record("meetings.presence.recorded", presence, person=notice.person_id, name=notice.name, means=means)
    return presence


def _tell_newcomers(meeting: Meeting, roll: Roll, at: datetime) -> None:
    newcomers = [seat.invitee for seat in roll.seats if seat.notice is None]
    last = Notice.objects.filter(meeting=meeting).aggregate(last=Max("number"))["last"] or 0
    write_notices(meeting, newcomers, first_number=last + 1, at=at)


def _has_decided(items: Iterable[AgendaItem]) -> bool:
    return any(item.closed_at is not None and item.votes_needed is not None for item in items)
