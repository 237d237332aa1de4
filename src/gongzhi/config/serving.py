"""Serve the pages: the web server and the worker as children, which end when this process ends, however it ends."""

import ctypes
import fcntl
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager, suppress
from dataclasses import dataclass
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException
from types import FrameType

from gongzhi.config import readiness
from gongzhi.config.trial import choose_settings, database, var_folder

_START_SECONDS = 60
_LAST_SECONDS = 5
"""What a running request or job may still take when we stop."""
_STOP_SECONDS = _LAST_SECONDS + 3
_MOST_THREADS = 8
"""No more than the database pool of ``settings`` has connections."""
_PR_SET_PDEATHSIG = 1


class CannotServe(RuntimeError):
    """The pages cannot be served; the message says why and what to do."""


class StopRequested(SystemExit):
    """Somebody asked this process to end (Ctrl-C, SIGTERM)."""


@dataclass(frozen=True)
class Plan:
    """What to serve and where. ``demo`` fills an empty database with the invented streets."""

    host: str
    port: int
    workers: int
    demo: bool

    @property
    def address(self) -> str:
        """The address to open in a browser."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"http://{host}:{self.port}/"


def serve(plan: Plan) -> int:
    """
    Serve until somebody asks to stop; return the exit code.

    :raises CannotServe: if the port is taken, or a part does not start
    :raises TrialDatabaseError: if the trial's database does not start
    """
    _require_free_port(plan)
    choose_settings()
    with _signals_as_exceptions(), ExitStack() as stack:
        try:
            server = stack.enter_context(database())
            if plan.demo:
                os.environ.setdefault("GONGZHI_DEMO", "1")
            with _alone():
                _prepare()
                words = _demo_words(fresh=server.recreate_database if server else None) if plan.demo else ""
            web = stack.enter_context(_web_server(plan))
            _wait_until_it_answers(plan, web)
            worker = stack.enter_context(_worker())
            _say(f"{words}\nGongzhi is open: {plan.address}\nCtrl-C stops it.")
            return _wait_for_an_end([web, worker])
        except StopRequested:
            _say("\nStopping …")
            return 0


@contextmanager
def _alone() -> Iterator[None]:
    """Let two starts at once prepare one after the other; the second then finds everything done."""
    var_folder().mkdir(parents=True, exist_ok=True)
    with (var_folder() / "serve.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _prepare() -> None:
    if not readiness.is_ready():
        _say("Preparing the database, translations and static files …")
        _run("setup")


def _demo_words(fresh: Callable[[], None] | None) -> str:
    """
    Load the demo into an empty database; return what it says of its accounts, also when it was loaded earlier.

    ``fresh`` empties the trial's database: a demo that was interrupted begins anew. ``None``: not ours to empty.
    """
    said, unfinished = var_folder() / "demo.txt", var_folder() / "demo.unfinished"
    if unfinished.exists() and fresh is not None:
        _say("The demo was interrupted while it was loading; it begins anew.")
        fresh()
        _prepare()
    if not readiness.has_federations():
        _say("Loading the demo: invented streets, people and organisations …")
        unfinished.touch()
        said.write_text(_run("demo"), "utf-8")
        unfinished.unlink()
    return said.read_text("utf-8").rstrip() + "\n" if said.exists() else ""


def _run(name: str) -> str:
    """Run one of Gongzhi's commands in a process of its own; return what it wrote to its output."""
    process = _start([sys.executable, "-m", "gongzhi.config.cli", name], stdout=subprocess.PIPE)
    try:
        output = process.communicate()[0]
    except BaseException:
        _end(process)
        raise
    if process.returncode:
        raise CannotServe(f"{output.strip()}\n“gongzhi {name}” failed (see above); nothing is being served.".lstrip())
    return str(output)


def _web_server(plan: Plan) -> AbstractContextManager["subprocess.Popen[str]"]:
    return _child(
        *(sys.executable, "-m", "granian", "--interface", "wsgi", "--log-level", "warning"),
        *("--host", plan.host, "--port", str(plan.port), "--workers", str(plan.workers)),
        *("--blocking-threads", str(_threads()), "--workers-kill-timeout", str(_LAST_SECONDS)),
        "gongzhi.config.wsgi:application",
    )


def _worker() -> AbstractContextManager["subprocess.Popen[str]"]:
    words = ("procrastinate", "worker", "--shutdown-graceful-timeout", str(_LAST_SECONDS))
    return _child(sys.executable, "-m", "django", *words)


def _threads() -> int:
    """Two for each processor keep one busy while another waits for the database; each may hold a connection."""
    return min(_MOST_THREADS, 2 * (os.cpu_count() or 1))


@contextmanager
def _child(*words: str) -> Iterator["subprocess.Popen[str]"]:
    process = _start(words)
    try:
        yield process
    finally:
        _end(process)


def _start(words: Sequence[str], stdout: int | None = None) -> "subprocess.Popen[str]":
    """Start a child in a session of its own, so that Ctrl-C reaches it only through us."""
    environment = {"GONGZHI_LOG_LEVEL": "WARNING", **os.environ}
    return subprocess.Popen(  # noqa: S603 -- our own programs, no shell
        words,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=stdout,
        text=True,
        start_new_session=True,
        preexec_fn=_end_with_parent if sys.platform == "linux" else None,  # noqa: PLW1509 -- we have no threads
    )


_LIBC = ctypes.CDLL(None)


def _end_with_parent() -> None:
    """Ask Linux to end the child when we die without a chance to do it."""
    _LIBC.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


def _end(process: "subprocess.Popen[str]") -> None:
    """End a child and whatever it started."""
    with suppress(ProcessLookupError):
        process.terminate()
        with suppress(subprocess.TimeoutExpired):
            process.wait(_STOP_SECONDS)
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _require_free_port(plan: Plan) -> None:
    family = socket.AF_INET6 if ":" in plan.host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((plan.host, plan.port))
        except OSError as error:
            raise CannotServe(
                f"Port {plan.port} on {plan.host} cannot be used ({error.strerror}). "
                f"Stop what uses it, or choose another: --port {plan.port + 1}"
            ) from error


def _wait_until_it_answers(plan: Plan, web: "subprocess.Popen[str]") -> None:
    until = time.monotonic() + _START_SECONDS
    while (status := _status(plan)) is None:
        if time.monotonic() > until or web.poll() is not None:
            raise CannotServe("The web server did not start; its last words stand above.")
        time.sleep(0.05)
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        raise CannotServe("The web server started, but the pages fail; its last words stand above.")


def _status(plan: Plan) -> int | None:
    """Ask how the application is; ``None`` while nobody answers."""
    connection = HTTPConnection(plan.host, plan.port, timeout=_START_SECONDS)
    with suppress(OSError, HTTPException):
        connection.request("GET", "/healthz", headers={"Host": "localhost"})
        return connection.getresponse().status
    return None


def _wait_for_an_end(children: Sequence["subprocess.Popen[str]"]) -> int:
    while all(child.poll() is None for child in children):
        time.sleep(0.5)
    _say("The web server or the worker has ended by itself; its last words stand above. Stopping the rest.")
    return 1


@contextmanager
def _signals_as_exceptions() -> Iterator[None]:
    def stop(number: int, frame: FrameType | None) -> None:  # noqa: ARG001 -- signal's own signature
        for each in chosen:
            signal.signal(each, signal.SIG_IGN)  # a second Ctrl-C must not interrupt the tidying up
        raise StopRequested(0)

    chosen = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    before = {each: signal.signal(each, stop) for each in chosen}
    try:
        yield
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)


def _say(words: str) -> None:
    print(words, flush=True)  # noqa: T201 -- a command's own output
