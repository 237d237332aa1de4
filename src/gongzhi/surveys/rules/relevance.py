"""
Put a condition of an XLSForm (``relevant``) into our own words, as far as they reach.

Understood: ``${q} = 'a'`` and the other signs, ``selected(${q}, 'a')``, ``${q} = ''``, ``and``, ``or``, ``not(…)`` and
brackets. Everything else, arithmetic and functions above all, is refused with its place. Text is cut into words once,
from left to right, and looked at once more; nothing is evaluated.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from gongzhi.kernel.errors import DomainError
from gongzhi.kernel.text import gettext_noop as _
from gongzhi.surveys.rules.parsing import LONGEST

SIGNS: Final = frozenset({"=", "!=", "<", "<=", ">", ">="})
MIRRORED: Final = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "=": "=", "!=": "!="}
_TOKEN: Final = re.compile(
    r"\s*(?:(?P<name>\$\{[^{}]{1,100}\})|(?P<quoted>'[^']{0,100}'|\"[^\"]{0,100}\")|(?P<number>-?[0-9]{1,9}(?:\.[0-9]{1,4})?)"
    r"|(?P<word>and\b|or\b|not(?=\s*\()|selected(?=\s*\())|(?P<sign>!=|<=|>=|=|<|>)|(?P<mark>[(),]))"
)


class NotExpressible(DomainError):
    message = _("From character %(place)s on (“%(found)s”) this condition cannot be taken over. Write it anew here.")


class UnknownName(DomainError):
    message = _("The condition names “%(name)s”, which is not asked before.")


class UnknownChoice(DomainError):
    message = _("The condition names the choice “%(choice)s”, which “%(name)s” does not have.")


class RelevantTooLong(DomainError):
    message = _("The condition has %(length)s characters; %(most)s are allowed.")


@dataclass(frozen=True, slots=True)
class Known:
    """A question asked before: its code here, and name there → code here of its choices."""

    code: str
    choices: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    place: int


def translated(text: str, *, known: Mapping[str, Known]) -> str:
    """
    Write a condition as ours are written; ``known`` are name there → question asked before.

    :raises NotExpressible: where it goes beyond our language
    :raises UnknownName, UnknownChoice: if it names what is not there
    """
    if len(text) > LONGEST:
        raise RelevantTooLong(length=len(text), most=LONGEST)
    tokens = list(_tokens(text))
    written: list[str] = []
    place = 0
    while place < len(tokens):
        token = tokens[place]
        if token.kind in {"name", "quoted", "number"}:
            written.append(_compared(_take(tokens, place, 3, token), known))
            place += 3
        elif token.text == "selected":
            written.append(_selected(_take(tokens, place, 6, token), known))
            place += 6
        elif token.text == "not" or token.text in {"(", ")", "and", "or"}:
            written.append(token.text)
            place += 1
        else:
            raise _refused(token)
    return " ".join(written)


def _tokens(text: str) -> Iterator[_Token]:
    place = 0
    while text[place:].strip():
        found = _TOKEN.match(text, place)
        if found is None or found.lastgroup is None:
            start = place + len(text[place:]) - len(text[place:].lstrip())
            raise NotExpressible(place=start + 1, found=text[start : start + 20])
        yield _Token(found.lastgroup, found[found.lastgroup], found.start(found.lastgroup) + 1)
        place = found.end()


def _take(tokens: list[_Token], place: int, count: int, first: _Token) -> list[_Token]:
    taken = tokens[place : place + count]
    if len(taken) < count:
        raise _refused(first)
    return taken


def _selected(tokens: list[_Token], known: Mapping[str, Known]) -> str:
    _word, opening, name, comma, choice, closing = tokens
    marks = (opening.text, comma.text, closing.text)
    if marks != ("(", ",", ")") or name.kind != "name" or choice.kind not in {"quoted", "number"}:
        raise _refused(tokens[0])
    asked = _known(name, known)
    return f"selected({asked.code}, '{_choice(name, choice, asked)}')"


def _compared(tokens: list[_Token], known: Mapping[str, Known]) -> str:
    left, sign, right = tokens
    if sign.text not in SIGNS:
        raise _refused(sign)
    if left.kind != "name":
        left, sign, right = right, _Token("sign", MIRRORED[sign.text], sign.place), left
    if left.kind != "name":
        raise _refused(tokens[0])
    asked = _known(left, known)
    if right.kind == "name":
        return f"{asked.code} {sign.text} {_known(right, known).code}"
    if right.text in {"''", '""'} and sign.text in {"=", "!="}:
        return f"{'not ' if sign.text == '=' else ''}answered({asked.code})"
    if asked.choices:
        return _chosen(left, sign, right, asked)
    value = right.text.strip("'\"")
    if not re.fullmatch(r"-?[0-9]{1,9}(\.[0-9]{1,4})?", value):
        raise _refused(right)
    return f"{asked.code} {sign.text} {value}"


def _chosen(name: _Token, sign: _Token, choice: _Token, asked: Known) -> str:
    if sign.text not in {"=", "!="}:
        raise _refused(sign)
    test = f"selected({asked.code}, '{_choice(name, choice, asked)}')"
    return test if sign.text == "=" else f"not {test}"


def _choice(name: _Token, choice: _Token, asked: Known) -> str:
    said = choice.text.strip("'\"")
    if said not in asked.choices:
        raise UnknownChoice(choice=said, name=name.text[2:-1])
    return asked.choices[said]


def _known(name: _Token, known: Mapping[str, Known]) -> Known:
    there = name.text[2:-1].strip()
    if there not in known:
        raise UnknownName(name=there)
    return known[there]


def _refused(token: _Token) -> NotExpressible:
    return NotExpressible(place=token.place, found=token.text[:20])
