"""
Write the codes that stand on slips and see at once whether one was mistyped.

Twelve digits in three groups: eleven that nobody can guess and a check digit. Digits, because people of all ages type
them on any keyboard.
"""

import re
from typing import Final

from gongzhi.kernel.codes import normalise_digits
from gongzhi.kernel.errors import DomainError
from gongzhi.kernel.text import gettext_noop as _
from gongzhi.matters.rules.codes import check_digit

LENGTH: Final = 12
GROUP: Final = 4
ENTROPY_BITS: Final = 36.5
"""log2(10^11), rounded down: of 5,000 codes of a round, one in twenty million guesses is one of them."""
BETWEEN = re.compile(r"[\s\-.,·、，]")


class SlipMistyped(DomainError):
    """What was typed cannot be a code of a slip; nothing was looked up."""

    message = _("This is no code of a slip. Check your typing: it has 12 digits in three groups.")


def code_from(number: int) -> str:
    """Write a number as a code: its last eleven digits and their check digit."""
    digits = f"{number % 10 ** (LENGTH - 1):0{LENGTH - 1}}"
    return digits + check_digit(digits)


def grouped(code: str) -> str:
    """Write a code as people read it: three groups of four."""
    return " ".join(code[place : place + GROUP] for place in range(0, len(code), GROUP))


def typed(text: str) -> str:
    """
    Read a code as people type it: with blanks or hyphens, in full-width digits too.

    :raises SlipMistyped: if it is no sound code
    """
    code = BETWEEN.sub("", normalise_digits(text))
    sound = len(code) == LENGTH and code.isascii() and code.isdigit() and check_digit(code[:-1]) == code[-1]
    if not sound:
        raise SlipMistyped(field="code")
    return code
