"""Carry a sentence to the screen: a msgid and what fills it, translated by whoever shows it."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Sentence:
    """
    Hold an English msgid with named params (``%(name)s``) and the values that fill it.

    A rule never translates: the page translates ``msgid`` first and fills ``params`` in afterwards.
    """

    msgid: str
    params: Mapping[str, object] = field(default_factory=dict, hash=False)

    def __str__(self) -> str:
        return self.msgid % self.params if self.params else self.msgid


def say(msgid: str, /, **params: object) -> Sentence:
    """Make a sentence; ``params`` fill the msgid."""
    return Sentence(msgid=msgid, params=params)
