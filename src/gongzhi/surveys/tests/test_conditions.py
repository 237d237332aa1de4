"""The language of conditions: what it means, that it always ends, and that it says what is wrong."""

from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gongzhi.surveys.rules.conditions import (
    Answered,
    AskedLater,
    Compare,
    ConditionRefused,
    Either,
    Every,
    Name,
    NoOptions,
    Not,
    NotComparable,
    NothingCompared,
    Number,
    Quoted,
    Selected,
    UnknownOption,
    UnknownQuestion,
    check,
    holds,
    written,
)
from gongzhi.surveys.rules.parsing import (
    LONGEST,
    MOST_STEPS,
    ConditionTooDeep,
    ConditionTooLong,
    ConditionUnfinished,
    ConditionUnreadable,
    QuoteOpen,
    Reader,
    UnknownSign,
    WordTooLong,
    parse,
)
from gongzhi.surveys.rules.questions import Kind, Option, Question, Words

ANSWERS = {"age": 64, "wish": ["meals", "care"], "way": "phone", "note": "一句话", "half": 2.5}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("age >= 60", True),
        ("age > 64", False),
        ("60 <= age", True),
        ("half = 2.5", True),
        ("selected(wish, 'meals')", True),
        ("selected(wish, 'other')", False),
        ('selected(way, "phone")', True),
        ("way = 'phone'", True),
        ("way != 'phone'", False),
        ("answered(note)", True),
        ("not answered(silent)", True),
        ("silent != 'phone'", False),
        ("silent = 0 or silent < 1", False),
        ("age > 60 and way = 'web' or answered(note)", True),
        ("age > 60 and (way = 'web' or not answered(note))", False),
        ("not not age = 64", True),
        ("not age < 60 and selected(wish,'care')", True),
        # As a Chinese keyboard writes it.
        ("selected（wish，‘meals’） and age ＞＝ 60", True),
    ],
)
def test_a_condition_means_what_it_says(text, expected):
    assert holds(parse(text), ANSWERS) is expected


@pytest.mark.parametrize(
    ("text", "error", "place"),
    [
        ("", ConditionUnfinished, None),
        ("age >", ConditionUnfinished, None),
        ("age > 3 and", ConditionUnfinished, None),
        ("(age > 3", ConditionUnfinished, None),
        ("age > 3)", ConditionUnreadable, 8),
        ("age age", ConditionUnreadable, 5),
        ("selected(wish)", ConditionUnreadable, 14),
        ("selected('wish', 'a')", ConditionUnreadable, 10),
        ("answered(and)", ConditionUnreadable, 10),
        ("age = or", ConditionUnreadable, 7),
        ("age > 3; drop", UnknownSign, 8),
        ("__import__('os')", UnknownSign, 1),
        ("age > 1e9", ConditionUnreadable, 8),
        ("way = 'phone", QuoteOpen, 7),
        ("way = '" + "x" * 31 + "'", WordTooLong, 7),
        ("x" * 31 + " = 1", WordTooLong, 1),
        ("age = 1234567890", WordTooLong, 7),
        ("age = 1.23456", WordTooLong, 7),
        ("age = 1.2.3", WordTooLong, 7),
        ("age = 1.", WordTooLong, 7),
        ("(" * 21 + "age = 1" + ")" * 21, ConditionTooDeep, 21),
        ("not " * 21 + "age = 1", ConditionTooDeep, 81),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_place(text, error, place):
    with pytest.raises(error) as refused:
        parse(text)
    assert refused.value.params.get("place") == place
    assert str(refused.value)


HUGE = 50_000
WORST = [
    "(" * HUGE,
    "not " * (HUGE // 4),
    "a" * HUGE,
    "'" * HUGE,
    "'" + "x" * HUGE,
    " " * HUGE,
    "1" * HUGE,
    "a=1 and " * (HUGE // 8),
    "!" * HUGE,
    "（" * HUGE,
    "\u202e" * HUGE,
]


@pytest.mark.parametrize("text", WORST, ids=[text[:6] for text in WORST])
def test_fifty_kilobytes_are_refused_before_they_are_read(text):
    with pytest.raises(ConditionTooLong) as refused:
        parse(text)
    assert str(LONGEST) in str(refused.value)
    # Even without the limit on the length a reader stops after a bounded number of steps.
    assert steps_of(text) <= MOST_STEPS + 1


def steps_of(text):
    """Read as far as it goes; count what was done."""
    reader = Reader.__new__(Reader)
    with suppress(ConditionRefused):
        reader.__init__(text)
        reader.read()
    return reader.steps


@pytest.mark.parametrize("text", [text[:LONGEST] for text in WORST], ids=[text[:6] for text in WORST])
def test_the_worst_of_the_allowed_length_ends_in_few_steps(text):
    assert steps_of(text) <= MOST_STEPS + 1


codes = st.text("abcdefghijklmnopqrstuvwxyz_0123456789", min_size=1, max_size=12).filter(
    lambda code: code[0].isalpha() and code not in {"and", "or", "not", "selected", "answered"}
)
numbers = st.one_of(
    st.integers(-999_999_999, 999_999_999), st.integers(-(10**8), 10**8).map(lambda whole: whole / 10_000)
).map(Number)
operands = st.one_of(codes.map(Name), numbers, codes.map(Quoted))
tests = st.one_of(
    codes.map(Answered),
    st.builds(Selected, codes, codes),
    st.builds(Compare, operands, st.sampled_from(["=", "!=", "<", "<=", ">", ">="]), operands),
)
conditions = st.recursive(
    tests,
    lambda part: st.one_of(
        part.map(Not),
        st.lists(part, min_size=2, max_size=4).map(lambda parts: Every(tuple(parts))),
        st.lists(part, min_size=2, max_size=4).map(lambda parts: Either(tuple(parts))),
    ),
    max_leaves=12,
)


@given(conditions)
@settings(max_examples=300)
def test_what_is_written_is_read_the_same(condition):
    text = written(condition)
    if len(text) <= LONGEST:
        assert parse(text) == condition


@given(st.one_of(st.text(max_size=200), st.text("aq1 ()'\"=<>!,.-andornotselected", max_size=200)))
@settings(max_examples=500)
def test_reading_answers_or_refuses_and_nothing_else(text):
    condition = None
    with suppress(ConditionRefused):
        condition = parse(text)
    assert condition is None or parse(written(condition)) == condition


values = st.one_of(st.text(max_size=5), st.integers(), st.floats(allow_nan=False), st.lists(codes, max_size=3))


@given(conditions, st.dictionaries(codes, values, max_size=5))
def test_weighing_never_raises(condition, answers):
    assert holds(condition, answers) in {True, False}
    assert holds(Not(condition), answers) is not holds(condition, answers)


def _question(code, kind, *options):
    made = tuple(Option(each, Words(each)) for each in options)
    return Question(number=1, code=code, kind=kind, label=Words(code), options=made)


EARLIER = {
    "age": _question("age", Kind.NUMBER),
    "wish": _question("wish", Kind.MULTIPLE, "meals", "care"),
    "way": _question("way", Kind.SINGLE, "web", "phone"),
    "note": _question("note", Kind.TEXT),
}


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("later = 1", AskedLater),
        ("itself = 1", AskedLater),
        ("nobody = 1", UnknownQuestion),
        ("not answered(nobody)", UnknownQuestion),
        ("selected(age, 'meals')", NoOptions),
        ("selected(wish, 'gold')", UnknownOption),
        ("way = 'gold'", UnknownOption),
        ("wish = 'meals'", NotComparable),
        ("way < 'web'", NotComparable),
        ("way = 3", NotComparable),
        ("note = 'web'", NotComparable),
        ("age = way", NotComparable),
        ("1 = 1", NothingCompared),
        ("'a' = 'a'", NothingCompared),
    ],
)
def test_a_condition_names_earlier_questions_and_compares_what_can_be_compared(text, error):
    with pytest.raises(error):
        check(parse(text), earlier=EARLIER, later=["itself", "later"])


def test_sound_conditions_pass():
    for text in ("age >= 60 and selected(wish, 'care')", "way = 'web' or answered(note)", "age != 3"):
        check(parse(text), earlier=EARLIER, later=["itself"])
