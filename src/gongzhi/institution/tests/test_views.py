"""Pages of the institution: who sees them, what wrong input is told, how many queries they need."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from gongzhi.common import registry
from gongzhi.common.registry import ResolutionRef
from gongzhi.common.tenancy import scope
from gongzhi.common.testing import make_federation
from gongzhi.institution.models import CalendarFeed, Charter, Waiver
from gongzhi.institution.rights import Right
from gongzhi.institution.tests.test_charters import adopt_first
from gongzhi.offices.testing import make_officer, sign_in

ALL = [right.value for right in Right]


@pytest.fixture
def secretary(client: Client, federation: Any) -> Client:
    adopt_first()
    return sign_in(client, make_officer(ALL))


PAGES = [
    ("institution:board", []),
    ("institution:calendar", []),
    ("institution:clauses", []),
    ("institution:clause", ["charter.council.cadence"]),
    ("institution:duties", []),
    ("institution:charters", []),
]


@pytest.mark.parametrize(("name", "args"), PAGES)
def test_pages_open_within_thirty_queries(
    secretary: Client, federation: Any, url_in: Any, name: str, args: list
) -> None:
    with CaptureQueriesContext(connection) as queries:
        response = secretary.get(url_in(federation, name, *args))
    assert response.status_code == 200
    assert len(queries) <= 30, [q["sql"][:90] for q in queries]


@pytest.mark.parametrize(("name", "args"), PAGES)
def test_strangers_are_sent_to_the_sign_in(client: Client, federation: Any, url_in: Any, name: str, args: list) -> None:
    response = client.get(url_in(federation, name, *args))
    assert response.status_code == 302
    assert response.url.startswith("/accounts/login/?next=%2Ff%2F330402010%2F")


def test_people_of_another_street_find_no_page(secretary: Client, other_federation: Any, url_in: Any) -> None:
    assert secretary.get(url_in(other_federation, "institution:board")).status_code == 404


def test_an_unknown_clause_is_not_found(secretary: Client, federation: Any, url_in: Any) -> None:
    assert secretary.get(url_in(federation, "institution:clause", "no.such.clause")).status_code == 404


def test_a_wrong_day_falls_back_to_today(secretary: Client, federation: Any, url_in: Any) -> None:
    response = secretary.get(url_in(federation, "institution:board") + "?on=31.2.2026")
    assert response.status_code == 200


def test_a_charter_is_amended_from_draft_to_force(secretary: Client, federation: Any, url_in: Any) -> None:
    secretary.post(url_in(federation, "institution:draft"))
    draft = Charter.objects.get(state="draft")
    clause = draft.clauses.get(code="charter.council.cadence")
    form = secretary.get(url_in(federation, "institution:clause_edit", clause.pk)).context["form"]
    values = {name: form.get_initial_for_field(field, name) for name, field in form.fields.items()}
    values["param:at_least"] = "3"
    assert secretary.post(url_in(federation, "institution:clause_edit", clause.pk), values).status_code == 303
    adoption = {"resolution_label": "第2次大会第1号决议", "adopted_on": "2026-11-01", "starts_on": "2027-01-01"}
    assert secretary.post(url_in(federation, "institution:adopt", draft.pk), adoption).status_code == 303
    draft.refresh_from_db()
    assert (draft.state, draft.starts_on) == ("adopted", date(2027, 1, 1))
    assert draft.clauses.get(code="charter.council.cadence").params["at_least"] == 3


def test_a_charter_is_adopted_by_a_resolution_taken_here(
    secretary: Client, federation: Any, url_in: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken = ResolutionRef(UUID(int=3), "会员大会决议〔2026〕1号 修改章程", date(2026, 11, 1))
    monkeypatch.setattr(registry, "resolution_sources", [lambda: [taken]])
    secretary.post(url_in(federation, "institution:draft"))
    draft = Charter.objects.get(state="draft")
    adoption = {"resolution": str(taken.id), "adopted_on": "2026-11-01", "starts_on": "2027-01-01"}
    assert secretary.post(url_in(federation, "institution:adopt", draft.pk), adoption).status_code == 303
    draft.refresh_from_db()
    assert (draft.resolution_id, draft.resolution_label) == (taken.id, taken.label)


@pytest.mark.parametrize(
    ("code", "words", "clause"),
    [
        ("council.admission", "章程第八条", "charter.members.admit"),
        ("council.expulsion", "章程第九条", "charter.members.expel"),
    ],
)
def test_the_rooms_below_learn_who_decides(
    secretary: Client, federation: Any, url_in: Any, code: str, words: str, clause: str
) -> None:
    with override("zh-hans"):
        found = registry.decides(code, on=date(2026, 11, 22))
    assert found is not None
    assert (found.body, found.clause) == ("理事会", words)
    assert url_in(federation, "institution:clause", clause).endswith(found.url)


def test_nobody_decides_what_no_clause_speaks_of(secretary: Client, federation: Any) -> None:
    assert registry.decides("council.weather", on=date(2026, 11, 22)) is None
    assert registry.decides("council.admission", on=date(1990, 1, 1)) is None


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"adopted_on": "2026-11-01", "starts_on": "2027-01-01"}, "resolution_label"),
        ({"resolution_label": "决议", "adopted_on": "x", "starts_on": "2027-01-01"}, "adopted_on"),
        ({"resolution_label": "决议", "adopted_on": "2027-01-01", "starts_on": "2026-01-01"}, "starts_on"),
        ({"resolution_label": "决\u202e议", "adopted_on": "2026-11-01", "starts_on": "2027-01-01"}, "resolution_label"),
    ],
)
def test_a_wrong_adoption_is_told_on_the_field(
    secretary: Client, federation: Any, url_in: Any, values: dict, field: str
) -> None:
    secretary.post(url_in(federation, "institution:draft"))
    draft = Charter.objects.get(state="draft")
    response = secretary.post(url_in(federation, "institution:adopt", draft.pk), values)
    assert response.status_code == 422
    assert response.context["form"].errors[field]


def test_a_duty_is_let_off_once_and_with_a_reason(secretary: Client, federation: Any, url_in: Any) -> None:
    address = url_in(federation, "institution:clause", "charter.council.cadence")
    values = {"subject": "", "starts_on": "2025-01-01", "ends_on": "2026-01-01", "reason": "成立初期"}
    assert secretary.post(address, {**values, "reason": " "}).status_code == 422
    assert secretary.post(address, values).status_code == 303
    assert secretary.post(address, values).status_code == 422
    assert Waiver.objects.count() == 1


def test_who_may_not_draft_cannot_post(client: Client, federation: Any, url_in: Any) -> None:
    adopt_first()
    reader = sign_in(client, make_officer(["institution.charter.read"]))
    assert reader.post(url_in(federation, "institution:draft")).status_code == 422
    assert not Charter.objects.filter(state="draft").exists()


def test_the_calendar_address_works_without_signing_in_and_only_there(
    secretary: Client, federation: Any, other_federation: Any, url_in: Any
) -> None:
    secretary.post(url_in(federation, "institution:feed_renew"))
    address = secretary.get(url_in(federation, "institution:calendar")).context["address"]
    path = address.removeprefix("http://testserver")
    answer = Client().get(path)
    assert answer.status_code == 200
    assert answer.content.startswith(b"BEGIN:VCALENDAR")
    assert Client().get(path.replace(federation.code, other_federation.code)).status_code == 404
    assert CalendarFeed.objects.count() == 1


def test_the_district_sees_counts_and_a_street_does_not(client: Client, federation: Any, url_in: Any) -> None:
    adopt_first()
    district = make_federation(code="330402", name="南湖区指导小组", short_name="指导小组", kind="district")
    with scope(district.pk):
        inspector = make_officer(["federations.district.look_across"])
    sign_in(client, inspector)
    response = client.get(url_in(district, "institution:district"))
    assert [row.federation.code for row in response.context["rows"]] == ["330402010"]
    assert client.get(url_in(federation, "institution:district")).status_code == 404
