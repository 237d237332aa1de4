"""This will give every measurement a throw-away database, the same clockwork, and one way to say its result."""

import gc
import json
import os
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from gongzhi.common.translations import compile_all
from gongzhi.common.trial import THROWAWAY, TrialServer

SOURCE = Path(__file__).resolve().parents[1] / "src" / "gongzhi"
SETTINGS = "gongzhi.config.settings.dev"
Spent = dict[str, float]


@contextmanager
def empty_house() -> Iterator[Path]:
    """
    Start a PostgreSQL in a temporary folder, set Django up on it as ``bin/up`` does, and migrate.

    Gives the folder, which holds everything that is written; it goes at the end. Models may be imported only inside.
    """
    with tempfile.TemporaryDirectory(prefix="gongzhi-bench-") as name:
        folder = Path(name)
        server = TrialServer(folder / "postgres", settings=THROWAWAY)
        os.environ |= {
            "DATABASE_URL": server.attach(),
            "DJANGO_SETTINGS_MODULE": SETTINGS,
            "GONGZHI_VAR": str(folder),
            "GONGZHI_DEMO": "0",
            "GONGZHI_LOG_LEVEL": "ERROR",
        }
        try:
            _set_up()
            gc.freeze()  # as the served application does
            yield folder
        finally:
            _let_go_of_connections()
            server.release()


def _set_up() -> None:
    import django
    from django.core.management import call_command

    compile_all(SOURCE)
    django.setup()
    from gongzhi.common.audit import ensure_signing_key

    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    ensure_signing_key()


def _let_go_of_connections() -> None:
    from django.db import connections

    for connection in connections.all(initialized_only=True):
        connection.close()
        if hasattr(connection, "close_pool"):
            connection.close_pool()


def analyse() -> None:
    """Let PostgreSQL look at the tables, which a server does by itself some time after so many rows were written."""
    from django.db import connection

    with connection.cursor() as cursor:
        for statement in ("SET statement_timeout = 0", "VACUUM (ANALYZE)", "RESET statement_timeout"):
            cursor.execute(statement)


def interleaved(work: Mapping[str, Callable[[], object]], *, rounds: int) -> dict[str, Spent]:
    """
    Run each piece of work once a round, in turn, after one round that is not counted; see `summary`.

    ``cpu_ms`` is the median time that this process computed, which a busy machine lengthens less than the clock's.
    """
    spent: dict[str, list[float]] = {name: [] for name in work}
    computed: dict[str, list[float]] = {name: [] for name in work}
    for place in range(rounds + 1):
        for name, piece in work.items():
            before = time.process_time()
            seconds = seconds_of(piece)
            if place:
                spent[name].append(seconds)
                computed[name].append(time.process_time() - before)
    return {name: {**summary(spent[name]), "cpu_ms": summary(computed[name])["median_ms"]} for name in work}


def seconds_of(piece: Callable[[], object]) -> float:
    """Give how long one piece of work takes."""
    started = time.perf_counter()
    piece()
    return time.perf_counter() - started


def summary(seconds: Sequence[float]) -> Spent:
    """Give median and 95th percentile in milliseconds; of few measurements that is the longest."""
    ordered = sorted(seconds)
    late = ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))]
    return {"median_ms": round(statistics.median(ordered) * 1000, 2), "p95_ms": round(late * 1000, 2)}


@contextmanager
def counted_queries() -> Iterator[list[str]]:
    """Collect the statements that the block sends."""
    from django.db import connection

    sent: list[str] = []

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:  # noqa: FBT001 -- Django calls it
        sent.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield sent


def begin_peak() -> None:
    """Forget the largest size so far, so that `peak_megabytes` speaks of what comes now (Linux; elsewhere of all)."""
    gc.collect()
    with suppress(OSError):
        Path("/proc/self/clear_refs").write_text("5", "ascii")


def peak_megabytes() -> float:
    """Give the largest resident size of this process since `begin_peak`, in MB."""
    with suppress(OSError):
        for line in Path("/proc/self/status").read_text("ascii").splitlines():
            if line.startswith("VmHWM:"):
                return round(int(line.split()[1]) / 1024, 1)
    scale = 1024 * 1024 if sys.platform == "darwin" else 1024
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / scale, 1)


def ratio(ours: float, limit: float) -> float:
    """Give how many times the limit's time ours is, to two places."""
    return round(ours / limit, 2)


def say(result: Mapping[str, object]) -> None:
    """Print the one JSON object."""
    print(json.dumps(result, ensure_ascii=False))
