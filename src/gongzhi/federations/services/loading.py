"""This will bring the divisions of the country into the database, quickly and always the same way."""

import csv
import gzip
from collections.abc import Collection, Iterator
from dataclasses import asdict, dataclass
from importlib.resources import as_file, files
from io import TextIOWrapper
from pathlib import Path
from typing import Any, cast

from django.db import connection, transaction

from gongzhi.federations.models import Division
from gongzhi.federations.rules import LEVEL_OF_LENGTH, PARENT_LENGTH, DivisionUnknown, RowProblem, row_problem
from gongzhi.kernel.errors import DomainError
from gongzhi.kernel.text import gettext_noop as _

SHIPPED = ("to_street.csv.gz", "communities_330402.csv.gz")
# The whole country has 665,276 rows in 25 MB; more is no list of divisions.
MOST_ROWS = 2_000_000
LONGEST_LINE = 1_000
MOST_PROBLEMS = 50
GZIP_MAGIC = b"\x1f\x8b"

INCOMING = """
    DROP TABLE IF EXISTS pg_temp.incoming_division;
    CREATE TEMPORARY TABLE incoming_division
    (row_number integer, code varchar(12), name varchar(100), level varchar(12), parent_code varchar(9)) ON COMMIT DROP
"""
TWICE = """
    SELECT row_number, code FROM
    (SELECT row_number, code, row_number() OVER (PARTITION BY code ORDER BY row_number) AS nth FROM incoming_division) r
    WHERE nth > 1 ORDER BY row_number LIMIT %s
"""
ORPHANS = """
    SELECT i.row_number, i.code FROM incoming_division i WHERE i.parent_code <> ''
    AND NOT EXISTS (SELECT 1 FROM incoming_division p WHERE p.code = i.parent_code)
    AND NOT EXISTS (SELECT 1 FROM federations_division d WHERE d.code = i.parent_code)
    ORDER BY i.row_number LIMIT %s
"""
KNOWN = "SELECT count(*) FROM incoming_division i JOIN federations_division d ON d.code = i.code"
UPSERT = """
    INSERT INTO federations_division (code, name, level, parent_code)
    SELECT code, name, level, parent_code FROM incoming_division
    ON CONFLICT (code) DO UPDATE SET name = excluded.name WHERE federations_division.name <> excluded.name
"""


class UnreadableFile(DomainError):
    """The file is no list of divisions at all."""

    message = _("%(file)s cannot be read: %(why)s")


class BadRows(DomainError):
    """Some rows are wrong; nothing was written. ``problems`` are ordered by row, at most 50."""

    message = _("%(file)s has rows that are wrong. Nothing was loaded.")

    def __init__(self, *, file: str, problems: list[RowProblem]) -> None:
        super().__init__(file=file)
        self.problems = problems


@dataclass(frozen=True)
class DivisionReport:
    """Counts of rows: in the file, taken for the counties asked for, new, with a new name, as they were."""

    rows: int
    taken: int
    added: int
    renamed: int
    unchanged: int

    def as_dict(self) -> dict[str, int]:
        """Hand the counts over for JSON."""
        return asdict(self)


def load_divisions() -> list[DivisionReport]:
    """Load what ships with the package: all divisions down to sub-districts, and the communities of one district."""
    reports = []
    for name in SHIPPED:
        with as_file(files("gongzhi.federations").joinpath("data", name)) as path:
            reports.append(import_divisions(file=path))
    return reports


def import_divisions(*, file: Path, counties: Collection[str] = ()) -> DivisionReport:
    """
    Load a list of ``code,name``, plain or gzipped; of ``counties`` (codes of six digits) only, or all.

    Loading the same file again changes nothing. Divisions are never removed: federations may stand on them.

    :raises UnreadableFile: if it is no UTF-8 text of two columns, or far too long
    :raises BadRows: if any row taken is wrong; then nothing is written
    :raises DivisionUnknown: if a county asked for does not exist
    """
    _require_counties(counties)
    reader = _Reader(file, frozenset(counties))
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 0")
        cursor.execute(INCOMING)
        # Django's wrapper hands unknown names through to psycopg's own cursor.
        with cast("Any", cursor).copy("COPY incoming_division FROM STDIN") as copy:
            for row in reader.rows():
                copy.write_row(row)
        _refuse(file, [*reader.problems, *_problems_between_rows(cursor)])
        return _upsert(cursor, reader)


def _require_counties(counties: Collection[str]) -> None:
    known = set(Division.objects.filter(code__in=counties, level="county").values_list("code", flat=True))
    for code in counties:
        if code not in known:
            raise DivisionUnknown(code=code, field="county")


def _problems_between_rows(cursor: Any) -> Iterator[RowProblem]:
    for query, problem in ((TWICE, "duplicate"), (ORPHANS, "parent_unknown")):
        cursor.execute(query, [MOST_PROBLEMS])
        for row, code in cursor.fetchall():
            yield RowProblem(row, code, problem)


def _refuse(file: Path, problems: list[RowProblem]) -> None:
    if problems:
        raise BadRows(file=file.name, problems=sorted(problems, key=lambda p: p.row)[:MOST_PROBLEMS])


def _upsert(cursor: Any, reader: "_Reader") -> DivisionReport:
    cursor.execute(KNOWN)
    known = cursor.fetchone()[0]
    cursor.execute(UPSERT)
    touched = cursor.rowcount
    added = reader.taken - known
    if added:
        # Without fresh statistics the planner looks at every community to find a sub-district.
        cursor.execute("ANALYZE federations_division")
    renamed = touched - added
    return DivisionReport(reader.seen, reader.taken, added, renamed, known - renamed)


class _Reader:
    """Reads the file row by row and keeps what is wrong with it."""

    def __init__(self, file: Path, counties: frozenset[str]) -> None:
        self.file = file
        self.counties = counties
        self.problems: list[RowProblem] = []
        self.seen = 0
        self.taken = 0

    def rows(self) -> Iterator[tuple[int, str, str, str, str]]:
        """Yield the good rows that are asked for: number, code, name, level, code of the parent."""
        for number, row in enumerate(self._cells(), start=1):
            if not row or (number == 1 and not row[0].strip().isdecimal()):
                continue
            self.seen += 1
            if self.counties and row[0][:6] not in self.counties:
                continue
            problem = row_problem(row)
            if problem is None:
                self.taken += 1
                code = row[0]
                yield number, code, row[1], LEVEL_OF_LENGTH[len(code)], code[: PARENT_LENGTH[len(code)]]
            elif len(self.problems) < MOST_PROBLEMS:
                self.problems.append(RowProblem(number, row[0][:20], problem))

    def _cells(self) -> Iterator[list[str]]:
        try:
            yield from csv.reader(self._lines())
        except (OSError, EOFError, UnicodeError, csv.Error) as error:
            raise UnreadableFile(file=self.file.name, why=str(error)) from error

    def _lines(self) -> Iterator[str]:
        with self.file.open("rb") as raw:
            is_gzip = raw.read(2) == GZIP_MAGIC
            raw.seek(0)
            binary = cast("Any", gzip.GzipFile(fileobj=raw) if is_gzip else raw)
            text = TextIOWrapper(binary, encoding="utf-8-sig", newline="")
            for number in range(MOST_ROWS + 1):
                line = text.readline(LONGEST_LINE)
                if not line:
                    return
                if len(line) == LONGEST_LINE or number == MOST_ROWS:
                    raise UnreadableFile(file=self.file.name, why="too long for a list of divisions")
                yield line
