"""This will gather what the page of a meeting shows."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, Q

from gongzhi.federations.models import Federation
from gongzhi.meetings.models import (
    AgendaItem,
    Ballot,
    Envelope,
    Meeting,
    Minutes,
    Paper,
    Recusal,
    Resolution,
    TellersCount,
    Vote,
)
from gongzhi.meetings.rules import DecisionRule, Lawfulness, NoticeOutlook
from gongzhi.meetings.rules.flow import ItemState, MeetingState
from gongzhi.meetings.selectors.elections import candidates_by_item
from gongzhi.meetings.selectors.lawful import lawfulness_of, notice_rule, outlook_of, rule_at_hand
from gongzhi.meetings.selectors.recusals import recusals_of
from gongzhi.meetings.selectors.roll import Roll, roll_of
from gongzhi.meetings.selectors.rulebook import Rulebook, rulebook


@dataclass(frozen=True)
class ItemLine:
    """
    One line of the agenda with what came of it.

    ``cast_count`` counts votes or tellers while a vote runs; ``candidate_count`` those who stand in an election.
    """

    item: AgendaItem
    papers: tuple[Paper, ...]
    resolution: Resolution | None
    cast_count: int
    my_choice: str
    candidate_count: int = 0
    recusals: tuple[Recusal, ...] = ()
    ballot: Ballot | None = None


@dataclass(frozen=True)
class MeetingView:
    """All that the page of a meeting needs; ``rule`` and ``lawfulness`` are ``None`` if the body can only talk."""

    meeting: Meeting
    lines: tuple[ItemLine, ...]
    papers: tuple[Paper, ...]
    roll: Roll
    book: Rulebook
    rule: DecisionRule | None
    lawfulness: Lawfulness | None
    outlook: NoticeOutlook | None
    minutes: Minutes | None

    @property
    def running(self) -> ItemLine | None:
        """The item that is being voted on; ``None`` if none is."""
        return next((line for line in self.lines if line.item.state == ItemState.VOTING), None)


def view_of(*, meeting: Meeting, person_id: UUID | None, today: date, federation: Federation) -> MeetingView:
    """
    Gather a meeting for its page; ``meeting`` comes with its body, chair and recorder.

    Queries: items, papers, votes of the running item, resolutions, minutes, the roll (six at most) and charters.
    """
    items = list(AgendaItem.objects.filter(meeting=meeting).order_by("position", "pk"))
    for item in items:
        item.meeting = meeting
    book = rulebook(on=meeting.starts_on, federation=federation)
    roll = roll_of(meeting)
    rule = rule_at_hand(meeting=meeting, items=items, book=book)
    since = meeting.opened_at if meeting.state == MeetingState.CLOSED else None
    papers = list(Paper.objects.filter(meeting=meeting).select_related("file").order_by("added_at", "pk"))
    return MeetingView(
        meeting=meeting,
        lines=_lines(items, papers, person_id),
        papers=tuple(paper for paper in papers if paper.item_id is None),
        roll=roll,
        book=book,
        rule=rule,
        lawfulness=lawfulness_of(meeting=meeting, rule=rule, roll=roll, since=since) if rule else None,
        outlook=_outlook(meeting, items, book, today),
        minutes=newest_minutes(meeting) if meeting.state == MeetingState.CLOSED else None,
    )


def newest_minutes(meeting: Meeting) -> Minutes | None:
    """Find the version of the minutes that counts; ``None`` before they were compiled."""
    versions = Minutes.objects.filter(meeting=meeting).select_related("chair", "recorder", "corrected_by")
    return versions.order_by("-version").first()


def _outlook(meeting: Meeting, items: list[AgendaItem], book: Rulebook, today: date) -> NoticeOutlook | None:
    if meeting.state != MeetingState.DRAFT:
        return None
    decisions = [item.decision for item in items]
    rule = notice_rule(book=book, body=meeting.body, decisions=decisions, form=meeting.form)
    return outlook_of(rule=rule, sent_on=today, meeting_on=meeting.starts_on)


def _lines(items: list[AgendaItem], papers: list[Paper], person_id: UUID | None) -> tuple[ItemLine, ...]:
    resolutions = {row.item_id: row for row in Resolution.objects.filter(item__in=items)} if _has_carried(items) else {}
    cast, mine = _running_vote(items, person_id)
    recusals = recusals_of(items)
    elections = [item for item in items if item.is_election]
    standing = candidates_by_item(elections) if elections else {}
    ballots = {row.item_id: row for row in Ballot.objects.filter(item__in=items)}
    return tuple(
        ItemLine(
            item=item,
            papers=tuple(paper for paper in papers if paper.item_id == item.pk),
            resolution=resolutions.get(item.pk),
            cast_count=cast if item.state == ItemState.VOTING else 0,
            my_choice=mine if item.state == ItemState.VOTING else "",
            candidate_count=len(standing.get(item.pk, ())),
            recusals=tuple(recusals.get(item.pk, ())),
            ballot=ballots.get(item.pk),
        )
        for item in items
    )


def _has_carried(items: list[AgendaItem]) -> bool:
    return any(item.state == ItemState.CARRIED for item in items)


def _running_vote(items: list[AgendaItem], person_id: UUID | None) -> tuple[int, str]:
    """Count what was cast on the running vote, and find one's own; two queries, none while no vote runs."""
    running = next((item for item in items if item.state == ItemState.VOTING), None)
    if running is None:
        return 0, ""
    if running.method == AgendaItem.Method.BALLOT:
        voters = list(Envelope.objects.filter(ballot__item=running).values_list("voter_id", flat=True))
        return len(voters), "in" if person_id in voters else ""
    if running.method != AgendaItem.Method.ROLL_CALL:
        return TellersCount.objects.filter(item=running).count(), ""
    votes = list(Vote.objects.filter(item=running).values_list("person_id", "choice"))
    return len(votes), next((choice for person, choice in votes if person == person_id), "")


def counted_items(meetings: list[Meeting]) -> dict[UUID, tuple[int, int]]:
    """Count the items of several meetings, and how many were carried; one query."""
    carried = Count("pk", filter=Q(state=ItemState.CARRIED))
    rows = (
        AgendaItem.objects.filter(meeting__in=meetings).values("meeting_id").annotate(all=Count("pk"), carried=carried)
    )
    return {row["meeting_id"]: (row["all"], row["carried"]) for row in rows}
