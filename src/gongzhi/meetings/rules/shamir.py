"""
Split a secret into three shares of which any two give it back, and one says nothing.

Shamir's scheme, byte by byte over GF(256) with the polynomial of AES: share x of a byte s is s + r·x, r random. A share
on paper is bound to its ballot and to the public halves of the key by three bytes of checksum, so that a slip of the
pen, a sheet of another ballot and a sheet of a key that was replaced are told at once, and told apart.

Source: A. Shamir, "How to share a secret", CACM 22 (1979)
"""

import base64
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256

from gongzhi.kernel.errors import DomainError
from gongzhi.kernel.text import gettext_noop as _

HOLDERS = 3
NEEDED = 2
SECRET_BYTES = 16
CHECK_BYTES = 3
GROUP = 4
SHARE_CHARACTERS = (1 + SECRET_BYTES + CHECK_BYTES) * 8 // 5
_POLYNOMIAL = 0x11B
_MARK = b"gongzhi-share-1"
_KEY_MARK = b"gongzhi-share-key-1"
_HALF = 12


class ShareUnreadable(DomainError):
    """Tell that what was typed is no share of this ballot."""

    message = _("This is not a share of this ballot. Compare it with the sheet, group by group: eight groups of four.")


class ShareOfAnotherKey(ShareUnreadable):
    """Tell that a share of this ballot is typed without a slip, but belongs to a key that was replaced."""


class SharesDoNotFit(DomainError):
    """Tell that two shares do not belong together; one sheet twice, for instance."""

    message = _("Two different shares are needed. These are the same one.")


@dataclass(frozen=True, slots=True)
class Share:
    """One of three: ``place`` is 1 to 3, ``value`` as long as the secret."""

    place: int
    value: bytes


def multiply(left: int, right: int) -> int:
    """Multiply two bytes as polynomials over GF(2), modulo x^8 + x^4 + x^3 + x + 1."""
    product = 0
    while right:
        if right & 1:
            product ^= left
        left <<= 1
        if left & 0x100:
            left ^= _POLYNOMIAL
        right >>= 1
    return product


def inverse(value: int) -> int:
    """
    Find what gives 1 when multiplied with a byte: its 254th power.

    :raises ZeroDivisionError: for 0
    """
    if value == 0:
        raise ZeroDivisionError
    result = 1
    for _step in range(254):
        result = multiply(result, value)
    return result


def split(secret: bytes, random: Callable[[int], bytes] = secrets.token_bytes) -> tuple[Share, Share, Share]:
    """Split a secret of any length into three shares; ``random`` gives as many bytes as asked for."""
    slopes = random(len(secret))
    first, second, third = (
        Share(place, bytes(s ^ multiply(r, place) for s, r in zip(secret, slopes, strict=True)))
        for place in range(1, HOLDERS + 1)
    )
    return first, second, third


def combine(one: Share, other: Share) -> bytes:
    """
    Put two shares together; two that do not belong together give something else than the secret.

    :raises SharesDoNotFit: for the same share twice
    """
    if one.place == other.place or len(one.value) != len(other.value):
        raise SharesDoNotFit
    over = inverse(one.place ^ other.place)
    weight, other_weight = multiply(other.place, over), multiply(one.place, over)
    pairs = zip(one.value, other.value, strict=True)
    return bytes(multiply(left, weight) ^ multiply(right, other_weight) for left, right in pairs)


def share_text(share: Share, ballot: str, public: tuple[str, str]) -> str:
    """
    Write a share of a 16-byte secret for paper: eight groups of four letters and digits.

    ``public`` are the public halves of the key in hex: to seal, to check who signed.
    """
    body = bytes([share.place]) + share.value
    text = base64.b32encode(body + _check(body, ballot, public)).decode()
    return "-".join(text[at : at + GROUP] for at in range(0, len(text), GROUP))


def parse_share(text: str, ballot: str, public: tuple[str, str]) -> Share:
    """
    Read a share from paper; blanks, hyphens and small letters do not matter.

    :raises ShareUnreadable: if a character is wrong, or it belongs to another ballot
    :raises ShareOfAnotherKey: if it belongs to another key of this ballot
    """
    letters = "".join(each for each in text.upper() if each.isalnum())
    if len(letters) != SHARE_CHARACTERS:
        raise ShareUnreadable
    try:
        raw = base64.b32decode(letters)
    except ValueError as problem:
        raise ShareUnreadable from problem
    body, check = raw[:-CHECK_BYTES], raw[-CHECK_BYTES:]
    bound = int.from_bytes(check) >> _HALF
    if not 1 <= body[0] <= HOLDERS or check != _joined(body, ballot, bound):
        raise ShareUnreadable
    if bound != _bound(body, ballot, public):
        raise ShareOfAnotherKey
    return Share(body[0], body[1:])


def _check(body: bytes, ballot: str, public: tuple[str, str]) -> bytes:
    return _joined(body, ballot, _bound(body, ballot, public))


def _bound(body: bytes, ballot: str, public: tuple[str, str]) -> int:
    """Bind a share to its key: the upper half of the checksum."""
    return _short(_KEY_MARK + ballot.encode() + bytes.fromhex("".join(public)) + body)


def _joined(body: bytes, ballot: str, bound: int) -> bytes:
    """Put both halves together; the lower one tells a slip in the share and in the upper half."""
    slip = _short(_MARK + ballot.encode() + body + bound.to_bytes(2))
    return (bound << _HALF | slip).to_bytes(CHECK_BYTES)


def _short(content: bytes) -> int:
    return int.from_bytes(sha256(content).digest()[:2]) >> 4
