"""This will print the verdicts of a federation on a day."""

import json
from argparse import ArgumentParser
from collections import Counter
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import translation
from django.utils.translation import gettext

from gongzhi.common.clock import today
from gongzhi.common.tenancy import scope
from gongzhi.federations.models import Federation
from gongzhi.institution.rules.composition import CompositionVerdict
from gongzhi.institution.rules.verdicts import Verdict
from gongzhi.institution.selectors.board import Board, board_of, on_whom
from gongzhi.institution.selectors.seats import composition_on
from gongzhi.institution.words import seal_words, speak, title_of


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as wrong:
        raise CommandError(gettext("“%(text)s” is no day; write it as 2026-11-22.") % {"text": text}) from wrong


class Command(BaseCommand):
    """
    The command ``verdicts``.

    Exit code 0 whatever the verdicts are; 2 if the federation or the day is unknown.
    """

    help = "Print what the institution asks of a federation in the year of a day, and how each duty stands."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Name the federation and the day."""
        parser.add_argument("--federation", required=True, metavar="CODE", help="code of the federation")
        parser.add_argument("--on", metavar="DATE", help="the day, as 2026-11-22; today if left out")
        parser.add_argument("--json", action="store_true", help="one JSON object instead of a table")
        parser.add_argument("--language", default="zh-hans", help="zh-hans or en")

    def handle(self, *args: Any, **options: Any) -> None:
        """Judge and print."""
        with translation.override(options["language"]):
            federation = Federation.objects.filter(code=options["federation"]).first()
            if federation is None:
                words = gettext("There is no federation with the code %(code)s.")
                raise CommandError(words % {"code": options["federation"]})
            on = _day(options["on"]) if options["on"] else today()
            with scope(federation.pk):
                board = board_of(on=on, federation=federation)
                seats = composition_on(on=on, rules=board.institution)
            self._print(federation, board, seats, as_json=options["json"])

    def _print(self, federation: Federation, board: Board, seats: list[CompositionVerdict], *, as_json: bool) -> None:
        if as_json:
            self.stdout.write(json.dumps(_report(federation, board, seats), ensure_ascii=False))
            return
        for verdict in board.verdicts:
            whom = on_whom(verdict.obligation)
            day = verdict.due_on.isoformat() if verdict.due_on else "-"
            line = [seal_words(verdict), day, title_of(verdict.clause), whom, speak(verdict.missing)]
            self.stdout.write("\t".join(part for part in line if part))
        counts = Counter(verdict.status.value for verdict in board.verdicts)
        self.stdout.write(" ".join(f"{status}={count}" for status, count in sorted(counts.items())))


def _report(federation: Federation, board: Board, seats: list[CompositionVerdict]) -> dict[str, Any]:
    return {
        "federation": federation.code,
        "on": board.on.isoformat(),
        "clauses_in_force": len(board.institution.in_force(board.on)),
        "counts": dict(Counter(verdict.status.value for verdict in board.verdicts)),
        "verdicts": [_row(verdict) for verdict in board.verdicts],
        "composition": [_seat_row(found) for found in seats],
    }


def _row(verdict: Verdict) -> dict[str, Any]:
    return {
        "clause": verdict.clause.code,
        "article": verdict.clause.article,
        "title": title_of(verdict.clause),
        "layer": verdict.clause.layer.value,
        "status": verdict.status.value,
        "subject": verdict.subject,
        "whom": on_whom(verdict.obligation),
        "period": [verdict.period.starts_on.isoformat(), _iso(verdict.period.ends_on)],
        "due_on": _iso(verdict.due_on),
        "provisional": verdict.obligation.provisional,
        "needed": verdict.needed,
        "counted": verdict.counted,
        "missing": speak(verdict.missing),
        "evidence": [{"on": row.on.isoformat(), "title": row.title} for row in verdict.evidence],
    }


def _seat_row(found: CompositionVerdict) -> dict[str, Any]:
    return {
        "clause": found.clause.code,
        "title": title_of(found.clause),
        "status": found.status.value,
        "findings": [speak(finding.sentence) for finding in found.findings],
    }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
