"""This will write deeds into the log, and read what happened to an object."""

import json
import secrets
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Model
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from gongzhi.common import registry
from gongzhi.common.audit import canonical
from gongzhi.common.audit.headers import Header
from gongzhi.common.audit.models import AuditEvent, AuditPayload
from gongzhi.common.permissions import SYSTEM, Actor
from gongzhi.common.tenancy import current_federation_id
from gongzhi.kernel.decisions import Mandate

SALT_BYTES = 16
SYSTEM_NAME = _("The system")
ERASED_NAME = _("Name erased by law")


class UnregisteredCode(LookupError):
    """A deed has no sentence in the log. Register it in the room's ``apps.py``."""


class OutsideTransaction(RuntimeError):
    """The log was written outside the transaction of the deed, so one could survive without the other."""


@dataclass(frozen=True)
class ThreadEntry:
    """
    One line of an object's thread.

    ``sentence`` follows the name. ``mandate`` is the office the deed rested on and ``clause_code`` the clause behind
    it, both ``""`` where none was needed. ``facts`` are empty and ``is_erased`` is true after erasure by law.
    ``seq`` is ``None`` until sealed.
    """

    event_id: UUID
    seq: int | None
    at: datetime
    actor_name: str | Promise
    sentence: str | Promise
    mandate: str = ""
    clause_code: str = ""
    facts: Mapping[str, object] = field(default_factory=dict)
    is_erased: bool = False


def record(
    code: str,
    *,
    actor: Actor,
    subject: Model,
    at: datetime,
    facts: Mapping[str, object] | None = None,
    mandate: Mandate | None = None,
) -> AuditEvent:
    """
    Write a deed into the log of the scope's federation, in the transaction of the deed.

    ``facts`` say what a reader later needs: numbers, codes, short texts, dates, ids; no floats where cents will do.

    :raises UnregisteredCode: if no room named the code
    :raises OutsideTransaction: outside a transaction
    :raises NoScope: if no federation was chosen
    """
    if code not in registry.audit_sentences:
        raise UnregisteredCode(code)
    if not connection.in_atomic_block:
        raise OutsideTransaction(code)
    content = canonical.text({"actor": actor.name, "facts": dict(facts or {})})
    salt = secrets.token_bytes(SALT_BYTES)
    payload = AuditPayload(salt=salt, content=content)
    event = AuditEvent(
        at=at,
        action=code,
        subject_label=subject._meta.label_lower,
        subject_id=subject.pk,
        account_id=actor.account_id,
        person_id=actor.person_id,
        office=mandate.office if mandate else "",
        clause_code=mandate.clause_code if mandate else "",
        term_id=mandate.term_id if mandate else None,
        federation_id=current_federation_id(),
        payload=payload,
        digest=canonical.content_digest(salt, content),
    )
    event.leaf = Header.of(event).leaf()
    payload.save(force_insert=True)
    event.save(force_insert=True)
    return event


def thread(subject: Model, *, without: Collection[str] = ()) -> list[ThreadEntry]:
    """List what happened to an object, oldest first, but for some actions that are many and alike; one query."""
    events = AuditEvent.objects.filter(subject_id=subject.pk, subject_label=subject._meta.label_lower)
    events = events.exclude(action__in=without)
    return [entry_of(event) for event in events.select_related("payload").order_by("at", "pk")]


def entry_of(event: AuditEvent) -> ThreadEntry:
    """Turn an event, loaded with its payload, into a line to read."""
    content = event.payload.content
    said: dict[str, Any] = json.loads(content) if content is not None else {"actor": "", "facts": {}}
    return ThreadEntry(
        event_id=event.pk,
        seq=event.seq,
        at=event.at,
        actor_name=ERASED_NAME if content is None else _name(event, said["actor"]),
        sentence=registry.audit_sentences.get(event.action, event.action),
        mandate=event.office,
        clause_code=event.clause_code,
        facts=said["facts"],
        is_erased=content is None,
    )


def _name(event: AuditEvent, said: str) -> str | Promise:
    is_system = event.account_id is None and event.person_id is None and said == SYSTEM.name
    return SYSTEM_NAME if is_system else said
