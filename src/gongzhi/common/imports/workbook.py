"""This will hold what was read from a workbook: sheets of cells, nothing else of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

Cell = str | int | float | bool | date | datetime | None
# A cell as JSON keeps it: text, number, truth, nothing, or {"d": ISO day} and {"t": ISO moment}.
JsonCell = str | int | float | bool | None | dict[str, str]


@dataclass(frozen=True)
class Merged:
    """A merged range; rows and columns count from 0, first and last are both in."""

    first_row: int
    first_column: int
    last_row: int
    last_column: int


@dataclass(frozen=True)
class Sheet:
    """One sheet; ``rows[i]`` is the sheet's row number ``i + 1``, blank rows included."""

    name: str
    rows: list[tuple[Cell, ...]]
    merged: tuple[Merged, ...] = ()


@dataclass(frozen=True)
class Workbook:
    """The sheets of a workbook in their order."""

    sheets: tuple[Sheet, ...]


def cell_to_json(cell: Cell) -> JsonCell:
    """Write a cell so that JSON keeps its type. The database holds no NUL: another control stands in for it."""
    if isinstance(cell, datetime):
        return {"t": cell.isoformat()}
    if isinstance(cell, date):
        return {"d": cell.isoformat()}
    return cell.replace("\0", "\1") if isinstance(cell, str) else cell


def cell_from_json(value: JsonCell) -> Cell:
    """
    Read a cell back from JSON.

    :raises ValueError: if it was not written by `cell_to_json`
    """
    if not isinstance(value, Mapping):
        return value
    if "t" in value:
        return datetime.fromisoformat(value["t"])
    if "d" in value:
        return date.fromisoformat(value["d"])
    raise ValueError("not a cell")
