"""Say what a survey asks: pages of questions. `reading` makes them from plain JSON and says what is wrong with it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Final

from gongzhi.kernel.errors import DomainError
from gongzhi.kernel.text import gettext_noop as _
from gongzhi.surveys.rules.conditions import Condition

MOST_QUESTIONS: Final = 100
MOST_PAGES: Final = 30
MOST_OPTIONS: Final = 50
LONGEST_CODE: Final = 30
LONGEST_LABEL: Final = 300
LONGEST_OPTION: Final = 100
LONGEST_HELP: Final = 500
LONGEST_INTRO: Final = 1000
LONGEST_ANSWER: Final = 2000
HIGHEST_SCALE: Final = 10
LARGEST_NUMBER: Final = 10**9


class Kind(StrEnum):
    """How a question is answered."""

    SINGLE = "single"
    MULTIPLE = "multiple"
    SCALE = "scale"
    NUMBER = "number"
    TEXT = "text"
    RANKING = "ranking"


WITH_OPTIONS: Final = frozenset({Kind.SINGLE, Kind.MULTIPLE, Kind.RANKING})
IN_NUMBERS: Final = frozenset({Kind.SCALE, Kind.NUMBER})


@dataclass(frozen=True, slots=True)
class Words:
    """The same words in two languages; ``en`` is empty where nobody wrote it."""

    zh: str = ""
    en: str = ""

    def said(self, language: str) -> str:
        """Say them in a language (``zh-hans``, ``en``): Chinese where there is no English."""
        return self.en if language.startswith("en") and self.en else self.zh

    def __bool__(self) -> bool:
        """Whether there is anything to say."""
        return bool(self.zh)


@dataclass(frozen=True, slots=True)
class Option:
    """One choice of a question."""

    code: str
    label: Words


@dataclass(frozen=True)
class Question:
    """
    One question.

    ``minimum`` and ``maximum`` are closed bounds: of the number (scale, number), of how many are chosen (multiple),
    of how many are ranked (ranking), of the characters (text). ``low`` and ``high`` name the ends of a scale.
    ``shown_if`` is ``None`` where it is always asked. ``number`` counts the questions from 1.
    """

    number: int
    code: str
    kind: Kind
    label: Words
    help: Words = Words()
    required: bool = False
    options: tuple[Option, ...] = ()
    minimum: int | float | None = None
    maximum: int | float | None = None
    low: Words = Words()
    high: Words = Words()
    shown_if: Condition | None = None
    becomes_voice: bool = False

    @cached_property
    def option_codes(self) -> frozenset[str]:
        """The codes of its options."""
        return frozenset(option.code for option in self.options)

    @property
    def is_number(self) -> bool:
        """Whether its answer is a number."""
        return self.kind in IN_NUMBERS

    @property
    def is_single(self) -> bool:
        """Whether its answer is one option."""
        return self.kind == Kind.SINGLE

    def option(self, code: str) -> Option:
        """Find an option by its code."""
        return next(option for option in self.options if option.code == code)

    @property
    def steps(self) -> range:
        """The values of a scale, smallest first."""
        return range(int(self.minimum or 0), int(self.maximum or 0) + 1)


@dataclass(frozen=True, slots=True)
class Page:
    """What is asked on one page."""

    title: Words
    questions: tuple[Question, ...]


@dataclass(frozen=True)
class Definition:
    """All that a version asks, in order."""

    intro: Words
    pages: tuple[Page, ...]

    @cached_property
    def questions(self) -> tuple[Question, ...]:
        """All questions in the order in which they are asked."""
        return tuple(question for page in self.pages for question in page.questions)

    @cached_property
    def by_code(self) -> Mapping[str, Question]:
        """Code → question."""
        return {question.code: question for question in self.questions}


@dataclass(frozen=True, slots=True)
class Problem:
    """
    What is wrong with one part of a definition.

    ``page`` and ``question`` count from 1, the question through all pages; ``None``: the page, or the whole. ``code``
    is the question's where it has one. ``part`` is the key at fault.
    """

    page: int | None
    question: int | None
    code: str
    part: str
    error: DomainError


class DefinitionRefused(DomainError):
    """What is to be put right before this can be asked; ``problems`` says where, in the order of the pages."""

    message = _("%(count)s things in the questions have to be put right first.")

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(count=len(problems))
        self.problems = tuple(problems)


def walk(definition: Definition) -> Iterator[tuple[int, Question]]:
    """List every question with the place of its page, counted from 0."""
    for place, page in enumerate(definition.pages):
        for question in page.questions:
            yield place, question
