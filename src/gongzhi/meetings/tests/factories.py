"""A federation with a charter, a council of eighteen and its officers; all names are invented."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

from gongzhi.common.permissions import SYSTEM, Actor
from gongzhi.institution.services import adopt_charter, found_charter
from gongzhi.kernel.decisions import Mandate
from gongzhi.meetings import services
from gongzhi.meetings.models import AgendaItem, Meeting
from gongzhi.meetings.rights import Right
from gongzhi.offices.models import Body, Office, Term
from gongzhi.offices.services import set_up_standard_bodies
from gongzhi.offices.testing import make_person
from gongzhi.people.models import Account, Person

FOUNDED = date(2024, 3, 1)
AT = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)  # Sunday, 10:00 in Shanghai
MEETING_AT = datetime(2026, 11, 28, 6, 0, tzinfo=UTC)  # 14:00 in Shanghai, five full days later
NAMES = (
    "周敏", "陈立", "沈月华", "吴国强", "郑小英", "王建民", "冯秀兰", "朱志明", "徐爱珍", "孙海平",
    "马丽萍", "胡文斌", "郭玉兰", "林永康", "何晓燕", "高振华", "罗美玲", "梁德胜",
)  # fmt: skip


@dataclass
class Hall:
    """A federation ready to meet: its council and who keeps the papers."""

    council: Body
    councillors: list[Person]
    secretary: Person
    president: Person
    rights: tuple[str, ...] = field(default=tuple(Right))

    def actor(self, person: Person | None = None, rights: tuple[str, ...] | None = None) -> Actor:
        """Give a person's actor: the secretary with all rights, others with none."""
        who = person or self.secretary
        given = rights if rights is not None else self.rights if who == self.secretary else ()
        mandates = tuple(Mandate(right=right, office="秘书长") for right in given)
        return Actor(who.account_id, who.pk, who.federation_id, who.name, mandates)


def account_for(name: str) -> Account:
    return Account.objects.create(username=f"{name}-{uuid4().hex[:6]}")


def seat(office: Office, person: Person, number: int = 1, starts_on: date = FOUNDED) -> Term:
    return Term.objects.create(
        office=office, person=person, seat=number, line=uuid4(), starts_on=starts_on,
        recorded_at=AT - timedelta(days=900), basis=Term.Basis.DOCUMENT, basis_number="会员大会决议",
    )  # fmt: skip


def bring_charter_into_force(starts_on: date = FOUNDED) -> None:
    charter = found_charter(actor=SYSTEM, title="联合会章程", at=AT)
    adopt_charter(
        actor=SYSTEM,
        charter_id=charter.pk,
        starts_on=starts_on,
        adopted_on=starts_on,
        resolution_label="成立大会决议",
        at=AT,
    )


def make_hall(count: int = 18) -> Hall:
    """Set up bodies, charter, a council of ``count`` of whom the last has no account, and two officers."""
    set_up_standard_bodies(actor=SYSTEM, at=AT)
    bring_charter_into_force()
    council = Body.objects.get(code=Body.Code.COUNCIL)
    office = Office.objects.get(body=council, votes=True)
    names = [NAMES[index] if index < len(NAMES) else f"理事{index}" for index in range(count)]
    people = [
        make_person(name, account=account_for(name) if index < count - 1 else None) for index, name in enumerate(names)
    ]
    for number, person in enumerate(people, start=1):
        seat(office, person, number)
    secretary = make_person("姚静", account=account_for("姚静"))
    seat(Office.objects.get(body__code=Body.Code.OFFICERS, code="secretary_general"), secretary)
    seat(Office.objects.get(body__code=Body.Code.OFFICERS, code="president"), people[0])
    return Hall(council, people, secretary, people[0])


def draft(hall: Hall, **more: Any) -> Meeting:
    """Draft a council meeting with two motions and a report."""
    values: dict[str, Any] = {
        "actor": hall.actor(),
        "body_id": hall.council.pk,
        "starts_at": MEETING_AT,
        "place": "街道社会组织服务中心 201 室",
        "at": AT,
        "items": (
            services.NewItem(title="吸纳农翔社区老娘舅调解队为会员", decision="council"),
            services.NewItem(title="2027 年微项目资助方案", decision="council"),
            services.NewItem(title="听取全年工作报告"),
        ),
        "chair_id": hall.president.pk,
        "recorder_id": hall.secretary.pk,
    }
    return services.draft_meeting(**{**values, **more})


def called(hall: Hall, **more: Any) -> Meeting:
    meeting = draft(hall, **more)
    return services.send_notice(actor=hall.actor(), meeting_id=meeting.pk, at=AT)


def in_session(hall: Hall, present: int = 13, **more: Any) -> Meeting:
    """Open a session with ``present`` councillors signed in by hand."""
    meeting = called(hall, **more)
    services.open_session(
        actor=hall.actor(),
        meeting_id=meeting.pk,
        chair_id=hall.president.pk,
        recorder_id=hall.secretary.pk,
        at=MEETING_AT,
    )
    for person in hall.councillors[:present]:
        services.sign_in_by_hand(actor=hall.actor(), meeting_id=meeting.pk, person_id=person.pk, at=MEETING_AT)
    return Meeting.objects.get(pk=meeting.pk)


def motion(meeting: Meeting, place: int = 1) -> AgendaItem:
    return AgendaItem.objects.select_related("meeting__body").get(meeting=meeting, position=place)


def later(minutes: int) -> datetime:
    """Give a moment after the meeting began."""
    return MEETING_AT + timedelta(minutes=minutes)


def vote_all(hall: Hall, item: AgendaItem, votes_for: int, against: int = 0, abstain: int = 0) -> None:
    """Let the first councillors vote by name."""
    choices = ["for"] * votes_for + ["against"] * against + ["abstain"] * abstain
    for person, choice in zip(hall.councillors, choices, strict=False):
        services.cast_vote(actor=hall.actor(person), item_id=item.pk, choice=choice, at=later(6))
