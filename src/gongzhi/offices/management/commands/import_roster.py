"""Check a street's roster row by row, or take its clean rows over."""

import json
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gongzhi.common.imports import kinds as slot
from gongzhi.common.imports.kinds import ImportKind
from gongzhi.common.imports.models import ImportRow
from gongzhi.common.imports.previewing import JudgedSheet, judge_workbook
from gongzhi.common.imports.reading import FILE_BYTES, read_workbook
from gongzhi.common.imports.rows import RowState
from gongzhi.common.imports.services import commit_import, preview_import
from gongzhi.common.permissions import SYSTEM
from gongzhi.common.tenancy import scope
from gongzhi.common.web.refusals import words_of
from gongzhi.federations.models import Division, Federation, Level
from gongzhi.federations.services import found_federation
from gongzhi.kernel.errors import DomainError


class Command(BaseCommand):
    """The command ``import_roster``."""

    help = (
        "Read a street's roster (.xlsx or .csv): member organisations, enterprises, notables, officers. "
        "With --dry-run nothing is written; otherwise all clean rows are taken over in one transaction and the rows "
        "with problems stay behind. Exit code 0 when the file could be read, 1 when it could not."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Name the file, the federation, and the two switches."""
        parser.add_argument("file", type=Path, help="the workbook")
        parser.add_argument("--federation", required=True, metavar="CODE", help="code of the federation: 330402010")
        parser.add_argument("--dry-run", action="store_true", help="judge the rows and write nothing")
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        """Judge, print, and unless told otherwise take over."""
        content = _content(options["file"])
        try:
            with _home(options["federation"], is_rehearsal=options["dry_run"]) as federation, scope(federation.pk):
                answer = _answer(options["file"].name, content, is_rehearsal=options["dry_run"])
        except DomainError as error:
            raise CommandError(words_of(error)) from error
        self.stdout.write(json.dumps(answer, ensure_ascii=False, indent=2) if options["json"] else _as_text(answer))


@contextmanager
def _home(code: str, *, is_rehearsal: bool) -> Iterator[Federation]:
    """
    Find the federation.

    A rehearsal may also be for a division where none was founded yet: it is then founded in a transaction that is
    taken back, so that the rows are judged against that sub-district's communities.
    """
    federation = Federation.objects.filter(code=code).first()
    if federation is not None:
        yield federation
    elif not is_rehearsal or not Division.objects.filter(code=code, level=Level.STREET).exists():
        raise CommandError(_("There is no federation with the code %(code)s.") % {"code": code})
    else:
        with transaction.atomic():
            try:
                yield found_federation(actor=SYSTEM, division_code=code, name=code, at=timezone.now())
            finally:
                transaction.set_rollback(True)


def _content(file: Path) -> bytes:
    """Read the file, never more than one byte above the limit: the reader then says that it is too large."""
    try:
        with file.open("rb") as source:
            return source.read(FILE_BYTES + 1)
    except OSError as error:
        raise CommandError(_("The file %(file)s cannot be read.") % {"file": file}) from error


def _answer(name: str, content: bytes, *, is_rehearsal: bool) -> dict[str, Any]:
    sheets = judge_workbook(read_workbook(name=name, content=content), kinds=slot.kinds(), know=_know)
    answer: dict[str, Any] = {"sheets": [_sheet(sheet) for sheet in sheets]}
    if not is_rehearsal:
        answer["committed"] = _take_over(name, content, sheets)
    return answer


def _take_over(name: str, content: bytes, sheets: list[JudgedSheet]) -> int:
    """Commit what is clean and new; a file that was taken over before changes nothing."""
    new = [row for s in sheets if s.kind.write for row in s.rows if row.state == RowState.CLEAN]
    if new:
        at = timezone.now()
        batch = preview_import(actor=SYSTEM, file_name=name, content=content, at=at)
        commit_import(actor=SYSTEM, batch_id=batch.pk, at=at)
    return len(new)


def _know(kind: ImportKind) -> Any:
    return kind.know(ImportRow.objects.committed_digests(kind.code))


def _sheet(sheet: JudgedSheet) -> dict[str, Any]:
    return {
        "name": sheet.name,
        "kind": sheet.kind.code,
        "rows": len(sheet.rows),
        "clean": sum(not row.problems for row in sheet.rows),
        "unchanged": sum(row.is_unchanged for row in sheet.rows),
        "unknown_columns": list(sheet.table.unknown),
        "problems": [
            {
                "row": row.number,
                "sequence": int(row.sequence) if row.sequence.isdecimal() else row.sequence or None,
                "field": problem.field,
                "code": problem.code,
                "message": _(problem.message) % problem.params,
            }
            for row in sheet.rows
            for problem in row.problems
        ],
    }


def _as_text(answer: dict[str, Any]) -> str:
    lines = []
    for sheet in answer["sheets"]:
        lines.append(_("%(name)s: %(rows)s rows, %(clean)s clean") % sheet)
        lines += [_("  row %(row)s: %(message)s") % problem for problem in sheet["problems"]]
    if "committed" in answer:
        lines.append(_("%(committed)s rows were taken over.") % answer)
    return "\n".join(lines)
