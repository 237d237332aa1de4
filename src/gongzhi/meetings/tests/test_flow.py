"""The rules beside lawfulness: state tables, outlook of a notice, tellers, presence, numerals, minutes."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongzhi.kernel.states import StateTable
from gongzhi.meetings.rules.flow import (
    ITEM_FLOW,
    MEETING_FLOW,
    CountsDoNotFit,
    ItemDeed,
    ItemState,
    MeetingDeed,
    MeetingState,
    Tally,
    TellersDisagree,
    agreed_count,
    attendance,
    check_tally,
    chinese_number,
    notice_outlook,
    tally_of,
)
from gongzhi.meetings.rules.minutes import ItemFacts, MinutesFacts, ResolutionFacts, minutes_of

MEETING_TABLE = {
    (MeetingState.DRAFT, MeetingDeed.SEND_NOTICE): MeetingState.CALLED,
    (MeetingState.DRAFT, MeetingDeed.CANCEL): MeetingState.CANCELLED,
    (MeetingState.CALLED, MeetingDeed.OPEN): MeetingState.OPEN,
    (MeetingState.CALLED, MeetingDeed.CANCEL): MeetingState.CANCELLED,
    (MeetingState.OPEN, MeetingDeed.CLOSE): MeetingState.CLOSED,
}
ITEM_TABLE = {
    (ItemState.PENDING, ItemDeed.OPEN_VOTE): ItemState.VOTING,
    (ItemState.PENDING, ItemDeed.HEAR): ItemState.HEARD,
    (ItemState.PENDING, ItemDeed.WITHDRAW): ItemState.WITHDRAWN,
    (ItemState.VOTING, ItemDeed.CARRY): ItemState.CARRIED,
    (ItemState.VOTING, ItemDeed.REJECT): ItemState.REJECTED,
    (ItemState.VOTING, ItemDeed.WITHDRAW): ItemState.WITHDRAWN,
    (ItemState.VOTING, ItemDeed.SEAL): ItemState.COUNTING,
    (ItemState.COUNTING, ItemDeed.CARRY): ItemState.CARRIED,
    (ItemState.COUNTING, ItemDeed.REJECT): ItemState.REJECTED,
    (ItemState.COUNTING, ItemDeed.WITHDRAW): ItemState.WITHDRAWN,
}


@pytest.mark.parametrize("state", MeetingState)
@pytest.mark.parametrize("deed", MeetingDeed)
def test_each_deed_on_a_meeting_is_in_the_table(state: MeetingState, deed: MeetingDeed) -> None:
    expected = MEETING_TABLE.get((state, deed))
    assert MEETING_FLOW.allows(state, deed) == (expected is not None)
    if expected is not None:
        assert MEETING_FLOW.next(state, deed) == expected


@pytest.mark.parametrize("state", ItemState)
@pytest.mark.parametrize("deed", ItemDeed)
def test_each_deed_on_an_item_is_in_the_table(state: ItemState, deed: ItemDeed) -> None:
    assert ITEM_FLOW.allows(state, deed) == ((state, deed) in ITEM_TABLE)


@pytest.mark.parametrize(
    ("sent_on", "meeting_on", "needed", "enough", "earliest"),
    [
        (date(2026, 11, 1), date(2026, 11, 12), 10, True, date(2026, 11, 12)),
        (date(2026, 11, 1), date(2026, 11, 11), 10, False, date(2026, 11, 12)),
        (date(2026, 11, 22), date(2026, 11, 28), 5, True, date(2026, 11, 28)),
        (date(2026, 11, 23), date(2026, 11, 28), 5, False, date(2026, 11, 29)),
        (date(2026, 11, 23), date(2026, 11, 23), 0, True, date(2026, 11, 23)),
    ],
)
def test_full_days_of_notice(sent_on: date, meeting_on: date, needed: int, enough: bool, earliest: date) -> None:
    """semantics.md, Days: sent on the 1st, ten days' notice, earliest meeting on the 12th."""
    outlook = notice_outlook(sent_on=sent_on, meeting_on=meeting_on, needed=needed)
    assert (outlook.is_long_enough, outlook.earliest_on) == (enough, earliest)


@given(st.integers(0, 60), st.dates(date(2020, 1, 1), date(2030, 1, 1)))
def test_the_last_day_to_send_is_just_long_enough(needed: int, meeting_on: date) -> None:
    last = notice_outlook(sent_on=meeting_on, meeting_on=meeting_on, needed=needed).send_by
    assert notice_outlook(sent_on=last, meeting_on=meeting_on, needed=needed).is_long_enough
    assert notice_outlook(sent_on=last, meeting_on=meeting_on, needed=needed).earliest_on == meeting_on


def test_a_person_and_a_proxy_for_the_same_member_count_once() -> None:
    """semantics.md: a person and a proxy for the same member count once; a proxy counts while its holder is there."""
    found = attendance(entitled="abcd", present="abx", proxies=[("a", "b"), ("c", "b"), ("d", "z"), ("x", "b")])
    assert (found.entitled, found.in_person, found.by_proxy) == (4, 2, 1)


@given(
    st.sets(st.integers(0, 9)), st.sets(st.integers(0, 12)), st.lists(st.tuples(st.integers(0, 12), st.integers(0, 12)))
)
def test_nobody_counts_twice(entitled: set[int], present: set[int], proxies: list[tuple[int, int]]) -> None:
    found = attendance(entitled=entitled, present=present, proxies=proxies)
    assert 0 <= found.in_person + found.by_proxy <= found.entitled


def test_two_tellers_sign_the_same_numbers() -> None:
    one = Tally(votes_for=9, against=2, abstain=1)
    assert agreed_count([]) is None
    assert agreed_count([one]) is None
    assert agreed_count([one, one]) == one
    with pytest.raises(TellersDisagree):
        agreed_count([one, replace(one, votes_for=8)])


def test_counts_fit_the_presence() -> None:
    check_tally(tally=Tally(votes_for=9, against=2, abstain=1, spoiled=1), present=13)
    with pytest.raises(CountsDoNotFit):
        check_tally(tally=Tally(votes_for=9, against=2, abstain=1, spoiled=2), present=13)


def test_who_is_recused_is_not_counted() -> None:
    tally = tally_of(["for", "for", "recused", "abstain"])
    assert (tally.votes_for, tally.abstain, tally.counted) == (2, 1, 3)


@pytest.mark.parametrize(
    ("number", "words"),
    [(1, "一"), (10, "十"), (12, "十二"), (20, "二十"), (35, "三十五"), (99, "九十九"), (100, "100")],
)
def test_chinese_numerals(number: int, words: str) -> None:
    assert chinese_number(number) == words


def test_minutes_say_what_happened_and_nothing_else() -> None:
    item = ItemFacts(
        title="吸纳会员", state=ItemState.CARRIED, method="hands", votes_for=9, needed=9, present=13, tellers="甲、乙"
    )
    facts = MinutesFacts(
        place="201 室", opened="14:00", closed="15:00", chair="甲", recorder="乙", entitled=18, present=13, proxies=0,
        quorum=12, notice_sent="11月22日", notice_days=5, short_notice=False, consents=0, present_names="甲、乙",
        attending_names="", excused_names="丙", absent_names="", proxy_names="", items=[item], resolutions=[],
    )  # fmt: skip
    sections = minutes_of(facts=facts)
    text = "\n".join(
        str(sentence) for section in sections for paragraph in section.paragraphs for sentence in paragraph
    )
    assert len(sections) == 2
    assert "9 votes were needed" in text
    assert "丙" in text
    assert "Absent" not in text
    resolution = ResolutionFacts(number="1", text="同意。", owner="乙", due="", review="明年")
    assert len(minutes_of(facts=replace(facts, resolutions=[resolution]))) == 3


@pytest.mark.parametrize("table", [MEETING_FLOW, ITEM_FLOW])
def test_the_handbook_draws_the_tables_as_they_are(table: StateTable) -> None:
    page = Path(__file__).parents[4] / "docs" / "architecture" / "meetings.md"
    assert table.mermaid() in page.read_text("utf-8")
