"""QR codes: the path draws the very modules."""

import re

from qrcode import QRCode
from qrcode.constants import ERROR_CORRECT_M

from gongzhi.common.web.qr import qr_picture

ADDRESS = "https://gongzhi.example/f/330402010/matters/r/1234567890123456/"


def test_the_path_covers_the_dark_modules_and_no_others():
    picture = qr_picture(ADDRESS)
    drawn = {
        (int(x) + step, int(y))
        for x, y, width in re.findall(r"M(\d+) (\d+)h(\d+)", picture.path)
        for step in range(int(width))
    }
    code = QRCode(error_correction=ERROR_CORRECT_M, border=4)
    code.add_data(ADDRESS)
    rows = code.get_matrix()
    dark = {(x, y) for y, row in enumerate(rows) for x, is_dark in enumerate(row) if is_dark}
    assert drawn == dark
    assert picture.size == len(rows)
    assert len(picture.path) < 8000
