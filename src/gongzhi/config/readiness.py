"""
Tell whether anything must be done before serving, in milliseconds and without loading Django.

What ``gongzhi setup`` did last is remembered in ``var/ready.json``: a hash of the migrations, translations and static
files it worked on, and the number of migrations in the database afterwards.
"""

import hashlib
import json
import os
from contextlib import suppress
from pathlib import Path

import psycopg

from gongzhi.common.translations import outdated
from gongzhi.config.trial import var_folder

SOURCE = Path(__file__).resolve().parents[1]
_PATTERNS = ("**/migrations/*.py", "**/locale/**/*.po", "**/static/**/*")


def is_ready() -> bool:
    """Tell whether ``gongzhi setup`` has nothing to do for the database that ``DATABASE_URL`` names."""
    remembered: object = None
    with suppress(OSError, ValueError):
        remembered = json.loads(_memory().read_text("utf-8"))
    return remembered == _present() and not outdated(SOURCE)


def remember() -> None:
    """Note that ``gongzhi setup`` has just been done."""
    memory = _memory()
    memory.parent.mkdir(parents=True, exist_ok=True)
    making = memory.with_suffix(".making")
    making.write_text(json.dumps(_present()), "utf-8")
    making.replace(memory)


def has_federations() -> bool:
    """Tell whether the database holds a federation already."""
    return bool(_ask("SELECT count(*) FROM federations_federation"))


def _present() -> dict[str, object]:
    return {"sources": _hash_of_sources(), "migrations": _ask("SELECT count(*) FROM django_migrations")}


def _memory() -> Path:
    return var_folder() / "ready.json"


def _hash_of_sources() -> str:
    digest = hashlib.sha256()
    for pattern in _PATTERNS:
        for path in sorted(SOURCE.glob(pattern)):
            if path.is_file():
                digest.update(str(path.relative_to(SOURCE)).encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def _ask(query: str) -> int | None:
    """Ask for one number; ``None`` when the table is not there yet."""
    with psycopg.connect(os.environ["DATABASE_URL"], connect_timeout=10) as connection:
        try:
            row = connection.execute(query.encode()).fetchone()
        except psycopg.errors.UndefinedTable:
            return None
    return int(row[0]) if row else None
