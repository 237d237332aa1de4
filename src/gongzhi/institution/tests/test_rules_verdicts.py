"""What a verdict says, with its proof, and how fast it is said."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from gongzhi.institution.rules import (
    Cadence,
    Counting,
    Deadline,
    Row,
    Status,
    Unit,
    Waiver,
    judge,
    obligations,
    rehearse,
)
from gongzhi.institution.tests.builders import YEARLY, held, make_clause
from gongzhi.kernel.periods import CalendarKind, Period
from gongzhi.kernel.workdays import china

YEAR = Period(date(2026, 1, 1), date(2027, 1, 1))
MARCH, JULY = date(2026, 3, 4), date(2026, 7, 4)


def verdicts(clause, evidence=(), *, on=date(2027, 1, 1), horizon=YEAR, waivers=(), sources=None):
    found = obligations(clauses=[clause], horizon=horizon, on=on, calendar=china(), events=evidence, sources=sources)
    return judge(obligations=found, evidence=evidence, on=on, waivers=waivers, sources=sources)


@pytest.mark.parametrize(
    ("days", "on", "status", "counted"),
    [
        ([MARCH, JULY], date(2026, 7, 4), Status.MET, 2),
        ([MARCH, JULY], date(2026, 7, 3), Status.NOT_DUE, 1),
        ([MARCH], date(2026, 12, 31), Status.NOT_DUE, 1),
        ([MARCH], date(2027, 1, 1), Status.BREACHED, 1),
        ([], date(2027, 1, 1), Status.BREACHED, 0),
        ([MARCH, MARCH], date(2027, 1, 1), Status.MET, 2),
        ([date(2025, 12, 31), date(2027, 1, 1)], date(2027, 1, 1), Status.BREACHED, 0),
        ([date(2026, 1, 1), date(2026, 12, 31)], date(2027, 1, 1), Status.MET, 2),
    ],
)
def test_a_cadence_counts_what_lies_in_its_period(days, on, status, counted):
    (verdict,) = verdicts(make_clause(), [held(day) for day in days], on=on)
    assert (verdict.status, verdict.counted, verdict.needed) == (status, counted, 2)


def test_only_evidence_of_the_right_body_kind_and_subject_counts():
    evidence = [
        held(MARCH, "assembly"),
        held(MARCH, subject="organisation-1"),
        Row("visits.made", MARCH, facts={"body": "council"}),
    ]
    (verdict,) = verdicts(make_clause(), evidence)
    assert verdict.counted == 0
    (anybody,) = verdicts(make_clause(params=replace(YEARLY, counts=Counting.ANY)), evidence)
    assert anybody.counted == 1


def test_a_verdict_shows_its_proof_and_what_is_missing():
    meeting = held(MARCH)
    (verdict,) = verdicts(make_clause(), [meeting])
    assert verdict.evidence == (meeting,)
    assert str(verdict.missing) == "2 are needed, 1 are recorded, 1 are missing."
    assert verdict.clause.article == "第二十四条"
    assert verdict.due_on == date(2026, 12, 31)


def test_due_means_within_thirty_days_and_not_met():
    assert [verdict.is_due for verdict in verdicts(make_clause(), on=date(2026, 12, 1))] == [True]
    assert [verdict.is_due for verdict in verdicts(make_clause(), on=date(2026, 11, 30))] == [False]
    assert [verdict.is_due for verdict in verdicts(make_clause(), on=date(2027, 1, 1))] == [False]


@pytest.mark.parametrize(
    ("days", "status"),
    [
        ([date(2026, 4, 1), date(2026, 9, 1)], Status.MET),
        ([date(2026, 1, 5), date(2026, 9, 1)], Status.BREACHED),
        ([date(2026, 2, 1), date(2026, 5, 1)], Status.BREACHED),
        ([date(2025, 12, 20), date(2026, 6, 1), date(2026, 11, 1)], Status.MET),
        ([date(2025, 10, 1), date(2026, 6, 1), date(2026, 11, 1)], Status.BREACHED),
    ],
)
def test_the_longest_gap_reaches_back_over_the_turn_of_the_period(days, status):
    clause = make_clause(params=replace(YEARLY, longest_gap_days=180))
    (verdict,) = verdicts(clause, [held(day) for day in days])
    assert verdict.status is status
    assert status is Status.MET or "More than 180 days" in str(verdict.missing)


def deadline():
    return make_clause(params=Deadline(evidence="filings.reported", trigger="filings.held", amount=7))


@pytest.mark.parametrize(
    ("reported_on", "on", "status"),
    [
        (date(2026, 3, 11), date(2026, 4, 1), Status.MET),
        (None, date(2026, 3, 11), Status.NOT_DUE),
        (None, date(2026, 3, 12), Status.BREACHED),
        (date(2026, 3, 12), date(2026, 4, 1), Status.BREACHED),
        (date(2026, 3, 1), date(2026, 4, 1), Status.BREACHED),
    ],
)
def test_a_deadline_is_met_by_evidence_of_the_same_subject_in_time(reported_on, on, status):
    evidence = [Row("filings.held", MARCH, "a"), Row("filings.reported", MARCH, "b")]
    evidence += [Row("filings.reported", reported_on, "a")] if reported_on else []
    (verdict,) = verdicts(deadline(), evidence, on=on)
    assert verdict.status is status


def test_what_came_too_late_is_shown_and_not_counted():
    late = Row("filings.reported", date(2026, 3, 14), "a")
    (verdict,) = verdicts(deadline(), [Row("filings.held", MARCH, "a"), late])
    assert (verdict.status, verdict.counted, verdict.late) == (Status.BREACHED, 0, late)
    assert str(verdict.missing) == "Done on 2026-03-14, 3 days too late."


def test_an_event_does_not_fulfil_the_deadline_it_starts():
    clause = make_clause(params=Deadline(evidence="offices.term", trigger="offices.term", amount=12))
    (alone,) = verdicts(clause, [Row("offices.term", MARCH)])
    assert alone.status is Status.BREACHED
    first, second = verdicts(clause, [Row("offices.term", MARCH), Row("offices.term", MARCH + timedelta(days=12))])
    assert (first.status, second.status) == (Status.MET, Status.BREACHED)


def test_a_waiver_releases_from_its_day_on_and_never_hides_what_was_done():
    waiver = Waiver(
        clause_code="charter.council.cadence",
        period_starts_on=date(2026, 1, 1),
        granted_by="会长",
        reason="筹建",
        granted_on=date(2026, 5, 1),
    )
    (waived,) = verdicts(make_clause(), waivers=[waiver])
    assert (waived.status, waived.waiver, waived.missing) == (Status.WAIVED, waiver, None)
    (before,) = verdicts(make_clause(), on=date(2026, 4, 30), waivers=[waiver])
    assert before.status is Status.NOT_DUE
    (met,) = verdicts(make_clause(), [held(MARCH), held(JULY)], waivers=[waiver])
    assert met.status is Status.MET


def test_without_a_source_of_evidence_nothing_can_be_said():
    (verdict,) = verdicts(make_clause(), sources=frozenset())
    assert verdict.status is Status.UNDETERMINED
    assert str(verdict.missing) == "There is no source of evidence for this yet."
    (started,) = verdicts(deadline(), sources=frozenset({"filings.reported"}))
    assert started.status is Status.UNDETERMINED


def test_a_stopped_clock_is_not_due():
    event = Row("filings.held", MARCH, "a", facts={"suspended": (Period(MARCH),)})
    clause = make_clause(params=Deadline(evidence="x", trigger="filings.held", amount=3, unit=Unit.WORKDAYS))
    (verdict,) = verdicts(clause, [event])
    assert verdict.status is Status.NOT_DUE
    assert "stands still" in str(verdict.missing)


def test_rehearsal_shows_what_a_stricter_clause_would_have_changed():
    evidence = [held(date(2025, 3, 1)), held(date(2025, 9, 1)), held(MARCH)]
    stricter = make_clause(since=date(2027, 1, 1), params=replace(YEARLY, at_least=3))
    changes = rehearse(
        clauses=[make_clause()],
        proposed=[stricter],
        evidence=evidence,
        horizon=Period(date(2025, 1, 1), date(2026, 1, 1)),
        on=date(2026, 11, 22),
        calendar=china(),
    )
    assert [(change.before.status, change.after.status) for change in changes] == [(Status.MET, Status.BREACHED)]


def test_evidence_is_looked_at_once_for_each_kind_asked_and_not_once_for_each_duty():
    class Watched(dict):
        looks = 0

        def __getitem__(self, fact):
            Watched.looks += 1
            return super().__getitem__(fact)

    monthly = Cadence(evidence="meetings.held", match=(("body", "council"),), at_least=1, per=CalendarKind.MONTH)
    clauses = [make_clause(code=f"c{number}", topic=f"t{number}", params=monthly) for number in range(20)]
    evidence = [Row("meetings.held", MARCH + timedelta(days=day), facts=Watched(body="council")) for day in range(300)]
    found = obligations(clauses=clauses, horizon=YEAR, on=date(2027, 1, 1), calendar=china())

    judged = judge(obligations=found, evidence=evidence, on=date(2027, 1, 1))

    assert (len(judged), Watched.looks) == (240, 300)
