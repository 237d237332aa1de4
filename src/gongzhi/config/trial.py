"""
Find the database for a command: the one that ``DATABASE_URL`` names, else the trial's own.

This is the one place besides ``settings`` that looks at the environment, as it must do so before they load.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from gongzhi.common.trial import TrialServer

CHECKOUT = Path(__file__).resolve().parents[3]
DEFAULT_SETTINGS = "gongzhi.config.settings.dev"


def var_folder() -> Path:
    """Name the folder for what a trial writes; ``GONGZHI_VAR`` moves it."""
    return Path(os.environ.get("GONGZHI_VAR") or CHECKOUT / "var")


def choose_settings() -> None:
    """Name Django's settings unless somebody has done so."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", DEFAULT_SETTINGS)


@contextmanager
def database() -> Iterator[TrialServer | None]:
    """
    Keep a database at hand: hand over the trial's server, or ``None`` if ``DATABASE_URL`` names another.

    The trial's server is started if nobody runs it, and stopped at the end if nobody else uses it.

    :raises TrialDatabaseError: if it does not start
    """
    if os.environ.get("DATABASE_URL"):
        yield None
        return
    server = TrialServer(var_folder() / "postgres")
    os.environ["DATABASE_URL"] = server.attach()
    try:
        yield server
    finally:
        del os.environ["DATABASE_URL"]
        server.release()
