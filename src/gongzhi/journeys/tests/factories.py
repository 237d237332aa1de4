"""A street with its offices, and a council of three that can meet; names are invented."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from gongzhi.common.outbox.delivering import drain
from gongzhi.common.permissions import Actor
from gongzhi.journeys import services
from gongzhi.matters.models import Matter, Voice
from gongzhi.matters.tests.factories import MONDAY, Street, accept, make_street, voiced
from gongzhi.meetings import services as meetings
from gongzhi.meetings.models import AgendaItem, Meeting, Resolution
from gongzhi.meetings.tests.factories import seat
from gongzhi.offices.models import Body, Office
from gongzhi.offices.testing import acting, make_person
from gongzhi.people.models import Account, Person

MEETING_AT = MONDAY + timedelta(days=20)


@dataclass
class Quarter:
    """The street of a test with its council."""

    street: Street
    council: Body
    members: list[Person]

    @property
    def general(self) -> Actor:
        """Who calls meetings and handles matters: the secretary-general."""
        return self.street.general

    def member(self, place: int) -> Actor:
        return acting(self.members[place])


def make_quarter() -> Quarter:
    street = make_street()
    names = ("顾明华", "沈秀英", "钱伟国")
    members = [make_person(name, account=Account.objects.create(username=f"m-{name}")) for name in names]
    office = Office.objects.get(body__code="council", votes=True)
    for number, person in enumerate(members, start=1):
        seat(office, person, number)
    return Quarter(street, Body.objects.get(code="council"), members)


def minutes(count: int) -> datetime:
    """Give a moment after the meeting began."""
    return MEETING_AT + timedelta(minutes=count)


def handled(quarter: Quarter, **more: Any) -> Matter:
    """A voice that somebody has taken on."""
    return accept(quarter.street, voiced(quarter.street, **more))


def voice_of(matter: Matter) -> Voice:
    return matter.voices.order_by("taken_at", "pk").first()


def drafted(quarter: Quarter, **more: Any) -> Meeting:
    values = {"body_id": quarter.council.pk, "starts_at": MEETING_AT, "place": "街道会议室", "at": MONDAY, **more}
    return meetings.draft_meeting(actor=quarter.general, **values)


def put(quarter: Quarter, matter: Matter, meeting: Meeting, how: str = "motion") -> AgendaItem:
    return services.put_matter_on_agenda(
        actor=quarter.general, matter_id=matter.pk, meeting_id=meeting.pk, title="加装楼道灯", how=how, at=MONDAY
    )


def in_session(quarter: Quarter, meeting: Meeting) -> Meeting:
    """Send the notice, open the session and sign all members in."""
    general = quarter.general
    chair, recorder = quarter.members[0], general.person_id
    meetings.send_notice(actor=general, meeting_id=meeting.pk, at=MONDAY)
    meetings.open_session(actor=general, meeting_id=meeting.pk, chair_id=chair.pk, recorder_id=recorder, at=MEETING_AT)
    for person in quarter.members:
        meetings.sign_in_by_hand(actor=general, meeting_id=meeting.pk, person_id=person.pk, at=MEETING_AT)
    return Meeting.objects.get(pk=meeting.pk)


def carried(quarter: Quarter, item: AgendaItem) -> AgendaItem:
    """Carry a motion by name."""
    meetings.open_vote(actor=quarter.general, item_id=item.pk, method="roll_call", at=minutes(5))
    for person in quarter.members:
        meetings.cast_vote(actor=quarter.general, item_id=item.pk, choice="for", person_id=person.pk, at=minutes(6))
    return meetings.close_vote(actor=quarter.general, item_id=item.pk, at=minutes(7))


def resolved(quarter: Quarter, item: AgendaItem) -> Resolution:
    """Enter the resolution of a carried motion, with a day by which it must be done, and let the facts arrive."""
    day = minutes(0).date()
    resolution = meetings.adopt_resolution(
        actor=quarter.general,
        item_id=item.pk,
        text="三号楼楼道加装声控灯。",
        owner_id=quarter.general.person_id,
        due_on=day + timedelta(days=14),
        review_on=day + timedelta(days=60),
        at=minutes(8),
    )
    drain()
    return resolution
