"""A street with its charter, its reviewers and a member organisation; names are invented."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from gongzhi.common.permissions import Actor
from gongzhi.filings import services
from gongzhi.filings.models import Filing
from gongzhi.filings.rules import Content
from gongzhi.institution.testing import make_institution
from gongzhi.offices.testing import MONDAY, acting, make_organisation, make_person, seat
from gongzhi.organisations.models import Organisation


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


SEATS = {
    "secretary": ("周明", "branch", "branch_secretary"),
    "reviewer": ("何敏", "branch", "branch_deputy_secretary"),
    "president": ("沈建国", "officers", "president"),
    "civil_affairs": ("徐岚", "street_office", "street_civil_affairs_lead"),
    "general": ("陈亮", "officers", "secretary_general"),
    "cadre": ("吴晓芬", "two_committees", "cadre"),
}


def make_street() -> Street:
    make_institution()
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
