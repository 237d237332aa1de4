"""
This will look into the directory of a zip file before anything in it is parsed.

Office files (xlsx, docx) are zip files. What they declare is checked first, and only then are the parts streamed once,
so that neither a bomb nor a file inside a file reaches a parser.
"""

import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO

from gongzhi.common.files.errors import DamagedFile, SuspiciousArchive, TooLarge

UNPACKED_BYTES = 200 * 1024 * 1024
ENTRY_COUNT = 2000
# Spreadsheets full of one value reach 100:1; bombs begin at 1000:1.
LARGEST_RATIO = 250
RATIO_MATTERS_ABOVE = 5 * 1024 * 1024
CHUNK = 256 * 1024

_ENCRYPTED = 0x1
_NESTED_ENDINGS = (".zip", ".xlsx", ".xlsm", ".xls", ".docx", ".docm", ".7z", ".rar", ".gz", ".tar", ".jar", ".bin.zip")
_NESTED_MAGIC = (b"PK\x03\x04", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b\x08")
_XML_ENDINGS = (".xml", ".rels", ".vml")
_DOCTYPE_WITHIN = 4096


@dataclass(frozen=True)
class Archive:
    """
    A zip file whose directory was found harmless.

    ``names`` are the parts in directory order; ``unpacked_bytes`` is the sum they declare.
    """

    names: tuple[str, ...]
    unpacked_bytes: int


def inspect_archive(content: bytes, *, unpacked_limit: int = UNPACKED_BYTES) -> Archive:
    """
    Judge a zip file by its directory and the first bytes of each part.

    :raises DamagedFile: if it is no readable zip file
    :raises TooLarge: if its parts declare more than ``unpacked_limit`` bytes
    :raises SuspiciousArchive: for a bomb's ratio, too many parts, a path upwards, an archive in it, an entity
    """
    with _opened(content) as archive:
        entries = archive.infolist()
        _check_directory(entries, unpacked_limit)
        for entry in entries:
            _check_start(entry, _start_of(archive, entry))
    return Archive(tuple(e.filename for e in entries), sum(e.file_size for e in entries))


def stream_part(content: bytes, name: str) -> Iterator[bytes]:
    """
    Unpack one part of an inspected archive in chunks.

    :raises DamagedFile: if the part does not unpack to what it declares
    """
    with _opened(content) as archive:
        try:
            with archive.open(name) as part:
                while chunk := part.read(CHUNK):
                    yield chunk
        except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError, ValueError) as error:
            raise DamagedFile from error


def _opened(content: bytes) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(BytesIO(content))
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise DamagedFile from error


def _check_directory(entries: list[zipfile.ZipInfo], unpacked_limit: int) -> None:
    unpacked = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries)
    if len(entries) > ENTRY_COUNT or len({entry.filename for entry in entries}) < len(entries):
        raise SuspiciousArchive
    if unpacked > RATIO_MATTERS_ABOVE and unpacked > packed * LARGEST_RATIO:
        raise SuspiciousArchive
    if unpacked > unpacked_limit:
        raise TooLarge(limit=f"{unpacked_limit // (1024 * 1024)} MB")
    for entry in entries:
        _check_entry(entry)


def _check_entry(entry: zipfile.ZipInfo) -> None:
    parts = entry.filename.replace("\\", "/").split("/")
    if ".." in parts or entry.filename.startswith("/") or entry.filename.lower().endswith(_NESTED_ENDINGS):
        raise SuspiciousArchive
    if entry.flag_bits & _ENCRYPTED or entry.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
        raise SuspiciousArchive


def _start_of(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    try:
        with archive.open(entry) as part:
            return part.read(_DOCTYPE_WITHIN)
    except (zipfile.BadZipFile, EOFError, OSError, ValueError, RuntimeError, NotImplementedError) as error:
        raise DamagedFile from error


def _check_start(entry: zipfile.ZipInfo, start: bytes) -> None:
    is_xml = entry.filename.lower().endswith(_XML_ENDINGS)
    if start.startswith(_NESTED_MAGIC) or (is_xml and b"<!DOCTYPE" in start.replace(b"\0", b"")):
        raise SuspiciousArchive
