"""What can be done when, how the clock runs, who is reminded, where a voice has been, and what a code is."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise, product
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongzhi.institution.rules import Deadline
from gongzhi.institution.rules.params import Unit
from gongzhi.kernel.periods import Period
from gongzhi.kernel.states import NotNow
from gongzhi.kernel.workdays import china, workdays_elapsed
from gongzhi.matters.rules import clock, codes, ladder, levels, lineage
from gongzhi.matters.rules.flow import DONE, MATTER, OPEN, Deed, State, state_after_split
from gongzhi.matters.rules.ladder import Ladder, Rung
from gongzhi.matters.rules.levels import Level

MON = date(2026, 11, 2)
DAY = timedelta(days=1)
FIVE = Deadline(evidence="matters.answered", trigger="matters.received", amount=5, unit=Unit.WORKDAYS)
LADDER = Ladder(head=2, board=5, stale=7, close=15)


@pytest.mark.parametrize(
    ("state", "deed", "then"),
    [
        ("received", "accept", "working"),
        ("received", "answer", "answered"),
        ("deliberating", "answer", "answered"),
        ("received", "ask_back", "asked"),
        ("asked", "hear_back", "working"),
        ("asked", "go_on", "working"),
        ("asked", "answer", "answered"),
        ("asked", "escalate", "escalated"),
        ("working", "escalate", "escalated"),
        ("escalated", "answer_above", "answered"),
        ("escalated", "return_above", "working"),
        ("working", "put_on_agenda", "deliberating"),
        ("deliberating", "take_off_agenda", "working"),
        ("answered", "dispute", "working"),
        ("answered", "dispute_again", "escalated"),
        ("closed", "dispute", "working"),
        ("closed", "reopen", "working"),
        ("answered", "close", "closed"),
        ("asked", "merge", "merged"),
        ("working", "split", "working"),
        ("escalated", "hand_over", "escalated"),
    ],
)
def test_a_deed_leads_on(state, deed, then):
    assert MATTER.next(state, deed) == then


@pytest.mark.parametrize(
    ("state", "deed"),
    [
        ("working", "accept"),
        ("escalated", "answer"),
        ("working", "go_on"),
        ("deliberating", "merge"),
        ("answered", "merge"),
        ("escalated", "merge"),
        ("escalated", "split"),
        ("received", "put_on_agenda"),
        ("received", "close"),
        ("working", "close"),
        ("answered", "answer"),
        ("merged", "reopen"),
        ("asked", "defer"),
        ("received", "hand_over"),
    ],
)
def test_a_deed_waits_for_its_state(state, deed):
    with pytest.raises(NotNow):
        MATTER.next(state, deed)


def test_every_state_but_the_merged_leads_on():
    assert MATTER.final_states == (State.MERGED,)
    assert set(MATTER.states) == set(State) == {*OPEN, *DONE, State.MERGED}
    assert {deed for state in State for deed in MATTER.deeds(state)} == set(Deed)


def test_the_decision_shows_the_table():
    page = Path(__file__).parents[4] / "docs" / "decisions" / "0008-matters.md"
    assert MATTER.mermaid() in page.read_text("utf-8")


def test_an_open_matter_can_always_come_to_an_answer():
    """From each open state some path leads to an answer: nothing is ever stuck."""
    reached = set(DONE)
    while True:
        more = {s for s, d in product(State, Deed) if MATTER.allows(s, d) and MATTER.next(s, d) in reached} - reached
        if not more:
            break
        reached |= more
    assert set(OPEN) <= reached


@pytest.mark.parametrize(
    ("state", "then"),
    [("received", "received"), ("working", "working"), ("asked", "working"), ("deliberating", "working")],
)
def test_a_question_and_an_agenda_stay_with_the_first_half(state, then):
    assert state_after_split(State(state)) == then


def read(as_of, *, pauses=(), ended_on=None, within=FIVE, started_on=MON):
    return clock.clock(
        started_on=started_on, within=within, pauses=pauses, calendar=china(), as_of=as_of, ended_on=ended_on
    )


def test_a_clock_counts_workdays():
    running = read(MON + 3 * DAY)
    assert (running.state, running.due.on, running.elapsed, running.overdue) == ("running", MON + 7 * DAY, 3, 0)


@pytest.mark.parametrize(("days", "overdue"), [(7, 0), (8, 1), (11, 4), (12, 4), (13, 4), (14, 5)])
def test_overdue_is_counted_in_workdays(days, overdue):
    assert read(MON + days * DAY).overdue == overdue


def test_a_clock_stands_still_while_the_speaker_has_it():
    asked = Period(MON + DAY, None)
    stopped = read(MON + 30 * DAY, pauses=[asked])
    assert (stopped.state, stopped.due, stopped.stopped_since, stopped.overdue) == ("stopped", None, MON + DAY, 0)
    heard = read(MON + 3 * DAY, pauses=[Period(MON + DAY, MON + 3 * DAY)])
    assert (heard.state, heard.due.on) == ("running", MON + 9 * DAY)


def test_a_pause_within_a_day_costs_nothing():
    assert read(MON, pauses=[Period(MON, MON)]).due.on == MON + 7 * DAY


def test_an_answer_ends_the_clock():
    ended = read(MON + 90 * DAY, ended_on=MON + 9 * DAY)
    assert (ended.state, ended.elapsed, ended.overdue) == ("ended", 7, 2)


def test_without_a_clause_nothing_is_due():
    assert (read(MON + 90 * DAY, within=None).due, read(MON + 90 * DAY, within=None).overdue) == (None, 0)


PAUSES = st.lists(
    st.tuples(st.integers(0, 40), st.integers(0, 20)).map(
        lambda pair: Period(MON + pair[0] * DAY, MON + (pair[0] + pair[1]) * DAY)
    ),
    max_size=5,
)


@given(pauses=PAUSES, more=PAUSES)
def test_a_pause_never_shortens_the_time(pauses, more):
    assert read(MON, pauses=[*pauses, *more]).due.on >= read(MON, pauses=pauses).due.on


@given(pauses=PAUSES)
def test_exactly_five_workdays_run_until_the_due_day(pauses):
    due = read(MON, pauses=pauses).due.on
    assert workdays_elapsed(MON, due, china(), suspended=pauses) == 5
    assert workdays_elapsed(MON, due - DAY, china(), suspended=pauses) == 4


@pytest.mark.parametrize(("days", "is_fine"), [(-1, False), (0, False), (1, True), (30, True), (31, False)])
def test_a_deferral_is_at_most_thirty_days(days, is_fine):
    if is_fine:
        clock.check_deferral(on=MON, until=MON + days * DAY)
        return
    with pytest.raises(clock.DeferralTooLong):
        clock.check_deferral(on=MON, until=MON + days * DAY)


@pytest.mark.parametrize(
    ("overdue", "told"),
    [
        (0, ()),
        (1, (Rung.OWNER,)),
        (2, (Rung.OWNER, Rung.HEAD)),
        (4, (Rung.OWNER, Rung.HEAD)),
        (5, (Rung.OWNER, Rung.HEAD, Rung.BOARD)),
        (90, (Rung.OWNER, Rung.HEAD, Rung.BOARD)),
    ],
)
def test_the_ladder_is_climbed_by_workdays(overdue, told):
    assert ladder.rungs(overdue=overdue, ladder=LADDER) == told


def test_without_clauses_only_the_owner_is_told():
    assert ladder.rungs(overdue=99, ladder=Ladder()) == (Rung.OWNER,)
    assert ladder.stale_rungs(moved_on=MON, on=MON + 99 * DAY, ladder=Ladder()) == ()
    assert ladder.rungs(overdue=99, ladder=Ladder(), of=ladder.ABOVE) == (Rung.ABOVE,)
    assert not ladder.is_quiet(told_on=MON, on=MON + 99 * DAY, ladder=Ladder())


@pytest.mark.parametrize(
    ("days", "told"), [(6, ()), (7, (Rung.STALE,)), (13, (Rung.STALE,)), (14, (Rung.STALE, Rung.STALE_HEAD))]
)
def test_what_stands_still_is_told_after_seven_days_and_to_the_head_after_fourteen(days, told):
    assert ladder.stale_rungs(moved_on=MON, on=MON + days * DAY, ladder=LADDER) == told


@pytest.mark.parametrize(("days", "is_so"), [(14, False), (15, True)])
def test_what_nobody_disputes_is_quiet_after_fifteen_days(days, is_so):
    assert ladder.is_quiet(told_on=MON, on=MON + days * DAY, ladder=LADDER) is is_so


@pytest.mark.parametrize(
    ("answered", "then"),
    [
        ((), Level.STREET),
        ((Level.COMMUNITY,), Level.STREET),
        ((Level.OUTSIDE,), Level.STREET),
        ((Level.STREET,), None),
        ((Level.COMMUNITY, Level.STREET), None),
    ],
)
def test_a_second_dispute_goes_to_the_next_level(answered, then):
    assert levels.next_level(answered) == then


def test_nothing_is_escalated_to_the_council():
    assert levels.level_of("street_office") is Level.STREET
    assert levels.level_of("two_committees") is Level.COMMUNITY
    with pytest.raises(levels.NotAbove):
        levels.level_of("council")


NOON = datetime(2026, 11, 2, 4, tzinfo=UTC)


@given(path=st.lists(st.integers(0, 5), min_size=1, max_size=8))
def test_a_lineage_is_followed_from_start_to_end(path):
    steps = [path[0], *(b for a, b in pairwise(path) if a != b)]
    pairs = pairwise(steps)
    moves = [lineage.Move(a, b, NOON + n * DAY) for n, (a, b) in enumerate(pairs) if a != b]
    if any(a.to_matter != b.from_matter for a, b in pairwise(moves)):
        return
    now_in = moves[-1].to_matter if moves else steps[0]
    found = lineage.stays(now_in=now_in, moves=moves)
    assert lineage.started_in(now_in=now_in, moves=moves) == steps[0]
    assert [stay.matter for stay in found] == [steps[0], *(move.to_matter for move in moves)]
    assert (found[0].since, found[-1].until) == (None, None)
    for moment in (NOON - DAY, *(move.at for move in moves), NOON + 99 * DAY):
        assert sum(stay.holds(moment) for stay in found) == 1


@pytest.mark.parametrize(
    ("now_in", "moves"),
    [
        ("b", [lineage.Move("a", "c", NOON)]),
        ("c", [lineage.Move("a", "b", NOON), lineage.Move("a", "c", NOON)]),
        ("a", [lineage.Move("a", "b", NOON), lineage.Move("b", "a", NOON - DAY)]),
    ],
)
def test_a_broken_lineage_is_a_defect(now_in, moves):
    with pytest.raises(lineage.LineageBroken):
        lineage.stays(now_in=now_in, moves=moves)


def test_the_quasigroup_is_weakly_totally_anti_symmetric():
    """What makes a check digit find all single errors and all swaps of neighbours: Damm 2004."""
    table = codes.DAMM
    for row in table:
        assert sorted(row) == list(range(10))
    for column in range(10):
        assert sorted(row[column] for row in table) == list(range(10))
    for c, x, y in product(range(10), repeat=3):
        if x != y:
            assert table[table[c][x]][y] != table[table[c][y]][x]
    assert all(table[digit][digit] == 0 for digit in range(10))
    assert codes.check_digit("572") == "4"


SAMPLES = [codes.code_from(number) for number in (0, 1, 42, 123456789012345, 999999999999999, 10**15 + 7, 2**200)]


@pytest.mark.parametrize("code", SAMPLES)
def test_every_single_wrong_digit_is_found(code):
    assert codes.is_sound(code)
    for place, digit in product(range(16), "0123456789"):
        wrong = code[:place] + digit + code[place + 1 :]
        assert codes.is_sound(wrong) is (wrong == code)


@pytest.mark.parametrize("code", SAMPLES)
def test_every_swap_of_neighbours_is_found(code):
    for place in range(15):
        swapped = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
        assert codes.is_sound(swapped) is (swapped == code)


@given(number=st.integers(min_value=0, max_value=2**256), place=st.integers(0, 15), other=st.integers(1, 9))
def test_any_code_finds_its_errors(number, place, other):
    code = codes.code_from(number)
    assert codes.is_sound(code)
    digit = str((int(code[place]) + other) % 10)
    assert not codes.is_sound(code[:place] + digit + code[place + 1 :])
    if place < 15 and code[place] != code[place + 1]:
        assert not codes.is_sound(code[:place] + code[place + 1] + code[place] + code[place + 2 :])


@pytest.mark.parametrize("write", [codes.grouped, lambda c: f" {c[:8]}-{c[8:]} ", "，".join])
def test_a_code_is_read_as_people_type_it(write):
    code = SAMPLES[3]
    assert codes.typed_code(write(code)) == code
    wide = str.maketrans("0123456789", "０１２３４５６７８９")
    assert codes.typed_code(write(code).translate(wide)) == code


@pytest.mark.parametrize("text", ["", "1234", "a" * 16, "1" * 17, "١٢٣٤٥٦٧٨٩٠١٢٣٤٥٦", "0" * 15 + "1", "1' or '1'='1"])
def test_what_is_no_code_is_told_so(text):
    with pytest.raises(codes.CodeMistyped, match="Check your typing"):
        codes.typed_code(text)


def test_a_code_has_four_groups():
    assert codes.grouped("1234567890123456") == "1234 5678 9012 3456"
