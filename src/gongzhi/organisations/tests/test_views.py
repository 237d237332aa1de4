"""The pages of the register: who sees what, bad input, and how many queries a list takes."""

from datetime import date
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from gongzhi.common.audit.models import AuditEvent
from gongzhi.common.tenancy import scope
from gongzhi.federations.models import Community, Federation
from gongzhi.organisations.models import Membership, Organisation
from gongzhi.organisations.rights import Right

from .conftest import SignIn
from .factories import CODE, add, admit, apply, lead, make_member, make_person

KEEPER = (Right.READ, Right.MANAGE, Right.EXPORT, Right.ADMIT, Right.SUSPEND)
UrlIn = Any


@pytest.fixture
def keeper(sign_in: SignIn) -> Any:
    return sign_in(KEEPER)


def test_the_list_finds_by_name_pinyin_initials_and_code(
    federation: Federation, keeper: Any, client: Client, url_in: UrlIn
) -> None:
    add("文星社区夕阳红舞蹈队")
    add("桂苑社区调解队", credit_code=CODE, standing="registered")
    for words in ("舞蹈", "wenxing", "WEN XING", "wxsq", "夕阳红舞蹈"):
        page = client.get(url_in(federation, "organisations:list"), {"q": words}).content.decode()
        assert "文星社区夕阳红舞蹈队" in page, words
        assert "桂苑社区调解队" not in page, words
    assert "桂苑社区调解队" in client.get(url_in(federation, "organisations:list"), {"q": CODE}).content.decode()


def test_one_letter_is_too_little_to_search(federation: Federation, keeper: Any, client: Client, url_in: UrlIn) -> None:
    add("文星社区舞蹈队")
    answer = client.get(url_in(federation, "organisations:list"), {"q": "舞"})
    assert answer.status_code == 200
    assert "两个字" in answer.content.decode()


def test_filters_narrow_and_count(federation: Federation, keeper: Any, client: Client, url_in: UrlIn) -> None:
    community = Community.objects.create(name="文星社区")
    make_member("甲队", community_id=community.pk, category="safety")
    apply(add("乙队", kind="enterprise"))
    add("丙队", standing="incubating")
    url = url_in(federation, "organisations:list")

    def names(**query: Any) -> set[str]:
        page = client.get(url, query).content.decode()
        return {name for name in ("甲队", "乙队", "丙队") if f">{name}</a>" in page}

    assert names() == {"甲队", "乙队", "丙队"}
    assert names(state="admitted") == {"甲队"}
    assert names(state="none") == {"丙队"}
    assert names(kind="enterprise") == {"乙队"}
    assert names(standing="incubating") == {"丙队"}
    assert names(community=community.pk) == {"甲队"}
    assert names(category="safety", state="applied") == set()


def test_names_are_ordered_by_pinyin(federation: Federation, keeper: Any, client: Client, url_in: UrlIn) -> None:
    for name in ("重阳敬老会", "安心调解队", "百花舞蹈队"):
        add(name)
    page = client.get(url_in(federation, "organisations:list")).content.decode()
    assert page.index("安心调解队") < page.index("百花舞蹈队") < page.index("重阳敬老会")


@pytest.mark.parametrize("many", [3, 60])
def test_a_list_takes_ten_queries_at_most(
    federation: Federation, keeper: Any, client: Client, url_in: UrlIn, many: int
) -> None:
    """Two of the ten are the rights source of the room above, which stands in for one here."""
    for number in range(many):
        make_member(f"第{number}社区舞蹈队", make_person(f"周敏{number}"))
    with CaptureQueriesContext(connection) as queries:
        client.get(url_in(federation, "organisations:list"), {"q": "舞蹈", "state": "admitted"})
    told = [query for query in queries if "set_config" not in query["sql"]]
    assert len(told) <= 9, [query["sql"][:90] for query in told]


@pytest.mark.parametrize(
    "query",
    [
        {"q": "\x00\x00"},
        {"q": "舞" * 200},
        {"community": "no-uuid"},
        {"kind": "spaceship"},
        {"state": "gone"},
        {"page": "-7"},
        {"page": "99999999999999999999"},
        {"q": "%_"},
        {"q": "'; DROP TABLE"},
    ],
)
def test_bad_filters_never_break_the_list(
    federation: Federation, keeper: Any, client: Client, url_in: UrlIn, query: dict[str, str]
) -> None:
    add("文星社区舞蹈队")
    assert client.get(url_in(federation, "organisations:list"), query).status_code == 200


def test_a_leader_sees_only_the_own_organisation(
    federation: Federation, sign_in: SignIn, client: Client, url_in: UrlIn
) -> None:
    own, other = make_member("甲队", make_person("何海")), make_member("乙队")
    sign_in(person=own.representatives.get().person)
    page = client.get(url_in(federation, "organisations:list")).content.decode()
    assert "甲队" in page
    assert "乙队" not in page
    assert client.get(url_in(federation, "organisations:detail", own.pk)).status_code == 200
    assert client.get(url_in(federation, "organisations:detail", other.pk)).status_code == 404


def test_another_streets_organisation_is_not_found(
    federation: Federation, other_federation: Federation, keeper: Any, client: Client, url_in: UrlIn
) -> None:
    with scope(other_federation.pk):
        foreign = apply(add("新嘉社区舞蹈队"))
    for name in ("detail", "edit", "apply", "elsewhere", "evidence", "representative_add"):
        assert client.get(url_in(federation, f"organisations:{name}", foreign.organisation_id)).status_code == 404
    for name in ("admit", "refuse", "suspend", "restore", "leave", "individual"):
        assert client.get(url_in(federation, f"organisations:{name}", foreign.pk)).status_code == 404
    assert client.get(url_in(other_federation, "organisations:list")).status_code == 404


def test_strangers_are_sent_to_the_sign_in(federation: Federation, client: Client, url_in: UrlIn) -> None:
    assert client.get(url_in(federation, "organisations:list")).status_code == 302


def test_adding_through_the_form(federation: Federation, keeper: Any, client: Client, url_in: UrlIn) -> None:
    form = {"name": "𠮷祥社区=SUM(A1)队", "kind": "community_social", "standing": "filed", "founded": "2019.6"}
    answer = client.post(url_in(federation, "organisations:add"), form)
    added = Organisation.objects.get()
    assert answer.status_code == 303
    assert answer["Location"] == url_in(federation, "organisations:detail", added.pk)
    assert (added.name, added.founded_on, added.founded_precision) == (form["name"], date(2019, 6, 1), "month")
    assert "2019年6月" in client.get(answer["Location"]).content.decode()


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name": "  "}, "name"),
        ({"name": "甲" * 101}, "name"),
        ({"name": "甲\u202e队"}, "name"),
        ({"credit_code": "52330402HJ4PDJ6E2F"}, "credit_code"),
        ({"standing": "registered"}, "credit_code"),
        ({"founded": "上个月"}, "founded"),
        ({"people_count": "-1"}, "people_count"),
        ({"people_count": "3", "full_member_count": "4"}, "full_member_count"),
        ({"kind": "spaceship"}, "kind"),
        ({"community": "0190f0f0-0000-7000-8000-000000000000"}, "community"),
        ({"name": "已有的队"}, "name"),
    ],
)
def test_wrong_input_is_told_on_its_field(
    federation: Federation, keeper: Any, client: Client, url_in: UrlIn, wrong: dict[str, str], field: str
) -> None:
    add("已有的队")
    form = {"name": "文星社区舞蹈队", "kind": "community_social", "standing": "filed", **wrong}
    answer = client.post(url_in(federation, "organisations:add"), form)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert Organisation.objects.count() == 1


def test_a_resent_form_adds_once(federation: Federation, keeper: Any, client: Client, url_in: UrlIn) -> None:
    form = {"name": "文星社区舞蹈队", "kind": "community_social", "standing": "filed", "deed_key": "k" * 36}
    first = client.post(url_in(federation, "organisations:add"), form)
    again = client.post(url_in(federation, "organisations:add"), form)
    assert first["Location"] == again["Location"]
    assert Organisation.objects.count() == 1


def test_of_two_who_edit_the_second_is_told(federation: Federation, keeper: Any, client: Client, url_in: UrlIn) -> None:
    organisation = add("文星社区舞蹈队")
    url = url_in(federation, "organisations:edit", organisation.pk)
    seen_at = client.get(url).context["form"]["seen_at"].value()
    form = {"name": "文星社区舞蹈队", "kind": "community_social", "standing": "filed", "seen_at": seen_at}
    assert client.post(url, {**form, "offers": "音响"}).status_code == 303
    assert client.post(url, {**form, "offers": "教室"}).status_code == 422
    organisation.refresh_from_db()
    assert organisation.offers == "音响"


def test_the_walk_from_application_to_leaving(
    federation: Federation, keeper: Any, client: Client, url_in: UrlIn
) -> None:
    organisation = add("文星社区舞蹈队")
    client.post(url_in(federation, "organisations:apply", organisation.pk), {"on": "2026-01-10"})
    membership = Membership.objects.get()
    walk = [
        ("admit", {"on": "2026-02-01", "basis": "理事会决议2026-1", "number": "058"}, "admitted"),
        ("suspend", {"on": "2026-03-01", "basis": "理事会决议2026-2", "reason": "未交年报"}, "suspended"),
        ("restore", {"on": "2026-04-01", "basis": "理事会决议2026-3"}, "admitted"),
        ("leave", {"on": "2026-05-01", "reason": "搬迁"}, "left"),
    ]
    for deed, form, state in walk:
        url = url_in(federation, f"organisations:{deed}", membership.pk)
        assert client.get(url).status_code == 200
        assert client.post(url, form).status_code == 303, deed
        membership.refresh_from_db()
        assert membership.state == state
    assert membership.number == "058"
    page = client.get(url_in(federation, "organisations:detail", organisation.pk)).content.decode()
    assert "未交年报" in page
    assert "理事会决议2026-3" in page


def test_a_deed_that_does_not_fit_says_what_to_do(
    federation: Federation, keeper: Any, client: Client, url_in: UrlIn
) -> None:
    membership = admit(apply(add("文星社区舞蹈队")))
    url = url_in(federation, "organisations:admit", membership.pk)
    assert client.get(url).status_code == 403
    answer = client.post(url, {"on": "2026-03-01", "basis": "理事会决议"})
    assert answer.status_code == 422
    assert "已是会员" in answer.content.decode()


def test_without_the_right_a_page_is_closed_with_its_reason(
    federation: Federation, sign_in: SignIn, client: Client, url_in: UrlIn
) -> None:
    membership = apply(add("文星社区舞蹈队"))
    sign_in([Right.READ])
    answer = client.get(url_in(federation, "organisations:admit", membership.pk))
    assert answer.status_code == 403
    assert "职务" in answer.content.decode()
    client.post(url_in(federation, "organisations:admit", membership.pk), {"on": "2026-03-01", "basis": "决议"})
    membership.refresh_from_db()
    assert membership.state == "applied"


def test_the_export_is_a_spreadsheet_and_is_logged(
    federation: Federation, keeper: Any, client: Client, url_in: UrlIn
) -> None:
    make_member("=cmd|calc社区队", make_person("何海"))
    answer = client.get(url_in(federation, "organisations:export"))
    [headings, row] = openpyxl.load_workbook(BytesIO(answer.content)).active.iter_rows(values_only=True)
    assert headings[1] == "组织名称"
    assert row[1] == "'=cmd|calc社区队"
    assert row[7] == "何海"
    assert AuditEvent.objects.filter(action="organisations.register.exported").count() == 1


def test_the_export_needs_its_right(federation: Federation, sign_in: SignIn, client: Client, url_in: UrlIn) -> None:
    sign_in([Right.READ])
    assert client.get(url_in(federation, "organisations:export")).status_code == 403


def test_only_the_leader_sees_where_else_it_is_a_member(
    federation: Federation, other_federation: Federation, sign_in: SignIn, client: Client, url_in: UrlIn
) -> None:
    own = make_member("文星社区舞蹈队", make_person("何海"), credit_code=CODE, standing="registered")
    sign_in(KEEPER)
    assert client.get(url_in(federation, "organisations:elsewhere", own.pk)).status_code == 403
    leader = own.representatives.get().person
    sign_in(person=leader)
    leader.refresh_from_db()
    with scope(other_federation.pk):
        there = make_person("何海", account=leader.account)
        make_member("文星舞蹈队", there, credit_code=CODE, standing="registered", note="那边的备注")
    page = client.get(url_in(federation, "organisations:elsewhere", own.pk)).content.decode()
    assert other_federation.name in page
    assert "那边的备注" not in page
    assert "文星舞蹈队" not in page
    assert AuditEvent.objects.filter(action="organisations.elsewhere.seen").count() == 1


def test_naming_a_leader_by_typing(federation: Federation, keeper: Any, client: Client, url_in: UrlIn) -> None:
    organisation = add("文星社区舞蹈队")
    make_person("何海", post="退休教师")
    make_person("何海", post="居民")
    url = url_in(federation, "organisations:representative_add", organisation.pk)
    form = {"role": "leader", "starts_on": "2026-01-01"}
    several = client.post(url, {**form, "person": "何海"})
    assert "何海（退休教师）" in several.context["form"].errors["person"][0]
    assert "person" in client.post(url, {**form, "person": "没有这个人"}).context["form"].errors
    assert client.post(url, {**form, "person": "何海（居民）"}).status_code == 303
    assert organisation.representatives.get().person.post == "居民"


def test_individuals_apply_and_are_admitted(federation: Federation, keeper: Any, client: Client, url_in: UrlIn) -> None:
    make_person("马娟春", post="退休法官")
    answer = client.post(url_in(federation, "organisations:individual_apply"), {"person": "马娟春", "on": "2026-01-10"})
    assert answer.status_code == 303
    membership = Membership.objects.get()
    admit(membership)
    assert "会员" in client.get(url_in(federation, "organisations:individual", membership.pk)).content.decode()
    assert "马娟春" in client.get(url_in(federation, "organisations:individuals"), {"q": "ma"}).content.decode()


def test_a_period_is_corrected_and_stays_readable(
    federation: Federation, keeper: Any, client: Client, url_in: UrlIn
) -> None:
    organisation = make_member("文星社区舞蹈队")
    spell = organisation.memberships.get().spells.get(state="admitted")
    url = url_in(federation, "organisations:spell_correct", spell.pk)
    assert client.get(url).status_code == 200
    form = {"starts_on": "2026-02-03", "basis": spell.basis, "reason": "日期写错"}
    assert client.post(url, form).status_code == 303
    assert client.post(url, form).status_code == 422
    page = client.get(url_in(federation, "organisations:detail", organisation.pk)).content.decode()
    assert "日期写错" in page


def test_ending_a_representative(federation: Federation, keeper: Any, client: Client, url_in: UrlIn) -> None:
    organisation = add("文星社区舞蹈队")
    representative = lead(organisation, make_person("何海"))
    url = url_in(federation, "organisations:representative_end", representative.pk)
    assert client.get(url).status_code == 200
    assert client.post(url, {"last_day": "2023-01-01"}).status_code == 422
    assert client.post(url, {"last_day": "2026-10-31"}).status_code == 303
    assert organisation.representatives.get(superseded_at__isnull=True).ends_on == date(2026, 11, 1)


def test_evidence_shows_only_what_is_about_it(
    federation: Federation, keeper: Any, client: Client, url_in: UrlIn
) -> None:
    organisation = add("文星社区舞蹈队")
    assert client.get(url_in(federation, "organisations:evidence", organisation.pk)).status_code == 200
