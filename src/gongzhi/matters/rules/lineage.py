"""Follow a voice through the matters it was in, from the one it was raised with to the one it is in now."""

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)


class LineageBroken(ValueError):
    """The moves of a voice do not follow each other. A defect, never a matter of input."""


@dataclass(frozen=True, slots=True)
class Move(Generic[Key]):
    """Hold that a voice went from one matter to another at a moment."""

    from_matter: Key
    to_matter: Key
    at: datetime


@dataclass(frozen=True, slots=True)
class Stay(Generic[Key]):
    """
    Hold that a voice was in a matter over ``[since, until)``.

    ``since`` is ``None`` for the matter it was raised with, ``until`` for the one it is in.
    """

    matter: Key
    since: datetime | None
    until: datetime | None

    def holds(self, at: datetime) -> bool:
        """Tell whether the voice was in the matter at a moment."""
        return (self.since is None or self.since <= at) and (self.until is None or at < self.until)


def stays(*, now_in: Key, moves: Sequence[Move[Key]]) -> tuple[Stay[Key], ...]:
    """
    List where a voice has been, oldest first; ``moves`` are in the order in which they were made.

    :raises LineageBroken: if a move begins elsewhere than the one before ended, or the last does not end where it is
    """
    return tuple(_stays(now_in, moves))


def started_in(*, now_in: Key, moves: Sequence[Move[Key]]) -> Key:
    """
    Name the matter a voice was raised with.

    :raises LineageBroken: if its moves do not lead there
    """
    return stays(now_in=now_in, moves=moves)[0].matter


def _stays(now_in: Key, moves: Sequence[Move[Key]]) -> Iterator[Stay[Key]]:
    since: datetime | None = None
    here = moves[0].from_matter if moves else now_in
    for move in moves:
        if move.from_matter != here or (since is not None and move.at < since):
            raise LineageBroken(f"{move} does not follow {here} since {since}")
        yield Stay(here, since, move.at)
        here, since = move.to_matter, move.at
    if here != now_in:
        raise LineageBroken(f"the moves end in {here}, the voice is in {now_in}")
    yield Stay(here, since, None)
