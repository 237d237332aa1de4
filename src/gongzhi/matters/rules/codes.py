"""
Write receipt codes and see at once whether one was mistyped.

A code is sixteen digits in four groups: fifteen that nobody can guess and a check digit. Digits, because they are read
out over the telephone, typed on any keyboard and the same in every language.
"""

import re

from gongzhi.kernel.codes import normalise_digits
from gongzhi.kernel.errors import DomainError
from gongzhi.kernel.text import gettext_noop as _

LENGTH = 16
SECRET_DIGITS = LENGTH - 1
GROUP = 4
ENTROPY_BITS = 49.8
"""
log2(10^15), rounded down, of one code.

Ten thousand guesses against a hundred thousand receipts find one with a chance of one in a million.
"""
BETWEEN = re.compile(r"[\s\-－—–·.．、,，]+")

# The quasigroup of order 10 of H. M. Damm's dissertation (2004), totally anti-symmetric.
DAMM = (
    (0, 3, 1, 7, 5, 9, 8, 6, 4, 2),
    (7, 0, 9, 2, 1, 5, 4, 8, 6, 3),
    (4, 2, 0, 6, 8, 7, 1, 3, 5, 9),
    (1, 7, 5, 0, 9, 8, 3, 4, 2, 6),
    (6, 1, 2, 3, 0, 4, 5, 9, 7, 8),
    (3, 6, 7, 4, 2, 0, 9, 5, 8, 1),
    (5, 8, 6, 9, 7, 2, 0, 1, 3, 4),
    (8, 9, 4, 5, 3, 6, 2, 0, 1, 7),
    (9, 4, 3, 8, 6, 1, 7, 2, 0, 5),
    (2, 5, 8, 1, 4, 3, 6, 7, 9, 0),
)


class CodeMistyped(DomainError):
    """What was typed cannot be a receipt code; nothing was looked up."""

    message = _("This is no receipt code. Check your typing: it has 16 digits in four groups.")


def check_digit(digits: str) -> str:
    """
    Work out the digit that makes ``digits`` a sound code.

    It reveals every single wrong digit and every two neighbours that changed places.

    Source: H. M. Damm, Total anti-symmetrische Quasigruppen, Marburg 2004
    """
    interim = 0
    for digit in digits:
        interim = DAMM[interim][int(digit)]
    return str(interim)


def is_sound(code: str) -> bool:
    """Tell whether a text is sixteen ASCII digits of which the last fits the others."""
    if len(code) != LENGTH or not (code.isascii() and code.isdigit()):
        return False
    return check_digit(code[:-1]) == code[-1]


def code_from(number: int) -> str:
    """Write a number as a code: its last fifteen digits and their check digit."""
    digits = f"{number % 10**SECRET_DIGITS:0{SECRET_DIGITS}}"
    return digits + check_digit(digits)


def grouped(code: str) -> str:
    """Write a code as people read it: four groups of four."""
    return " ".join(code[place : place + GROUP] for place in range(0, len(code), GROUP))


def typed_code(text: str) -> str:
    """
    Read a code as people type it: with blanks or hyphens, in full-width digits too.

    :raises CodeMistyped: if it is no sound code
    """
    code = BETWEEN.sub("", normalise_digits(text))
    if not is_sound(code):
        raise CodeMistyped(field="code")
    return code
