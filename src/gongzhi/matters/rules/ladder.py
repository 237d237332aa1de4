"""Say who is reminded of what is overdue or stands still, and when a quiet matter is closed."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Rung(StrEnum):
    """
    Name the rungs of the ladders: who sees to it, their head, the board.

    Each thing that can be late has a ladder of its own, lest having been told of the one hides the other: the answer,
    that nobody has taken it on, and the answer from above. What stands still climbs to the head.
    """

    OWNER = "owner"
    HEAD = "head"
    BOARD = "board"
    ACCEPT = "accept"
    ACCEPT_HEAD = "accept_head"
    ACCEPT_BOARD = "accept_board"
    ABOVE = "above"
    ABOVE_HEAD = "above_head"
    ABOVE_BOARD = "above_board"
    STALE = "stale"
    STALE_HEAD = "stale_head"


ANSWER = (Rung.OWNER, Rung.HEAD, Rung.BOARD)
"""The ladder of an answer that is due."""
ACCEPT = (Rung.ACCEPT, Rung.ACCEPT_HEAD, Rung.ACCEPT_BOARD)
"""The ladder of what nobody has taken on in time."""
ABOVE = (Rung.ABOVE, Rung.ABOVE_HEAD, Rung.ABOVE_BOARD)
"""The ladder of what those above have not answered in time."""
TO_THE_HEAD = frozenset({Rung.HEAD, Rung.ACCEPT_HEAD, Rung.ABOVE_HEAD, Rung.STALE_HEAD})
TO_THE_BOARD = frozenset({Rung.BOARD, Rung.ACCEPT_BOARD, Rung.ABOVE_BOARD})


@dataclass(frozen=True, slots=True, kw_only=True)
class Ladder:
    """
    Hold what the institution says; ``None`` where no clause speaks: then nobody is told, or nothing is closed.

    ``head`` and ``board`` are workdays overdue, ``stale`` days without any progress, ``close`` days without an
    objection after everybody was told.
    """

    head: int | None = None
    board: int | None = None
    stale: int | None = None
    close: int | None = None


def rungs(*, overdue: int, ladder: Ladder, of: tuple[Rung, Rung, Rung] = ANSWER) -> tuple[Rung, ...]:
    """
    List the rungs that what is ``overdue`` workdays overdue has reached, lowest first; none in time.

    ``of`` is the ladder: `ANSWER`, `ACCEPT` or `ABOVE`.

    Source: charter model art. 89, 90
    """
    if overdue < 1:
        return ()
    responsible, head, board = of
    higher = ((head, ladder.head), (board, ladder.board))
    return (responsible, *(rung for rung, least in higher if least is not None and overdue >= least))


def stale_rungs(*, moved_on: date, on: date, ladder: Ladder) -> tuple[Rung, ...]:
    """
    List the rungs that what stands still has reached: the owner after the days of the clause, the head after twice.

    Source: charter model art. 88
    """
    days = (on - moved_on).days
    if ladder.stale is None or days < ladder.stale:
        return ()
    return (Rung.STALE,) if days < 2 * ladder.stale else (Rung.STALE, Rung.STALE_HEAD)


def is_quiet(*, told_on: date, on: date, ladder: Ladder) -> bool:
    """Tell whether nobody objected for as many days as the clause says. Source: charter model art. 91."""
    return ladder.close is not None and (on - told_on).days >= ladder.close
