"""One meeting and one filing in each state that a page of the whole table needs, made through the services."""

from datetime import UTC, datetime, timedelta
from typing import Any

from gongzhi.common.clock import local_day
from gongzhi.common.permissions import SYSTEM, Actor
from gongzhi.filings import services as filings
from gongzhi.filings.models import Filing
from gongzhi.filings.rules import Content
from gongzhi.meetings import services as meetings
from gongzhi.meetings.models import AgendaItem, Meeting
from gongzhi.offices.models import Body
from gongzhi.offices.selectors import entitled
from gongzhi.organisations.models import Organisation

MOMENT = datetime(2026, 11, 18, 2, tzinfo=UTC)
"""A Wednesday, ten o'clock in Shanghai: the clock of the whole test stands there."""
TODAY = local_day(MOMENT)
PAPER = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


def hold_meetings(made: dict[str, Any], mark: str) -> None:
    """Draft, call, open and close council meetings; put their keys into ``made``."""
    council = Body.objects.get(code=Body.Code.COUNCIL)
    seats = [each.person_id for each in entitled(body=council, on=TODAY)]
    draft = _draft(council, seats, mark, days=21)
    made["meeting"], made["item"] = draft, _motion(draft)
    meetings.attach_papers(
        actor=SYSTEM, meeting_id=draft.pk, papers=[meetings.NewPaper(name=f"方案{mark}.pdf", content=PAPER)], at=MOMENT
    )
    made["paper"] = draft.papers.get()
    called = _draft(council, seats, mark, days=14, at=MOMENT - timedelta(days=3))
    meetings.send_notice(actor=SYSTEM, meeting_id=called.pk, at=MOMENT - timedelta(days=2))
    made["council"], made["seat"], made["called"] = council, seats[2], called
    due = _draft(council, seats, mark, days=0, hours=0)
    meetings.send_notice(actor=SYSTEM, meeting_id=due.pk, at=MOMENT - timedelta(days=20))
    made["due"] = due
    sitting = sitting_of(council, seats, mark, days_ago=0)
    made["sitting"], made["voting"] = sitting, _motion(sitting)
    meetings.open_vote(actor=SYSTEM, item_id=made["voting"].pk, method="roll_call", at=MOMENT - timedelta(minutes=5))
    made["motion"] = _motion(sitting_of(council, seats, mark, days_ago=1))
    empty = sitting_of(council, seats, mark, days_ago=2)
    for item in AgendaItem.objects.filter(meeting=empty):
        meetings.withdraw_motion(actor=SYSTEM, item_id=item.pk, reason="提案人撤回", at=MOMENT)
    made["empty"] = empty
    _closed(made, council, seats, mark)


def _draft(
    council: Body,
    seats: list[Any],
    mark: str,
    *,
    days: int,
    hours: int = 4,
    at: datetime = MOMENT - timedelta(days=40),
) -> Meeting:
    return meetings.draft_meeting(
        actor=SYSTEM,
        body_id=council.pk,
        starts_at=MOMENT + timedelta(days=days, hours=hours),
        place=f"二楼会议室{mark}",
        title=f"理事会{mark}第{days}次会议" if mark else "",
        at=at,
        items=[meetings.NewItem(title=f"第{n}项{mark}", decision="council") for n in (1, 2)],
        chair_id=seats[0],
        recorder_id=seats[1],
    )


def _motion(meeting: Meeting) -> AgendaItem:
    return AgendaItem.objects.get(meeting=meeting, position=1)


def sitting_of(council: Body, seats: list[Any], mark: str, *, days_ago: int) -> Meeting:
    """Open a session an hour ago on that day, with everybody there."""
    begins = MOMENT - timedelta(days=days_ago, hours=1)
    meeting = meetings.draft_meeting(
        actor=SYSTEM,
        body_id=council.pk,
        starts_at=begins,
        place=f"三楼会议室{mark}",
        at=begins - timedelta(days=20),
        items=[meetings.NewItem(title=f"第{n}项动议{mark}", decision="council") for n in (1, 2)],
        chair_id=seats[0],
        recorder_id=seats[1],
    )
    meetings.send_notice(actor=SYSTEM, meeting_id=meeting.pk, at=begins - timedelta(days=15))
    meetings.open_session(actor=SYSTEM, meeting_id=meeting.pk, chair_id=seats[0], recorder_id=seats[1], at=begins)
    for person in seats:
        meetings.sign_in_by_hand(actor=SYSTEM, meeting_id=meeting.pk, person_id=person, at=begins)
    return meeting


def _closed(made: dict[str, Any], council: Body, seats: list[Any], mark: str) -> None:
    meeting = sitting_of(council, seats, mark, days_ago=9)
    begins = MOMENT - timedelta(days=9, hours=1)
    for minute, item in enumerate(AgendaItem.objects.filter(meeting=meeting).order_by("position"), start=1):
        opened = begins + timedelta(minutes=minute * 10)
        meetings.open_vote(actor=SYSTEM, item_id=item.pk, method="roll_call", at=opened)
        for person in seats:
            meetings.cast_vote(actor=SYSTEM, item_id=item.pk, choice="for", person_id=person, at=opened)
        meetings.close_vote(actor=SYSTEM, item_id=item.pk, at=opened + timedelta(minutes=3))
    meetings.close_session(actor=SYSTEM, meeting_id=meeting.pk, at=begins + timedelta(hours=1))
    meetings.compile_minutes(actor=SYSTEM, meeting_id=meeting.pk, at=begins + timedelta(hours=2))
    made["closed"], made["carried"] = meeting, AgendaItem.objects.get(meeting=meeting, position=2)
    made["resolution"] = meetings.adopt_resolution(
        actor=SYSTEM,
        item_id=_motion(meeting).pk,
        text=f"同意。{mark}",
        owner_id=seats[2],
        review_on=TODAY + timedelta(days=60),
        at=begins + timedelta(hours=3),
    )


def file_activities(made: dict[str, Any], mark: str, reviewer: Actor) -> None:
    """File activities of one organisation up to each state; put their keys into ``made``."""
    organisation = made["organisation"]
    made["filing_draft"] = _filing(organisation, mark, "合唱排练", days=30)
    made["filing"] = _handed_in(organisation, mark, "敬老音乐会", days=31)
    made["filing_approved"] = _approved(reviewer, organisation, mark, "秋日游园", days=33)
    made["filing_past"] = _approved(reviewer, organisation, mark, "重阳茶话", days=-6, at=MOMENT - timedelta(days=40))
    filings.attach_paper(
        actor=SYSTEM,
        filing_id=made["filing_draft"].pk,
        name=f"安全预案{mark}.pdf",
        content=PAPER,
        kind="other",
        at=MOMENT,
    )
    made["filing_paper"] = made["filing_draft"].papers.get()
    made["unfiled"] = filings.note_unfiled_activity(
        actor=SYSTEM,
        organisation_id=organisation.pk,
        sighting=filings.Sighting(
            title=f"广场演出{mark}",
            held_on=TODAY - timedelta(days=2),
            seen="路过时看见，约两百人。",
            people=220,
            public_outdoor_place=True,
        ),
        at=MOMENT,
    )


def _filing(
    organisation: Organisation, mark: str, title: str, *, days: int, at: datetime = MOMENT - timedelta(days=1)
) -> Filing:
    starts_at = MOMENT + timedelta(days=days)
    content = Content(
        title=f"{title}{mark}",
        kind="performance",
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=2),
        place="桂苑社区中心广场",
        story=f"合唱、独唱和茶点。{mark}",
        people=120,
        leader_name="林桂芳",
        leader_phone="13812340001",
        funds={"own": 300_000},
        public_outdoor_place=True,
    )
    return filings.draft_filing(actor=SYSTEM, organisation_id=organisation.pk, content=content, at=at)


def _handed_in(organisation: Organisation, mark: str, title: str, **more: Any) -> Filing:
    made = _filing(organisation, mark, title, **more)
    return filings.submit_filing(actor=SYSTEM, filing_id=made.pk, at=more.get("at", MOMENT))


def _approved(reviewer: Actor, organisation: Organisation, mark: str, title: str, **more: Any) -> Filing:
    made = _handed_in(organisation, mark, title, **more)
    at = more.get("at", MOMENT) + timedelta(hours=1)
    while made.state in {"submitted", "under_review"}:
        made = filings.approve(actor=reviewer, filing_id=made.pk, at=at)
    return made
