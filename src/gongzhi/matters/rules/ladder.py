"""Say who is reminded of what is overdue or stands still, and when a quiet matter is closed."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Rung(StrEnum):
    """Name the rungs of the ladder: who sees to it, their head, the board; and the owner of what stands still."""

    OWNER = "owner"
    HEAD = "head"
    BOARD = "board"
    STALE = "stale"


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


def rungs(*, overdue: int, ladder: Ladder) -> tuple[Rung, ...]:
    """
    List who must have been told of a matter that is ``overdue`` workdays overdue, lowest rung first; none in time.

    Source: charter model art. 89, 90
    """
    if overdue < 1:
        return ()
    higher = ((Rung.HEAD, ladder.head), (Rung.BOARD, ladder.board))
    return (Rung.OWNER, *(rung for rung, least in higher if least is not None and overdue >= least))


def is_stale(*, moved_on: date, on: date, ladder: Ladder) -> bool:
    """Tell whether nothing has happened for as many days as the clause says. Source: charter model art. 88."""
    return ladder.stale is not None and (on - moved_on).days >= ladder.stale


def is_quiet(*, told_on: date, on: date, ladder: Ladder) -> bool:
    """Tell whether nobody objected for as many days as the clause says. Source: charter model art. 91."""
    return ladder.close is not None and (on - told_on).days >= ladder.close
