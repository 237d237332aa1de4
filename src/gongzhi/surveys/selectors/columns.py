"""
This will read the answers of a round as columns, and say how far they have come.

Blocks hold what was shown of the round so far. A block takes up ten answers at least, so that two states of a table
never differ by a few people. The mark up to which answers are in is the ids in the blocks.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

import numpy as np
from django.db import connection

from gongzhi.common.tenancy import current_federation_id
from gongzhi.surveys.models import Column, ColumnBlock, Response, Round, VoidResponse
from gongzhi.surveys.rules import columns
from gongzhi.surveys.rules.flow import RoundState
from gongzhi.surveys.rules.layout import FACT_TYPE, FACTS, ID_BYTES, Layout, Row, joined, lay_out, without
from gongzhi.surveys.rules.questions import Definition

LEAST_AT_ONCE: Final = 10


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the results of a round are: ``shown`` are in, ``new`` are not, ``void`` are in and count no more."""

    shown: int
    new: int
    void: int

    @property
    def may_step(self) -> bool:
        """Whether enough are new to be taken in."""
        return self.new >= LEAST_AT_ONCE

    @property
    def may_finish(self) -> bool:
        """Whether the new ones are taken in when the round closes: also fewer, where nothing was shown before."""
        return self.may_step or (self.new > 0 and not self.shown)

    @property
    def missing(self) -> int:
        """How many have still to come until the next step."""
        return 0 if self.may_step else LEAST_AT_ONCE - self.new


def progress_of(asked: Round) -> Progress:
    """Tell how far the results of a round are, without reading an answer."""
    blocks = ColumnBlock.objects.filter(round=asked)
    shown = sum(blocks.values_list("count", flat=True))
    there = Response.objects.filter(round=asked).count()
    gone = void_ids(asked)
    if not gone:
        return Progress(shown, there - shown, 0)
    still_in = sum(1 for block in blocks for each in gone if _place(bytes(block.responses), each.bytes) is not None)
    return Progress(shown, there - len(gone) - (shown - still_in), still_in)


def void_ids(asked: Round) -> frozenset[UUID]:
    """Name the answers of a round that count no more."""
    return frozenset(VoidResponse.objects.filter(round=asked).values_list("response", flat=True))


def layout_of(asked: Round, definition: Definition) -> Layout:
    """
    Read what may be shown of a round.

    Of a closed round whose last answers the job has not taken in yet, they are laid out here and now, and kept nowhere.
    """
    blocks = list(ColumnBlock.objects.filter(round=asked).order_by("serial"))
    read = joined(definition=definition, parts=read_blocks(blocks, definition))
    if asked.state != RoundState.CLOSED or not progress_of(asked).may_finish:
        return read
    fresh = lay_out(definition=definition, rows=fresh_rows(asked))
    return joined(definition=definition, parts=[without(read, void_ids(asked)), fresh])


def read_blocks(blocks: Sequence[ColumnBlock], definition: Definition) -> list[Layout]:
    """Read blocks, each as a step of its own; one query."""
    bodies: dict[UUID, dict[str, bytes]] = {block.pk: {} for block in blocks}
    for block_id, code, body in Column.objects.filter(block__in=blocks).values_list("block", "code", "body"):
        bodies[block_id][code] = bytes(body)
    return [_read(block, bodies[block.pk], definition) for block in blocks]


def fresh_rows(asked: Round) -> list[Row]:
    """
    List the counted answers of a round that are in no block, sorted by id.

    The database holds their ids against those in the blocks; only what is new is fetched.
    """
    rows = Response.objects.counted().filter(round=asked)
    known = [bytes(ids) for ids in ColumnBlock.objects.filter(round=asked).values_list("responses", flat=True)]
    if known:
        rows = rows.filter(pk__in=_ids_not_among(asked, b"".join(known)))
    facts = rows.order_by("pk").values_list("pk", "answers", "community", "group", "channel")
    return [(pk, answers, str(community or ""), group, channel) for pk, answers, community, group, channel in facts]


NOT_AMONG: Final = """
SELECT id FROM surveys_response AS given WHERE federation_id = %s AND round_id = %s AND NOT EXISTS (
  SELECT FROM unnest(%s::uuid[]) AS known (id) WHERE known.id = given.id
)
"""


def _ids_not_among(asked: Round, packed: bytes) -> list[UUID]:
    known = [UUID(bytes=packed[start : start + ID_BYTES]) for start in range(0, len(packed), ID_BYTES)]
    with connection.cursor() as cursor:
        cursor.execute(NOT_AMONG, [current_federation_id(), asked.pk, known])
        return [row[0] for row in cursor.fetchall()]


def _read(block: ColumnBlock, bodies: dict[str, bytes], definition: Definition) -> Layout:
    return Layout(
        ids=bytes(block.responses),
        columns={each.code: columns.from_bytes(each, bodies[each.code]) for each in definition.questions},
        facts={fact: np.frombuffer(bodies[fact], FACT_TYPE) for fact in FACTS},
        values={fact: tuple(block.values[fact]) for fact in FACTS},
        steps=np.zeros(block.count, np.int64),
    )


def _place(packed: bytes, wanted: bytes) -> int | None:
    """Find an id among sorted ones; ``None`` if it is not there."""
    low, high = 0, len(packed) // ID_BYTES
    while low < high:
        middle = (low + high) // 2
        found = packed[middle * ID_BYTES : (middle + 1) * ID_BYTES]
        if found == wanted:
            return middle
        low, high = (middle + 1, high) if found < wanted else (low, middle)
    return None


def bodies_of(layout: Layout) -> Iterable[tuple[str, bytes]]:
    """Write the columns of a layout as they are kept: code and bytes."""
    for code, column in layout.columns.items():
        yield code, columns.to_bytes(column)
    for fact, numbers in layout.facts.items():
        yield fact, numbers.astype(FACT_TYPE, copy=False).tobytes()
