"""
One remark for each channel, followed in the browser from the words to the word of whoever said them.

The staff sit at a keyboard; the speaker holds a cheap phone without scripts and the number of a receipt. Each test has
its own street: a clerk at the window, a cadre who visits, those who call meetings, the street office above.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from gongzhi.common import outbox
from gongzhi.common.permissions import Actor
from gongzhi.journeys.tests.factories import Quarter
from gongzhi.matters.models import Voice
from gongzhi.meetings import services as meetings
from gongzhi.meetings.models import Meeting
from gongzhi.surveys.tests.factories import make_round, paged, question
from gongzhi.visits import services as visits
from gongzhi.visits.rules import VisitKind, Whom
from tests.e2e.conftest import MONDAY
from tests.e2e.speaking import (
    ANSWERED,
    BY_PAGE,
    NOT_SOLVED,
    PHONE,
    RECEIVED,
    SOLVED,
    TAKEN_ON,
    TOLD_BY_US,
    YOUR_TURN,
    SitDown,
    Speaker,
    Thumb,
    answers,
    brings,
    code_on,
    takes_down,
    takes_on,
)
from tests.e2e.walking import Walker

WORDS = "三号楼楼道的灯坏了两个星期，晚上老人上下楼看不见。"
TITLE = "三号楼楼道照明"
ANSWER = "楼道灯已全部换成声控灯。"
NUMBER, ADDRESS, SPEAKER = "13812340001", "桂苑小区3栋2单元501", "陈阿姨"
HOUSEHOLD = "3栋2单元501"
Seat = Callable[[Actor], None]


@pytest.fixture
def speaker(quarter: Quarter, browser: Browser, live_server: LiveServer) -> Iterator[Speaker]:
    """Somebody with a phone that runs no scripts."""
    context = browser.new_context(**PHONE, java_script_enabled=False)
    face = f"/f/{quarter.council.federation.code}/"
    yield Speaker(Walker(context.new_page(), live_server.url), face)
    context.close()


def standing() -> tuple[str, str]:
    """Where the one voice came from, and where it stands."""
    voice = Voice.objects.get()
    return voice.channel, voice.standing


def to_the_intake(walker: Walker) -> None:
    """Go where voices are taken down."""
    walker.follow("协商共治")
    walker.follow("事项窗口")
    walker.follow("登记来访来电")


def handled(walker: Walker, speaker: Speaker, seat: Seat, quarter: Quarter, words: str = WORDS) -> None:
    """Take the voice on and answer it; the speaker sees each step on the page of the receipt."""
    speaker.passed(RECEIVED, "已经收到，等人接办。", "这一天之前给您答复。")
    seat(quarter.street.clerk)
    takes_on(walker, words, TITLE)
    speaker.passed(RECEIVED, TAKEN_ON, "正在办。")
    answers(walker, ANSWER)


def test_from_the_web_page_disputed_once_and_confirmed(
    quarter: Quarter, walker: Walker, seat: Seat, speaker: Speaker
) -> None:
    hand = speaker.hand
    hand.arrive(speaker.face)
    hand.start_counting()
    hand.follow("说一句话")
    hand.sees("不用留名，不用账号。")
    hand.types("您想说什么？", WORDS)
    hand.types("在哪里", "桂苑小区")
    hand.follow("发出")
    hand.counted_at_most(clicks=4, fields=3)
    hand.sees("您说的话我们收到了", "这是您的回执。", "请收好这个号码。")
    speaker.code = code_on(hand.page)
    handled(walker, speaker, seat, quarter)
    speaker.passed(*BY_PAGE, YOUR_TURN)
    hand.sees(ANSWER)
    speaker.disputes("晚上七点以后还是不亮。")
    seat(quarter.street.clerk)
    walker.sees("反映人有异议")
    walker.follow("去答复", row=TITLE)
    walker.sees("有异议1次")
    answers(walker, "电线已经重新接好，晚上也亮。")
    speaker.passed(*BY_PAGE, NOT_SOLVED, ANSWERED, YOUR_TURN)
    hand.sees("电线已经重新接好", "之前的答复", ANSWER)
    speaker.says_solved()
    speaker.passed(*BY_PAGE, NOT_SOLVED, ANSWERED, SOLVED)
    assert standing() == ("web", "confirmed")


def test_from_a_paper_form_answered_by_letter(quarter: Quarter, walker: Walker, seat: Seat, speaker: Speaker) -> None:
    seat(quarter.street.clerk)
    to_the_intake(walker)
    speaker.code = takes_down(walker, WORDS, channel="纸质表", reply="写信", contact=ADDRESS, name=SPEAKER)
    walker.follow("打印回执")
    walker.sees(speaker.code, "用手机：扫一扫上面的图。")
    handled(walker, speaker, seat, quarter)
    seat(quarter.street.clerk)
    walker.follow("去告知")
    walker.follow("去回话", row=TITLE)
    walker.follow("打印成信")
    walker.sees("关于您反映的事的答复", "您于2026年11月23日向我们反映：", WORDS, "现答复如下：", ANSWER)
    seat(quarter.street.clerk)
    brings(walker, TITLE, "已告知：没有表态", contact=ADDRESS)
    speaker.passed(*TOLD_BY_US, YOUR_TURN)
    speaker.says_solved()
    speaker.passed(*TOLD_BY_US, SOLVED)
    assert standing() == ("paper", "confirmed")


def test_from_the_telephone_answered_by_telephone(
    quarter: Quarter, walker: Walker, seat: Seat, speaker: Speaker
) -> None:
    seat(quarter.street.clerk)
    to_the_intake(walker)
    speaker.code = takes_down(walker, WORDS, channel="电话", reply="打电话", contact=NUMBER, name=SPEAKER)
    handled(walker, speaker, seat, quarter)
    seat(quarter.street.clerk)
    walker.sees("把答复告知1位反映人")
    brings(walker, TITLE, "已告知：说解决了", contact=NUMBER)
    walker.sees("人人都告知了")
    speaker.passed(*TOLD_BY_US, SOLVED)
    speaker.hand.sees("您说解决了。", "138****0001")
    assert standing() == ("phone", "confirmed")


def test_from_the_desk_escalated_and_confirmed_by_a_call(
    quarter: Quarter, walker: Walker, seat: Seat, speaker: Speaker
) -> None:
    seat(quarter.street.clerk)
    to_the_intake(walker)
    speaker.code = takes_down(walker, WORDS, channel="窗口")
    seat(quarter.street.clerk)
    takes_on(walker, WORDS, TITLE)
    walker.follow("上报")
    walker.types("上报理由和请求事项", "路灯归街道管，请安排抢修。")
    walker.follow("上报")
    walker.sees("已上报，反映人能看到现在到了哪里。", "停止计时")
    above = "这里办不了，已经上报，因为："
    speaker.passed(RECEIVED, TAKEN_ON, above, "路灯归街道管", "然后给您答复，再问您解决了没有。")
    seat(quarter.street.civil_affairs)
    walker.follow(f"上报给您：{TITLE}")
    walker.types("答复", ANSWER)
    walker.ticks("已解决")
    walker.follow("答复")
    walker.sees("已答复，会告知每位反映人。")
    speaker.passed(RECEIVED, TAKEN_ON, above, "上级有了答复。", YOUR_TURN)
    seat(quarter.street.clerk)
    walker.arrive(f"{speaker.face}matters/intake/look-up/")
    walker.types("回执号", speaker.code)
    walker.follow("看看")
    walker.sees("念给对方听：", "请您说说解决了没有。", ANSWER)
    walker.ticks("解决了")
    walker.follow("保存")
    walker.sees("已记下。")
    speaker.passed(RECEIVED, TAKEN_ON, above, "上级有了答复。", SOLVED)
    assert standing() == ("desk", "confirmed")


def test_from_a_visit_written_down_on_a_phone(
    quarter: Quarter, walker: Walker, seat: Seat, sit_down: SitDown, speaker: Speaker, browser: Browser
) -> None:
    household = visits.add_target(
        actor=quarter.general, whom=Whom(kind=VisitKind.HOUSEHOLD, label=HOUSEHOLD), at=MONDAY
    )
    visits.give_targets(
        actor=quarter.general,
        target_ids=[household.pk],
        person_id=quarter.street.cadre.person_id,
        due_on=MONDAY.date() + timedelta(days=3),
        at=MONDAY,
    )
    seat(quarter.street.cadre)
    context = browser.new_context(**PHONE, storage_state=walker.page.context.storage_state())
    thumb = Thumb(context.new_page(), walker.address)
    thumb.arrive(f"{speaker.face}desk/")
    thumb.start_counting()
    thumb.follow("登记", row=HOUSEHOLD)
    thumb.types("对社区事务", WORDS)
    thumb.unfold("怎样答复")
    thumb.ticks("下次走访时答复")
    thumb.types("怎么称呼", SPEAKER)
    thumb.ticks("对方同意留下称呼和联系方式")
    thumb.follow("提交走访")
    thumb.counted_at_most(clicks=6, fields=3)
    thumb.sees("已登记，请念出回执号")
    speaker.code = code_on(thumb.page)
    context.close()
    handled(walker, speaker, seat, quarter)
    seat(quarter.street.cadre)
    walker.follow("去告知")
    walker.follow("去回话", row=TITLE)
    walker.sees(HOUSEHOLD[:2], "上门")
    walker.ticks("已告知：说解决了")
    walker.follow("保存")
    walker.sees("已记下。")
    speaker.passed(*TOLD_BY_US, SOLVED)
    assert standing() == ("visit", "confirmed")


def test_from_the_free_text_of_a_survey(quarter: Quarter, walker: Walker, seat: Seat, speaker: Speaker) -> None:
    asked = make_round(paged([question("likes"), question("wish", "text", becomes_voice=True)]))
    hand = speaker.hand
    hand.arrive(f"{speaker.face}surveys/a/{asked.slug}/?c=qr")
    hand.ticks("a")
    hand.types("2. 问题wish", WORDS)
    hand.follow("提交答卷")
    hand.sees("谢谢您，答卷已计入。", WORDS)
    speaker.code = code_on(hand.page)
    outbox.drain()
    handled(walker, speaker, seat, quarter)
    speaker.passed(*BY_PAGE, YOUR_TURN)
    speaker.says_solved()
    speaker.passed(*BY_PAGE, SOLVED)
    assert standing() == ("survey", "confirmed")


def test_from_a_guest_of_a_consultation(quarter: Quarter, walker: Walker, seat: Seat, speaker: Speaker) -> None:
    meeting = in_consultation(quarter)
    seat(quarter.general)
    walker.arrive(f"{speaker.face}meetings/{meeting.pk}/")
    walker.follow("意见")
    walker.picks("发言人", SPEAKER)
    walker.types("发言内容", WORDS)
    walker.follow("记录")
    walker.sees(WORDS)
    walker.follow("记为声音")
    walker.ticks("打电话")
    walker.ticks("反映人同意我们保存姓名和联系方式，用于告知答复")
    walker.follow("记为声音")
    walker.sees("意见已记为声音，并有回执。")
    speaker.code = code_on(walker.page)
    handled(walker, speaker, seat, quarter)
    seat(quarter.street.clerk)
    brings(walker, TITLE, "已告知：没有表态", contact=NUMBER)
    speaker.passed(*TOLD_BY_US, YOUR_TURN)
    speaker.says_solved()
    speaker.passed(*TOLD_BY_US, SOLVED)
    assert standing() == ("meeting", "confirmed")


def in_consultation(quarter: Quarter) -> Meeting:
    """A hearing that is sitting, with one guest who left a number."""
    now, past = timezone.now(), timezone.now() - timedelta(days=9)
    meeting = meetings.draft_meeting(
        actor=quarter.general,
        body_id=quarter.council.pk,
        starts_at=now + timedelta(minutes=1),
        place="街道会议室",
        form="hearing",
        items=(meetings.NewItem(title="老旧小区楼道照明"),),
        at=past,
    )
    guest = meetings.NewGuest(name=SPEAKER, behalf="resident", contact=NUMBER)
    invited = meetings.invite_guest(actor=quarter.general, meeting_id=meeting.pk, guest=guest, at=past)
    meetings.send_notice(actor=quarter.general, meeting_id=meeting.pk, at=past)
    meetings.open_session(
        actor=quarter.general,
        meeting_id=meeting.pk,
        chair_id=quarter.members[0].pk,
        recorder_id=quarter.general.person_id,
        at=now,
    )
    meetings.record_coming(actor=quarter.general, guest_id=invited.pk, at=now)
    return meeting


def test_an_overdue_matter_is_escalated_in_three_presses(
    quarter: Quarter, walker: Walker, seat: Seat, speaker: Speaker, clock: time_machine.Traveller
) -> None:
    seat(quarter.street.clerk)
    to_the_intake(walker)
    speaker.code = takes_down(walker, WORDS, channel="窗口")
    seat(quarter.street.clerk)
    takes_on(walker, WORDS, TITLE)
    clock.move_to(MONDAY + timedelta(days=60))
    speaker.passed(RECEIVED, TAKEN_ON, "这一天之前就该给您答复，已经晚了")
    seat(quarter.street.clerk)
    walker.sees("逾期")
    walker.start_counting()
    walker.follow("去答复", row=TITLE)
    walker.follow("上报")
    walker.types("上报理由和请求事项", "路灯归街道管，请安排抢修。")
    walker.follow("上报")
    walker.counted_at_most(clicks=3, fields=1)
    walker.sees("已上报，反映人能看到现在到了哪里。")
    speaker.passed(RECEIVED, TAKEN_ON, "这里办不了，已经上报，因为：")
