"""Seats against the clauses of a day: who holds what lawfully, and why not."""

from datetime import date

import pytest

from gongzhi.institution.rules import (
    Benefit,
    Composition,
    Layer,
    Power,
    Seat,
    Status,
    benefits_of,
    check_composition,
    powers,
    responsibilities,
    shipped_clauses,
)
from gongzhi.institution.tests.builders import make_clause

ON = date(2026, 6, 30)


def seat(person="周明", office="president", body="officers", **other):
    usual = {"since": date(2024, 3, 1), "name": person, "age": 50}
    return Seat(body=body, office=office, person=person, **(usual | other))


def check(seats, **params):
    (verdict,) = check_composition(clauses=[make_clause(params=Composition(**params))], seats=seats, on=ON)
    return verdict


@pytest.mark.parametrize(
    ("seats", "params", "status", "told"),
    [
        ([seat(), seat("b")], {"at_most": 1}, Status.BREACHED, "2 seats are filled; at most 1"),
        ([], {"at_least": 1}, Status.BREACHED, "0 seats are filled; at least 1"),
        ([seat(), seat("b")], {"odd": True}, Status.BREACHED, "must be odd"),
        ([seat()], {"odd": True, "at_least": 1, "at_most": 1}, Status.MET, ""),
        ([seat(age=71)], {"age_at_most": 70}, Status.BREACHED, "周明 is 71; the limit is 70"),
        ([seat(age=70)], {"age_at_most": 70}, Status.MET, ""),
        ([seat(age=None)], {"age_at_most": 70}, Status.UNDETERMINED, "date of birth of 周明 is not recorded"),
        ([seat(age=None), seat("b", age=71)], {"age_at_most": 70}, Status.BREACHED, "is not recorded"),
        ([seat(term_number=3)], {"terms_at_most": 2}, Status.BREACHED, "in term 3; at most 2"),
        ([seat(term_number=2)], {"terms_at_most": 2}, Status.MET, ""),
        ([seat(since=date(2021, 6, 30))], {"term_months_at_most": 60}, Status.BREACHED, "ran out on 2026-06-30"),
        ([seat(since=date(2021, 7, 1))], {"term_months_at_most": 60}, Status.MET, ""),
        ([seat(party_months=11)], {"party_months_at_least": 12}, Status.BREACHED, "less than 12 months"),
        ([seat(party_months=None)], {"party_months_at_least": 12}, Status.UNDETERMINED, "not recorded"),
        ([seat()], {"held_by": ("street_deputy_secretary",)}, Status.BREACHED, "does not hold the post"),
        (
            [seat(posts=frozenset({"street_deputy_secretary"}))],
            {"held_by": ("street_deputy_secretary",)},
            Status.MET,
            "",
        ),
        (
            [seat(), seat(office="street_deputy_secretary", body="street_office")],
            {"held_by": ("street_deputy_secretary",)},
            Status.MET,
            "",
        ),
        (
            [seat(), seat(office="secretary_general")],
            {"office": "president", "not_with": "secretary_general"},
            Status.BREACHED,
            "also holds",
        ),
        (
            [seat(posts=frozenset({"leading_cadre"}))],
            {"document": "cadre_approval", "document_for": "leading_cadre"},
            Status.BREACHED,
            "approval document for 周明 is not on file",
        ),
        ([seat()], {"document": "cadre_approval", "document_for": "leading_cadre"}, Status.MET, ""),
        (
            [seat(posts=frozenset({"leading_cadre"}), documents=frozenset({"cadre_approval"}))],
            {"document": "cadre_approval", "document_for": "leading_cadre"},
            Status.MET,
            "",
        ),
    ],
)
def test_each_condition_says_who_and_why(seats, params, status, told):
    verdict = check(seats, body="officers", **params)
    assert verdict.status is status
    assert told in " ".join(str(finding.sentence) for finding in verdict.findings)
    assert bool(verdict.findings) is (status is not Status.MET)


@pytest.mark.parametrize(("standing", "status"), [(3, Status.MET), (4, Status.BREACHED)])
def test_the_standing_council_has_at_most_a_third_of_the_council(standing, status):
    council = [seat(str(number), "council_member", "council") for number in range(9)]
    inner = [seat(str(number), "standing_council_member", "standing_council") for number in range(standing)]
    clauses = [clause for clause in shipped_clauses() if clause.topic == "standing_council.size"]
    (verdict,) = check_composition(clauses=clauses, seats=[*council, *inner], on=ON)
    assert verdict.status is status
    assert verdict.clause.layer is Layer.CHARTER


def test_two_deputies_in_one_branch_are_one_too_many():
    seats = [seat(name, "branch_deputy_secretary", "branch") for name in ("周飞", "赵华秀")]
    found = {
        verdict.clause.topic: verdict for verdict in check_composition(clauses=shipped_clauses(), seats=seats, on=ON)
    }
    assert found["branch.deputies"].status is Status.BREACHED
    assert found["branch.deputies"].clause.code == "charter.branch.deputies"


def test_a_president_who_is_a_cadre_without_approval_is_found():
    president = seat(posts=frozenset({"leading_cadre", "street_deputy_secretary"}), documents=frozenset())
    found = {
        verdict.clause.topic: verdict
        for verdict in check_composition(clauses=shipped_clauses(), seats=[president], on=ON)
    }
    assert found["officers.president_post"].status is Status.MET
    assert found["officers.cadre_approval"].status is Status.BREACHED


def test_powers_benefits_and_duties_are_read_from_the_clauses():
    given = powers(clauses=shipped_clauses(), on=ON)
    assert given["officers", "secretary_general"]["meetings.meeting.call"].code == "charter.secretary_general.powers"
    assert "institution.charter.adopt" not in given["", "organisation_leader"]
    assert "accident_insurance" in benefits_of(clauses=shipped_clauses(), standing="volunteer", on=ON)
    table = {row.party: row for row in responsibilities(clauses=shipped_clauses(), on=ON)}
    assert {clause.kind.value for clause in table["council"].duties} == {"cadence"}
    assert table["president"].powers
    assert table["member"].benefits


def test_a_power_counts_only_while_its_clause_is_in_force():
    clause = make_clause(params=Power(body="council", rights=("a.b.c",)), until=ON)
    assert powers(clauses=[clause], on=ON) == {}
    assert powers(clauses=[clause], on=date(2026, 6, 29)) == {("council", ""): {"a.b.c": clause}}
    gift = make_clause(params=Benefit(standing="member", benefits=("room",)), until=ON)
    assert benefits_of(clauses=[gift], standing="member", on=ON) == {}
