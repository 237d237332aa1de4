"""Fixtures of this room."""

import pytest
from django.test import Client

from gongzhi.common.permissions import Actor
from gongzhi.people.models import Account, Person
from gongzhi.visits.tests.factories import Street, make_street


@pytest.fixture
def street(federation) -> Street:
    """A street with charter, offices and people to visit, in the scope of the test."""
    return make_street()


@pytest.fixture
def seen_by(street):
    """A browser for an actor: ``seen_by(street.cadre)``."""

    def sign_in(actor: Actor) -> Client:
        account, _new = Account.objects.get_or_create(username=f"u{actor.person_id.hex}")
        Person.objects.filter(pk=actor.person_id).update(account=account)
        client = Client()
        client.force_login(account, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return sign_in
