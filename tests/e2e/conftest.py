"""The browser's own settings, and what the walk stands on: a clock, the country, a keyboard, a chair to sit down on."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from gongzhi.common.audit import ensure_signing_key
from gongzhi.common.permissions import Actor
from gongzhi.common.tenancy import scope
from gongzhi.common.testing import make_federation
from gongzhi.federations.services import load_divisions
from gongzhi.journeys.tests.factories import Quarter, make_quarter
from gongzhi.people.models import Person
from tests.e2e.looking import Plain
from tests.e2e.speaking import PHONE
from tests.e2e.walking import Walker

ARGUMENTS = ["--disable-background-networking", "--disable-component-update", "--lang=zh-CN"]
MONDAY = datetime(2026, 11, 23, 9, tzinfo=ZoneInfo("Asia/Shanghai"))
"""Nine o'clock on the Monday on which the walk begins."""


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Let the browser ask nobody but the page."""
    return {**browser_type_launch_args, "args": [*browser_type_launch_args["args"], *ARGUMENTS]}


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    """A clock that runs from Monday on and can be set forward where people would wait."""
    with time_machine.travel(MONDAY, tick=True) as traveller:
        yield traveller


@pytest.fixture
def country(live_server: LiveServer, clock: object, settings: Any, tmp_path: Path) -> None:
    """A site with the national list of divisions and nothing else."""
    settings.VAR = tmp_path
    ensure_signing_key()
    load_divisions()


@pytest.fixture
def walker(page: Page, live_server: LiveServer) -> Walker:
    """Somebody at the keyboard in front of the site."""
    return Walker(page, live_server.url)


@pytest.fixture
def sit_down(walker: Walker) -> Callable[[Person], None]:
    """
    Let another person sit down at the keyboard, signed in, at the desk.

    The buttons that sign in by one click belong to the accounts of the demo, and this street has no demo; choosing a
    password is no part of the walk. So the session is made here and handed to the browser.
    """

    def sit(person: Person) -> None:
        client = Client()
        client.force_login(person.account, backend="allauth.account.auth_backends.AuthenticationBackend")
        cookie = client.cookies[settings.SESSION_COOKIE_NAME]
        walker.page.context.clear_cookies()
        walker.page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": walker.address}])
        walker.arrive(f"/f/{person.federation.code}/desk/")

    return sit


@pytest.fixture
def quarter(live_server: LiveServer, clock: object, settings: Any, tmp_path: Path) -> Iterator[Quarter]:
    """A street in its scope, with people who can sign in, on the Monday of the walk."""
    settings.VAR = tmp_path
    ensure_signing_key()
    with scope(make_federation().pk):
        yield make_quarter()


@pytest.fixture
def seat(sit_down: Callable[[Person], None]) -> Callable[[Actor], None]:
    """Let somebody of the street sit down at the keyboard, at the desk."""
    return lambda actor: sit_down(Person.objects.get(pk=actor.person_id))


@pytest.fixture
def plain(browser: Browser, live_server: LiveServer) -> Iterator[Plain]:
    """A small phone without scripts, in large letters."""
    context = browser.new_context(**PHONE)
    context.add_cookies([{"name": "elder", "value": "1", "url": live_server.url}])
    yield Plain(context)
    context.close()
