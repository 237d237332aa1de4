"""Which duties exist on a day: periods, wordings, layers, subjects, events."""

from dataclasses import replace
from datetime import date

import pytest

from gongzhi.institution.rules import (
    Cadence,
    Deadline,
    Direction,
    Layer,
    Row,
    StartsTooEarly,
    Subject,
    Unit,
    adopt,
    judge,
    obligations,
    outlook,
    repeal,
    shipped_clauses,
)
from gongzhi.institution.tests.builders import YEARLY, held, make_clause
from gongzhi.kernel.periods import CalendarKind, Period
from gongzhi.kernel.workdays import china

YEAR = Period(date(2026, 1, 1), date(2027, 1, 1))
QUARTERLY = replace(YEARLY, at_least=1, per=CalendarKind.QUARTER)


def duties(clauses, *, on=date(2026, 12, 31), horizon=YEAR, **other):
    return obligations(clauses=clauses, horizon=horizon, on=on, calendar=china(), **other)


def days(found):
    return [(duty.clause.since, duty.period.starts_on, duty.due_on) for duty in found]


def test_a_cadence_gives_one_duty_for_each_calendar_period():
    found = duties([make_clause(params=QUARTERLY)])
    assert [duty.due_on for duty in found] == [
        date(2026, month, day) for month, day in ((3, 31), (6, 30), (9, 30), (12, 31))
    ]


def test_a_wording_that_begins_inside_a_period_binds_from_the_next_whole_one():
    found = duties([make_clause(params=QUARTERLY, since=date(2026, 2, 10))])
    assert [duty.period.starts_on for duty in found] == [date(2026, 4, 1), date(2026, 7, 1), date(2026, 10, 1)]


def test_the_period_keeps_the_wording_of_its_first_day():
    old = make_clause(since=date(2020, 1, 1))
    clauses = adopt(
        clauses=[old],
        amended=[make_clause(since=date(2026, 5, 1), params=replace(YEARLY, at_least=4))],
        adopted_on=date(2026, 4, 1),
    )
    found = duties(clauses, horizon=Period(date(2026, 1, 1), date(2028, 1, 1)))
    assert [duty.needed for duty in found] == [2, 4]


def test_repeal_takes_the_unfinished_period_with_it_from_that_day_on():
    clauses = repeal(
        clauses=[make_clause(params=QUARTERLY)],
        codes=["charter.council.cadence"],
        on=date(2026, 8, 1),
        adopted_on=date(2026, 7, 1),
    )
    assert len(duties(clauses, on=date(2026, 7, 31))) == 4
    assert [duty.due_on for duty in duties(clauses, on=date(2026, 8, 1))] == [date(2026, 3, 31), date(2026, 6, 30)]


def test_a_repealed_charter_lets_the_law_below_bind_again():
    law = make_clause(code="national.council", layer=Layer.NATIONAL, params=replace(YEARLY, at_least=1))
    before = duties([law, make_clause()])
    assert [duty.clause.code for duty in before] == ["charter.council.cadence"]
    ended = repeal(
        clauses=[law, make_clause()],
        codes=["charter.council.cadence"],
        on=date(2026, 8, 1),
        adopted_on=date(2026, 7, 1),
    )
    assert [duty.clause.code for duty in duties(ended)] == ["national.council"]


def test_an_amendment_cannot_begin_on_or_before_its_adoption():
    with pytest.raises(StartsTooEarly):
        adopt(clauses=[make_clause()], amended=[make_clause(since=date(2026, 5, 1))], adopted_on=date(2026, 5, 1))
    with pytest.raises(StartsTooEarly):
        repeal(clauses=[make_clause()], codes=[], on=date(2026, 5, 1), adopted_on=date(2026, 5, 1))


def test_a_yearly_date_gives_one_duty_a_year_and_the_earlier_of_two_layers_counts():
    own = make_clause(
        code="charter.report", topic="report", params=Deadline(evidence="documents.annual_report", yearly_on=(3, 15))
    )
    law = replace(
        own,
        code="national.report",
        layer=Layer.NATIONAL,
        params=replace(own.params, yearly_on=(3, 31)),
        jurisdiction="CN",
    )
    assert [duty.due_on for duty in duties([own, law])] == [date(2026, 3, 15)]


def test_the_29th_of_february_falls_on_the_28th_in_a_common_year():
    clause = make_clause(params=Deadline(evidence="a", yearly_on=(2, 29)))
    found = duties([clause], horizon=Period(date(2026, 1, 1), date(2029, 1, 1)))
    assert [duty.due_on for duty in found] == [date(2026, 2, 28), date(2027, 2, 28), date(2028, 2, 29)]


def test_every_event_starts_its_own_deadline():
    clause = make_clause(
        code="charter.answer",
        subject="branch",
        topic="answer",
        params=Deadline(evidence="filings.answered", trigger="filings.submitted", amount=3, unit=Unit.WORKDAYS),
    )
    events = [Row("filings.submitted", date(2026, 9, 30), "a"), Row("filings.submitted", date(2026, 10, 12), "b")]
    found = duties([clause], events=events)
    assert [(duty.subject, duty.due_on) for duty in found] == [("a", date(2026, 10, 10)), ("b", date(2026, 10, 15))]


def test_a_deadline_before_an_announced_day_counts_back_from_it():
    clause = make_clause(
        params=Deadline(
            evidence="filings.submitted",
            trigger="filings.submitted",
            trigger_date="activity_on",
            direction=Direction.BEFORE,
            amount=7,
            unit=Unit.WORKDAYS,
        )
    )
    event = Row("filings.submitted", date(2026, 9, 1), "a", "合唱", {"activity_on": date(2026, 10, 8)})
    found = duties([clause], events=[event], on=date(2026, 9, 2))
    assert [duty.due_on for duty in found] == [date(2026, 9, 21)]
    nameless = duties([clause], events=[Row("filings.submitted", date(2026, 9, 1), "a")], on=date(2026, 9, 2))
    assert [duty.due_on for duty in nameless] == [None]


def test_a_clock_stands_still_while_the_dossier_is_returned():
    clause = make_clause(
        params=Deadline(evidence="filings.answered", trigger="filings.submitted", amount=3, unit=Unit.WORKDAYS)
    )
    back = Row(
        "filings.submitted",
        date(2026, 3, 11),
        "a",
        facts={"suspended": (Period(date(2026, 3, 12), date(2026, 3, 16)),)},
    )
    stopped = duties([clause], events=[back], on=date(2026, 3, 13))
    assert [(duty.due_on, duty.stopped_since) for duty in stopped] == [(None, date(2026, 3, 12))]
    assert [duty.due_on for duty in duties([clause], events=[back], on=date(2026, 3, 16))] == [date(2026, 3, 18)]


def test_a_late_rule_never_asks_for_something_before_its_own_first_day():
    clause = make_clause(
        since=date(2026, 6, 1),
        params=Deadline(
            evidence="x", trigger="filings.submitted", trigger_date="activity_on", direction=Direction.BEFORE, amount=30
        ),
    )
    event = Row("filings.submitted", date(2026, 6, 2), "a", facts={"activity_on": date(2026, 6, 20)})
    assert [duty.due_on for duty in duties([clause], events=[event])] == [date(2026, 6, 1)]


def test_organisations_are_bound_from_the_first_period_they_begin_as_members():
    clause = make_clause(subject="organisation", params=QUARTERLY)
    subjects = [
        Subject(key="stays", title="合唱团", bound=Period(date(2026, 2, 1))),
        Subject(key="left", title="舞蹈队", bound=Period(date(2025, 1, 1), date(2026, 5, 15))),
    ]
    found = duties([clause], subjects=subjects)
    assert [(duty.subject, duty.period.starts_on.month) for duty in found] == [
        ("left", 1),
        ("stays", 4),
        ("stays", 7),
        ("stays", 10),
    ]
    assert ("left", 4) in [
        (duty.subject, duty.period.starts_on.month)
        for duty in duties([clause], subjects=subjects, on=date(2026, 5, 14))
    ]


def test_a_body_that_does_not_exist_has_no_duties():
    clauses = [make_clause(), make_clause(code="own.standing", topic="standing", subject="standing_council")]
    found = duties(clauses, bodies={"council": Period(date(2024, 1, 1))})
    assert [duty.clause.subject for duty in found] == ["council"]


def test_what_binds_others_is_nobodys_duty_here():
    assert duties([make_clause(subject="residents_committee")]) == []


def test_a_deadline_whose_events_nobody_provides_is_shown_once():
    clause = make_clause(params=Deadline(evidence="volunteers.recorded", trigger="volunteers.served", amount=10))
    found = duties([clause], sources={"volunteers.recorded"})
    assert [duty.due_on for duty in found] == [None]


def test_the_outlook_knows_what_is_adopted_and_the_board_does_not():
    coming = make_clause(since=date(2027, 1, 1), params=replace(YEARLY, at_least=4))
    clauses = adopt(clauses=[make_clause()], amended=[coming], adopted_on=date(2026, 11, 1))
    horizon = Period(date(2026, 1, 1), date(2028, 1, 1))
    on = date(2026, 11, 22)
    assert [duty.needed for duty in outlook(clauses=clauses, horizon=horizon, on=on, calendar=china())] == [4]
    assert [duty.needed for duty in duties(clauses, on=on, horizon=horizon)] == [2, 2]


def test_two_layers_on_one_event_leave_the_earlier_due_day():
    own = make_clause(code="charter.answer", topic="answer", params=Deadline(evidence="a", trigger="b", amount=5))
    law = replace(
        own, code="national.answer", layer=Layer.NATIONAL, jurisdiction="CN", params=replace(own.params, amount=7)
    )
    found = duties([law, own], events=[Row("b", date(2026, 3, 2), "x")])
    assert [duty.clause.code for duty in found] == ["charter.answer"]


def test_the_shipped_packs_make_a_year_of_duties():
    bodies = {code: Period(date(2024, 1, 1)) for code in ("assembly", "council", "branch", "supervisors")}
    found = duties(shipped_clauses(), bodies=bodies, sources={"meetings.held"})
    by_code = {}
    for duty in found:
        by_code.setdefault(duty.clause.code, []).append(duty)
    assert len(by_code["charter.branch.theme_day"]) == 12
    assert len(by_code["charter.branch.cadence"]) == 4
    assert by_code["charter.council.cadence"][0].needed == 2
    assert "national.council.cadence" not in by_code
    assert not any(code.startswith("national.residents") for code in by_code)
    verdicts = judge(
        obligations=found, evidence=[held(date(2026, 3, 1), "branch", kind="theme_day")], on=date(2026, 12, 31)
    )
    assert sum(verdict.status == "met" for verdict in verdicts) == 1
    assert isinstance(by_code["charter.visits.quarterly"][0].clause.params, Cadence)
