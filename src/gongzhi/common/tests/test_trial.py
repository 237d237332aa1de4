"""The trial's PostgreSQL starts, is shared, survives what happens to computers, and leaves nothing behind."""

import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil
import psycopg
import pytest

from gongzhi.common.trial import THROWAWAY, TrialDatabaseError, TrialServer

HOLD = """
import sys, time
from pathlib import Path
from gongzhi.common.trial import THROWAWAY, TrialServer
server = TrialServer(Path(sys.argv[1]), settings=THROWAWAY)
print(server.attach(), flush=True)
sys.stdin.read()
server.release()
"""


@pytest.fixture
def place():
    """A folder of our own: each start of pytest closes its tmp_path to other users, such as root's PostgreSQL."""
    with tempfile.TemporaryDirectory() as folder:
        yield Path(folder)


@pytest.fixture
def server(place):
    made = TrialServer(place / "server", settings=THROWAWAY)
    yield made
    made.attach()
    made.release()


def hold(folder: Path) -> subprocess.Popen[str]:
    """Attach in another process, until its input is closed."""
    words = [sys.executable, "-c", HOLD, str(folder)]
    return subprocess.Popen(words, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE)


def postmaster(server: TrialServer) -> int:
    return int((server.data / "postmaster.pid").read_text().splitlines()[0])


def is_running(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def wait_for_end(pid: int) -> None:
    deadline = time.monotonic() + 10
    while is_running(pid) and time.monotonic() < deadline:
        time.sleep(0.05)


def test_the_role_owns_its_database_and_is_bound_by_row_security(server):
    with psycopg.connect(server.attach()) as connection:
        role = connection.execute(
            "SELECT rolname, rolsuper, rolbypassrls, rolcreatedb FROM pg_roles WHERE rolname = current_user"
        ).fetchone()
        owner = connection.execute(
            "SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = current_database()"
        ).fetchone()
    assert role == ("gongzhi", False, False, True)
    assert owner == ("gongzhi",)
    server.release()


def test_the_last_one_to_leave_stops_the_server(server):
    server.attach()
    pid = postmaster(server)
    other = hold(server.folder)
    other.stdout.readline()
    server.release()
    assert is_running(pid)
    other.communicate("")
    wait_for_end(pid)
    assert not is_running(pid)


def test_two_starts_at_once_share_one_server(server):
    both = [hold(server.folder), hold(server.folder)]
    urls = {each.stdout.readline() for each in both}
    assert urls == {server.url + "\n"}
    for each in both:
        each.communicate("")
    assert [each.returncode for each in both] == [0, 0]


def test_data_outlives_a_killed_server_and_its_killed_user(server):
    other = hold(server.folder)
    other.stdout.readline()
    with psycopg.connect(server.url) as connection:
        connection.execute("SET synchronous_commit = on")
        connection.execute("CREATE TABLE kept AS SELECT 1 AS one")
    other.kill()
    os.kill(postmaster(server), signal.SIGKILL)
    other.communicate()
    with psycopg.connect(server.attach()) as connection:
        assert connection.execute("SELECT one FROM kept").fetchone() == (1,)
    server.release()


def test_a_stale_number_that_another_process_has_now_does_not_hinder(server):
    server.attach()
    os.kill(pid := postmaster(server), signal.SIGKILL)
    wait_for_end(pid)
    lines = (server.data / "postmaster.pid").read_text().splitlines()
    (server.data / "postmaster.pid").write_text("\n".join([str(os.getpid()), *lines[1:]]) + "\n")
    server.release()
    assert server.attach()
    assert postmaster(server) != os.getpid()
    server.release()


def test_a_half_made_cluster_is_made_anew(server):
    (server.folder / "data.making" / "base").mkdir(parents=True)
    server.attach()
    assert server.is_ready()
    server.release()


def test_a_moved_folder_works_at_its_new_place(server, place):
    server.attach()
    server.release()
    moved = TrialServer(server.folder.rename(place / "moved"), settings=THROWAWAY)
    assert "moved" in moved.attach()
    moved.release()


def test_a_folder_with_a_long_name_and_quotes_works(place):
    server = TrialServer(place / f"it's {'long ' * 20}", settings=THROWAWAY)
    server.attach()
    assert server.is_ready()
    sockets = server.sockets
    server.release()
    assert not sockets.exists()


def test_data_of_another_version_is_not_touched(server):
    server.attach()
    server.release()
    (server.data / "PG_VERSION").write_text("9\n")
    with pytest.raises(TrialDatabaseError, match="written by PostgreSQL 9"):
        server.attach()
    (server.data / "PG_VERSION").write_text("18\n")


def test_nobody_else_may_enter_the_folder_of_the_socket(server):
    server.attach()
    assert server.sockets.stat().st_mode & 0o077 == 0
    server.release()


def test_a_database_made_anew_is_empty(server):
    with psycopg.connect(server.attach()) as connection:
        connection.execute("CREATE TABLE gone AS SELECT 1 AS one")
    server.recreate_database()
    with psycopg.connect(server.url) as connection:
        assert connection.execute("SELECT to_regclass('gone')").fetchone() == (None,)
    server.release()
