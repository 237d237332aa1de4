"""Make identifiers that sort by the time they were made and cannot be guessed."""

import secrets
import threading
import time
from collections.abc import Callable
from uuid import UUID

RANDOM_BITS = 74
LOW_BITS = 62
VERSION = 0x7 << 76
VARIANT = 0b10 << 62
LARGEST_STEP_BITS = 32


def _milliseconds() -> int:
    return time.time_ns() // 1_000_000


class Uuid7Source:
    """
    Make UUIDs of version 7, each greater than the one before, whatever the clock does.

    A value is 48 bits of milliseconds since 1970 (UTC) and 74 random bits. Within one millisecond, or
    when the clock is put back, the value before grows by a random step, so it stays hard to guess.
    Safe to share between threads.

    Source: RFC 9562 section 5.7; section 6.2, method 2 (monotonic random)
    """

    def __init__(self, *, milliseconds: Callable[[], int] = _milliseconds) -> None:
        self._milliseconds = milliseconds
        self._lock = threading.Lock()
        self._last = 0

    def make(self) -> UUID:
        """Make the next identifier."""
        with self._lock:
            self._last = self._successor()
            return _pack(self._last)

    def _successor(self) -> int:
        now = self._milliseconds()
        if now > self._last >> RANDOM_BITS:
            return now << RANDOM_BITS | secrets.randbits(RANDOM_BITS)
        return self._last + 1 + secrets.randbits(LARGEST_STEP_BITS)


def _pack(value: int) -> UUID:
    """Put the version and variant bits between the 122 bits of value."""
    high, low = value >> LOW_BITS, value & ((1 << LOW_BITS) - 1)
    milliseconds, random = high >> 12, high & 0xFFF
    return UUID(int=milliseconds << 80 | VERSION | random << 64 | VARIANT | low)


_SOURCE = Uuid7Source()


def uuid7() -> UUID:
    """Make an identifier greater than every one this process made before."""
    return _SOURCE.make()
