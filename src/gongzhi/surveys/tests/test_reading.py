"""Reading what a survey asks: strict, with every fault told on its question, and nothing lost on the way back."""

import copy
import json
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gongzhi.surveys.rules import reading
from gongzhi.surveys.rules.bounds import BoundsUnfit
from gongzhi.surveys.rules.conditions import AskedLater, UnknownQuestion
from gongzhi.surveys.rules.parsing import ConditionTooLong
from gongzhi.surveys.rules.questions import DefinitionRefused, Kind
from gongzhi.surveys.rules.reading import plain, read_definition
from gongzhi.surveys.rules.shipped import ORDER, shipped, template

from .factories import option, paged, question


def problems_of(raw):
    with pytest.raises(DefinitionRefused) as refused:
        read_definition(raw)
    return refused.value.problems


def problem_of(raw):
    [problem] = problems_of(raw)
    return problem


FULL = paged(
    [
        question("age", "number", min=0, max=120, required=True),
        question("wish", "multiple", min=1, max=2, help={"zh": "最多两项"}),
        question("mood", "scale", min=0, max=10, low={"zh": "差", "en": "poor"}, high={"zh": "好"}),
    ],
    [
        question("first", "ranking", max=2, shown_if="age >= 60 and selected(wish, 'a')"),
        question("why", "text", max=300, becomes_voice=True, shown_if="answered(first)"),
    ],
) | {"intro": {"zh": "两分钟", "en": "Two minutes"}}


def test_a_whole_definition_is_read():
    definition = read_definition(FULL)
    assert [each.code for each in definition.questions] == ["age", "wish", "mood", "first", "why"]
    assert [each.number for each in definition.questions] == [1, 2, 3, 4, 5]
    assert definition.by_code["mood"].steps == range(11)
    assert definition.by_code["why"].becomes_voice
    assert definition.by_code["wish"].label.said("en") == "Question wish"
    assert definition.by_code["wish"].help.said("en") == "最多两项"


def test_what_is_written_is_read_the_same():
    definition = read_definition(FULL)
    assert read_definition(json.loads(json.dumps(plain(definition)))) == definition


def test_bounds_that_are_missing_are_filled_in():
    definition = read_definition(paged([question("s", "scale"), question("t", "text"), question("r", "ranking")]))
    assert [(each.minimum, each.maximum) for each in definition.questions] == [(1, 5), (None, 500), (None, 3)]


def with_change(**change):
    return paged([question("q") | change])


@pytest.mark.parametrize(
    ("raw", "part", "error"),
    [
        (with_change(code="1q"), "code", reading.CodeUnfit),
        (with_change(code="and"), "code", reading.CodeUnfit),
        (with_change(code="Q"), "code", reading.CodeUnfit),
        (with_change(code="q" * 31), "code", reading.CodeUnfit),
        (with_change(code=7), "code", reading.CodeUnfit),
        (with_change(kind="essay"), "kind", reading.KindUnknown),
        (with_change(kind=["single"]), "kind", reading.KindUnknown),
        (with_change(label={}), "label", reading.WordsMissing),
        (with_change(label={"en": "only"}), "label", reading.WordsMissing),
        (with_change(label="text"), "label", reading.Unreadable),
        (with_change(label={"zh": "x", "fr": "y"}), "label", reading.UnknownPart),
        (with_change(label={"zh": "长" * 301}), "label", reading.WordsTooLong),
        (with_change(label={"zh": "反\u202e向"}), "label", reading.WordsUnsafe),
        (with_change(help={"zh": "长" * 501}), "help", reading.WordsTooLong),
        (with_change(required="yes"), "required", reading.Unreadable),
        (with_change(options=[]), "options", reading.OptionsMissing),
        (with_change(options=[option("a")]), "options", reading.OptionsMissing),
        (with_change(options=[option(f"o{n}") for n in range(51)]), "options", reading.OptionsTooMany),
        (with_change(options=[option("a"), option("a")]), "options", reading.CodeTwice),
        (with_change(options=[option("a"), option("甲")]), "options", reading.OptionCodeUnfit),
        (with_change(options=[option("a"), "b"]), "options", reading.Unreadable),
        (with_change(options="ab"), "options", reading.Unreadable),
        (with_change(kind="text", options=[option("a"), option("b")]), "options", reading.OptionsUnwanted),
        (with_change(becomes_voice=True), "becomes_voice", reading.VoiceNeedsText),
        (with_change(shown_if="q = 'a'"), "shown_if", AskedLater),
        (with_change(shown_if="x = 'a'"), "shown_if", UnknownQuestion),
        (with_change(shown_if="(" * 50_000), "shown_if", ConditionTooLong),
        (with_change(shown_if=7), "shown_if", reading.Unreadable),
        (with_change(evil="x"), "code", reading.UnknownPart),
        (paged([question("s", "scale", min=5, max=5)]), "min", BoundsUnfit),
        (paged([question("s", "scale", min=0, max=11)]), "min", BoundsUnfit),
        (paged([question("s", "scale", min=1.5)]), "min", BoundsUnfit),
        (paged([question("n", "number", min=3, max=2)]), "min", BoundsUnfit),
        (paged([question("n", "number", max=True)]), "min", BoundsUnfit),
        (paged([question("n", "number", max="9")]), "min", BoundsUnfit),
        (paged([question("m", "multiple", min=2, max=1)]), "min", BoundsUnfit),
        (paged([question("m", "multiple", max=4)]), "min", BoundsUnfit),
        (paged([question("r", "ranking", max=4)]), "min", BoundsUnfit),
        (paged([question("t", "text", max=2001)]), "min", BoundsUnfit),
    ],
)
def test_a_fault_is_told_on_its_question_and_part(raw, part, error):
    problem = problem_of(raw)
    assert (problem.page, problem.question, problem.part) == (1, 1, part)
    assert isinstance(problem.error, error)
    assert str(problem.error)


@pytest.mark.parametrize(
    "raw",
    [
        None,
        [],
        "x",
        {"pages": {}},
        {"pages": ["x"]},
        {"pages": [{"questions": "x"}]},
        {"pages": [{"questions": ["x"]}]},
        {"pages": [{"more": 1}]},
        {"pages": [], "more": 1},
        {"pages": [], "intro": "x"},
        {"pages": [{} for _page in range(31)]},
        paged([question(f"q{n}") for n in range(101)]),
    ],
)
def test_the_wrong_shape_is_refused(raw):
    assert problems_of(raw)


def test_all_faults_are_told_at_once_in_order():
    raw = paged([question("a", label={}), question("a")], [question("b", "essay"), question("c", shown_if="d = 1")])
    found = problems_of(raw)
    assert [(each.page, each.question, each.code, each.part) for each in found] == [
        (1, 1, "a", "label"),
        (1, 2, "a", "code"),
        (2, 3, "b", "kind"),
        (2, 4, "c", "shown_if"),
    ]


def test_two_conditions_that_wait_for_each_other_are_refused():
    raw = paged([question("a", shown_if="answered(b)"), question("b", shown_if="answered(a)")])
    problem = problem_of(raw)
    assert problem.code == "a"
    assert "later" in str(problem.error)


def test_the_largest_survey_is_read():
    fifty = [option(f"o{n}") for n in range(50)]
    raw = {"pages": [{"questions": [question(f"q{n}", options=fifty) for n in range(100)]}]}
    assert len(read_definition(raw).questions) == 100


json_like = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(-5, 5), st.floats(allow_nan=False), st.text(max_size=6)),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=6), inner, max_size=3)),
    max_leaves=8,
)
KEYS = ["code", "kind", "label", "help", "required", "options", "min", "max", "low", "shown_if", "becomes_voice"]


@given(st.sampled_from(range(5)), st.sampled_from(KEYS), json_like)
@settings(max_examples=300)
def test_reading_answers_or_refuses_and_nothing_else(place, key, value):
    raw = copy.deepcopy(FULL)
    questions = [each for page in raw["pages"] for each in page["questions"]]
    questions[place][key] = value
    definition = None
    with suppress(DefinitionRefused):
        definition = read_definition(raw)
    assert definition is None or read_definition(plain(definition)) == definition


def test_the_shipped_surveys_are_whole_in_both_languages():
    assert [each.code for each in shipped()] == list(ORDER)
    assert {each.audience for each in shipped()} == {"members", "residents"}
    for each in shipped():
        said = [each.title, each.purpose, each.definition.intro]
        for asked in each.definition.questions:
            said += [asked.label, *(one.label for one in asked.options)]
            said += [words for words in (asked.help, asked.low, asked.high) if words]
        assert all(words.zh and words.en for words in said)
        assert any(asked.becomes_voice for asked in each.definition.questions)
        assert any(asked.kind == Kind.TEXT for asked in each.definition.questions)
    assert template("resident_needs").definition.by_code["meals_days"].shown_if
    assert template("nothing") is None
