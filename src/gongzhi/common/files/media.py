"""
This will tell what a file is by its bytes, and take from pictures what they say beside the picture.

Plain Python, without a decoder: JPEG and PNG are walked segment by segment, so where a photo was taken goes, and the
picture itself stays as it was.
"""

import struct
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from gongzhi.common.files.archives import inspect_archive
from gongzhi.common.files.errors import ContentDiffers, DamagedFile

_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

_PNG_START = b"\x89PNG\r\n\x1a\n"
_PNG_KEPT = {b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"pHYs", b"bKGD"}
_SOI, _EOI, _SOS = 0xD8, 0xD9, 0xDA
_APP0, _APP1, _APP2, _APP14, _APP15, _COM = 0xE0, 0xE1, 0xE2, 0xEE, 0xEF, 0xFE
_RESTARTS = range(0xD0, 0xD8)
_ORIENTATION = 0x0112


@dataclass(frozen=True)
class Media:
    """A kind of file that is taken; ``check`` gives the bytes to keep or raises `FileRefused`."""

    ending: str
    media_type: str
    check: Callable[[bytes], bytes]


def examine(*, ending: str, content: bytes) -> tuple[str, bytes]:
    """
    Check that the content is what its ending says; give its media type and the bytes to keep.

    ``ending`` in lower case with its dot, one of `KINDS`.

    :raises FileRefused: ContentDiffers, DamagedFile, SuspiciousArchive
    """
    kind = KINDS[ending]
    return kind.media_type, kind.check(content)


def _pdf(content: bytes) -> bytes:
    if not content.startswith(b"%PDF-"):
        raise ContentDiffers(ending=".pdf")
    return content


def _text(content: bytes) -> bytes:
    """Keep text in UTF-8 or GB 18030; binary files in disguise have NULs."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text.encode()
    raise ContentDiffers(ending=".txt")


def _office(ending: str, main_part: str) -> Callable[[bytes], bytes]:
    def check(content: bytes) -> bytes:
        if not content.startswith(b"PK\x03\x04"):
            raise ContentDiffers(ending=ending)
        names = inspect_archive(content).names
        if main_part not in names or any(name.lower().endswith("vbaproject.bin") for name in names):
            raise ContentDiffers(ending=ending)
        return content

    return check


def strip_png(content: bytes) -> bytes:
    """
    Keep the chunks that make the picture; text, EXIF and what follows the end go.

    :raises ContentDiffers: if it is no PNG
    :raises DamagedFile: if a chunk is cut off or its checksum is wrong
    """
    if not content.startswith(_PNG_START):
        raise ContentDiffers(ending=".png")
    kept, place = [_PNG_START], len(_PNG_START)
    while True:
        name, end = _png_chunk(content, place)
        if name in _PNG_KEPT:
            kept.append(content[place:end])
        if name == b"IEND":
            return b"".join(kept)
        place = end


def _png_chunk(content: bytes, place: int) -> tuple[bytes, int]:
    if place + 12 > len(content):
        raise DamagedFile
    length, name = struct.unpack_from(">I4s", content, place)
    end = place + 12 + length
    if end > len(content) or zlib.crc32(content[place + 4 : end - 4]) != struct.unpack_from(">I", content, end - 4)[0]:
        raise DamagedFile
    return name, end


def strip_jpeg(content: bytes) -> bytes:
    """
    Keep the picture, its colours and which way is up; place, camera, thumbnails and comments go.

    :raises ContentDiffers: if it is no JPEG
    :raises DamagedFile: if a segment is cut off
    """
    if not content.startswith(b"\xff\xd8\xff"):
        raise ContentDiffers(ending=".jpg")
    kept = [b"\xff\xd8"]
    for marker, segment in _jpeg_segments(content):
        if marker == _APP1 and (turned := _orientation(segment)) > 1:
            kept.append(_orientation_segment(turned))
        if not _tells_too_much(marker, segment):
            kept.append(segment)
    return b"".join(kept)


def _tells_too_much(marker: int, segment: bytes) -> bool:
    if marker == _APP2:
        return not segment[4:].startswith(b"ICC_PROFILE\0")
    return marker == _COM or (_APP0 < marker <= _APP15 and marker != _APP14)


def _jpeg_segments(content: bytes) -> Iterator[tuple[int, bytes]]:
    """Walk the segments after the start; the picture's data comes with its SOS; stops at the end of the image."""
    place = 2
    while True:
        if place + 4 > len(content) and content[place : place + 2] != b"\xff\xd9":
            raise DamagedFile
        marker = content[place + 1]
        if content[place] != 0xFF or marker in {0, _SOI}:  # noqa: PLR2004 -- every marker begins so
            raise DamagedFile
        if marker == 0xFF:  # noqa: PLR2004 -- a fill byte
            place += 1
            continue
        if marker == _EOI:
            yield marker, b"\xff\xd9"
            return
        end = place + 2 + int.from_bytes(content[place + 2 : place + 4], "big")
        if marker == _SOS:
            end = _end_of_scan(content, end)
        if end > len(content):
            raise DamagedFile
        yield marker, content[place:end]
        place = end


def _end_of_scan(content: bytes, place: int) -> int:
    """Find the marker after the picture's data; FF 00 and restarts belong to the data."""
    while (place := content.find(b"\xff", place)) >= 0 and place + 1 < len(content):
        following = content[place + 1]
        if following not in {0, 0xFF} and following not in _RESTARTS:
            return place
        place += 1 if following == 0xFF else 2  # noqa: PLR2004 -- fill byte
    raise DamagedFile


def _orientation(segment: bytes) -> int:
    """Read which way is up (1–8) from an EXIF segment; 1 where it does not say."""
    tiff = segment[10:]
    order = {b"II": "<", b"MM": ">"}.get(tiff[:2])
    if not segment[4:].startswith(b"Exif\0\0") or order is None or len(tiff) < 10:  # noqa: PLR2004 -- a header
        return 1
    start = struct.unpack_from(f"{order}I", tiff, 4)[0]
    if start + 2 > len(tiff):
        return 1
    count = struct.unpack_from(f"{order}H", tiff, start)[0]
    for entry in range(start + 2, min(start + 2 + 12 * count, len(tiff) - 11), 12):
        tag, _kind, _count, value = struct.unpack_from(f"{order}HHIH", tiff, entry)
        if tag == _ORIENTATION:
            return value if 1 <= value <= 8 else 1  # noqa: PLR2004 -- EXIF knows eight
    return 1


def _orientation_segment(value: int) -> bytes:
    tiff = struct.pack(">2sHIHHHIHHI", b"MM", 42, 8, 1, _ORIENTATION, 3, 1, value, 0, 0)
    body = b"Exif\0\0" + tiff
    return struct.pack(">BBH", 0xFF, _APP1, len(body) + 2) + body


KINDS = {
    kind.ending: kind
    for kind in (
        Media(".pdf", "application/pdf", _pdf),
        Media(".png", "image/png", strip_png),
        Media(".jpg", "image/jpeg", strip_jpeg),
        Media(".jpeg", "image/jpeg", strip_jpeg),
        Media(".docx", _DOCX, _office(".docx", "word/document.xml")),
        Media(".xlsx", _XLSX, _office(".xlsx", "xl/workbook.xml")),
        Media(".txt", "text/plain; charset=utf-8", _text),
    )
}
