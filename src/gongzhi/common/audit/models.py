"""
This will hold the log: events that nobody changes, their contents that the law may have erased, and checkpoints.

An event is written in the transaction of its deed, without a number. The sealer numbers it later and covers it by a
signed checkpoint. Triggers refuse every other change; what proves the log to others is the checkpoints they keep.
"""

from django.db import models
from django.db.models import Q

from gongzhi.common.tenancy.fields import TenantForeignKey
from gongzhi.common.tenancy.models import TenantModel

HASH_BYTES = 32
SIGNATURE_BYTES = 64


class AuditPayload(TenantModel):
    """
    What an event says of persons: who, and with which facts.

    ``content`` is JSON in the very bytes that were hashed together with ``salt``. Both are ``None`` once the contents
    were erased by law; the event that records the erasure says when and why.
    """

    salt = models.BinaryField(max_length=HASH_BYTES, null=True)
    content = models.TextField(null=True)  # noqa: DJ001 -- None and "" differ: erased is not empty

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="audit_payload_erased_whole",
                condition=Q(salt__isnull=True, content__isnull=True) | Q(salt__isnull=False, content__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class AuditEvent(TenantModel):
    """
    One deed, as the log keeps it.

    ``seq`` counts from 0 without gaps inside a federation; ``None`` until the sealer came. ``subject_label`` is
    ``app.model``. ``account_id`` and ``person_id`` are ``None`` for the system. ``office``, ``clause_code`` and
    ``term_id`` are the mandate. ``digest`` is the fingerprint of the contents, ``leaf`` that of the whole event.
    """

    seq = models.BigIntegerField(null=True)
    at = models.DateTimeField()
    action = models.CharField(max_length=100)
    subject_label = models.CharField(max_length=100)
    subject_id = models.UUIDField()
    account_id = models.UUIDField(null=True)
    person_id = models.UUIDField(null=True)
    office = models.CharField(max_length=200, blank=True)
    clause_code = models.CharField(max_length=200, blank=True)
    term_id = models.UUIDField(null=True)
    payload = TenantForeignKey(AuditPayload, on_delete=models.PROTECT, related_name="+")
    digest = models.BinaryField(max_length=HASH_BYTES)
    leaf = models.BinaryField(max_length=HASH_BYTES)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["federation", "seq"], name="audit_event_seq"),
            models.UniqueConstraint(fields=["federation", "payload"], name="audit_event_payload"),
        ]
        indexes = [
            models.Index(fields=["federation", "subject_id", "at"], name="audit_event_subject"),
            models.Index(fields=["federation", "person_id", "at"], name="audit_event_person"),
            models.Index(fields=["federation", "id"], name="audit_event_waiting", condition=Q(seq__isnull=True)),
        ]

    def __str__(self) -> str:
        return f"{self.seq} {self.action}"


class Checkpoint(TenantModel):
    """
    The signed state of a federation's log.

    ``size`` is the count of events covered, ``root`` their Merkle root (RFC 6962). ``frontier`` are the roots of the
    full subtrees, largest first, 32 bytes each: what the sealer needs to go on from here.
    """

    size = models.BigIntegerField()
    root = models.BinaryField(max_length=HASH_BYTES)
    frontier = models.BinaryField(max_length=64 * HASH_BYTES)
    at = models.DateTimeField()
    signature = models.BinaryField(max_length=SIGNATURE_BYTES)
    key_id = models.CharField(max_length=16)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["federation", "size"], name="audit_checkpoint_size")]

    def __str__(self) -> str:
        return f"{self.size} {bytes(self.root).hex()}"
