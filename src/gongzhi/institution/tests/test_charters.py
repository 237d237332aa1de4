"""A charter is drafted, edited, adopted; the past does not change; powers are written down."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from gongzhi.common.permissions import SYSTEM, Actor
from gongzhi.common.tenancy import scope
from gongzhi.institution import services
from gongzhi.institution.models import Charter, CharterClause
from gongzhi.institution.rules.clauses import StartsTooEarly
from gongzhi.institution.selectors.board import board_of
from gongzhi.institution.selectors.clauses import institution
from gongzhi.institution.selectors.comparing import differences
from gongzhi.institution.services.charters import DraftExists, NoResolution
from gongzhi.kernel.decisions import NotAllowed
from gongzhi.kernel.errors import DomainError
from gongzhi.offices.models import Body, Power

AT = datetime(2024, 3, 20, 4, tzinfo=UTC)
FOUNDED = date(2024, 3, 20)


def adopt_first() -> Charter:
    Body.objects.create(code=Body.Code.COUNCIL, name="理事会", established_on=FOUNDED)
    draft = services.found_charter(actor=SYSTEM, title="示范章程", at=AT)
    return services.adopt_charter(
        actor=SYSTEM,
        charter_id=draft.pk,
        starts_on=FOUNDED,
        adopted_on=FOUNDED,
        resolution_label="成立大会第1号决议",
        at=AT,
    )


def change_council_cadence(draft: Charter, at_least: int) -> CharterClause:
    clause = draft.clauses.get(code="charter.council.cadence")
    return services.edit_clause(
        actor=SYSTEM,
        clause_id=clause.pk,
        edition=draft.edition,
        words={},
        params={**clause.params, "at_least": at_least},
        at=AT,
    )


def council_verdicts(on: date, year: int) -> list[tuple[Any, ...]]:
    verdicts = board_of(on=on).verdicts
    return [
        (v.status, v.needed, v.counted)
        for v in verdicts
        if v.clause.code == "charter.council.cadence" and v.period.starts_on.year == year
    ]


def test_the_first_charter_binds_from_its_day_on(federation: Any) -> None:
    adopt_first()
    assert not [c for c in institution().in_force(date(2024, 3, 19)) if c.layer == "charter"]
    assert len([c for c in institution().in_force(FOUNDED) if c.layer == "charter"]) >= 45


def test_adopting_writes_the_powers_down(federation: Any) -> None:
    adopt_first()
    rights = set(Power.objects.given_on(FOUNDED).values_list("office_code", "right"))
    assert ("secretary_general", "meetings.meeting.call") in rights
    assert not Power.objects.given_on(date(2024, 3, 19)).exists()


def test_an_amendment_leaves_the_running_year_as_it_was(federation: Any) -> None:
    adopt_first()
    before = council_verdicts(date(2025, 12, 31), 2025)
    draft = services.draft_amendment(actor=SYSTEM, at=AT)
    change_council_cadence(draft, 4)
    services.adopt_charter(
        actor=SYSTEM,
        charter_id=draft.pk,
        starts_on=date(2025, 7, 1),
        adopted_on=date(2025, 6, 1),
        resolution_label="第3号决议",
        at=AT,
    )
    assert council_verdicts(date(2025, 12, 31), 2025) == before
    assert [needed for _status, needed, _counted in council_verdicts(date(2026, 6, 1), 2026)] == [4]


def test_an_amendment_cannot_reach_into_the_past(federation: Any) -> None:
    adopt_first()
    draft = services.draft_amendment(actor=SYSTEM, at=AT)
    with pytest.raises(StartsTooEarly):
        services.adopt_charter(
            actor=SYSTEM,
            charter_id=draft.pk,
            starts_on=date(2025, 6, 1),
            adopted_on=date(2025, 6, 1),
            resolution_label="第3号决议",
            at=AT,
        )
    draft.refresh_from_db()
    assert draft.state == Charter.State.DRAFT


def test_a_charter_needs_a_resolution(federation: Any) -> None:
    draft = services.found_charter(actor=SYSTEM, title="示范章程", at=AT)
    with pytest.raises(NoResolution):
        services.adopt_charter(
            actor=SYSTEM, charter_id=draft.pk, starts_on=FOUNDED, adopted_on=FOUNDED, resolution_label=" ", at=AT
        )


def test_an_adopted_version_is_closed(federation: Any) -> None:
    charter = adopt_first()
    with pytest.raises(NotAllowed):
        change_council_cadence(charter, 1)


def test_a_body_that_does_not_exist_owes_nothing(federation: Any) -> None:
    adopt_first()
    codes = {verdict.clause.subject for verdict in board_of(on=date(2025, 12, 31)).verdicts}
    assert "council" in codes
    assert "standing_council" not in codes


def test_two_drafts_at_once_are_refused(federation: Any) -> None:
    adopt_first()
    services.draft_amendment(actor=SYSTEM, at=AT)
    with pytest.raises(DraftExists):
        services.draft_amendment(actor=SYSTEM, at=AT)


def test_of_two_people_editing_one_draft_the_second_is_told(federation: Any) -> None:
    adopt_first()
    draft = services.draft_amendment(actor=SYSTEM, at=AT)
    change_council_cadence(draft, 3)
    with pytest.raises(services.CharterRaced):
        change_council_cadence(draft, 4)


def test_bad_params_are_refused_with_their_entry(federation: Any) -> None:
    draft = services.found_charter(actor=SYSTEM, title="示范章程", at=AT)
    with pytest.raises(DomainError):
        change_council_cadence(draft, -1)


def test_versions_compare_by_clause(federation: Any) -> None:
    first = adopt_first()
    draft = services.draft_amendment(actor=SYSTEM, at=AT)
    change_council_cadence(draft, 3)
    found = differences(old=first, new=draft)
    assert [(d.change, d.code, d.numbers) for d in found] == [
        ("changed", "charter.council.cadence", (("at_least", 2, 3),))
    ]


def test_a_stranger_may_not_draft(federation: Any) -> None:
    with pytest.raises(NotAllowed):
        services.found_charter(actor=Actor(federation_id=federation.pk), title="章程", at=AT)


def test_another_street_does_not_see_the_charter(federation: Any, other_federation: Any) -> None:
    adopt_first()
    with scope(other_federation.pk):
        assert not [c for c in institution().in_force(FOUNDED) if c.layer == "charter"]
