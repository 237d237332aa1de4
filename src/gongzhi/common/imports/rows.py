"""This will hold rows as they are read and as they are judged: plain Python, for judges that know no Django."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from typing import Any

from gongzhi.common.imports.problems import Problem
from gongzhi.common.imports.workbook import Cell


class RowState(StrEnum):
    """Name how a row stands in a preview."""

    CLEAN = "clean"
    PROBLEM = "problem"
    UNCHANGED = "unchanged"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class RawRow:
    """A row as it was read; ``number`` is the sheet's own, from 1. ``sheet`` tells sheets of one kind apart."""

    number: int
    cells: Mapping[str, Cell]
    sheet: str = ""


@dataclass(frozen=True, slots=True)
class JudgedRow:
    """
    What a row says and what is wrong with it.

    ``values`` hold JSON only and are complete as far as no problem stands in the way. ``digest`` is equal for rows
    that say the same. ``unchanged`` means that the register already says so.
    """

    number: int
    sequence: str
    values: Mapping[str, Any]
    problems: tuple[Problem, ...] = ()
    is_unchanged: bool = False
    digest: str = ""

    @property
    def state(self) -> RowState:
        """Clean, problem or unchanged."""
        if self.problems:
            return RowState.PROBLEM
        return RowState.UNCHANGED if self.is_unchanged else RowState.CLEAN


def digest(kind_code: str, values: Mapping[str, object]) -> str:
    """Make the fingerprint of what a row says (hex SHA-256), whatever the order of its columns."""
    text = json.dumps([kind_code, values], sort_keys=True, ensure_ascii=False)
    return sha256(text.encode(errors="surrogatepass")).hexdigest()
