"""A street with its charter, its planner, two cadres and people to visit; names are invented."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from gongzhi.common.permissions import Actor
from gongzhi.federations.models import Community
from gongzhi.institution.testing import make_institution
from gongzhi.offices.testing import FIRST_DAY, MONDAY, acting, admit, make_organisation, make_person, seat
from gongzhi.organisations.models import Membership, Organisation
from gongzhi.people.models import Person
from gongzhi.visits import services
from gongzhi.visits.models import Target, Visit
from gongzhi.visits.rules import Circumstances, Result, Saying, Topic, VisitKind, Whom

SEATS = {
    "planner": ("陈亮", "officers", "secretary_general"),
    "president": ("沈建国", "officers", "president"),
    "cadre": ("吴晓芬", "two_committees", "cadre"),
    "street": ("徐岚", "street_office", "street_civil_affairs_lead"),
}


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
    make_institution()
    community = Community.objects.create(name="桂苑社区", households=1800)
    notable = make_person("顾明远", deputy_of="市政协委员", post="退休校长")
    admit(Membership(person=notable))
    people = {role: make_person(name) for role, (name, _body, _office) in SEATS.items()}
    for role, (_name, body, office) in SEATS.items():
        seat(people[role], body, office)
    colleague = make_person("何海")
    seat(colleague, "two_committees", "cadre", 2)
    return Street(
        choir=make_organisation("桂苑社区合唱团", community=community),
        bakery=make_organisation("麦香食品有限公司", kind="enterprise"),
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
