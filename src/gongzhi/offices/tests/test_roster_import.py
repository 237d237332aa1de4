import json
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from io import StringIO
from pathlib import Path
from threading import Barrier

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from gongzhi.common.imports.models import ImportBatch, ImportRow
from gongzhi.common.imports.rules import PreviewOutdated
from gongzhi.common.imports.services import commit_import, mend_row, preview_import
from gongzhi.common.permissions import SYSTEM
from gongzhi.common.tenancy import scope
from gongzhi.common.tests.workbooks import make_book
from gongzhi.federations.models import Community, Division, Federation
from gongzhi.offices.models import Term
from gongzhi.organisations import roster
from gongzhi.organisations.models import (
    Membership,
    MembershipSpell,
    Organisation,
    OrganisationIdentity,
    Representative,
)
from gongzhi.people.models import ContactPoint, Person

SAMPLES = Path(roster.__file__).parent / "tests"
FILE = SAMPLES / "street_roster.xlsx"
AT = datetime(2026, 3, 1, 2, 0, tzinfo=UTC)
DAY = date(2026, 3, 1)
NAMES = ["民北", "烟雨", "枫杨", "农翔", "桂苑", "万洲", "南湖", "南溪", "文星", "云都"]


@pytest.fixture
def street(federation):
    """A federation whose ten communities stand in the national list."""
    for number, name in enumerate(NAMES, start=27):
        Division.objects.create(
            code=f"330402010{number:03d}", name=f"{name}社区居委会", level="community", parent_code="330402010"
        )
    return federation


def upload(content=None, name="street_roster.xlsx"):
    return preview_import(actor=SYSTEM, file_name=name, content=content or FILE.read_bytes(), at=AT)


def take_over(content=None, name="street_roster.xlsx"):
    return commit_import(actor=SYSTEM, batch_id=upload(content, name).pk, at=AT)


def run(*args):
    out = StringIO()
    call_command("import_roster", *args, stdout=out)
    return out.getvalue()


def rehearse(file=FILE):
    return json.loads(run(str(file), "--federation", "330402010", "--dry-run", "--json"))


def test_the_rehearsal_answers_as_expected(street):
    expected = json.loads((SAMPLES / "street_roster.expected.json").read_text())
    sheets = {sheet["kind"]: sheet for sheet in rehearse()["sheets"]}
    organisations = sheets["organisations"]
    assert (organisations["name"], organisations["rows"], organisations["clean"]) == ("会员单位", 58, 50)
    found = [{"sequence": p["sequence"], "problem": p["code"]} for p in organisations["problems"]]
    assert found == expected["problems"]
    assert [p["row"] for p in organisations["problems"]] == [11, 17, 24, 31, 37, 48, 55, 57]
    assert {kind: sheets[kind]["clean"] for kind in ("enterprises", "individuals", "offices")} == {
        "enterprises": 14,
        "individuals": 11,
        "offices": 26,
    }
    assert all(p["field"] and p["message"] for p in organisations["problems"])
    assert not ImportBatch.objects.exists()
    assert not Organisation.objects.exists()


def test_messages_are_in_the_active_language(street):
    with translation.override("en"):
        assert rehearse()["sheets"][0]["problems"][1]["message"] == "The name is missing. Write it in full."


def test_the_command_says_what_is_wrong_with_its_arguments(street, tmp_path):
    with pytest.raises(CommandError, match="999"):
        run(str(FILE), "--federation", "999", "--dry-run")
    with pytest.raises(CommandError, match="nothing"):
        run(str(tmp_path / "nothing.xlsx"), "--federation", "330402010")
    other = tmp_path / "a.pdf"
    other.write_bytes(b"%PDF-1.7")
    with pytest.raises(CommandError):
        run(str(other), "--federation", "330402010", "--dry-run")


def test_a_rehearsal_needs_no_federation_only_its_sub_district(street):
    Division.objects.create(code="330402011", name="新兴街道", level="street", parent_code="330402")
    rehearsed = json.loads(run(str(FILE), "--federation", "330402011", "--dry-run", "--json"))
    codes = {problem["code"] for problem in rehearsed["sheets"][0]["problems"]}
    assert "community_unknown" in codes
    assert not Federation.objects.filter(code="330402011").exists()


def test_the_command_takes_over_and_does_it_once(street):
    first = json.loads(run(str(FILE), "--federation", "330402010", "--json"))
    assert first["committed"] == 50 + 14 + 11 + 26
    again = json.loads(run(str(FILE), "--federation", "330402010", "--json"))
    assert again["committed"] == 0
    assert [sheet["clean"] for sheet in again["sheets"]] == [50, 14, 11, 26]
    assert len(again["sheets"][0]["problems"]) == 8
    assert Organisation.objects.count() == 64
    assert "58" in run(str(FILE), "--federation", "330402010", "--dry-run")


def test_a_commit_makes_members_with_their_leaders(street):
    take_over()
    row = Organisation.objects.select_related("community").get(name="文星社区同心义工队")
    assert (row.category, row.standing, row.credit_code) == ("charity", "registered", "52330402HJ4PDJ6E2E")
    assert (row.community.name, row.community.division_id) == ("文星社区居委会", "330402010035")
    assert (row.founded_on, row.founded_precision, row.people_count) == (date(2022, 10, 19), "day", 100)
    membership = Membership.objects.get(organisation=row)
    assert (membership.state, membership.since) == ("admitted", DAY)
    spell = MembershipSpell.objects.get(membership=membership)
    assert (spell.starts_on, spell.ends_on, spell.recorded_at) == (DAY, None, AT)
    assert "street_roster.xlsx" in spell.basis
    leader = Representative.objects.select_related("person").get(organisation=row)
    assert (leader.person.name, leader.role, leader.starts_on) == ("马刚红", "leader", DAY)
    number = ContactPoint.objects.get(person=leader.person)
    assert (number.value, number.masked) == ("13800002192", "138****2192")
    month = Organisation.objects.get(name="万洲社区同心义工队")
    assert (month.founded_on, month.founded_precision) == (date(2020, 9, 1), "month")


def test_rare_names_are_stored_byte_for_byte(street):
    take_over()
    assert Person.objects.filter(name__in=["张𠮷", "𨳺小燕", "阿依古丽·买买提"]).count() == 3
    note = Organisation.objects.get(name="桂苑社区好邻居理发服务队").note
    assert note == '=HYPERLINK("http://example.invalid","点击")'


def test_enterprises_and_notables_are_members_too(street):
    take_over()
    enterprise = Organisation.objects.get(name="嘉禾丁有限公司")
    assert (enterprise.kind, enterprise.offers) == ("enterprise", "印刷")
    assert enterprise.representatives.get().role == "contact"
    assert Membership.objects.filter(organisation__isnull=False).count() == 64
    notable = Membership.objects.select_related("person").get(person__name="高华梅")
    assert (notable.person.post, notable.person.deputy_of) == ("退休法官", "市政协委员")
    assert Membership.objects.filter(person__isnull=False, state="admitted").count() == 11


def test_officers_get_terms_with_their_documents(street):
    take_over()
    terms = Term.objects.select_related("office__body", "person")
    assert terms.count() == 26
    president = terms.get(office__code="president")
    assert (president.person.name, president.person.is_cadre) == ("周明", True)
    assert (president.starts_on, president.ends_on) == (date(2024, 3, 1), date(2029, 3, 1))
    assert (president.basis, president.approval_number) == ("document", "街党工〔2024〕12号")
    assert not president.is_held_back
    assert terms.get(office__code="branch_secretary").person == president.person
    councillors = terms.filter(office__body__code="council")
    assert sorted(councillors.values_list("seat", flat=True)) == list(range(1, 19))
    assert councillors.first().basis == "roster"
    assert "street_roster.xlsx" in councillors.first().basis_number


def test_a_cadre_without_the_approval_document_is_held_back(street):
    rows = [("职务", "姓名", "现任单位及职务", "任职起", "任职止", "批准文号")]
    rows += [
        ("会长", "甲", "街道党工委副书记", "2024.3", "2029.3", None),
        ("秘书长", "乙", "专职", "2024.3", None, None),
    ]
    take_over(make_book({"联合会班子": rows}))
    assert dict(Term.objects.values_list("person__name", "is_held_back")) == {"甲": True, "乙": False}


def test_offices_that_are_missing_are_opened(street):
    rows = [
        ("职务", "姓名", "任职起"),
        ("常务理事", "甲", "2024.3"),
        ("名誉会长", "乙", "2024.3"),
        ("监事长", "丙", "2024.3"),
    ]
    take_over(make_book({"班子": rows}))
    found = set(Term.objects.values_list("office__body__code", "office__title", "office__seats"))
    assert found == {
        ("standing_council", "常务理事", 300),
        ("secretariat", "名誉会长", 300),
        ("supervisors", "监事长", 1),
    }


def test_a_mended_row_is_taken_over_and_the_others_later(street):
    batch = upload()
    changes = {"name": "万洲社区好邻居乒乓球队"}
    row = ImportRow.objects.get(batch=batch, kind="organisations", number=17)
    assert mend_row(actor=SYSTEM, row_id=row.pk, changes=changes, at=AT).state == "clean"
    commit_import(actor=SYSTEM, batch_id=batch.pk, at=AT)
    assert Organisation.objects.filter(kind="community_social").count() == 51
    again = upload()
    rows = ImportRow.objects.filter(batch=again, kind="organisations")
    assert rows.filter(state="unchanged").count() == 50
    assert rows.filter(state="problem").count() == 8


def test_communities_of_the_federation_keep_their_names(street):
    own = Community.objects.create(name="南湖社区", division_id="330402010033")
    take_over()
    assert Organisation.objects.filter(community=own).count() > 3
    assert Community.objects.count() == 10


def test_an_identity_is_shared_between_federations(street, other_federation):
    rows = [("企业名称", "统一社会信用代码", "联系人"), ("嘉禾甲有限公司", "91330402M4GMUE8CDX", "郭海")]
    take_over()
    with scope(other_federation.pk):
        take_over(make_book({"企业": rows}))
        ours = Organisation.objects.get()
    assert OrganisationIdentity.objects.filter(credit_code="91330402M4GMUE8CDX").count() == 1
    assert Organisation.objects.get(name="嘉禾甲有限公司").identity_id == ours.identity_id


def test_the_same_person_in_two_roles_is_one_person(street):
    book = {
        "会员单位": [
            ("组织名称", "类别", "负责人", "联系电话"),
            ("甲队", "公益类", "张三", "13800000001"),
            ("乙队", "公益类", "张三", "13800000001"),
            ("丙队", "公益类", "张三", "13800000002"),
            ("丁队", "公益类", "李四", None),
            ("戊队", "公益类", "李四", None),
        ],
        "乡贤": [("姓名", "身份", "电话"), ("张三", "退休教师", "138 0000 0001")],
    }
    take_over(make_book(book))
    assert Person.objects.filter(name="张三").count() == 2
    assert Person.objects.filter(name="李四").count() == 2
    notable = Membership.objects.select_related("person").get(person__isnull=False).person
    assert notable.post == "退休教师"
    assert notable.represents.count() == 2


def test_members_lists_are_checked_against_the_register(street):
    take_over()
    answer = rehearse(SAMPLES / "superior_members.xlsx")["sheets"][0]
    codes = {(p["row"], p["code"]) for p in answer["problems"]}
    expected = json.loads((SAMPLES / "superior_members.expected.json").read_text())
    assert codes >= {(each["row"], each["problem"]) for each in expected["problems"]}
    assert answer["rows"] == 200


def many(number):
    head = ("序号", "组织名称", "类别", "所属社区", "状态", "负责人", "联系电话", "成立时间", "成员数")
    return make_book(
        {
            "会员单位": [
                head,
                *(
                    (
                        n,
                        f"南湖社区第{number}之{n}队",
                        "公益类",
                        "南湖",
                        "备案",
                        f"张{number}之{n}",
                        f"138{n:08d}",
                        "2020.9",
                        30,
                    )
                    for n in range(number)
                ),
            ]
        }
    )


def test_statements_do_not_grow_with_the_rows(street):
    def count(number):
        with CaptureQueriesContext(connection) as captured:
            take_over(many(number), name=f"{number}.xlsx")
        return len(captured)

    count(1)
    assert count(500) == count(20)


def test_of_two_who_take_over_at_once_one_wins_and_the_other_is_told(transactional_db, street):
    batches = [upload().pk, upload().pk]
    start = Barrier(2)

    def commit(batch_id):
        try:
            with scope(street.pk):
                start.wait(timeout=10)
                return commit_import(actor=SYSTEM, batch_id=batch_id, at=AT).state
        except PreviewOutdated as told:
            return told
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(commit, batches))
    assert {type(answer) for answer in answers} == {str, PreviewOutdated}
    assert Organisation.objects.count() == 64
    assert Term.objects.count() == 26
