import time

import pytest

from gongzhi.common.imports.tables import Column, Layout, find_table, heading_key
from gongzhi.common.imports.workbook import Merged, Sheet

PEOPLE = Layout(
    kind="people",
    columns=(
        Column("sequence", ("序号",)),
        Column("name", ("姓名", "负责人姓名")),
        Column("phone", ("联系电话", "电话", "负责人联系电话")),
        Column("count", ("成员数", "人数")),
    ),
    required=(("name",),),
    title_words=("人员",),
)
TEAMS = Layout(
    kind="teams",
    columns=(
        Column("name", ("队伍名称", "名称")),
        Column("leader", ("姓名", "负责人姓名")),
        Column("count", ("人数",)),
    ),
    required=(("name",),),
    title_words=("队伍",),
)


def find(*rows, merged=(), name="Sheet1", layouts=(PEOPLE, TEAMS)):
    return find_table(Sheet(name, [tuple(row) for row in rows], tuple(merged)), layouts)


def test_titles_above_the_header_are_passed_over():
    table = find(["人员花名册", None], ["填报日期:2026年", None], ["姓名", "电话"], ["张三", "1"])
    assert [(row.number, row.cells) for row in table.rows] == [(4, {"name": "张三", "phone": "1"})]


def test_columns_may_stand_in_any_order_under_any_of_their_names():
    table = find(["电 话", "序号", "人数（人）", "负责人 姓名*"], ["1", 1, 5, "张三"])
    assert table.rows[0].cells == {"phone": "1", "sequence": 1, "count": 5, "name": "张三"}


def test_two_levels_of_headings_are_joined():
    table = find(
        ["序号", "负责人", None, "成员数", "其他"],
        [None, "姓名", "联系电话", "(含预备)", None],
        [1, "张三", "1", 5, "x"],
    )
    assert table.headings == {
        "sequence": "序号",
        "name": "负责人 姓名",
        "phone": "负责人 联系电话",
        "count": "成员数 (含预备)",
    }
    assert table.unknown == ("其他",)
    assert table.rows[0].others == {"其他": "x"}


def test_groups_totals_blanks_repeated_headers_and_signatures_are_no_records():
    header = ["序号", "姓名", "人数"]
    table = find(
        header,
        [1, "张三", 5],
        ["一、以下为文体组织", None, None],
        ["（二）公益类", None, None],
        ["合并的小标题", None, None],
        [],
        [None, "  ", None],
        [2, None, None],
        header,
        [3, "李四", 6],
        ["合计", None, 11],
        [None, "填表人:        审核人:", None],
        ["备注：以上数据截至十一月", None, None],
        merged=[Merged(4, 0, 4, 2)],
    )
    assert [row.number for row in table.rows] == [2, 10]
    assert table.skipped == (3, 4, 5, 9, 11, 12, 13)


def test_a_total_is_seen_in_any_column():
    assert [row.number for row in find(["人数", "姓名"], [5, "张三"], [5, "合 计"]).rows] == [2]


def test_a_record_with_a_name_only_is_a_record():
    assert find(["姓名", "电话"], ["张三", None]).rows[0].cells == {"name": "张三"}


def test_the_layout_that_takes_most_headings_wins():
    assert find(["名称", "姓名", "人数"], ["a", "b", 1]).layout is TEAMS


def test_the_sheet_name_decides_between_equals():
    rows = (["姓名", "名称", "电话"], ["b", "a", "1"])
    assert find(*rows, name="人员").layout is PEOPLE
    assert find(*rows, name="队伍").layout is TEAMS


def test_a_heading_inside_a_longer_one_is_recognised_last():
    table = find(["姓名", "本人联系电话", "电话"], ["张三", "1", "2"])
    assert table.rows[0].cells["phone"] == "2"
    assert find(["姓名", "本人联系电话"], ["张三", "1"]).rows[0].cells["phone"] == "1"


def test_a_sheet_without_a_header_has_no_table():
    assert find(["张三", "13800000000"], ["李四", "13800000001"]) is None
    assert find() is None


def test_headings_are_compared_without_marks_brackets_and_width():
    assert heading_key(" 联系 电话（手机）*：") == "联系电话"


def test_a_hostile_sheet_is_answered_quickly():
    rows = [["（" * 5000, "预" * 30_000, "x" * 30_000] * 10 for _ in range(40)]
    start = time.perf_counter()
    assert find(*rows) is None
    assert time.perf_counter() - start < 1


@pytest.mark.parametrize("cell", ["合计" * 5000, "填表人" * 5000, "一" * 20_000])
def test_long_cells_in_the_body_are_answered_quickly(cell):
    start = time.perf_counter()
    table = find(["姓名", "电话"], *[[cell, "1"] for _ in range(100)])
    assert len(table.rows) == 100
    assert time.perf_counter() - start < 1
