"""The rules of the register, without a database. Source: model charter, articles on members (mark 2)."""

from dataclasses import dataclass
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongzhi.organisations import rules
from gongzhi.organisations.rules import MEMBERSHIP, Deed, State

DAY = date(2026, 3, 1)
NEXT = {
    State.NONE: {Deed.APPLY: State.APPLIED},
    State.APPLIED: {Deed.ADMIT: State.ADMITTED, Deed.REFUSE: State.REFUSED, Deed.LEAVE: State.LEFT},
    State.ADMITTED: {Deed.SUSPEND: State.SUSPENDED, Deed.LEAVE: State.LEFT},
    State.SUSPENDED: {Deed.RESTORE: State.ADMITTED, Deed.LEAVE: State.LEFT},
    State.REFUSED: {Deed.APPLY: State.APPLIED},
    State.LEFT: {Deed.APPLY: State.APPLIED},
}


@dataclass(frozen=True)
class Spell:
    starts_on: date
    ends_on: date | None


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("deed", Deed)
def test_each_deed_in_each_state(state: State, deed: Deed) -> None:
    expected = NEXT[state].get(deed)
    decision = rules.may_follow(state=state, deed=deed)
    assert bool(decision) is (expected is not None)
    if expected is not None:
        assert MEMBERSHIP.next(state, deed) == expected
    else:
        assert decision.reason


def test_no_state_is_a_dead_end() -> None:
    assert MEMBERSHIP.final_states == ()


def test_name_keys_find_rare_characters_and_keep_within_their_columns() -> None:
    keys = rules.name_keys("𠮷祥 Ｃlub")
    assert keys.key == "𠮷祥 club"
    assert keys.pinyin.endswith("xiang club")
    longest = rules.name_keys("装" * 100)
    assert (len(longest.pinyin), len(longest.initials)) == (600, 100)


@given(st.text(max_size=100))
def test_name_keys_take_any_name(name: str) -> None:
    keys = rules.name_keys(name)
    assert len(keys.key) <= rules.KEY_LENGTH
    assert len(keys.pinyin) <= rules.PINYIN_LENGTH
    assert len(keys.initials) <= rules.INITIALS_LENGTH


@pytest.mark.parametrize(
    ("on", "since", "refusal"),
    [
        (date(2026, 3, 1), None, None),
        (date(2026, 3, 1), date(2026, 3, 1), None),
        (date(2026, 2, 28), date(2026, 3, 1), rules.BeforeLastChange),
        (date(2026, 3, 2), None, rules.InTheFuture),
    ],
)
def test_a_change_lies_between_the_last_one_and_today(
    on: date, since: date | None, refusal: type[Exception] | None
) -> None:
    if refusal is None:
        rules.check_day(on=on, since=since, today=DAY)
    else:
        with pytest.raises(refusal):
            rules.check_day(on=on, since=since, today=DAY)


@pytest.mark.parametrize(
    ("code", "standing", "refusal"),
    [
        ("52330402HJ4PDJ6E2E", "registered", None),
        ("５２３３０４０２ｈｊ４ｐｄｊ６ｅ２ｅ", "registered", None),
        ("", "filed", None),
        ("", "registered", rules.CreditCodeMissing),
        ("52330402HJ4PDJ6E2F", "registered", rules.CreditCodeWrong),
        ("123", "filed", rules.CreditCodeWrong),
    ],
)
def test_credit_codes(code: str, standing: str, refusal: type[Exception] | None) -> None:
    """GB 32100-2015."""
    if refusal is None:
        written = rules.check_credit_code(code=code, standing=standing)
        assert written in {"", "52330402HJ4PDJ6E2E"}
    else:
        with pytest.raises(refusal):
            rules.check_credit_code(code=code, standing=standing)


days = st.dates(date(2020, 1, 1), date(2026, 1, 1))


@given(start=days, end=st.none() | days, others=st.lists(st.tuples(days, st.none() | days), max_size=4))
def test_a_spell_is_refused_exactly_if_it_shares_a_day(
    start: date, end: date | None, others: list[tuple[date, date | None]]
) -> None:
    spells = [Spell(first, last) for first, last in others if last is None or last > first]
    far = date(2030, 1, 1)
    shares = any(start < (each.ends_on or far) and each.starts_on < (end or far) for each in spells)
    is_empty = end is not None and end <= start
    if is_empty or shares:
        with pytest.raises((rules.EndsTooEarly, rules.SpellsOverlap)):
            rules.check_spell(starts_on=start, ends_on=end, others=spells)
    else:
        rules.check_spell(starts_on=start, ends_on=end, others=spells)
