"""This will let templates say a clause in words."""

from collections.abc import Sequence

from django import template
from django.utils.translation import gettext

from gongzhi.institution import words
from gongzhi.institution.paramfields import CHOICES, LABELS, flatten
from gongzhi.institution.rules.clauses import Clause
from gongzhi.institution.rules.reading import params_data

register = template.Library()


@register.filter
def in_words(clause: Clause) -> str:
    """Say the clause's text in the language of the page."""
    return words.text_of(clause)


@register.filter
def kind_words(clause: Clause) -> str:
    """Say the clause's kind."""
    return str(words.KIND_WORDS[clause.kind])


@register.filter
def mark_words(clause: Clause) -> str:
    """Say how sure we are of the clause's source."""
    return str(words.MARK_WORDS[clause.mark])


@register.filter
def param_label(path: str) -> str:
    """Name a number of a clause."""
    name = path.rpartition(".")[2]
    return str(LABELS.get(name, name))


@register.filter
def numbers(clause: Clause) -> Sequence[tuple[str, str]]:
    """List what the clause asks for as (label, value); codes that tie it to evidence are left out."""
    return [
        (param_label(path), _said(path, value))
        for path, value in flatten(params_data(clause.params))
        if _is_shown(path)
    ]


def _is_shown(path: str) -> bool:
    return path.rpartition(".")[2] in LABELS


def _said(path: str, value: object) -> str:
    name = path.rpartition(".")[2]
    if name in CHOICES:
        return next((str(words_) for code, words_ in CHOICES[name] if code == value), str(value))
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    return str(value)
