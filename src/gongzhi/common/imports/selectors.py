"""This will answer what a page of an import shows: counts, rows by state, the batch's sheets."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q

from gongzhi.common.imports.models import ImportBatch, ImportRow, ImportRowQuerySet
from gongzhi.common.imports.rows import RowState


@dataclass(frozen=True)
class SheetCounts:
    """How many rows of a sheet stand how."""

    index: int
    name: str
    kind: str
    unknown: tuple[str, ...]
    clean: int = 0
    problem: int = 0
    unchanged: int = 0
    skipped: int = 0

    @property
    def rows(self) -> int:
        """All rows."""
        return self.clean + self.problem + self.unchanged + self.skipped


def sheet_counts(*, batch: ImportBatch) -> list[SheetCounts]:
    """Count the rows of each sheet by state, in the workbook's order; one query."""
    by_state = {state.value: Count("pk", filter=Q(state=state.value)) for state in RowState}
    rows = ImportRow.objects.filter(batch=batch).values("sheet_index").annotate(**by_state).order_by("sheet_index")
    counted: dict[int, Mapping[str, Any]] = {row["sheet_index"]: row for row in rows}
    names = [state.value for state in RowState]
    return [
        SheetCounts(
            index,
            sheet["name"],
            sheet["kind"],
            tuple(sheet["unknown"]),
            **{name: counted[index][name] for name in names if index in counted},
        )
        for index, sheet in enumerate(batch.sheets)
    ]


def rows_to_show(*, batch: ImportBatch, sheet_index: int, state: str = "") -> ImportRowQuerySet:
    """List the rows of a sheet, all or those of one state, in the sheet's order; not yet paged."""
    rows = ImportRow.objects.filter(batch=batch, sheet_index=sheet_index)
    return (rows.filter(state=state) if state else rows).in_order()
