"""Who held what on which day as known when; who is entitled; which rights follow."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gongzhi.common import registry
from gongzhi.common.clock import local_day
from gongzhi.common.permissions import SYSTEM, Actor
from gongzhi.federations.models import Federation
from gongzhi.kernel.errors import DomainError
from gongzhi.kernel.periods import Period
from gongzhi.offices import rules, selectors, services
from gongzhi.offices.models import Body, Power, Term
from gongzhi.offices.selectors import Finding, SeatState
from gongzhi.offices.services import PowerGrant
from gongzhi.organisations.services import apply_for_membership
from gongzhi.organisations.tests.factories import admit, make_member

from .factories import AT, TODAY, elect, make_person, office, set_up


@pytest.fixture
def structure(federation: Federation) -> Federation:
    set_up()
    return federation


days = st.dates(date(2022, 1, 1), date(2026, 12, 31))


@st.composite
def rows(draw: Any) -> list[rules.Term]:
    made = []
    for person in draw(st.lists(st.sampled_from("ABC"), max_size=5)):
        first = draw(days)
        last = draw(st.none() | st.integers(1, 900).map(lambda n, first=first: first + timedelta(days=n)))
        known = draw(days)
        gone = draw(st.none() | st.integers(0, 900).map(lambda n, known=known: known + timedelta(days=n)))
        made.append(rules.Term(person=person, starts_on=first, ends_on=last, recorded_on=known, superseded_on=gone))
    return made


@given(terms=rows(), on=days, known=days)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_database_answers_as_the_rule_does(
    structure: Federation, terms: list[rules.Term], on: date, known: date
) -> None:
    """semantics.md, "Roles in time": from ≤ D < to, recorded ≤ K < superseded."""
    council = office("council", "council_member")
    Term.objects.all().delete()
    people = {name: make_person(name) for name in {term.person for term in terms}}
    Term.objects.bulk_create(
        Term(
            office=council,
            person=people[term.person],
            seat=seat,
            line=uuid4(),
            starts_on=term.starts_on,
            ends_on=term.ends_on,
            recorded_at=datetime(*term.recorded_on.timetuple()[:3], 3, tzinfo=UTC),
            superseded_at=datetime(*term.superseded_on.timetuple()[:3], 4, tzinfo=UTC) if term.superseded_on else None,
            basis="resolution",
        )
        for seat, term in enumerate(terms, start=1)
    )
    found = [term.person.name for term in selectors.who_held(office=council, on=on, known=known)]
    assert set(found) == set(rules.holders(terms=terms, on=on, known=known))


@given(moves=st.lists(st.tuples(st.integers(0, 2), days), min_size=1, max_size=6))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_was_known_on_a_past_day_never_changes(structure: Federation, moves: list[tuple[int, date]]) -> None:
    """Corrections and ends supersede: no row disappears and no answer about an earlier knowledge changes."""
    council = office("council", "council_member")
    Term.objects.all().delete()
    term, asked = elect(council, make_person("周敏"), at=AT), date(2024, 6, 1)
    answers: dict[date, list[str]] = {}
    for step, (kind, day) in enumerate(moves, start=1):
        at = AT + timedelta(days=step)
        before = Term.objects.count()
        term = _move(term, kind, day, at)
        assert Term.objects.count() >= before
        for known, answer in answers.items():
            assert _holders(council, asked, known) == answer
        answers[local_day(at)] = _holders(council, asked, local_day(at))


def _holders(council: Any, on: date, known: date) -> list[str]:
    return [term.person.name for term in selectors.who_held(office=council, on=on, known=known)]


def _move(term: Term, kind: int, day: date, at: datetime) -> Term:
    person = make_person("何海") if kind == 2 else term.person
    try:
        if kind == 0:
            return services.end_term(actor=SYSTEM, term_id=term.pk, ends_on=day, reason="辞职", at=at)
        return services.correct_term(
            actor=SYSTEM,
            term_id=term.pk,
            person_id=person.pk,
            starts_on=day,
            ends_on=None,
            basis_number="决议",
            reason="写错",
            at=at,
        )
    except DomainError:
        return term


def test_entitled_counts_a_person_once(structure: Federation) -> None:
    body = Body.objects.get(code="branch")
    both, one = make_person("周明"), make_person("周飞")
    elect(office("branch", "branch_secretary"), both)
    elect(office("branch", "branch_committee_member"), both)
    elect(office("branch", "branch_deputy_secretary"), one)
    found = selectors.entitled(body=body, on=TODAY)
    assert [each.person_id for each in found] == [both.pk, one.pk]
    assert found[0].stands_for == "党支部书记、党支部委员"


def test_titles_without_a_seat_in_the_council_do_not_vote_there(structure: Federation) -> None:
    elect(office("officers", "president"), make_person("周明"))
    councillor = make_person("何海")
    elect(office("council", "council_member"), councillor)
    found = selectors.entitled(body=Body.objects.get(code="council"), on=TODAY)
    assert [each.person_id for each in found] == [councillor.pk]
    assert selectors.entitled(body=Body.objects.get(code="officers"), on=TODAY) == []


def test_entitled_leaves_out_ended_future_and_held_back_terms(structure: Federation) -> None:
    council = office("council", "council_member")
    elect(council, make_person("甲"), ends_on=TODAY)
    elect(council, make_person("乙"), TODAY + timedelta(days=1))
    Term.objects.filter(pk=elect(council, make_person("丙")).pk).update(is_held_back=True)
    assert selectors.entitled(body=council.body, on=TODAY) == []
    assert len(selectors.entitled(body=council.body, on=TODAY - timedelta(days=1))) == 1


def test_the_assembly_is_the_leaders_of_members_and_the_individuals(structure: Federation) -> None:
    two, other = make_person("何海"), make_person("周敏")
    make_member("甲队", two)
    make_member("乙队", two)
    make_member("丙队", other)
    suspended = make_member("丁队", make_person("吴秀"))
    suspended.memberships.get().spells.update(state="suspended")
    individual = make_person("马娟春")
    admit(_apply_person(individual))
    found = selectors.entitled(body=Body.objects.get(code="assembly"), on=TODAY)
    assert {each.name: each.stands_for for each in found} == {"何海": "甲队、乙队", "周敏": "丙队", "马娟春": ""}


@pytest.mark.parametrize("many", [2, 20])
def test_entitled_takes_two_queries_at_most(structure: Federation, many: int) -> None:
    for number in range(many):
        elect(office("council", "council_member"), make_person(f"理事{number}"))
        make_member(f"第{number}队", make_person(f"负责人{number}"))
    for code in ("council", "assembly"):
        body = Body.objects.get(code=code)
        with CaptureQueriesContext(connection) as queries:
            assert len(selectors.entitled(body=body, on=TODAY)) == many
        assert len(queries) <= 2


def test_rights_follow_terms_and_powers(structure: Federation) -> None:
    person = make_person("周明")
    term = elect(office("officers", "president"), person, ends_on=date(2026, 12, 1))
    _grant(PowerGrant("officers", "president", "filings.filing.review", "charter.30"), on=date(2026, 1, 1))
    [mandate], _led = selectors.mandates_on(person_id=person.pk, on=TODAY)
    assert (mandate.right, mandate.office, mandate.term_id, mandate.clause_code) == (
        "filings.filing.review",
        "会长",
        term.pk,
        "charter.30",
    )
    for day in (date(2026, 12, 1), date(2025, 12, 31)):
        mandates, led = selectors.mandates_on(person_id=person.pk, on=day)
        assert (list(mandates), led) == ([], frozenset())


def test_a_held_back_term_gives_no_rights(structure: Federation) -> None:
    person = make_person("周明", is_cadre=True)
    elect(office("officers", "president"), person)
    _grant(PowerGrant("officers", "president", "filings.filing.review", "charter.30"))
    assert selectors.mandates_on(person_id=person.pk, on=TODAY)[0] == ()


def test_a_power_of_all_members_of_a_body(structure: Federation) -> None:
    person = make_person("何海")
    elect(office("council", "council_member"), person)
    _grant(PowerGrant("council", "", "meetings.motion.propose", "charter.21"))
    mandates, _led = selectors.mandates_on(person_id=person.pk, on=TODAY)
    assert [mandate.right for mandate in mandates] == ["meetings.motion.propose"]


def test_leaders_have_their_rights_while_their_organisation_is_a_member(structure: Federation) -> None:
    person = make_person("何海")
    organisation = make_member("甲队", person)
    _grant(PowerGrant("", "organisation_leader", "filings.filing.submit", "charter.9"))
    mandates, led = selectors.mandates_on(person_id=person.pk, on=TODAY)
    assert [(each.right, each.office) for each in mandates] == [("filings.filing.submit", "甲队负责人")]
    assert led == {organisation.pk}
    mandates, led = selectors.mandates_on(person_id=person.pk, on=date(2026, 1, 20))
    assert (list(mandates), led) == ([], {organisation.pk})


def test_the_rights_of_a_person_take_two_queries(structure: Federation) -> None:
    person = make_person("何海")
    elect(office("council", "council_member"), person)
    elect(office("secretariat", "secretary"), person)
    make_member("甲队", person)
    _grant(PowerGrant("council", "", "a.b.c", "1"))
    with CaptureQueriesContext(connection) as queries:
        selectors.mandates_on(person_id=person.pk, on=TODAY)
    assert len(queries) == 2


def test_may_asks_for_the_day_of_the_deed(structure: Federation) -> None:
    person = make_person("何海")
    elect(office("secretariat", "secretary"), person, date(2026, 3, 1), ends_on=date(2026, 6, 1))
    _grant(PowerGrant("secretariat", "secretary", "a.b.c", "1"), on=date(2026, 1, 1))
    actor = Actor(person_id=person.pk, federation_id=structure.pk)
    asked = {month: datetime(2026, month, 15, tzinfo=UTC) for month in (2, 4, 7)}
    assert [bool(selectors.may(actor=actor, right="a.b.c", at=at)) for at in asked.values()] == [False, True, False]


def test_this_room_is_the_source_of_rights() -> None:
    assert selectors.mandates_on in registry.rights_sources


def test_writing_powers_keeps_the_past(federation: Federation) -> None:
    kept, ended = PowerGrant("council", "", "a.a.a", "1"), PowerGrant("council", "", "b.b.b", "2")
    added = PowerGrant("council", "", "c.c.c", "3")
    services.write_powers(powers=[kept, ended], starts_on=date(2024, 1, 1))
    services.write_powers(powers=[kept, added], starts_on=date(2026, 1, 1))
    rights = {day: set(Power.objects.given_on(day).values_list("right", flat=True)) for day in _years(2023, 2025, 2026)}
    assert list(rights.values()) == [set(), {"a.a.a", "b.b.b"}, {"a.a.a", "c.c.c"}]
    assert Power.objects.count() == 3


def _years(*years: int) -> list[date]:
    return [date(year, 6, 1) for year in years]


grants = st.sets(st.sampled_from([PowerGrant("council", "", f"r.r.{n}", str(n)) for n in range(5)]))


@given(packs=st.lists(st.tuples(st.integers(0, 1000), grants), min_size=1, max_size=5))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_powers_on_a_day_are_those_of_the_pack_in_force(
    federation: Federation, packs: list[tuple[int, set[PowerGrant]]]
) -> None:
    Power.objects.all().delete()
    first = date(2024, 1, 1)
    ordered = sorted(packs, key=lambda pack: pack[0])
    for after, powers in ordered:
        services.write_powers(powers=list(powers), starts_on=first + timedelta(days=after))
    for day in range(0, 1001, 50):
        in_force: set[PowerGrant] = set()
        for after, powers in ordered:
            in_force = powers if after <= day else in_force
        found = Power.objects.given_on(first + timedelta(days=day)).values_list("right", flat=True)
        assert sorted(found) == sorted(grant.right for grant in in_force)


def test_seats_say_how_they_stand_and_why(structure: Federation) -> None:
    officers = Body.objects.get(code="officers")
    elect(office("officers", "president"), make_person("周明", is_cadre=True))
    elect(office("officers", "secretary_general"), make_person("朱明"), ends_on=date(2026, 1, 1))
    by_office = {seat.office.code: seat for seat in selectors.seats(body=officers, on=TODAY)}
    assert {code: seat.state for code, seat in by_office.items()} == {
        "president": SeatState.HELD_BACK,
        "vice_president": SeatState.VACANT,
        "secretary_general": SeatState.OVERDUE,
    }
    [waiting] = by_office["president"].reasons
    assert waiting.reason % waiting.params == (
        "waiting for the approval document of the cadre-management authority, 中办发〔1998〕17号"
    )


def test_a_finding_of_the_institution_makes_a_seat_unlawful(structure: Federation) -> None:
    """中发〔2018〕38号 (mark X): a branch has one deputy secretary."""
    branch = Body.objects.get(code="branch")
    deputy = office("branch", "branch_deputy_secretary")
    elect(deputy, make_person("周飞"))
    second = make_person("赵华秀")
    elect(deputy, second)
    against = Finding(
        body_id=branch.pk,
        office_code="branch_deputy_secretary",
        is_lawful=False,
        reason="At most one",
        person_id=second.pk,
        clause_code="branch.deputy",
    )
    seats = [seat for seat in selectors.seats(body=branch, on=TODAY, findings=[against]) if seat.term]
    assert [(seat.term.person.name, seat.is_lawful) for seat in seats if seat.term] == [
        ("周飞", True),
        ("赵华秀", False),
    ]
    assert seats[1].reasons[0].clause_code == "branch.deputy"


def test_a_term_that_was_followed_is_not_overdue(structure: Federation) -> None:
    president = office("officers", "president")
    elect(president, make_person("周明"), ends_on=date(2026, 1, 1))
    elect(president, make_person("何海"), date(2026, 1, 1))
    [seat] = [each for each in selectors.seats(body=president.body, on=TODAY) if each.office == president]
    assert (seat.state, seat.term and seat.term.person.name) == (SeatState.HELD, "何海")


def test_someone_who_resigned_leaves_a_vacancy_not_an_overdue_term(structure: Federation) -> None:
    president = office("officers", "president")
    term = elect(president, make_person("周明"))
    services.end_term(actor=SYSTEM, term_id=term.pk, ends_on=date(2026, 6, 1), reason="辞职", at=AT)
    [seat] = [each for each in selectors.seats(body=president.body, on=TODAY) if each.office == president]
    assert seat.state == SeatState.VACANT


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("会长", ("officers", "president")),
        (" 副 会长", ("officers", "vice_president")),
        ("秘书长", ("officers", "secretary_general")),
        ("监事", ("supervisors", "supervisor")),
        ("理事", ("council", "council_member")),
        ("党支部书记", ("branch", "branch_secretary")),
        ("支部副书记", ("branch", "branch_deputy_secretary")),
        ("秘书", ("secretariat", "secretary")),
        ("总经理", None),
    ],
)
def test_titles_of_the_roster(structure: Federation, title: str, expected: tuple[str, str] | None) -> None:
    found = selectors.office_by_title(title)
    assert (found and (found.body.code, found.code)) == expected


def test_evidence_of_terms_takes_one_query(structure: Federation) -> None:
    elect(office("council", "council_member"), make_person("何海"), date(2026, 3, 1))
    elect(office("council", "council_member"), make_person("周敏"), date(2024, 3, 1))
    with CaptureQueriesContext(connection) as queries:
        [row] = selectors.terms_begun(federation_id=structure.pk, period=Period(date(2026, 1, 1), date(2027, 1, 1)))
    assert len(queries) == 1
    assert (row.code, row.on, dict(row.facts)) == (
        "offices.term",
        date(2026, 3, 1),
        {"body": "council", "office": "council_member"},
    )


def _grant(*powers: PowerGrant, on: date = date(2020, 1, 1)) -> None:
    services.write_powers(powers=list(powers), starts_on=on)


def _apply_person(person: Any) -> Any:
    return apply_for_membership(actor=SYSTEM, person_id=person.pk, on=date(2026, 1, 10), at=AT)
