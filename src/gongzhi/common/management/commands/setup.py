"""Make everything ready to serve: tables, the log's key, translations, static files. A second run changes nothing."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.apps import apps
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from gongzhi.common.audit import ensure_signing_key
from gongzhi.common.translations import compile_all

# Any number, the same in each process: two set-ups of one database take turns.
ADVISORY_LOCK = 0x676F6E67


class Command(BaseCommand):
    """Set up, step by step."""

    help = "Migrate the database, make the key of the log, compile translations, collect static files."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--federation", default="", metavar="CODE", help="also found the federation of this division"
        )
        parser.add_argument("--name", default="", help="its name (default: made from the division's)")
        parser.add_argument("--secretary", default="", metavar="NAME", help="its first secretary")

    def handle(self, *args: Any, **options: Any) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SET statement_timeout = 0")  # a migration of a large table may take its time
            cursor.execute("SELECT pg_advisory_lock(%s)", [ADVISORY_LOCK])
            try:
                call_command("migrate", interactive=False, verbosity=0)
            finally:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [ADVISORY_LOCK])
        self.stdout.write("The database is up to date.")
        self.stdout.write(f"The log is signed with the key {ensure_signing_key()}.")
        # Rooms above know how; here their commands are called by name.
        call_command("load_divisions", stdout=self.stdout)
        source = Path(apps.get_app_config("common").path).parent
        self.stdout.write(f"Translations compiled: {len(compile_all(source))}.")
        call_command("collectstatic", interactive=False, verbosity=0)
        self.stdout.write("Static files are in their place.")
        if options["federation"]:
            self._begin(**options)

    def _begin(self, *, federation: str, name: str, secretary: str, **_rest: Any) -> None:
        if not secretary:
            raise CommandError("--federation needs --secretary NAME: somebody has to begin.", returncode=2)
        call_command("begin_federation", federation=federation, name=name, secretary=secretary, stdout=self.stdout)
