"""
This will open one workbook in a process of its own, under limits, and write its cells as JSON.

Run as a script: the workbook comes in on standard input, one JSON object goes out on standard output. The exit code
tells the parent what happened. It imports nothing of Gongzhi, so that it starts quickly and holds nothing to steal.
"""

import json
import sys
from contextlib import suppress
from datetime import date, datetime
from io import BytesIO

MEMORY_BYTES = 512 * 1024 * 1024
CPU_SECONDS = 20
LARGEST_TEXT = 32_767
DAMAGED, TOO_LARGE = 3, 4


def _limit_myself() -> None:
    try:
        import resource  # noqa: PLC0415 -- absent on some systems
    except ImportError:
        return
    for name, value in (
        (resource.RLIMIT_AS, MEMORY_BYTES),
        (resource.RLIMIT_CPU, CPU_SECONDS),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        with suppress(ValueError, OSError):
            resource.setrlimit(name, (value, value))


def _plain(cell: object) -> object:
    if isinstance(cell, bool):
        return cell
    if isinstance(cell, float):
        return int(cell) if cell.is_integer() and abs(cell) < 1e15 else cell  # noqa: PLR2004 -- exact in a float
    if isinstance(cell, datetime):
        return {"t": cell.isoformat()}
    if isinstance(cell, date):
        return {"d": cell.isoformat()}
    text = str(cell)
    return text or None


class _Budget:
    """How much may still be written, so that one long text repeated in each cell cannot fill the parent."""

    def __init__(self, rows: int, columns: int, cells: int, characters: int) -> None:
        self.rows, self.columns, self.cells, self.characters = rows, columns, cells, characters

    def spend(self, row: list[object]) -> None:
        filled = [cell for cell in row if cell is not None]
        self.cells -= len(filled)
        self.characters -= sum(len(cell) for cell in filled if isinstance(cell, str))
        if self.cells < 0 or self.characters < 0 or any(isinstance(c, str) and len(c) > LARGEST_TEXT for c in filled):
            sys.exit(TOO_LARGE)


def _rows(sheet: object, budget: _Budget) -> list[list[object]]:
    if sheet.total_height > budget.rows or sheet.total_width > budget.columns:  # type: ignore[attr-defined]
        sys.exit(TOO_LARGE)
    rows = []
    for row in sheet.to_python(skip_empty_area=False):  # type: ignore[attr-defined]
        plain = [_plain(cell) for cell in row]
        while plain and plain[-1] is None:
            plain.pop()
        budget.spend(plain)
        rows.append(plain)
    return rows


def main(limits: list[str]) -> None:
    """Read standard input, write standard output; ``limits`` are rows, columns, cells and characters at most."""
    _limit_myself()
    import python_calamine  # noqa: PLC0415 -- under the limits, not before

    budget = _Budget(*(int(limit) for limit in limits))
    try:
        book = python_calamine.load_workbook(BytesIO(sys.stdin.buffer.read()))
        names = book.sheet_names
        sheets = []
        for index, name in enumerate(names):
            try:
                sheet = book.get_sheet_by_index(index)
            except python_calamine.WorksheetNotFound:
                continue
            merged = [[*first, *last] for first, last in sheet.merged_cell_ranges or ()]
            sheets.append({"name": name, "rows": _rows(sheet, budget), "merged": merged})
    except MemoryError:
        sys.exit(TOO_LARGE)
    except (python_calamine.CalamineError, ValueError, OverflowError):
        sys.exit(DAMAGED)
    sys.stdout.write(json.dumps({"sheets": sheets}, ensure_ascii=True))


if __name__ == "__main__":
    main(sys.argv[1:])
