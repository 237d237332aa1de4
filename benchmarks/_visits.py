"""This will serve an application with granian on the loopback and visit its pages from several sessions at once."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from http import HTTPStatus
from http.client import HTTPConnection

HOST = "127.0.0.1"
PRODUCT, BARE = "gongzhi.config.wsgi:application", "benchmarks._bare_wsgi:application"
START_SECONDS = 30
WAIT_SECONDS = 60


@contextmanager
def served(application: str, *, workers: int = 1) -> Iterator[int]:
    """Serve an application as ``gongzhi serve`` does; gives the port. The server ends with the block."""
    port = free_port()
    threads = min(8, 2 * (os.cpu_count() or 1))
    process = subprocess.Popen(  # noqa: S603 -- our own programs, no shell
        [
            *(sys.executable, "-m", "granian", "--interface", "wsgi", "--log-level", "warning"),
            *("--host", HOST, "--port", str(port), "--workers", str(workers), "--blocking-threads", str(threads)),
            *("--workers-kill-timeout", "5", application),
        ],
        stdout=sys.stderr,
    )
    try:
        _wait_until_it_listens(port, process)
        yield port
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def visit(port: int, path: str, cookies: Sequence[str], *, each: int) -> tuple[list[float], float]:
    """
    Ask for a page ``each`` times from every session at once, each over a connection of its own that stays open.

    Gives the seconds of every answer, and those of the whole visit.

    :raises RuntimeError: if an answer is not the page
    """
    with ThreadPoolExecutor(len(cookies)) as crowd:
        started = time.perf_counter()
        spent = [seconds for lot in crowd.map(lambda c: _session(port, path, c, each), cookies) for seconds in lot]
        return spent, time.perf_counter() - started


def _session(port: int, path: str, cookie: str, each: int) -> list[float]:
    connection = HTTPConnection(HOST, port, timeout=WAIT_SECONDS)
    spent = []
    try:
        for _turn in range(each):
            started = time.perf_counter()
            connection.request("GET", path, headers={"Cookie": cookie, "Accept-Language": "zh-CN"})
            answer = connection.getresponse()
            answer.read()
            spent.append(time.perf_counter() - started)
            if answer.status != HTTPStatus.OK:
                raise RuntimeError(f"{path} answered {answer.status}")
    finally:
        connection.close()
    return spent


def free_port() -> int:
    """Find a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def _wait_until_it_listens(port: int, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until and process.poll() is None:
        with suppress(OSError), socket.create_connection((HOST, port), timeout=1):
            return
        time.sleep(0.1)
    raise RuntimeError("the web server did not start; its last words stand above")
