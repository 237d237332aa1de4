"""This will state why a workbook cannot be read, each with what to do about it."""

from gongzhi.common.files.errors import FileRefused, WrongKind
from gongzhi.kernel.text import gettext_noop as _


class NotAWorkbook(WrongKind):
    """The file is neither an .xlsx workbook nor a .csv table."""

    message = _("This is not a spreadsheet. Upload an .xlsx workbook or a .csv table.")


class OldWorkbook(WrongKind):
    """The file is a workbook of the kind used before 2007."""

    message = _("This is a workbook of the old .xls kind. Open it, save it as .xlsx and upload that file.")


class MacroWorkbook(WrongKind):
    """The workbook carries programs."""

    message = _("This workbook carries macros. Save it as .xlsx, without macros, and upload that file.")


class ProtectedWorkbook(WrongKind):
    """The workbook opens only with a password."""

    message = _("This workbook is protected by a password. Remove the password, save it and upload it again.")


class UnknownEncoding(WrongKind):
    """The text of a .csv table is in an encoding that cannot be told."""

    message = _("The characters of this table cannot be read. Save it as .xlsx, or as .csv in UTF-8, and try again.")


class TooManyRows(FileRefused):
    """The workbook has more cells than are read at once."""

    message = _(
        "The workbook is too large: at most %(rows)s rows, %(columns)s columns and %(cells)s filled cells are read. "
        "Delete empty rows and columns, or divide it."
    )


class TookTooLong(FileRefused):
    """Reading was given up."""

    message = _("Reading this workbook took too long. Copy the table into a new workbook and try again.")
