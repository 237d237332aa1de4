"""Load the divisions that ship with the package; running it again changes nothing."""

from typing import Any

from django.core.management.base import BaseCommand

from gongzhi.federations.services import load_divisions


class Command(BaseCommand):
    """Load them, and say how many are new."""

    help = "Load all divisions down to sub-districts, and the communities of the demo's district."

    def handle(self, *args: Any, **options: Any) -> None:
        reports = load_divisions()
        rows, added = sum(report.taken for report in reports), sum(report.added for report in reports)
        self.stdout.write(f"Divisions: {rows}, {added} of them new.")
