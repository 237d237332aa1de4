"""
This will read an uploaded workbook without trusting it.

Size, ending, first bytes and the zip directory are looked at first; then a child process under a memory and a time
limit parses it (`child`), and only plain cells come back, as JSON.
"""

import csv
import json
import re
import subprocess
import sys
from io import StringIO
from pathlib import Path, PurePath

from gongzhi.common.files.archives import inspect_archive, stream_part
from gongzhi.common.files.errors import ContentDiffers, DamagedFile, EmptyFile, TooLarge
from gongzhi.common.imports.child import DAMAGED, LARGEST_TEXT, TOO_LARGE
from gongzhi.common.imports.errors import (
    MacroWorkbook,
    NotAWorkbook,
    OldWorkbook,
    ProtectedWorkbook,
    TookTooLong,
    TooManyRows,
    UnknownEncoding,
)
from gongzhi.common.imports.workbook import Merged, Sheet, Workbook, cell_from_json

FILE_BYTES = 20 * 1024 * 1024
ROWS, COLUMNS, CELLS, CHARACTERS = 50_000, 100, 1_000_000, 20_000_000
SECONDS = 30
ENDINGS = (".xlsx", ".csv")

_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")
_ROW_TAG = re.compile(rb"<(?:\w+:)?row[\s>/]")
_CHILD = Path(__file__).with_name("child.py")


def read_workbook(*, name: str, content: bytes) -> Workbook:
    """
    Read all sheets of an .xlsx workbook, or the one table of a .csv file.

    ``name`` is the name the person's computer gave; only its ending counts.

    :raises FileRefused: with a subclass for each reason (too large, of another kind, damaged, protected, a bomb)
    """
    if not content:
        raise EmptyFile
    if len(content) > FILE_BYTES:
        raise TooLarge(limit=f"{FILE_BYTES // (1024 * 1024)} MB")
    ending = PurePath(name).suffix.lower()
    _check_kind(ending, content)
    return _read_csv(PurePath(name).stem, content) if ending == ".csv" else _read_xlsx(content)


def _check_kind(ending: str, content: bytes) -> None:
    if content.startswith(_OLE):
        raise ProtectedWorkbook if _ENCRYPTED_PACKAGE in content else OldWorkbook
    if ending in {".xlsm", ".xlsb", ".xltm"}:
        raise MacroWorkbook
    if ending == ".xls":
        raise OldWorkbook
    if ending not in ENDINGS:
        raise NotAWorkbook
    if content.startswith(_ZIP) != (ending == ".xlsx"):
        raise ContentDiffers(ending=ending)


def _read_xlsx(content: bytes) -> Workbook:
    names = inspect_archive(content).names
    if "xl/vbaProject.bin" in names:
        raise MacroWorkbook
    if "xl/workbook.xml" not in names:
        raise NotAWorkbook
    for name in names:
        if name.startswith("xl/worksheets/") and name.endswith(".xml"):
            _check_row_count(content, name)
    return _from_json(_run_child(content))


def _check_row_count(content: bytes, part: str) -> None:
    """Count the rows while streaming: cheaper than letting a parser build a million of them."""
    count, tail = 0, b""
    for chunk in stream_part(content, part):
        text = tail + chunk
        count += len(_ROW_TAG.findall(text))
        # What may be half a tag is looked at again with the next chunk; a whole one must not be counted twice.
        cut = text.rfind(b"<")
        tail = text[cut:] if cut >= 0 and not _ROW_TAG.match(text[cut:]) and len(text) - cut < 32 else b""  # noqa: PLR2004
        if count > ROWS:
            raise _too_many()


def _run_child(content: bytes) -> bytes:
    limits = [str(limit) for limit in (ROWS, COLUMNS, CELLS, CHARACTERS)]
    try:
        done = subprocess.run(  # noqa: S603 -- our own interpreter and script
            [sys.executable, "-I", "-X", "utf8", str(_CHILD), *limits],
            input=content,
            capture_output=True,
            timeout=SECONDS,
            check=False,
            env={},
        )
    except subprocess.TimeoutExpired as error:
        raise TookTooLong from error
    if done.returncode == 0:
        return done.stdout
    if done.returncode == DAMAGED:
        raise DamagedFile
    if done.returncode == TOO_LARGE or done.returncode < 0 or b"MemoryError" in done.stderr:
        raise _too_many()
    raise DamagedFile


def _from_json(output: bytes) -> Workbook:
    return Workbook(
        tuple(
            Sheet(
                name=sheet["name"],
                rows=[tuple(cell_from_json(cell) for cell in row) for row in sheet["rows"]],
                merged=tuple(Merged(*edges) for edges in sheet["merged"]),
            )
            for sheet in json.loads(output)["sheets"]
        )
    )


def _read_csv(stem: str, content: bytes) -> Workbook:
    text = _decoded(content)
    first_line = text.lstrip("\r\n").split("\n", 1)[0]
    delimiter = max(",\t;", key=first_line.count)
    rows: list[tuple[str | None, ...]] = []
    cells = 0
    try:
        for row in csv.reader(StringIO(text, newline=""), delimiter=delimiter):
            rows.append(tuple(cell or None for cell in row))
            cells += sum(1 for cell in row if cell)
            if len(rows) > ROWS or len(row) > COLUMNS or cells > CELLS:
                raise _too_many()
    except csv.Error as error:
        raise DamagedFile from error
    if any(len(cell or "") > LARGEST_TEXT for row in rows for cell in row):
        raise _too_many()
    return Workbook((Sheet(name=stem, rows=list(rows)),))


def _decoded(content: bytes) -> str:
    encodings = ("utf-16",) if content.startswith((b"\xff\xfe", b"\xfe\xff")) else ("utf-8-sig", "gb18030")
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise UnknownEncoding


def _too_many() -> TooManyRows:
    return TooManyRows(rows=ROWS, columns=COLUMNS, cells=CELLS)
