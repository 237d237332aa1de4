"""This will tell people of a meeting: notice, delivery by hand, consent to a short notice, reminders."""

from datetime import datetime, timedelta
from uuid import UUID

from gongzhi.common import audit, outbox
from gongzhi.common.clock import local_day
from gongzhi.common.deeds import deed
from gongzhi.common.permissions import SYSTEM, Actor
from gongzhi.kernel.errors import DomainError
from gongzhi.kernel.text import gettext_noop as _
from gongzhi.meetings import permissions
from gongzhi.meetings.models import Meeting, Notice
from gongzhi.meetings.rules.flow import MEETING_FLOW, MeetingDeed, MeetingState
from gongzhi.meetings.selectors.lawful import notice_rule, outlook_of
from gongzhi.meetings.selectors.roll import Invitee, invitees
from gongzhi.meetings.selectors.rulebook import rulebook
from gongzhi.meetings.services.calling import MeetingInThePast, locked
from gongzhi.people.models import Person

REMIND_AHEAD = timedelta(hours=24)


class AgendaEmpty(DomainError):
    """A notice would say nothing of what is to be dealt with."""

    message = _("The agenda is empty. Put at least one item on it, so that people know what the meeting is about.")


class NobodyToTell(DomainError):
    """A body has nobody in it on the day of the meeting; params ``body`` and ``day``."""

    message = _("On %(day)s nobody belongs to “%(body)s”. Enter its terms of office first.")


class NoticeTooShort(DomainError):
    """
    A notice would be too short for a decision.

    Params ``needed`` and ``days`` (full days), ``earliest_on``, ``clause``.
    """

    message = _(
        "Notice must go out %(needed)s full days before; sent today it is %(days)s (%(clause)s). "
        "Choose %(earliest_on)s or a later day, or send it as a short notice knowingly: "
        "the meeting can then decide only if everybody entitled agrees in writing."
    )


class NoticeNotShort(DomainError):
    """Consent is given to a notice that is long enough."""

    message = _("The notice was long enough; nobody needs to agree to anything.")


class NotInvited(DomainError):
    """A person has no notice of this meeting."""

    message = _("This person was not told of the meeting.")


@deed("meetings.notice.sent")
def send_notice(
    *, actor: Actor, meeting_id: UUID, at: datetime, as_short_notice: bool = False, key: str = ""
) -> Meeting:
    """
    Tell everybody whom the meeting concerns, and number them for the desk.

    Who has an account has the notice at once; others are told by hand and that is recorded. A notice that is too
    short goes out only knowingly.

    :raises NoticeTooShort: if it is too short and ``as_short_notice`` is not set
    :raises AgendaEmpty: without a single item
    :raises NobodyToTell: if nobody belongs to the body on that day
    :raises MeetingInThePast: if the meeting would have begun
    Source: semantics.md, "Days"; the decision clauses of the body
    """
    meeting = locked(meeting_id)
    decision = permissions.may_send_notice(actor, meeting).require()
    if meeting.starts_at <= at:
        raise MeetingInThePast
    is_short = _check_notice(meeting, at, as_short_notice=as_short_notice)
    people = invitees(body=meeting.body, on=meeting.starts_on)
    decides = rulebook(on=meeting.starts_on).decisions_of(meeting.body)
    if not any(each.votes for each in people) and (decides or not people) and not meeting.is_consultation:
        raise NobodyToTell(body=meeting.body.name, day=meeting.starts_on)
    write_notices(meeting, people, first_number=1, at=at)
    meeting.state = MEETING_FLOW.next(meeting.state, MeetingDeed.SEND_NOTICE)
    meeting.sent_at, meeting.short_notice = at, is_short
    meeting.save(update_fields=["state", "sent_at", "short_notice"])
    facts = {"invited": len(people), "papers": meeting.papers.count(), "short": is_short}
    audit.record("meetings.notice.sent", actor=actor, subject=meeting, at=at, facts=facts, mandate=decision.mandate)
    outbox.publish("meetings.notice.sent", {"meeting": str(meeting.pk)})
    return meeting


@deed("meetings.notice.delivered")
def record_delivery(*, actor: Actor, meeting_id: UUID, person_id: UUID, at: datetime, key: str = "") -> Notice:
    """
    Record that somebody without an account was told by hand or telephone.

    :raises NotInvited: if no notice names the person
    """
    meeting = locked(meeting_id)
    decision = permissions.may_keep_record(actor, meeting) or permissions.may_call(actor)
    decision.require()
    notice = _notice(meeting, person_id)
    if notice.delivered_at is None:
        notice.delivered_at = at
        notice.save(update_fields=["delivered_at"])
        audit.record(
            "meetings.notice.delivered",
            actor=actor,
            subject=notice,
            at=at,
            facts={"name": notice.name},
            mandate=decision.mandate,
        )
    return notice


@deed("meetings.notice.agreed")
def agree_to_short_notice(
    *, actor: Actor, meeting_id: UUID, at: datetime, person_id: UUID | None = None, key: str = ""
) -> Notice:
    """
    Agree in writing that the notice was short; ``person_id`` where a signed paper is recorded for somebody.

    :raises NoticeNotShort: if it was long enough
    :raises NotInvited: if no notice names the person
    """
    meeting = locked(meeting_id)
    whose = person_id or actor.person_id
    if whose is None:
        raise NotInvited
    decision = permissions.may_speak_for(actor, meeting, whose).require()
    if not meeting.short_notice:
        raise NoticeNotShort
    notice = _notice(meeting, whose)
    if notice.consented_at is None:
        notice.consented_at = at
        notice.save(update_fields=["consented_at"])
        facts = {"name": notice.name}
        audit.record(
            "meetings.notice.agreed", actor=actor, subject=meeting, at=at, facts=facts, mandate=decision.mandate
        )
    return notice


@deed("meetings.notice.reminded")
def remind(*, meeting_id: UUID, at: datetime, key: str = "") -> Meeting:
    """
    Remind everybody who was told of a meeting and not yet reminded; each person once, however often this runs.

    The database moves each notice from *not reminded* to *reminded* only once, in the transaction that publishes it.
    """
    meeting = locked(meeting_id)
    if meeting.state != MeetingState.CALLED:
        return meeting
    waiting = list(Notice.objects.filter(meeting=meeting, reminded_at__isnull=True).order_by("number"))
    for notice in waiting:
        if Notice.objects.filter(pk=notice.pk, reminded_at__isnull=True).update(reminded_at=at):
            outbox.publish("meetings.notice.reminded", {"meeting": str(meeting.pk), "person": str(notice.person_id)})
    if waiting:
        facts = {"invited": len(waiting)}
        audit.record("meetings.notice.reminded", actor=SYSTEM, subject=meeting, at=at, facts=facts)
    return meeting


def remind_of_next(*, at: datetime) -> int:
    """Remind of every meeting of the scope's federation that begins within a day; count the meetings."""
    soon = Meeting.objects.filter(
        state=MeetingState.CALLED,
        starts_at__gt=at,
        starts_at__lte=at + REMIND_AHEAD,
        notices__reminded_at__isnull=True,
    )
    due = list(soon.order_by("starts_at", "pk").values_list("pk", flat=True).distinct())
    for meeting_id in dict.fromkeys(due):
        remind(meeting_id=meeting_id, at=at)
    return len(set(due))


def write_notices(meeting: Meeting, people: list[Invitee], *, first_number: int, at: datetime) -> None:
    """Write one notice a person, numbered from ``first_number`` in the order given."""
    with_account = set(
        Person.objects.filter(pk__in=[each.person_id for each in people], account__isnull=False).values_list(
            "pk", flat=True
        )
    )
    Notice.objects.bulk_create(
        Notice(
            meeting=meeting,
            person_id=each.person_id,
            number=number,
            name=each.name,
            stands_for=each.stands_for,
            votes=each.votes,
            sent_at=at,
            delivered_at=at if each.person_id in with_account else None,
        )
        for number, each in enumerate(people, start=first_number)
    )


def _check_notice(meeting: Meeting, at: datetime, *, as_short_notice: bool) -> bool:
    """Tell whether the notice is short; refuse it unless that is meant."""
    decisions = list(meeting.items.order_by("position").values_list("decision", flat=True))
    if not decisions:
        raise AgendaEmpty
    book = rulebook(on=meeting.starts_on)
    rule = notice_rule(book=book, body=meeting.body, decisions=decisions, form=meeting.form)
    outlook = outlook_of(rule=rule, sent_on=local_day(at), meeting_on=meeting.starts_on)
    if rule is None or outlook.is_long_enough:
        return False
    if not as_short_notice:
        raise NoticeTooShort(
            field="as_short_notice",
            needed=outlook.needed,
            days=outlook.full_days,
            earliest_on=outlook.earliest_on,
            clause=f"{rule.notice_clause.source} {rule.notice_clause.article}",
        )
    return True


def _notice(meeting: Meeting, person_id: UUID) -> Notice:
    notice = Notice.objects.filter(meeting=meeting, person=person_id).first()
    if notice is None:
        raise NotInvited
    return notice
