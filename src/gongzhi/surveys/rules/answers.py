"""
Say what counts as an answer: whatever was sent is checked against the questions, and hidden ones are dropped.

The same for every channel: a page, a phone, a clerk's screen.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from gongzhi.kernel.codes import normalise_digits
from gongzhi.kernel.errors import DomainError
from gongzhi.kernel.text import gettext_noop as _
from gongzhi.kernel.text import unsafe_characters
from gongzhi.surveys.rules.conditions import Value, holds
from gongzhi.surveys.rules.questions import LARGEST_NUMBER, LONGEST_ANSWER, Definition, Kind, Question

Given = Mapping[str, str | list[str]]
"""
What was sent: question code → one text (single, scale, number, text) or a list of option codes (multiple; ranking,
best first). Missing or empty: not answered.
"""
LONGEST_NUMBER: Final = 20
_SCRUB = str.maketrans("", "", "\r\n\t")


class Missing(DomainError):
    message = _("Please answer this question.")


class OptionUnknown(DomainError):
    message = _("Choose among the options.")


class TooFew(DomainError):
    message = _("Choose at least %(least)s.")


class TooMany(DomainError):
    message = _("Choose at most %(most)s.")


class RankedTwice(DomainError):
    message = _("Give each place to one option only.")


class NoNumber(DomainError):
    message = _("Write a number in digits.")


class NumberTooSmall(DomainError):
    message = _("The number is %(least)s at least.")


class NumberTooLarge(DomainError):
    message = _("The number is %(most)s at most.")


class TextTooLong(DomainError):
    message = _("The answer has %(length)s characters; there is room for %(most)s.")


class TextUnsafe(DomainError):
    message = _("There is an invisible character at place %(place)s. Please delete it and type the text again.")


class AnswersRefused(DomainError):
    """Answers that cannot be counted yet; ``problems`` are question code → what is wrong, in the order asked."""

    message = _("Some answers have to be put right first.")

    def __init__(self, problems: Mapping[str, DomainError]) -> None:
        super().__init__()
        self.problems = dict(problems)


@dataclass(frozen=True, slots=True)
class Checked:
    """Answers of the questions that were asked, and what is wrong with those that cannot be counted."""

    answers: dict[str, Value]
    problems: dict[str, DomainError]

    def sound(self) -> dict[str, Value]:
        """
        Give the answers.

        :raises AnswersRefused: if something is wrong with one of them
        """
        if self.problems:
            raise AnswersRefused(self.problems)
        return self.answers


def check_answers(*, definition: Definition, given: Given) -> Checked:
    """
    Check what was sent, question by question, in their order.

    A question whose condition does not hold with the answers before it was not asked: what was sent for it is dropped
    and decides nothing after it. What was sent for no question at all is dropped too.
    """
    answers: dict[str, Value] = {}
    problems: dict[str, DomainError] = {}
    for question in definition.questions:
        if question.shown_if is not None and not holds(question.shown_if, answers):
            continue
        try:
            value = read_answer(question=question, given=given.get(question.code))
        except DomainError as error:
            problems[question.code] = error
            continue
        if value is not None:
            answers[question.code] = value
    return Checked(answers, problems)


def read_answer(*, question: Question, given: str | list[str] | None) -> Value | None:
    """
    Read the answer to one question; ``None`` where it was not answered and need not be.

    :raises DomainError: if it does not fit the question
    """
    match question.kind:
        case Kind.MULTIPLE | Kind.RANKING:
            value: Value | None = _chosen(question, [given] if isinstance(given, str) else list(given or ()))
        case Kind.TEXT:
            value = _text(question, _line(given))
        case Kind.SINGLE:
            value = _option(question, _line(given).strip())
        case Kind.SCALE | Kind.NUMBER:
            value = _number(question, _line(given))
    if value is None and question.required:
        raise Missing
    return value


def as_counted(text: str) -> str:
    """Write words as their characters are counted: a new line is one, blanks around them are none."""
    return text.strip().replace("\r\n", "\n")


def _line(given: str | list[str] | None) -> str:
    """Take one text; of several, the last counts, as in forms."""
    if isinstance(given, list):
        return given[-1] if given else ""
    return given or ""


def _option(question: Question, code: str) -> str | None:
    if not code:
        return None
    if code not in question.option_codes:
        raise OptionUnknown
    return code


def _chosen(question: Question, codes: list[str]) -> list[str] | None:
    codes = [code for code in codes if code]
    if not codes:
        return None
    if not question.option_codes.issuperset(codes):
        raise OptionUnknown
    if len(set(codes)) < len(codes):
        raise RankedTwice
    if question.minimum is not None and len(codes) < question.minimum:
        raise TooFew(least=question.minimum)
    if question.maximum is not None and len(codes) > question.maximum:
        raise TooMany(most=question.maximum)
    if question.kind == Kind.RANKING:
        return codes
    return [option.code for option in question.options if option.code in codes]


def _number(question: Question, text: str) -> int | float | None:
    text = normalise_digits(text).strip()
    if not text:
        return None
    number = _parsed(text, whole=question.kind == Kind.SCALE)
    if question.minimum is not None and number < question.minimum:
        raise NumberTooSmall(least=question.minimum)
    if question.maximum is not None and number > question.maximum:
        raise NumberTooLarge(most=question.maximum)
    return number


def _parsed(text: str, *, whole: bool) -> int | float:
    """Read digits with at most one point and four decimals; exponents, separators and words are no numbers."""
    digits, point, decimals = text.removeprefix("-").partition(".")
    plain = digits.isascii() and digits.isdigit() and len(text) <= LONGEST_NUMBER
    fraction = not point or (decimals.isascii() and decimals.isdigit() and len(decimals) <= 4)  # noqa: PLR2004
    if not plain or not fraction or (whole and point):
        raise NoNumber
    number = float(text) if point and decimals.strip("0") else int(text.partition(".")[0])
    if abs(number) > LARGEST_NUMBER:
        raise NoNumber
    return number


def _text(question: Question, text: str) -> str | None:
    text = as_counted(text)
    if not text:
        return None
    most = int(question.maximum or LONGEST_ANSWER)
    if len(text) > most:
        raise TextTooLong(length=len(text), most=most)
    found = unsafe_characters(text.translate(_SCRUB))
    if found:
        raise TextUnsafe(place=found[0].position + 1)
    return text
