"""Count the answers to one question, in each part of a division at once."""

from dataclasses import dataclass
from typing import cast

import numpy as np
from numpy.typing import NDArray

from gongzhi.surveys.rules.columns import Column, is_answered, is_asked
from gongzhi.surveys.rules.disclosure import Codes
from gongzhi.surveys.rules.questions import Kind, Question

Counts = NDArray[np.int64]
Quartiles = tuple[float, float, float]
QUARTERS = (0.25, 0.5, 0.75)


@dataclass(frozen=True, slots=True)
class Cells:
    """
    The answers to one question, counted for each part (of ``m``).

    ``sizes``, ``asked`` and ``answered`` are how many answered at all, were asked this, and answered this: shape (m).
    ``counts`` are how often each option (of ``k``) was chosen or ranked, ``places`` the sums of the places it was
    given: shape (k, m). ``quartiles`` of numbers, a part each; ``None`` where there are none.
    """

    question: Question
    sizes: Counts
    asked: Counts
    answered: Counts
    counts: Counts
    places: Counts
    quartiles: tuple[Quartiles | None, ...]


def count_cells(*, question: Question, column: Column, parts: Codes, size: int) -> Cells:
    """Count a column by the parts of its answers, numbered from 0 up to but without ``size``."""
    answered = is_answered(question, column)
    counts, places = _by_option(question, column, parts, size, answered)
    return Cells(
        question=question,
        sizes=np.bincount(parts, minlength=size),
        asked=np.bincount(parts[is_asked(question, column)], minlength=size),
        answered=np.bincount(parts[answered], minlength=size),
        counts=counts,
        places=places,
        quartiles=_quartiles(question, column, parts, size, answered),
    )


def whole(cells: Cells, quartiles: Quartiles | None) -> Cells:
    """Put the parts together; quartiles cannot be, and are given."""
    together = {
        name: getattr(cells, name).sum(axis=-1, keepdims=True)
        for name in ("sizes", "asked", "answered", "counts", "places")
    }
    return Cells(question=cells.question, quartiles=(quartiles,), **together)


def steps_of(question: Question) -> int:
    """Give how many options or steps there are to count."""
    return len(question.steps) if question.kind == Kind.SCALE else len(question.options)


def _by_option(
    question: Question, column: Column, parts: Codes, size: int, answered: NDArray[np.bool_]
) -> tuple[Counts, Counts]:
    height = steps_of(question)
    nothing = np.zeros((height, size), np.int64)
    if question.kind in {Kind.SINGLE, Kind.SCALE}:
        marks = cast("NDArray[np.int8]", column)[answered].astype(np.int64)
        counts = np.bincount(marks * size + parts[answered], minlength=height * size)[: height * size]
        return counts.reshape(height, size), nothing
    if question.kind == Kind.MULTIPLE:
        bits = cast("NDArray[np.int64]", column)[answered]
        of_those = parts[answered]
        rows = [np.bincount(of_those[(bits >> place) & 1 == 1], minlength=size) for place in range(height)]
        return np.array(rows, np.int64).reshape(height, size), nothing
    if question.kind == Kind.RANKING:
        return _by_rank(column, parts, size, height)
    return nothing, nothing


def _by_rank(column: Column, parts: Codes, size: int, height: int) -> tuple[Counts, Counts]:
    ranks = cast("NDArray[np.int8]", column)
    counts, places = np.zeros((2, height, size), np.int64)
    for place in range(height):
        ranked = ranks[:, place] > 0
        counts[place] = np.bincount(parts[ranked], minlength=size)
        places[place] = np.bincount(parts[ranked], weights=ranks[ranked, place], minlength=size)
    return counts, places


def _quartiles(
    question: Question, column: Column, parts: Codes, size: int, answered: NDArray[np.bool_]
) -> tuple[Quartiles | None, ...]:
    if question.kind != Kind.NUMBER:
        return (None,) * size
    values, of_those = cast("NDArray[np.float64]", column)[answered], parts[answered]
    return tuple(quartiles_of(values[of_those == part]) for part in range(size))


def quartiles_of(values: NDArray[np.float64]) -> Quartiles | None:
    """Give lower quartile, median and upper quartile; ``None`` of nothing."""
    if not len(values):
        return None
    low, middle, high = np.quantile(values, QUARTERS)
    return float(low), float(middle), float(high)
