"""This will look across the streets of a district: counts of verdicts, never a ranking."""

from dataclasses import dataclass
from datetime import date

from gongzhi.common.tenancy import scope
from gongzhi.federations.models import Federation
from gongzhi.institution.rules.verdicts import Status
from gongzhi.institution.selectors.board import board_of


@dataclass(frozen=True)
class StreetCounts:
    """How one street's duties stand; ``clauses`` is 0 while it has no charter."""

    federation: Federation
    clauses: int
    met: int
    breached: int
    due: int
    undetermined: int


def streets_of(*, county_code: str) -> list[Federation]:
    """List the federations of a district's sub-districts in the order of their codes."""
    return list(
        Federation.objects.filter(kind=Federation.Kind.STREET, division__code__startswith=county_code)
        .select_related("division")
        .order_by("code")
    )


def counts_of(*, federation: Federation, on: date) -> StreetCounts:
    """Judge one street in its own scope and count; a constant number of queries."""
    with scope(federation.pk):
        board = board_of(on=on, federation=federation)
    return StreetCounts(
        federation=federation,
        clauses=len(board.institution.in_force(on)),
        met=board.count(Status.MET),
        breached=board.count(Status.BREACHED),
        due=board.due_count,
        undetermined=board.count(Status.UNDETERMINED),
    )
