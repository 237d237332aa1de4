"""Say what is wrong with this installation. Exit code 0: nothing but warnings; 1: a problem."""

import json
import sys
from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from gongzhi.common.diagnosis import State, examine

MARKS = {State.FINE: "fine   ", State.WARNING: "WARNING", State.PROBLEM: "PROBLEM"}


class Command(BaseCommand):
    """Examine and report."""

    help = "Look for what is wrong with this installation."
    requires_system_checks = ()  # their answers are part of the report

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        findings = examine(at=timezone.now())
        if options["json"]:
            self.stdout.write(json.dumps({"findings": [asdict(finding) for finding in findings]}, ensure_ascii=False))
        else:
            for finding in findings:
                self.stdout.write(f"{MARKS[finding.state]}  {finding.subject}: {finding.words}")
        if any(finding.state is State.PROBLEM for finding in findings):
            sys.exit(1)
