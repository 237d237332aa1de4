"""Quorum, notice, proxies and majorities, each from a clause. Charter arts. 17, 18, 23, 48 and 49."""

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongzhi.institution.rules import Base, ClauseMissing, Decision, Layer, shipped_clauses
from gongzhi.institution.tests.builders import make_clause
from gongzhi.kernel.majorities import Threshold
from gongzhi.meetings.rules import (
    MorePresentThanEntitled,
    MoreVotesThanPresent,
    assess,
    count_motion,
    decision_rule,
)

ON = date(2026, 6, 30)
TWO_THIRDS, HALF = Threshold(Fraction(2, 3)), Threshold(Fraction(1, 2), strict=True)


def rule(decision, clauses=None):
    return decision_rule(clauses=shipped_clauses() if clauses is None else clauses, decision=decision, on=ON)


def meeting(decision="council", *, entitled=18, present=12, proxies=0, notice=5, consents=0):
    return assess(
        rule=rule(decision),
        entitled=entitled,
        present_in_person=present,
        proxies=proxies,
        full_days_of_notice=notice,
        short_notice_consents=consents,
    )


def voted(lawfulness, votes_for, against=0, abstain=0, decision="council"):
    return count_motion(
        rule=rule(decision), lawfulness=lawfulness, votes_for=votes_for, against=against, abstain=abstain
    )


def test_a_council_of_18_may_decide_with_12():
    seen = meeting()
    assert (seen.quorum_needed, seen.may_decide, seen.obstacles) == (12, True, ())
    assert str(seen.reasons[0]) == "Present 12 of 18 entitled; the quorum is 12 (本会章程 第二十三条)."


def test_one_short_of_the_quorum_no_number_of_votes_would_do():
    seen = meeting(present=11)
    assert not seen.may_decide
    assert "1 short" in str(seen.obstacles[0])
    outcome = voted(seen, 11)
    assert (outcome.votes_needed, outcome.carried, outcome.reason) == (None, False, seen.obstacles[0])


def test_too_short_a_notice_lets_the_meeting_talk_but_not_decide():
    seen = meeting(notice=4)
    assert (seen.quorate, seen.notice_ok, seen.may_decide) == (True, False, False)
    assert "may talk, not decide" in str(seen.obstacles[0])
    outcome = voted(seen, 12)
    assert (outcome.votes_needed, outcome.carried) == (8, False)


@pytest.mark.parametrize(("consents", "may_decide"), [(18, True), (17, False), (12, False)])
def test_a_short_notice_is_healed_only_by_all_who_are_entitled(consents, may_decide):
    assert meeting(notice=0, consents=consents).may_decide is may_decide


@pytest.mark.parametrize(
    ("decision", "present"),
    [("assembly.ordinary", 12), ("council", 10), ("party.ordinary", 10), ("standing_council", 10)],
)
def test_proxies_count_in_the_assembly_only(decision, present):
    seen = meeting(decision, present=10, proxies=2, notice=10)
    assert seen.present == present
    assert len(seen.reasons) == 3


def test_abstentions_stay_in_the_base():
    seen = meeting("assembly.ordinary", entitled=12, present=10, notice=10)
    assert not voted(seen, 5, 0, 5, decision="assembly.ordinary").carried
    assert voted(seen, 6, 0, 4, decision="assembly.ordinary").carried


def test_exactly_half_is_not_more_than_half_but_two_thirds_is_enough():
    council = meeting(present=12)
    assert voted(council, 8, 4).carried
    assert not voted(council, 7, 5).carried


def test_a_majority_of_the_entitled_is_counted_of_the_entitled():
    clause = make_clause(
        params=Decision(decision="x", body="council", quorum=TWO_THIRDS, passes=HALF, base=Base.ENTITLED)
    )
    own = rule("x", [clause])
    seen = assess(rule=own, entitled=10, present_in_person=7, full_days_of_notice=0)
    assert count_motion(rule=own, lawfulness=seen, votes_for=5, against=0, abstain=2).votes_needed == 6


def test_of_several_layers_the_strictest_counts_for_each_point_with_its_clause():
    law = make_clause(
        code="law",
        layer=Layer.NATIONAL,
        source="法",
        article="第一条",
        params=Decision(decision="x", body="council", quorum=HALF, passes=TWO_THIRDS, proxies=False),
    )
    own = make_clause(
        params=Decision(decision="x", body="council", quorum=TWO_THIRDS, passes=HALF, notice_days=5, proxies=True)
    )
    both = rule("x", [law, own])
    assert (both.quorum_clause, both.passes_clause) == (own, law)
    assert (both.notice_days, both.notice_clause) == (5, own)
    assert (both.proxies, both.proxies_clause) == (False, law)


def test_what_is_only_recalled_in_a_law_does_not_bind_a_vote():
    national = [clause for clause in shipped_clauses() if clause.layer is Layer.NATIONAL]
    with pytest.raises(ClauseMissing):
        rule("party.election", national)
    assert rule("party.election").quorum_clause.code == "charter.party.election"


@pytest.mark.parametrize(("entitled", "needed"), [(10, 8), (31, 25), (5, 4), (3, 3)])
def test_a_branch_election_needs_four_fifths(entitled, needed):
    assert meeting("party.election", entitled=entitled, present=entitled, notice=0).quorum_needed == needed


def test_fees_and_elections_are_secret():
    assert rule("assembly.fees").secret
    assert not rule("assembly.ordinary").secret


def test_nobody_entitled_decides_nothing():
    seen = meeting(entitled=0, present=0)
    assert not seen.may_decide
    assert "Nobody is entitled" in str(seen.obstacles[0])


def test_impossible_counts_are_refused():
    with pytest.raises(MorePresentThanEntitled):
        meeting(entitled=12, present=13)
    with pytest.raises(MoreVotesThanPresent):
        voted(meeting(), 8, 4, 1)


def test_the_rule_follows_the_clause_in_force_on_the_day():
    with pytest.raises(ClauseMissing):
        decision_rule(clauses=shipped_clauses(), decision="residents_assembly", on=date(2025, 12, 31))


@given(entitled=st.integers(0, 400), data=st.data())
def test_nothing_is_carried_unless_quorate_noticed_and_voted_for(entitled, data):
    decision = data.draw(st.sampled_from(["council", "assembly.ordinary", "assembly.special", "party.election"]))
    present = data.draw(st.integers(0, entitled))
    votes_for = data.draw(st.integers(0, present))
    seen = meeting(decision, entitled=entitled, present=present, notice=data.draw(st.integers(0, 15)))
    outcome = voted(seen, votes_for, decision=decision)
    assert not outcome.carried or (seen.may_decide and votes_for * 2 > present and present * 2 > entitled)
    assert seen.may_decide == (seen.obstacles == ())
