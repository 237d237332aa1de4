"""Terms in two times, and what holds a term back. semantics.md, Roles in time; 中办发〔1998〕17号."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongzhi.offices.rules import (
    Cadre,
    Candidate,
    Limits,
    State,
    Term,
    age_on,
    holders,
    standing,
    terms_in_a_row,
    whole_months,
)

STARTS = date(2024, 3, 1)
LIMITS = Limits(age_at_most=70, terms_at_most=2, holders_at_most=1, cadre_needs_approval=True)


def term(person="甲", starts=STARTS, ends=None, recorded=date(2024, 3, 10), superseded=None):
    return Term(person=person, starts_on=starts, ends_on=ends, recorded_on=recorded, superseded_on=superseded)


def stand(candidate=None, on=date(2025, 1, 1), ends=date(2029, 3, 1), limits=LIMITS):
    return standing(starts_on=STARTS, ends_on=ends, candidate=candidate or Candidate(), limits=limits, on=on)


@pytest.mark.parametrize(
    ("on", "known", "expected"),
    [
        (date(2024, 3, 1), date(2024, 3, 10), ["甲"]),
        (date(2024, 3, 1), date(2024, 3, 9), []),
        (date(2024, 2, 29), date(2024, 3, 10), []),
        (date(2025, 3, 1), date(2025, 6, 1), ["甲"]),
        (date(2025, 3, 1), date(2025, 6, 2), []),
        (date(2025, 2, 28), date(2025, 6, 2), ["甲"]),
    ],
)
def test_who_held_it_on_a_day_as_known_on_another(on, known, expected):
    corrected_on = date(2025, 6, 2)
    terms = [term(ends=date(2026, 1, 1), superseded=corrected_on), term(ends=date(2025, 3, 1), recorded=corrected_on)]
    assert holders(terms=terms, on=on, known=known) == expected


def test_holders_come_by_first_day_each_once():
    terms = [term("乙", date(2024, 5, 1)), term("甲"), term("甲", date(2024, 6, 1))]
    assert holders(terms=terms, on=date(2025, 1, 1), known=date(2025, 1, 1)) == ["甲", "乙"]


@given(st.integers(0, 900), st.integers(0, 900))
def test_successors_share_no_day(first, second):
    handover = date(2025, 3, 1)
    terms = [term("甲", ends=handover), term("乙", handover)]
    on, known = date.fromordinal(STARTS.toordinal() + first), date.fromordinal(date(2024, 3, 10).toordinal() + second)
    assert holders(terms=terms, on=on, known=known) == (["甲"] if on < handover else ["乙"])


@pytest.mark.parametrize(
    ("on", "state"),
    [
        (date(2024, 2, 29), State.NOT_BEGUN),
        (date(2024, 3, 1), State.ACTIVE),
        (date(2029, 2, 28), State.ACTIVE),
        (date(2029, 3, 1), State.ENDED),
    ],
)
def test_a_term_is_active_from_its_first_day_up_to_its_end(on, state):
    assert stand(on=on).state is state


@pytest.mark.parametrize("cadre", [Cadre.SERVING, Cadre.RETIRED])
def test_a_leading_cadre_is_held_back_until_the_approval_is_on_file(cadre):
    held = stand(Candidate(cadre=cadre))
    assert held.state is State.HELD_BACK
    assert not held.gives_rights
    assert "approval of the authority" in held.reasons[0].reason
    assert stand(Candidate(cadre=cadre, has_approval=True)).gives_rights


def test_an_ended_term_is_ended_even_without_the_approval():
    assert stand(Candidate(cadre=Cadre.SERVING), on=date(2030, 1, 1)).state is State.ENDED


@pytest.mark.parametrize(
    ("candidate", "state"),
    [
        (Candidate(born_on=date(1953, 3, 2)), State.ACTIVE),
        (Candidate(born_on=date(1953, 3, 1)), State.HELD_BACK),
        (Candidate(born_on=date(1953, 3, 1), has_extension=True), State.HELD_BACK),
        (Candidate(earlier_terms=1), State.ACTIVE),
        (Candidate(earlier_terms=2), State.HELD_BACK),
        (Candidate(earlier_terms=2, has_extension=True), State.ACTIVE),
        (Candidate(holders_now=0), State.ACTIVE),
        (Candidate(holders_now=1), State.HELD_BACK),
    ],
)
def test_age_terms_and_number_of_holders(candidate, state):
    assert stand(candidate).state is state


def test_every_obstacle_is_named():
    crowded = Candidate(cadre=Cadre.SERVING, born_on=date(1940, 1, 1), earlier_terms=4, holders_now=2)
    assert len(stand(crowded).reasons) == 4
    assert stand(crowded, limits=Limits()).gives_rights


def test_age_is_counted_in_full_years():
    assert age_on(born_on=date(1956, 3, 2), on=date(2026, 3, 1)) == 69
    assert age_on(born_on=date(1956, 2, 29), on=date(2026, 2, 28)) == 69


def test_terms_in_a_row_stop_at_a_break():
    first, second = (date(2014, 3, 1), date(2019, 3, 1)), (date(2019, 3, 20), STARTS)
    assert terms_in_a_row(periods=[first, second], before=STARTS) == 2
    assert terms_in_a_row(periods=[(date(2008, 1, 1), date(2013, 1, 1)), second], before=STARTS) == 1
    assert terms_in_a_row(periods=[], before=STARTS) == 0


@pytest.mark.parametrize(
    ("since", "on", "months"),
    [
        (date(2026, 1, 31), date(2026, 2, 28), 0),
        (date(2026, 1, 15), date(2026, 7, 15), 6),
        (date(2026, 1, 15), date(2026, 7, 14), 5),
        (date(2026, 7, 1), date(2026, 1, 1), 0),
    ],
)
def test_whole_months(since, on, months):
    assert whole_months(since=since, on=on) == months
