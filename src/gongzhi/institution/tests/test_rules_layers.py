"""Strictest of those that may bind wins, in the direction that its kind of number has."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from gongzhi.institution.rules import (
    Cadence,
    Classifier,
    ClauseMissing,
    Composition,
    Condition,
    Deadline,
    Decision,
    Direction,
    Layer,
    Mark,
    Unit,
    covers,
    effective,
    effective_params,
    may_bind,
)
from gongzhi.institution.tests.builders import YEARLY, make_clause
from gongzhi.kernel.majorities import Threshold
from gongzhi.kernel.periods import CalendarKind

ON = date(2026, 6, 1)
WITHIN = Deadline(evidence="a", trigger="b", amount=10)
BEFORE = replace(WITHIN, direction=Direction.BEFORE)
COUNCIL = Decision(decision="council", body="council", quorum=Threshold(Fraction(2, 3)), notice_days=5)
PEOPLE = Classifier(outcome="approval", conditions=(Condition(fact="people", at_least=200),))


@pytest.mark.parametrize(
    ("strict", "loose"),
    [
        (YEARLY, replace(YEARLY, at_least=1)),
        (replace(YEARLY, at_least=1, per=CalendarKind.HALF_YEAR), YEARLY),
        (replace(YEARLY, longest_gap_days=200), YEARLY),
        (replace(YEARLY, longest_gap_days=200), replace(YEARLY, longest_gap_days=300)),
        (replace(WITHIN, amount=7), WITHIN),
        (replace(WITHIN, amount=5, unit=Unit.WORKDAYS), WITHIN),
        (replace(BEFORE, amount=15), BEFORE),
        (
            Deadline(evidence="a", yearly_on=(3, 15)),
            Deadline(evidence="a", yearly_on=(3, 31)),
        ),
        (replace(COUNCIL, notice_days=10), COUNCIL),
        (replace(COUNCIL, quorum=Threshold(Fraction(2, 3), strict=True)), COUNCIL),
        (replace(COUNCIL, proxies=False), replace(COUNCIL, proxies=True)),
        (replace(COUNCIL, secret=True), COUNCIL),
        (replace(PEOPLE, conditions=(Condition(fact="people", at_least=100),)), PEOPLE),
        (Composition(body="officers", age_at_most=65), Composition(body="officers", age_at_most=70)),
        (
            Composition(body="council", share_of="assembly", share_at_most=Fraction(1, 4)),
            Composition(body="council", share_of="assembly", share_at_most=Fraction(1, 3)),
        ),
    ],
)
def test_the_stricter_covers_the_looser_and_not_the_other_way_round(strict, loose):
    assert covers(strict, loose)
    assert not covers(loose, strict)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (replace(YEARLY, at_least=3), replace(YEARLY, at_least=1, per=CalendarKind.HALF_YEAR)),
        (YEARLY, replace(YEARLY, match=(("body", "assembly"),))),
        (WITHIN, BEFORE),
        (replace(COUNCIL, notice_days=3, secret=True), COUNCIL),
        (YEARLY, WITHIN),
    ],
)
def test_what_cannot_be_compared_binds_side_by_side(one, other):
    assert not covers(one, other)
    assert not covers(other, one)


@pytest.mark.parametrize(
    ("layer", "mark", "jurisdiction", "home", "binds"),
    [
        (Layer.NATIONAL, Mark.FULL_TEXT, "CN", "330402010", True),
        (Layer.NATIONAL, Mark.RECALL, "CN", "330402010", False),
        (Layer.NATIONAL, Mark.POOR, "CN", "330402010", False),
        (Layer.NATIONAL, Mark.LOCAL, "CN", "330402010", False),
        (Layer.CITY, Mark.LOCAL, "1101", "330402010", False),
        (Layer.CITY, Mark.LOCAL, "3304", "330402010", True),
        (Layer.CITY, Mark.RECALL, "3304", "330402010", False),
        (Layer.CITY, Mark.LOCAL, "3304", "", False),
        (Layer.CHARTER, Mark.RECALL, "", "330402010", True),
        (Layer.CHARTER, Mark.LOCAL, "", "", True),
    ],
)
def test_local_rules_bind_at_home_and_recalled_ones_only_by_charter(layer, mark, jurisdiction, home, binds):
    clause = make_clause(layer=layer, mark=mark, jurisdiction=jurisdiction)
    assert may_bind(clause=clause, jurisdiction=home) is binds


def test_the_strictest_wins_even_against_the_charter_and_says_why():
    law = make_clause(code="national.council", layer=Layer.NATIONAL, params=replace(YEARLY, at_least=4))
    own = make_clause()
    found = effective(clauses=[law, own], topic="council.cadence", day=ON)
    assert found is not None
    assert found.clause is law
    assert found.set_aside == (own,)
    assert "strictest" in found.why.msgid


def test_between_equals_the_charter_counts():
    law, own = make_clause(code="national.council", layer=Layer.NATIONAL), make_clause()
    found = effective(clauses=[law, own], topic="council.cadence", day=ON)
    assert found is not None
    assert found.clause is own
    assert "All layers ask the same" in found.why.msgid


def test_clauses_of_which_neither_covers_the_other_both_bind():
    law = make_clause(code="national.council", layer=Layer.NATIONAL, params=replace(YEARLY, at_least=3))
    own = make_clause(params=replace(YEARLY, at_least=1, per=CalendarKind.HALF_YEAR))
    found = effective(clauses=[law, own], topic="council.cadence", day=ON)
    assert found is not None
    assert found.also == (law,)
    assert found.set_aside == ()


def test_a_topic_without_a_clause_of_the_kind_is_named():
    with pytest.raises(ClauseMissing) as missing:
        effective_params(clauses=[make_clause()], topic="council.cadence", day=ON, expected=Deadline)
    assert missing.value.params["topic"] == "council.cadence"
    params, _clause = effective_params(clauses=[make_clause()], topic="council.cadence", day=ON, expected=Cadence)
    assert params == YEARLY
    assert effective(clauses=[make_clause()], topic="weather", day=ON) is None
