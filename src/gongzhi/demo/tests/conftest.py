"""The demo, loaded once for all tests of the room that look at the same day, and rolled back after them."""

from collections.abc import Iterator
from datetime import date, datetime

import pytest
import time_machine
from django.db import connection, transaction
from django.test import override_settings

from gongzhi.common.tenancy import scope
from gongzhi.common.tenancy.guard import QueryGuard
from gongzhi.demo.services import load_demo
from gongzhi.demo.services.days import at
from gongzhi.demo.story.streets import MAIN_CODE
from gongzhi.federations.models import Federation

SUNDAY = at(date(2026, 11, 22), "10:00")
JANUARY = at(date(2027, 1, 10), "7:00")
HALF_YEAR = at(date(2027, 6, 30), "22:30")
ANY_DAY = [pytest.param(SUNDAY, id="sunday"), pytest.param(JANUARY, id="january"), pytest.param(HALF_YEAR, id="june")]


class NothingKept(Exception):
    """Undoes what was loaded."""


@pytest.fixture(scope="package")
def demo(request, django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[datetime]:
    """
    The demo as it stands at a moment, which the tests name by parameter; the clock stands there.

    It is loaded under the guard on queries. Each test's own writes are rolled back by its mark ``django_db``.
    """
    now, guard, var = request.param, QueryGuard(), tmp_path_factory.mktemp("var")
    with (
        django_db_blocker.unblock(),
        override_settings(VAR=var, DEMO=True),
        time_machine.travel(now, tick=False),
        connection.execute_wrapper(guard),
    ):
        try:
            with transaction.atomic():
                load_demo(now=now)
                yield now
                raise NothingKept  # noqa: TRY301 -- the way out of atomic()
        except NothingKept:
            pass
    assert not guard.offences, "\n\n".join(guard.offences[:3])


@pytest.fixture
def main(demo) -> Iterator[Federation]:
    """The main street, entered as the scope."""
    federation = Federation.objects.get(code=MAIN_CODE)
    with scope(federation.pk):
        yield federation
