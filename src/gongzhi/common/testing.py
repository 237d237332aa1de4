"""This will give every test a federation, its scope and the guard on queries."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client
from django.urls import reverse

from gongzhi.common.tenancy import scope
from gongzhi.common.tenancy.guard import QueryGuard


@pytest.fixture(autouse=True)
def _tenant_queries_name_their_federation(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail a test that read or wrote tenant rows without their federation in the statement."""
    if not {"db", "transactional_db", "live_server"} & set(request.fixturenames):
        yield
        return
    request.getfixturevalue("transactional_db" if "live_server" in request.fixturenames else "db")
    guard = QueryGuard()
    with connection.execute_wrapper(guard):
        yield
    if guard.offences:
        pytest.fail("\n\n".join(guard.offences[:3]))


def make_federation(*, code: str = "330402010", name: str = "南湖街道社区社会组织联合会", **more: Any) -> Any:
    """Create a federation with its division; the organisation is invented, the division is real."""
    division_model = apps.get_model("federations", "Division")
    level = "street" if len(code) > 6 else "county"
    division, _new = division_model.objects.get_or_create(
        code=code[:9], defaults={"name": "南湖街道", "level": level, "parent_code": code[:6]}
    )
    values = {"short_name": "南湖联合会", "is_demo": True, **more}
    return apps.get_model("federations", "Federation").objects.create(code=code, name=name, division=division, **values)


@pytest.fixture
def federation(db: None) -> Iterator[Any]:  # noqa: ARG001 -- asked for its effect
    """A federation, entered as the scope of the test."""
    made = make_federation()
    with scope(made.pk):
        yield made


@pytest.fixture
def other_federation(db: None) -> Any:  # noqa: ARG001 -- asked for its effect
    """Another street of the same district; the test is not in its scope."""
    return make_federation(code="330402009", name="新嘉街道社区社会组织联合会", short_name="新嘉联合会")


@pytest.fixture
def url_in() -> Any:
    """Write an address inside a federation: ``url_in(federation, "filings:detail", pk)``."""

    def write(federation: Any, name: str, *args: Any) -> str:
        return f"/f/{federation.code}{reverse(name, args=args)}"

    return write


@pytest.fixture
def client() -> Client:
    """A browser without a session."""
    return Client()
