"""Persons, offices and terms for tests; names are invented."""

from datetime import UTC, date, datetime
from typing import Any

from gongzhi.common.permissions import SYSTEM
from gongzhi.kernel.text import name_pinyin_key, search_key
from gongzhi.offices import services
from gongzhi.offices.models import Office, Term
from gongzhi.people.models import Person

AT = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)
TODAY = date(2026, 11, 22)


def make_person(name: str, **more: Any) -> Person:
    return Person.objects.create(name=name, name_key=search_key(name), name_pinyin=name_pinyin_key(name), **more)


def set_up(at: datetime = AT) -> None:
    services.set_up_standard_bodies(actor=SYSTEM, at=at)


def office(body_code: str, code: str) -> Office:
    return Office.objects.select_related("body").get(body__code=body_code, code=code)


def elect(where: Office, person: Person, starts_on: date = date(2024, 3, 1), **more: Any) -> Term:
    values: dict[str, Any] = {"resolution": "会员大会决议2024-1", "at": AT, "actor": SYSTEM, **more}
    return services.elect_term(office_id=where.pk, person_id=person.pk, starts_on=starts_on, **values)
