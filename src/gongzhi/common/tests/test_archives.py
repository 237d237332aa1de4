import struct
import zipfile

import pytest

from gongzhi.common.files.archives import ENTRY_COUNT, inspect_archive, stream_part
from gongzhi.common.files.errors import DamagedFile, SuspiciousArchive, TooLarge
from gongzhi.common.tests.workbooks import make_xlsx, make_zip


def test_a_workbook_is_harmless():
    archive = inspect_archive(make_xlsx([["a", 1]]))
    assert "xl/workbook.xml" in archive.names
    assert archive.unpacked_bytes > 1000


def test_a_bomb_is_refused_by_its_ratio_before_anything_is_unpacked():
    with pytest.raises(SuspiciousArchive):
        inspect_archive(make_zip({"xl/worksheets/sheet1.xml": b" " * 64_000_000}))


def test_more_than_the_limit_is_refused():
    with pytest.raises(TooLarge):
        inspect_archive(make_zip({"a.xml": bytes(range(256)) * 40}), unpacked_limit=10_000)


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "/etc/passwd", "a\\..\\b.xml", "inner.zip", "xl/embeddings/a.xlsx"]
)
def test_paths_upwards_and_archives_inside_are_refused(name):
    with pytest.raises(SuspiciousArchive):
        inspect_archive(make_zip({name: b"text"}))


def test_an_archive_under_another_name_is_refused():
    with pytest.raises(SuspiciousArchive):
        inspect_archive(make_zip({"xl/media/image1.png": make_zip({"a": b"b"})}))


def test_too_many_parts_are_refused():
    with pytest.raises(SuspiciousArchive):
        inspect_archive(make_zip({f"{number}.xml": b"" for number in range(ENTRY_COUNT + 1)}))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_entities_are_refused_in_any_encoding(encoding):
    text = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]><x>&a;</x>'
    with pytest.raises(SuspiciousArchive):
        inspect_archive(make_zip({"xl/workbook.xml": text.encode(encoding)}))


def test_an_encrypted_part_is_refused():
    content = bytearray(make_zip({"a.xml": b"text"}, compression=zipfile.ZIP_STORED))
    central = content.index(b"PK\x01\x02")
    struct.pack_into("<H", content, central + 8, 1)
    with pytest.raises(SuspiciousArchive):
        inspect_archive(bytes(content))


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"PK\x03\x04" + b"\0" * 100, make_xlsx([["a"]])[:-40]])
def test_what_is_no_archive_is_called_damaged(content):
    with pytest.raises(DamagedFile):
        inspect_archive(content)


def test_a_part_that_lies_about_its_size_is_damaged():
    content = bytearray(make_zip({"a.xml": b"x" * 5000}))
    central = content.index(b"PK\x01\x02")
    struct.pack_into("<I", content, central + 24, 10)
    with pytest.raises(DamagedFile):
        list(stream_part(bytes(content), "a.xml"))
