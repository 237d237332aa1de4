"""A resident answers a survey on a phone: with scripts, and without them in large letters."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connections
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from gongzhi.common import outbox
from gongzhi.common.tenancy import scope
from gongzhi.common.testing import make_federation
from gongzhi.matters.models import Voice
from gongzhi.matters.selectors.codes import find_voice
from gongzhi.surveys.models import Draft, Response
from gongzhi.surveys.rules.shipped import template
from gongzhi.surveys.selectors.codes import codes_of
from gongzhi.surveys.tests.factories import make_round
from tests.e2e.looking import Plain, wrong_with

pytestmark = pytest.mark.django_db(transaction=True)

PHONE: dict[str, Any] = {"viewport": {"width": 320, "height": 640}, "has_touch": True, "locale": "zh-CN"}


@pytest.fixture
def street(live_server: LiveServer) -> Iterator[Any]:
    """A street whose rows the server sees."""
    federation = make_federation()
    with scope(federation.pk):
        yield federation
    connections.close_all()


@pytest.fixture
def phone(browser: Browser) -> Iterator[Page]:
    """A phone with scripts."""
    context = browser.new_context(**PHONE)
    yield context.new_page()
    context.close()


def shipped_round(code: str, **more: Any) -> Any:
    """Open a round with the questions of a shipped survey."""
    found = template(code)
    assert found is not None
    return make_round(dict(found.raw), title=found.title.zh, **more)


def address(live_server: LiveServer, street: Any, asked: Any, query: str = "") -> str:
    """Where a round is answered."""
    return f"{live_server.url}/f/{street.code}/surveys/a/{asked.slug}/{query}"


def test_a_resident_answers_on_a_phone(live_server: LiveServer, street: Any, phone: Page) -> None:
    asked = shipped_round("resident_willingness")
    phone.goto(address(live_server, street, asked, "?c=qr"))
    assert wrong_with(phone) == []
    reasons = phone.locator("[data-question=why_not]")
    expect(reasons).to_be_hidden()
    phone.get_by_label("没有参加过").check()
    expect(reasons).to_be_visible()
    phone.get_by_label("没有时间").check()
    phone.get_by_label("经常参加").check()
    expect(reasons).to_be_hidden()
    phone.get_by_label("志愿服务").check()
    phone.locator("#q_easier").fill("晚上办活动")
    expect(phone.locator("[data-survey-says]")).to_be_visible(timeout=10_000)
    assert Draft.objects.count() == 1

    # The phone reloads the page: what was typed is found again.
    phone.reload()
    expect(phone.locator("#resume")).not_to_have_value("")
    phone.get_by_role("button", name="继续", exact=True).click()
    expect(phone.locator("#q_easier")).to_have_value("晚上办活动")
    phone.get_by_role("button", name="提交答卷").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("谢谢您，答卷已计入。")
    assert wrong_with(phone) == []

    kept = Response.objects.get()
    assert (kept.channel, kept.answers["took_part"]) == ("qr", "often")
    assert "why_not" not in kept.answers
    code = re.search(r"(\d{4} ){3}\d{4}", phone.content())
    outbox.drain()
    assert code is not None
    assert find_voice(code[0]) == Voice.objects.get(words="晚上办活动")
    assert phone.context.cookies() == []


def test_an_elder_answers_without_scripts(live_server: LiveServer, street: Any, plain: Plain) -> None:
    asked = shipped_round("resident_needs", codes=1, limits_note="")
    code = codes_of(asked.code_batches.get())[0][0]
    page, wrong = plain.page, list[str]()
    page.goto(address(live_server, street, asked))
    expect(page.locator("body.elder")).to_be_visible()
    wrong += plain.wrong()
    page.get_by_label("60岁以上的老人").check()
    page.get_by_role("button", name="下一页").click()
    wrong += plain.wrong()
    expect(page.locator("body.elder")).to_be_visible()
    page.get_by_role("button", name="提交答卷").click()
    expect(page.locator("[data-errors] a")).to_have_count(1)
    wrong += plain.wrong()
    page.get_by_label("助餐、送餐", exact=True).select_option("1")
    page.locator("#q_meals_days").fill("３")
    page.get_by_role("button", name="上一页").click()
    expect(page.get_by_label("60岁以上的老人")).to_be_checked()
    page.get_by_role("button", name="下一页").click()
    expect(page.locator("#q_meals_days")).to_have_value("３")
    page.locator("#code").fill(f"{code[:4]} {code[4:8]} {code[8:]}")
    page.get_by_role("button", name="提交答卷").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("谢谢您，答卷已计入。")
    assert wrong + plain.wrong() == []
    assert Response.objects.get().answers == {"household": ["elder"], "needs": ["meals"], "meals_days": 3}
