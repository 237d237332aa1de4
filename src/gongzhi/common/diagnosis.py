"""
Examine an installation: what an operator would otherwise learn from a user.

Each examination answers with findings; none raises, none changes anything.
"""

import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.core import checks
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from gongzhi.common import audit
from gongzhi.common.audit.models import AuditEvent
from gongzhi.common.tenancy import across
from gongzhi.common.tenancy.models import tenant_models
from gongzhi.common.translations import outdated
from gongzhi.common.trial import VOUCH_FOR_SEARCH
from gongzhi.kernel.workdays import china

OLDEST_POSTGRES = 15
FREE_BYTES_WANTED = 2 * 1024**3
FREE_BYTES_NEEDED = 200 * 1024**2
JOB_MAY_WAIT = timedelta(minutes=10)
SHORT_LOG = 50_000
"""Events of the log that are read in a few seconds; longer ones are left to ``gongzhi audit verify``."""
NOTICE_IS_OUT_IN = 12
"""The State Council publishes next year's days off in November."""


class State(StrEnum):
    """How a finding is to be taken."""

    FINE = "fine"
    WARNING = "warning"
    PROBLEM = "problem"


@dataclass(frozen=True)
class Finding:
    """What was examined, how it stands, and what to do."""

    subject: str
    state: State
    words: str


Examination = Callable[[datetime], Iterator[Finding]]


def examine(*, at: datetime) -> list[Finding]:
    """Examine everything in the order of the causes; what cannot be examined is a problem."""
    findings: list[Finding] = []
    for subject, examination in EXAMINATIONS.items():
        try:
            findings += examination(at)
        except DatabaseError as error:
            first_line = (str(error).strip().splitlines() or ["no answer"])[0]
            findings.append(Finding(subject, State.PROBLEM, f"The database does not answer: {first_line}"))
    return findings


def _configuration(_at: datetime) -> Iterator[Finding]:
    demo = settings.DEMO
    yield _finding(
        "configuration", not settings.DEBUG, "Debug pages are off.", "Debug pages are on: unset GONGZHI_DEBUG."
    )
    found = checks.run_checks(include_deployment_checks=not demo)
    wrong = [each for each in found if each.is_serious(checks.WARNING) and not each.is_silenced()]
    for each in wrong:
        state = State.PROBLEM if each.is_serious(checks.ERROR) else State.WARNING
        yield Finding("configuration", state, f"{each.id}: {each.msg}")
    if not wrong:
        yield Finding("configuration", State.FINE, "Django's checks find nothing.")
    if demo:
        yield Finding("configuration", State.WARNING, "Demo mode is on: anybody can sign in as anybody.")


def _disk(_at: datetime) -> Iterator[Finding]:
    folder = _nearest_folder(Path(settings.MEDIA_ROOT))
    free = shutil.disk_usage(folder).free
    words = f"{free / 1024**3:.1f} GiB free for files."
    state = State.FINE if free >= FREE_BYTES_WANTED else State.WARNING if free >= FREE_BYTES_NEEDED else State.PROBLEM
    yield Finding("disk", state, words)


def _database(_at: datetime) -> Iterator[Finding]:
    ((number,),) = _rows("SHOW server_version_num")
    version = int(str(number)) // 10_000
    yield _finding(
        "database", version >= OLDEST_POSTGRES, f"PostgreSQL {version} answers.", f"PostgreSQL {version} is too old."
    )
    rows = _rows("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user")
    yield _finding(
        "database",
        rows == [(False,)],
        "The role is bound by row-level security.",
        "The role is a superuser or may bypass row-level security: use an ordinary role.",
    )


def _search(_at: datetime) -> Iterator[Finding]:
    rows = _rows("SELECT proleakproof FROM pg_proc WHERE oid = 'ts_match_vq(tsvector,tsquery)'::regprocedure")
    if rows == [(True,)]:
        yield Finding("search", State.FINE, "Searches may use their index.")
    else:
        words = f"Each search reads all rows of the federation. Let a superuser run once: {VOUCH_FOR_SEARCH}"
        yield Finding("search", State.WARNING, words)


def _migrations(_at: datetime) -> Iterator[Finding]:
    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    names = ", ".join(str(migration) for migration, _backwards in waiting[:5])
    yield _finding("migrations", not waiting, "All are applied.", f"Not applied: {names}. Run “gongzhi setup”.")


def _row_level_security(_at: datetime) -> Iterator[Finding]:
    wanted = {model._meta.db_table for model in tenant_models(apps.get_models())}
    walled = _rows(
        "SELECT relname FROM pg_class WHERE relrowsecurity AND relforcerowsecurity AND relnamespace = "
        "current_schema()::regnamespace AND EXISTS (SELECT FROM pg_policy WHERE polrelid = pg_class.oid)"
    )
    open_ = sorted(wanted - {str(name) for (name,) in walled})
    yield _finding(
        "row-level security", not open_, f"On for {len(wanted)} tables.", f"Off for: {', '.join(open_)}. Do not go on."
    )


def _jobs(at: datetime) -> Iterator[Finding]:
    ((oldest, failed, worker),) = _rows(
        "SELECT (SELECT min(coalesce(j.scheduled_at, e.at)) FROM procrastinate_jobs j JOIN procrastinate_events e"
        " ON e.job_id = j.id WHERE j.status = 'todo' AND e.type = 'deferred'),"
        " (SELECT count(*) FROM procrastinate_jobs WHERE status = 'failed'),"
        " (SELECT max(last_heartbeat) FROM procrastinate_workers)"
    )
    late = isinstance(oldest, datetime) and oldest < at - JOB_MAY_WAIT
    yield _finding("jobs", not late, "None waits too long.", f"One waits since {oldest}: is “gongzhi serve” running?")
    alive = isinstance(worker, datetime) and worker > at - JOB_MAY_WAIT
    if not alive:
        yield Finding("jobs", State.WARNING, "No worker is running now.")
    if failed:
        yield Finding("jobs", State.WARNING, f"{failed} failed for good; the log of the worker says why.")


def _audit_log(_at: datetime) -> Iterator[Finding]:
    with across(reason="doctor: length of the log"):
        count = AuditEvent.objects.count()
    if count > SHORT_LOG:
        yield Finding("log of deeds", State.FINE, f"{count} events; not read now. Run “gongzhi audit verify”.")
        return
    tenants = apps.get_model(settings.TENANT_MODEL).objects.order_by("pk").values_list("pk", flat=True)
    altered = [pk for pk in tenants if audit.verify(pk).exit_code == audit.ExitCode.TAMPERED]
    yield _finding(
        "log of deeds",
        not altered,
        f"{count} events, unaltered.",
        f"Altered in {len(altered)} federations. Run “gongzhi audit verify”.",
    )


def _workdays(at: datetime) -> Iterator[Finding]:
    today = at.date()
    years = [today.year, *([today.year + 1] if today >= date(today.year, NOTICE_IS_OUT_IN, 1) else [])]
    missing = [str(year) for year in years if not china().published(year)]
    yield Finding(
        "workdays",
        State.WARNING if missing else State.FINE,
        f"The days off of {' and '.join(missing)} are missing: due days are provisional. Install a newer version."
        if missing
        else "This year's days off are known.",
    )


def _translations(_at: datetime) -> Iterator[Finding]:
    waiting = outdated(Path(apps.get_app_config("common").path).parent)
    yield _finding(
        "translations", not waiting, "All are compiled.", f"{len(waiting)} are not compiled. Run “gongzhi setup”."
    )


EXAMINATIONS: dict[str, Examination] = {
    "configuration": _configuration,
    "disk": _disk,
    "database": _database,
    "search": _search,
    "migrations": _migrations,
    "row-level security": _row_level_security,
    "jobs": _jobs,
    "log of deeds": _audit_log,
    "workdays": _workdays,
    "translations": _translations,
}


def _finding(subject: str, is_fine: bool, fine: str, problem: str) -> Finding:  # noqa: FBT001 -- it is the fact
    return Finding(subject, State.FINE, fine) if is_fine else Finding(subject, State.PROBLEM, problem)


def _rows(query: str) -> Sequence[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query)
        return list(cursor.fetchall())


def _nearest_folder(path: Path) -> Path:
    return next(folder for folder in (path, *path.parents) if folder.is_dir())
