"""This will judge a whole workbook: which table stands on each sheet, and how each of its rows stands."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from gongzhi.common.imports.kinds import ImportKind
from gongzhi.common.imports.rows import JudgedRow, RawRow
from gongzhi.common.imports.tables import Layout, Table, find_table
from gongzhi.common.imports.workbook import Sheet, Workbook
from gongzhi.kernel.errors import DomainError
from gongzhi.kernel.text import gettext_noop as _

HEADINGS = "组织名称、所属社区、企业名称、姓名、职务"


class NoTableFound(DomainError):
    """No sheet has a header that any kind of table knows."""

    message = _("No table was recognised. One row near the top must hold the headings, like %(examples)s.")


@dataclass(frozen=True)
class JudgedSheet:
    """A sheet, the kind of its table, and its rows in the sheet's order; ``rows[i]`` belongs to ``table.rows[i]``."""

    name: str
    kind: ImportKind
    table: Table
    rows: tuple[JudgedRow, ...]


def judge_workbook(
    workbook: Workbook, *, kinds: Sequence[ImportKind], know: Callable[[ImportKind], Any]
) -> list[JudgedSheet]:
    """
    Judge all tables of a workbook; sheets without a table are left out. Ordered as the sheets are.

    Sheets of one kind are judged as one, so that a row repeated on another sheet is found. ``know(kind)`` is asked
    once a kind.

    :raises NoTableFound: if no sheet has a table
    """
    found = [(sheet, table) for sheet in workbook.sheets if (table := find_table(sheet, _layouts(kinds)))]
    if not found:
        raise NoTableFound(examples=HEADINGS)
    judged: dict[int, list[JudgedRow]] = {}
    for kind in kinds:
        places = [place for place, (_sheet, table) in enumerate(found) if table.layout.kind == kind.code]
        if places:
            answers = _judge_kind(kind, [found[place] for place in places], know(kind))
            judged.update(zip(places, answers, strict=True))
    by_code = {kind.code: kind for kind in kinds}
    return [
        JudgedSheet(sheet.name, by_code[table.layout.kind], table, tuple(judged[place]))
        for place, (sheet, table) in enumerate(found)
    ]


def _layouts(kinds: Iterable[ImportKind]) -> list[Layout]:
    return [kind.layout for kind in kinds]


def _judge_kind(kind: ImportKind, tables: list[tuple[Sheet, Table]], knowledge: Any) -> list[list[JudgedRow]]:
    raw = [RawRow(row.number, row.cells, sheet.name) for sheet, table in tables for row in table.rows]
    answers = iter(kind.judge(raw, knowledge))
    return [[next(answers) for _row in table.rows] for _sheet, table in tables]
