"""Make everything ready to serve: tables, the key of the log, translations, static files. Running it again changes nothing."""

from pathlib import Path
from typing import Any

from django.apps import apps
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connection

from gongzhi.common.audit import ensure_signing_key
from gongzhi.common.translations import compile_all

# Any number, the same in each process: two set-ups of one database take turns.
ADVISORY_LOCK = 0x676F6E67


class Command(BaseCommand):
    """Set up, step by step."""

    help = "Migrate the database, make the key of the log, compile translations, collect static files."

    def handle(self, *args: Any, **options: Any) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [ADVISORY_LOCK])
            try:
                call_command("migrate", interactive=False, verbosity=0)
            finally:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [ADVISORY_LOCK])
        self.stdout.write("The database is up to date.")
        self.stdout.write(f"The log is signed with the key {ensure_signing_key()}.")
        source = Path(apps.get_app_config("common").path).parent
        self.stdout.write(f"Translations compiled: {len(compile_all(source))}.")
        call_command("collectstatic", interactive=False, verbosity=0)
        self.stdout.write("Static files are in their place.")
