"""This will build small workbooks for the tests of the importer."""

import zipfile
from collections.abc import Sequence
from io import BytesIO

import openpyxl

from gongzhi.common.imports.workbook import Cell


def make_xlsx(rows: Sequence[Sequence[Cell]], *, name: str = "Sheet1", merged: Sequence[str] = ()) -> bytes:
    """Write one sheet as a real .xlsx."""
    return make_book({name: rows}, merged=merged)


def make_book(sheets: dict[str, Sequence[Sequence[Cell]]], *, merged: Sequence[str] = ()) -> bytes:
    """Write several sheets."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
        for cells in merged:
            sheet.merge_cells(cells)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def make_zip(parts: dict[str, bytes], *, compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Write a zip file of any parts."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", compression) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()
