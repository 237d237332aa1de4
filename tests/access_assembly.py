"""Elections, a consultation and what leads from matters to meetings, in each state that a page of the table needs."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from gongzhi.common.permissions import SYSTEM
from gongzhi.journeys import services as journeys
from gongzhi.meetings import services as meetings
from gongzhi.meetings.models import AgendaItem, Candidate, Meeting, Recusal
from gongzhi.offices.models import Body
from gongzhi.offices.selectors import entitled
from gongzhi.people.models import Person
from tests.access_acts import MOMENT, TODAY, sitting_of
from tests.access_voices import accepted

AN_HOUR = timedelta(hours=1)


def assemble(made: dict[str, Any], mark: str, *, owner: str) -> None:
    """Elect, consult, and let a meeting resolve on a matter; put the keys into ``made``."""
    council = Body.objects.get(code=Body.Code.COUNCIL)
    seats = [each.person_id for each in entitled(body=council, on=TODAY)]
    sitting = sitting_of(council, seats, mark, days_ago=8)
    _resolve(made, mark, sitting, seats, Person.objects.get(name=owner).pk)
    _elect(made, mark, sitting, seats)
    _consult(made, mark, council, seats)


def _resolve(made: dict[str, Any], mark: str, sitting: Meeting, seats: list[UUID], owner_id: UUID) -> None:
    matter = accepted(f"添置健身器材{mark}", owner_id)
    item = journeys.put_matter_on_agenda(
        actor=SYSTEM,
        matter_id=matter.pk,
        meeting_id=sitting.pk,
        title=f"是否添置{mark}",
        how="motion",
        at=MOMENT,
    )
    meetings.open_vote(actor=SYSTEM, item_id=item.pk, method="roll_call", at=MOMENT)
    for person in seats:
        meetings.cast_vote(actor=SYSTEM, item_id=item.pk, choice="for", person_id=person, at=MOMENT)
    meetings.close_vote(actor=SYSTEM, item_id=item.pk, at=MOMENT)
    made["resolution_on_matter"] = meetings.adopt_resolution(
        actor=SYSTEM,
        item_id=item.pk,
        text=f"添置两件。{mark}",
        owner_id=seats[2],
        review_on=TODAY + timedelta(days=60),
        at=MOMENT,
    )


def _elect(made: dict[str, Any], mark: str, sitting: Meeting, seats: list[UUID]) -> None:
    """One election that waits, with somebody recused; one that found nobody; one whose papers are being counted."""
    waiting = _election(sitting, f"选举监事{mark}", seats[2:5])
    made["election"] = waiting
    made["candidate"] = Candidate.objects.get(item=waiting, position=2)
    meetings.record_recusal(actor=SYSTEM, item_id=waiting.pk, person_id=seats[2], reason=f"近亲属参选{mark}", at=MOMENT)
    made["recusal"] = Recusal.objects.get(item=waiting)
    nobody = _election(sitting, f"选举秘书{mark}", seats[2:4])
    _open_papers(nobody)
    votes = tuple((candidate.pk, 0) for candidate in Candidate.objects.filter(item=nobody))
    meetings.sign_election_count(
        actor=SYSTEM,
        item_id=nobody.pk,
        teller_ids=seats[:2],
        counts=meetings.ElectionCounts(valid=0, blank=len(seats) - 1, spoiled=0, votes=votes),
        at=MOMENT,
    )
    made["election_failed"] = meetings.close_vote(actor=SYSTEM, item_id=nobody.pk, at=MOMENT)
    made["election_counting"] = _election(sitting, f"选举理事{mark}", seats[2:4])
    _open_papers(made["election_counting"])


def _election(sitting: Meeting, title: str, candidates: list[UUID]) -> AgendaItem:
    new = meetings.NewElection(title=title, decision="council.election", seats=2, candidate_ids=tuple(candidates))
    return meetings.add_election(actor=SYSTEM, meeting_id=sitting.pk, election=new, at=MOMENT)


def _open_papers(item: AgendaItem) -> None:
    meetings.open_vote(actor=SYSTEM, item_id=item.pk, method="paper", at=MOMENT)


def _consult(made: dict[str, Any], mark: str, council: Body, seats: list[UUID]) -> None:
    """Hold a consultation since an hour ago: one guest is there and has spoken, one has not come."""
    begins = MOMENT - AN_HOUR
    held = meetings.draft_meeting(
        actor=SYSTEM,
        body_id=council.pk,
        starts_at=begins,
        place=f"社区议事厅{mark}",
        form="deliberation",
        items=[meetings.NewItem(title=f"停车怎么办{mark}")],
        at=begins - timedelta(days=20),
        chair_id=seats[0],
        recorder_id=seats[1],
    )
    spoke = _guest(held, f"甲代表{mark}")
    made["consultation"], made["guest"] = held, _guest(held, f"乙代表{mark}")
    meetings.send_notice(actor=SYSTEM, meeting_id=held.pk, at=begins - timedelta(days=15))
    meetings.open_session(actor=SYSTEM, meeting_id=held.pk, chair_id=seats[0], recorder_id=seats[1], at=begins)
    for person in seats:
        meetings.sign_in_by_hand(actor=SYSTEM, meeting_id=held.pk, person_id=person, at=begins)
    meetings.record_coming(actor=SYSTEM, guest_id=spoke.pk, at=begins)
    item = AgendaItem.objects.get(meeting=held)
    made["remark"] = meetings.note_remark(
        actor=SYSTEM, item_id=item.pk, words=f"夜里停不下{mark}", guest_id=spoke.pk, at=begins
    )


def _guest(meeting: Meeting, name: str) -> Any:
    new = meetings.NewGuest(behalf="residents", name=name, contact="13800013333")
    return meetings.invite_guest(actor=SYSTEM, meeting_id=meeting.pk, guest=new, at=MOMENT - timedelta(days=20))
