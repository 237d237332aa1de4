"""
This will read what people really type into cells: dates, counts, telephone numbers, names.

Each reader takes a cell and gives its value, or ``None`` for an empty cell, or raises a `CellProblem`. Names are kept
byte for byte; only white space at their ends is taken off.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import isfinite
from typing import Literal

from gongzhi.common.exports.neutral import restore
from gongzhi.common.imports.problems import (
    ControlCharacter,
    CountInvalid,
    CreditCodeWrong,
    DateAmbiguous,
    DateUnreadable,
    NameMissing,
    PhoneInvalid,
    TextTooLong,
)
from gongzhi.common.imports.workbook import Cell
from gongzhi.kernel.codes import credit_code_problem, mobile_problem, normalise_code
from gongzhi.kernel.text import search_key, unsafe_characters

Precision = Literal["year", "month", "day"]

TEXT_CHARACTERS, NAME_CHARACTERS = 2000, 100
LARGEST_COUNT = 1_000_000
# Days since 1899-12-30 as spreadsheets count them; outside of 1930–2099 a bare number is no date.
_SERIAL_EPOCH, _SERIALS = date(1899, 12, 30), range(10_959, 73_051)
_YEARS = range(1900, 2100)
# Two digits below this are of this century: 24 is 2024, 98 is 1998.
_CENTURY_TURN = 70
_LONGEST_DATE = 40

_SEPARATORS = str.maketrans(
    {"年": "-", "月": "-", "日": "", "号": "", "/": "-", ".": "-", "。": "-", "、": "-", "—": "-"}
)
_DATE = re.compile(r"([0-9]{4}|[0-9]{2})(?:-([0-9]{1,2})(?:-([0-9]{1,2}))?)?-?")
_TIME_TAIL = re.compile(r"[T ]?[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?$")
_COMPACT = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})?")
_COUNT = re.compile(r"([0-9]{1,7})(?:\.0+)?[人名个]?(?:[(\[]?[^0-9()]*预备[^0-9()]*([0-9]{1,6})[人名个]?[)\]]?)?")
_LANDLINE = re.compile(r"(?:0[0-9]{2,3}-?)?[2-9][0-9]{6,7}(?:-[0-9]{1,6})?|[48]00-?[0-9]{3}-?[0-9]{4}")
_TRUE, _FALSE = {"是", "有", "y", "yes", "√", "✓", "1", "true"}, {"否", "无", "非", "n", "no", "×", "x", "0", "false"}


@dataclass(frozen=True, slots=True)
class PartialDate:
    """
    A day, a month or a year, as exact as it was written.

    ``on`` is the first day of it; ``str()`` gives ISO text of that precision: 2020, 2020-09, 2020-09-03.
    """

    on: date
    precision: Precision = "day"

    def __str__(self) -> str:
        return self.on.isoformat()[: {"year": 4, "month": 7, "day": 10}[self.precision]]

    @classmethod
    def parse(cls, text: str) -> "PartialDate":
        """
        Read back what ``str()`` wrote.

        :raises ValueError: if it is no such text
        """
        precisions: dict[int, Precision] = {4: "year", 7: "month", 10: "day"}
        if len(text) not in precisions:
            raise ValueError(text)
        return cls(date.fromisoformat(f"{text}-01-01"[:10]), precisions[len(text)])


@dataclass(frozen=True, slots=True)
class Count:
    """A number of people, of whom ``probationary`` are not full members yet."""

    total: int
    probationary: int = 0


def shown(cell: Cell) -> str:
    """Write a cell as a person sees it in the sheet, cut after 40 characters."""
    text = cell.isoformat() if isinstance(cell, date) else "" if cell is None else str(cell).replace("\0", "\1")
    return text if len(text) <= _LONGEST_DATE else f"{text[:_LONGEST_DATE]}…"


def match_key(text: str) -> str:
    """Fold a name for comparing: width, case and every white space fall away. Never stored in its place."""
    return "".join(search_key(text).split())


def read_text(cell: Cell, *, limit: int = TEXT_CHARACTERS) -> str | None:
    """
    Read free text; what looks like a formula stays the text it is, without the apostrophe an export put before it.

    :raises ControlCharacter: for controls, bidi controls and other invisible characters (line breaks are fine)
    :raises TextTooLong: beyond ``limit`` characters
    """
    if cell is None:
        return None
    text = restore(cell if isinstance(cell, str) else shown(cell)).strip()
    if unsafe := unsafe_characters(text):
        first = unsafe[0]
        raise ControlCharacter(notation=first.notation, place=first.position + 1)
    if len(text) > limit:
        raise TextTooLong(length=len(text), limit=limit)
    return text or None


def read_name(cell: Cell, *, limit: int = NAME_CHARACTERS) -> str | None:
    """
    Read a name byte for byte: 𠮷, 𨳺, · and inner spaces stay, white space at the ends goes.

    :raises ControlCharacter: as `read_text`, and for line breaks
    :raises TextTooLong: beyond ``limit`` characters
    """
    name = read_text(cell, limit=limit)
    if name and (broken := re.search(r"[\t\r\n]", name)):
        raise ControlCharacter(notation=f"U+{ord(broken[0]):04X}", place=broken.start() + 1)
    return name


def read_required_name(cell: Cell, *, limit: int = NAME_CHARACTERS) -> str:
    """
    Read a name that must be there.

    :raises NameMissing: if the cell is empty or only white space
    """
    name = read_name(cell, limit=limit)
    if name is None:
        raise NameMissing
    return name


def read_date(cell: Cell) -> PartialDate | None:
    """
    Read a date as exactly as it was written.

    Understood are dates, spreadsheet serials, 2020-05-23, 2020/5/23, 2020.9, 2014年12月21日, 20200523, 2016年, and
    two-digit years with a month (24.10).

    :raises DateUnreadable: for everything else; a guess is worse than a question
    """
    if cell is None or (isinstance(cell, str) and not cell.strip()):
        return None
    if isinstance(cell, bool):
        raise DateUnreadable(shown=shown(cell))
    if isinstance(cell, datetime):
        return PartialDate(cell.date())
    if isinstance(cell, date):
        return PartialDate(cell)
    if isinstance(cell, int | float):
        return _date_from_number(cell)
    return _date_from_text(cell)


def _date_from_number(number: float) -> PartialDate:
    if isfinite(number) and int(number) in _SERIALS:
        return PartialDate(_SERIAL_EPOCH + timedelta(days=int(number)))
    text = f"{number:.10g}"
    if text.endswith(".1"):
        raise DateAmbiguous(shown=text)
    return _date_from_text(text)


def _date_from_text(cell: str) -> PartialDate:
    if len(cell) > _LONGEST_DATE:
        raise DateUnreadable(shown=shown(cell))
    text = unicodedata.normalize("NFKC", cell).strip()
    text = "".join(_TIME_TAIL.sub("", text).split())
    if text.isdecimal() and int(text) in _SERIALS:
        return _date_from_number(int(text))
    found = _COMPACT.fullmatch(text) or _DATE.fullmatch(text.translate(_SEPARATORS))
    if found is None or (len(found[1]) == 2 and found[2] is None):  # noqa: PLR2004 -- “24” alone names no year
        raise DateUnreadable(shown=shown(cell))
    try:
        return _partial(*found.groups())
    except ValueError as error:
        raise DateUnreadable(shown=shown(cell)) from error


def _partial(year: str, month: str | None, day: str | None) -> PartialDate:
    """Build the date. :raises ValueError: for a month or day that does not exist, or a year out of reach."""
    number = int(year)
    if len(year) == 2:  # noqa: PLR2004 -- digits
        number += 2000 if number < _CENTURY_TURN else 1900
    if number not in _YEARS:
        raise ValueError(year)
    if month is None:
        return PartialDate(date(number, 1, 1), "year")
    if day is None:
        return PartialDate(date(number, int(month), 1), "month")
    return PartialDate(date(number, int(month), int(day)))


def read_count(cell: Cell) -> Count | None:
    """
    Read a number of people: 25, ３３, 25人, 4(含预备1).

    :raises CountInvalid: for negative numbers, fractions, words, and more probationary members than members
    """
    if cell is None or (isinstance(cell, str) and not cell.strip()):
        return None
    if isinstance(cell, bool | date):
        raise CountInvalid(shown=shown(cell))
    text = "".join(unicodedata.normalize("NFKC", str(cell)[:_LONGEST_DATE]).split())
    found = _COUNT.fullmatch(text)
    if found is None:
        raise CountInvalid(shown=shown(cell))
    count = Count(int(found[1]), int(found[2] or 0))
    if count.total > LARGEST_COUNT or count.probationary > count.total:
        raise CountInvalid(shown=shown(cell))
    return count


def read_phone(cell: Cell) -> str | None:
    """
    Read a telephone number: a mobile of 11 digits, or a landline, in ASCII digits without spaces.

    A country code +86 falls away; full-width digits, spaces, hyphens in a mobile and numbers are understood.

    :raises PhoneInvalid: for everything else
    """
    if cell is None or (isinstance(cell, str) and not cell.strip()):
        return None
    if isinstance(cell, bool | date):
        raise PhoneInvalid(shown=shown(cell))
    number = f"{cell:.15g}" if isinstance(cell, float) else str(cell)[:_LONGEST_DATE]
    text = re.sub("[—–转]", "-", "".join(unicodedata.normalize("NFKC", number).split()))
    digits = text.removeprefix("+86").removeprefix("-").replace("-", "")
    if mobile_problem(digits) is None:
        return digits
    if _LANDLINE.fullmatch(text):
        return text
    raise PhoneInvalid(shown=shown(cell))


def read_credit_code(cell: Cell) -> str | None:
    """
    Read a unified social credit code, written as registers do.

    :raises CreditCodeWrong: if its length, letters or check digit are wrong
    Source: GB 32100-2015
    """
    text = read_text(cell)
    if text is None:
        return None
    code = normalise_code(text)
    if credit_code_problem(code) is not None:
        raise CreditCodeWrong(shown=shown(text))
    return code


def read_yes(cell: Cell) -> bool | None:
    """Read yes or no; ``None`` where the cell is empty or says something else."""
    if cell is None or isinstance(cell, bool):
        return cell
    word = match_key(str(cell)[:_LONGEST_DATE])
    return True if word in _TRUE else False if word in _FALSE else None
