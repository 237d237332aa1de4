"""Count quorums and majorities in exact fractions, never in floats."""

import math
import re
from dataclasses import dataclass
from fractions import Fraction

PATTERN = re.compile(r"(?P<sign>>=|≥|>)\s*(?P<share>[0-9]+(?:/[0-9]+)?)")


@dataclass(frozen=True, slots=True)
class Threshold:
    """
    Ask for a share of a number: not less than it (``>=2/3``) or more than it (``>1/2``).

    ``share`` is 0..1; ``strict`` asks for more than the share. The text form is what `parse` reads.

    :raises ValueError: if the share lies outside 0..1, or more than the whole is asked for
    """

    share: Fraction
    strict: bool = False

    def __post_init__(self) -> None:
        if not 0 <= self.share <= 1 or (self.strict and self.share == 1):
            message = f"No count can reach {self}."
            raise ValueError(message)

    def __str__(self) -> str:
        return f"{'>' if self.strict else '>='}{self.share}"

    @classmethod
    def parse(cls, text: str) -> "Threshold":
        """
        Read a threshold as a clause writes it: ``>=2/3``, ``≥ 2/3``, ``>1/2``, ``>=1``.

        :raises ValueError: if the text is none
        """
        found = PATTERN.fullmatch(text.strip())
        if found is None:
            message = f"Not a threshold: {text!r}. Write for example '>=2/3' or '>1/2'."
            raise ValueError(message)
        try:
            share = Fraction(found["share"])
        except ZeroDivisionError as error:
            message = f"Not a threshold: {text!r} divides by zero."
            raise ValueError(message) from error
        return cls(share=share, strict=found["sign"] == ">")

    def needed(self, of: int) -> int:
        """
        Find the smallest count that meets the threshold.

        ``of`` is a number of persons or votes, 0 or more. Of nobody, ``>=`` needs nobody: whether an
        empty body can decide is for the caller to say.

        :raises ValueError: if ``of`` is negative
        Source: rules of counting, "Shares and majorities"
        """
        if of < 0:
            message = f"Nobody can count {of} heads."
            raise ValueError(message)
        exact = self.share * of
        return math.floor(exact) + 1 if self.strict else math.ceil(exact)

    def met(self, count: int, of: int) -> bool:
        """Tell whether ``count`` of ``of`` is enough."""
        return count >= self.needed(of)
