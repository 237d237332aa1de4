"""This will let an operator check, seal and prove the log."""

import json
import sys
from argparse import ArgumentParser
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID

from django.apps import apps
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from gongzhi.common import audit
from gongzhi.common.audit.models import AuditEvent
from gongzhi.common.tenancy import across, scope


class Command(BaseCommand):
    """``audit verify``: exit 0 intact, 1 tampered with, 2 cannot be checked."""

    help = "Check, seal and prove the log of deeds."

    def add_arguments(self, parser: ArgumentParser) -> None:
        steps = parser.add_subparsers(dest="step", required=True)
        verify = steps.add_parser("verify", help="read the whole log again; exit 0 intact, 1 tampered, 2 cannot check")
        verify.add_argument("--federation", default="", metavar="CODE", help="only this federation; default: all")
        verify.add_argument("--against", nargs="+", type=Path, default=[], metavar="FILE", help="notes of witnesses")
        verify.add_argument("--json", action="store_true", dest="as_json", help="write the reports for machines")
        checkpoint = steps.add_parser("checkpoint", help="seal the log and write its checkpoint as a note")
        checkpoint.add_argument("--federation", default="", metavar="CODE", help="may be left out where there is one")
        checkpoint.add_argument("--out", type=Path, required=True, metavar="FILE")
        prove = steps.add_parser("prove", help="write the proof that one event stands in the log")
        prove.add_argument("event", type=UUID, metavar="ID")

    def handle(self, *, step: str, **options: Any) -> None:
        steps: dict[str, Callable[..., None]] = {
            "verify": self._verify,
            "checkpoint": self._checkpoint,
            "prove": self._prove,
        }
        steps[step](**options)

    def _verify(self, *, federation: str, against: list[Path], as_json: bool, **_options: Any) -> None:
        chosen = _federations(federation)
        reports = [(row.name, audit.verify(row.pk, against)) for row in chosen]
        if as_json:
            self._write_json([report for _name, report in reports])
        else:
            for name, report in reports:
                self._write_report(name, report)
        codes = {report.exit_code for _name, report in reports}
        sys.exit(1 if audit.ExitCode.TAMPERED in codes else max(codes, default=0))

    def _checkpoint(self, *, federation: str, out: Path, **_options: Any) -> None:
        chosen = _federations(federation)
        if len(chosen) != 1:
            raise CommandError(_("Name one federation with --federation CODE."))
        with scope(chosen[0].pk):
            audit.seal_now()
            checkpoint = audit.last_checkpoint()
        if checkpoint is None:
            raise CommandError(_("The log is empty."))
        out.write_text(audit.note_of(checkpoint).text(), encoding="utf-8")
        self.stdout.write(_("Written to %(file)s. Keep it outside this house.") % {"file": out})

    def _prove(self, *, event: UUID, **_options: Any) -> None:
        with across(reason="find the federation of an event that is to be proven"):
            owner = AuditEvent.objects.filter(pk=event).values_list("federation_id", flat=True).first()
        if owner is None:
            raise CommandError(_("There is no such event."))
        with scope(owner):
            try:
                proof = audit.prove(event)
            except audit.NotSealedYet as problem:
                raise CommandError(_("The event is not sealed yet. Try again in a minute.")) from problem
        self.stdout.write(json.dumps(proof.as_json(), indent=1, ensure_ascii=False))

    def _write_json(self, reports: list[audit.VerifyReport]) -> None:
        self.stdout.write(json.dumps([report.as_json() for report in reports], indent=1, ensure_ascii=False))

    def _write_report(self, name: str, report: audit.VerifyReport) -> None:
        for line in _lines(report):
            self.stdout.write(f"{name}: {line}")


def _federations(code: str) -> list[Any]:
    rows = apps.get_model(settings.TENANT_MODEL).objects.order_by("code")
    chosen = list(rows.filter(code=code) if code else rows)
    if code and not chosen:
        raise CommandError(_("There is no federation with the code %(code)s.") % {"code": code})
    return chosen


def _lines(report: audit.VerifyReport) -> list[str]:
    """Say what a check found: problems first, then the verdict."""
    lines = [problem.sentence() for problem in (*report.problems, *report.unusable)]
    if report.clock_went_back_at:
        first = report.clock_went_back_at[0]
        lines.append(_("Note: the clock went back, first at event %(seq)s.") % {"seq": first})
    if report.erased_count:
        lines.append(_("Note: the contents of %(count)s events were erased by law.") % {"count": report.erased_count})
    if not report.excludes_truncation:
        lines.append(_("Note: without a witness nobody can exclude that the end of the log was cut off."))
    counts = {"size": report.size, "waiting": report.waiting_count, "root": report.root.hex()[:16]}
    lines.append(_VERDICTS[report.exit_code]() % counts)
    return lines


_VERDICTS = {
    audit.ExitCode.INTACT: lambda: _("Intact: %(size)s events, %(waiting)s not sealed yet, root %(root)s."),
    audit.ExitCode.TAMPERED: lambda: _("Tampered with: %(size)s events were read, root %(root)s."),
    audit.ExitCode.CANNOT_CHECK: lambda: _("Cannot be checked: %(size)s events were read, root %(root)s."),
}
