"""
This will write long tables while they are sent: .xlsx and .zip piece by piece, never as a whole in memory.

`spreadsheets` writes smaller workbooks with dates and widths; here cells are texts and numbers only.
"""

import csv
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from io import StringIO
from typing import Final
from xml.sax.saxutils import escape, quoteattr

from gongzhi.common.exports.neutral import neutralise
from gongzhi.common.exports.spreadsheets import LONGEST_CELL, LONGEST_SHEET_NAME, ROWS_AT_MOST, TooManyRowsToExport

Cell = str | int | float | None
Row = Sequence[Cell]
ROWS_AT_ONCE: Final = 500
SENT_AT_ONCE: Final = 64 * 1024
MOST_REMEMBERED: Final = 4000
QUICK: Final = 1
"""The level of compression: the file is a fifth larger than at its best and is ready in a third of the time."""
_UNWRITABLE: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_FORBIDDEN_IN_SHEET_NAME: Final = re.compile(r"[\[\]:*?/\\]")
_HEAD: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_TYPES: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006"


@dataclass(frozen=True)
class SheetOfRows:
    """A sheet that is written row by row; the first row is its heading."""

    name: str
    headings: Sequence[str]
    rows: Iterable[Row]


def zip_stream(parts: Iterable[tuple[str, Iterable[bytes]]]) -> Iterator[bytes]:
    """Write a zip archive of files that are written while it is sent: (name, pieces) each."""
    spool = _Spool()
    with zipfile.ZipFile(spool, "w", zipfile.ZIP_DEFLATED, compresslevel=QUICK) as archive:  # type: ignore[call-overload]
        for name, pieces in parts:
            with archive.open(name, "w") as file:
                for piece in pieces:
                    file.write(piece)
                    if spool.size >= SENT_AT_ONCE:
                        yield spool.take()
    yield spool.take()


def xlsx_stream(sheets: Sequence[SheetOfRows]) -> Iterator[bytes]:
    """
    Write a workbook while it is sent. Texts are never run as formulas, and never taken for numbers or links.

    :raises TooManyRowsToExport: beyond 1,048,575 rows
    """
    return zip_stream(_parts(sheets))


def csv_stream(*, headings: Sequence[str], rows: Iterable[Row]) -> Iterator[bytes]:
    """Write a table as .csv in UTF-8 with a mark at its beginning, as spreadsheet programs expect it."""
    out = StringIO()
    writer = csv.writer(out)
    safe = _remembering(neutralise)
    out.write("\ufeff")
    writer.writerow([safe(heading) for heading in headings])
    for number, row in enumerate(rows, start=1):
        writer.writerow([safe(cell) if type(cell) is str else cell for cell in row])
        if number % ROWS_AT_ONCE == 0:
            yield _taken(out)
    yield _taken(out)


class _Spool:
    """A file that forgets what was taken from it; it cannot be sought in, so the archive is written forwards."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []
        self.size = 0

    def write(self, piece: bytes) -> int:
        self._pieces.append(bytes(piece))
        self.size += len(piece)
        return len(piece)

    def flush(self) -> None:
        """Nothing waits."""

    def take(self) -> bytes:
        taken = b"".join(self._pieces)
        self._pieces, self.size = [], 0
        return taken


def _taken(out: StringIO) -> bytes:
    piece = out.getvalue().encode(errors="replace")
    out.seek(0)
    out.truncate()
    return piece


def _remembering(make: Callable[[str], str]) -> Callable[[str], str]:
    """Remember what was made of the texts that came first: the labels, which come again and again."""
    made: dict[str, str] = {}

    def remembered(text: str) -> str:
        found = made.get(text)
        if found is None:
            found = make(text)
            if len(made) < MOST_REMEMBERED:
                made[text] = found
        return found

    return remembered


class _Texts:
    """
    The texts of a workbook.

    Those that come first are the labels, which come again and again: they are written once, at the end, and cells name
    their number. Others are written where they stand.
    """

    def __init__(self) -> None:
        self._cells: dict[str, str] = {}
        self._shared: list[str] = []

    def cell(self, text: str) -> str:
        """Write a cell with a text."""
        found = self._cells.get(text)
        if found is not None:
            return found
        written = _written(text)
        if len(self._shared) >= MOST_REMEMBERED:
            return f'<c t="inlineStr"><is>{written}</is></c>' if written else "<c/>"
        cell = f'<c t="s"><v>{len(self._shared)}</v></c>' if written else "<c/>"
        if written:
            self._shared.append(written)
        self._cells[text] = cell
        return cell

    def shared(self) -> Iterator[bytes]:
        """Write the texts that cells name by number."""
        yield f'{_HEAD}<sst xmlns="{_MAIN}" uniqueCount="{len(self._shared)}">'.encode()
        yield "".join(f"<si>{text}</si>" for text in self._shared).encode()
        yield b"</sst>"


def _parts(sheets: Sequence[SheetOfRows]) -> Iterator[tuple[str, Iterable[bytes]]]:
    names = [f"worksheets/sheet{number}.xml" for number in range(1, len(sheets) + 1)]
    yield "[Content_Types].xml", [_types(names)]
    yield "_rels/.rels", [_relations([("officeDocument", "xl/workbook.xml")])]
    yield "xl/workbook.xml", [_workbook([sheet.name for sheet in sheets])]
    relations = [("worksheet", name) for name in names]
    relations += [("styles", "styles.xml"), ("sharedStrings", "sharedStrings.xml")]
    yield "xl/_rels/workbook.xml.rels", [_relations(relations)]
    yield "xl/styles.xml", [_STYLES.encode()]
    texts = _Texts()
    for name, sheet in zip(names, sheets, strict=True):
        yield f"xl/{name}", _sheet(sheet, texts)
    yield "xl/sharedStrings.xml", texts.shared()


def _sheet(sheet: SheetOfRows, texts: _Texts) -> Iterator[bytes]:
    text_cell = texts.cell
    pane = '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>'
    yield f'{_HEAD}<worksheet xmlns="{_MAIN}"><sheetViews><sheetView workbookViewId="0">{pane}'.encode()
    yield b"</sheetView></sheetViews><sheetData>"
    bold = [text_cell(heading).replace("<c ", '<c s="1" ', 1) for heading in sheet.headings]
    written = [f"<row>{''.join(bold)}</row>"]
    for number, row in enumerate(sheet.rows, start=1):
        if number > ROWS_AT_MOST:
            raise TooManyRowsToExport(number)
        cells = [text_cell(cell) if type(cell) is str else _number_cell(cell) for cell in row]
        written.append(f"<row>{''.join(cells)}</row>")
        if number % ROWS_AT_ONCE == 0:
            yield "".join(written).encode()
            written = []
    yield "".join([*written, "</sheetData></worksheet>"]).encode()


def _written(text: str) -> str:
    text = neutralise(_UNWRITABLE.sub("", text))
    text = text if len(text) <= LONGEST_CELL else f"{text[: LONGEST_CELL - 1]}…"
    return f'<t xml:space="preserve">{escape(text)}</t>' if text else ""


def _number_cell(cell: Cell) -> str:
    return "<c/>" if cell is None else f"<c><v>{cell}</v></c>"


def _types(names: Sequence[str]) -> bytes:
    sheets = "".join(f'<Override PartName="/xl/{name}" ContentType="{_TYPES}.worksheet+xml"/>' for name in names)
    return (
        f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPES}.sheet.main+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{_TYPES}.styles+xml"/>'
        f'<Override PartName="/xl/sharedStrings.xml" ContentType="{_TYPES}.sharedStrings+xml"/>{sheets}</Types>'
    ).encode()


def _relations(targets: Sequence[tuple[str, str]]) -> bytes:
    listed = "".join(
        f'<Relationship Id="rId{number}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets, start=1)
    )
    return f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{listed}</Relationships>'.encode()


def _workbook(names: Sequence[str]) -> bytes:
    listed = "".join(
        f'<sheet name={quoteattr(_sheet_name(name))} sheetId="{number}" r:id="rId{number}"/>'
        for number, name in enumerate(names, start=1)
    )
    return f'{_HEAD}<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>{listed}</sheets></workbook>'.encode()


def _sheet_name(name: str) -> str:
    return _FORBIDDEN_IN_SHEET_NAME.sub(" ", _UNWRITABLE.sub("", name))[:LONGEST_SHEET_NAME].strip("' ") or "1"


_STYLES: Final = (
    f'{_HEAD}<styleSheet xmlns="{_MAIN}"><fonts count="2"><font><sz val="11"/></font><font><b/><sz val="11"/></font>'
    '</fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/>'
    '</fill></fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="2"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    '<xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)
