"""Blank what would tell who answered in a file of single answers: community and group where too few have them."""

from collections.abc import Callable, Mapping

from gongzhi.kernel.statistics import LEAST_SHOWN

Cell = tuple[str, str]
"""Community and group; ``""`` where one is not known or not told."""
NOTHING: Cell = ("", "")


def told(counts: Mapping[Cell, int], *, least: int = LEAST_SHOWN) -> dict[Cell, Cell]:
    """
    Say for each cell of answers what is told of it, so that whatever is told is told of ``least`` answers or more.

    First the group is left out where a community has fewer of it, then the community; and as long as fewer are left
    without anything, the smallest that is still told is left out too.
    """
    found = {cell: cell for cell in counts}
    _leave_out(found, counts, least, lambda cell: (cell[0], ""))
    _leave_out(found, counts, least, lambda _cell: NOTHING)
    sizes = _sizes(found, counts)
    while 0 < sizes.get(NOTHING, 0) < least and len(sizes) > 1:
        smallest = min((cell for cell in sizes if cell != NOTHING), key=lambda cell: (sizes[cell], cell))
        found = {cell: NOTHING if said == smallest else said for cell, said in found.items()}
        sizes = _sizes(found, counts)
    return found


def _leave_out(
    found: dict[Cell, Cell], counts: Mapping[Cell, int], least: int, coarser: Callable[[Cell], Cell]
) -> None:
    sizes = _sizes(found, counts)
    for cell, said in found.items():
        if sizes[said] < least:
            found[cell] = coarser(said)


def _sizes(found: Mapping[Cell, Cell], counts: Mapping[Cell, int]) -> dict[Cell, int]:
    sizes: dict[Cell, int] = {}
    for cell, said in found.items():
        sizes[said] = sizes.get(said, 0) + counts[cell]
    return sizes
