"""This will name every table of the groundwork, for Django to find."""

from gongzhi.common.audit.models import AuditEvent, AuditPayload, Checkpoint
from gongzhi.common.deeds import DeedKey
from gongzhi.common.files.models import StoredFile
from gongzhi.common.imports.models import ImportBatch, ImportRow
from gongzhi.common.outbox.models import OutboxFact

__all__ = [
    "AuditEvent",
    "AuditPayload",
    "Checkpoint",
    "DeedKey",
    "ImportBatch",
    "ImportRow",
    "OutboxFact",
    "StoredFile",
]
