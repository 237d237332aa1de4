"""Organisations, members and leaders for tests; all are invented."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from gongzhi.common.permissions import SYSTEM, Actor
from gongzhi.kernel.text import name_pinyin_key, search_key
from gongzhi.organisations import services
from gongzhi.organisations.models import Membership, Organisation, Representative
from gongzhi.organisations.services.register import OrganisationFacts
from gongzhi.people.models import Person

AT = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)
TODAY = date(2026, 11, 22)
CODE, OTHER_CODE = "52330402HJ4PDJ6E2E", "91330402M4GMUE8CDX"


def make_person(name: str, **more: Any) -> Person:
    return Person.objects.create(name=name, name_key=search_key(name), name_pinyin=name_pinyin_key(name), **more)


def add(name: str, actor: Actor = SYSTEM, **facts: Any) -> Organisation:
    return services.add_organisation(actor=actor, facts=OrganisationFacts(name=name, **facts), at=AT)


def apply(organisation: Organisation, on: date = date(2026, 1, 10), actor: Actor = SYSTEM) -> Membership:
    return services.apply_for_membership(actor=actor, organisation_id=organisation.pk, on=on, at=AT)


def admit(membership: Membership, on: date = date(2026, 2, 1), **more: Any) -> Membership:
    values: dict[str, Any] = {"actor": SYSTEM, "basis": "理事会决议2026-1", "at": AT, **more}
    return services.admit(membership_id=membership.pk, on=on, **values)


def make_member(name: str, leader: Person | None = None, **facts: Any) -> Organisation:
    organisation = add(name, **facts)
    admit(apply(organisation))
    if leader is not None:
        lead(organisation, leader)
    return organisation


def lead(organisation: Organisation, person: Person, starts_on: date = date(2024, 1, 1)) -> Representative:
    return services.name_representative(
        actor=SYSTEM, organisation_id=organisation.pk, person_id=person.pk, starts_on=starts_on, at=AT
    )


def leader_of(organisation_id: UUID, person: Person) -> Actor:
    return Actor(
        person_id=person.pk,
        federation_id=person.federation_id,
        name=person.name,
        organisation_ids=frozenset({organisation_id}),
    )
