"""
The second start of ``bin/up``: until it says that it is open, and until the first byte of the first page.

Everything is written to a temporary folder. The first start there sets the database up and loads the demo; it is told,
not compared. The limit in the same run, in turn with the second starts, is the same work bare: the same PostgreSQL and
granian with a plain Django list of the demo's organisations. ``ratio`` is our time to the first byte over its.
"""

import argparse
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from http.client import HTTPConnection
from pathlib import Path
from threading import Timer

import psycopg

from benchmarks._ground import SETTINGS, ratio, say, summary
from benchmarks._visits import BARE, HOST, free_port, served
from gongzhi.common.trial import TrialServer

UP = Path(__file__).resolve().parents[1] / "bin" / "up"
OPEN = "Gongzhi is open"
FIRST_START_SECONDS = 900
AIM_SECONDS = 5


def main() -> None:
    """Start once with everything to do, then again and again beside the bare way; print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="gongzhi-bench-") as name:
        folder = Path(name)
        os.environ |= {"GONGZHI_VAR": name, "DJANGO_SETTINGS_MODULE": SETTINGS}
        os.environ.pop("DATABASE_URL", None)
        first, _byte = _ours()
        spent: dict[str, list[float]] = {"open": [], "first_byte": [], "bare": []}
        for _turn in range(options.rounds):
            opened, byte = _ours()
            spent["open"].append(opened)
            spent["first_byte"].append(byte)
            spent["bare"].append(_bare(folder))
    said = {name: summary(seconds) for name, seconds in spent.items()}
    say(
        {
            "benchmark": "start",
            "aim_s": AIM_SECONDS,
            "is_met": said["open"]["median_ms"] <= AIM_SECONDS * 1000,
            "first_start_s": round(first, 1),
            **said,
            "ratio": ratio(said["first_byte"]["median_ms"], said["bare"]["median_ms"]),
        }
    )


def _ours() -> tuple[float, float]:
    """Start ``bin/up``; give the seconds until it is open, and until the first byte of the first page."""
    port = free_port()
    started = time.perf_counter()
    with _running([sys.executable, str(UP), "--port", str(port)]) as process:
        assert process.stdout is not None
        if not any(OPEN in line for line in process.stdout):
            raise RuntimeError("bin/up ended before it was open; its last words stand above")
        opened = time.perf_counter() - started
        _first_byte(port, "/")
        return opened, time.perf_counter() - started


def _bare(folder: Path) -> float:
    """Start the same database and a plain page of it; give the seconds until its first byte."""
    started = time.perf_counter()
    server = TrialServer(folder / "postgres")
    os.environ["DATABASE_URL"] = server.attach()
    try:
        with served(BARE) as port:
            with psycopg.connect(server.url) as connection:
                row = connection.execute("SELECT id FROM federations_federation ORDER BY code LIMIT 1").fetchone()
            key = row[0] if row else ""
            _first_byte(port, f"/{key}/organisations/{key}/")
            return time.perf_counter() - started
    finally:
        del os.environ["DATABASE_URL"]
        server.release()


@contextmanager
def _running(words: list[str]) -> Iterator["subprocess.Popen[str]"]:
    """Run a command in the foreground of nobody, and stop it as Ctrl-C would."""
    process = subprocess.Popen(words, stdout=subprocess.PIPE, text=True)  # noqa: S603 -- our own program, no shell
    patience = Timer(FIRST_START_SECONDS, process.kill)
    patience.start()
    try:
        yield process
    finally:
        patience.cancel()
        process.send_signal(signal.SIGINT)
        try:
            process.wait(60)
        except subprocess.TimeoutExpired:
            process.kill()


def _first_byte(port: int, path: str) -> None:
    """Ask for a page and wait for the beginning of its answer."""
    connection = HTTPConnection(HOST, port, timeout=60)
    try:
        connection.request("GET", path)
        if connection.getresponse().status >= HTTPStatus.BAD_REQUEST:
            raise RuntimeError(f"{path} was refused")
    finally:
        connection.close()


if __name__ == "__main__":
    main()
