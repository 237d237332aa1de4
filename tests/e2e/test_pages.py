"""
Every page of the house as people of all kinds of sight, screen and hand meet it.

The demo is loaded once for the module, behind a live server of its own. Each look goes through all pages and gathers
what is wrong, so that one run tells everything: axe-core, sideways scrolling, the browser's console, strange hosts.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections
from django.test import Client, override_settings
from django.urls import reverse
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from gongzhi.demo.services import load_demo
from gongzhi.demo.services.days import at
from gongzhi.demo.story.streets import MAIN_CODE
from gongzhi.people.models import Account
from tests.e2e.looking import LOOKS, Plain, listen, wrong_with
from tests.e2e.places import LEADER, STRANGER, VIEWERS, Place, all_places

# Without the mark no test database is made.
pytestmark = pytest.mark.django_db

MOMENT = at(date(2026, 11, 18), "10:00")
# A thread of the server that still waits for its browser would keep the database from being dropped.
END_OTHERS = """SELECT pg_terminate_backend(pid) FROM pg_stat_activity
  WHERE datname = current_database() AND pid <> pg_backend_pid()"""
PATIENCE = 30_000
"""Milliseconds."""
OK = 200


@dataclass
class Site:
    """A running site, a browser for each viewer and look, and what the pages complain of."""

    url: str
    browser: Browser
    cookies: dict[str, str]
    places: list[Place]
    pages: dict[tuple[str, str], Page] = field(default_factory=dict)
    complaints: list[str] = field(default_factory=list)

    def page(self, viewer: str, look: str, **options: Any) -> Page:
        """Give the page of a viewer in a look; its complaints are gathered."""
        if (viewer, look) not in self.pages:
            context = self.browser.new_context(
                locale="zh-CN", timezone_id="Asia/Shanghai", base_url=self.url, **options
            )
            context.set_default_timeout(PATIENCE)
            cookies = {"elder": "1"} if "elderly" in look else {}
            if viewer:
                cookies[settings.SESSION_COOKIE_NAME] = self.cookies[viewer]
            context.add_cookies([{"name": name, "value": value, "url": self.url} for name, value in cookies.items()])
            page = context.new_page()
            listen(page, self.url, self.complaints)
            self.pages[viewer, look] = page
        return self.pages[viewer, look]

    def close(self) -> None:
        """Put the browsers away."""
        for page in self.pages.values():
            page.context.close()


def _signed_in(username: str) -> str:
    client = Client()
    client.force_login(Account.objects.get(username=username), "allauth.account.auth_backends.AuthenticationBackend")
    return client.cookies[settings.SESSION_COOKIE_NAME].value


@pytest.fixture(scope="module")
def site(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory, browser: Browser
) -> Iterator[Site]:
    """The demo behind a live server, on a database that outlives the single test and is emptied after the last."""
    folder = tmp_path_factory.mktemp("var")
    with django_db_blocker.unblock(), time_machine.travel(MOMENT, tick=False), override_settings(VAR=folder, DEMO=True):
        load_demo(now=MOMENT)
        server = LiveServer("127.0.0.1")
        try:
            cookies = {name: _signed_in(name) for name in VIEWERS}
            made = Site(server.url, browser, cookies, all_places())
            yield made
            made.close()
        finally:
            server.stop()
            connections.close_all()
            with connection.cursor() as cursor:
                cursor.execute(END_OTHERS)
            call_command("flush", interactive=False, verbosity=0)
            connections.close_all()


def _wrong_with(site: Site, place: Place, look: str) -> list[str]:
    """Open a page in a look and list all that is wrong with it."""
    page = site.page(place.viewer, look, **LOOKS[look])
    site.complaints.clear()
    answer = page.goto(place.path)
    if answer is None or answer.status != OK:
        return [f"{place.path}: answered {answer and answer.status}"]
    wrong = wrong_with(page) + site.complaints
    return [f"{place.path} ({place.viewer or 'stranger'}): {each}" for each in wrong]


@pytest.mark.parametrize("look", LOOKS)
def test_pages_are_fit_for_everybody(site: Site, look: str) -> None:
    wrong = [each for place in site.places for each in _wrong_with(site, place, look)]

    assert not wrong, "\n" + "\n".join(wrong)


def test_what_strangers_read_needs_no_scripts(site: Site) -> None:
    look = "narrow, dark, for the elderly"
    plain = Plain(site.page(STRANGER, look, **LOOKS[look]).context)
    page, wrong = plain.page, list[str]()
    listen(page, site.url, site.complaints)
    site.complaints.clear()
    for place in site.places:
        if place.viewer == STRANGER:
            page.goto(place.path)
            assert page.title(), place.path
            assert page.locator("h1").first.is_visible(), place.path
            assert page.locator("main").inner_text().strip(), place.path
            assert page.locator("a:visible, button:visible").count(), place.path
            wrong += [f"{place.path}: {each}" for each in plain.wrong()]
    assert not wrong + site.complaints, "\n" + "\n".join(wrong + site.complaints)


@pytest.mark.parametrize("name", ["desk:home", "filings:new"])
def test_the_keyboard_reaches_every_control(site: Site, name: str) -> None:
    page = site.page(LEADER, "desktop", **LOOKS["desktop"])
    page.goto(f"/f/{MAIN_CODE}{reverse(name)}")
    expected = page.evaluate(
        """() => [...document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex='0']")]
        .filter((each) => each.checkVisibility() && !each.disabled && each.type !== "hidden")
        .filter((each) => each.type !== "radio" || each.checked
          || !document.querySelector(`[name="${each.name}"]:checked`)
          && each === document.querySelector(`[type=radio][name="${each.name}"]`))
        .map((each, index) => { each.dataset.stop = index; return index; }).length"""
    )
    reached = set()
    for _press in range(expected * 4 + 5):  # a field for a date has stops of its own inside
        page.keyboard.press("Tab")
        reached.add(page.evaluate("document.activeElement.dataset.stop ?? ''"))
        if len(reached - {""}) == expected:
            break
    assert len(reached - {""}) == expected
