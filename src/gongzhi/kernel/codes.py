"""Check the codes that the state gives: credit codes, division codes, mobile numbers."""

import re
from enum import StrEnum

from gongzhi.kernel.text import gettext_noop as _

CREDIT_CODE_LENGTH = 18
CREDIT_CODE_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
CREDIT_CODE_MODULUS = len(CREDIT_CODE_ALPHABET)

MOBILE_PATTERN = re.compile(r"1[3-9][0-9]{9}")

PROVINCES = frozenset(
    str(number)
    for region in (
        range(11, 16),  # north
        range(21, 24),  # north-east
        range(31, 38),  # east
        range(41, 47),  # middle and south
        range(50, 55),  # south-west
        range(61, 66),  # north-west
        (71, 81, 82),  # Taiwan, Hong Kong, Macau
    )
    for number in region
)
DIVISION_PATTERN = re.compile(r"([0-9]{2})([0-9]{2})([0-9]{2})([0-9]{3})([0-9]{3})")
DIVISION_CODE_LENGTHS = (2, 4, 6, 9, 12)
LONGEST_DIVISION_CODE = 12

_FULL_WIDTH_DIGITS = str.maketrans("０１２３４５６７８９", "0123456789")
_FULL_WIDTH_ASCII = {codepoint: codepoint - 0xFEE0 for codepoint in range(0xFF01, 0xFF5F)}


class DivisionLevel(StrEnum):
    """Name the levels of administration, from the largest."""

    PROVINCE = "province"
    PREFECTURE = "prefecture"
    COUNTY = "county"
    SUB_DISTRICT = "sub_district"
    COMMUNITY = "community"


def normalise_digits(text: str) -> str:
    """Turn full-width digits into ASCII digits and leave everything else alone."""
    return text.translate(_FULL_WIDTH_DIGITS)


def normalise_code(text: str) -> str:
    """Write a code as registers do: ASCII, upper case, without white space."""
    return "".join(text.translate(_FULL_WIDTH_ASCII).split()).upper()


def credit_code_problem(code: str) -> str | None:
    """
    Say what is wrong with a unified social credit code: a msgid, or ``None`` if it is sound.

    The check digit reveals every single wrong character. The code is expected as `normalise_code`
    writes it.

    Source: GB 32100-2015, sections 4 and 5
    """
    if len(code) != CREDIT_CODE_LENGTH:
        return _("A unified social credit code has 18 characters.")
    if not set(code) <= set(CREDIT_CODE_ALPHABET):
        return _("A unified social credit code has only digits and capital letters, never I, O, S, V or Z.")
    if code[-1] != credit_code_check_digit(code[:-1]):
        return _("This unified social credit code does not check. Compare it with the certificate.")
    return None


def credit_code_check_digit(body: str) -> str:
    """
    Work out the last character of a credit code from the 17 before it.

    :raises ValueError: if a character is not of the alphabet
    Source: GB 32100-2015, section 5: weights 3^i mod 31
    """
    weighted = sum(
        CREDIT_CODE_ALPHABET.index(character) * pow(3, place, CREDIT_CODE_MODULUS)
        for place, character in enumerate(body)
    )
    return CREDIT_CODE_ALPHABET[-weighted % CREDIT_CODE_MODULUS]


def is_division_code(code: str) -> bool:
    """
    Tell whether a text is built like a division code of 2, 4, 6, 9 or 12 digits.

    Whether the division exists is not asked. A prefecture may have sub-districts without a county between
    (Dongguan, Zhongshan); no other level can be left out.

    Source: GB/T 2260-2007; rules of the statistics bureau for division codes (12 digits)
    """
    groups = _division_groups(code)
    if groups is None or groups[0] not in PROVINCES:
        return False
    _province, prefecture, county, sub_district, community = (int(group) for group in groups)
    if county or sub_district or community:
        return bool(prefecture) and bool(sub_district or not community)
    return True


def division_level(code: str) -> DivisionLevel:
    """
    Find the level of a division code: the last of its groups that is not zero.

    :raises ValueError: if it is not a division code
    """
    groups = _division_groups(code)
    if groups is None or not is_division_code(code):
        message = f"Not a division code: {code!r}"
        raise ValueError(message)
    named = [level for level, group in zip(DivisionLevel, groups, strict=True) if int(group)]
    return named[-1]


def mobile_problem(number: str) -> str | None:
    """
    Say what is wrong with a mobile number of mainland China: a msgid, or ``None`` if it is sound.

    The number is expected in ASCII digits without spaces or country code.
    """
    if MOBILE_PATTERN.fullmatch(number) is None:
        return _("A mobile number has 11 digits and begins with 13 to 19.")
    return None


def _division_groups(code: str) -> tuple[str, ...] | None:
    """Cut a code into province, prefecture, county, sub-district, community; ``None`` if it cannot be."""
    if len(code) not in DIVISION_CODE_LENGTHS:
        return None
    found = DIVISION_PATTERN.fullmatch(code.ljust(LONGEST_DIVISION_CODE, "0"))
    return None if found is None else found.groups()
