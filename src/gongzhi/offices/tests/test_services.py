"""Deeds with terms: seats, the two times, the hold of leading cadres, and two people at once."""

from datetime import date, timedelta
from typing import Any

import pytest

from gongzhi.common.permissions import SYSTEM, Actor
from gongzhi.federations.models import Federation
from gongzhi.kernel.decisions import NotAllowed
from gongzhi.offices import selectors, services
from gongzhi.offices.models import Body, Office, Term
from gongzhi.offices.services.seating import BeforeTheBody, EndedAlready, NothingChanged
from gongzhi.offices.services.structure import NamedAlready

from .factories import AT, TODAY, elect, make_person, office, set_up


@pytest.fixture
def structure(federation: Federation) -> Federation:
    set_up()
    return federation


def test_the_standard_bodies_are_set_up_once(structure: Federation) -> None:
    before = Office.objects.count()
    set_up()
    assert Office.objects.count() == before
    assert set(Body.objects.values_list("code", flat=True)) >= {"assembly", "council", "officers", "branch"}
    assert not Office.objects.filter(body__code="officers", votes=True).exists()


def test_a_body_has_its_name_once(structure: Federation) -> None:
    services.establish_body(actor=SYSTEM, code="branch", name="文星社区联合党支部", at=AT)
    with pytest.raises(NamedAlready):
        services.establish_body(actor=SYSTEM, code="branch", name="文星社区联合党支部", at=AT)


def test_an_election_gives_the_lowest_free_seat(structure: Federation) -> None:
    council = office("council", "council_member")
    first = elect(council, make_person("周敏"))
    second = elect(council, make_person("何海"))
    assert (first.seat, second.seat) == (1, 2)


def test_a_seat_that_is_held_is_refused_with_its_holder(structure: Federation) -> None:
    president = office("officers", "president")
    elect(president, make_person("周明"))
    with pytest.raises(services.SeatTaken, match="周明"):
        elect(president, make_person("何海"), date(2025, 1, 1))


def test_a_term_follows_another_on_the_day_it_ends(structure: Federation) -> None:
    president = office("officers", "president")
    elect(president, make_person("周明"), ends_on=date(2026, 3, 1))
    follower = elect(president, make_person("何海"), date(2026, 3, 1))
    assert [term.pk for term in selectors.who_held(office=president, on=date(2026, 3, 1))] == [follower.pk]


def test_a_second_deputy_secretary_can_be_recorded(structure: Federation) -> None:
    """中发〔2018〕38号 (mark X) allows one; what is so is recorded, the clause then calls it unlawful."""
    deputy = office("branch", "branch_deputy_secretary")
    elect(deputy, make_person("周飞"))
    assert elect(deputy, make_person("赵华秀")).seat == 2


def test_one_person_holds_an_office_once(structure: Federation) -> None:
    council, person = office("council", "council_member"), make_person("周敏")
    elect(council, person)
    with pytest.raises(services.AlreadyInOffice, match="周敏"):
        elect(council, person, date(2025, 1, 1))


def test_a_term_needs_its_basis_and_a_day(structure: Federation) -> None:
    council, person = office("council", "council_member"), make_person("周敏")
    with pytest.raises(services.BasisMissing):
        elect(council, person, resolution=" ")
    with pytest.raises(services.EndsTooEarly):
        elect(council, person, ends_on=date(2024, 3, 1))
    assert not Term.objects.exists()


def test_nobody_sits_in_a_body_before_it_was_established(structure: Federation) -> None:
    body = services.establish_body(
        actor=SYSTEM, code="branch", name="万洲社区联合党支部", at=AT, established_on=date(2025, 5, 1)
    )
    seat = services.add_office(actor=SYSTEM, body_id=body.pk, code="secretary", title="书记", at=AT)
    with pytest.raises(BeforeTheBody):
        elect(seat, make_person("周敏"))


def test_a_leading_cadre_waits_for_the_approval_document(structure: Federation) -> None:
    """中办发〔1998〕17号 (mark X); rules.md §0, trap 7."""
    president, cadre = office("officers", "president"), make_person("周明", is_cadre=True)
    term = elect(president, cadre)
    assert term.is_held_back
    assert selectors.who_held(office=president, on=TODAY) == []
    approved = services.approve_cadre_term(
        actor=SYSTEM, term_id=term.pk, approval_number="街党工〔2026〕12号", approved_on=date(2026, 5, 1), at=AT
    )
    assert (approved.is_held_back, approved.starts_on, approved.line) == (False, date(2026, 5, 1), term.line)
    assert [each.person.name for each in selectors.who_held(office=president, on=TODAY)] == ["周明"]


def test_an_approval_does_not_reach_back(structure: Federation) -> None:
    president = office("officers", "president")
    term = elect(president, make_person("周明", is_cadre=True))
    services.approve_cadre_term(
        actor=SYSTEM, term_id=term.pk, approval_number="街党工〔2026〕12号", approved_on=date(2026, 5, 1), at=AT
    )
    assert selectors.who_held(office=president, on=date(2026, 4, 30)) == []


def test_a_cadre_with_the_document_is_not_held_back(structure: Federation) -> None:
    cadre = make_person("周明", is_cadre=True)
    assert not elect(office("officers", "president"), cadre, approval_number="街党工〔2024〕12号").is_held_back
    assert not elect(office("council", "council_member"), cadre).is_held_back


def test_a_term_that_waits_takes_no_seat_from_another(structure: Federation) -> None:
    president = office("officers", "president")
    waiting = elect(president, make_person("周明", is_cadre=True))
    elect(president, make_person("何海"))
    with pytest.raises(services.SeatTaken, match="何海"):
        services.approve_cadre_term(
            actor=SYSTEM, term_id=waiting.pk, approval_number="1号", approved_on=date(2026, 5, 1), at=AT
        )
    waiting.refresh_from_db()
    assert waiting.superseded_at is None


def test_only_a_waiting_term_is_approved(structure: Federation) -> None:
    term = elect(office("officers", "president"), make_person("何海"))
    with pytest.raises(services.NotHeldBack):
        services.approve_cadre_term(actor=SYSTEM, term_id=term.pk, approval_number="1号", approved_on=TODAY, at=AT)


def test_nobody_approves_their_own_term(structure: Federation) -> None:
    cadre = make_person("周明", is_cadre=True)
    term = elect(office("officers", "president"), cadre)
    himself = Actor(person_id=cadre.pk, federation_id=structure.pk, is_system=True)
    with pytest.raises(NotAllowed, match="your own term"):
        services.approve_cadre_term(actor=himself, term_id=term.pk, approval_number="1号", approved_on=TODAY, at=AT)


def test_ending_a_term_keeps_what_was_known_before(structure: Federation) -> None:
    council = office("council", "council_member")
    term = elect(council, make_person("周敏"), at=AT - timedelta(days=30))
    services.end_term(actor=SYSTEM, term_id=term.pk, ends_on=date(2026, 6, 1), reason="辞职", at=AT)
    assert selectors.who_held(office=council, on=TODAY) == []
    assert len(selectors.who_held(office=council, on=TODAY, known=TODAY - timedelta(days=1))) == 1
    assert len(selectors.who_held(office=council, on=date(2026, 5, 31))) == 1


def test_a_term_is_not_ended_later_than_it_ends(structure: Federation) -> None:
    term = elect(office("council", "council_member"), make_person("周敏"), ends_on=date(2026, 3, 1))
    with pytest.raises(EndedAlready):
        services.end_term(actor=SYSTEM, term_id=term.pk, ends_on=date(2026, 6, 1), reason="辞职", at=AT)


def test_a_correction_supersedes_and_never_deletes(structure: Federation) -> None:
    council, person = office("council", "council_member"), make_person("周敏")
    wrong = elect(council, person, at=AT - timedelta(days=30))
    right = services.correct_term(
        actor=SYSTEM,
        term_id=wrong.pk,
        person_id=person.pk,
        starts_on=date(2024, 4, 1),
        ends_on=None,
        basis_number=wrong.basis_number,
        reason="日期写错",
        at=AT,
    )
    assert (right.line, right.seat) == (wrong.line, wrong.seat)
    assert Term.objects.count() == 2
    march = date(2024, 3, 15)
    assert selectors.who_held(office=council, on=march) == []
    assert len(selectors.who_held(office=council, on=march, known=TODAY - timedelta(days=1))) == 1


def test_a_correction_must_change_something(structure: Federation) -> None:
    term = elect(office("council", "council_member"), make_person("周敏"))
    with pytest.raises(NothingChanged):
        correct(term, term.starts_on)


def test_of_two_corrections_the_second_is_told(structure: Federation) -> None:
    term = elect(office("council", "council_member"), make_person("周敏"))
    correct(term, date(2024, 4, 1))
    with pytest.raises(services.NotInForce):
        correct(term, date(2024, 5, 1))


def test_the_approval_does_not_pass_to_another_person(structure: Federation) -> None:
    president = office("officers", "president")
    term = elect(president, make_person("周明", is_cadre=True), approval_number="1号")
    corrected = correct(term, term.starts_on, make_person("王国梅", is_cadre=True))
    assert corrected.is_held_back
    assert corrected.approval_number == ""


def test_the_database_refuses_two_in_a_seat_even_past_the_service(
    structure: Federation, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two secretaries at once: the check of the second ran before the first was written."""
    president = office("officers", "president")
    elect(president, make_person("周明"))
    monkeypatch.setattr("gongzhi.offices.services.terms.free_seat", lambda **_known: 1)
    with pytest.raises(services.SeatTaken):
        elect(president, make_person("何海"))


def test_a_resend_gives_the_first_answer(structure: Federation) -> None:
    council, person = office("council", "council_member"), make_person("周敏")
    key = "0b0e1c9e-2d6e-4d9c-9f43-0f3b5d1c6a10"
    assert elect(council, person, key=key).pk == elect(council, person, key=key).pk
    assert Term.objects.count() == 1


def correct(term: Term, starts_on: date, person: Any = None) -> Term:
    return services.correct_term(
        actor=SYSTEM,
        term_id=term.pk,
        person_id=person.pk if person else term.person_id,
        starts_on=starts_on,
        ends_on=term.ends_on,
        basis_number=term.basis_number,
        reason="写错",
        at=AT,
    )
