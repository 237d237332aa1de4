"""This will hold the steps that all voices share: a clerk takes them on and answers, their speakers follow them."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Locator, Page, expect

from gongzhi.people.models import Person
from tests.e2e.walking import Name, Walker

SitDown = Callable[[Person], None]
CODE = re.compile(r"\d{4}(?: \d{4}){3}")
"""A receipt as it is printed: four groups of four digits."""
PHONE: dict[str, Any] = {
    "viewport": {"width": 320, "height": 640},
    "has_touch": True,
    "is_mobile": True,
    "locale": "zh-CN",
    "timezone_id": "Asia/Shanghai",
}
RECEIVED, TAKEN_ON, ANSWERED = "您说的话我们收到了。", "已经有人接办，并且负责到底。", "有了答复。"
TOLD, YOUR_TURN = "答复已经告诉您。", "现在请您说：解决了吗？"
SOLVED, NOT_SOLVED = "您说：已解决。", "您说：还没解决。重新办理。"
BY_PAGE = (RECEIVED, TAKEN_ON, ANSWERED)
"""What somebody passes whose answer stands on the page of the receipt."""
TOLD_BY_US = (*BY_PAGE, TOLD)
"""What somebody passes to whom the answer was brought."""


class Thumb(Walker):
    """A thumb on a phone: the steps of a walker, tapped instead of reached by Tab."""

    def follow(self, name: Name, *, row: str = "") -> None:
        """Tap a link, or a button that leads to another page."""
        with self.page.expect_navigation():
            self.unfold(name, row=row)

    def unfold(self, name: Name, *, row: str = "") -> None:
        """Tap something that opens on the same page."""
        self._tap(self._within(row).locator("a, button, summary").filter(has_text=_whole(name)))

    def ticks(self, name: Name) -> None:
        """Tap a box or a choice by its words."""
        self._tap(self.page.locator("label").filter(has_text=_whole(name)))

    def types(self, name: Name, words: str) -> None:
        """Tap into a field and write."""
        self.page.get_by_label(name).filter(visible=True).fill(words)
        self.fields += 1

    def picks(self, name: Name, option: str) -> None:
        """Tap a list and choose from it."""
        self.page.get_by_label(name).filter(visible=True).select_option(label=option)
        self.clicks += 1

    def _within(self, row: str) -> Locator:
        main = self.page.locator("main")
        return main.locator(".row").filter(has_text=row) if row else main

    def _tap(self, what: Locator) -> None:
        what.filter(visible=True).first.tap()
        self.clicks += 1


def _whole(name: Name) -> re.Pattern[str]:
    return re.compile(rf"^\s*{re.escape(name)}") if isinstance(name, str) else name


@dataclass
class Speaker:
    """Somebody who said something, on a cheap phone without scripts: what they hold is the number of a receipt."""

    hand: Walker
    face: str
    code: str = ""

    def looks_up(self) -> None:
        """Find the page of the receipt from the front door, with the number as it stands on the slip."""
        self.hand.arrive(self.face)
        self.hand.follow("查回执")
        self.hand.types("回执号", self.code)
        self.hand.follow("看看")
        self.hand.sees("您反映的事", self.code)

    def passed(self, *stations: str) -> None:
        """Look the receipt up; the stations must stand there in this order."""
        self.looks_up()
        said = self.hand.page.locator("main .thread").inner_text()
        place = 0
        for each in stations:
            found = said.find(each, place)
            assert found >= 0, f"{each!r} does not come next in:\n{said}"
            place = found + len(each)

    def says_solved(self) -> None:
        """Confirm, with the one button."""
        self.hand.sees("您说解决了，才算解决。")
        self.hand.follow("已解决")
        self.hand.sees("谢谢您，已记下：解决了。", SOLVED)

    def disputes(self, why: str) -> None:
        """Say that it is not solved, and why."""
        self.hand.unfold("还没解决")
        self.hand.types("还有哪里没解决？", why)
        self.hand.follow("发出")
        self.hand.sees("您说的记下了", NOT_SOLVED, "正在办。")


def code_on(page: Page) -> str:
    """Read the number of a receipt off a page, as people do."""
    words = page.locator("main")
    expect(words).to_contain_text(CODE, use_inner_text=True)
    found = CODE.search(re.sub(r"\s+", " ", words.inner_text()))
    assert found is not None
    return found[0]


def takes_down(walker: Walker, words: str, *, channel: str, reply: str = "", contact: str = "", name: str = "") -> str:
    """Take a voice down by keyboard alone; give the number to be read out."""
    walker.types("说的是什么", words)
    walker.types("在哪里", "桂苑小区")
    if reply:
        walker.ticks(reply)
        walker.types("电话号码" if reply == "打电话" else "地址", contact)
        walker.types("怎么称呼", name)
        walker.ticks("本人同意为这件事保存联系方式")
    walker.picks("怎么来的", channel)
    walker.follow("保存，记下一条")
    walker.sees("已记下。", "刚记下的", words, channel)
    return code_on(walker.page)


def takes_on(walker: Walker, words: str, title: str) -> None:
    """Take the matter of some words on, from the desk."""
    walker.follow("去受理", row=words)
    walker.follow("受理")
    walker.sees(words)
    walker.types("事由", title)
    walker.picks("事项类别", "公共设施和维修")
    walker.follow("受理")
    walker.sees("已受理，答复之前一直计时。", "承办人")


def answers(walker: Walker, text: str, result: str = "已解决") -> None:
    """Answer the matter whose page is open."""
    walker.follow("答复")
    walker.types("答复", text)
    walker.ticks(result)
    walker.follow("答复")
    walker.sees("已答复，接下来按每位反映人选的方式告知。", text)


def brings(walker: Walker, title: str, outcome: str, *, contact: str = "") -> None:
    """Bring an answer, from the list of those that are owed; see the contact in full where one was left."""
    walker.follow("去告知")
    walker.follow("去回话", row=title)
    if contact:
        walker.does_not_see(contact)
        walker.follow("看完整的")
        walker.sees(contact)
    walker.ticks(outcome)
    walker.follow("保存")
    walker.sees("已记下。")
