"""Somebody signed in, with rights that the test chooses."""

import pytest

from gongzhi.kernel.decisions import Mandate
from gongzhi.people.models import Account, Person


@pytest.fixture
def rights(monkeypatch):
    """Give whoever is signed in these rights."""
    held: list[str] = []

    def source(**_):
        return [Mandate(right=str(right), office="秘书长") for right in held], frozenset()

    monkeypatch.setattr("gongzhi.common.web.middleware.rights_sources", [source])
    return held


@pytest.fixture
def member(federation, client):
    account = Account.objects.create(username="zhoumin")
    account.set_unusable_password()
    account.save()
    person = Person.objects.create(name="周敏", name_key="周敏", name_pinyin="zhou min", account=account)
    client.force_login(account)
    return person
