"""Forms of party organisation by the number of full members. 支部工作条例(2018), 中办发〔2015〕51号."""

from dataclasses import replace
from datetime import date

import pytest

from gongzhi.institution.rules import ClauseMissing, shipped_clauses
from gongzhi.party.rules import Form, propose_form

ON = date(2026, 6, 30)


def propose(members, months=24, clauses=None):
    in_hand = shipped_clauses() if clauses is None else clauses
    return propose_form(full_members=members, months_since_founding=months, clauses=in_hand, on=ON)


@pytest.mark.parametrize(
    ("members", "months", "form"),
    [
        (0, 24, Form.ATTACHED),
        (1, 6, Form.JOINT),
        (2, 5, Form.ATTACHED),
        (2, 24, Form.JOINT),
        (3, 0, Form.BRANCH),
        (49, 24, Form.BRANCH),
        (50, 24, Form.GENERAL_BRANCH),
        (99, 0, Form.GENERAL_BRANCH),
        (100, 24, Form.COMMITTEE),
    ],
)
def test_the_form_follows_the_number_of_full_members(members, months, form):
    assert propose(members, months).form is form


def test_a_branch_of_seven_has_a_committee_of_three_to_five():
    seven, six = propose(7), propose(6)
    assert (seven.branch_committee, seven.committee_seats, seven.deputies_at_most) == (True, (3, 5), None)
    assert (six.branch_committee, six.committee_seats, six.deputies_at_most) == (False, None, 1)


def test_only_a_branch_has_a_branch_committee():
    assert not propose(50).branch_committee
    assert propose(50).deputies_at_most is None


def test_a_joint_branch_has_five_units_at_most():
    assert propose(2).units_at_most == 5
    assert propose(3).units_at_most is None


def test_the_proposal_names_its_clauses():
    told = [str(reason) for reason in propose(8).reasons]
    assert told[0].startswith("With 8 full members it founds a branch of its own (《中国共产党支部工作条例")
    assert told[1].startswith("The branch elects a committee (")


def test_the_numbers_come_from_the_clauses():
    stricter = [
        replace(
            clause,
            params=replace(
                clause.params,
                conditions=(replace(clause.params.conditions[0], at_least=5), *clause.params.conditions[1:]),
            ),
        )
        if clause.code == "national.party.branch_committee"
        else clause
        for clause in shipped_clauses()
    ]
    assert propose(5, clauses=stricter).branch_committee
    with pytest.raises(ClauseMissing):
        propose(5, clauses=[])


@pytest.mark.parametrize("months", [0, 5, 6, 600])
def test_every_number_of_members_has_exactly_one_form(months):
    forms = [propose(members, months).form for members in range(120)]
    assert forms == sorted(forms, key=list(Form).index)
