"""
This will read answers from a form that was sent, without building Django forms.

A form of twenty questions costs ten times what its answers cost to check; the rules check them anyway. Names of fields:
``q_<question>``, for rankings ``q_<question>__<option>`` with the place as value.
"""

from collections.abc import Iterable
from typing import Final

from django.http import QueryDict

from gongzhi.kernel.codes import normalise_digits
from gongzhi.surveys.rules.questions import Kind, Question

PREFIX: Final = "q_"


def field_of(question: Question) -> str:
    """Name the field of a question."""
    return f"{PREFIX}{question.code}"


def place_field(question: Question, option: str) -> str:
    """Name the field that says which place an option of a ranking has."""
    return f"{PREFIX}{question.code}__{option}"


def read_given(post: QueryDict, questions: Iterable[Question]) -> dict[str, str | list[str]]:
    """Take what was sent for these questions, as `rules.answers.Given`."""
    given: dict[str, str | list[str]] = {}
    for question in questions:
        value = _value(post, question)
        if value:
            given[question.code] = value
    return given


def _value(post: QueryDict, question: Question) -> str | list[str]:
    if question.kind == Kind.MULTIPLE:
        return post.getlist(field_of(question))
    if question.kind == Kind.RANKING:
        return _ranked(post, question)
    return post.get(field_of(question), "")


def _ranked(post: QueryDict, question: Question) -> list[str]:
    """
    Order the options by the places given to them, the first first.

    Where two have the same place, one of them is listed twice: the rules then say that each place goes to one only.
    """
    places: dict[int, str] = {}
    doubled: list[str] = []
    for option in question.options:
        typed = normalise_digits(post.get(place_field(question, option.code), "")).strip()
        if not (typed.isascii() and typed.isdigit() and len(typed) < 4):  # noqa: PLR2004 -- there are 50 places at most
            continue
        if int(typed) in places:
            doubled.append(places[int(typed)])
        places.setdefault(int(typed), option.code)
    return [places[place] for place in sorted(places)] + doubled
