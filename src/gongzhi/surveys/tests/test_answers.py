"""What counts as an answer; a question that was not asked is never counted."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gongzhi.surveys.rules import answers as rules
from gongzhi.surveys.rules.answers import AnswersRefused, check_answers
from gongzhi.surveys.rules.conditions import holds
from gongzhi.surveys.rules.paging import asked_on, next_page, page_before, page_of
from gongzhi.surveys.rules.reading import read_definition

from .factories import paged, question


def one(kind="single", **more):
    return read_definition(paged([question("q", kind, **more)]))


def answer(definition, given):
    return check_answers(definition=definition, given={"q": given})


@pytest.mark.parametrize(
    ("definition", "given", "expected"),
    [
        (one(), "a", "a"),
        (one(), "", None),
        (one(), ["a", "b"], "b"),
        (one("multiple"), ["b", "a"], ["a", "b"]),
        (one("multiple"), "a", ["a"]),
        (one("multiple"), [], None),
        (one("ranking"), ["c", "a"], ["c", "a"]),
        (one("scale"), "3", 3),
        (one("scale"), "５", 5),
        (one("number"), " 12 ", 12),
        (one("number"), "-3", -3),
        (one("number"), "2.50", 2.5),
        (one("number"), "2.0", 2),
        (one("text"), "  好\r\n的 ", "好\n的"),
        (one("text"), "   ", None),
    ],
)
def test_an_answer_is_read(definition, given, expected):
    checked = answer(definition, given)
    assert not checked.problems
    assert checked.answers.get("q") == expected


@pytest.mark.parametrize(
    ("definition", "given", "error"),
    [
        (one(required=True), "", rules.Missing),
        (one(required=True), None, rules.Missing),
        (one("multiple", required=True), [], rules.Missing),
        (one("text", required=True), "  ", rules.Missing),
        (one(), "z", rules.OptionUnknown),
        (one("multiple"), ["a", "z"], rules.OptionUnknown),
        (one("multiple", min=2), ["a"], rules.TooFew),
        (one("multiple", max=1), ["a", "b"], rules.TooMany),
        (one("multiple"), ["a", "a"], rules.RankedTwice),
        (one("ranking"), ["a", "b", "a"], rules.RankedTwice),
        (one("ranking", max=2), ["a", "b", "c"], rules.TooMany),
        (one("scale"), "6", rules.NumberTooLarge),
        (one("scale"), "0", rules.NumberTooSmall),
        (one("scale"), "2.5", rules.NoNumber),
        (one("number"), "many", rules.NoNumber),
        (one("number"), "1e3", rules.NoNumber),
        (one("number"), "1,000", rules.NoNumber),
        (one("number"), "nan", rules.NoNumber),
        (one("number"), "--1", rules.NoNumber),
        (one("number"), "1.23456", rules.NoNumber),
        (one("number"), "9" * 40, rules.NoNumber),
        (one("number"), "²", rules.NoNumber),
        (one("number", min=3), "2", rules.NumberTooSmall),
        (one("text", max=5), "六个字的回答", rules.TextTooLong),
        (one("text"), "a\x00b", rules.TextUnsafe),
        (one("text"), "a\u202eb", rules.TextUnsafe),
    ],
)
def test_what_cannot_be_counted_is_told_on_its_question(definition, given, error):
    checked = answer(definition, given)
    assert isinstance(checked.problems["q"], error)
    assert "q" not in checked.answers
    with pytest.raises(AnswersRefused) as refused:
        checked.sound()
    assert list(refused.value.problems) == ["q"]


BRANCHED = read_definition(
    paged(
        [question("a", required=True), question("b", required=True, shown_if="a = 'a'")],
        [question("c", shown_if="answered(b)"), question("d", "number", shown_if="a = 'b'")],
        [question("e", "text", shown_if="selected(c, 'c') or d > 5")],
        [question("f", "text")],
    )
)


def test_a_hidden_question_is_not_asked_for_and_not_counted():
    checked = check_answers(definition=BRANCHED, given={"a": "b", "b": "a", "c": "c", "d": "3", "e": "x"})
    assert checked.answers == {"a": "b", "d": 3}
    assert not checked.problems


def test_what_was_hidden_decides_nothing_after_it():
    # "b" was sent though it was not asked; "c", which rests on it, is not asked either.
    checked = check_answers(definition=BRANCHED, given={"a": "c", "b": "a", "c": "c", "e": "x"})
    assert checked.answers == {"a": "c"}


def test_answers_to_no_question_are_dropped():
    assert check_answers(definition=BRANCHED, given={"a": "b", "zzz": "1"}).answers == {"a": "b"}


kinds = st.sampled_from(["single", "multiple", "ranking", "scale", "number", "text"])
raw_values = st.one_of(
    st.sampled_from(["a", "b", "c", "z", "", "1", "3", "99", "2.5", "x y"]),
    st.lists(st.sampled_from(["a", "b", "c", "z"]), max_size=4),
)


@st.composite
def surveys(draw):
    """Surveys of up to eight questions, each perhaps asked only after answers to earlier ones."""
    asked = []
    for number in range(draw(st.integers(1, 8))):
        kind = draw(kinds)
        condition = ""
        if number and draw(st.booleans()):
            earlier = asked[draw(st.integers(0, number - 1))]
            tests = {"single": "= 'a'", "scale": "> 2", "number": ">= 3"}
            condition = (
                f"{earlier['code']} {tests[earlier['kind']]}"
                if earlier["kind"] in tests and draw(st.booleans())
                else f"{draw(st.sampled_from(['', 'not ']))}answered({earlier['code']})"
            )
        asked.append(question(f"q{number}", kind, required=draw(st.booleans()), shown_if=condition))
    cut = draw(st.integers(0, len(asked)))
    return read_definition(paged(asked[:cut], asked[cut:]))


@given(surveys(), st.dictionaries(st.sampled_from([f"q{n}" for n in range(9)]), raw_values))
@settings(max_examples=300, deadline=None)
def test_hidden_questions_are_never_counted(definition, given):
    checked = check_answers(definition=definition, given=given)
    before = {}
    for asked in definition.questions:
        shown = asked.shown_if is None or holds(asked.shown_if, before)
        if not shown:
            assert asked.code not in checked.answers
            assert asked.code not in checked.problems
        elif asked.required:
            assert asked.code in checked.answers or asked.code in checked.problems
        if asked.code in checked.answers:
            before[asked.code] = checked.answers[asked.code]
    assert not checked.answers.keys() & checked.problems.keys()
    assert checked.answers.keys() <= {asked.code for asked in definition.questions}


@given(surveys(), st.dictionaries(st.sampled_from([f"q{n}" for n in range(9)]), raw_values))
@settings(max_examples=150, deadline=None)
def test_no_question_that_is_counted_stands_on_a_page_passed_over(definition, given):
    answers = check_answers(definition=definition, given=given).answers
    visited, page = {0}, 0
    while (page := next_page(definition=definition, page=page, given=given)) is not None:
        visited.add(page)
    for code in answers:
        page = page_of(definition=definition, code=code)
        assert page in visited
        assert code in {each.code for each in asked_on(definition=definition, page=page, given=given)}


def test_pages_on_which_nothing_is_asked_are_passed_over():
    given = {"a": "c"}
    assert next_page(definition=BRANCHED, page=0, given=given) == 3
    assert page_before(definition=BRANCHED, page=3, given=given) == 0
    assert next_page(definition=BRANCHED, page=3, given=given) is None
    given = {"a": "a", "b": "b"}
    assert next_page(definition=BRANCHED, page=0, given=given) == 1
    assert [each.code for each in asked_on(definition=BRANCHED, page=1, given=given)] == ["c"]


def test_a_question_that_its_own_page_decides_stays_on_it():
    assert [each.code for each in asked_on(definition=BRANCHED, page=0, given={})] == ["a", "b"]
