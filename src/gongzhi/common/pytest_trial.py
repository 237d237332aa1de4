"""
Give the tests their own PostgreSQL: a pytest plugin, loaded by ``-p`` before Django's settings.

Unless ``DATABASE_URL`` is set, each run of pytest gets a server in a new temporary folder, shared by the
workers of pytest-xdist. It starts when the first test asks for a database, so tests of plain Python need none.
"""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from gongzhi.common.translations import compile_all
from gongzhi.common.trial import THROWAWAY, TrialServer

FOLDER_VARIABLE = "GONGZHI_TEST_SERVER"
_PREFIX = "gongzhi-tests-"
_I_MADE_IT = False


def _choose_server() -> None:
    """Name the server by its address; xdist's workers find the name in their environment."""
    global _I_MADE_IT  # noqa: PLW0603 -- one per process, read once at its end
    if "DATABASE_URL" in os.environ:
        return
    _remove_left_overs()
    folder = Path(tempfile.mkdtemp(prefix=_PREFIX))
    os.environ[FOLDER_VARIABLE] = str(folder)
    os.environ["DATABASE_URL"] = TrialServer(folder, settings=THROWAWAY).url
    _I_MADE_IT = True


def _remove_left_overs() -> None:
    """Stop and remove the servers of runs that were killed: nobody holds their lock any more."""
    for folder in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        with suppress(OSError), (folder / "users").open("r+") as users:
            fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
            server = TrialServer(folder, settings=THROWAWAY)
            if server.is_ready():
                fcntl.flock(users, fcntl.LOCK_UN)
                server.attach()
                server.release()
            shutil.rmtree(folder, ignore_errors=True)


_choose_server()
compile_all(Path(__file__).resolve().parents[1])


@contextmanager
def running_server() -> Iterator[None]:
    """Keep the server running, which the first to ask starts and the last to leave stops."""
    folder = os.environ.get(FOLDER_VARIABLE)
    if folder is None:
        yield
        return
    server = TrialServer(Path(folder), settings=THROWAWAY)
    server.attach()
    try:
        yield
    finally:
        server.release()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what needs a database with ``db`` and what needs a browser with ``browser``, to choose or leave them out."""
    for item in items:
        given = getattr(getattr(item, "callspec", None), "params", {})
        fixtures = set(getattr(item, "fixturenames", ())) - set(given)
        if item.get_closest_marker("django_db") or fixtures & {"db", "transactional_db"}:
            item.add_marker(pytest.mark.db)
        if fixtures & {"page", "context", "browser"}:
            item.add_marker(pytest.mark.browser)


def pytest_unconfigure() -> None:
    """Remove the folder; the controlling process ends after its workers."""
    if _I_MADE_IT:
        shutil.rmtree(os.environ[FOLDER_VARIABLE], ignore_errors=True)
