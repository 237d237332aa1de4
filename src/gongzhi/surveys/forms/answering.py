"""This will lay out the questions of a page: what stands on each field, what was typed, and what is wrong with it."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext

from gongzhi.common.web.refusals import words_of
from gongzhi.kernel.errors import DomainError
from gongzhi.surveys.forms.conditions import as_data, as_words
from gongzhi.surveys.forms.reading import field_of, place_field
from gongzhi.surveys.rules.answers import Given
from gongzhi.surveys.rules.conditions import names
from gongzhi.surveys.rules.questions import Definition, Kind, Question

NO_PROBLEMS: Mapping[str, DomainError] = {}


@dataclass(frozen=True, slots=True)
class Choice:
    """One option on the page. ``field`` and ``place`` are those of a ranking; ``place`` is the one given, as text."""

    id: str
    code: str
    label: str
    chosen: bool
    field: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """
    One question on the page.

    ``first`` is the id of its first control, for the summary of errors. ``asked_if`` says in words when it is asked
    and ``data_if`` says it to the script; both are empty where the page before has decided it.
    """

    question: Question
    field: str
    first: str
    label: str
    help: str
    choices: tuple[Choice, ...]
    places: Sequence[int]
    typed: str
    error: str
    asked_if: str
    data_if: str
    low: str
    high: str

    @property
    def kind(self) -> str:
        """How it is answered."""
        return self.question.kind.value

    @property
    def described_by(self) -> str:
        """The ids of the words that explain the control."""
        parts = {"hint": self.help, "voice": self.question.becomes_voice, "if": self.asked_if, "error": self.error}
        return " ".join(f"{self.field}_{name}" for name, words in parts.items() if words)


def lines(
    *,
    definition: Definition,
    questions: Iterable[Question],
    language: str,
    given: Given,
    problems: Mapping[str, DomainError] = NO_PROBLEMS,
) -> list[Line]:
    """Lay out questions of one page in a language, with what was typed and what is wrong with it."""
    listed = list(questions)
    here = {question.code for question in listed}
    return [
        _line(definition, each, language, here, given=given.get(each.code), problem=problems.get(each.code))
        for each in listed
    ]


def _line(
    definition: Definition,
    question: Question,
    language: str,
    here: set[str],
    *,
    given: str | list[str] | None,
    problem: DomainError | None,
) -> Line:
    field = field_of(question)
    choices = tuple(_choices(question, language, given))
    decided_here = question.shown_if is not None and not here.isdisjoint(names(question.shown_if))
    condition = question.shown_if if decided_here else None
    return Line(
        question=question,
        field=field,
        first=choices[0].id if choices else field,
        label=question.label.said(language),
        help=question.help.said(language) or _how_many(question),
        choices=choices,
        places=range(1, int(question.maximum or len(choices)) + 1) if question.kind == Kind.RANKING else (),
        typed=given if isinstance(given, str) else "",
        error=words_of(problem) if problem else "",
        asked_if=as_words(condition, definition, language) if condition else "",
        data_if=json.dumps(as_data(condition), separators=(",", ":")) if condition else "",
        low=question.low.said(language),
        high=question.high.said(language),
    )


def _choices(question: Question, language: str, given: str | list[str] | None) -> Iterable[Choice]:
    field = field_of(question)
    if question.kind == Kind.SCALE:
        for step in question.steps:
            yield Choice(f"{field}_{step}", str(step), str(step), given == str(step))
        return
    chosen = [given] if isinstance(given, str) else given or []
    for option in question.options:
        place = str(chosen.index(option.code) + 1) if option.code in chosen else ""
        yield Choice(
            id=f"{field}_{option.code}",
            code=option.code,
            label=option.label.said(language),
            chosen=option.code in chosen,
            field=place_field(question, option.code),
            place=place,
        )


def _how_many(question: Question) -> str:
    """Say how much may be chosen, where nobody wrote a hint."""
    if question.kind == Kind.MULTIPLE:
        if question.maximum is not None:
            return gettext("Choose at most %(most)s.") % {"most": question.maximum}
        return gettext("You may choose several.")
    if question.kind == Kind.RANKING:
        return gettext("Give 1 to what matters most to you, 2 to the next.")
    return ""
