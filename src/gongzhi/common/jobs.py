"""
This will run what needs no person: the wiring of the job queue and the groundwork's own periodic jobs.

Jobs live in PostgreSQL (Procrastinate), so a job is queued in the transaction of the deed that wants it. Rooms put
theirs into ``jobs.py`` of their own, which the queue imports at start.
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import wraps

from procrastinate.contrib.django import app as procrastinate_app

from gongzhi.common import audit, deeds, outbox

__all__ = ["Job", "periodic", "procrastinate_app"]

Job = Callable[[datetime], None]

# Offline phones send again after weeks; no deed is sent twice after a season.
KEYS_KEPT = timedelta(days=90)


def periodic(cron: str, *, name: str) -> Callable[[Job], Job]:
    """
    Run a function ``job(at)`` on a schedule, once per tick in the whole installation.

    ``cron`` has five fields and counts in UTC. ``name`` is ``area.verb_noun``. ``at`` is the aware moment of the tick,
    not of the run: a late worker catches up for ten minutes, then skips. The job runs in no scope: it opens
    ``across`` to find its federations and ``scope`` for each of them.
    """

    def register(job: Job) -> Job:
        @wraps(job)
        def run(timestamp: int) -> None:
            job(datetime.fromtimestamp(timestamp, UTC))

        # One tick waits at most: a slow job never piles up behind itself.
        task = procrastinate_app.task(name=name, queue="periodic", queueing_lock=name)(run)
        procrastinate_app.periodic(cron=cron, periodic_id=name)(task)
        return job

    return register


@periodic("* * * * *", name="common.seal_log")
def seal_log(at: datetime) -> None:
    """Number and sign the events that were committed since the last minute, in every federation."""
    audit.seal_all(at=at)


@periodic("* * * * *", name="common.sweep_outbox")
def sweep_outbox(at: datetime) -> None:
    """Deliver facts whose job was lost or whose next try is due."""
    outbox.sweep(at=at)


@periodic("40 18 * * *", name="common.forget_deed_keys")
def forget_deed_keys(at: datetime) -> None:
    """Drop the keys of deeds that nobody will send again; at night in China."""
    deeds.forget_keys(before=at - KEYS_KEPT)
