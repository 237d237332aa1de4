"""
Say when a question is asked, as a tree that is weighed by walking it once.

There are no names but those of earlier questions, no calls and no repetition, so that weighing ends. Nothing is ever
evaluated as a program. `parsing` reads the tree from text.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, Protocol, assert_never

from gongzhi.kernel.errors import DomainError
from gongzhi.kernel.text import gettext_noop as _

Sign = Literal["=", "!=", "<", "<=", ">", ">="]
Value = str | int | float | list[str]


class ConditionRefused(DomainError):
    """A condition that cannot be read or would not make sense; each kind of it says where."""

    message = _("This condition cannot be read.")


class AskedLater(ConditionRefused):
    """A condition names its own question or one that follows: it could go round in a circle."""

    message = _("The condition names the question “%(name)s”, which is asked later. Only earlier questions can decide.")


class UnknownQuestion(ConditionRefused):
    message = _("The condition names the question “%(name)s”, which does not exist.")


class UnknownOption(ConditionRefused):
    message = _("The condition names the option “%(option)s”, which the question “%(name)s” does not have.")


class NoOptions(ConditionRefused):
    message = _("The question “%(name)s” has no options to select; compare it with a number, or ask if it is answered.")


class NotComparable(ConditionRefused):
    message = _("The question “%(name)s” cannot be compared in this way.")


class NothingCompared(ConditionRefused):
    message = _("The condition compares nothing that was asked.")


@dataclass(frozen=True, slots=True)
class Name:
    """The answer to an earlier question."""

    code: str


@dataclass(frozen=True, slots=True)
class Number:
    """A number that was written down."""

    value: int | float


@dataclass(frozen=True, slots=True)
class Quoted:
    """The code of an option in quotation marks."""

    text: str


Operand = Name | Number | Quoted


@dataclass(frozen=True, slots=True)
class Selected:
    """True where the option is among what was chosen."""

    question: str
    option: str


@dataclass(frozen=True, slots=True)
class Answered:
    """True where there is an answer at all."""

    question: str


@dataclass(frozen=True, slots=True)
class Compare:
    """True where both sides are there and stand to each other as the sign says; nothing compares with no answer."""

    left: Operand
    sign: Sign
    right: Operand


@dataclass(frozen=True, slots=True)
class Not:
    """True where its part is not."""

    part: "Condition"


@dataclass(frozen=True, slots=True)
class Every:
    """True where all its parts are (two at least)."""

    parts: "tuple[Condition, ...]"


@dataclass(frozen=True, slots=True)
class Either:
    """True where one of its parts is (two at least)."""

    parts: "tuple[Condition, ...]"


Condition = Selected | Answered | Compare | Not | Every | Either


class Asked(Protocol):
    """What a condition has to know of an earlier question."""

    @property
    def is_number(self) -> bool: ...

    @property
    def is_single(self) -> bool: ...

    @property
    def option_codes(self) -> Collection[str]: ...


def check(condition: Condition, *, earlier: Mapping[str, Asked], later: Collection[str]) -> None:
    """
    Make sure that a condition names only what was asked before, and compares what can be compared.

    :raises ConditionRefused: saying which name is wrong
    """
    for name in names(condition):
        if name in later:
            raise AskedLater(name=name)
        if name not in earlier:
            raise UnknownQuestion(name=name)
    for test in _tests(condition):
        _check_test(test, earlier)


def names(condition: Condition) -> Iterator[str]:
    """List the questions a condition names, from left to right, each as often as it stands there."""
    for test in _tests(condition):
        if isinstance(test, Compare):
            yield from (side.code for side in (test.left, test.right) if isinstance(side, Name))
        else:
            yield test.question


def _tests(condition: Condition) -> Iterator[Selected | Answered | Compare]:
    match condition:
        case Not(part):
            yield from _tests(part)
        case Every(parts) | Either(parts):
            for part in parts:
                yield from _tests(part)
        case Selected() | Answered() | Compare():
            yield condition
        case _:
            assert_never(condition)


def _check_test(test: Selected | Answered | Compare, earlier: Mapping[str, Asked]) -> None:
    if isinstance(test, Selected):
        if not earlier[test.question].option_codes:
            raise NoOptions(name=test.question)
        _check_option(test.question, test.option, earlier)
    elif isinstance(test, Compare):
        _check_compare(test, earlier)


def _check_compare(test: Compare, earlier: Mapping[str, Asked]) -> None:
    sides = (test.left, test.right)
    asked = [side.code for side in sides if isinstance(side, Name)]
    if not asked:
        raise NothingCompared
    quoted = [side.text for side in sides if isinstance(side, Quoted)]
    for name in asked:
        question = earlier[name]
        fits = question.is_single and test.sign in {"=", "!="} if quoted else question.is_number
        if not fits:
            raise NotComparable(name=name)
        for text in quoted:
            _check_option(name, text, earlier)


def _check_option(name: str, option: str, earlier: Mapping[str, Asked]) -> None:
    if option not in earlier[name].option_codes:
        raise UnknownOption(name=name, option=option)


def holds(condition: Condition, answers: Mapping[str, Value]) -> bool:
    """Weigh a condition by the answers given so far; what was not answered is missing there."""
    match condition:
        case Answered(question):
            return question in answers
        case Selected(question, option):
            chosen = answers.get(question, "")
            return option in chosen if isinstance(chosen, list) else option == chosen
        case Compare(left, sign, right):
            return _stands(_value(left, answers), sign, _value(right, answers))
        case Not(part):
            return not holds(part, answers)
        case Every(parts):
            return all(holds(part, answers) for part in parts)
        case Either(parts):
            return any(holds(part, answers) for part in parts)
        case _:
            assert_never(condition)


def _value(operand: Operand, answers: Mapping[str, Value]) -> Value | None:
    match operand:
        case Name(code):
            return answers.get(code)
        case Number(value):
            return value
        case Quoted(text):
            return text


def _stands(left: Value | None, sign: Sign, right: Value | None) -> bool:
    if isinstance(left, str) and isinstance(right, str):
        return left == right if sign == "=" else sign == "!=" and left != right
    if not isinstance(left, int | float) or not isinstance(right, int | float):
        return False
    return {
        "=": left == right,
        "!=": left != right,
        "<": left < right,
        "<=": left <= right,
        ">": left > right,
        ">=": left >= right,
    }[sign]


def written(condition: Condition) -> str:
    """Write a condition so that `parse` reads the same again."""
    match condition:
        case Answered(question):
            return f"answered({question})"
        case Selected(question, option):
            return f"selected({question}, '{option}')"
        case Compare(left, sign, right):
            return f"{_operand_written(left)} {sign} {_operand_written(right)}"
        case Not(part):
            return f"not {_in_brackets(part)}"
        case Every(parts):
            return " and ".join(_in_brackets(part) for part in parts)
        case Either(parts):
            return " or ".join(_in_brackets(part) for part in parts)
        case _:
            assert_never(condition)


def _in_brackets(part: Condition) -> str:
    return f"({written(part)})" if isinstance(part, Every | Either) else written(part)


def _operand_written(operand: Operand) -> str:
    match operand:
        case Name(code):
            return code
        case Number(value):
            return repr(value)
        case Quoted(text):
            return f"'{text}'"
