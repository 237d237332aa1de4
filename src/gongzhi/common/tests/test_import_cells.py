import time
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongzhi.common.imports import cells
from gongzhi.common.imports.cells import Count, PartialDate
from gongzhi.common.imports.problems import CellProblem


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("2008-03-14", "2008-03-14"),
        ("2020.9", "2020-09"),
        ("2011/8/25", "2011-08-25"),
        ("2016年2月", "2016-02"),
        ("2014年12月21日", "2014-12-21"),
        ("2014年12月21号", "2014-12-21"),
        ("２０２０．０５．２３", "2020-05-23"),
        ("24.10", "2024-10"),
        ("14.9", "2014-09"),
        ("09.12", "2009-12"),
        ("98.5", "1998-05"),
        ("22.1", "2022-01"),
        ("2016", "2016"),
        ("2016年", "2016"),
        (2016, "2016"),
        (41874, "2014-08-23"),
        (45114.75, "2023-07-07"),
        ("41874", "2014-08-23"),
        (20200523, "2020-05-23"),
        (202005, "2020-05"),
        (2020.9, "2020-09"),
        (" 2020 - 5 - 23 ", "2020-05-23"),
        ("2020-05-23 00:00:00", "2020-05-23"),
        (date(2015, 8, 11), "2015-08-11"),
        (datetime(2015, 8, 11, 9, 30), "2015-08-11"),
        ("2020.2.29", "2020-02-29"),
    ],
)
def test_dates_are_read_as_exactly_as_they_were_written(cell, text):
    read = cells.read_date(cell)
    assert str(read) == text
    assert PartialDate.parse(text) == read


@pytest.mark.parametrize(
    "cell",
    [
        "二〇一九年春",
        "去年",
        "2019.2.29",
        "2020.13",
        "2020-05-32",
        "24",
        "1",
        "3020-01-01",
        True,
        -5,
        9e15,
        "0000-00-00",
        "约2018年",
        "2018-2019",
        "x" * 50_000,
    ],
)
def test_what_is_no_date_is_called_unreadable(cell):
    with pytest.raises(CellProblem) as problem:
        cells.read_date(cell)
    assert problem.value.code == "date_unreadable"


def test_a_number_that_may_be_january_or_october_is_asked_about():
    with pytest.raises(CellProblem) as problem:
        cells.read_date(2020.1)
    assert problem.value.code == "date_unreadable"
    assert "October" in str(problem.value)


@pytest.mark.parametrize("reader", [cells.read_date, cells.read_count, cells.read_phone, cells.read_name])
@pytest.mark.parametrize("cell", [None, "", "   ", "\u3000"])
def test_empty_cells_say_nothing(reader, cell):
    assert reader(cell) is None


@pytest.mark.parametrize(
    ("cell", "count"),
    [
        (135, Count(135)),
        (0, Count(0)),
        (12.0, Count(12)),
        ("３３", Count(33)),
        ("25人", Count(25)),
        ("4(含预备1)", Count(4, 1)),
        ("９（含预备党员１名）", Count(9, 1)),
        ("4含预备1", Count(4, 1)),
        (" 12 ", Count(12)),
    ],
)
def test_counts_are_read(cell, count):
    assert cells.read_count(cell) == count


@pytest.mark.parametrize("cell", [-3, "-3", "若干", 1.5, "1.5", True, date(2020, 1, 1), "2(含预备3)", 10**7, "十二"])
def test_what_counts_no_people_is_called_invalid(cell):
    with pytest.raises(CellProblem) as problem:
        cells.read_count(cell)
    assert problem.value.code == "count_invalid"


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        ("１３８００００６３３６", "13800006336"),
        (13800002192, "13800002192"),
        (13800002192.0, "13800002192"),
        ("138 0000 3697", "13800003697"),
        ("138-0000-3697", "13800003697"),
        ("+86 13800003697", "13800003697"),
        ("0573-82801234", "0573-82801234"),
        ("057382801234", "057382801234"),
        ("0573－82801234", "0573-82801234"),
        ("82801234", "82801234"),
    ],
)
def test_telephone_numbers_are_read(cell, number):
    assert cells.read_phone(cell) == number


@pytest.mark.parametrize("cell", ["1380000", "12345", "无", 1380000, True, "12800000000", "138000063366", "1" * 50_000])
def test_what_reaches_nobody_is_called_invalid(cell):
    with pytest.raises(CellProblem) as problem:
        cells.read_phone(cell)
    assert problem.value.code == "phone_invalid"


@pytest.mark.parametrize(
    "name", ["张𠮷", "𨳺小燕", "阿依古丽·买买提", "你", "👨‍👩‍👧‍👦互助会", "名" * 50, "南湖社区 阳光队", "I'm"]
)
def test_names_stay_byte_for_byte(name):
    assert cells.read_name(f"  {name}　") == name


@pytest.mark.parametrize("text", ["=1+1", "@x", '\'=HYPERLINK("http://example.invalid","点击")'])
def test_what_looks_like_a_formula_is_text(text):
    read = cells.read_text(text)
    assert read == text.removeprefix("'")


@pytest.mark.parametrize("text", ["\u202e万洲", "a\x01b", "a\0b", "a\u200bb", "甲\n乙"])
def test_invisible_characters_in_names_are_named(text):
    with pytest.raises(CellProblem) as problem:
        cells.read_name(text)
    assert problem.value.code == "control_character"
    assert "U+" in str(problem.value)


def test_a_name_beyond_its_room_is_refused():
    with pytest.raises(CellProblem, match="51"):
        cells.read_name("名" * 51, limit=50)


def test_a_name_of_white_space_is_missing():
    with pytest.raises(CellProblem) as problem:
        cells.read_required_name("  ")
    assert problem.value.code == "name_missing"


def test_credit_codes_are_written_as_registers_do():
    assert cells.read_credit_code(" ５２３３0402hj4pdj6e2e ") == "52330402HJ4PDJ6E2E"


def test_a_wrong_check_digit_is_found():
    with pytest.raises(CellProblem) as problem:
        cells.read_credit_code("52330402X4YBJ8AKR0")
    assert problem.value.code == "credit_code_check_digit"


@pytest.mark.parametrize(("cell", "answer"), [("是", True), ("否", False), (None, None), ("√", True), ("群众", None)])
def test_yes_and_no_are_read(cell, answer):
    assert cells.read_yes(cell) is answer


def test_names_that_differ_in_space_and_width_only_match():
    assert cells.match_key("南湖社区 阳光ＡＢ队") == cells.match_key("南湖社区阳光ab队")


ANYTHING = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(), st.dates(), st.datetimes())


@pytest.mark.parametrize(
    "reader",
    [cells.read_date, cells.read_count, cells.read_phone, cells.read_name, cells.read_credit_code, cells.read_yes],
)
@given(cell=ANYTHING)
def test_no_cell_breaks_a_reader(reader, cell):
    problem = None
    try:
        reader(cell)
    except CellProblem as found:
        problem = found
    assert problem is None or str(problem)


@pytest.mark.parametrize("evil", ["9" * 50_000, "预" * 50_000, "(" * 50_000, "2020-" * 10_000, " " * 49_999 + "x"])
def test_long_cells_are_answered_at_once(evil):
    start = time.perf_counter()
    for reader in (cells.read_date, cells.read_count, cells.read_phone):
        with pytest.raises(CellProblem):
            reader(evil)
    assert time.perf_counter() - start < 0.15
