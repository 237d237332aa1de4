"""This will say how divisions are read, how a federation gets its code and how communities are called."""

import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from gongzhi.kernel.codes import is_division_code
from gongzhi.kernel.errors import DomainError
from gongzhi.kernel.text import gettext_noop as _
from gongzhi.kernel.text import unsafe_characters

LONGEST_DIVISION_NAME = 100
LEVEL_OF_LENGTH = {2: "province", 4: "prefecture", 6: "county", 9: "street", 12: "community"}
PARENT_LENGTH = {2: 0, 4: 2, 6: 4, 9: 6, 12: 9}
COUNTY_CODE_LENGTH = 6
STREET_CODE_LENGTH = 9

# Names made of nothing else need no slow look at each character.
PLAIN_NAME = re.compile(r"[0-9A-Za-z\u3400-\u4dbf\u4e00-\u9fff()（）·、-]+")
COMMITTEE = re.compile(r"(?:居民委员会|居委会|村民委员会|村委会)$")
CALLED_SO = re.compile(r"(?:社区|村)$")

ROW_PROBLEMS = {
    "code_malformed": _("This is no division code of 2, 4, 6, 9 or 12 digits."),
    "name_missing": _("The name is missing."),
    "name_too_long": _("The name is longer than 100 characters."),
    "control_character": _("There is an invisible character in the name."),
    "columns_missing": _("The row needs two columns, code and name."),
    "duplicate": _("This code stands in the file twice."),
    "parent_unknown": _("The division above it is not known. Load the divisions down to sub-districts first."),
}


class DivisionUnknown(DomainError):
    """There is no such division."""

    message = _("There is no division with the code %(code)s.")


class DivisionNotFit(DomainError):
    """Nothing can be founded on a division of this level."""

    message = _("A federation stands on a sub-district or town, a guidance group on a county or district.")


class FederationNameTaken(DomainError):
    """The division has a federation of this name already."""

    message = _("This division already has a federation of that name.")


class CommunityNameTaken(DomainError):
    """The federation has a community of this name already."""

    message = _("There is already a community of that name.")


class GridNameTaken(DomainError):
    """The community has a grid of this name already."""

    message = _("This community already has a grid of that name.")


class CountedInFuture(DomainError):
    """A count is dated after today."""

    message = _("The day of the count lies in the future.")


class NothingCounted(DomainError):
    """A count without one number."""

    message = _("Enter at least one number.")


@dataclass(frozen=True)
class RowProblem:
    """What is wrong with one row of a file; ``row`` counts from 1 and includes the heading."""

    row: int
    code: str
    problem: str

    @property
    def message(self) -> str:
        """The problem in words, a msgid."""
        return ROW_PROBLEMS[self.problem]


def row_problem(row: Sequence[str]) -> str | None:
    """Name what is wrong with a row of ``code, name`` by itself, or ``None``."""
    if len(row) < 2:  # noqa: PLR2004 -- code and name
        return "columns_missing"
    code, name = row[0], row[1]
    if len(code) not in LEVEL_OF_LENGTH or not code.isascii() or not is_division_code(code):
        return "code_malformed"
    if not name.strip():
        return "name_missing"
    if len(name) > LONGEST_DIVISION_NAME:
        return "name_too_long"
    if not PLAIN_NAME.fullmatch(name) and unsafe_characters(name):
        return "control_character"
    return None


def kind_on(division_code: str) -> str:
    """
    Tell what may be founded on a division: ``street`` (a federation) or ``district`` (a guidance group).

    :raises DivisionNotFit: on any other level
    """
    kinds = {STREET_CODE_LENGTH: "street", COUNTY_CODE_LENGTH: "district"}
    if len(division_code) not in kinds:
        raise DivisionNotFit(field="division_code")
    return kinds[len(division_code)]


def next_federation_code(*, division_code: str, taken: Collection[str]) -> str:
    """Give the code of the next federation on a division: the division's own, then ``-2``, ``-3`` …"""
    if division_code not in taken:
        return division_code
    number = 2
    while f"{division_code}-{number}" in taken:
        number += 1
    return f"{division_code}-{number}"


def community_names(committees: Sequence[str]) -> list[str]:
    """
    Call communities as people do: 南溪社区居委会 → 南溪社区.

    A name that would not end in 社区 or 村, or that two committees would share, stays as it is. Same order as given.
    """
    short = [COMMITTEE.sub("", name) for name in committees]
    times = Counter(short)
    return [
        name if CALLED_SO.search(name) and times[name] == 1 else full
        for full, name in zip(committees, short, strict=True)
    ]


def require_past(*, counted_on: date, today: date) -> None:
    """
    Refuse a count that has not happened yet.

    :raises CountedInFuture: if the day lies after ``today``
    """
    if counted_on > today:
        raise CountedInFuture(field="counted_on")
