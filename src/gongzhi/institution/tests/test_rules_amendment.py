"""Adopting an amendment never changes what was due, or what was said, before it begins: a property of all clauses."""

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from gongzhi.institution.rules import (
    Cadence,
    Counting,
    Deadline,
    Direction,
    Layer,
    Row,
    Subject,
    Unit,
    Waiver,
    adopt,
    judge,
    obligations,
    repeal,
)
from gongzhi.institution.tests.builders import make_clause
from gongzhi.kernel.periods import CalendarKind, Period
from gongzhi.kernel.workdays import china

FIRST = date(2024, 1, 1)
HORIZON = Period(date(2024, 1, 1), date(2027, 1, 1))
EVENTS, ACTS = ("filings.submitted", "filings.held"), ("filings.answered", "filings.reported", "filings.submitted")
SUBJECTS = ("", "a", "b")

day_in = st.integers(0, 3 * 365).map(lambda number: FIRST + timedelta(days=number))
matches = st.sampled_from([(), (("kind", "x"),), (("kind", "y"),)])

cadences = st.builds(
    Cadence,
    evidence=st.sampled_from(ACTS),
    match=matches,
    at_least=st.integers(1, 4),
    per=st.sampled_from(CalendarKind),
    longest_gap_days=st.none() | st.integers(20, 300),
    counts=st.sampled_from(Counting),
)
yearly = st.builds(
    Deadline,
    evidence=st.sampled_from(ACTS),
    match=matches,
    yearly_on=st.tuples(st.integers(1, 12), st.integers(1, 28)),
)
event_deadlines = st.builds(
    Deadline,
    evidence=st.sampled_from(ACTS),
    match=matches,
    trigger=st.sampled_from(EVENTS),
    trigger_match=matches,
    trigger_date=st.sampled_from(["", "activity_on"]),
    direction=st.sampled_from(Direction),
    amount=st.integers(0, 40),
    unit=st.sampled_from([Unit.DAYS, Unit.WORKDAYS]),
)
params = cadences | yearly | event_deadlines


@st.composite
def clause_sets(draw):
    found = []
    for number in range(draw(st.integers(1, 4))):
        topic = draw(st.sampled_from(["t1", "t2"]))
        layer = draw(st.sampled_from([Layer.NATIONAL, Layer.CHARTER]))
        since = draw(st.sampled_from([FIRST, date(2024, 5, 17), date(2025, 7, 1)]))
        until = draw(st.none() | st.sampled_from([date(2025, 10, 3), date(2026, 4, 1)]))
        subject = draw(st.sampled_from(["federation", "federation", "organisation"]))
        found.append(
            make_clause(
                code=f"c{number}",
                topic=topic,
                subject=subject,
                layer=layer,
                since=since,
                until=until,
                params=draw(params),
            )
        )
    return found


@st.composite
def rows(draw):
    suspended = draw(st.none() | st.tuples(day_in, st.none() | st.integers(0, 30)))
    facts = {"kind": draw(st.sampled_from(["x", "y"]))}
    on = draw(day_in)
    if draw(st.booleans()):
        facts["activity_on"] = on + timedelta(days=draw(st.integers(-5, 60)))
    if suspended is not None:
        start, length = suspended
        facts["suspended"] = (Period(start, None if length is None else start + timedelta(days=length)),)
    return Row(draw(st.sampled_from((*EVENTS, *ACTS))), on, draw(st.sampled_from(SUBJECTS)), "", facts)


@st.composite
def amendments(draw, clauses, starts_on):
    """Amend, repeal or add clauses, all from one day on."""
    after = clauses
    adopted_on = starts_on - timedelta(days=draw(st.integers(1, 60)))
    for clause in clauses:
        match draw(st.sampled_from(["keep", "keep", "amend", "repeal"])):
            case "amend":
                new = replace(clause, since=starts_on, until=None, params=draw(params))
                after = adopt(clauses=after, amended=[new], adopted_on=adopted_on)
            case "repeal":
                after = repeal(clauses=after, codes=[clause.code], on=starts_on, adopted_on=adopted_on)
    if draw(st.booleans()):
        new = make_clause(code="new", topic="t1", subject="federation", since=starts_on, params=draw(params))
        after = adopt(clauses=after, amended=[new], adopted_on=adopted_on)
    return after


def verdicts(clauses, evidence, waivers, on):
    subjects = [
        Subject(key="a", title="合唱团", bound=Period(date(2024, 2, 1))),
        Subject(key="b", title="舞蹈队", bound=Period(date(2024, 1, 1), date(2025, 8, 9))),
    ]
    found = obligations(clauses=clauses, horizon=HORIZON, on=on, calendar=china(), events=evidence, subjects=subjects)
    return judge(obligations=found, evidence=evidence, on=on, waivers=waivers)


def outcome(verdict):
    """Say all that a page shows of a verdict; the clause without its end, which adoption sets."""
    return (
        replace(verdict.clause, until=None),
        verdict.subject,
        verdict.period,
        verdict.due_on,
        verdict.status,
        verdict.needed,
        verdict.evidence,
        verdict.late,
        str(verdict.missing),
        verdict.waiver,
    )


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_deadlines_of_past_events_keep_their_days(data):
    def deadline():
        asked = Deadline(evidence="filings.answered", trigger="filings.submitted", trigger_date="activity_on")
        return replace(
            asked,
            direction=data.draw(st.sampled_from(Direction)),
            amount=data.draw(st.integers(0, 40)),
            unit=data.draw(st.sampled_from([Unit.DAYS, Unit.WORKDAYS])),
        )

    starts_on = data.draw(day_in)
    events = [
        Row("filings.submitted", sent_on, str(number), facts={"activity_on": sent_on + timedelta(days=lead)})
        for number in range(3)
        for sent_on in [starts_on + timedelta(days=data.draw(st.integers(-60, 60)))]
        for lead in [data.draw(st.integers(-5, 60))]
    ]
    old = make_clause(params=deadline())
    amended = adopt(
        clauses=[old],
        amended=[replace(old, since=starts_on, params=deadline())],
        adopted_on=starts_on - timedelta(days=1),
    )
    on = starts_on + timedelta(days=data.draw(st.integers(0, 90)))
    before, after = ([outcome(one) for one in verdicts(of, events, [], on)] for of in ([old], amended))
    assert [one for one in before if one[3] < starts_on] == [one for one in after if one[3] < starts_on]


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_adopting_an_amendment_leaves_the_past_as_it_was(data):
    clauses = data.draw(clause_sets())
    evidence = data.draw(st.lists(rows(), max_size=15))
    starts_on = data.draw(day_in)
    on = data.draw(day_in)
    waivers = [
        Waiver(clause_code="c0", period_starts_on=day, granted_by="会长", reason="", granted_on=data.draw(day_in))
        for day in data.draw(st.lists(st.sampled_from([FIRST, date(2025, 1, 1), date(2025, 7, 1)]), max_size=1))
    ]
    amended = data.draw(amendments(clauses, starts_on))

    before, after = verdicts(clauses, evidence, waivers, on), verdicts(amended, evidence, waivers, on)

    if on < starts_on:
        assert list(map(outcome, before)) == list(map(outcome, after))
    past = [[outcome(one) for one in judged if one.due_on and one.due_on < starts_on] for judged in (before, after)]
    assert past[0] == past[1]
