"""This will hand published facts to their listeners, each listener in a transaction of its own."""

import logging
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from procrastinate.contrib.django import app

from gongzhi.common import registry
from gongzhi.common.outbox.models import OutboxFact
from gongzhi.common.tenancy import across, current_scope, scope

logger = logging.getLogger(__name__)

MOST_TRIES = 5
FIRST_WAIT = timedelta(seconds=30)

Handler = Callable[..., None]


@app.task(name="common.outbox.deliver", queue="outbox")
def deliver_fact(*, federation: str, fact: str) -> None:
    """Deliver one fact soon after its deed was committed; what fails is tried again by the sweep."""
    with scope(UUID(federation)):
        deliver(fact_id=UUID(fact), at=timezone.now())


def deliver(*, fact_id: UUID, at: datetime) -> bool:
    """
    Hand a fact of the scope's federation to every listener that has not had it; tell whether all have it now.

    One failing listener holds up none of the others. After ``MOST_TRIES`` failures the fact is parked.
    """
    fact = OutboxFact.objects.pending().filter(pk=fact_id).first()
    if fact is None:
        return False
    failed = [problem for handler in handlers_of(fact.topic) if (problem := _try(handler, fact_id))]
    with transaction.atomic():
        fact = OutboxFact.objects.select_for_update().get(pk=fact_id)
        if failed:
            _note_failure(fact, "\n".join(failed), at)
        elif fact.delivered_at is None:
            fact.delivered_at = at
            fact.save(update_fields=["delivered_at"])
    return not failed


def handlers_of(topic: str) -> list[Handler]:
    """List who listens to a topic."""
    return list(registry.handlers.get(topic, ()))


def sweep(*, at: datetime) -> int:
    """Deliver what is due in any federation; count the facts delivered. The safety net under the queue."""
    with across(reason="deliver facts whose job was lost or failed"):
        due = list(OutboxFact.objects.due(at).order_by("next_try_at", "pk").values_list("federation_id", "pk")[:1000])
    return len(_deliver_each(due, at))


def unpark(*, fact_id: UUID, at: datetime) -> None:
    """Let a parked fact of the scope's federation be tried again from the beginning, once its cause is mended."""
    OutboxFact.objects.filter(pk=fact_id).update(parked_at=None, tries=0, next_try_at=at)


def drain() -> int:
    """
    Deliver everything that is on its way now, also what is published meanwhile; count the facts delivered.

    Each fact is tried once; waiting times are not observed. Inside a scope only its federation's facts are delivered,
    without one those of all. For tests, the demo and commands.
    """
    tried: set[UUID] = set()
    delivered = 0
    while waiting := [row for row in _pending() if row[1] not in tried]:
        tried |= {pk for _federation, pk in waiting}
        delivered += len(_deliver_each(waiting, timezone.now()))
    return delivered


def _pending() -> list[tuple[UUID, UUID]]:
    if current_scope() is not None:
        return _pending_rows()
    with across(reason="deliver all facts on their way"):
        return _pending_rows()


def _pending_rows() -> list[tuple[UUID, UUID]]:
    return list(OutboxFact.objects.pending().order_by("pk").values_list("federation_id", "pk"))


def _deliver_each(rows: Iterable[tuple[UUID, UUID]], at: datetime) -> list[UUID]:
    delivered = []
    for federation_id, fact_id in rows:
        with scope(federation_id):
            if deliver(fact_id=fact_id, at=at):
                delivered.append(fact_id)
    return delivered


def _try(handler: Handler, fact_id: UUID) -> str:
    """Let one listener act; answer what went wrong, ``""`` if nothing."""
    name = f"{handler.__module__}.{handler.__qualname__}"
    try:
        _hand_over(handler, name, fact_id)
    except Exception as problem:
        logger.exception("Outbox fact %s failed in %s", fact_id, name)
        return f"{name}: {type(problem).__name__}: {problem}"
    return ""


@transaction.atomic
def _hand_over(handler: Handler, name: str, fact_id: UUID) -> None:
    """Call the listener and mark the fact as handled by it: both are committed, or neither."""
    fact = OutboxFact.objects.select_for_update().get(pk=fact_id)
    if name in fact.handled_by or fact.parked_at:
        return
    handler(**fact.payload)
    fact.handled_by = [*fact.handled_by, name]
    fact.save(update_fields=["handled_by"])


def _note_failure(fact: OutboxFact, error: str, at: datetime) -> None:
    fact.tries += 1
    fact.error = error
    fact.next_try_at = at + FIRST_WAIT * 2**fact.tries
    if fact.tries >= MOST_TRIES:
        fact.parked_at = at
        logger.error("Outbox fact %s of %s is parked after %s tries", fact.pk, fact.topic, fact.tries)
    fact.save(update_fields=["tries", "error", "next_try_at", "parked_at"])
