"""Bodies are established, get offices, and are dissolved; terms rest on resolutions taken here."""

from collections.abc import Iterator
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from gongzhi.common import audit, registry
from gongzhi.common.permissions import SYSTEM
from gongzhi.common.registry import ResolutionRef
from gongzhi.common.tenancy import scope
from gongzhi.federations.models import Federation
from gongzhi.offices import services
from gongzhi.offices.models import Body, Office, Term
from gongzhi.offices.rights import Right
from gongzhi.offices.services.seating import AfterTheBody
from gongzhi.offices.services.structure import (
    DissolvedAlready,
    DissolvedTooEarly,
    NamedAlready,
    StandsAlready,
    StillHeld,
)
from gongzhi.offices.testing import make_officer, sign_in

from .factories import AT, elect, make_person, office, set_up

TAKEN = ResolutionRef(UUID(int=9), "会员大会决议〔2026〕4号 换届", date(2026, 3, 1))
UrlIn = Any


@pytest.fixture
def keeper(federation: Federation, client: Client) -> Any:
    set_up()
    person = make_officer((Right.READ, Right.MANAGE))
    sign_in(client, person)
    return person


@pytest.fixture
def taken() -> Iterator[ResolutionRef]:
    """One resolution adopted here, from a room above."""
    before = list(registry.resolution_sources)
    registry.resolution_sources[:] = [lambda: [TAKEN]]
    yield TAKEN
    registry.resolution_sources[:] = before


def branch(**more: Any) -> Body:
    return services.establish_body(actor=SYSTEM, code="branch", name="文星社区联合党支部", at=AT, **more)


def dissolve(body: Body, on: date = date(2026, 6, 1)) -> Body:
    return services.dissolve_body(actor=SYSTEM, body_id=body.pk, dissolved_on=on, basis="决议2号", at=AT)


def test_a_body_is_established_gets_an_office_and_a_holder(
    federation: Federation, keeper: Any, client: Client, url_in: UrlIn
) -> None:
    assert url_in(federation, "offices:establish") in client.get(url_in(federation, "offices:bodies")).content.decode()
    url = url_in(federation, "offices:establish")
    assert client.get(url).status_code == 200
    form = {"code": "branch", "name": "文星社区联合党支部", "established_on": "2026-01-05"}
    answer = client.post(url, form)
    body = Body.objects.get(name="文星社区联合党支部")
    assert (answer.status_code, answer["Location"]) == (303, url_in(federation, "offices:body", body.pk))
    add = url_in(federation, "offices:office_add", body.pk)
    assert "党支部书记" in client.get(add).content.decode()
    seat = {"code": "branch_secretary", "title": "支部书记", "seats": "1", "votes": "on"}
    assert client.post(add, seat).status_code == 303
    opened = Office.objects.get(body=body)
    assert (opened.code, opened.seats, opened.votes, opened.needs_cadre_approval) == (
        "branch_secretary",
        1,
        True,
        False,
    )
    assert 'value="branch_secretary"' not in client.get(add).content.decode()
    elect(opened, make_person("何海"), date(2026, 2, 1))
    assert "何海" in client.get(answer["Location"]).content.decode()


def test_an_office_of_ones_own_gets_a_word_that_no_clause_uses(federation: Federation) -> None:
    opened = services.add_office(actor=SYSTEM, body_id=branch().pk, title="secretary", at=AT)
    assert opened.code.startswith("other_")
    assert len(opened.code) <= 40


def test_a_title_is_once_in_a_body(federation: Federation) -> None:
    body = branch()
    services.add_office(actor=SYSTEM, body_id=body.pk, title="联络员", at=AT)
    with pytest.raises(NamedAlready, match="联络员"):
        services.add_office(actor=SYSTEM, body_id=body.pk, title=" 联络员 ", at=AT)


def test_clauses_speak_of_one_council(federation: Federation) -> None:
    set_up()
    with pytest.raises(StandsAlready, match="理事会"):
        services.establish_body(actor=SYSTEM, code="council", name="第二理事会", at=AT)
    dissolve(Body.objects.get(code="council"))
    assert services.establish_body(actor=SYSTEM, code="council", name="第二理事会", at=AT).name == "第二理事会"


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "秘\u202e书处"}, "name"),
        ({"name": "秘书处", "code": "secretariat"}, "name"),
        ({"code": "parliament"}, "code"),
        ({"code": "council"}, "code"),
        ({"established_on": "2026-02-31"}, "established_on"),
    ],
)
def test_a_wrong_body_is_told_on_its_field(
    federation: Federation, keeper: Any, client: Client, url_in: UrlIn, wrong: dict[str, str], field: str
) -> None:
    before = Body.objects.count()
    answer = client.post(url_in(federation, "offices:establish"), {"code": "branch", "name": "新支部", **wrong})
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert Body.objects.count() == before


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"title": ""}, "title"),
        ({"title": "理事"}, "title"),
        ({"seats": "0"}, "seats"),
        ({"seats": "很多"}, "seats"),
        ({"seats": "99999999999"}, "seats"),
        ({"code": "council_member"}, "code"),
    ],
)
def test_a_wrong_office_is_told_on_its_field(
    federation: Federation, keeper: Any, client: Client, url_in: UrlIn, wrong: dict[str, str], field: str
) -> None:
    council, before = Body.objects.get(code="council"), Office.objects.count()
    answer = client.post(url_in(federation, "offices:office_add", council.pk), {"title": "顾问", "seats": "1", **wrong})
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert Office.objects.count() == before


def test_a_dissolved_body_keeps_its_history(federation: Federation, keeper: Any, client: Client, url_in: UrlIn) -> None:
    body = branch(established_on=date(2024, 1, 1))
    seat = services.add_office(actor=SYSTEM, body_id=body.pk, code="branch_secretary", title="支部书记", at=AT)
    elect(seat, make_person("何海"), date(2024, 3, 1), ends_on=date(2026, 3, 1))
    url = url_in(federation, "offices:dissolve", body.pk)
    assert client.get(url).status_code == 200
    assert client.post(url, {"last_day": "2026-05-31", "basis": "街党工〔2026〕9号"}).status_code == 303
    body.refresh_from_db()
    assert body.dissolved_on == date(2026, 6, 1)
    bodies = url_in(federation, "offices:bodies")
    assert body.name not in client.get(bodies, {"on": "2026-06-01"}).content.decode()
    assert body.name in client.get(bodies, {"on": "2026-05-31"}).content.decode()
    page = client.get(url_in(federation, "offices:body", body.pk), {"on": "2025-01-01"}).content.decode()
    for words in ("何海", "2026年5月31日", "街党工〔2026〕9号", "撤销了机构"):
        assert words in page, words
    assert url not in page


def test_a_body_in_which_somebody_sits_is_not_dissolved(federation: Federation) -> None:
    set_up()
    elect(office("council", "council_member"), make_person("何海"), date(2024, 3, 1))
    council = Body.objects.get(code="council")
    with pytest.raises(StillHeld, match="何海"):
        dissolve(council)
    council.refresh_from_db()
    assert council.dissolved_on is None


def test_a_body_is_dissolved_once_and_not_before_it_began(federation: Federation) -> None:
    body = branch(established_on=date(2026, 1, 5))
    with pytest.raises(DissolvedTooEarly):
        dissolve(body, date(2026, 1, 5))
    dissolve(body)
    with pytest.raises(DissolvedAlready):
        dissolve(body)
    with pytest.raises(DissolvedAlready):
        services.add_office(actor=SYSTEM, body_id=body.pk, title="联络员", at=AT)


def test_no_term_outlasts_its_body(federation: Federation) -> None:
    body = branch()
    seat = services.add_office(actor=SYSTEM, body_id=body.pk, title="联络员", at=AT)
    dissolve(body)
    with pytest.raises(AfterTheBody):
        elect(seat, make_person("何海"), date(2026, 1, 1))
    assert elect(seat, make_person("朱明"), date(2026, 1, 1), ends_on=date(2026, 6, 1)).pk


def test_who_may_not_keep_terms_changes_no_structure(
    federation: Federation, other_federation: Federation, client: Client, url_in: UrlIn
) -> None:
    set_up()
    sign_in(client, make_officer([Right.READ]))
    council = Body.objects.get(code="council")
    for name, args in (("establish", []), ("office_add", [council.pk]), ("dissolve", [council.pk])):
        url = url_in(federation, f"offices:{name}", *args)
        assert client.get(url).status_code == 403
        form = {"code": "", "title": "顾问", "seats": "1", "name": "新支部", "last_day": "2026-01-01", "basis": "1号"}
        assert client.post(url, form | ({"code": "branch"} if name == "establish" else {})).status_code == 422
    with scope(other_federation.pk):
        foreign = branch()
    for name in ("office_add", "dissolve"):
        assert client.get(url_in(federation, f"offices:{name}", foreign.pk)).status_code == 404
    council.refresh_from_db()
    assert council.dissolved_on is None


def term_form(**more: str) -> dict[str, str]:
    seat = office("council", "council_member")
    return {"office": str(seat.pk), "person": "何海", "basis": "resolution", "starts_on": "2026-03-02", **more}


def test_an_election_rests_on_the_resolution_chosen(
    federation: Federation, keeper: Any, client: Client, url_in: UrlIn, taken: ResolutionRef
) -> None:
    make_person("何海")
    url = url_in(federation, "offices:term_add", office("council", "council_member").body_id)
    assert taken.label in client.get(url).content.decode()
    assert client.post(url, term_form(resolution=str(taken.id))).status_code == 303
    term = Term.objects.get(person__name="何海")
    assert (term.resolution_id, term.basis_number, term.basis) == (taken.id, taken.label, "resolution")
    assert audit.thread(term.office.body)[-1].facts["resolution"] == str(taken.id)


@pytest.mark.parametrize(
    ("more", "field"),
    [({}, "basis_number"), ({"basis": "document", "resolution": str(TAKEN.id)}, "resolution")],
)
def test_a_term_that_rests_on_nothing_or_on_the_wrong_thing_is_refused(
    federation: Federation,
    keeper: Any,
    client: Client,
    url_in: UrlIn,
    taken: ResolutionRef,
    more: dict[str, str],
    field: str,
) -> None:
    make_person("何海")
    url = url_in(federation, "offices:term_add", office("council", "council_member").body_id)
    answer = client.post(url, term_form(**more))
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]


@pytest.mark.parametrize("is_chosen", [True, False])
def test_a_term_ends_with_or_without_a_resolution(
    federation: Federation, keeper: Any, client: Client, url_in: UrlIn, taken: ResolutionRef, is_chosen: bool
) -> None:
    term = elect(office("council", "council_member"), make_person("何海"))
    form = {"last_day": "2026-05-31", "reason": "本人辞职"} | ({"resolution": str(taken.id)} if is_chosen else {})
    assert client.post(url_in(federation, "offices:term_end", term.pk), form).status_code == 303
    facts = audit.thread(term.office.body)[-1].facts
    assert facts.get("resolution") == (str(taken.id) if is_chosen else None)
    assert facts["basis"] == (taken.label if is_chosen else term.basis_number)
    assert Term.objects.get(person__name="何海", superseded_at__isnull=True).end_reason == "本人辞职"
