"""The pages of bodies and terms: what each shows, bad input, closed doors, number of queries."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from gongzhi.common.permissions import SYSTEM
from gongzhi.common.tenancy import scope
from gongzhi.common.testing import make_federation
from gongzhi.federations.models import Federation
from gongzhi.offices import services
from gongzhi.offices.models import Body, Term
from gongzhi.offices.rights import Right
from gongzhi.offices.testing import make_officer, sign_in

from .factories import elect, make_person, office, set_up

KEEPER = (Right.READ, Right.MANAGE, Right.APPROVE_CADRE)
UrlIn = Any


@pytest.fixture
def keeper(federation: Federation, client: Client) -> Any:
    set_up()
    person = make_officer(KEEPER)
    sign_in(client, person)
    return person


def test_the_overview_shows_who_sits_where(federation: Federation, keeper: Any, client: Client, url_in: UrlIn) -> None:
    elect(office("officers", "president"), make_person("周明"))
    elect(office("officers", "vice_president"), make_person("郭红芳", is_cadre=True))
    elect(office("officers", "secretary_general"), make_person("朱明"), ends_on=date(2025, 1, 1))
    page = client.get(url_in(federation, "offices:bodies")).content.decode()
    for words in ("周明", "郭红芳", "朱明", "在任", "待批", "届满", "中办发〔1998〕17号", "2024年3月1日"):
        assert words in page, words


def test_the_overview_of_a_past_day_as_known_then(
    federation: Federation, keeper: Any, client: Client, url_in: UrlIn
) -> None:
    elect(office("officers", "president"), make_person("周明"), ends_on=date(2025, 1, 1))
    url = url_in(federation, "offices:bodies")
    assert "周明" in client.get(url, {"on": "2024-06-01"}).content.decode()
    assert "周明" not in client.get(url, {"on": "2024-06-01", "known": "2024-06-01"}).content.decode()


@pytest.mark.parametrize("many", [1, 30])
def test_the_overview_takes_the_same_queries_however_many_sit(
    federation: Federation, keeper: Any, client: Client, url_in: UrlIn, many: int
) -> None:
    for number in range(many):
        elect(office("council", "council_member"), make_person(f"理事{number}"))
    client.get(url_in(federation, "offices:bodies"))
    with CaptureQueriesContext(connection) as queries:
        client.get(url_in(federation, "offices:bodies"))
    told = [query for query in queries if "set_config" not in query["sql"]]
    assert len(told) <= 20, [query["sql"][:90] for query in told]


@pytest.mark.parametrize("name", ["bodies", "body", "history"])
@pytest.mark.parametrize(
    "days", [{"on": "gestern"}, {"on": "0000-00-00"}, {"known": "2026-02-31"}, {"on": "9999-12-31"}]
)
def test_bad_days_never_break_a_page(
    federation: Federation, keeper: Any, client: Client, url_in: UrlIn, name: str, days: dict[str, str]
) -> None:
    elect(office("council", "council_member"), keeper)
    args = {"bodies": [], "body": [office("council", "council_member").body_id], "history": [keeper.pk]}[name]
    assert client.get(url_in(federation, f"offices:{name}", *args), days).status_code == 200


def test_a_term_is_entered_ended_and_read_in_the_thread(
    federation: Federation, keeper: Any, client: Client, url_in: UrlIn
) -> None:
    council = office("council", "council_member")
    make_person("何海", post="居民")
    form = {
        "office": council.pk,
        "person": "何海",
        "basis": "resolution",
        "basis_number": "会员大会决议2024-1",
        "starts_on": "2024-03-01",
        "last_day": "2029-02-28",
    }
    assert client.get(url_in(federation, "offices:term_add", council.body_id)).status_code == 200
    answer = client.post(url_in(federation, "offices:term_add", council.body_id), form)
    assert (answer.status_code, answer["Location"]) == (303, url_in(federation, "offices:body", council.body_id))
    term = Term.objects.get(person__name="何海")
    assert (term.ends_on, term.basis) == (date(2029, 3, 1), "resolution")
    end = url_in(federation, "offices:term_end", term.pk)
    assert client.get(end).status_code == 200
    assert client.post(end, {"last_day": "2026-05-31", "reason": "本人辞职"}).status_code == 303
    page = client.get(answer["Location"]).content.decode()
    assert "本人辞职" in page
    assert "会员大会决议2024-1" in page


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"person": "没有这个人"}, "person"),
        ({"person": ""}, "person"),
        ({"basis_number": " "}, "basis_number"),
        ({"starts_on": "2024-13-01"}, "starts_on"),
        ({"last_day": "2024-02-01"}, "last_day"),
        ({"basis": "magic"}, "basis"),
        ({"office": "0190f0f0-0000-7000-8000-000000000000"}, "office"),
        ({"basis_number": "决议\u202e1"}, "basis_number"),
    ],
)
def test_wrong_input_is_told_on_its_field(
    federation: Federation, keeper: Any, client: Client, url_in: UrlIn, wrong: dict[str, str], field: str
) -> None:
    council = office("council", "council_member")
    make_person("何海")
    before = Term.objects.count()
    form = {
        "office": council.pk,
        "person": "何海",
        "basis": "document",
        "basis_number": "1号",
        "starts_on": "2024-03-01",
    }
    answer = client.post(url_in(federation, "offices:term_add", council.body_id), {**form, **wrong})
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert Term.objects.count() == before


def test_a_taken_seat_is_told_with_its_holder(
    federation: Federation, keeper: Any, client: Client, url_in: UrlIn
) -> None:
    president = office("officers", "president")
    elect(president, make_person("周明"))
    make_person("何海")
    form = {
        "office": president.pk,
        "person": "何海",
        "basis": "document",
        "basis_number": "1号",
        "starts_on": "2025-01-01",
    }
    answer = client.post(url_in(federation, "offices:term_add", president.body_id), form)
    assert answer.status_code == 422
    assert "周明" in answer.context["form"].errors["office"][0]


def test_the_approval_lets_a_term_take_effect(
    federation: Federation, keeper: Any, client: Client, url_in: UrlIn
) -> None:
    president = office("officers", "president")
    term = elect(president, make_person("周明", is_cadre=True))
    url = url_in(federation, "offices:term_approve", term.pk)
    assert client.get(url).status_code == 200
    form = {"approval_number": "街党工〔2026〕12号", "approved_on": "2026-05-01"}
    assert client.post(url, form).status_code == 303
    assert client.post(url, form).status_code == 422
    page = client.get(url_in(federation, "offices:body", president.body_id)).content.decode()
    assert "街党工〔2026〕12号" in page
    assert "待批" not in page


def test_the_history_answers_as_known_when(federation: Federation, keeper: Any, client: Client, url_in: UrlIn) -> None:
    person, now = make_person("周明"), timezone.now()
    term = elect(office("officers", "president"), person, date(2024, 3, 1), at=now - timedelta(days=30))
    form = {"person": "周明", "starts_on": "2024-04-01", "basis_number": term.basis_number, "reason": "日期写错"}
    correct = url_in(federation, "offices:term_correct", term.pk)
    assert client.get(correct).status_code == 200
    assert client.post(correct, form).status_code == 303
    url = url_in(federation, "offices:history", person.pk)
    yesterday = (now - timedelta(days=2)).date().isoformat()
    now_known = client.get(url, {"on": "2024-03-15"}).context["held"]
    then_known = client.get(url, {"on": "2024-03-15", "known": yesterday}).context["held"]
    assert (len(now_known), len(then_known)) == (0, 1)
    assert "更正前的记录" in client.get(url).content.decode()


def test_a_member_sees_the_bodies_but_not_others_histories(
    federation: Federation, client: Client, url_in: UrlIn
) -> None:
    set_up()
    other = make_person("周明")
    term = elect(office("officers", "president"), other)
    me = make_officer()
    sign_in(client, me)
    assert client.get(url_in(federation, "offices:bodies")).status_code == 200
    assert client.get(url_in(federation, "offices:body", term.office.body_id)).status_code == 200
    assert client.get(url_in(federation, "offices:history", me.pk)).status_code == 200
    assert client.get(url_in(federation, "offices:history", other.pk)).status_code == 403
    for name in ("term_end", "term_correct", "term_approve"):
        assert client.get(url_in(federation, f"offices:{name}", term.pk)).status_code == 403
    assert client.get(url_in(federation, "offices:term_add", term.office.body_id)).status_code == 403
    answer = client.post(url_in(federation, "offices:term_end", term.pk), {"last_day": "2026-01-01", "reason": "无"})
    assert answer.status_code == 422
    term.refresh_from_db()
    assert term.superseded_at is None


def test_another_street_is_not_found(
    federation: Federation, other_federation: Federation, keeper: Any, client: Client, url_in: UrlIn
) -> None:
    with scope(other_federation.pk):
        set_up()
        foreign = elect(office("officers", "president"), make_person("钱明"))
    for name in ("term_end", "term_correct", "term_approve"):
        assert client.get(url_in(federation, f"offices:{name}", foreign.pk)).status_code == 404
    for name in ("body", "term_add"):
        assert client.get(url_in(federation, f"offices:{name}", foreign.office.body_id)).status_code == 404
    assert client.get(url_in(federation, "offices:history", foreign.person_id)).status_code == 404


def test_strangers_are_sent_to_the_sign_in(federation: Federation, client: Client, url_in: UrlIn) -> None:
    assert client.get(url_in(federation, "offices:bodies")).status_code == 302


def test_the_assembly_lists_its_entitled(federation: Federation, keeper: Any, client: Client, url_in: UrlIn) -> None:
    assembly = Body.objects.get(code="assembly")
    page = client.get(url_in(federation, "offices:body", assembly.pk)).content.decode()
    assert "应到名单" in page


def test_a_resent_form_enters_once(federation: Federation, keeper: Any, client: Client, url_in: UrlIn) -> None:
    council = office("council", "council_member")
    make_person("何海")
    form = {
        "office": council.pk,
        "person": "何海",
        "basis": "document",
        "basis_number": "1号",
        "starts_on": "2024-03-01",
        "deed_key": "k" * 36,
    }
    url = url_in(federation, "offices:term_add", council.body_id)
    assert [client.post(url, form).status_code for _ in range(2)] == [303, 303]
    assert Term.objects.filter(office=council).count() == 1


def test_the_system_sets_the_structure_up_for_a_district(db: None) -> None:
    district = make_federation(code="330402", name="南湖区指导小组", kind=Federation.Kind.DISTRICT)
    with scope(district.pk):
        services.set_up_standard_bodies(actor=SYSTEM, at=timezone.now())
        assert set(Body.objects.values_list("code", flat=True)) == {"guidance_group", "audit"}
