"""
Say what may be shown of the answers to a round, and show it.

Two layers hold small numbers back: `disclosure` decides which tables there are at all, and here each table loses the
cells that hold fewer than ten people, with as many more as it takes that nobody reckons them from the others, in this
table or in those of the other parts.

Source: quality.md A.5; docs/decisions/0010-survey-results.md
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

import numpy as np
from numpy.typing import NDArray

from gongzhi.kernel.statistics import LEAST_SHOWN, Interval, wilson, withhold
from gongzhi.surveys.rules.columns import Column, is_answered
from gongzhi.surveys.rules.conditions import Condition, Not, Selected, Value, holds, names
from gongzhi.surveys.rules.counting import Cells, Counts, Quartiles, count_cells, quartiles_of, whole
from gongzhi.surveys.rules.disclosure import Codes
from gongzhi.surveys.rules.questions import Definition, Kind, Question, Words

DISJOINT = frozenset({Kind.SINGLE, Kind.SCALE})
"""Kinds whose options are chosen by different people."""


@dataclass(frozen=True, slots=True)
class Screen:
    """What is held back of one question: all of it, or the options at these places."""

    is_closed: bool
    hidden: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Line:
    """
    One option in a table. ``count`` and ``share`` (of those who answered) are ``None`` where they are held back.

    ``mean_place`` is of rankings: 1 is best.
    """

    label: Words
    count: int | None
    share: Interval | None = None
    mean_place: float | None = None


@dataclass(frozen=True, slots=True)
class Result:
    """
    What is shown of one question.

    ``size`` is how many answered the survey, ``asked`` how many were asked this, ``answered`` how many answered it;
    ``None`` where it is held back. ``mean`` is of scales, only where nothing of it is held back.
    """

    question: Question
    size: int
    asked: int | None
    answered: int | None
    lines: tuple[Line, ...] = ()
    quartiles: Quartiles | None = None
    mean: float | None = None

    @property
    def is_closed(self) -> bool:
        """Whether nothing may be shown."""
        return self.answered is None

    @property
    def has_hidden(self) -> bool:
        """Whether a part is held back."""
        return any(line.count is None for line in self.lines)


def results(
    *,
    definition: Definition,
    columns: Mapping[str, Column],
    parts: Codes,
    size: int,
    part: int | None = None,
    least: int = LEAST_SHOWN,
) -> list[Result]:
    """
    Show the answers of all, or of one part of a division that is offered (see `disclosure.offered`).

    ``parts`` numbers the part of each answer, from 0 up to but without ``size``. What is held back in a part is the
    same in all parts, and all that is held back of the whole, so that no part can be reckoned from the others.
    """
    shown: list[Result] = []
    of_whole: dict[str, Screen] = {}
    of_parts: dict[str, Screen] = {}
    for question in definition.questions:
        cells = count_cells(question=question, column=columns[question.code], parts=parts, size=size)
        together = whole(cells, _of_all(question, columns[question.code]))
        of_whole[question.code] = screen(together, of_whole, definition, least=least)
        if part is None:
            shown.append(_result(together, of_whole[question.code], 0))
            continue
        inherited = of_whole[question.code]
        of_parts[question.code] = screen(cells, of_parts, definition, inherited=inherited, least=least)
        shown.append(_result(cells, of_parts[question.code], part))
    return shown


def screen(
    cells: Cells,
    earlier: Mapping[str, Screen],
    definition: Definition,
    *,
    inherited: Screen = Screen(is_closed=False),
    least: int = LEAST_SHOWN,
) -> Screen:
    """Decide what of a question is held back, the same in all parts; ``earlier`` are the questions before it."""
    question = cells.question
    small = _any_small(cells.answered, least)
    if question.shown_if is not None:
        # Who was asked says how others answered before.
        small = small or _any_small(cells.sizes - cells.answered, least)
        small = small or _tells(question.shown_if, earlier, definition)
    if small or inherited.is_closed:
        return Screen(is_closed=True)
    hidden = inherited.hidden | _hidden(cells, least)
    if question.kind in DISJOINT or _marks_are_fixed(question):
        hidden = _hide_more(cells.counts, hidden, least)
    return Screen(is_closed=False, hidden=hidden)


def _any_small(counts: Counts, least: int) -> bool:
    return bool(((counts > 0) & (counts < least)).any())


def _hidden(cells: Cells, least: int) -> frozenset[int]:
    """Name the options with a small cell; where many may be chosen, also those that few did not choose."""
    counts = cells.counts
    small = (counts > 0) & (counts < least)
    if cells.question.kind not in DISJOINT:
        others = cells.answered - counts
        small |= (others > 0) & (others < least)
    elif counts.shape[1] == 1:
        kept = withhold(counts[:, 0].tolist(), least=least)
        return frozenset(place for place, count in enumerate(kept) if count is None)
    return frozenset(np.flatnonzero(small.any(axis=1)).tolist())


def _marks_are_fixed(question: Question) -> bool:
    """Whether everybody chooses as many options, so that the last count follows from the others."""
    return bool(question.options) and question.minimum is not None and question.minimum == question.maximum


def _hide_more(counts: Counts, hidden: frozenset[int], least: int) -> frozenset[int]:
    """Hide the smallest shown options until two at least are hidden, with enough people in each part."""
    totals = counts.sum(axis=1)
    spare = sorted((int(total), place) for place, total in enumerate(totals) if total and place not in hidden)
    found = set(hidden)
    while found and spare and _can_be_reckoned(counts, totals, sorted(found), least):
        found.add(spare.pop(0)[1])
    return frozenset(found)


def _can_be_reckoned(counts: Counts, totals: Counts, hidden: list[int], least: int) -> bool:
    return int((totals[hidden] > 0).sum()) < 2 or _any_small(counts[hidden].sum(axis=0), least)  # noqa: PLR2004 -- a pair


def _tells(condition: Condition, earlier: Mapping[str, Screen], definition: Definition) -> bool:
    """Whether the number of those asked tells something of an earlier question that is held back."""
    named = set(names(condition))
    held_back = [code for code in named if earlier[code].is_closed or earlier[code].hidden]
    if not held_back:
        return False
    if len(named) > 1 or earlier[held_back[0]].is_closed:
        return True
    question = definition.by_code[held_back[0]]
    hidden = earlier[question.code].hidden
    if question.kind in DISJOINT:
        asked = {place for place, value in enumerate(_values(question)) if holds(condition, {question.code: value})}
        return bool(hidden & asked) and bool(hidden - asked)
    test = condition.part if isinstance(condition, Not) else condition
    options = [option.code for option in question.options]
    return not isinstance(test, Selected) or options.index(test.option) in hidden


def _values(question: Question) -> list[Value]:
    return list(question.steps) if question.kind == Kind.SCALE else [option.code for option in question.options]


def _of_all(question: Question, column: Column) -> Quartiles | None:
    if question.kind != Kind.NUMBER:
        return None
    return quartiles_of(cast("NDArray[np.float64]", column)[is_answered(question, column)])


def _result(cells: Cells, screened: Screen, part: int) -> Result:
    size, asked, answered = (int(counts[part]) for counts in (cells.sizes, cells.asked, cells.answered))
    if screened.is_closed:
        return Result(cells.question, size, None, None)
    lines = tuple(
        _line(cells, place, label, part, is_hidden=place in screened.hidden)
        for place, label in enumerate(_labels(cells.question))
    )
    return Result(
        question=cells.question,
        size=size,
        asked=None if _any_small(cells.sizes - cells.asked, LEAST_SHOWN) else asked,
        answered=answered,
        lines=lines,
        quartiles=cells.quartiles[part],
        mean=None if screened.hidden else _mean(cells, part),
    )


def _line(cells: Cells, place: int, label: Words, part: int, *, is_hidden: bool) -> Line:
    if is_hidden:
        return Line(label, None)
    count = int(cells.counts[place, part])
    share = wilson(count=count, of=int(cells.answered[part]))
    if cells.question.kind != Kind.RANKING or not count:
        return Line(label, count, share)
    return Line(label, count, share, float(cells.places[place, part]) / count)


def _labels(question: Question) -> list[Words]:
    if question.kind != Kind.SCALE:
        return [option.label for option in question.options]
    return [_step(question, step) for step in question.steps]


def _step(question: Question, step: int) -> Words:
    """Name a step of a scale, its ends by their words."""
    ends = {question.steps[0]: question.low, question.steps[-1]: question.high}
    end = ends.get(step, Words())
    return Words(*(f"{step} {text}".strip() for text in (end.zh, end.en or end.zh)))


def _mean(cells: Cells, part: int) -> float | None:
    if cells.question.kind != Kind.SCALE or not cells.answered[part]:
        return None
    steps = np.array(cells.question.steps)
    return float((cells.counts[:, part] * steps).sum() / cells.answered[part])
