"""A street with its charter and its offices, and matters in it; names are invented."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from gongzhi.common.permissions import Actor
from gongzhi.institution.testing import make_institution
from gongzhi.matters import services
from gongzhi.matters.models import Matter, Voice
from gongzhi.matters.services import ReplyWish
from gongzhi.offices.models import Body, Office
from gongzhi.offices.testing import FIRST_DAY, MONDAY, acting, make_organisation, make_person, seat
from gongzhi.organisations.models import Organisation
from gongzhi.people.models import Account, Person

DAY = timedelta(days=1)
RECEIPT = ReplyWish()
PHONE = ReplyWish(channel="phone", name="陈阿姨", contact="13812340001")

SEATS = {
    "general": ("陈亮", "officers", "secretary_general"),
    "president": ("沈建国", "officers", "president"),
    "handler": ("周明", "branch", "branch_secretary"),
    "clerk": ("许静", "secretariat", "secretary"),
    "civil_affairs": ("徐岚", "street_office", "street_civil_affairs_lead"),
    "cadre": ("吴晓芬", "two_committees", "cadre"),
}


@dataclass
class Street:
    """Who is who in the street of a test; those who work here can sign in."""

    choir: Organisation
    leader: Actor
    stranger: Actor
    general: Actor
    president: Actor
    handler: Actor
    clerk: Actor
    civil_affairs: Actor
    cadre: Actor

    @property
    def street_office(self) -> Body:
        return Body.objects.get(code="street_office")

    @property
    def community(self) -> Body:
        return Body.objects.get(code="two_committees")


def with_account(name: str) -> Person:
    return make_person(name, account=Account.objects.create(username=f"u-{Account.objects.count()}-{name}"))


def make_street() -> Street:
    make_institution()
    leader = with_account("林桂芳")
    choir = make_organisation("桂苑社区合唱团", leader)
    people = {role: with_account(name) for role, (name, _body, _office) in SEATS.items()}
    for role, (_name, body, office) in SEATS.items():
        seat(people[role], body, office)
    return Street(
        choir=choir,
        leader=acting(leader),
        stranger=acting(with_account("过路人")),
        **{role: acting(person) for role, person in people.items()},
    )


def voiced(street: Street | None = None, at: datetime = MONDAY, **more: Any) -> Voice:
    """Somebody says something; by default anonymously through the web."""
    values: dict[str, Any] = {
        "actor": Actor() if street is None else street.clerk,
        "words": "三号楼楼道的灯坏了两个星期，晚上老人上下楼看不见。",
        "channel": "web" if street is None else "desk",
        "said_on": at.date(),
        "reply": RECEIPT,
        "consent": True,
        "at": at,
        **more,
    }
    return services.raise_voice(**values)


def accepted(street: Street, at: datetime = MONDAY, **more: Any) -> Matter:
    return accept(street, voiced(at=at, **more), at)


def accept(street: Street, voice: Voice, at: datetime = MONDAY) -> Matter:
    return services.accept_matter(
        actor=street.general,
        matter_id=voice.matter_id,
        title="三号楼楼道照明",
        category="facilities",
        owner_id=street.handler.person_id,
        at=at,
    )


def answered(street: Street, at: datetime = MONDAY, **more: Any) -> Matter:
    matter = accepted(street, at, **more)
    answer(street, matter, at)
    return Matter.objects.get(pk=matter.pk)


def answer(street: Street, matter: Matter, at: datetime = MONDAY, result: str = "solved") -> Any:
    return services.answer(actor=street.handler, matter_id=matter.pk, text="灯已换好。", result=result, at=at)


def escalated(street: Street, at: datetime = MONDAY, **more: Any) -> Any:
    matter = accepted(street, at, **more)
    return services.escalate(
        actor=street.general, matter_id=matter.pk, body_id=street.street_office.pk, reason="需要街道协调", at=at
    )


__all__ = [
    "DAY",
    "FIRST_DAY",
    "MONDAY",
    "PHONE",
    "RECEIPT",
    "Office",
    "Street",
    "accept",
    "accepted",
    "acting",
    "answer",
    "answered",
    "escalated",
    "make_person",
    "make_street",
    "seat",
    "voiced",
    "with_account",
]
