"""Load communities (or any divisions) from a list of codes and names."""

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext

from gongzhi.common.web.refusals import words_of
from gongzhi.federations.services import BadRows, import_divisions
from gongzhi.kernel.errors import DomainError


class Command(BaseCommand):
    """Read, check, load; exit 0 when loaded, 1 when rows are wrong, 2 when it cannot be done at all."""

    help = "Load divisions from FILE (code,name; plain or .gz): of the counties asked for, or all of them."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="the list, for example communities.csv.gz")
        parser.add_argument(
            "--county",
            action="append",
            default=[],
            metavar="CODE",
            help="only this county (six digits); may be repeated",
        )
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, file: Path, county: list[str], **options: Any) -> None:
        if not file.is_file():
            raise CommandError(f"There is no file {file}.", returncode=2)
        try:
            report = import_divisions(file=file, counties=county)
        except BadRows as error:
            self._say_problems(error, as_json=options["json"])
            sys.exit(1)
        except DomainError as error:
            raise CommandError(words_of(error), returncode=2) from error
        if options["json"]:
            self.stdout.write(json.dumps({**report.as_dict(), "problems": []}))
            return
        self.stdout.write(
            f"{report.rows} rows read, {report.taken} taken: "
            f"{report.added} new, {report.renamed} renamed, {report.unchanged} unchanged."
        )

    def _say_problems(self, error: BadRows, *, as_json: bool) -> None:
        problems = [
            {"row": p.row, "value": p.code, "code": p.problem, "message": gettext(p.message)} for p in error.problems
        ]
        if as_json:
            self.stdout.write(json.dumps({"problems": problems}, ensure_ascii=False))
            return
        for problem in problems:
            self.stderr.write(f"row {problem['row']}: {problem['value']}: {problem['message']}")
        self.stderr.write(words_of(error))
