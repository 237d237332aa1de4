"""This will name what can be wrong with a cell, each with a code for programs and a sentence for people."""

import dataclasses
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from gongzhi.common.imports.workbook import Cell
from gongzhi.kernel.errors import DomainError
from gongzhi.kernel.text import gettext_noop as _

T = TypeVar("T")

COUNT_EXAMPLE = "25 / 4(含预备1)"


class CellProblem(DomainError):
    """A cell cannot be taken as it stands; ``code`` is stable and part of the importer's answer."""

    code: str = "unreadable"
    message = _("This cannot be read: %(shown)s.")


class DateUnreadable(CellProblem):
    code = "date_unreadable"
    message = _("“%(shown)s” is no date. Write it like 2020-05-23, 2020.5 or 2020.")


class DateAmbiguous(CellProblem):
    code = "date_unreadable"
    message = _(
        "“%(shown)s” is a number here: it may mean January or October. Write it as text, like 2020-01 or 2020-10."
    )


class DateMissing(CellProblem):
    code = "date_unreadable"
    message = _("The date is missing. Write it like 2020-05-23 or 2020.5.")


class CountInvalid(CellProblem):
    code = "count_invalid"
    message = _("“%(shown)s” is no number of people. Write a whole number from 0 on, like %(example)s.")

    def __init__(self, *, shown: str) -> None:
        super().__init__(shown=shown, example=COUNT_EXAMPLE)


class PhoneInvalid(CellProblem):
    code = "phone_invalid"
    message = _("“%(shown)s” is no telephone number. Write the 11 digits of a mobile, or a landline with area code.")


class NameMissing(CellProblem):
    code = "name_missing"
    message = _("The name is missing. Write it in full.")


class TextTooLong(CellProblem):
    code = "too_long"
    message = _("The text has %(length)s characters; at most %(limit)s fit. Shorten it.")


class ControlCharacter(CellProblem):
    code = "control_character"
    message = _("The text has an invisible character (%(notation)s) at place %(place)s. Type it anew.")


class CreditCodeWrong(CellProblem):
    code = "credit_code_check_digit"
    message = _("“%(shown)s” is no sound unified social credit code. Compare all 18 characters with the certificate.")


@dataclass(frozen=True, slots=True)
class Problem:
    """
    One thing to mend in one row.

    ``message`` is an English msgid; ``params`` fill it after it was translated.
    """

    field: str
    code: str
    message: str
    params: Mapping[str, object] = dataclasses.field(default_factory=dict)


@dataclass
class RowReader:
    """Read the cells of one row and gather every problem instead of stopping at the first."""

    cells: Mapping[str, Cell]
    problems: list[Problem] = dataclasses.field(default_factory=list)

    def read(self, name: str, reader: Callable[[Cell], T | None]) -> T | None:
        """Read the cell of a field; ``None`` where it is empty or cannot be read."""
        try:
            return reader(self.cells.get(name))
        except CellProblem as problem:
            self.blame(name, problem)
            return None

    def blame(self, name: str, problem: CellProblem) -> None:
        """Add a problem found outside of a single cell."""
        self.problems.append(Problem(name, problem.code, problem.message, problem.params))
