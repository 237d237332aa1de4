import csv
from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO, StringIO
from pathlib import Path

import docx
import openpyxl
import pytest
from django.http import HttpResponse
from hypothesis import given
from hypothesis import strategies as st

from gongzhi.common.exports.downloads import as_attachment, content_disposition, download, safe_file_name
from gongzhi.common.exports.neutral import neutralise, restore
from gongzhi.common.exports.spreadsheets import Heading, csv_lines, write_xlsx
from gongzhi.common.exports.words import render_docx
from gongzhi.common.imports.cells import read_text
from gongzhi.common.imports.reading import read_workbook

EVIL = ["=1+1", "+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1", "＝1", "＋1", "－1", "＠x", '=cmd|"/c calc"!A1']


@pytest.mark.parametrize("text", EVIL)
def test_text_like_a_formula_is_neutralised(text):
    assert neutralise(text) == f"'{text}"
    assert restore(neutralise(text)) == text


@pytest.mark.parametrize("text", ["名称", "", "-", "1-2", "I'm", "'quoted'"])
def test_other_text_stays(text):
    assert neutralise(text) == restore(text) == text


@given(st.text(alphabet="'=-+@＝x1\t") | st.text())
def test_neutralising_is_undone_exactly(text):
    assert restore(neutralise(text)) == text


def written(headings, rows):
    out = BytesIO()
    count = write_xlsx(out=out, sheet_name="会员[单位]/1", headings=headings, rows=rows)
    sheet = openpyxl.load_workbook(BytesIO(out.getvalue())).active
    return count, sheet, out.getvalue()


def test_a_spreadsheet_keeps_types():
    moment = datetime(2026, 3, 1, 8, 0, tzinfo=UTC)
    row = ["张𠮷", 12, 1.5, Decimal("2.50"), date(2026, 3, 1), moment, True, None, 13800002192, "13800002192"]
    count, sheet, _content = written([Heading("列")] * len(row), [row])
    cells = [cell.value for cell in sheet[2]]
    assert count == 1
    assert cells[:4] == ["张𠮷", 12, 1.5, 2.5]
    assert cells[4] == datetime(2026, 3, 1)
    assert cells[5] == datetime(2026, 3, 1, 16, 0)
    assert cells[6:10] == [True, None, 13800002192, "13800002192"]
    assert sheet.title == "会员 单位  1"


@pytest.mark.parametrize("text", [*EVIL, "http://example.invalid", "0012", "mailto:a@b.c"])
def test_a_spreadsheet_runs_nothing_from_cells_and_headings(text):
    _count, sheet, content = written([Heading(text)], [[text]])
    for cell in (sheet["A1"], sheet["A2"]):
        assert cell.data_type == "s"
        assert cell.hyperlink is None
        assert not cell.value.startswith(("=", "+", "-", "@", "＝", "＋", "－", "＠"))
    again = read_workbook(name="a.xlsx", content=content).sheets[0].rows[1][0]
    assert read_text(again) == text.strip()


def test_text_beyond_a_cell_is_cut_and_says_so():
    _count, sheet, _content = written([Heading("a")], [["x" * 40_000]])
    assert len(sheet["A2"].value) == 32_767
    assert sheet["A2"].value.endswith("…")


def test_numbers_too_large_for_a_spreadsheet_are_text():
    assert written([Heading("a")], [[330402199001011234]])[1]["A2"].value == "330402199001011234"


def test_a_table_of_text_is_neutralised_and_read_back():
    rows = [[text, 5, -5, date(2026, 3, 1), None, True] for text in EVIL]
    content = b"".join(csv_lines(headings=[Heading("=名")] + [Heading("b")] * 5, rows=rows))
    assert content.startswith(b"\xef\xbb\xbf")
    read = list(csv.reader(StringIO(content.decode("utf-8-sig"), newline="")))
    assert read[0][0] == "'=名"
    assert [restore(row[0]) for row in read[1:]] == EVIL
    assert read[1][1:] == ["5", "-5", "2026-03-01", "", "True"]


def template(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "template.docx"
    document = docx.Document()
    document.add_paragraph(text)
    document.save(path)
    return path


def test_a_paper_is_filled_and_its_text_escaped(tmp_path):
    content = render_docx(
        template=template(tmp_path, "{{ name }}：{% for p in people %}{{ p }}、{% endfor %}"),
        context={"name": "<张𠮷> & \x01队", "people": ["甲", "乙"]},
    )
    assert docx.Document(BytesIO(content)).paragraphs[0].text == "<张𠮷> & 队：甲、乙、"


def test_a_placeholder_without_a_value_is_an_error(tmp_path):
    with pytest.raises(Exception, match="nobody"):
        render_docx(template=template(tmp_path, "{{ nobody }}"), context={})


def test_a_template_cannot_reach_into_python(tmp_path):
    with pytest.raises(Exception, match="unsafe"):
        render_docx(template=template(tmp_path, "{{ name.__class__.__mro__ }}"), context={"name": "a"})


def test_names_are_written_in_utf8_with_an_ascii_name_beside():
    header = content_disposition("会员名册2026.xlsx")
    assert header == (
        "attachment; filename=\"2026.xlsx\"; filename*=UTF-8''%E4%BC%9A%E5%91%98%E5%90%8D%E5%86%8C2026.xlsx"
    )
    assert 'filename="download.xlsx"' in content_disposition("名册.xlsx")


@given(st.text())
def test_no_name_breaks_the_header(name):
    header = content_disposition(name)
    response = as_attachment(HttpResponse(), name)
    assert header.isascii()
    assert "\r" not in header
    assert "\n" not in header
    assert response["Content-Disposition"] == header


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("../../etc/passwd", "_.._etc_passwd"),
        ("a\u202excod.exe", "axcod.exe"),
        ("con\0trol.txt", "control.txt"),
        ("...", "download"),
        ('a"b.pdf', "a_b.pdf"),
    ],
)
def test_names_are_made_safe(name, safe):
    assert safe_file_name(name) == safe


def test_long_chinese_names_keep_their_ending():
    safe = safe_file_name("名" * 255 + ".xlsx")
    assert safe.endswith("名.xlsx")
    assert len(safe.encode()) <= 200


def test_downloads_are_never_shown_or_kept():
    response = download(name="a.xlsx", media_type="text/html", content=b"<script>")
    assert response["Content-Disposition"].startswith("attachment")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in response["Cache-Control"]
    assert response["Content-Security-Policy"].startswith("sandbox")
