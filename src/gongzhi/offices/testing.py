"""This will seat invented people and sign them in, for the tests of this room and those above."""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

from django.test import Client

from gongzhi.common.permissions import Actor
from gongzhi.kernel.decisions import Mandate
from gongzhi.kernel.text import initials_key, name_pinyin_key, pinyin_key, search_key
from gongzhi.offices.models import Body, Office, Power, Term
from gongzhi.offices.selectors import mandates_on
from gongzhi.organisations.models import (
    Membership,
    MembershipSpell,
    Organisation,
    OrganisationIdentity,
    Representative,
)
from gongzhi.people.models import Account, Person

SINCE = date(2020, 1, 1)
AT = datetime(2020, 1, 1, tzinfo=UTC)
FOUNDED = date(2024, 3, 1)
LONG_AGO = datetime(2024, 3, 1, 2, tzinfo=UTC)
# A Monday; the next public holiday is far away.
MONDAY = datetime(2026, 11, 2, 2, tzinfo=UTC)
FIRST_DAY = date(2026, 11, 2)


def make_person(name: str = "周敏", **more: Any) -> Person:
    """Create a person of the scope's federation; the name is invented."""
    return Person.objects.create(name=name, name_key=search_key(name), name_pinyin=name_pinyin_key(name), **more)


def make_officer(rights: Iterable[str] = (), *, name: str = "周敏", username: str = "") -> Person:
    """Create a person with an account and an office that carries the rights since 2020."""
    account = Account.objects.create(username=username or f"u-{uuid4().hex[:12]}")
    person = make_person(name, account=account)
    body = Body.objects.create(code=Body.Code.SECRETARIAT, name=f"秘书处 {account.username}")
    office = Office.objects.create(body=body, code=f"office-{account.username}"[:40], title="秘书")
    Term.objects.create(
        office=office, person=person, line=uuid4(), starts_on=SINCE, recorded_at=AT, basis=Term.Basis.DOCUMENT
    )
    Power.objects.bulk_create(
        [
            Power(body_code=body.code, office_code=office.code, right=right, clause_code="test", starts_on=SINCE)
            for right in rights
        ]
    )
    return person


def actor_of(person: Person, rights: Iterable[str] = ()) -> Actor:
    """Give the actor that a request of this person would have, with the rights named."""
    mandates = tuple(Mandate(right=right, office="秘书") for right in rights)
    return Actor(person.account_id, person.pk, person.federation_id, person.name, mandates)


def sign_in(client: Client, person: Person) -> Client:
    """Sign the person's account in, without a password."""
    client.force_login(person.account, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def make_organisation(name: str, leader: Person | None = None, **more: Any) -> Organisation:
    """Create a member since the founding; the name is invented."""
    organisation = Organisation.objects.create(
        identity=OrganisationIdentity.objects.create(name=name),
        name=name,
        name_key=search_key(name),
        name_pinyin=pinyin_key(name),
        name_initials=initials_key(name),
        **more,
    )
    admit(Membership(organisation=organisation))
    if leader is not None:
        Representative.objects.create(organisation=organisation, person=leader, starts_on=FOUNDED, recorded_at=LONG_AGO)
    return organisation


def admit(membership: Membership) -> None:
    """Admit an organisation or a person since the founding."""
    membership.state, membership.since = "admitted", FOUNDED
    membership.save()
    MembershipSpell.objects.create(
        membership=membership, state="admitted", starts_on=FOUNDED, recorded_at=LONG_AGO, basis="会员名册"
    )


def seat(person: Person, body_code: str, code: str, number: int = 1) -> Term:
    """Seat a person since the founding in an office of a standard body."""
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
    """Give the person with the mandates of a day, as a request would carry them."""
    mandates, led = mandates_on(person_id=person.pk, on=on)
    return Actor(
        account_id=person.account_id,
        person_id=person.pk,
        federation_id=person.federation_id,
        name=person.name,
        mandates=tuple(mandates),
        organisation_ids=led,
    )
