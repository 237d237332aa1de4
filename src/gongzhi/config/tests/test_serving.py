"""Serving starts, answers, and ends with nothing left behind."""

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from http.client import HTTPConnection

import psutil
import pytest

from gongzhi.config import readiness
from gongzhi.config.serving import CannotServe, Plan, serve


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def var(monkeypatch):
    with tempfile.TemporaryDirectory() as folder:
        monkeypatch.setenv("GONGZHI_VAR", folder)
        monkeypatch.delenv("DATABASE_URL", raising=False)
        monkeypatch.delenv("DJANGO_SETTINGS_MODULE", raising=False)
        yield folder


@pytest.fixture
def running(var):
    """A server of its own process group; yields (process, port) once it is open."""
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "gongzhi.config.cli", "serve", "--port", str(port)],
        text=True,
        stdout=subprocess.PIPE,
        start_new_session=True,
    )
    try:
        for line in process.stdout:
            if "is open" in line:
                break
        yield process, port
    finally:
        process.kill()
        process.communicate()


def family(process):
    return psutil.Process(process.pid).children(recursive=True)


def gone(processes, seconds=15):
    _gone, alive = psutil.wait_procs(processes, timeout=seconds)
    return all(each.status() == psutil.STATUS_ZOMBIE for each in alive)


def test_a_taken_port_is_named_with_a_way_out():
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(CannotServe, match=f"Port {port} .* --port {port + 1}"):
            serve(Plan(host="127.0.0.1", port=port, workers=1, demo=False))


@pytest.mark.db
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_answers_and_stops_all_it_started(running, number):
    process, port = running
    connection = HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request("GET", "/healthz")
    assert connection.getresponse().status
    children = family(process)
    assert len(children) >= 2
    process.send_signal(number)
    assert process.wait(30) == 0
    assert gone(children)


@pytest.mark.db
@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a child that its parent was killed")
def test_its_children_end_when_it_is_killed(running):
    process, _port = running
    children = family(process)
    process.kill()
    assert gone(children)


@pytest.mark.db
def test_it_is_ready_only_for_what_was_set_up(var, monkeypatch, tmp_path):
    url = os.environ.get("GONGZHI_TEST_SERVER")
    if url is None:
        pytest.skip("the tests run on somebody's own database")
    monkeypatch.setattr(readiness, "SOURCE", tmp_path)
    monkeypatch.setattr(readiness, "_ask", lambda _query: 7)
    assert not readiness.is_ready()
    readiness.remember()
    assert readiness.is_ready()
    (tmp_path / "room" / "migrations").mkdir(parents=True)
    (tmp_path / "room" / "migrations" / "0002_more.py").write_text("")
    assert not readiness.is_ready()


def test_the_address_of_a_version_6_host_can_be_opened():
    assert Plan(host="::1", port=8000, workers=1, demo=False).address == "http://[::1]:8000/"


def test_a_database_that_does_not_answer_is_named(var):
    started = time.monotonic()
    process = subprocess.run(
        [sys.executable, "-m", "gongzhi.config.cli", "serve", "--port", str(free_port())],
        env={**os.environ, "DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none"},
        text=True,
        capture_output=True,
        check=False,
        timeout=120,
    )
    assert process.returncode == 2
    assert process.stderr.startswith("gongzhi: the database refused: ")
    assert "Traceback" not in process.stderr
    assert time.monotonic() - started < 60
