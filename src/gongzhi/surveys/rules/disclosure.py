"""
Say what results may be narrowed by, so that no tables together leave a few people over.

Each table is a sum over people. Whoever adds and subtracts the tables of two divisions gets sums in which a person
counts by the value in the one plus the value in the other. Take the values as points and each person as a thread
between two of them: then the fewest people that any such reckoning can single out are the thinnest cut through the
threads, and that is held at ten or more. For three divisions no such cut can be found in bearable time. Hence two at
most, and the steps in which results were shown while a round ran are one of them.

Source: quality.md A.5; docs/decisions/0010-survey-results.md
"""

from collections.abc import Collection, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from gongzhi.kernel.statistics import LEAST_SHOWN

Codes = NDArray[np.integer]
Matrix = NDArray[np.int64]
REST: Final = -1
"""Whoever said nothing of it."""
MOST_DIVISIONS: Final = 2


def offered(divisions: Sequence[Codes], *, steps: Codes, least: int = LEAST_SHOWN) -> list[list[int]]:
    """
    List for each division the values that a table may be narrowed to; none where it is not offered.

    ``divisions`` hold the value of each answer, from 0, or `REST`; the most wanted division stands first. ``steps``
    number the releases in which the answers were first shown, from 0. A value is offered if it has ``least`` answers,
    all that is not offered has as many together, and the tables together cut off no fewer.
    """
    axes = [steps] if steps.size and steps.max() > 0 else []
    found: list[list[int]] = [[] for _division in divisions]
    for place, codes in enumerate(divisions):
        if len(axes) == MOST_DIVISIONS:
            break
        found[place] = _large_enough(codes, range(int(codes.max(initial=REST)) + 1), least)
        if found[place]:
            axes.append(codes)
    while any(found) and thinnest_cut(_threads(divisions, found, axes, steps)) < least:
        _drop_smallest(divisions, found, least)
    return found


def lumped(codes: Codes, values: Sequence[int]) -> Codes:
    """Number the answers by the place of their value among the offered ones, and all others after these."""
    places = np.full(int(codes.max(initial=REST)) + 2, len(values), np.int64)
    for place, value in enumerate(values):
        places[value] = place
    return places[codes]


def counted(codes: Codes, size: int) -> NDArray[np.int64]:
    """Count how many answers have each value from 0 up to but without ``size``."""
    return np.bincount(codes[codes >= 0], minlength=size)[:size]


def thinnest_cut(threads: Matrix) -> int:
    """
    Give the fewest threads whose cutting parts points that hung together; all of them where there is nothing to part.

    ``threads`` counts those between each point of the one side (rows) and of the other (columns).

    Source: M. Stoer, F. Wagner, J. ACM 44 (1997) 585-591
    """
    rows, columns = threads.shape
    ties = np.zeros((rows + columns, rows + columns), np.int64)
    ties[:rows, rows:], ties[rows:, :rows] = threads, threads.T
    return min((_cut(ties[np.ix_(part, part)]) for part in _parts(ties)), default=int(threads.sum()))


def _large_enough(codes: Codes, among: Collection[int], least: int) -> list[int]:
    """Choose values of ``least`` answers or more, so that the rest is empty or as large."""
    counts = {value: int((codes == value).sum()) for value in among}
    kept = sorted((value for value in among if counts[value] >= least), key=lambda value: (-counts[value], value))
    rest = len(codes) - sum(counts[value] for value in kept)
    while kept and 0 < rest < least:
        rest += counts[kept.pop()]
    return sorted(kept) if len(kept) + (rest > 0) > 1 else []


def _threads(divisions: Sequence[Codes], found: list[list[int]], axes: Sequence[Codes], steps: Codes) -> Matrix:
    """Count the answers by the two divisions that are in use; of one, there is a single point at the other side."""
    used = [lumped(codes, values) for codes, values in zip(divisions, found, strict=True) if values]
    if axes and axes[0] is steps:
        used.append(steps)
    left, right = used if len(used) == MOST_DIVISIONS else (used[0], np.zeros_like(used[0]))
    size = int(right.max(initial=0)) + 1
    return np.bincount(left * size + right, minlength=(int(left.max(initial=0)) + 1) * size).reshape(-1, size)


def _drop_smallest(divisions: Sequence[Codes], found: list[list[int]], least: int) -> None:
    """Take the smallest offered value away, and with it what no longer holds without it."""
    sizes = [
        (int((divisions[place] == value).sum()), -place, value)
        for place, values in enumerate(found)
        for value in values
    ]
    _size, place, value = min(sizes)
    found[-place] = _large_enough(divisions[-place], [each for each in found[-place] if each != value], least)


def _parts(ties: Matrix) -> list[list[int]]:
    """List the points that hang together; points that hang on nothing are left out."""
    left = {point for point in range(len(ties)) if ties[point].any()}
    parts = []
    while left:
        part, edge = [], [left.pop()]
        while edge:
            part.append(edge.pop())
            near = left.intersection(np.flatnonzero(ties[part[-1]]).tolist())
            left -= near
            edge.extend(near)
        parts.append(sorted(part))
    return parts


def _cut(ties: Matrix) -> int:
    """Give the thinnest cut through points that hang together."""
    ties = ties.copy()
    points = list(range(len(ties)))
    thinnest = int(ties.sum()) // 2
    while len(points) > 1:
        order, weights = [points[0]], ties[points[0]].copy()
        for _step in points[1:]:
            weights[order] = -1
            outside = [point for point in points if point not in order]
            nearest = max(outside, key=lambda point: weights[point])
            thinnest = min(thinnest, int(weights[nearest])) if len(order) == len(points) - 1 else thinnest
            order.append(nearest)
            weights = weights + ties[nearest]
        last, before = order[-1], order[-2]
        ties[before] += ties[last]
        ties[:, before] += ties[:, last]
        ties[before, before] = 0
        points.remove(last)
    return thinnest
