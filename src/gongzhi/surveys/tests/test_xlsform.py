"""What is taken over from an XLSForm, and what is said of the rest. Source: xlsform.org"""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongzhi.kernel.errors import DomainError
from gongzhi.surveys.rules.parsing import parse
from gongzhi.surveys.rules.reading import read_definition
from gongzhi.surveys.rules.relevance import Known, translated
from gongzhi.surveys.rules.xlsform import MOST_FAULTS, ReadForm, read_xlsform

KNOWN = {"Age": Known("age"), "way": Known("way", {"a": "a", "B": "o2", "1": "1"}), "wish": Known("wish", {"m": "m"})}
CHOICES = [["list_name", "name", "label"], ["yn", "yes", "有"], ["yn", "no", "没有"]]


def _form(*rows: list[Any], choices: list[list[Any]] | None = None, **sheets: Any) -> ReadForm:
    headings = ["type", "name", "label", "hint", "required", "relevant", "constraint", "parameters"]
    return read_xlsform({"survey": [headings, *rows], "choices": choices or CHOICES, **sheets})


def _faults(form: ReadForm) -> list[tuple[str, int, str]]:
    return [(fault.sheet, fault.row, type(fault.error).__name__) for fault in form.faults]


def _kinds(form: ReadForm) -> list[str]:
    return [each.kind for each in read_definition(form.raw).questions]


@pytest.mark.parametrize(
    ("there", "here"),
    [
        ("${way} = 'a'", "selected(way, 'a')"),
        ("${way} != 'B'", "not selected(way, 'o2')"),
        ("${way}=1", "selected(way, '1')"),
        ("selected(${wish}, 'm')", "selected(wish, 'm')"),
        ("not(selected(${wish},'m')) and ${Age}>=60", "not ( selected(wish, 'm') ) and age >= 60"),
        ("${Age} != ''", "answered(age)"),
        ("${wish} = ''", "not answered(wish)"),
        ('60 <= ${Age} or ${way} = "a"', "age >= 60 or selected(way, 'a')"),
        ("(${Age} > 3)", "( age > 3 )"),
    ],
)
def test_conditions_are_written_in_our_words(there: str, here: str) -> None:
    assert translated(there, known=KNOWN) == here
    parse(here)


@pytest.mark.parametrize(
    "there",
    [
        "count-selected(${wish}) > 1",
        "${Age} + 1 > 3",
        "today() > ${Age}",
        "${nobody} = 1",
        "${way} = 'z'",
        "${way} > 'a'",
        "${Age} =",
        "selected(${wish})",
        "'a' = 'a'",
        "${Age} >= 'viele'",
        ". > 3",
        "${Age} > 3 " * 200,
    ],
)
def test_what_goes_beyond_is_refused(there: str) -> None:
    with pytest.raises(DomainError):
        translated(there, known=KNOWN)


@given(st.text(alphabet="${}Agewayselctdnor()='<>!, 0123456789\"", max_size=60))
def test_any_text_is_translated_into_what_can_be_read_or_refused(text: str) -> None:
    try:
        ours = translated(text, known=KNOWN)
        if ours:
            parse(ours)
    except DomainError:
        pass


def test_every_kind_we_ask_is_taken_over() -> None:
    form = _form(
        ["select_one yn", "a", "有吗"],
        ["select_multiple yn", "b", "哪些"],
        ["rank yn", "c", "排一排"],
        ["integer", "d", "几个", None, None, None, ". >= 0 and . <= 120"],
        ["decimal", "e", "多少"],
        ["range", "f", "满意吗", None, None, None, None, "start=1 end=5 step=1"],
        ["text", "g", "说说", "不写姓名", "yes"],
    )
    assert form.faults == ()
    assert _kinds(form) == ["single", "multiple", "ranking", "number", "number", "scale", "text"]
    number, text = (read_definition(form.raw).by_code[code] for code in "dg")
    assert (number.minimum, number.maximum) == (0, 120)
    assert (text.help.zh, text.required) == ("不写姓名", True)


def test_groups_become_pages_and_their_condition_goes_to_each_question() -> None:
    form = _form(
        ["select_one yn", "elder", "有老人吗"],
        ["begin_group", "g", "老人", None, None, "${elder} = 'yes'"],
        ["integer", "age", "几岁"],
        ["text", "need", "缺什么", None, None, "${age} > 80"],
        ["end_group"],
        ["text", "end", "还有吗"],
    )
    definition = read_definition(form.raw)
    assert [page.title.zh for page in definition.pages] == ["", "老人", ""]
    assert form.raw["pages"][1]["questions"][1]["shown_if"] == "(selected(elder, 'yes')) and (age > 80)"


def test_notes_become_the_introduction_and_hints() -> None:
    form = _form(
        ["note", "n1", "欢迎"],
        ["text", "a", "甲"],
        ["note", "n2", "下面问乙"],
        ["text", "b", "乙"],
        ["note", "n3", "谢谢"],
    )
    assert form.raw["intro"] == {"zh": "欢迎"}
    assert form.raw["pages"][0]["questions"][1]["help"] == {"zh": "下面问乙"}
    assert [(left.row, left.kind) for left in form.left] == [(6, "note")]


def test_what_a_device_would_gather_is_left_away_and_said() -> None:
    form = _form(["start", "start"], ["deviceid", "device"], ["text", "a", "甲"])
    assert [left.kind for left in form.left] == ["start", "deviceid"]
    assert _kinds(form) == ["text"]


def test_all_faults_are_told_with_sheet_and_row() -> None:
    form = _form(
        ["geopoint", "where", "位置"],
        ["select_one nolist", "a", "甲"],
        ["text", None, "没有名字"],
        ["text", "b", "乙", None, None, "count(${a}) > 1"],
        ["integer", "c", "丙", None, None, None, "regex(., '[0-9]+')"],
        ["range", "d", "丁", None, None, None, None, "start=0 end=100 step=10"],
        ["end_group"],
        ["begin_group", "g"],
        choices=[*CHOICES, ["yn", "yes", "又一次"], ["yn", None, "无名"]],
    )
    assert _faults(form) == [
        ("choices", 4, "NameTwice"),
        ("choices", 5, "NameMissing"),
        ("survey", 2, "KindNotTaken"),
        ("survey", 3, "ListUnknown"),
        ("survey", 4, "NameMissing"),
        ("survey", 5, "NotExpressible"),
        ("survey", 6, "ConstraintLeft"),
        ("survey", 7, "RangeUnfit"),
        ("survey", 8, "GroupUnopened"),
        ("survey", 9, "GroupUnclosed"),
    ]


def test_faults_by_our_own_rules_stand_on_their_row_too() -> None:
    form = _form(["note", "n", "欢迎"], ["text", "a", "甲"], ["text", "b", None])
    assert _faults(form) == [("survey", 4, "WordsMissing")]


def test_a_workbook_that_is_none_of_these_is_told_so() -> None:
    assert _faults(read_xlsform({"会员": [["名称"]]})) == [("survey", 0, "SheetMissing")]
    assert _faults(read_xlsform({"survey": [["name", "label"]]})) == [("survey", 1, "HeadingMissing")]
    assert _faults(_form()) == [("survey", 0, "NothingAsked")]


def test_names_become_codes_and_both_languages_are_read() -> None:
    headings = ["label::English (en)", "label::Chinese (zh)"]
    survey = [["type", "name", *headings], ["select_one L", "您好", "Hello", "好"], ["text", "Not", "Why", "为何"]]
    choices = [["list_name", "name", *headings], ["L", -99, "None", "无"], ["L", "A", "Some", "有"]]
    form = read_xlsform({"survey": survey, "choices": choices, "settings": [["form_title"], ["试一试"]]})
    first, second = read_definition(form.raw).questions
    assert (first.code, first.label.zh, first.label.en) == ("q1", "好", "Hello")
    assert [each.code for each in first.options] == ["o1", "a"]
    assert second.code == "not_"
    assert form.title == "试一试"


def test_reading_stops_after_as_many_questions_as_there_may_be() -> None:
    form = _form(["begin_group", "g", "组"], *(["text", f"name{number}", "问"] for number in range(20_000)))
    assert _faults(form) == [("survey", 103, "QuestionsTooMany")]


def test_a_list_of_choices_ends_where_nobody_reads_on() -> None:
    choices = [CHOICES[0], *(["long", f"n{number}", "项"] for number in range(20_000))]
    form = _form(["select_one long", "a", "甲"], choices=choices)
    assert _faults(form) == [("survey", 0, "NothingAsked"), ("survey", 2, "OptionsTooMany")]


def test_a_workbook_full_of_faults_is_not_read_to_the_end() -> None:
    form = _form(*(["geopoint", f"g{number}", "位置"] for number in range(20_000)))
    assert len([fault for fault in form.faults if fault.row]) == MOST_FAULTS


def test_groups_within_groups_have_an_end() -> None:
    form = _form(*(["begin_group", f"g{number}", "组"] for number in range(20_000)))
    assert _faults(form) == [("survey", 0, "NothingAsked"), ("survey", 33, "PagesTooMany")]
