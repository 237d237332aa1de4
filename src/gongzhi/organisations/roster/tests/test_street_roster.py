import json
from itertools import permutations
from pathlib import Path
from random import Random

import openpyxl
import pytest

from gongzhi.common.imports.kinds import ImportKind
from gongzhi.common.imports.previewing import JudgedSheet, judge_workbook
from gongzhi.common.imports.reading import read_workbook
from gongzhi.common.imports.workbook import Sheet, Workbook
from gongzhi.organisations.roster.ground import make_ground
from gongzhi.organisations.roster.judging import JUDGES
from gongzhi.organisations.roster.layouts import LAYOUTS

HERE = Path(__file__).parent
COMMUNITY_NAMES = ["民北", "烟雨", "枫杨", "农翔", "桂苑", "万洲", "南湖", "南溪", "文星", "云都"]
COMMUNITIES = [f"{name}社区居委会" for name in COMMUNITY_NAMES]
# Names that the sample hides behind its problems: a member's list names these organisations.
MENDED = ["万洲社区好邻居乒乓球队", "桂苑社区合唱团", "万洲社区同心消防宣传队"]


def kinds() -> list[ImportKind]:
    return [
        ImportKind(
            code=layout.kind,
            label=layout.kind,
            layout=layout,
            know=lambda committed: make_ground(committed=committed),
            judge=JUDGES[layout.kind],
            write=None,
            right="",
        )
        for layout in LAYOUTS
    ]


def judge(workbook: Workbook, **known) -> dict[str, JudgedSheet]:
    ground = make_ground(**{"communities": COMMUNITIES, **known})
    return {sheet.kind.code: sheet for sheet in judge_workbook(workbook, kinds=kinds(), know=lambda _kind: ground)}


@pytest.fixture(scope="module")
def roster() -> Workbook:
    return read_workbook(name="street_roster.xlsx", content=(HERE / "street_roster.xlsx").read_bytes())


@pytest.fixture(scope="module")
def members() -> Workbook:
    return read_workbook(name="superior_members.xlsx", content=(HERE / "superior_members.xlsx").read_bytes())


def problems(sheet: JudgedSheet) -> list[tuple[str, str]]:
    return [(row.sequence, problem.code) for row in sheet.rows for problem in row.problems]


def expected_problems() -> list[tuple[str, str]]:
    expected = json.loads((HERE / "street_roster.expected.json").read_text())
    return [(str(each["sequence"]), each["problem"]) for each in expected["problems"]]


def test_the_street_roster_is_judged_as_expected(roster):
    expected = json.loads((HERE / "street_roster.expected.json").read_text())
    sheets = judge(roster)
    organisations = sheets["organisations"]
    assert len(organisations.rows) == expected["rows"]
    assert sum(not row.problems for row in organisations.rows) == expected["clean_rows"]
    assert problems(organisations) == expected_problems()
    for kind in ("enterprises", "individuals", "offices"):
        assert len(sheets[kind].rows) == expected[kind]
        assert problems(sheets[kind]) == []


def test_row_numbers_are_those_of_the_spreadsheet(roster):
    found = [row.number for row in judge(roster)["organisations"].rows if row.problems]
    assert found == [11, 17, 24, 31, 37, 48, 55, 57]


def test_the_superiors_list_is_judged_as_expected(roster, members):
    expected = json.loads((HERE / "superior_members.expected.json").read_text())
    names = [row.values["name"] for row in judge(roster)["organisations"].rows if row.values["name"]]
    sheet = judge(members, organisations=[*names, *MENDED])["members"]
    assert len(sheet.rows) == expected["rows"]
    found = [(row.number, problem.code) for row in sheet.rows for problem in row.problems]
    assert found == [(each["row"], each["problem"]) for each in expected["problems"]]


def test_what_rows_say_is_understood(roster):
    rows = {row.sequence: row.values for row in judge(roster)["organisations"].rows}
    assert rows["4"] == {
        "name": "文星社区同心义工队",
        "category": "charity",
        "community": "文星社区居委会",
        "standing": "registered",
        "credit_code": "52330402HJ4PDJ6E2E",
        "leader_name": "马刚红",
        "leader_phone": "13800002192",
        "founded_on": "2022-10-19",
        "member_count": 100,
        "full_member_count": 3,
        "probationary_member_count": 0,
        "note": None,
    }
    assert (rows["15"]["full_member_count"], rows["15"]["probationary_member_count"]) == (8, 1)
    assert rows["37"]["leader_name"] == "张𠮷"
    assert rows["38"]["leader_name"] == "阿依古丽·买买提"
    assert rows["39"]["leader_name"] == "𨳺小燕"
    assert rows["43"]["note"] == '=HYPERLINK("http://example.invalid","点击")'
    assert [rows[n]["founded_on"] for n in ("2", "5", "6", "8", "27", "44")] == [
        "2020-09",
        "2014-08-23",
        "2016-02",
        "2024-10",
        "2014-09",
        "2009-12",
    ]
    assert {row["category"] for row in rows.values()} == {
        "safety",
        "charity",
        "mutual_aid",
        "service",
        "culture_sport",
        "affairs",
    }


def test_offices_are_named_by_body_and_code(roster):
    rows = [row.values for row in judge(roster)["offices"].rows]
    assert (rows[0]["body"], rows[0]["office"], rows[0]["is_cadre"]) == ("officers", "president", True)
    assert (rows[0]["starts_on"], rows[0]["ends_on"]) == ("2024-03-01", "2029-03-01")
    assert sum((row["body"], row["office"]) == ("council", "council_member") for row in rows) == 17 + 1
    assert [row["is_cadre"] for row in rows].count(True) == 4


def shuffled(sheet: Sheet, order: list[int], first: int) -> Sheet:
    """Put the columns of the table into another order; rows above it stay."""
    rows = [
        tuple(row[column] if column < len(row) else None for column in order) if index >= first else row
        for index, row in enumerate(sheet.rows)
    ]
    return Sheet(sheet.name, rows, ())


@pytest.mark.parametrize("seed", range(5))
def test_columns_may_stand_in_any_order(roster, seed):
    """Groups of headings stay together, as they do on paper."""
    groups = [[0], [1], [2], [3], [4, 5], [6, 7], [8], [9], [10], [11]]
    Random(seed).shuffle(groups)
    sheet = shuffled(roster.sheets[0], [column for group in groups for column in group], first=2)
    judged = judge(Workbook((sheet,)))["organisations"]
    assert problems(judged) == expected_problems()
    assert len(judged.rows) == 58


@pytest.mark.parametrize("order", list(permutations(range(5)))[::17])
def test_enterprises_may_stand_in_any_order(roster, order):
    judged = judge(Workbook((shuffled(roster.sheets[1], list(order), first=0),)))["enterprises"]
    assert (len(judged.rows), problems(judged)) == (14, [])
    assert judged.rows[0].values["contact_name"] == "郭海"


@pytest.mark.parametrize(
    "headings",
    [
        {"组织名称": "社会组织名称", "所属社区": "所在社区", "成立时间": "成立日期", "成员数": "人数", "类别": "类型"},
        {"组织名称": "会员单位", "负责人": "法定代表人", "联系电话": "手机号码", "党员数": "党员人数(名)"},
        {"组织名称": "单位名称*", "登记/备案情况": "登记备案", "统一社会信用代码": "社会信用代码", "备注": "说明"},
    ],
)
def test_headings_may_be_written_otherwise(roster, headings):
    sheet = roster.sheets[0]
    rows = [
        tuple(headings.get(c, c) if isinstance(c, str) else c for c in row) if index in {2, 3} else row
        for index, row in enumerate(sheet.rows)
    ]
    judged = judge(Workbook((Sheet("花名册", rows, sheet.merged),)))["organisations"]
    assert problems(judged) == expected_problems()
    assert judged.table.unknown == ()


def test_a_header_of_one_level_will_do(roster):
    flat = [
        "序号",
        "组织名称",
        "类别",
        "社区",
        "状态",
        "信用代码",
        "负责人",
        "电话",
        "成立时间",
        "人数",
        "党员",
        "备注",
    ]
    sheet = roster.sheets[0]
    judged = judge(Workbook((Sheet("Sheet1", [tuple(flat), *sheet.rows[4:]], ()),)))["organisations"]
    assert problems(judged) == expected_problems()


def test_unknown_columns_are_kept_and_named(roster):
    sheet = roster.sheets[1]
    rows = [(*row, "税号" if index == 0 else f"T{index}") for index, row in enumerate(sheet.rows)]
    judged = judge(Workbook((Sheet("企业", rows, ()),)))["enterprises"]
    assert judged.table.unknown == ("税号",)
    assert judged.table.rows[0].others == {"税号": "T1"}


def test_rows_repeated_on_another_sheet_are_found(roster):
    first = roster.sheets[1]
    again = Sheet("企业(二)", [first.rows[0], first.rows[3]], ())
    ground = make_ground(communities=COMMUNITIES)
    sheets = judge_workbook(Workbook((first, again)), kinds=kinds(), know=lambda _kind: ground)
    repeated = sheets[1].rows[0].problems
    assert [problem.code for problem in repeated] == ["duplicate", "duplicate"]
    assert repeated[0].params["row"] == "驻区企业!4"


def test_sheets_of_one_name_are_told_apart(roster):
    """No program writes such a workbook; somebody may make one by hand."""
    ground = make_ground(communities=COMMUNITIES)
    twice = Workbook((roster.sheets[1], roster.sheets[1], roster.sheets[2]))
    sheets = judge_workbook(twice, kinds=kinds(), know=lambda _kind: ground)
    assert [len(sheet.rows) for sheet in sheets] == [14, 14, 11]


def test_rows_imported_before_are_unchanged_and_have_no_problems(roster):
    first = judge(roster)
    committed = {row.digest for sheet in first.values() for row in sheet.rows if not row.problems}
    names = {"organisations": [row.values["name"] for row in first["organisations"].rows if row.values["name"]]}
    again = judge(roster, committed=committed, names=names)["organisations"]
    assert sum(row.is_unchanged for row in again.rows) == 50
    assert problems(again) == expected_problems()


def test_a_member_with_other_data_is_a_duplicate(roster):
    sheet = judge(roster, names={"organisations": ["文星社区 夕阳红禁毒志愿队"]})["organisations"]
    assert ("1", "duplicate") in problems(sheet)
    assert sum(not row.problems for row in sheet.rows) == 49


def test_a_code_of_another_member_is_a_duplicate(roster):
    sheet = judge(roster, codes=["52330402HJ4PDJ6E2E"])["organisations"]
    (problem,) = sheet.rows[3].problems
    assert (problem.field, problem.code) == ("credit_code", "duplicate")


def test_fifty_seats_do_not_fit_on_one_chair():
    rows = [("职务", "姓名", "任职起", "任职止"), ("会长", "甲", "2024.3", "2029.3"), ("会长", "乙", "2026.3", None)]
    sheet = judge(Workbook((Sheet("班子", rows, ()),)))["offices"]
    assert [[(p.field, p.code) for p in row.problems] for row in sheet.rows] == [[], [("title", "duplicate")]]


def test_a_president_may_follow_a_president():
    rows = [
        ("职务", "姓名", "任职起", "任职止"),
        ("会长", "甲", "2019.3", "2024.3"),
        ("会长", "乙", "2024.3", "2029.3"),
    ]
    assert problems(judge(Workbook((Sheet("班子", rows, ()),)))["offices"]) == []


@pytest.mark.parametrize(
    ("start", "end", "ends_on"),
    [
        ("2024.3", "2029.3", "2029-03-01"),
        ("2024-03-15", "2029-03-14", "2029-03-15"),
        ("2024-03-15", "2029-03-15", "2029-03-15"),
        ("2024", "2029", "2029-01-01"),
        ("2024.3", None, None),
    ],
)
def test_the_end_of_a_term_is_the_first_day_after_it(start, end, ends_on):
    rows = [("职务", "姓名", "任职起", "任职止"), ("会长", "甲", start, end)]
    assert judge(Workbook((Sheet("班子", rows, ()),)))["offices"].rows[0].values["ends_on"] == ends_on


@pytest.mark.parametrize(("start", "end"), [("2029.3", "2024.3"), (None, "2029.3"), ("去年", None)])
def test_terms_without_a_sound_period_are_asked_about(start, end):
    rows = [("职务", "姓名", "任职起", "任职止"), ("会长", "甲", start, end)]
    (row,) = judge(Workbook((Sheet("班子", rows, ()),)))["offices"].rows
    assert [problem.code for problem in row.problems] == ["date_unreadable"]


def test_every_message_says_what_is_wrong_with_what(roster):
    for row in judge(roster)["organisations"].rows:
        for problem in row.problems:
            assert problem.message % problem.params
            assert "%(" not in problem.message % problem.params


def test_ten_thousand_rows_are_judged_in_seconds(tmp_path):
    path = tmp_path / "large.xlsx"
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("会员单位")
    sheet.append(["序号", "组织名称", "类别", "所属社区", "负责人", "联系电话", "成立时间", "成员数"])
    for number in range(10_000):
        phone = f"138{number:08d}"
        sheet.append([number, f"南湖社区第{number}义工队", "公益类", "南湖", f"张{number}", phone, "2020.9", 30])
    book.save(path)
    workbook = read_workbook(name="large.xlsx", content=path.read_bytes())
    judged = judge(workbook)["organisations"]
    assert len(judged.rows) == 10_000
    assert problems(judged) == []
