"""A clerk types sheets by keyboard alone, and prints slips with codes."""

from __future__ import annotations

from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from gongzhi.offices.testing import make_officer
from gongzhi.surveys.models import CodeBatch, Response, Round
from gongzhi.surveys.rights import Right
from gongzhi.surveys.tests.factories import make_round, paged, question
from tests.e2e.looking import wrong_with

pytestmark = pytest.mark.browser
TEN = paged([question(f"q{number}", "scale" if number % 3 == 0 else "single") for number in range(1, 11)])
MOST_PRESSES = 2
CODES = 3


class Keyboard:
    """A keyboard that counts."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.presses = 0

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)
            self.presses += 1


def _sit_down(page: Page, url: str, *rights: str) -> None:
    client = Client()
    backend = "allauth.account.auth_backends.AuthenticationBackend"
    client.force_login(make_officer(rights).account, backend=backend)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": url}])


def test_ten_answers_take_twenty_keys_and_the_next_sheet_is_there(
    page: Page, live_server: LiveServer, federation: Any
) -> None:
    asked = make_round(TEN)
    _sit_down(page, live_server.url, Right.ENTER)
    page.goto(f"{live_server.url}/f/{federation.code}/surveys/rounds/{asked.pk}/entry/")
    keys = Keyboard(page)
    for number in range(1, 10):
        keys.press(str(number % 3 + 1), "Enter")
    keys.press("2")
    assert page.locator("output").first.text_content() == "2 b"
    with page.expect_navigation():
        keys.press("Enter")
    assert keys.presses <= MOST_PRESSES * 10
    assert Response.objects.get().answers["q10"] == "b"
    assert "1" in str(page.locator(".aside").text_content())
    keys.press("1")
    with page.expect_navigation():
        page.keyboard.press("Control+Enter")
    assert Response.objects.count() == 2


def test_slips_can_be_read_by_everybody(page: Page, live_server: LiveServer, federation: Any) -> None:
    asked: Round = make_round(codes=CODES)
    batch = CodeBatch.objects.get(round=asked)
    _sit_down(page, live_server.url, Right.OPEN)
    page.goto(f"{live_server.url}/f/{federation.code}/surveys/rounds/{asked.pk}/")
    page.locator(f"form[action$='/slips/{batch.pk}/'] button").click()
    page.wait_for_url("**/slips/**")
    assert page.locator("main").inner_text().count("您的答题码") == CODES
    assert wrong_with(page) == []
