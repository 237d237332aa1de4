"""Lay the answers of a round out for counting: columns of the questions, and beside them of whom and how."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from gongzhi.surveys.rules.columns import Answers, Column, columns_of, join
from gongzhi.surveys.rules.disclosure import REST
from gongzhi.surveys.rules.questions import Definition

FACTS: Final = ("@community", "@group", "@channel")
"""What is known of an answer beside it, the most wanted first. No question has such a code."""
ID_BYTES: Final = 16
FACT_TYPE: Final = np.dtype("<i2")
Row = tuple[UUID, Answers, str, str, str]
"""An answer: its id, what was answered, community, group, channel; ``""`` where one is not known."""
Facts = NDArray[np.int16]


@dataclass(frozen=True)
class Layout:
    """
    Answers as columns.

    ``ids`` are theirs, 16 bytes each. ``columns`` are question code → column. ``facts`` number for each of `FACTS` the
    value of each answer, whose name stands at this place of ``values``; `REST` where it is not known. ``steps`` are the
    releases in which the answers were first shown, from 0.
    """

    ids: bytes
    columns: Mapping[str, Column]
    facts: Mapping[str, Facts]
    values: Mapping[str, tuple[str, ...]]
    steps: NDArray[np.int64]

    @property
    def size(self) -> int:
        """How many answers there are."""
        return len(self.steps)


def lay_out(*, definition: Definition, rows: Sequence[Row]) -> Layout:
    """Lay answers out in their order, as one step."""
    said = {fact: [str(row[place]) for row in rows] for place, fact in enumerate(FACTS, start=2)}
    values = {fact: tuple(sorted(set(texts) - {""})) for fact, texts in said.items()}
    return Layout(
        ids=b"".join(row[0].bytes for row in rows),
        columns=columns_of(definition=definition, answers=[row[1] for row in rows]),
        facts={fact: _numbered(texts, values[fact]) for fact, texts in said.items()},
        values=values,
        steps=np.zeros(len(rows), np.int64),
    )


def joined(*, definition: Definition, parts: Sequence[Layout]) -> Layout:
    """Put the answers of several releases together, one below the other; a release without answers is none."""
    parts = [part for part in parts if part.size]
    values = {fact: tuple(sorted({name for part in parts for name in part.values[fact]})) for fact in FACTS}
    before = np.cumsum([0, *(part.steps.max() + 1 for part in parts)])
    return Layout(
        ids=b"".join(part.ids for part in parts),
        columns={each.code: join(each, [part.columns[each.code] for part in parts]) for each in definition.questions},
        facts={fact: _stacked([_renumbered(part, fact, values[fact]) for part in parts]) for fact in FACTS},
        values=values,
        steps=np.concatenate(
            [np.zeros(0, np.int64), *(part.steps + first for part, first in zip(parts, before, strict=False))]
        ),
    )


def without(layout: Layout, gone: Iterable[UUID]) -> Layout:
    """Leave some answers out."""
    left_out = {each.bytes for each in gone}
    if not left_out:
        return layout
    ids = ids_of(layout.ids)
    kept = np.array([each not in left_out for each in ids], np.bool_)
    return Layout(
        ids=b"".join(each for each in ids if each not in left_out),
        columns={code: column[kept] for code, column in layout.columns.items()},
        facts={fact: numbers[kept] for fact, numbers in layout.facts.items()},
        values=layout.values,
        steps=layout.steps[kept],
    )


def ids_of(packed: bytes) -> list[bytes]:
    """Cut ids apart."""
    return [packed[start : start + ID_BYTES] for start in range(0, len(packed), ID_BYTES)]


def _numbered(texts: Sequence[str], values: Sequence[str]) -> Facts:
    places = {"": REST} | {name: place for place, name in enumerate(values)}
    return np.array([places[text] for text in texts], FACT_TYPE)


def _renumbered(part: Layout, fact: str, values: Sequence[str]) -> Facts:
    """Number a fact by the values of all parts; what is not known is found at the end, where -1 looks for it."""
    return np.array([*(values.index(name) for name in part.values[fact]), REST], FACT_TYPE)[part.facts[fact]]


def _stacked(parts: Sequence[Facts]) -> Facts:
    return np.concatenate([np.zeros(0, FACT_TYPE), *parts])
