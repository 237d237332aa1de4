"""This will sign a person in with certain rights, for the tests of this room and those above."""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

from django.test import Client

from gongzhi.common.permissions import Actor
from gongzhi.kernel.decisions import Mandate
from gongzhi.kernel.text import name_pinyin_key, search_key
from gongzhi.offices.models import Body, Office, Power, Term
from gongzhi.people.models import Account, Person

SINCE = date(2020, 1, 1)
AT = datetime(2020, 1, 1, tzinfo=UTC)


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
