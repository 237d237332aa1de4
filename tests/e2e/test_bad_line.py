"""
What a bad line and a quick colleague do to what was typed: nothing is lost, nothing is written twice.

A cadre writes a visit down on a phone without a network; two clerks handle one matter at the same time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Route, expect
from pytest_django.live_server_helper import LiveServer

from gongzhi.common.permissions import Actor
from gongzhi.journeys.tests.factories import Quarter
from gongzhi.matters.models import Matter, Voice
from gongzhi.matters.tests.factories import accept, voiced
from gongzhi.visits import services as visits
from gongzhi.visits.models import Remark, Target, Visit
from gongzhi.visits.rules import VisitKind, Whom
from tests.e2e.conftest import MONDAY
from tests.e2e.looking import wrong_with
from tests.e2e.speaking import PHONE, Thumb
from tests.e2e.walking import Walker

HOUSEHOLD = "3栋2单元501"
WORDS = "三号楼楼道的灯坏了两个星期，晚上老人上下楼看不见。"
SAID = "对社区事务"
Seat = Callable[[Actor], None]


@pytest.fixture
def household(quarter: Quarter) -> Target:
    """A household that the cadre was asked to visit."""
    found = visits.add_target(actor=quarter.general, whom=Whom(kind=VisitKind.HOUSEHOLD, label=HOUSEHOLD), at=MONDAY)
    visits.give_targets(
        actor=quarter.general,
        target_ids=[found.pk],
        person_id=quarter.street.cadre.person_id,
        due_on=MONDAY.date() + timedelta(days=3),
        at=MONDAY,
    )
    return found


@pytest.fixture
def thumb(quarter: Quarter, household: Target, walker: Walker, seat: Seat, browser: Browser) -> Iterator[Thumb]:
    """The cadre's thumb, on the phone page of that household."""
    seat(quarter.street.cadre)
    context = browser.new_context(**PHONE, storage_state=walker.page.context.storage_state())
    thumb = Thumb(context.new_page(), walker.address)
    thumb.arrive(f"/f/{quarter.council.federation.code}/visits/{household.pk}/record/")
    yield thumb
    context.close()


def lose_the_answer(thumb: Thumb) -> list[str]:
    """Let what is sent first arrive, and lose the answer to it; give all that was sent."""
    sent: list[str] = []

    def break_once(route: Route) -> None:
        if route.request.method != "POST":
            route.continue_()
            return
        sent.append(route.request.post_data or "")
        if len(sent) == 1:
            route.fetch(max_redirects=0)
            route.abort()
        else:
            route.continue_()

    thumb.page.route("**/record/", break_once)
    return sent


def test_a_visit_typed_without_a_network_is_kept_and_sent_twice_counts_once(thumb: Thumb) -> None:
    page, address = thumb.page, thumb.page.url
    said = page.get_by_label(SAID)
    thumb.types(SAID, WORDS)
    page.context.set_offline(True)
    thumb.unfold("提交走访")
    thumb.sees("没有网络，已暂存，联网后再按一次提交。")
    assert page.url == address
    assert Visit.objects.count() == 0
    page.context.set_offline(False)
    page.reload()
    expect(said).to_have_value(WORDS)
    assert wrong_with(page) == []

    sent = lose_the_answer(thumb)
    thumb.unfold("提交走访")
    expect(page).to_have_url("chrome-error://chromewebdata/")
    assert Visit.objects.count() == 1
    page.goto(address)
    expect(said).to_have_value(WORDS)
    thumb.follow("提交走访")
    thumb.sees("已登记，请念出回执号")
    assert len(sent) == 2
    assert (Visit.objects.count(), Remark.objects.count(), Voice.objects.count()) == (1, 1, 1)

    page.goto(address)
    expect(said).to_have_value("")


def test_of_two_clerks_on_one_matter_the_later_sees_both_texts(
    quarter: Quarter, walker: Walker, seat: Seat, browser: Browser, live_server: LiveServer
) -> None:
    matter = accept(quarter.street, voiced(at=timezone.now()), timezone.now())
    path = f"/f/{quarter.council.federation.code}/matters/{matter.pk}/"
    seat(quarter.street.clerk)
    context = browser.new_context(storage_state=walker.page.context.storage_state())
    later = Walker(context.new_page(), live_server.url)
    seat(quarter.general)
    for each in (walker, later):
        each.arrive(f"{path}classify/")
    retitles(walker, "三号楼楼道灯", "三号楼东侧")
    walker.sees("三号楼楼道灯")
    retitles(later, "楼道照明改造", "三号楼西侧")
    later.sees("两份不同的地方", "已保存的", "您写的", "三号楼楼道灯", "楼道照明改造", "三号楼东侧", "三号楼西侧")
    expect(later.page.get_by_label("事由")).to_have_value("楼道照明改造")
    assert wrong_with(later.page) == []
    assert Matter.objects.get().title == "三号楼楼道灯"

    later.follow("保存")
    later.sees("楼道照明改造")
    assert (Matter.objects.get().title, Matter.objects.get().place) == ("楼道照明改造", "三号楼西侧")
    context.close()


def retitles(hand: Walker, title: str, place: str) -> None:
    """Give the matter another title and place."""
    hand.types("事由", title)
    hand.types("地点", place)
    hand.follow("保存")
