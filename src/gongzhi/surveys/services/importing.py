"""This will read a questionnaire from an uploaded workbook: in the child process, under its limits."""

from gongzhi.common.imports.reading import read_workbook
from gongzhi.surveys.rules.xlsform import ReadForm, read_xlsform


def read_upload(*, name: str, content: bytes) -> ReadForm:
    """
    Read an XLSForm. Nothing is written; what was read is shown first, with every fault on its sheet and row.

    :raises FileRefused: if the file is no workbook, too large, protected or a bomb
    """
    workbook = read_workbook(name=name, content=content)
    return read_xlsform({sheet.name: sheet.rows for sheet in workbook.sheets})
