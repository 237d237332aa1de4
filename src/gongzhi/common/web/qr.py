"""This will draw QR codes as one path of SVG inside the page: no picture to fetch, sharp on paper."""

from dataclasses import dataclass

from qrcode import QRCode
from qrcode.constants import ERROR_CORRECT_M

# The standard asks for a quiet zone of four modules.
QUIET = 4


@dataclass(frozen=True, slots=True)
class QrPicture:
    """A QR code: ``size`` modules wide with its quiet zone, the dark ones as ``path``; ``text`` is what it says."""

    text: str
    size: int
    path: str


def qr_picture(text: str) -> QrPicture:
    """Draw a text, an address as a rule; a smudge over a seventh of it does no harm."""
    code = QRCode(error_correction=ERROR_CORRECT_M, border=QUIET)
    code.add_data(text)
    code.make(fit=True)
    rows = code.get_matrix()
    return QrPicture(text=text, size=len(rows), path="".join(_strokes(y, row) for y, row in enumerate(rows)))


def _strokes(y: int, row: list[bool]) -> str:
    """Write the dark stretches of one row."""
    found, start = [], None
    for x, dark in enumerate([*row, False]):
        if dark and start is None:
            start = x
        elif not dark and start is not None:
            found.append(f"M{start} {y}h{x - start}v1h-{x - start}z")
            start = None
    return "".join(found)
