"""This will say a condition in words to people, and as data to the script that hides a question meanwhile."""

from typing import Any, assert_never

from django.utils.translation import gettext

from gongzhi.surveys.rules.conditions import (
    Answered,
    Compare,
    Condition,
    Either,
    Every,
    Name,
    Not,
    Number,
    Operand,
    Quoted,
    Selected,
)
from gongzhi.surveys.rules.questions import Definition


def as_words(condition: Condition, definition: Definition, language: str) -> str:
    """Say when a question is asked: ``Only if: question 3: “Yes”``."""
    return gettext("Only if: %(condition)s") % {"condition": _said(condition, definition, language)}


def _said(condition: Condition, definition: Definition, language: str) -> str:
    match condition:
        case Answered(question):
            return gettext("question %(number)s is answered") % {"number": _number(definition, question)}
        case Selected(question, option):
            return _option_said(definition, question, option, language)
        case Compare():
            return _compared(condition, definition, language)
        case Not(part):
            return gettext("not (%(condition)s)") % {"condition": _said(part, definition, language)}
        case Every(parts):
            return gettext(" and ").join(_bracketed(part, definition, language) for part in parts)
        case Either(parts):
            return gettext(" or ").join(_bracketed(part, definition, language) for part in parts)
        case _:
            assert_never(condition)


def _bracketed(part: Condition, definition: Definition, language: str) -> str:
    said = _said(part, definition, language)
    return f"({said})" if isinstance(part, Every | Either) else said


def _option_said(definition: Definition, question: str, option: str, language: str) -> str:
    label = definition.by_code[question].option(option).label.said(language)
    return gettext("question %(number)s: “%(option)s”") % {"number": _number(definition, question), "option": label}


def _compared(test: Compare, definition: Definition, language: str) -> str:
    if test.sign == "=" and isinstance(test.left, Name) and isinstance(test.right, Quoted):
        return _option_said(definition, test.left.code, test.right.text, language)
    sides = [_side(side, definition, language, other) for side, other in _sides(test)]
    return f"{sides[0]} {_SIGNS[test.sign]} {sides[1]}"


_SIGNS = {"=": "=", "!=": "≠", "<": "<", "<=": "≤", ">": ">", ">=": "≥"}


def _sides(test: Compare) -> list[tuple[Operand, Operand]]:
    return [(test.left, test.right), (test.right, test.left)]


def _side(side: Operand, definition: Definition, language: str, other: Operand) -> str:
    match side:
        case Name(code):
            return gettext("question %(number)s") % {"number": _number(definition, code)}
        case Number(value):
            return str(value)
        case Quoted(text):
            label = definition.by_code[other.code].option(text).label if isinstance(other, Name) else None
            return f"“{label.said(language) if label else text}”"


def _number(definition: Definition, code: str) -> int:
    return definition.by_code[code].number


def as_data(condition: Condition) -> list[Any]:
    """Write a condition for the script of the page: a list whose first word says what it is."""
    match condition:
        case Answered(question):
            return ["answered", question]
        case Selected(question, option):
            return ["selected", question, option]
        case Compare(left, sign, right):
            return [sign, _operand(left), _operand(right)]
        case Not(part):
            return ["not", as_data(part)]
        case Every(parts):
            return ["and", *(as_data(part) for part in parts)]
        case Either(parts):
            return ["or", *(as_data(part) for part in parts)]
        case _:
            assert_never(condition)


def _operand(operand: Operand) -> Any:
    match operand:
        case Name(code):
            return [code]
        case Number(value):
            return value
        case Quoted(text):
            return text
