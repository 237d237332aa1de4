"""
This will write events as bytes in exactly one way, so that equal events have equal fingerprints.

Pure Python. The form is JSON in ASCII, keys sorted, no blanks: whoever holds an exported event can repeat it with any
JSON library.
"""

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum
from hashlib import sha256
from uuid import UUID

LEAF_MARK = b"\x00"


def plain(value: object) -> object:
    """
    Turn a value that JSON does not know into text or a list.

    :raises TypeError: for a value without one obvious form
    """
    match value:
        case Enum():
            return value.value
        case datetime():
            return instant(value)
        case set() | frozenset():
            return sorted(value, key=str)
        case Mapping():
            return dict(value)
    if isinstance(value, (date, UUID, Decimal)) or hasattr(value, "_proxy____cast"):  # the last: a lazy translation
        return str(value)
    raise TypeError(f"{type(value).__name__} has no canonical form")


# ASCII only: neither U+0000 nor a lone surrogate in a fact may break the deed that it belongs to.
_ENCODER = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False, default=plain)


def text(value: object) -> str:
    """Write a value as canonical JSON."""
    return _ENCODER.encode(value)


def instant(at: datetime) -> str:
    """Write an aware moment in UTC, to the microsecond."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def content_digest(salt: bytes, content: str) -> bytes:
    """Take the fingerprint of an event's contents; the salt keeps guessers of erased contents out."""
    return sha256(salt + content.encode()).digest()


def leaf_hash(header: bytes) -> bytes:
    """Take the fingerprint of a whole event from its header (RFC 6962: a leaf is marked by 0x00)."""
    return sha256(LEAF_MARK + header).digest()
