"""
Make the virtual environment from a lock file: for bin/up, bin/test and bin/bench, with nothing but Python itself.

What was installed is remembered in ``.venv`` as a hash, so that a second start costs nothing.
"""

import fcntl
import hashlib
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / ".venv"
BIN = VENV / "bin"
LOCKS = {"base": ROOT / "requirements" / "base.lock", "dev": ROOT / "requirements" / "dev.lock"}
OLDEST_PYTHON = (3, 11)
_ADDRESS = re.compile(r"\b[a-z][a-z0-9+.-]*://[^\s'\"<>]+|\b(?:host|Host)\s*=\s*'?[^\s',)]+'?")


class CannotPrepare(SystemExit):
    """The environment cannot be made; the message says what to do."""


def prepare(kind: str) -> None:
    """
    Make ``.venv`` hold what ``requirements/<kind>.lock`` lists, and Gongzhi itself from this folder.

    :raises CannotPrepare: if Python is too old or a package cannot be installed
    """
    require_python()
    with _alone():
        if _is_prepared(kind):
            return
        say(f"Preparing .venv from requirements/{kind}.lock (once; a minute or two) …")
        if not _is_usable():
            _make_venv()
        _pip("-r", str(LOCKS[kind]), "--require-hashes")
        _pip("--no-build-isolation", "--no-deps", "--no-index", "--editable", str(ROOT))
        for done in {"base", kind}:  # the dev lock holds the same versions and more
            _stamp(done).write_text(_mark(done), "utf-8")


def require_python() -> None:
    """
    Go on with a newer Python from the path if this one is too old.

    :raises CannotPrepare: if there is none
    """
    if sys.version_info >= OLDEST_PYTHON:
        return
    for minor in range(15, OLDEST_PYTHON[1] - 1, -1):
        newer = shutil.which(f"python3.{minor}")
        if newer:
            os.execv(newer, [newer, *sys.argv])
    raise CannotPrepare("Gongzhi needs Python 3.11 or newer. Install it and start again.")


def say(words: str) -> None:
    """Print a line at once, beside the output."""
    print(words, file=sys.stderr, flush=True)


def without_addresses(words: str) -> str:
    """Hide addresses of servers in what other programs say."""
    return _ADDRESS.sub("<address>", words)


def _is_prepared(kind: str) -> bool:
    stamp = _stamp(kind)
    return stamp.exists() and stamp.read_text("utf-8") == _mark(kind) and (BIN / "gongzhi").exists()


def _stamp(kind: str) -> Path:
    return VENV / f"gongzhi-{kind}"


def _mark(kind: str) -> str:
    """What the environment was made of; the path is in it because scripts name their interpreter by path."""
    digest = hashlib.sha256()
    for part in (LOCKS[kind].read_bytes(), (ROOT / "pyproject.toml").read_bytes(), os.fsencode(ROOT)):
        digest.update(part + b"\0")
    return f"{digest.hexdigest()} {sys.version_info.major}.{sys.version_info.minor}\n"


def _is_usable() -> bool:
    """Tell whether there is an environment that was made here and by this Python."""
    python = BIN / "python"
    made_for = VENV / "pyvenv.cfg"
    if not python.exists() or not made_for.exists() or not (BIN / "pip").exists():
        return False
    wanted = f"{sys.version_info.major}.{sys.version_info.minor}."
    right_version = re.search(rf"^version\s*=\s*{re.escape(wanted)}", made_for.read_text("utf-8"), re.MULTILINE)
    return bool(right_version) and str(BIN) in (BIN / "pip").read_text("utf-8", errors="replace")


def _make_venv() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "venv", "--clear", str(VENV)], check=False, text=True, capture_output=True
    )
    if done.returncode:
        raise CannotPrepare(
            f"Python could not make a virtual environment:\n{without_addresses(done.stdout + done.stderr).strip()}\n"
            "On Debian and Ubuntu install the package python3-venv."
        )


def _pip(*words: str) -> None:
    command = [str(BIN / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input"]
    done = subprocess.run([*command, *words], check=False, text=True, capture_output=True, cwd=ROOT)
    if done.returncode:
        said = without_addresses(done.stdout + done.stderr).strip()
        raise CannotPrepare(
            f"{said}\n\nThe packages could not be installed. If the network was missing, start again with it; "
            "behind a mirror set PIP_INDEX_URL."
        )


@contextmanager
def _alone() -> Iterator[None]:
    folder = ROOT / "var"
    folder.mkdir(exist_ok=True)
    with (folder / "prepare.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
