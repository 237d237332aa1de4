"""One change at a time, on a copy; and what was reworded keeps its code."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongzhi.surveys.rules.editing import (
    Change,
    GoneMeanwhile,
    PageNotEmpty,
    changed,
    lines_of,
    new_code,
    options_from_lines,
)
from gongzhi.surveys.rules.reading import read_definition
from gongzhi.surveys.selectors.listing import changes
from gongzhi.surveys.tests.factories import paged, question

THREE = paged([question("a"), question("b")], [question("c", "text")])


def _codes(definition: dict) -> list[list[str]]:
    return [[each["code"] for each in page["questions"]] for page in definition["pages"]]


@pytest.mark.parametrize(
    ("change", "codes"),
    [
        (Change("up", code="b"), [["b", "a"], ["c"]]),
        (Change("up", code="a"), [["a", "b"], ["c"]]),
        (Change("down", code="b"), [["a"], ["b", "c"]]),
        (Change("up", code="c"), [["a", "b", "c"], []]),
        (Change("delete", code="a"), [["b"], ["c"]]),
        (Change("put", page=1, raw={"kind": "text"}), [["a", "b"], ["c", "q4"]]),
        (Change("replace", code="a", raw={"code": "a", "kind": "text"}), [["a", "b"], ["c"]]),
        (Change("page_put", raw={"zh": "末页"}), [["a", "b"], ["c"], []]),
        (Change("page_up", page=1), [["c"], ["a", "b"]]),
        (Change("page_down", page=1), [["a", "b"], ["c"]]),
        (Change("page_title", page=0, raw={"zh": "首页"}), [["a", "b"], ["c"]]),
        (Change("intro", raw={"zh": "您好"}), [["a", "b"], ["c"]]),
    ],
)
def test_changes(change: Change, codes: list[list[str]]) -> None:
    assert _codes(changed(THREE, change)) == codes
    assert _codes(THREE) == [["a", "b"], ["c"]]


def test_what_is_gone_cannot_be_changed() -> None:
    for change in (
        Change("up", code="z"),
        Change("delete", code="z"),
        Change("page_up", page=7),
        Change("put", page=9),
    ):
        with pytest.raises(GoneMeanwhile):
            changed(THREE, change)
    with pytest.raises(PageNotEmpty):
        changed(THREE, Change("page_delete", page=0))
    with pytest.raises(ValueError, match="explode"):
        changed(THREE, Change("explode"))


def test_the_first_question_makes_its_page() -> None:
    assert _codes(changed({"pages": []}, Change("put", raw={"kind": "text"}))) == [["q1"]]


@given(st.lists(st.sampled_from(["up", "down"]), max_size=12), st.sampled_from("abc"))
def test_moving_loses_no_question(steps: list[str], code: str) -> None:
    definition = THREE
    for step in steps:
        definition = changed(definition, Change(step, code=code))
    assert sorted(each for page in _codes(definition) for each in page) == ["a", "b", "c"]


def test_reworded_options_keep_their_codes() -> None:
    before = options_from_lines("助餐 | Meals\n陪诊\n其他")
    assert [each["code"] for each in before] == ["o1", "o2", "o3"]
    assert before[0]["label"] == {"zh": "助餐", "en": "Meals"}
    reworded = options_from_lines("助餐、送餐\n陪诊\n其他", before=before)
    assert [each["code"] for each in reworded] == ["o1", "o2", "o3"]
    shifted = options_from_lines("陪诊\n理发\n其他\n助餐", before=before)
    assert [each["code"] for each in shifted] == ["o2", "o4", "o3", "o1"]
    assert options_from_lines(lines_of(before), before=before) == before


def test_a_new_code_was_not_used() -> None:
    assert new_code(paged([question("q2"), question("q1")])) == "q3"


def test_versions_are_compared_question_by_question() -> None:
    before = read_definition(paged([question("a"), question("b"), question("c", "text")]))
    after = read_definition(paged([question("b"), question("a", required=True), question("d", "text")]))
    found = {(each.kind, each.number) for each in changes(before=before, after=after, language="zh-hans")}
    assert found == {("moved", 1), ("changed", 2), ("new", 3), ("gone", 3)}
    assert changes(before=before, after=before, language="zh-hans") == []
