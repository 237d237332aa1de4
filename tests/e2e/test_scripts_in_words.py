"""
Words that hold scripts stay words on every page that shows them.

What residents, clerks, cadres and answerers of surveys may type is typed here with a script and with a picture that
would run one. A page that ran either would open a dialog; one that tried and was stopped would say so in its console.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from gongzhi.common.permissions import SYSTEM, Actor
from gongzhi.journeys.tests.factories import Quarter
from gongzhi.matters.models import Matter, Reply, Speaker, Voice
from gongzhi.matters.services import mediation
from gongzhi.surveys import services as surveys
from gongzhi.surveys.models import Round
from gongzhi.surveys.services.columns import count_closed
from gongzhi.surveys.tests.factories import make_round, option, paged, question
from gongzhi.visits.models import Visit
from tests.e2e.looking import listen
from tests.e2e.speaking import answers, code_on, takes_on
from tests.e2e.walking import Walker

SCRIPT = "<script>alert('x')</script>"
PICTURE = '"><img src=x onerror=alert(2)>'
WORDS = f"灯坏了{SCRIPT}{PICTURE}"
TITLE = f"楼道灯{SCRIPT}{PICTURE}"
NAME = f"陈{PICTURE}"
ANSWER = f"已换{SCRIPT}{PICTURE}"
LIVE = "document.querySelectorAll('[onerror], img[src=x], main script, title script').length"
ENOUGH = 12
Seat = Callable[[Actor], None]


class Reader:
    """A walker on a page that hears everything, and reads addresses for words that must stand there as they were."""

    def __init__(self, page: Page, address: str, face: str) -> None:
        self.walker = Walker(page, address)
        self.complaints: list[str] = []
        self.face = face
        listen(page, address, self.complaints)

    def reads(self, path: str, *words: str) -> None:
        """Open an address: the words stand there letter by letter."""
        self.walker.arrive(f"{self.face}{path}")
        self.sees(*words)

    def sees(self, *words: str) -> None:
        """Look at the page as it stands."""
        for each in words:
            expect(self.walker.page.locator("main")).to_contain_text(each)
        assert self.walker.page.evaluate(LIVE) == 0

    def found_nothing(self) -> None:
        """Say that no page ran, tried or fetched anything."""
        assert self.complaints == []


@pytest.fixture
def reader(quarter: Quarter, walker: Walker) -> Reader:
    """The staff's screen."""
    return Reader(walker.page, walker.address, f"/f/{quarter.council.federation.code}/")


@pytest.fixture
def resident(quarter: Quarter, reader: Reader, browser: Browser) -> Iterator[Reader]:
    """A resident's screen, with scripts."""
    context = browser.new_context(locale="zh-CN")
    yield Reader(context.new_page(), reader.walker.address, reader.face)
    context.close()


def test_a_voice_its_matter_and_its_answer(quarter: Quarter, reader: Reader, resident: Reader, seat: Seat) -> None:
    code = speaks(resident)
    seat(quarter.street.clerk)
    reader.sees("灯坏了<script>")
    takes_on(reader.walker, "灯坏了", TITLE)
    reader.sees(TITLE, WORDS, NAME)
    answers(reader.walker, ANSWER)
    matter = Matter.objects.get()
    assert (matter.title, Voice.objects.get().words, Speaker.objects.get().name) == (TITLE, WORDS, NAME)
    reader.reads(f"matters/{matter.pk}/", TITLE, WORDS, ANSWER)
    reader.reads("matters/?group=all", TITLE)
    reader.reads("matters/replies/", TITLE, NAME)
    reader.reads(f"matters/replies/{Reply.objects.get().pk}/", NAME, WORDS, ANSWER)
    reader.reads(f"matters/{matter.pk}/classify/", TITLE)
    reader.reads(f"matters/{matter.pk}/reopen/", TITLE)
    reader.reads(f"matters/{matter.pk}/")
    expect(reader.walker.page).to_have_title(f"{matter.number} {TITLE} · 共治")
    resident.reads(f"matters/r/{code}/", WORDS, ANSWER, NAME)
    for each in (reader, resident):
        each.found_nothing()


def speaks(resident: Reader) -> str:
    """Say it with name and address, and read the receipt."""
    hand = resident.walker
    resident.reads("matters/say/")
    hand.types("您想说什么？", WORDS)
    hand.types("在哪里", PICTURE)
    hand.ticks("给我写信")
    hand.types("地址", PICTURE)
    hand.types("怎么称呼您", NAME)
    hand.ticks("我同意为这件事保存我的联系方式")
    hand.follow("发出")
    hand.sees("您说的话我们收到了")
    code = code_on(hand.page)
    hand.follow("看办到哪一步")
    resident.sees(WORDS)
    return code.replace(" ", "")


def test_a_survey_from_its_questions_to_its_results(
    quarter: Quarter, reader: Reader, resident: Reader, seat: Seat
) -> None:
    options = [option("a", f"要{PICTURE}"), option("b", f"不要{SCRIPT}")]
    label = {"zh": f"要不要{SCRIPT}{PICTURE}"}
    asked = make_round(
        paged([question("likes", options=options, label=label), question("wish", "text", becomes_voice=True)]),
        title=TITLE,
        limits_note=PICTURE,
        thanks=PICTURE,
    )
    hand = resident.walker
    resident.reads(f"surveys/a/{asked.slug}/", TITLE, label["zh"], options[0]["label"]["zh"])
    hand.ticks(options[0]["label"]["zh"])
    hand.types("2. 问题wish", WORDS)
    hand.follow("提交答卷")
    resident.sees("谢谢您，答卷已计入。", WORDS, PICTURE)
    answered_by_others(asked)
    seat(quarter.street.clerk)
    reader.reads(f"surveys/rounds/{asked.pk}/", TITLE)
    reader.reads(f"surveys/results/{asked.pk}/", TITLE, label["zh"], options[0]["label"]["zh"], PICTURE)
    reader.reads(f"surveys/results/{asked.pk}/words/wish/", WORDS)
    reader.reads(f"surveys/versions/{asked.survey_version_id}/", label["zh"])
    for each in (reader, resident):
        each.found_nothing()


def answered_by_others(asked: Round) -> None:
    """Let so many others answer that there are results, and count them."""
    for number in range(ENOUGH):
        answers_ = {"likes": "a", "wish": WORDS}
        surveys.submit_response(
            round_id=asked.pk, answers=answers_, channel="web", key=f"other-{number}", at=timezone.now()
        )
    surveys.close_round(actor=SYSTEM, round_id=asked.pk, at=timezone.now())
    with transaction.atomic():
        count_closed(round=str(asked.pk))


def test_a_visit_and_a_mediation(quarter: Quarter, reader: Reader, seat: Seat) -> None:
    seat(quarter.street.cadre)
    hand = reader.walker
    reader.reads("visits/new/household/")
    hand.types("居民家庭", NAME)
    hand.types("对社区事务", WORDS)
    hand.follow("提交走访")
    reader.sees("已登记，请念出回执号", "灯坏了")
    visit = Visit.objects.get()
    reader.reads(f"visits/made/{visit.pk}/", NAME, WORDS)
    reader.reads(f"visits/made/{visit.pk}/slip/")
    reader.reads(f"visits/made/{visit.pk}/correct/", NAME)
    reader.reads("visits/", NAME)
    seat(quarter.general)
    reader.sees("灯坏了<script>")
    reader.reads("visits/plan/all/", NAME)
    found = mediation.ask_mediation(
        actor=SYSTEM,
        kind="neighbours",
        words=WORDS,
        asked_on=timezone.now().date() - timedelta(days=1),
        sides=(mediation.Side(name=NAME, contact=PICTURE), mediation.Side(name=f"孙{SCRIPT}")),
        at=timezone.now(),
    )
    reader.reads(f"matters/mediation/{found.pk}/", WORDS, NAME, f"孙{SCRIPT}")
    reader.reads("matters/mediation/")
    reader.found_nothing()
