"""What tests of pages share: a browser for each person of the street, and the words of an answer."""

import re
from typing import Any
from uuid import UUID, uuid4

from django.test import Client

from gongzhi.common.permissions import Actor
from gongzhi.people.models import Person


def browser(actor: Actor | Person) -> Client:
    """A browser in which this person is signed in."""
    person = Person.objects.get(pk=actor.person_id) if isinstance(actor, Actor) else actor
    client = Client()
    client.force_login(person.account, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def words(answer: Any) -> str:
    """What a page says, without its tags."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def key() -> str:
    """The key of a form that was just opened."""
    return str(uuid4())


def keyed(values: dict[str, Any]) -> dict[str, Any]:
    """What was typed, with a key of its own."""
    return {"deed_key": key(), **values}


def pk(text: str) -> UUID:
    """The first key in an address."""
    found = re.search(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", text)
    assert found, text
    return UUID(found.group())
