"""This will write lists as .xlsx and .csv, row by row, so that a long list needs little memory."""

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, BinaryIO

import xlsxwriter
from django.utils import timezone
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from gongzhi.common.exports.neutral import neutralise

Value = str | int | float | Decimal | bool | date | datetime | None

LONGEST_CELL = 32_767
LONGEST_SHEET_NAME = 31
ROWS_AT_MOST = 1_048_575
# Larger whole numbers lose digits as spreadsheet numbers.
LARGEST_NUMBER = 10**15
NARROWEST, WIDEST = 8, 40
_FORBIDDEN_IN_SHEET_NAME = re.compile(r"[\[\]:*?/\\]")


@dataclass(frozen=True)
class Heading:
    """A column's heading; ``width`` in characters of Latin text, ``None`` chooses by the heading."""

    text: str
    width: int | None = None


class TooManyRowsToExport(ValueError):
    """A spreadsheet has no room for so many rows; the caller should have bounded the list."""


def write_xlsx(*, out: BinaryIO, sheet_name: str, headings: Sequence[Heading], rows: Iterable[Sequence[Value]]) -> int:
    """
    Write one sheet and count its rows.

    Numbers, dates and truth values stay typed; moments become local time; text never becomes a formula, a link or a
    number. Text beyond a cell's room is cut and ends in “…”.

    :raises TooManyRowsToExport: beyond 1,048,575 rows
    """
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(out, options) as book:
        sheet = book.add_worksheet(
            _FORBIDDEN_IN_SHEET_NAME.sub(" ", sheet_name)[:LONGEST_SHEET_NAME].strip("' ") or "1"
        )
        writer = _RowWriter(sheet, book.add_format({"num_format": "yyyy-mm-dd"}), _moment_format(book))
        _write_headings(sheet, headings, book.add_format({"bold": True, "bottom": 1, "text_wrap": True}))
        count = 0
        for count, row in enumerate(rows, start=1):
            if count > ROWS_AT_MOST:
                raise TooManyRowsToExport(count)
            for column, value in enumerate(row):
                writer.write(count, column, value)
    return count


def csv_lines(*, headings: Sequence[Heading], rows: Iterable[Sequence[Value]]) -> Iterator[bytes]:
    """Give the lines of a .csv in UTF-8 with a mark at its beginning, as spreadsheet programs expect it."""
    writer = csv.writer(_Echo())
    yield b"\xef\xbb\xbf"
    yield _line(writer, [heading.text for heading in headings])
    for row in rows:
        yield _line(writer, row)


class _Echo:
    """A file that hands back what is written to it."""

    def write(self, text: str) -> str:
        return text


def _line(writer: Any, row: Sequence[Value]) -> bytes:
    line: str = writer.writerow([_csv_text(value) for value in row])
    return line.encode(errors="replace")


def _csv_text(value: Value) -> str:
    match value:
        case None:
            return ""
        case datetime():
            return _local(value).isoformat(" ", "minutes")
        case date():
            return value.isoformat()
        case str():
            return neutralise(value)
    return str(value)


def _moment_format(book: xlsxwriter.Workbook) -> Format:
    return book.add_format({"num_format": "yyyy-mm-dd hh:mm"})


def _write_headings(sheet: Worksheet, headings: Sequence[Heading], bold: Format) -> None:
    for column, heading in enumerate(headings):
        width = heading.width or min(WIDEST, max(NARROWEST, 2 * len(heading.text) + 2))
        sheet.set_column(column, column, width)
    sheet.freeze_panes(1, 0)
    for column, heading in enumerate(headings):
        sheet.write_string(0, column, neutralise(heading.text), bold)


@dataclass(frozen=True)
class _RowWriter:
    sheet: Worksheet
    day: Format
    moment: Format

    def write(self, row: int, column: int, value: Value) -> None:
        match value:
            case None | "":
                return
            case bool():
                self.sheet.write_boolean(row, column, value)
            case int() | float() | Decimal() if abs(float(value)) < LARGEST_NUMBER:
                self.sheet.write_number(row, column, float(value))
            case datetime():
                self.sheet.write_datetime(row, column, _local(value), self.moment)
            case date():
                self.sheet.write_datetime(row, column, value, self.day)
            case _:
                text = neutralise(str(value))
                self.sheet.write_string(
                    row, column, text if len(text) <= LONGEST_CELL else f"{text[: LONGEST_CELL - 1]}…"
                )


def _local(moment: datetime) -> datetime:
    return timezone.make_naive(moment) if timezone.is_aware(moment) else moment
