"""This will put facts into the outbox."""

from collections.abc import Mapping

from django.db import connection
from django.utils import timezone

from gongzhi.common.outbox.delivering import deliver_fact, handlers_of
from gongzhi.common.outbox.models import OutboxFact


class NotInTransaction(RuntimeError):
    """A fact was published outside the transaction of its deed, so one could survive without the other."""


def publish(topic: str, payload: Mapping[str, str]) -> OutboxFact:
    """
    Tell the listeners of a topic, once the running transaction is committed.

    ``payload`` are the keyword arguments of the handlers: texts only, ids as text.

    :raises NotInTransaction: outside a transaction
    :raises TypeError: if a value is no text
    :raises NoScope: if no federation was chosen
    """
    if not connection.in_atomic_block:
        raise NotInTransaction(topic)
    for name, value in payload.items():
        if not isinstance(value, str):
            raise TypeError(f"{topic}: {name} must be text")
    if not handlers_of(topic):
        return OutboxFact.objects.create(topic=topic, payload=dict(payload), delivered_at=timezone.now())
    fact = OutboxFact.objects.create(topic=topic, payload=dict(payload))
    deliver_fact.defer(federation=str(fact.federation_id), fact=str(fact.pk))
    return fact
