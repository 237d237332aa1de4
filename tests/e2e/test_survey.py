"""Ten questions from a poster: answered on a phone without scripts, in large letters, by keyboard and by touch."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from gongzhi.common import outbox
from gongzhi.common.tenancy import scope
from gongzhi.common.testing import make_federation
from gongzhi.common.web.qr import qr_picture
from gongzhi.journeys.tests.factories import Quarter, make_quarter
from gongzhi.matters.models import Voice
from gongzhi.matters.selectors.codes import find_voice
from gongzhi.people.models import Person
from gongzhi.surveys.models import Response
from gongzhi.surveys.tests.factories import make_round, option, paged, question
from tests.e2e.speaking import PHONE, RECEIVED, SitDown, Speaker, Thumb, code_on
from tests.e2e.walking import Walker

WISH = "晚上七点以后也开放活动室。"
SMALLEST = 60
"""Pixels of what is touched in elder mode."""
SMALL_TARGETS = """(smallest) => Array.from(document.querySelectorAll(
    "main :is(button:not(.unseen), textarea, select, summary, input:not([type=hidden], [type=radio], [type=checkbox]))"
    + ", main fieldset label:has(input)"))
  .map((node) => [node, node.getBoundingClientRect().height])
  .filter(([node, height]) => node.checkVisibility() && height < smallest - 0.5)
  .map(([node, height]) => `${node.textContent.trim()} ${height}`)"""


def asked(code: str, words: str, *options: str, kind: str = "single", **more: Any) -> dict[str, Any]:
    """Word a question in Chinese, its options numbered from ``a`` on."""
    choices = {"options": [option("abcdefg"[place], words) for place, words in enumerate(options)]} if options else {}
    return question(code, kind, label={"zh": words}, **choices, **more)


TEN = paged(
    [
        asked("often", "您多久来一次邻里中心？", "每天来", "每周来", "很少来", required=True),
        asked("come", "您怎么来？", "走路来", "骑车来", "有人送来"),
        asked("hours", "几点来最方便？", "上午方便", "下午方便", "晚上方便"),
        asked("liked", "喜欢哪些活动？", "书法", "合唱", "太极拳", kind="multiple"),
        asked("staff", "对工作人员满意吗？", kind="scale", min=1, max=5),
    ],
    [
        asked("first", "最该先办哪件事？", "加座椅", "加扶手", "加饮水机", kind="ranking", max=1),
        asked("told", "从哪里知道活动？", "看楼道通知", "听邻居说", "看微信群"),
        asked("help", "愿意当志愿者吗？", "愿意当", "再想想", "不方便当"),
        asked("days", "一周想来几天？", kind="number", min=0, max=7),
        asked("wish", "还有什么建议？", kind="text", becomes_voice=True),
    ],
)


@pytest.fixture
def quarter(live_server: LiveServer) -> Iterator[Quarter]:
    """A street in its scope, with a clerk who can sign in."""
    with scope(make_federation().pk):
        yield make_quarter()


def from_the_poster(walker: Walker, sit_down: SitDown, quarter: Quarter, round_id: object) -> str:
    """Print the poster and scan its picture: the address below it, and that one came by the picture."""
    sit_down(Person.objects.get(pk=quarter.street.clerk.person_id))
    walker.arrive(f"/f/{quarter.council.federation.code}/surveys/rounds/{round_id}/poster/")
    walker.sees("扫一扫，回答10道题", "人人都可以。不用姓名，不用账号。")
    scanned = f"{walker.page.locator('.poster p').inner_text()}?c=qr"
    assert walker.page.locator(".poster svg path").last.get_attribute("d") == qr_picture(scanned).path
    return scanned


@pytest.mark.parametrize("kind", [Walker, Thumb], ids=["keyboard", "touch"])
def test_a_resident_answers_ten_questions_from_a_poster(
    quarter: Quarter, walker: Walker, sit_down: SitDown, browser: Browser, kind: type[Walker]
) -> None:
    found = make_round(TEN)
    address = from_the_poster(walker, sit_down, quarter, found.pk)
    context = browser.new_context(**PHONE, java_script_enabled=False)
    context.add_cookies([{"name": "elder", "value": "1", "url": walker.address}])
    hand = kind(context.new_page(), "")
    hand.arrive(address)
    hand.sees(found.title, "没有人知道谁填了什么")
    small = hand.page.evaluate(SMALL_TARGETS, SMALLEST)
    for choice in ("每周来", "走路来", "下午方便", "书法", "5"):
        hand.ticks(choice)
    hand.follow("下一页")
    hand.sees("第2页，共2页")
    small += hand.page.evaluate(SMALL_TARGETS, SMALLEST)
    hand.picks("加扶手", "1")
    hand.ticks("听邻居说")
    hand.ticks("愿意当")
    hand.types("9. 一周想来几天？", "3")
    hand.types("10. 还有什么建议？", WISH)
    hand.follow("提交答卷")
    hand.sees("谢谢您，答卷已计入。", WISH, "请抄下这个码")
    hand.counted_at_most(clicks=12, fields=2)
    assert small == []
    kept = Response.objects.get()
    assert (kept.channel, len(kept.answers)) == ("qr", 10)
    speaker = Speaker(Walker(hand.page, walker.address), f"/f/{quarter.council.federation.code}/", code_on(hand.page))
    outbox.drain()
    assert find_voice(speaker.code) == Voice.objects.get(words=WISH)
    speaker.passed(RECEIVED, "已经收到，等人接办。")
    context.close()
