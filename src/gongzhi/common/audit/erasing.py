"""This will take out of the log what the law wants erased, and leave its proof standing."""

from datetime import datetime

from django.db import transaction

from gongzhi.common.audit.models import AuditEvent, AuditPayload
from gongzhi.common.audit.recording import record
from gongzhi.common.permissions import Actor
from gongzhi.kernel.decisions import Mandate

ERASED = "common.audit_payload.erased"


@transaction.atomic
def erase_payload(
    event: AuditEvent, *, actor: Actor, at: datetime, reason: str, mandate: Mandate | None = None
) -> AuditEvent | None:
    """
    Erase the name and the facts of an event for good, and record that it was done and why.

    What was done, when, to which object and by which office stays. Answers the record of the erasure, or ``None`` if
    the contents were erased before. The caller has asked for permission; ``reason`` names law and request, no person.

    :raises ValueError: without a reason
    """
    if not reason.strip():
        raise ValueError("an erasure needs its reason")
    still_there = AuditPayload.objects.filter(pk=event.payload_id, content__isnull=False)
    if not still_there.update(salt=None, content=None):
        return None
    return record(ERASED, actor=actor, subject=event, at=at, facts={"reason": reason}, mandate=mandate)
