"""What a visit asks, when one counts, and what a plan should hold."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongzhi.institution.rules.clauses import Clause
from gongzhi.institution.rules.packs import shipped_pack
from gongzhi.kernel.periods import Period
from gongzhi.visits import rules
from gongzhi.visits.rules import (
    CLOSING,
    FIXED_FOUR,
    MADE,
    TOPICS,
    Demand,
    ReplyWay,
    Result,
    Saying,
    Topic,
    VisitKind,
    Whom,
    Wish,
)

TODAY = date(2026, 11, 2)
CHARTER = shipped_pack("charter_model").clauses
SPREAD = [kind for kind in VisitKind if kind is not VisitKind.HOOK_UP]


@pytest.mark.parametrize("kind", [k for k in VisitKind if k not in {VisitKind.HOUSEHOLD, VisitKind.HOOK_UP}])
def test_the_founding_text_asks_four_topics(kind):
    """Founding text: 对联合会工作、对街道工作、对社区事务、当前热点"""
    assert TOPICS[kind] == FIXED_FOUR


def test_every_kind_is_asked_all_four_topics():
    assert all(set(FIXED_FOUR) <= set(topics) for topics in TOPICS.values())


def test_only_those_met_count_as_made_and_nobody_home_asks_again():
    assert {Result.MET} == MADE
    assert set(Result) - CLOSING == {Result.NOBODY_HOME}


@pytest.mark.parametrize(
    ("on", "refusal"),
    [
        (TODAY, None),
        (TODAY - timedelta(days=366), None),
        (TODAY - timedelta(days=367), rules.TooLongAgo),
        (TODAY + timedelta(days=1), rules.NotYetVisited),
        (date(1, 1, 1), rules.TooLongAgo),
        (date(9999, 12, 31), rules.NotYetVisited),
    ],
)
def test_days_of_visits(on, refusal):
    if refusal is None:
        rules.check_day(on=on, today=TODAY)
        return
    with pytest.raises(refusal) as told:
        rules.check_day(on=on, today=TODAY)
    assert told.value.field == "on"


@pytest.mark.parametrize("result", [result for result in Result if result is not Result.MET])
def test_nobody_speaks_at_a_closed_door(result):
    with pytest.raises(rules.NobodySpoke):
        rules.check_sayings(kind=VisitKind.HOUSEHOLD, result=result, sayings=[Saying(Topic.STREET, "好")])
    rules.check_sayings(kind=VisitKind.HOUSEHOLD, result=result, sayings=[])


def test_only_organisations_are_asked_what_they_need():
    with pytest.raises(rules.TopicNotAsked) as told:
        rules.check_sayings(kind=VisitKind.HOUSEHOLD, result=Result.MET, sayings=[Saying(Topic.NEEDS, "场地")])
    assert told.value.field == "said_needs"


VOICE = (Saying(Topic.STREET, "路灯"),)
KEPT = (Saying(Topic.STREET, "很好", keep_only=True),)


@pytest.mark.parametrize(
    ("wish", "sayings", "refusal"),
    [
        (Wish(), VOICE, None),
        (Wish(name="王阿姨"), VOICE, None),
        (Wish(contact="13812340001"), VOICE, rules.ConsentMissing),
        (Wish(ReplyWay.PHONE), VOICE, rules.ContactMissing),
        (Wish(ReplyWay.PHONE, contact="  "), VOICE, rules.ContactMissing),
        (Wish(ReplyWay.LETTER, contact="桂苑1号"), VOICE, rules.ConsentMissing),
        (Wish(ReplyWay.VISIT), VOICE, rules.ConsentMissing),
        (Wish(ReplyWay.VISIT, consent=True), VOICE, None),
        (Wish(ReplyWay.PHONE, contact="13812340001", consent=True), VOICE, None),
        (Wish(ReplyWay.PHONE), KEPT, None),
        (Wish(ReplyWay.PHONE), (), None),
    ],
)
def test_an_answer_finds_its_speaker_and_names_need_consent(wish, sayings, refusal):
    if refusal is None:
        rules.check_wish(wish=wish, sayings=sayings)
        return
    with pytest.raises(refusal):
        rules.check_wish(wish=wish, sayings=sayings)


@pytest.mark.parametrize(
    ("whom", "refusal"),
    [
        (Whom(kind=VisitKind.HOUSEHOLD, label="3栋"), None),
        (Whom(kind=VisitKind.HOUSEHOLD, label=" "), rules.NobodyNamed),
        (Whom(kind=VisitKind.ENTERPRISE, label="街口小店"), None),
        (Whom(kind=VisitKind.MEMBER, label="某队"), rules.OrganisationMissing),
        (Whom(kind=VisitKind.HOOK_UP, organisation_id=uuid4()), None),
    ],
)
def test_a_visit_goes_to_somebody(whom, refusal):
    if refusal is None:
        rules.check_whom(whom)
        return
    with pytest.raises(refusal):
        rules.check_whom(whom)


def test_the_model_charter_asks_twelve_of_any_and_one_of_each_member():
    """Charter model art. 14: 每季度至少联系一次; art. 81: 每季度……不少于12次"""
    found = {demand.clause.code: demand for demand in rules.demands_of(CHARTER)}
    any_kind, hook_up = found["charter.visits.quarterly"], found["charter.members.hook_up"]
    assert (any_kind.kind, any_kind.per_quarter, any_kind.each) == (None, 12, False)
    assert (hook_up.kind, hook_up.per_quarter, hook_up.each) == (VisitKind.HOOK_UP, 1, True)
    assert len(found) == 2


def test_the_model_charter_is_spread_evenly():
    counts = rules.proposal(demands=rules.demands_of(CHARTER), members=86)
    assert counts == {**dict.fromkeys(SPREAD, 2), VisitKind.HOOK_UP: 86}


CLAUSE: Clause = CHARTER[0]
demands = st.lists(
    st.builds(
        Demand,
        clause=st.just(CLAUSE),
        kind=st.none() | st.sampled_from(VisitKind),
        per_quarter=st.integers(0, 60),
        each=st.booleans(),
    ),
    max_size=8,
)


@given(demands=demands, members=st.integers(0, 200))
def test_a_proposal_keeps_every_clause_and_asks_no_more_than_it_must(demands, members):
    counts = rules.proposal(demands=demands, members=members)
    needed = dict.fromkeys(VisitKind, 0)
    for demand in demands:
        if demand.kind is not None:
            asked = demand.per_quarter * (members if demand.each else 1)
            needed[demand.kind] = max(needed[demand.kind], asked)
    of_any = max((d.per_quarter for d in demands if d.kind is None), default=0)
    total = sum(counts[kind] for kind in SPREAD)
    assert all(counts[kind] >= needed[kind] for kind in VisitKind)
    assert total == max(of_any, sum(needed[kind] for kind in SPREAD))
    raised = [counts[kind] for kind in SPREAD if counts[kind] > needed[kind]]
    assert not raised or max(raised) - min(counts[kind] for kind in SPREAD) <= 1


@given(day=st.dates(date(2000, 1, 1), date(2100, 12, 31)))
def test_every_day_lies_in_its_quarter_and_in_no_other(day):
    quarters = [rules.quarter_period(day.year, number) for number in rules.QUARTERS]
    assert [quarter.contains(day) for quarter in quarters].index(True) + 1 == rules.quarter_of(day)
    assert sum(quarter.contains(day) for quarter in quarters) == 1
    assert quarters[0].starts_on == rules.year_period(day.year).starts_on
    assert quarters[-1].ends_on == rules.year_period(day.year).ends_on


Q4 = Period(date(2026, 10, 1), date(2027, 1, 1))


@pytest.mark.parametrize(
    ("planned", "made", "today", "state"),
    [
        (12, 12, TODAY, "met"),
        (12, 13, date(2027, 2, 1), "met"),
        (12, 11, TODAY, "due"),
        (12, 11, date(2027, 1, 1), "breached"),
        (12, 0, date(2026, 9, 30), "open"),
        (0, 0, date(2027, 1, 1), "open"),
        (0, 3, TODAY, "open"),
    ],
)
def test_where_a_quarter_stands(planned, made, today, state):
    assert rules.progress(planned=planned, made=made, attempted=made + 2, quarter=Q4, today=today).state == state


def test_more_cannot_be_made_than_tried():
    with pytest.raises(ValueError, match="cannot be"):
        rules.progress(planned=1, made=2, attempted=1, quarter=Q4, today=TODAY)


@pytest.mark.parametrize(("days", "state"), [(-1, "breached"), (0, "due"), (14, "due"), (15, "open")])
def test_how_pressing_a_visit_is(days, state):
    assert rules.urgency(due_on=TODAY + timedelta(days=days), today=TODAY) == state
