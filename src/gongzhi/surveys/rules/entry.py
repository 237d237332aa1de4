"""
Read what a clerk types from a paper form: digits for options, in one line a question.

``2`` is the second option, ``135`` three of them, ``312`` an order of preference, best first. Where there are ten or
more, blanks stand between them, and a comma after ``12`` that stands alone; a step of a scale, a number and words are
typed as they stand on the paper.
"""

import re
from typing import Final

from gongzhi.kernel.codes import normalise_digits
from gongzhi.kernel.errors import DomainError
from gongzhi.kernel.text import gettext_noop as _
from gongzhi.surveys.rules.questions import Kind, Question

ONE_DIGIT: Final = 9
TWO_WAYS: Final = frozenset(f"{first}{second}" for first in "12345" for second in "123456789" if first != second)
"""Digits that may be one option or two: none of 50 begins with more than 5, and nobody chooses one twice."""
BETWEEN: Final = re.compile(r"[\s,，、;；.]+")


class DigitUnknown(DomainError):
    message = _("“%(typed)s” stands for no option; there are %(count)s.")


class DigitsUnclear(DomainError):
    """Among ten options or more, two digits alone are one option or two; nobody guesses which."""

    message = _(
        "“%(typed)s” may be one option or two. Two: leave a blank between the digits. One: type a comma after them."
    )


def from_digits(*, question: Question, typed: str) -> str | list[str]:
    """
    Give the answer as `rules.answers` checks it; empty where nothing was typed.

    :raises DigitUnknown: if a digit stands for no option
    :raises DigitsUnclear: if two digits may be one option or two
    """
    if not question.options:
        return typed
    typed = normalise_digits(typed).strip()
    chosen = [_option(question, digits) for digits in _pieces(question, typed)]
    if needs_blanks(question) and typed in TWO_WAYS:
        raise DigitsUnclear(typed=typed)
    if question.kind == Kind.SINGLE:
        if len(chosen) > 1:
            raise DigitUnknown(typed=typed[:20], count=len(question.options))
        return chosen[0] if chosen else ""
    return chosen


def needs_blanks(question: Question) -> bool:
    """Tell whether several options are typed with blanks between them."""
    return question.kind != Kind.SINGLE and len(question.options) > ONE_DIGIT


def _pieces(question: Question, typed: str) -> list[str]:
    pieces = [piece for piece in BETWEEN.split(typed) if piece]
    if question.kind == Kind.SINGLE or needs_blanks(question):
        return pieces
    return [digit for piece in pieces for digit in piece]


def _option(question: Question, digits: str) -> str:
    if not (digits.isascii() and digits.isdigit() and len(digits) < 3):  # noqa: PLR2004 -- 50 options at most
        raise DigitUnknown(typed=digits[:20], count=len(question.options))
    place = int(digits)
    if not 1 <= place <= len(question.options):
        raise DigitUnknown(typed=digits, count=len(question.options))
    return question.options[place - 1].code
