"""
Read what a clerk types from a paper form: digits for options, in one line a question.

``2`` is the second option, ``135`` three of them (with blanks between them where there are ten or more), ``312`` an
order of preference, best first; a step of a scale, a number and words are typed as they stand on the paper.
"""

import re
from typing import Final

from gongzhi.kernel.codes import normalise_digits
from gongzhi.kernel.errors import DomainError
from gongzhi.kernel.text import gettext_noop as _
from gongzhi.surveys.rules.questions import Kind, Question

ONE_DIGIT: Final = 9
BETWEEN: Final = re.compile(r"[\s,，、;；.]+")


class DigitUnknown(DomainError):
    message = _("“%(typed)s” stands for no option; there are %(count)s.")


def from_digits(*, question: Question, typed: str) -> str | list[str]:
    """
    Give the answer as `rules.answers` checks it; empty where nothing was typed.

    :raises DigitUnknown: if a digit stands for no option
    """
    if not question.options:
        return typed
    typed = normalise_digits(typed).strip()
    chosen = [_option(question, digits) for digits in _pieces(question, typed)]
    if question.kind == Kind.SINGLE:
        if len(chosen) > 1:
            raise DigitUnknown(typed=typed[:20], count=len(question.options))
        return chosen[0] if chosen else ""
    return chosen


def _pieces(question: Question, typed: str) -> list[str]:
    pieces = [piece for piece in BETWEEN.split(typed) if piece]
    if question.kind == Kind.SINGLE or len(question.options) > ONE_DIGIT:
        return pieces
    return [digit for piece in pieces for digit in piece]


def _option(question: Question, digits: str) -> str:
    if not (digits.isascii() and digits.isdigit() and len(digits) < 3):  # noqa: PLR2004 -- 50 options at most
        raise DigitUnknown(typed=digits[:20], count=len(question.options))
    place = int(digits)
    if not 1 <= place <= len(question.options):
        raise DigitUnknown(typed=digits, count=len(question.options))
    return question.options[place - 1].code
