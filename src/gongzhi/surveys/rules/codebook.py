"""
Say what stands in which column of a file of answers.

Two ways of writing: in words, a column for each question, to be read; in codes, a column for each option where several
may be chosen, to be reckoned with. The codebook explains the columns of both.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from gongzhi.surveys.rules.conditions import Value, written
from gongzhi.surveys.rules.questions import Definition, Kind, Question

Cell = str | int | float | None
BETWEEN: Final = "；"
BEFORE: Final = " > "


class Writing(StrEnum):
    """How answers are written into a file."""

    WORDS = "words"
    CODES = "codes"


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a file: its heading, and how an answer is written into it."""

    heading: str
    write: Callable[[Mapping[str, Value]], Cell]


@dataclass(frozen=True, slots=True)
class Entry:
    """
    One line of the codebook: a column, or one of the codes in it.

    ``asked_if`` is the condition as it is written in the designer.
    """

    column: str
    number: int
    kind: str
    label: str
    code: str = ""
    meaning: str = ""
    asked_if: str = ""


def columns(*, definition: Definition, writing: Writing, language: str) -> list[Column]:
    """List the columns of the questions in their order."""
    if writing == Writing.WORDS:
        return [_in_words(question, language) for question in definition.questions]
    return [column for question in definition.questions for column in _in_codes(question)]


def codebook(*, definition: Definition, writing: Writing, language: str) -> Iterator[Entry]:
    """Explain the columns of the questions in their order."""
    for question in definition.questions:
        label = question.label.said(language)
        condition = written(question.shown_if) if question.shown_if else ""
        if writing == Writing.CODES and question.kind in {Kind.MULTIPLE, Kind.RANKING}:
            for option in question.options:
                meaning = option.label.said(language)
                heading = f"{question.code}.{option.code}"
                yield Entry(heading, question.number, question.kind, label, option.code, meaning, condition)
            continue
        heading = question.code if writing == Writing.CODES else _heading(question, language)
        yield Entry(heading, question.number, question.kind, label, asked_if=condition)
        for option in question.options:
            yield Entry(heading, question.number, question.kind, "", option.code, option.label.said(language))


def _heading(question: Question, language: str) -> str:
    return f"{question.number}. {question.label.said(language)}"


def _in_words(question: Question, language: str) -> Column:
    labels = {option.code: option.label.said(language) for option in question.options}
    code = question.code
    heading = _heading(question, language)
    match question.kind:
        case Kind.SINGLE:
            return Column(heading, lambda answers: labels.get(answers.get(code)))  # type: ignore[arg-type]
        case Kind.MULTIPLE | Kind.RANKING:
            between = BETWEEN if question.kind == Kind.MULTIPLE else BEFORE
            return Column(heading, lambda answers: between.join(labels[each] for each in _chosen(answers, code)))
        case _:
            return Column(heading, _plainly(code))


def _in_codes(question: Question) -> Iterator[Column]:
    code = question.code
    if question.kind not in {Kind.MULTIPLE, Kind.RANKING}:
        yield Column(code, _plainly(code))
        return
    mark = _mark if question.kind == Kind.MULTIPLE else _place
    for option in question.options:
        yield Column(f"{code}.{option.code}", mark(code, option.code))


def _plainly(code: str) -> Callable[[Mapping[str, Value]], Cell]:
    return lambda answers: answers.get(code)  # type: ignore[return-value]


def _mark(code: str, option: str) -> Callable[[Mapping[str, Value]], Cell]:
    """Write 1 where the option was chosen, 0 where it was not, nothing where the question was not answered."""
    return lambda answers: int(option in _chosen(answers, code)) if code in answers else None


def _place(code: str, option: str) -> Callable[[Mapping[str, Value]], Cell]:
    def write(answers: Mapping[str, Value]) -> Cell:
        chosen = _chosen(answers, code)
        return chosen.index(option) + 1 if option in chosen else None

    return write


def _chosen(answers: Mapping[str, Value], code: str) -> list[str]:
    value = answers.get(code)
    return value if isinstance(value, list) else []
