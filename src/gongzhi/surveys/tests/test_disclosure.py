"""
No sequence of released tables leaves fewer than ten people over.

Source: quality.md A.5; docs/decisions/0010-survey-results.md
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from gongzhi.surveys.rules.columns import columns_of
from gongzhi.surveys.rules.disclosure import REST, lumped, offered, thinnest_cut
from gongzhi.surveys.rules.questions import Definition
from gongzhi.surveys.rules.reading import read_definition
from gongzhi.surveys.rules.results import Result, results

LEAST = 10
OPTIONS = 4
Row = NDArray[np.float64]
DEFINITION: Definition = read_definition(
    {
        "pages": [
            {
                "questions": [
                    {
                        "code": "way",
                        "kind": "single",
                        "label": {"zh": "您怎么来"},
                        "options": [{"code": f"o{place}", "label": {"zh": f"第{place}种"}} for place in range(OPTIONS)],
                    },
                    {
                        "code": "more",
                        "kind": "single",
                        "label": {"zh": "您还想说什么"},
                        "options": [{"code": f"m{place}", "label": {"zh": f"说法{place}"}} for place in range(2)],
                        "shown_if": "selected(way, 'o0') or selected(way, 'o1')",
                    },
                ]
            }
        ]
    }
)


@dataclass(frozen=True)
class Person:
    """Whoever answered: the values in three divisions, when it was first counted, and what was answered."""

    community: int
    group: int
    channel: int
    step: int
    way: int
    more: int

    @property
    def answers(self) -> dict[str, str]:
        given = {"way": f"o{self.way}"}
        return given | {"more": f"m{self.more}"} if self.way < 2 else given


value = st.integers(REST, 2)
crowds = st.lists(
    st.tuples(value, value, st.integers(0, 1), st.integers(0, OPTIONS - 1), st.integers(0, 1), st.integers(1, 25)),
    min_size=1,
    max_size=14,
)


def _people(crowd: list[tuple[int, ...]], early: int) -> list[Person]:
    """Unfold crowds of people who are alike; the first ``early`` of them were counted in a step before."""
    unfolded = [row[:5] for row in crowd for _each in range(row[5])]
    has_steps = LEAST <= early <= len(unfolded) - LEAST
    return [
        Person(community, group, channel, int(has_steps and place >= early), way, more)
        for place, (community, group, channel, way, more) in enumerate(unfolded)
    ]


def _offer(people: list[Person]) -> tuple[list[NDArray[np.int64]], list[list[int]]]:
    divisions = [
        np.array([getattr(each, name) for each in people], np.int64) for name in ("community", "group", "channel")
    ]
    steps = np.array([each.step for each in people], np.int64)
    return divisions, offered(divisions, steps=steps)


@settings(max_examples=150, deadline=None)
@given(crowds, st.integers(0, 60))
def test_no_sum_of_tables_singles_out_fewer_than_ten(crowd: list[tuple[int, ...]], early: int) -> None:
    people = _people(crowd, early)
    divisions, found = _offer(people)
    atoms = Counter((each.community, each.group, each.channel, each.step) for each in people)
    tables = [[1.0] * len(atoms)]
    tables += [[float(atom[3] <= step) for atom in atoms] for step in {each.step for each in people}]
    for place, values in enumerate(found):
        tables += [[float(atom[place] == each) for atom in atoms] for each in values]
    _assert_nothing_thin(np.array(tables), list(atoms.values()))
    for codes, values in zip(divisions, found, strict=True):
        assert all(LEAST <= (codes == each).sum() <= len(codes) - LEAST for each in values)


def _assert_nothing_thin(tables: Row, sizes: list[int]) -> None:
    """A sum that leaves only these people over would need the tables to say nothing of all others."""
    rank = np.linalg.matrix_rank(tables)
    total = sum(sizes)
    for few in _few(sizes):
        if sum(sizes[place] for place in few) < total:
            kept = [place for place in range(len(sizes)) if place not in few]
            assert np.linalg.matrix_rank(tables[:, kept]) == rank, [sizes[place] for place in few]


def _few(sizes: list[int], start: int = 0, room: int = LEAST - 1) -> Iterator[tuple[int, ...]]:
    """List the sets of kinds of people that have fewer than ten members together; the first 400 of them."""
    for place in range(start, len(sizes)):
        if sizes[place] <= room:
            yield (place,)
            for more in _few(sizes, place + 1, room - sizes[place]):
                yield (place, *more)


@settings(max_examples=100, deadline=None)
@given(crowds)
def test_no_small_cell_follows_from_all_tables_together(crowd: list[tuple[int, ...]]) -> None:
    people = _people(crowd, 0)
    divisions, found = _offer(people)
    used = [(codes, values) for codes, values in zip(divisions, found, strict=True) if values]
    parts = [lumped(codes, values) for codes, values in used]
    heights = [len(values) + 1 for _codes, values in used] + [1] * (2 - len(used))
    columns = columns_of(definition=DEFINITION, answers=[each.answers for each in people])
    nobody = np.zeros(len(people), np.int64)
    shown = _Shown(heights)
    shown.add(results(definition=DEFINITION, columns=columns, parts=nobody, size=1), (None, None))
    for axis, (part, (_codes, values)) in enumerate(zip(parts, used, strict=True)):
        for place in range(len(values)):
            found_here = results(definition=DEFINITION, columns=columns, parts=part, size=heights[axis], part=place)
            shown.add(found_here, (place, None) if axis == 0 else (None, place))
    left, right = [*parts, nobody, nobody][:2]
    for cell, count in _cells(people, left, right):
        if 0 < count < LEAST:
            assert not shown.tells(cell), (cell, count)


Cell = tuple[int | None, int | None, int | None, int | None]
"""The option of each of the two questions and the part of each of the two divisions; ``None`` for all together."""


class _Shown:
    """Every number that was shown, as a sum over the kinds of people there could be."""

    def __init__(self, heights: list[int]) -> None:
        self.shape = (OPTIONS, 3, *heights)
        self.rows: list[Row] = []

    def add(self, shown: list[Result], part: tuple[int | None, int | None]) -> None:
        way, more = shown
        self.rows.append(self.of((None, None, *part)))
        self.rows += [self.of((p, None, *part)) for p, line in enumerate(way.lines) if line.count is not None]
        self.rows += [self.of((None, p, *part)) for p, line in enumerate(more.lines) if line.count is not None]
        if more.answered is not None:
            self.rows.append(self.of((None, 0, *part)) + self.of((None, 1, *part)))

    def of(self, cell: Cell) -> Row:
        """Mark whom a cell counts. Whoever took the last two ways was not asked the second question."""
        marks = np.zeros(self.shape)
        marks[tuple(slice(None) if place is None else place for place in cell)] = 1
        marks[:2, 2] = 0
        marks[2:, :2] = 0
        return marks.ravel()

    def tells(self, cell: Cell) -> bool:
        rows = np.array(self.rows)
        return bool(np.linalg.matrix_rank(np.vstack([rows, self.of(cell)])) == np.linalg.matrix_rank(rows))


def _cells(people: list[Person], left: NDArray[np.int64], right: NDArray[np.int64]) -> Iterator[tuple[Cell, int]]:
    """Count every cell there is, of each question, in each part, with one or no division."""
    counts: Counter[Cell] = Counter()
    for each, one, other in zip(people, left.tolist(), right.tolist(), strict=True):
        for part in ((None, None), (one, None), (None, other)):
            counts[each.way, None, *part] += 1
            if each.way < 2:
                counts[None, each.more, *part] += 1
                counts[each.way, each.more, *part] += 1
    yield from counts.items()


def test_one_community_inside_one_group_is_not_offered_beside_it() -> None:
    # 20 of the first community, 18 of them of the first group, who live nowhere else: the two others would be left.
    community = np.array([0] * 20 + [1] * 40)
    group = np.array([0] * 18 + [1] * 42)
    steps = np.zeros(60, np.int64)
    assert offered([community], steps=steps) == [[0, 1]]
    assert offered([group], steps=steps) == [[0, 1]]
    both = offered([community, group], steps=steps)
    assert [] in both
    assert any(both)


def test_three_communities_of_which_one_is_small_hide_a_second_one() -> None:
    community = np.array([0] * 50 + [1] * 12 + [2] * 3)
    assert offered([community], steps=np.zeros(65, np.int64)) == [[0]]


def test_results_shown_early_take_the_place_of_a_division() -> None:
    community = np.arange(120) % 2
    group = np.arange(120) // 30 % 2
    channel = np.arange(120) // 20 % 2
    one_step, two_steps = np.zeros(120, np.int64), np.arange(120) // 60
    assert [bool(values) for values in offered([community, group, channel], steps=one_step)] == [True, True, False]
    assert [bool(values) for values in offered([community, group, channel], steps=two_steps)] == [True, False, False]


def test_nobody_is_offered_nothing() -> None:
    nobody = np.zeros(0, np.int64)
    assert offered([nobody, nobody], steps=nobody) == [[], []]
    assert thinnest_cut(np.zeros((1, 1), np.int64)) == 0


@settings(max_examples=200, deadline=None)
@given(st.lists(st.lists(st.integers(0, 30), min_size=3, max_size=3), min_size=1, max_size=3))
def test_the_thinnest_cut_is_that_of_trying_every_parting(rows: list[list[int]]) -> None:
    threads = np.array(rows)
    points = sum(threads.shape)
    cuts = [
        sum(
            int(count)
            for (row, column), count in np.ndenumerate(threads)
            if (parting >> row) % 2 != (parting >> (threads.shape[0] + column)) % 2
        )
        for parting in range(2**points)
    ]
    assert thinnest_cut(threads) == min((cut for cut in cuts if cut), default=int(threads.sum()))
