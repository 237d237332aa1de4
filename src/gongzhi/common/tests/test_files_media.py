import struct
import zlib
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongzhi.common.files.errors import ContentDiffers, DamagedFile, FileRefused
from gongzhi.common.files.media import KINDS, examine, strip_jpeg, strip_png
from gongzhi.common.tests.workbooks import make_xlsx, make_zip

PLACE = b"GPS 30.7N 120.7E"


def segment(marker: int, body: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(body) + 2) + body


def exif(orientation: int) -> bytes:
    entry = struct.pack("<HHIHH", 0x0112, 3, 1, orientation, 0)
    return b"Exif\0\0" + b"II*\0" + struct.pack("<IH", 8, 1) + entry + b"\0\0\0\0" + PLACE


def jpeg(*extra: bytes, data: bytes = b"\x12\xff\x00\x34\xff\xd0\x56", tail: bytes = b"") -> bytes:
    frame = segment(0xC0, b"\x08\0\x01\0\x01\x01\x01\x11\0")
    scan = segment(0xDA, b"\x01\x01\0\0\x3f\0") + data
    return b"\xff\xd8" + segment(0xE0, b"JFIF\0") + b"".join(extra) + frame + scan + b"\xff\xd9" + tail


def chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def png(*extra: bytes, tail: bytes = b"") -> bytes:
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0))
    start = b"\x89PNG\r\n\x1a\n" + header
    return start + b"".join(extra) + chunk(b"IDAT", zlib.compress(b"\0\0\0\0")) + chunk(b"IEND", b"") + tail


def test_a_photo_loses_its_place_and_keeps_its_picture():
    plain = jpeg()
    told = jpeg(segment(0xE1, exif(1)), segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + PLACE), segment(0xED, PLACE))
    assert strip_jpeg(told) == plain


def test_a_photo_keeps_which_way_is_up():
    stripped = strip_jpeg(jpeg(segment(0xE1, exif(6))))
    assert PLACE not in stripped
    assert struct.pack(">HHIHH", 0x0112, 3, 1, 6, 0) in stripped
    assert strip_jpeg(stripped) == stripped


def test_a_photo_keeps_its_colours():
    colours = segment(0xE2, b"ICC_PROFILE\0\x01\x01profile")
    assert colours in strip_jpeg(jpeg(colours, segment(0xE2, b"MPF\0" + PLACE), segment(0xFE, PLACE)))
    assert PLACE not in strip_jpeg(jpeg(segment(0xE2, b"MPF\0" + PLACE)))


def test_what_hangs_behind_a_picture_goes():
    assert strip_jpeg(jpeg(tail=jpeg(segment(0xE1, exif(1))))) == jpeg()
    assert strip_png(png(tail=b"PK\x03\x04" + PLACE)) == png()


def test_a_progressive_photo_has_several_scans():
    data = b"\x12\x34" + segment(0xC4, b"table") + segment(0xDA, b"\x01\x01\0\0\x3f\0") + b"\x56"
    assert strip_jpeg(jpeg(data=data)) == jpeg(data=data)


def test_a_drawing_loses_its_texts():
    told = png(chunk(b"tEXt", PLACE), chunk(b"eXIf", PLACE), chunk(b"iTXt", PLACE), chunk(b"gAMA", b"\0\0\xb1\x8f"))
    assert strip_png(told) == png(chunk(b"gAMA", b"\0\0\xb1\x8f"))


@pytest.mark.parametrize("cut", [3, 10, 25, 40])
def test_pictures_that_are_cut_off_are_damaged(cut):
    with pytest.raises(FileRefused):
        strip_jpeg(jpeg()[:cut])
    with pytest.raises(DamagedFile):
        strip_png(png()[: cut + 8])


def test_a_wrong_checksum_is_damage():
    broken = bytearray(png())
    broken[20] ^= 1
    with pytest.raises(DamagedFile):
        strip_png(bytes(broken))


@given(
    content=st.binary(max_size=400), start=st.sampled_from([b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"", jpeg()[:30]])
)
def test_no_bytes_break_the_walk(content, start):
    for ending in KINDS:
        with suppress(FileRefused):
            assert examine(ending=ending, content=start + content)[0]


@pytest.mark.parametrize(
    ("ending", "content"),
    [
        (".pdf", b"<html>"),
        (".png", jpeg()),
        (".jpg", png()),
        (".docx", make_xlsx([["a"]])),
        (".xlsx", b"PK not a zip"),
        (".txt", b"\x7fELF\x02\x01\0\0"),
        (".docx", make_zip({"word/document.xml": b"<a/>", "word/vbaProject.bin": b"x"})),
    ],
)
def test_content_that_is_something_else_is_refused(ending, content):
    with pytest.raises(FileRefused):
        examine(ending=ending, content=content)


@pytest.mark.parametrize(
    ("ending", "content", "media_type"),
    [
        (".pdf", b"%PDF-1.7\n", "application/pdf"),
        (".jpeg", jpeg(), "image/jpeg"),
        (".png", png(), "image/png"),
        (".txt", "纪要".encode(), "text/plain; charset=utf-8"),
    ],
)
def test_content_that_is_what_it_says_is_kept(ending, content, media_type):
    assert examine(ending=ending, content=content) == (media_type, content)


def test_text_is_kept_in_utf8():
    assert examine(ending=".txt", content="纪要".encode("gb18030"))[1] == "纪要".encode()
    with pytest.raises(ContentDiffers):
        examine(ending=".txt", content=b"a\0b")
