"""Somebody signed in with rights, without the room of offices, which stands above this one."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client

from gongzhi.common import registry
from gongzhi.federations.models import Federation
from gongzhi.kernel.decisions import Mandate
from gongzhi.organisations.models import Representative
from gongzhi.people.models import Account, Person

from .factories import make_person

SignIn = Callable[..., Person]


@pytest.fixture
def given_rights() -> Iterator[dict[UUID, tuple[str, ...]]]:
    """Rights by person, the one source of rights while the test runs."""
    rights: dict[UUID, tuple[str, ...]] = {}

    def source(*, person_id: UUID, on: date) -> Any:
        leads = Representative.objects.speaking(on).filter(person=person_id, role=Representative.Role.LEADER)
        mandates = [Mandate(right=right, office="秘书") for right in rights.get(person_id, ())]
        return mandates, frozenset(leads.values_list("organisation_id", flat=True))

    before = list(registry.rights_sources)
    registry.rights_sources[:] = [source]
    yield rights
    registry.rights_sources[:] = before


@pytest.fixture
def sign_in(federation: Federation, given_rights: dict[UUID, tuple[str, ...]], client: Client) -> SignIn:
    """Sign a person in who holds the rights named."""

    def enter(rights: Iterable[str] = (), *, person: Person | None = None) -> Person:
        account = Account.objects.create(username=f"u-{uuid4().hex[:12]}")
        who = person or make_person("周敏")
        who.account = account
        who.save(update_fields=["account"])
        given_rights[who.pk] = tuple(rights)
        client.force_login(account, backend="allauth.account.auth_backends.AuthenticationBackend")
        return who

    return enter
