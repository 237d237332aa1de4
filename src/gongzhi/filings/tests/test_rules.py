"""Classes with every reason, days, the clock that stops, the verbs. Charter arts. 65–80; order 505 arts. 2, 13, 14."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongzhi.filings.rules import (
    FILING,
    ActivityFacts,
    Answer,
    ClockEvent,
    ClockState,
    Deed,
    FilingClass,
    State,
    StepMode,
    classify,
    clock,
    filing_dates,
    lateness,
    step_result,
    suspended_periods,
)
from gongzhi.institution.rules import adopt, repeal, shipped_clauses, shipped_pack
from gongzhi.kernel.periods import Period
from gongzhi.kernel.states import NotNow
from gongzhi.kernel.workdays import china

ON = date(2026, 6, 30)
SMALL = ActivityFacts(people=20, budget_cents=0)


def classed(**facts):
    return classify(facts=replace(SMALL, **facts), clauses=shipped_clauses(), on=ON)


def test_a_small_activity_needs_no_filing():
    answer = classed()
    assert (answer.filing_class, answer.reasons, answer.file_by) == (FilingClass.NONE, (), None)


@pytest.mark.parametrize(("people", "filing_class"), [(49, "none"), (50, "notice"), (199, "notice"), (200, "approval")])
def test_the_edges_of_people(people, filing_class):
    assert classed(people=people).filing_class == filing_class


@pytest.mark.parametrize(
    ("cents", "filing_class"),
    [(999_999, "none"), (1_000_000, "notice"), (9_999_999, "notice"), (10_000_000, "approval")],
)
def test_the_edges_of_the_budget_are_counted_in_cents(cents, filing_class):
    assert classed(budget_cents=cents).filing_class == filing_class


def test_every_reason_of_the_class_is_named_with_its_clause():
    answer = classed(people=250, foreign_party=True, minors=True)
    assert [reason.fact for reason in answer.reasons] == ["foreign_party", "people"]
    assert str(answer.reasons[1].sentence) == "250 people are expected; the limit is 200 (本会章程 第六十八条)."
    assert answer.reasons[0].clause.code == "charter.filing.approval.foreign_party"


@pytest.mark.parametrize(("people", "public", "permit"), [(1000, True, True), (999, True, False), (5000, False, False)])
def test_the_police_are_asked_only_for_large_public_events(people, public, permit):
    answer = classed(people=people, open_to_public=public)
    assert answer.police_permit is permit
    if answer.permit is not None:
        assert answer.permit.apply_before.amount == 20
        assert answer.permit.answer_within.amount == 7
        assert {reason.clause.code for reason in answer.permit.reasons} == {"national.police.permit"}


def test_the_days_come_from_the_charter_and_follow_its_amendment():
    charter = shipped_pack("charter_model").clauses
    stricter = next(clause for clause in charter if clause.code == "charter.filing.notice.people")
    condition = replace(stricter.params.conditions[0], at_least=10)
    amended = adopt(
        clauses=shipped_clauses(),
        amended=[replace(stricter, since=date(2026, 7, 1), params=replace(stricter.params, conditions=(condition,)))],
        adopted_on=ON,
    )
    assert classify(facts=SMALL, clauses=amended, on=ON).filing_class is FilingClass.NONE
    assert classify(facts=SMALL, clauses=amended, on=date(2026, 7, 1)).filing_class is FilingClass.NOTICE


def test_a_threshold_taken_out_of_the_charter_no_longer_counts():
    ended = repeal(
        clauses=shipped_clauses(), codes=["charter.filing.notice.minors"], on=date(2026, 7, 1), adopted_on=ON
    )
    facts = replace(SMALL, minors=True)
    assert classify(facts=facts, clauses=ended, on=ON).filing_class is FilingClass.NOTICE
    assert classify(facts=facts, clauses=ended, on=date(2026, 7, 1)).filing_class is FilingClass.NONE


def test_the_dates_of_an_activity_after_the_national_day_holidays():
    dates = filing_dates(
        classification=classed(people=1200, open_to_public=True), held_on=date(2026, 10, 24), calendar=china()
    )
    assert dates.file_by is not None
    assert dates.file_by.on == date(2026, 9, 29)
    assert dates.apply_to_police_by is not None
    assert dates.apply_to_police_by.on == date(2026, 10, 4)
    assert dates.report_by is not None
    assert dates.report_by.on == date(2026, 10, 31)


def events(*pairs):
    return [ClockEvent(deed=deed, on=on) for deed, on in pairs]


def notice_clock(as_of, *pairs):
    return clock(events=events(*pairs), answer_within=classed(people=50).answer_within, calendar=china(), as_of=as_of)


SENT = (Deed.SUBMIT, date(2026, 3, 11))
BACK = (Deed.RETURN, date(2026, 3, 12))
AGAIN = (Deed.RESUBMIT, date(2026, 3, 16))


def test_the_clock_runs_in_workdays_from_the_day_after_the_submission():
    seen = notice_clock(date(2026, 3, 13), SENT)
    assert (seen.state, seen.due.on, seen.elapsed, seen.remaining) == (ClockState.RUNNING, date(2026, 3, 16), 2, 1)


def test_the_clock_stands_still_while_the_filing_is_with_the_applicant():
    seen = notice_clock(date(2026, 3, 13), SENT, BACK)
    assert (seen.state, seen.due, seen.stopped_since, seen.elapsed) == (ClockState.STOPPED, None, date(2026, 3, 12), 0)
    again = notice_clock(date(2026, 3, 17), SENT, BACK, AGAIN)
    assert (again.state, again.due.on, again.elapsed) == (ClockState.RUNNING, date(2026, 3, 18), 2)


def test_the_clock_ends_with_the_answer_and_shows_an_overrun():
    seen = notice_clock(date(2026, 5, 1), SENT, (Deed.APPROVE, date(2026, 3, 18)))
    assert (seen.state, seen.ended_on, seen.elapsed, seen.is_overrun) == (ClockState.ENDED, date(2026, 3, 18), 5, True)


def test_the_clock_knows_nothing_of_later_deeds_and_none_without_a_submission():
    assert notice_clock(date(2026, 3, 11), SENT, BACK, AGAIN).state is ClockState.RUNNING
    assert notice_clock(date(2026, 3, 10), SENT).state is ClockState.NOT_STARTED


def test_returns_make_half_open_periods_and_a_withdrawal_closes_the_last():
    assert suspended_periods(events=events(SENT, BACK, AGAIN)) == (Period(date(2026, 3, 12), date(2026, 3, 16)),)
    assert suspended_periods(events=events(SENT, BACK)) == (Period(date(2026, 3, 12)),)
    gone = events(SENT, BACK, (Deed.WITHDRAW, date(2026, 3, 20)))
    assert suspended_periods(events=gone) == (Period(date(2026, 3, 12), date(2026, 3, 20)),)


@pytest.mark.parametrize(
    ("mode", "count", "answers", "result"),
    [
        (StepMode.ALL, 2, [], None),
        (StepMode.ALL, 2, [Answer.APPROVE], None),
        (StepMode.ALL, 2, [Answer.APPROVE, Answer.APPROVE], Answer.APPROVE),
        (StepMode.ALL, 2, [Answer.APPROVE, Answer.REFUSE], Answer.REFUSE),
        (StepMode.ANY, 2, [Answer.APPROVE], Answer.APPROVE),
        (StepMode.ANY, 2, [Answer.REFUSE, Answer.APPROVE], Answer.REFUSE),
        (StepMode.ALL, 3, [Answer.APPROVE, Answer.RETURN], Answer.RETURN),
        (StepMode.ALL, 0, [], None),
    ],
)
def test_all_must_agree_or_one_suffices(mode, count, answers, result):
    assert step_result(mode=mode, reviewer_count=count, answers=answers) == result


def test_the_walk_of_a_filing_that_is_returned_once():
    state = State.DRAFT
    for deed in (Deed.SUBMIT, Deed.TAKE_UP, Deed.RETURN, Deed.RESUBMIT, Deed.APPROVE, Deed.RECORD_HELD, Deed.REPORT):
        state = FILING.next(state, deed)
    assert state is State.REPORTED


@given(st.lists(st.sampled_from(Deed), max_size=20))
def test_no_walk_reaches_a_report_without_an_approval(deeds):
    state, done = State.DRAFT, []
    for deed in deeds:
        if FILING.allows(state, deed):
            state = FILING.next(state, deed)
            done.append(deed)
    assert state not in {State.HELD, State.REPORTED, State.NOT_HELD} or Deed.APPROVE in done


@pytest.mark.parametrize("state", [State.REFUSED, State.WITHDRAWN, State.REPORTED, State.NOT_HELD])
def test_nothing_can_be_done_with_a_closed_filing(state):
    assert FILING.deeds(state) == ()
    with pytest.raises(NotNow):
        FILING.next(state, Deed.SUBMIT)


def test_every_state_can_be_reached():
    assert set(FILING.states) == set(State)


@pytest.mark.parametrize(
    ("submitted_on", "told"),
    [
        (date(2026, 4, 22), None),
        (date(2026, 4, 23), "Filed on 2026-04-23; the last day was 2026-04-22 (本会章程 第七十七条)."),
        (None, "Held without the filing that 本会章程 第七十七条 asks for."),
    ],
)
def test_an_activity_held_without_or_after_its_filing_is_seen(submitted_on, told):
    seen = lateness(
        classification=classed(people=60), submitted_on=submitted_on, held_on=date(2026, 5, 5), calendar=china()
    )
    assert (None if seen is None else str(seen)) == told


def test_what_needs_no_filing_is_never_late():
    assert lateness(classification=classed(), submitted_on=None, held_on=ON, calendar=china()) is None
