"""
Make keys for finding, ordering and hiding text, and find characters that must not be stored.

Stored text is never normalised: a name stays exactly as its bearer writes it. Keys are derived, lossy,
and made for comparing only.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from itertools import pairwise

from pypinyin import lazy_pinyin

SHORTEST_PARTLY_SHOWN_NUMBER = 7
MOBILE_LENGTH = 11

LINE_BREAKS_AND_TAB = frozenset("\t\n\r")
BIDI_CONTROLS = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
# Characters that are read otherwise where they are a surname.
SURNAME_READINGS = {
    "乐": "yue", "仇": "qiu", "单": "shan", "区": "ou", "卜": "bu", "召": "shao", "员": "yun", "折": "she",
    "曾": "zeng", "朴": "piao", "查": "zha", "盖": "ge", "祭": "zhai", "种": "chong", "秘": "bi", "缪": "miao",
    "翟": "zhai", "能": "nai", "薄": "bo", "覃": "qin", "解": "xie", "都": "du", "黑": "he",
}  # fmt: skip
# Letters and marks by their category, but nothing is drawn.
INVISIBLE_LETTERS = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0")
# Format characters by their category, but drawn (Arabic, Syriac, Kaithi).
DRAWN_FORMAT_SIGNS = frozenset("\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2\U000110bd\U000110cd")
# Ranges for character classes of regular expressions.
VARIATION_SELECTORS = r"\u180b-\u180d\u180f\ufe00-\ufe0f\U000e0100-\U000e01ef"
PICTOGRAPHS = r"\u2190-\u21ff\u2600-\u27bf\u2b00-\u2bff\ufe0f\U0001f000-\U0001faff"
# Where a character without width does its proper work.
NEEDED_WITHOUT_WIDTH = re.compile(
    "|".join(
        (
            # a variant of an ideograph, an emoji or a Mongolian letter
            rf"(?<=[^\s\u200c\u200d{VARIATION_SELECTORS}])[{VARIATION_SELECTORS}]",
            # the vowel separator of Mongolian
            r"(?<=[\u180b-\u180d\u1820-\u18aa])\u180e",
            # joiners in the scripts that shape their letters: they lie from Arabic to Mongolian
            r"(?<=[\u0620-\u18aa])[\u200c\u200d]",
            # one emoji made of several: a family, a profession
            rf"(?<=[{PICTOGRAPHS}])\u200d(?=[{PICTOGRAPHS}])",
            # the flag of a region: a black flag and the letters of its code
            r"(?<=\U0001f3f4)[\U000e0020-\U000e007e]{1,30}\U000e007f",
        )
    )
)


class UnsafeKind(StrEnum):
    """Name the ways in which a character can deceive a reader or break a machine."""

    CONTROL = "control"
    BIDI = "bidi"
    SURROGATE = "surrogate"
    ZERO_WIDTH = "zero_width"
    NONCHARACTER = "noncharacter"


@dataclass(frozen=True, slots=True)
class UnsafeCharacter:
    """Point at one character that must not be stored; ``position`` counts code points from 0."""

    position: int
    codepoint: int
    kind: UnsafeKind

    @property
    def notation(self) -> str:
        """Write the code point as Unicode does, for example ``U+202E``."""
        return f"U+{self.codepoint:04X}"


def gettext_noop(message: str) -> str:
    """Mark a msgid for translation and return it unchanged."""
    return message


def search_key(text: str) -> str:
    """
    Fold text so that spellings a person would call the same compare equal.

    Full-width and half-width forms, upper and lower case and runs of white space fall together.
    The key is lossy (NFKC): compare it, never store it in place of the text.
    """
    folded = unicodedata.normalize("NFKC", text).casefold()
    return " ".join(unicodedata.normalize("NFKC", folded).split())


def pinyin_key(text: str) -> str:
    """
    Spell text in toneless pinyin, syllables joined by one space, for ordering.

    What has no known reading (rare characters, Latin letters, digits) stands for itself.
    """
    return " ".join(_syllables(text))


def name_pinyin_key(name: str) -> str:
    """
    Spell a person's name like `pinyin_key`, but its first character as a surname: ``曾`` → ``zeng``.

    For ordering lists of people; which of two readings a family uses, only the family knows.
    """
    syllables = _syllables(name)
    readings = [SURNAME_READINGS[first] for first in search_key(name)[:1] if first in SURNAME_READINGS]
    return " ".join([*readings, *syllables[len(readings) :]])


def initials_key(text: str) -> str:
    """Take the first letter of each syllable or word of `pinyin_key`: ``星光 Club`` → ``xgc``."""
    return "".join(syllable[0] for syllable in _syllables(text))


def bigrams(text: str) -> list[str]:
    """
    Cut the search key of text into overlapping pairs of characters, each once, in order of appearance.

    Pairs do not reach across white space; a word of one character stands for itself.
    """
    return list(dict.fromkeys(pair for word in search_key(text).split() for pair in _pairs(word)))


def mask_phone(number: str) -> str:
    """
    Hide the middle of a telephone number: ``13812340001`` → ``138****0001``.

    Eleven characters or more show three and four; seven to ten show the last two; fewer show none.
    """
    if len(number) >= MOBILE_LENGTH:
        return number[:3] + "*" * (len(number) - 7) + number[-4:]
    shown = 2 if len(number) >= SHORTEST_PARTLY_SHOWN_NUMBER else 0
    return "*" * (len(number) - shown) + number[len(number) - shown :]


def mask_name(name: str) -> str:
    """Show the first character of a name and hide the others: ``张小明`` → ``张**``."""
    return name[:1] + "*" * (len(name) - 1)


def unsafe_characters(text: str) -> list[UnsafeCharacter]:
    """
    List the characters of text that deceive a reader or break a machine, ordered by position.

    Unsafe are controls (but not tab and line breaks), bidirectional controls, lone surrogates,
    noncharacters, and what takes no width. Joiners, variation selectors and tags are safe where a script
    or an emoji needs them; every ideograph, however rare, is safe.
    """
    needed = {position for found in NEEDED_WITHOUT_WIDTH.finditer(text) for position in range(*found.span())}
    return [
        UnsafeCharacter(position=position, codepoint=ord(character), kind=kind)
        for position, character in enumerate(text)
        if position not in needed and (kind := _unsafe_kind(character)) is not None
    ]


# One name is asked for its order, its initials and its search text; an import asks for thousands.
@lru_cache(maxsize=16_384)
def _syllables(text: str) -> tuple[str, ...]:
    return tuple(" ".join(lazy_pinyin(search_key(text))).split())


def _pairs(word: str) -> Iterator[str]:
    if len(word) == 1:
        yield word
    for first, second in pairwise(word):
        yield first + second


def _unsafe_kind(character: str) -> UnsafeKind | None:
    if character in LINE_BREAKS_AND_TAB:
        return None
    if character in BIDI_CONTROLS:
        return UnsafeKind.BIDI
    match unicodedata.category(character):
        case "Cs":
            return UnsafeKind.SURROGATE
        case "Cc" | "Zl" | "Zp":
            return UnsafeKind.CONTROL
        case "Cn" if _is_noncharacter(character):
            return UnsafeKind.NONCHARACTER
    return UnsafeKind.ZERO_WIDTH if _takes_no_width(character) else None


def _is_noncharacter(character: str) -> bool:
    """Decide whether Unicode will never give this code point to a character."""
    codepoint = ord(character)
    return codepoint % 0x10000 in {0xFFFE, 0xFFFF} or codepoint in range(0xFDD0, 0xFDF0)


def _takes_no_width(character: str) -> bool:
    if character in INVISIBLE_LETTERS or re.fullmatch(f"[{VARIATION_SELECTORS}]", character):
        return True
    return unicodedata.category(character) == "Cf" and character not in DRAWN_FORMAT_SIGNS
