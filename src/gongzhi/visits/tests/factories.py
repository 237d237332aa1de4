"""A street with its charter, its planner, two cadres and people to visit; names are invented."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from gongzhi.common.permissions import SYSTEM, Actor
from gongzhi.federations.models import Community
from gongzhi.institution import services as institution
from gongzhi.kernel.text import initials_key, name_pinyin_key, pinyin_key, search_key
from gongzhi.offices.models import Office, Term
from gongzhi.offices.selectors import mandates_on
from gongzhi.offices.services import set_up_standard_bodies
from gongzhi.organisations.models import Membership, MembershipSpell, Organisation, OrganisationIdentity
from gongzhi.people.models import Person
from gongzhi.visits import services
from gongzhi.visits.models import Target, Visit
from gongzhi.visits.rules import Circumstances, Result, Saying, Topic, VisitKind, Whom

FOUNDED = date(2024, 3, 1)
LONG_AGO = datetime(2024, 3, 1, 2, tzinfo=UTC)
MONDAY = datetime(2026, 11, 2, 2, tzinfo=UTC)
FIRST_DAY = date(2026, 11, 2)
SEATS = {
    "planner": ("陈亮", "officers", "secretary_general"),
    "president": ("沈建国", "officers", "president"),
    "cadre": ("吴晓芬", "two_committees", "cadre"),
    "street": ("徐岚", "street_office", "street_civil_affairs_lead"),
}


def make_person(name: str, **more: Any) -> Person:
    keys = {"name_key": search_key(name), "name_pinyin": name_pinyin_key(name)}
    return Person.objects.create(name=name, **keys, **more)


def make_member(name: str, **more: Any) -> Organisation:
    organisation = Organisation.objects.create(
        identity=OrganisationIdentity.objects.create(name=name),
        name=name,
        name_key=search_key(name),
        name_pinyin=pinyin_key(name),
        name_initials=initials_key(name),
        **more,
    )
    admit(Membership(organisation=organisation))
    return organisation


def admit(membership: Membership) -> None:
    membership.state, membership.since = "admitted", FOUNDED
    membership.save()
    MembershipSpell.objects.create(
        membership=membership, state="admitted", starts_on=FOUNDED, recorded_at=LONG_AGO, basis="会员名册"
    )


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
    bakery: Organisation
    notable: Person
    community: Community
    planner: Actor
    president: Actor
    cadre: Actor
    colleague: Actor
    street: Actor
    stranger: Actor


def make_street() -> Street:
    set_up_standard_bodies(actor=SYSTEM, at=LONG_AGO)
    draft = institution.found_charter(actor=SYSTEM, title="示范章程", at=LONG_AGO)
    institution.adopt_charter(
        actor=SYSTEM,
        charter_id=draft.pk,
        starts_on=FOUNDED,
        adopted_on=FOUNDED,
        resolution_label="成立大会第1号决议",
        at=LONG_AGO,
    )
    community = Community.objects.create(name="桂苑社区", households=1800)
    notable = make_person("顾明远", deputy_of="市政协委员", post="退休校长")
    admit(Membership(person=notable))
    people = {role: make_person(name) for role, (name, _body, _office) in SEATS.items()}
    for role, (_name, body, office) in SEATS.items():
        seat(people[role], body, office)
    colleague = make_person("何海")
    seat(colleague, "two_committees", "cadre", 2)
    return Street(
        choir=make_member("桂苑社区合唱团", community=community),
        bakery=make_member("麦香食品有限公司", kind="enterprise"),
        notable=notable,
        community=community,
        colleague=acting(colleague),
        stranger=acting(make_person("过路人")),
        **{role: acting(person) for role, person in people.items()},
    )


def household(street: Street, label: str = "3栋2单元501") -> Target:
    whom = Whom(kind=VisitKind.HOUSEHOLD, label=label)
    return services.add_target(actor=street.planner, whom=whom, community_id=street.community.pk, at=MONDAY)


def given(street: Street, label: str = "3栋2单元501", *, to: Actor | None = None, due_on: date | None = None) -> Target:
    """A household that a cadre was asked to visit, by the tenth unless said otherwise."""
    target = household(street, label)
    services.give_targets(
        actor=street.planner,
        target_ids=[target.pk],
        person_id=(to or street.cadre).person_id,
        due_on=due_on or date(2026, 11, 10),
        at=MONDAY,
    )
    return target


def how(street: Street | None = None, **more: Any) -> Circumstances:
    values: dict[str, Any] = {"on": FIRST_DAY, "result": Result.MET, **more}
    return Circumstances(community_id=street.community.pk if street else None, **values)


LIGHT = Saying(Topic.COMMUNITY, "三号楼的路灯坏了半个月。")
PRAISE = Saying(Topic.FEDERATION, "合唱团唱得好！", keep_only=True)


def visited(street: Street, target: Target, *sayings: Saying, at: datetime = MONDAY, **more: Any) -> Visit:
    """A visit by the cadre to a target."""
    wish = {"wish": more.pop("wish")} if "wish" in more else {}
    return services.record_visit(
        actor=more.pop("actor", street.cadre),
        target_id=target.pk,
        how=how(street, **more),
        sayings=sayings,
        at=at,
        **wish,
    )
