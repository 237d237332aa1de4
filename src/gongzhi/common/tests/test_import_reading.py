import sys
import time
import zipfile
from datetime import date
from io import BytesIO

import pytest

from gongzhi.common.files.errors import ContentDiffers, DamagedFile, EmptyFile, FileRefused, TooLarge
from gongzhi.common.imports import reading
from gongzhi.common.imports.errors import (
    MacroWorkbook,
    NotAWorkbook,
    OldWorkbook,
    ProtectedWorkbook,
    TookTooLong,
    TooManyRows,
    UnknownEncoding,
)
from gongzhi.common.imports.reading import read_workbook
from gongzhi.common.imports.workbook import Merged, cell_from_json, cell_to_json
from gongzhi.common.tests.workbooks import make_book, make_xlsx, make_zip

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def test_cells_come_back_with_their_types():
    rows = [["名称", 12, 1.5, True, date(2020, 5, 23), None, "=1+1"[1:]], [None], ["𠮷", 13800002192]]
    sheet = read_workbook(name="a.xlsx", content=make_xlsx(rows)).sheets[0]
    assert sheet.rows == [("名称", 12, 1.5, True, date(2020, 5, 23), None, "1+1"), (), ("𠮷", 13800002192)]


def test_blank_rows_and_merged_ranges_keep_their_places():
    content = make_xlsx([["标题", None, None], [], ["a", "b", "c"]], merged=["A1:C1"])
    sheet = read_workbook(name="a.xlsx", content=content).sheets[0]
    assert sheet.merged == (Merged(0, 0, 0, 2),)
    assert sheet.rows[2] == ("a", "b", "c")


def test_all_sheets_come_in_their_order():
    book = read_workbook(name="A.XLSX", content=make_book({"乙": [["1"]], "甲": [["2"]], "空": []}))
    assert [sheet.name for sheet in book.sheets] == ["乙", "甲", "空"]


def test_a_table_of_text_is_read_in_the_encodings_of_offices():
    text = "姓名,电话\r\n张𠮷,13800000000\r\n"
    for content in (text.encode(), text.encode("utf-8-sig"), text.encode("gb18030"), text.encode("utf-16")):
        sheet = read_workbook(name="名单.csv", content=content).sheets[0]
        assert (sheet.name, sheet.rows) == ("名单", [("姓名", "电话"), ("张𠮷", "13800000000")])


def test_a_table_may_be_cut_by_tabs_or_semicolons():
    assert read_workbook(name="a.csv", content=b"a\tb\n1\t2,3\n").sheets[0].rows[1] == ("1", "2,3")


@pytest.mark.parametrize(
    ("name", "content", "error"),
    [
        ("a.xlsx", b"", EmptyFile),
        ("a.xlsx", b"x" * (reading.FILE_BYTES + 1), TooLarge),
        ("a.pdf", b"%PDF-1.7", NotAWorkbook),
        ("a", b"text", NotAWorkbook),
        ("a.xls", OLE + b"\0" * 600, OldWorkbook),
        ("a.xlsx", OLE + b"\0" * 600, OldWorkbook),
        ("a.xlsx", OLE + b"\0" * 99 + "EncryptedPackage".encode("utf-16-le"), ProtectedWorkbook),
        ("a.xlsm", b"PK\x03\x04", MacroWorkbook),
        ("a.xlsx", "姓名,电话".encode(), ContentDiffers),
        ("a.csv", make_xlsx([["a"]]), ContentDiffers),
        ("a.xlsx", b"PK\x03\x04 and nothing else", DamagedFile),
        ("a.xlsx", make_zip({"word/document.xml": b"<a/>"}), NotAWorkbook),
        ("a.xlsx", make_zip({"xl/workbook.xml": b"<a/>", "xl/vbaProject.bin": b"x"}), MacroWorkbook),
        ("a.xlsx", make_zip({"xl/workbook.xml": b"<workbook"}), DamagedFile),
        ("a.csv", b"\xff\x00\x80\x00", UnknownEncoding),
        ("a.csv", b"a,b\n" + b"1,2\n" * (reading.ROWS + 1), TooManyRows),
        ("a.csv", b"," * (reading.COLUMNS + 1) + b"\n", TooManyRows),
        ("a.csv", b'"' + b"x" * 200_000 + b'"', DamagedFile),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_reason(name, content, error):
    with pytest.raises(error) as refused:
        read_workbook(name=name, content=content)
    assert type(refused.value) is error
    assert str(refused.value)


def sheet_xml(cells: str) -> bytes:
    start = '<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    return f"{start}<sheetData>{cells}</sheetData></worksheet>".encode()


def hand_made(cells: str) -> bytes:
    """A workbook whose first sheet is replaced by other XML."""
    with zipfile.ZipFile(BytesIO(make_xlsx([["a"]]))) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts["xl/worksheets/sheet1.xml"] = sheet_xml(cells)
    return make_zip(parts)


@pytest.mark.parametrize(
    "cells",
    [
        '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
        '<row r="1">' + "".join(f'<c r="{c}1"><v>1</v></c>' for c in ["A", "ZZ"]) + "</row>",
        '<row r="60000"><c r="A60000"><v>1</v></c></row><row r="1"><c r="A1"><v>1</v></c></row>',
    ],
    ids=["far corner", "far column", "far row"],
)
def test_a_sheet_that_reaches_far_out_is_refused_quickly(cells):
    start = time.monotonic()
    with pytest.raises(FileRefused):
        read_workbook(name="a.xlsx", content=hand_made(cells))
    assert time.monotonic() - start < 10


def test_a_million_rows_are_refused_while_counting():
    rows = "".join(f'<row r="{n}"><c r="A{n}"><v>{n}</v></c></row>' for n in range(1, 1_000_000, 10))
    with pytest.raises(TooManyRows):
        read_workbook(name="a.xlsx", content=hand_made(rows))


def test_a_long_text_repeated_in_each_cell_does_not_fill_the_parent(tmp_path):
    text = "x" * 30_000
    rows = [[text] * 50 for _ in range(40)]
    with pytest.raises(FileRefused):
        read_workbook(name="a.xlsx", content=make_xlsx(rows))


def test_a_child_that_takes_too_long_is_given_up(monkeypatch, tmp_path):
    slow = tmp_path / "slow.py"
    slow.write_text("import time\ntime.sleep(60)\n")
    monkeypatch.setattr(reading, "_CHILD", slow)
    monkeypatch.setattr(reading, "SECONDS", 0.5)
    with pytest.raises(TookTooLong):
        read_workbook(name="a.xlsx", content=make_xlsx([["a"]]))


@pytest.mark.skipif(sys.platform != "linux", reason="memory limits of processes are Linux's")
def test_a_child_out_of_memory_is_told_apart_from_a_damaged_file(monkeypatch, tmp_path):
    greedy = tmp_path / "greedy.py"
    greedy.write_text("import resource\nresource.setrlimit(resource.RLIMIT_AS, (2**28, 2**28))\nx = bytearray(2**30)\n")
    monkeypatch.setattr(reading, "_CHILD", greedy)
    with pytest.raises(TooManyRows):
        read_workbook(name="a.xlsx", content=make_xlsx([["a"]]))


@pytest.mark.parametrize("cell", ["text", 1, 1.5, True, None, date(2020, 5, 23), "'=1"])
def test_cells_survive_json(cell):
    assert cell_from_json(cell_to_json(cell)) == cell


def test_the_database_never_sees_a_nul():
    assert cell_to_json("a\0b") == "a\x01b"
