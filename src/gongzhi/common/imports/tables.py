"""
This will find the table on a sheet as offices keep it.

Title rows above, a header of one or two levels with merged cells, rows that only name a group, blank rows, totals,
a header repeated after a page break, and signatures below: only the rows of the table come back, each with the
number a person sees beside it in the spreadsheet.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from gongzhi.common.imports.cells import match_key
from gongzhi.common.imports.workbook import Cell, Merged, Sheet

HEADER_WITHIN = 30
LONGEST_LABEL = 60
# How many characters a heading may have around the one that is known.
LONGEST_ADDITION = 6
SHORTEST_PART = 2

_BRACKETS = re.compile(r"[(\[【〔][^()\[\]【】〔〕]*[)\]】〕]")
_NOISE = re.compile(r"[\s*:;,.、。·_/\\-]+")
_GROUP = re.compile(r"(?:[(]?[一二三四五六七八九十]{1,3}[)]?[、.．:,]|以下|第[一二三四五六七八九十]{1,3}[类部])")
_TOTAL = re.compile(r"(?:合计|总计|小计|共计|总数|total)[:0-9个人家]*")
_FOOTER = re.compile(r"(?:填表|制表|审核|填报|复核|经办|联系|负责|说明|备注|注|单位盖章|\(?盖章|签字|日期)[^:]{0,8}:")


@dataclass(frozen=True)
class Column:
    """
    A field and the headings under which offices write it, best first.

    A heading below a group is matched with its group before it: 负责人 over 姓名 is 负责人姓名.
    """

    field: str
    headings: tuple[str, ...]


@dataclass(frozen=True)
class Layout:
    """
    The shape of one kind of table.

    ``required``: in each tuple at least one field must have a column. ``title_words``: words in the name of a sheet
    or in a title row that speak for this kind where headings fit several.
    """

    kind: str
    columns: tuple[Column, ...]
    required: tuple[tuple[str, ...], ...]
    title_words: tuple[str, ...] = ()


@dataclass(frozen=True)
class TableRow:
    """One row; ``number`` is the sheet's own, counted from 1. ``others`` are cells under unknown headings."""

    number: int
    cells: dict[str, Cell]
    others: dict[str, Cell]


@dataclass(frozen=True)
class Table:
    """
    The table found on a sheet.

    ``headings`` field → heading as written; ``unknown`` headings that no field takes; ``skipped`` row numbers of
    groups, totals, repeated headers and signatures.
    """

    layout: Layout
    headings: dict[str, str]
    unknown: tuple[str, ...]
    rows: tuple[TableRow, ...]
    skipped: tuple[int, ...]


@dataclass(frozen=True)
class _Header:
    first: int
    last: int
    fields: dict[int, str]
    labels: dict[int, str]

    def score(self, layout: Layout) -> int:
        has = set(self.fields.values())
        return len(has) if all(has & set(choice) for choice in layout.required) else 0


def find_table(sheet: Sheet, layouts: Sequence[Layout]) -> Table | None:
    """
    Find the table of a sheet and its kind; ``None`` if no row is a header of any of the layouts.

    The layout whose fields take most headings wins, then the one whose words stand in the title.
    """
    best: tuple[tuple[int, int, int], Layout, _Header] | None = None
    for order, layout in enumerate(layouts):
        for header in _headers(sheet, layout):
            rank = (header.score(layout), _title_score(sheet, header, layout), -order)
            if rank[0] and (best is None or rank > best[0]):
                best = (rank, layout, header)
    if best is None:
        return None
    _rank, layout, header = best
    rows, skipped = _body(sheet, header)
    taken = {field: header.labels[column] for column, field in header.fields.items()}
    unknown = tuple(label for column, label in sorted(header.labels.items()) if column not in header.fields)
    return Table(layout, taken, unknown, rows, skipped)


def heading_key(label: str) -> str:
    """Fold a heading for comparing: brackets with what is in them, white space, marks and width fall away."""
    return _folded(label[:LONGEST_LABEL])


@lru_cache(maxsize=1024)  # the names of the columns are asked for again for every cell of the first rows
def _folded(label: str) -> str:
    return _NOISE.sub("", _BRACKETS.sub("", match_key(label)))


def _headers(sheet: Sheet, layout: Layout) -> Iterator[_Header]:
    """Try each of the first rows as a header of one level and of two; a second level must add fields."""
    for index, row in enumerate(sheet.rows[:HEADER_WITHIN]):
        if sum(isinstance(cell, str) for cell in row) < 2:  # noqa: PLR2004 -- a header has columns
            continue
        single = _header(layout, index, index, {c: (_label(cell), "") for c, cell in enumerate(row)})
        yield single
        if index + 1 < len(sheet.rows):
            double = _header(layout, index, index + 1, _two_levels(row, sheet.rows[index + 1]))
            if len(double.fields) > len(single.fields):
                yield double


def _two_levels(upper: Sequence[Cell], lower: Sequence[Cell]) -> dict[int, tuple[str, str]]:
    """Put each lower heading below its group; a group's cell is followed by blanks as far as it reaches."""
    levels: dict[int, tuple[str, str]] = {}
    group = ""
    for column in range(max(len(upper), len(lower))):
        above = _label(upper[column]) if column < len(upper) else ""
        below = _label(lower[column]) if column < len(lower) else ""
        if above:
            group = above
        levels[column] = (above or (group if below else ""), below)
    return levels


def _label(cell: Cell) -> str:
    return cell.strip() if isinstance(cell, str) and len(cell.strip()) <= LONGEST_LABEL else ""


def _header(layout: Layout, first: int, last: int, levels: dict[int, tuple[str, str]]) -> _Header:
    labels = {c: " ".join(filter(None, pair)) for c, pair in levels.items() if any(pair)}
    ranked = sorted(
        (rank, column, field) for column, pair in levels.items() for field, rank in _ranks(layout, pair).items()
    )
    fields: dict[int, str] = {}
    for _rank, column, field in ranked:
        if column not in fields and field not in fields.values():
            fields[column] = field
    return _Header(first, last, fields, labels)


def _ranks(layout: Layout, pair: tuple[str, str]) -> dict[str, tuple[int, int]]:
    """
    Tell how well each field fits a heading: (0 with its group, 1 alone, 2 as a part of it; place in the list).

    A group alone speaks for its column only where nothing readable stands below it.
    """
    upper, lower = (heading_key(text) for text in pair)
    spellings = [upper + lower, lower] if lower else [upper]
    ranks: dict[str, tuple[int, int]] = {}
    for column in layout.columns:
        keys = [heading_key(heading) for heading in column.headings]
        found = [(level, keys.index(text)) for level, text in enumerate(spellings) if text in keys]
        found = found or [(2, place) for place, key in enumerate(keys) if _is_part(key, spellings[0])]
        if found:
            ranks[column.field] = min(found)
    return ranks


def _is_part(key: str, text: str) -> bool:
    """Tell whether a heading stands in a somewhat longer one: 联系电话 in 负责人联系电话."""
    return SHORTEST_PART <= len(key) < len(text) <= len(key) + LONGEST_ADDITION and key in text


def _title_score(sheet: Sheet, header: _Header, layout: Layout) -> int:
    above = [cell for row in sheet.rows[: header.first] for cell in row if isinstance(cell, str)]
    text = match_key(" ".join([sheet.name, *above])[:1000])
    return sum(word in text for word in layout.title_words)


def _body(sheet: Sheet, header: _Header) -> tuple[tuple[TableRow, ...], tuple[int, ...]]:
    rows: list[TableRow] = []
    skipped: list[int] = []
    sequence = next((column for column, field in header.fields.items() if field == "sequence"), -1)
    wide = {m.first_row: m for m in sheet.merged if m.last_column > m.first_column}
    head = sheet.rows[header.first]
    for index in range(header.last + 1, len(sheet.rows)):
        row = sheet.rows[index]
        filled = {column: cell for column, cell in enumerate(row) if not _is_blank(cell)}
        if not filled or (filled.keys() == {sequence} and not isinstance(filled[sequence], str)):
            continue
        if row == head or filled.keys() == {sequence} or _is_no_record(filled, wide.get(index)):
            skipped.append(index + 1)
        else:
            rows.append(_table_row(index + 1, filled, header))
    return tuple(rows), tuple(skipped)


def _table_row(number: int, filled: dict[int, Cell], header: _Header) -> TableRow:
    cells = {field: filled[column] for column, field in header.fields.items() if column in filled}
    others = {
        header.labels.get(column, f"#{column + 1}"): cell
        for column, cell in filled.items()
        if column not in header.fields
    }
    return TableRow(number, cells, others)


def _is_blank(cell: Cell) -> bool:
    return cell is None or (isinstance(cell, str) and not cell.strip())


def _is_no_record(filled: dict[int, Cell], merged: Merged | None) -> bool:
    """Tell a group's title, a total and a signature from a record."""
    texts = {column: match_key(cell[:200]) for column, cell in filled.items() if isinstance(cell, str)}
    if any(_TOTAL.fullmatch(text) for text in texts.values()):
        return True
    if len(filled) <= 2 and any(_FOOTER.match(text) for text in texts.values()):  # noqa: PLR2004 -- two signatures
        return True
    if len(filled) > 1 or not texts:
        return False
    column, text = next(iter(texts.items()))
    covers = merged is not None and merged.first_column <= column <= merged.last_column
    return covers or _GROUP.match(text) is not None
