"""A street with its charter, its reviewers and a member organisation; names are invented."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from gongzhi.common.permissions import SYSTEM, Actor
from gongzhi.filings import services
from gongzhi.filings.models import Filing
from gongzhi.filings.rules import Content
from gongzhi.institution import services as institution
from gongzhi.kernel.text import initials_key, name_pinyin_key, pinyin_key, search_key
from gongzhi.offices.models import Office, Term
from gongzhi.offices.selectors import mandates_on
from gongzhi.offices.services import set_up_standard_bodies
from gongzhi.organisations.models import (
    Membership,
    MembershipSpell,
    Organisation,
    OrganisationIdentity,
    Representative,
)
from gongzhi.people.models import Person

FOUNDED = date(2024, 3, 1)
LONG_AGO = datetime(2024, 3, 1, 2, tzinfo=UTC)
# A Monday; the next public holiday is far away.
MONDAY = datetime(2026, 11, 2, 2, tzinfo=UTC)
FIRST_DAY = date(2026, 11, 2)


def make_person(name: str, **more: Any) -> Person:
    keys = {"name_key": search_key(name), "name_pinyin": name_pinyin_key(name)}
    return Person.objects.create(name=name, **keys, **more)


def make_organisation(name: str, leader: Person | None = None) -> Organisation:
    organisation = Organisation.objects.create(
        identity=OrganisationIdentity.objects.create(name=name),
        name=name,
        name_key=search_key(name),
        name_pinyin=pinyin_key(name),
        name_initials=initials_key(name),
    )
    membership = Membership.objects.create(organisation=organisation, state="admitted", since=FOUNDED)
    MembershipSpell.objects.create(
        membership=membership, state="admitted", starts_on=FOUNDED, recorded_at=LONG_AGO, basis="会员名册"
    )
    if leader is not None:
        Representative.objects.create(organisation=organisation, person=leader, starts_on=FOUNDED, recorded_at=LONG_AGO)
    return organisation


def seat(person: Person, body_code: str, code: str, number: int = 1) -> Term:
    office = Office.objects.get(body__code=body_code, code=code)
    return Term.objects.create(
        office=office,
        person=person,
        seat=number,
        line=person.pk,
        starts_on=FOUNDED,
        recorded_at=LONG_AGO,
        basis="resolution",
    )


def acting(person: Person, on: date = FIRST_DAY) -> Actor:
    """The person with today's mandates, as a request would carry them."""
    mandates, led = mandates_on(person_id=person.pk, on=on)
    return Actor(
        account_id=person.account_id,
        person_id=person.pk,
        federation_id=person.federation_id,
        name=person.name,
        mandates=tuple(mandates),
        organisation_ids=led,
    )


@dataclass
class Street:
    """Who is who in the street of a test."""

    choir: Organisation
    leader: Actor
    secretary: Actor
    reviewer: Actor
    president: Actor
    civil_affairs: Actor
    general: Actor
    cadre: Actor
    stranger: Actor


def put_charter_in_force() -> None:
    draft = institution.found_charter(actor=SYSTEM, title="示范章程", at=LONG_AGO)
    institution.adopt_charter(
        actor=SYSTEM,
        charter_id=draft.pk,
        starts_on=FOUNDED,
        adopted_on=FOUNDED,
        resolution_label="成立大会第1号决议",
        at=LONG_AGO,
    )


SEATS = {
    "secretary": ("周明", "branch", "branch_secretary"),
    "reviewer": ("何敏", "branch", "branch_deputy_secretary"),
    "president": ("沈建国", "officers", "president"),
    "civil_affairs": ("徐岚", "street_office", "street_civil_affairs_lead"),
    "general": ("陈亮", "officers", "secretary_general"),
    "cadre": ("吴晓芬", "two_committees", "cadre"),
}


def make_street() -> Street:
    set_up_standard_bodies(actor=SYSTEM, at=LONG_AGO)
    put_charter_in_force()
    leader = make_person("林桂芳")
    choir = make_organisation("桂苑社区合唱团", leader)
    people = {role: make_person(name) for role, (name, _body, _office) in SEATS.items()}
    for role, (_name, body, office) in SEATS.items():
        seat(people[role], body, office)
    return Street(
        choir=choir,
        leader=acting(leader),
        stranger=acting(make_person("过路人")),
        **{role: acting(person) for role, person in people.items()},
    )


def content(**more: Any) -> Content:
    """An outdoor concert four weeks ahead for 120 people: class notice."""
    starts_at = more.pop("starts_at", MONDAY + timedelta(days=28))
    values: dict[str, Any] = {
        "title": "冬至长者音乐会",
        "kind": "performance",
        "starts_at": starts_at,
        "ends_at": starts_at + timedelta(hours=2),
        "place": "桂苑社区中心广场",
        "story": "合唱、独唱和茶点，邀请社区长者参加。",
        "people": 120,
        "leader_name": "林桂芳",
        "leader_phone": "13812340001",
        "funds": {"own": 300_000},
        "public_outdoor_place": True,
        **more,
    }
    return Content(**values)


def drafted(street: Street, at: datetime = MONDAY, **more: Any) -> Filing:
    return services.draft_filing(actor=street.leader, organisation_id=street.choir.pk, content=content(**more), at=at)


def submitted(street: Street, at: datetime = MONDAY, **more: Any) -> Filing:
    return services.submit_filing(actor=street.leader, filing_id=drafted(street, at, **more).pk, at=at)


def approved(street: Street, at: datetime = MONDAY, **more: Any) -> Filing:
    filing = submitted(street, at, **more)
    filing = services.approve(actor=street.secretary, filing_id=filing.pk, at=at)
    if filing.filing_class == "approval":
        filing = services.approve(actor=street.president, filing_id=filing.pk, at=at)
    return filing
