"""This will say whether a meeting may decide, from its roll, its notice and the clause."""

from collections.abc import Iterable
from datetime import date, datetime

from gongzhi.kernel.workdays import full_days_between
from gongzhi.meetings.models import AgendaItem, Meeting
from gongzhi.meetings.rules import DecisionRule, Lawfulness, NoticeOutlook, assess, notice_outlook
from gongzhi.meetings.selectors.roll import Roll
from gongzhi.meetings.selectors.rulebook import Rulebook
from gongzhi.offices.models import Body


def days_of_notice(meeting: Meeting) -> int:
    """Count the full days between the notice and the meeting; 0 before it went out."""
    return 0 if meeting.notice_day is None else full_days_between(meeting.notice_day, meeting.starts_on)


def lawfulness_of(*, meeting: Meeting, rule: DecisionRule, roll: Roll, since: datetime | None = None) -> Lawfulness:
    """
    Say whether the meeting may decide now, or may have at a vote that opened at ``since``.

    Source: semantics.md, "Shares and majorities"
    """
    there = roll.attendance(since=since)
    return assess(
        rule=rule,
        entitled=there.entitled,
        present_in_person=there.in_person,
        proxies=there.by_proxy,
        full_days_of_notice=days_of_notice(meeting),
        short_notice_consents=roll.consent_count,
    )


def outlook_of(*, rule: DecisionRule | None, sent_on: date, meeting_on: date) -> NoticeOutlook:
    """Say what a notice sent on a day would be worth; no clause, no length."""
    return notice_outlook(sent_on=sent_on, meeting_on=meeting_on, needed=rule.notice_days if rule else 0)


def notice_rule(*, book: Rulebook, body: Body, decisions: Iterable[str], form: str = "") -> DecisionRule | None:
    """Choose the rule whose notice counts; ``None`` for a consultation (``form``) that decides nothing."""
    asked = list(decisions)
    return None if form and not any(asked) else book.strictest_notice(body, asked)


def rule_at_hand(*, meeting: Meeting, items: list[AgendaItem], book: Rulebook) -> DecisionRule | None:
    """
    Choose the rule by which the meeting is judged now: of the running vote, else of the next motion, else the usual.

    ``None`` if the body can only talk, and in a consultation that decides nothing.
    """
    motions = [item for item in items if item.is_motion]
    if meeting.is_consultation and not motions:
        return None
    running = [item for item in motions if item.state == AgendaItem.State.VOTING]
    waiting = [item for item in motions if item.state == AgendaItem.State.PENDING]
    nearest = [item.decision for item in (*running, *waiting)][:1]
    codes = nearest or [item.decision for item in motions][-1:] or book.decisions_of(meeting.body)[:1]
    return book.find(codes[0]) if codes else None
