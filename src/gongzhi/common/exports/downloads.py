"""This will hand a file out so that a browser saves it and never shows or keeps it."""

import re
import unicodedata
from collections.abc import Iterable
from typing import TypeVar
from urllib.parse import quote

from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase

from gongzhi.kernel.text import unsafe_characters

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
CSV = "text/csv; charset=utf-8"
CALENDAR = "text/calendar; charset=utf-8"

Response = TypeVar("Response", bound=HttpResponseBase)

LONGEST_NAME_BYTES = 200
_FORBIDDEN = re.compile(r'[\\/:*?"<>|\x00-\x1f\x7f]+')
_SANDBOX = "sandbox; default-src 'none'"


def download(*, name: str, media_type: str, content: bytes) -> HttpResponse:
    """Answer with a finished file."""
    return as_attachment(HttpResponse(content, content_type=media_type), name)


def download_stream(*, name: str, media_type: str, chunks: Iterable[bytes]) -> StreamingHttpResponse:
    """Answer with a file that is written while it is sent."""
    return as_attachment(StreamingHttpResponse(chunks, content_type=media_type), name)


def as_attachment(response: Response, name: str) -> Response:
    """
    Set the headers of a download: attachment with its name, never sniffed, never kept, in a sandbox.

    Source: RFC 6266 (names in UTF-8, with an ASCII name for old programs)
    """
    response["Content-Disposition"] = content_disposition(name)
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    response["Content-Security-Policy"] = _SANDBOX
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    return response


def content_disposition(name: str) -> str:
    """Write the header for a file name in any script."""
    safe = safe_file_name(name)
    plain = unicodedata.normalize("NFKD", safe).encode("ascii", "ignore").decode()
    stem, dot, ending = plain.rpartition(".")
    fallback = plain.strip() if stem.strip() or not dot else f"download.{ending}"
    return f"attachment; filename=\"{fallback or 'download'}\"; filename*=UTF-8''{quote(safe, safe='')}"


def safe_file_name(name: str) -> str:
    """Take from a name what a file system or a reader could stumble over; at most 200 bytes, its ending kept."""
    unsafe = {item.position for item in unsafe_characters(name)}
    visible = "".join(character for place, character in enumerate(name) if place not in unsafe)
    cleaned = _FORBIDDEN.sub("_", visible).strip(" .") or "download"
    stem, dot, ending = cleaned.rpartition(".")
    if not dot or len(ending) > 10:  # noqa: PLR2004 -- no ending is longer
        stem, ending = cleaned, ""
    room = LONGEST_NAME_BYTES - len(ending) - 1
    stem = stem.encode()[:room].decode(errors="ignore")
    return f"{stem}.{ending}" if ending else stem
