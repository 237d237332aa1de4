"""
This will let rooms say what a row of a spreadsheet means: the slot of the importer.

A room registers an `ImportKind` in its ``apps.py ready()``. Judging is pure: it gets rows and the knowledge that
``know`` read from the database, and answers with one `JudgedRow` a row, in the same order.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import Promise

from gongzhi.common.imports.rows import JudgedRow, RawRow
from gongzhi.common.imports.tables import Layout
from gongzhi.common.permissions import Actor


@dataclass(frozen=True)
class ImportKind:
    """
    One kind of table and what becomes of it.

    ``order``: kinds with small numbers are judged and written first. ``know(committed)`` reads what judging needs, in
    a few queries, in the scope's federation; ``committed`` are the digests of rows that were imported before.
    ``judge(rows, knowledge)`` is pure. ``write(values, context)`` writes the values of the clean rows in the running
    transaction, in few statements; ``None`` where such a table is only checked. ``right`` is what a person needs.
    """

    code: str
    label: str | Promise
    layout: Layout
    know: Callable[[frozenset[str]], Any]
    judge: Callable[[Sequence[RawRow], Any], list[JudgedRow]]
    write: "Callable[[Sequence[Mapping[str, Any]], WriteContext], None] | None"
    right: str
    order: int = 50


@dataclass(frozen=True)
class WriteContext:
    """Who commits, when, and from which file (for the records' basis)."""

    actor: Actor
    at: datetime
    source: str


_kinds: dict[str, ImportKind] = {}


class KindRegisteredTwice(RuntimeError):
    """Two rooms claimed one kind of table."""


def register(kind: ImportKind) -> None:
    """
    Add a kind of table that can be imported.

    :raises KindRegisteredTwice: if another one has its code
    """
    if _kinds.setdefault(kind.code, kind) is not kind:
        raise KindRegisteredTwice(kind.code)


def kind(code: str) -> ImportKind:
    """Look a registered kind up by its code."""
    return _kinds[code]


def kinds() -> tuple[ImportKind, ...]:
    """List the registered kinds in the order in which they are written."""
    return tuple(sorted(_kinds.values(), key=lambda item: (item.order, item.code)))
