"""Who is elected, and what follows. Charter arts. 20, 49 and 93; rules.md §2: more than half of the voters present."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongzhi.institution.rules import shipped_clauses
from gongzhi.meetings.rules import assess, decision_rule
from gongzhi.meetings.rules.elections import (
    Contest,
    Fate,
    MoreThanBallots,
    NoSeats,
    NotOnTheList,
    Papers,
    Round,
    TooFewCandidates,
    TooManyNamed,
    VotesDoNotFit,
    check_ballot,
    contest,
    count_election,
    outcome_of,
    tally_ballots,
)

ON = date(2026, 6, 30)


def rule(decision):
    return decision_rule(clauses=shipped_clauses(), decision=decision, on=ON)


def counted(votes, *, seats, present=10, entitled=12, decision="party.election", valid=None, notice=10):
    found = assess(rule=rule(decision), entitled=entitled, present_in_person=present, full_days_of_notice=notice)
    papers = Papers(valid=present if valid is None else valid)
    return count_election(rule=rule(decision), lawfulness=found, seats=seats, votes=votes, papers=papers)


def fates(result):
    return {each.candidate: each.fate for each in result.standings}


def test_as_many_candidates_as_seats_or_more():
    assert contest(seats=3, candidates=3) is Contest.EQUAL
    assert contest(seats=3, candidates=4) is Contest.MORE
    with pytest.raises(TooFewCandidates) as refused:
        contest(seats=3, candidates=2)
    assert refused.value.params == {"candidates": 2, "seats": 3}
    with pytest.raises(NoSeats):
        contest(seats=0, candidates=2)


def test_half_of_those_present_is_not_enough_one_more_is():
    """Party, art. 49: more than half of those present; 10 present, so 6."""
    result = counted({"a": 6, "b": 5}, seats=2)
    assert fates(result) == {"a": Fate.ELECTED, "b": Fate.TOO_FEW}
    assert [each.needed for each in result.standings] == [6, 6]
    assert str(result.standings[1].reason) == "Not elected: 5 votes, 6 were needed (本会章程 第四十九条)."


def test_the_council_elects_with_two_thirds_of_those_present():
    """Council, art. 93: two thirds of those present; 13 present, so 9."""
    result = counted({"a": 9, "b": 4}, seats=1, present=13, entitled=18, decision="council.election")
    assert result.elected == ("a",)
    assert result.standings[0].needed == 9
    below = counted({"a": 8, "b": 5}, seats=1, present=13, entitled=18, decision="council.election")
    assert below.elected == ()
    assert (below.follows, below.following) == (Round.SECOND, ("a", "b"))


def test_if_more_pass_than_there_are_seats_those_with_most_are_elected():
    result = counted({"a": 6, "b": 7, "c": 7}, seats=2)
    assert result.elected == ("b", "c")
    assert fates(result)["a"] is Fate.OUTRUN
    assert (result.open_seats, result.follows) == (0, None)


def test_equals_at_the_last_seat_wait_for_a_run_off_among_them_alone():
    result = counted({"a": 11, "b": 9, "c": 9, "d": 1}, seats=2, present=15, entitled=15)
    assert result.elected == ("a",)
    assert fates(result) == {"a": Fate.ELECTED, "b": Fate.TIED, "c": Fate.TIED, "d": Fate.TOO_FEW}
    assert (result.follows, result.following, result.open_seats) == (Round.RUN_OFF, ("b", "c"), 1)


def test_equals_who_all_have_a_seat_need_no_run_off():
    result = counted({"a": 7, "b": 7, "c": 6}, seats=2)
    assert result.elected == ("a", "b")
    assert result.follows is None


def test_seats_nobody_won_stay_open_for_a_second_ballot_of_one_more_than_seats():
    result = counted({"a": 8, "b": 5, "c": 4, "d": 3, "e": 1}, seats=3, valid=10)
    assert (result.elected, result.open_seats) == (("a",), 2)
    assert (result.follows, result.following) == (Round.SECOND, ("b", "c", "d"))


def test_the_second_ballot_takes_all_who_equal_its_last():
    result = counted({"a": 8, "b": 5, "c": 3, "d": 3, "e": 1}, seats=2)
    assert result.following == ("b", "c", "d")


def test_blank_and_spoiled_ballots_stay_in_the_base():
    found = assess(rule=rule("party.election"), entitled=12, present_in_person=10, full_days_of_notice=0)
    papers = Papers(valid=5, blank=3, spoiled=2)
    result = count_election(
        rule=rule("party.election"), lawfulness=found, seats=1, votes={"a": 5, "b": 0}, papers=papers
    )
    assert result.standings[0].needed == 6
    assert result.elected == ()


def test_without_a_quorum_no_number_elects():
    """Party election, art. 49: four fifths; of 12 entitled 10 must be there."""
    result = counted({"a": 9}, seats=1, present=9, entitled=12)
    assert result.elected == ()
    assert result.standings[0].needed is None
    assert "quorum" in str(result.standings[0].reason)
    assert (result.follows, result.following) == (None, ())


def test_numbers_that_cannot_be_true_are_refused():
    with pytest.raises(MoreThanBallots):
        counted({"a": 9, "b": 1}, seats=1, valid=8)
    with pytest.raises(VotesDoNotFit):
        counted({"a": 8, "b": 8, "c": 1}, seats=2, valid=8)


def test_a_ballot_names_at_most_as_many_as_there_are_seats():
    check_ballot(named=["a", "b"], candidates=["a", "b", "c"], seats=2)
    check_ballot(named=[], candidates=["a"], seats=1)
    with pytest.raises(TooManyNamed):
        check_ballot(named=["a", "b", "c"], candidates=["a", "b", "c"], seats=2)
    with pytest.raises(TooManyNamed):
        check_ballot(named=["a", "a"], candidates=["a", "b"], seats=2)
    with pytest.raises(NotOnTheList):
        check_ballot(named=["x"], candidates=["a"], seats=1)


def test_ballots_are_counted_one_by_one():
    ballots = [["a"], ["a", "b"], [], ["x"], ["a", "b", "c"]]
    votes, papers = tally_ballots(ballots=ballots, candidates=["a", "b", "c"], seats=2)
    assert votes == {"a": 2, "b": 1, "c": 0}
    assert papers == Papers(valid=2, blank=1, spoiled=2)


def test_the_outcome_is_one_sentence():
    names = {"a": "周敏", "b": "陈立", "c": "吴国强"}
    tied = counted({"a": 8, "b": 6, "c": 6}, seats=2)
    assert str(outcome_of(result=tied, names=names)) == (
        "Elected: 周敏. A run-off for 1 more: 陈立、吴国强 have equal votes."
    )
    open_ = counted({"a": 9, "b": 2, "c": 1}, seats=2)
    assert str(outcome_of(result=open_, names=names)) == "Elected: 周敏. Of 2 seats 1 stay open."


@given(
    st.lists(st.lists(st.sampled_from("abcde"), unique=True, max_size=3), min_size=1, max_size=40),
    st.integers(min_value=1, max_value=3),
)
def test_whatever_is_cast_the_seats_are_never_overfilled_and_nobody_is_passed_over(ballots, seats):
    """Elected have enough votes and no fewer than anybody left out; who ties at the border is never elected by lot."""
    votes, papers = tally_ballots(ballots=ballots, candidates=list("abcde"), seats=seats)
    present = len(ballots)
    found = assess(rule=rule("party.election"), entitled=present, present_in_person=present, full_days_of_notice=0)
    result = count_election(rule=rule("party.election"), lawfulness=found, seats=seats, votes=votes, papers=papers)
    won = set(result.elected)
    assert len(won) <= seats
    assert all(votes[each] * 2 > present for each in won)
    lost = [votes[each] for each in votes if each not in won]
    assert not won or not lost or min(votes[each] for each in won) >= max(lost)
    passed = {each for each in votes if votes[each] * 2 > present}
    assert passed <= won | {each for each in votes if fates(result)[each] in {Fate.TIED, Fate.OUTRUN}}
    if result.follows is Round.RUN_OFF:
        assert len(result.following) > result.open_seats > 0
    if result.follows is None:
        assert len(won) == seats
    assert papers.counted == present
