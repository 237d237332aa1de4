"""
Read the small language in which a question says when it is asked.

    answered(age) and (age >= 60 or selected(wish, 'meals')) and not way = 'none'

A text of 1,000 characters at most is cut into words and read by descent into a tree of 20 levels at most, each word
looked at a bounded number of times: reading ends, however bad the text is.
"""

from dataclasses import dataclass
from typing import Final, Literal

from gongzhi.kernel.text import gettext_noop as _
from gongzhi.surveys.rules.conditions import (
    Answered,
    Compare,
    Condition,
    ConditionRefused,
    Either,
    Every,
    Name,
    Not,
    Number,
    Operand,
    Quoted,
    Selected,
    Sign,
)

LONGEST: Final = 1000
DEEPEST: Final = 20
MOST_STEPS: Final = 4 * LONGEST
LONGEST_CODE: Final = 30
MOST_DIGITS: Final = 9
MOST_DECIMALS: Final = 4

KEYWORDS: Final = frozenset({"and", "or", "not", "selected", "answered"})
# What a Chinese keyboard writes for the same sign.
_ASCII = str.maketrans("（），＝＜＞！‘’“”－．", "(),=<>!''\"\"-.")
_SIGNS: Final[tuple[Sign, ...]] = ("!=", "<=", ">=", "=", "<", ">")
_DIGITS = frozenset("0123456789")
_NAME_START = frozenset("abcdefghijklmnopqrstuvwxyz")
_NAME = _NAME_START | _DIGITS | {"_"}


class ConditionTooLong(ConditionRefused):
    message = _("The condition has %(length)s characters; %(most)s are allowed. Split the question instead.")


class ConditionTooDeep(ConditionRefused):
    message = _("At character %(place)s the condition has more than %(most)s levels of brackets. Write it more simply.")


class ConditionUnreadable(ConditionRefused):
    message = _("At character %(place)s stands “%(found)s”, which does not fit there.")


class ConditionUnfinished(ConditionRefused):
    message = _("The condition breaks off at its end; something is missing there.")


class UnknownSign(ConditionRefused):
    message = _("At character %(place)s stands “%(found)s”, which means nothing in a condition.")


class QuoteOpen(ConditionRefused):
    message = _("The quotation mark at character %(place)s is never closed.")


class WordTooLong(ConditionRefused):
    message = _("The word or number at character %(place)s is too long.")


@dataclass(frozen=True, slots=True)
class _Token:
    """A word of the text: ``place`` counts characters from 1."""

    kind: Literal["name", "number", "quoted", "sign", "end"]
    text: str
    place: int


def parse(text: str) -> Condition:
    """
    Read a condition.

    :raises ConditionRefused: with the place, if it is too long, too deep or not in the language
    """
    if len(text) > LONGEST:
        raise ConditionTooLong(length=len(text), most=LONGEST)
    return Reader(text).read()


class Reader:
    """
    Reads one condition by descent. ``steps`` counts what it did: each word is looked at a bounded number of times.

    or: and (“or” and)* · and: not (“and” not)* · not: “not” not | “(” or “)” | test · test: selected(q, 'a') |
    answered(q) | operand sign operand
    """

    def __init__(self, text: str) -> None:
        self.steps = 0
        self._length = len(text)
        self._tokens = self._cut(text.translate(_ASCII))
        self._at = 0
        self._depth = 0

    def read(self) -> Condition:
        """Read the whole text as one condition."""
        condition = self._either()
        self._expect("end", "")
        return condition

    def _cut(self, text: str) -> list[_Token]:
        """Cut the text into words, from left to right, without ever going back."""
        tokens: list[_Token] = []
        place = 0
        while place < len(text):
            self._step()
            if text[place].isspace():
                place += 1
                continue
            token, place = _token_at(text, place)
            tokens.append(token)
        return [*tokens, _Token("end", "", len(text) + 1)]

    def _either(self) -> Condition:
        parts = [self._every()]
        while self._takes("name", "or"):
            parts.append(self._every())
        return parts[0] if len(parts) == 1 else Either(tuple(parts))

    def _every(self) -> Condition:
        parts = [self._not()]
        while self._takes("name", "and"):
            parts.append(self._not())
        return parts[0] if len(parts) == 1 else Every(tuple(parts))

    def _not(self) -> Condition:
        if self._takes("name", "not"):
            with_depth = self._deeper()
            part = self._not()
            self._depth = with_depth
            return Not(part)
        if self._takes("sign", "("):
            with_depth = self._deeper()
            inner = self._either()
            self._expect("sign", ")")
            self._depth = with_depth
            return inner
        return self._test()

    def _test(self) -> Condition:
        if self._takes("name", "selected"):
            return self._selected()
        if self._takes("name", "answered"):
            self._expect("sign", "(")
            question = self._name()
            self._expect("sign", ")")
            return Answered(question)
        left = self._operand()
        return Compare(left, self._sign(), self._operand())

    def _selected(self) -> Condition:
        self._expect("sign", "(")
        question = self._name()
        self._expect("sign", ",")
        option = self._expect("quoted", None).text
        self._expect("sign", ")")
        return Selected(question, option)

    def _sign(self) -> Sign:
        token = self._next()
        for sign in _SIGNS:
            if token.kind == "sign" and token.text == sign:
                return sign
        raise _unfit(token)

    def _operand(self) -> Operand:
        token = self._next()
        if token.kind == "number":
            return Number(float(token.text) if "." in token.text else int(token.text))
        if token.kind == "quoted":
            return Quoted(token.text)
        if token.kind == "name" and token.text not in KEYWORDS:
            return Name(token.text)
        raise _unfit(token)

    def _name(self) -> str:
        token = self._expect("name", None)
        if token.text in KEYWORDS:
            raise _unfit(token)
        return token.text

    def _next(self) -> _Token:
        self._step()
        token = self._tokens[self._at]
        self._at = min(self._at + 1, len(self._tokens) - 1)
        return token

    def _takes(self, kind: str, text: str) -> bool:
        """Take the next word if it is this one."""
        self._step()
        token = self._tokens[self._at]
        if (token.kind, token.text) != (kind, text):
            return False
        self._at += 1
        return True

    def _expect(self, kind: str, text: str | None) -> _Token:
        token = self._next()
        if token.kind != kind or (text is not None and token.text != text):
            raise _unfit(token)
        return token

    def _deeper(self) -> int:
        """Go one level down; tell the level to come back to."""
        self._depth += 1
        if self._depth > DEEPEST:
            raise ConditionTooDeep(place=self._tokens[self._at - 1].place, most=DEEPEST)
        return self._depth - 1

    def _step(self) -> None:
        self.steps += 1
        if self.steps > MOST_STEPS:
            raise ConditionTooLong(length=self._length, most=LONGEST)


def _unfit(token: _Token) -> ConditionRefused:
    if token.kind == "end":
        return ConditionUnfinished()
    return ConditionUnreadable(place=token.place, found=token.text[:LONGEST_CODE])


def _token_at(text: str, place: int) -> tuple[_Token, int]:
    """Cut off the word that begins at ``place``; tell where the next one may begin."""
    first = text[place]
    if first in _NAME_START:
        return _run(text, place, "name")
    if first in _DIGITS or (first == "-" and text[place + 1 : place + 2] in _DIGITS):
        return _run(text, place, "number")
    if first in "'\"":
        return _quoted(text, place)
    for sign in ("!=", "<=", ">=", "=", "<", ">", "(", ")", ","):
        if text.startswith(sign, place):
            return _Token("sign", sign, place + 1), place + len(sign)
    raise UnknownSign(place=place + 1, found=first)


def _run(text: str, place: int, kind: Literal["name", "number"]) -> tuple[_Token, int]:
    letters = _NAME if kind == "name" else _DIGITS | {"."}
    end = place + 1
    while end < len(text) and text[end] in letters:
        end += 1
    token = _Token(kind, text[place:end], place + 1)
    if end - place > LONGEST_CODE or (kind == "number" and not _is_number(token.text)):
        raise WordTooLong(place=place + 1)
    return token, end


def _is_number(text: str) -> bool:
    whole, dot, decimals = text.removeprefix("-").partition(".")
    if dot and not 0 < len(decimals) <= MOST_DECIMALS:
        return False
    return 0 < len(whole) <= MOST_DIGITS and "." not in decimals


def _quoted(text: str, place: int) -> tuple[_Token, int]:
    end = text.find(text[place], place + 1)
    if end < 0:
        raise QuoteOpen(place=place + 1)
    if end - place - 1 > LONGEST_CODE:
        raise WordTooLong(place=place + 1)
    return _Token("quoted", text[place + 1 : end], place + 1), end + 1
