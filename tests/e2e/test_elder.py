"""
An old neighbour without scripts says something in large letters, disputes an answer, and has the last word.

Axe looks at every page on the way, also at those that tell what was typed wrongly.
"""

from __future__ import annotations

from django.utils import timezone
from pytest_django.live_server_helper import LiveServer

from gongzhi.journeys.tests.factories import Quarter
from gongzhi.matters.models import Matter, Voice
from gongzhi.matters.tests.factories import accept, answer
from tests.e2e.looking import Plain
from tests.e2e.speaking import BY_PAGE, NOT_SOLVED, SOLVED, YOUR_TURN, Speaker, code_on
from tests.e2e.walking import Walker

WORDS = "三号楼楼道的灯坏了两个星期，晚上老人上下楼看不见。"
MISTYPED = "1234 5678 9012 3456"


class Look:
    """Eyes on a page without scripts: they gather what is wrong with it, under the name of the page."""

    def __init__(self, plain: Plain) -> None:
        self.plain = plain
        self.wrong: list[str] = []

    def __call__(self, name: str) -> None:
        self.wrong += [f"{name}: {each}" for each in self.plain.wrong()]


def test_a_receipt_serves_old_people_without_scripts(quarter: Quarter, plain: Plain, live_server: LiveServer) -> None:
    look = Look(plain)
    old = Speaker(Walker(plain.page, live_server.url), f"/f/{quarter.council.federation.code}/")
    says_it(old, look)
    mistypes(old, look)
    old.passed("您说的话我们收到了。", "已经收到，等人接办。")
    look("received")
    voice = Voice.objects.get()
    accept(quarter.street, voice, timezone.now())
    answered(quarter, voice)
    old.passed(*BY_PAGE, YOUR_TURN)
    look("answered")
    old.disputes("晚上七点以后还是不亮。")
    look("disputed")
    answered(quarter, voice)
    old.passed(*BY_PAGE, NOT_SOLVED, YOUR_TURN)
    old.says_solved()
    look("solved")
    old.passed(*BY_PAGE, NOT_SOLVED, SOLVED)
    assert look.wrong == []
    assert Voice.objects.get().standing == "confirmed"


def says_it(old: Speaker, look: Look) -> None:
    """Send an empty form, which says so, and then the words; the receipt is there at once, big enough to copy."""
    hand = old.hand
    hand.arrive(old.face)
    look("face")
    hand.follow("说一句话")
    look("say")
    hand.types("您想说什么？", " ")
    hand.follow("发出")
    hand.sees("有几处要改", "有误：")
    look("said nothing")
    hand.types("您想说什么？", WORDS)
    hand.follow("发出")
    hand.sees("您说的话我们收到了", "这是您的回执。")
    look("kept")
    old.code = code_on(hand.page)


def mistypes(old: Speaker, look: Look) -> None:
    """Look a wrong number up: the page says so."""
    old.hand.arrive(old.face)
    old.hand.follow("查回执")
    look("look up")
    old.hand.types("回执号", MISTYPED)
    old.hand.follow("看看")
    old.hand.sees("有一位不对，或者有两位写反了，请一组一组对一下。")
    old.hand.does_not_see(WORDS)
    look("no such receipt")


def answered(quarter: Quarter, voice: Voice) -> None:
    """Answer the matter, at its desk."""
    answer(quarter.street, Matter.objects.get(pk=voice.matter_id), timezone.now())
