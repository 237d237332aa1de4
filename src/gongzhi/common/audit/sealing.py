"""
This will number committed events, grow the tree over them and sign its root.

Deeds do not wait for each other to write the log. One sealer per federation at a time (an advisory lock) takes what is
committed and not yet numbered, in the order of the events' ids, behind everything sealed before. A sealer that dies
leaves its federation as it was; the next one does the work.
"""

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from gongzhi.common.audit.keys import key_id_of, signing_key
from gongzhi.common.audit.merkle import DamagedFrontier, Frontier
from gongzhi.common.audit.models import AuditEvent, Checkpoint
from gongzhi.common.audit.notes import Note
from gongzhi.common.tenancy import across, current_federation_id, scope

BATCH = 5000
LOCK = "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))"
NUMBER = """
WITH waiting AS (
  SELECT id, %(size)s + row_number() OVER (ORDER BY id) - 1 AS place FROM (
    SELECT id FROM common_auditevent WHERE federation_id = %(federation)s AND seq IS NULL ORDER BY id LIMIT %(batch)s
  ) AS next
)
UPDATE common_auditevent AS event SET seq = waiting.place FROM waiting
WHERE event.id = waiting.id AND event.federation_id = %(federation)s
RETURNING event.seq, event.leaf
"""


def seal_now() -> Checkpoint | None:
    """
    Seal the log of the scope's federation at once; answer the new checkpoint, or ``None`` if nothing was waiting.

    For deeds that must not wait a minute for their seal: votes, approvals, changes of office. Call it as the last
    step, outside the deed's transaction: inside one, other sealers of the federation wait for its end.

    :raises NoSigningKey: if the installation was never set up; the events stay and are sealed later
    """
    return seal(at=timezone.now())


def seal_all(*, at: datetime) -> int:
    """Seal every federation that has events waiting; count the checkpoints made."""
    with across(reason="seal the log of every federation"):
        waiting = AuditEvent.objects.filter(seq__isnull=True).order_by("federation_id")
        federations = list(waiting.values_list("federation_id", flat=True).distinct())
    made = 0
    for federation_id in federations:
        with scope(federation_id):
            made += seal(at=at) is not None
    return made


def seal(*, at: datetime) -> Checkpoint | None:
    """
    Number the waiting events of the scope's federation and sign a checkpoint over all, or answer ``None``.

    :raises NoSigningKey: see ``seal_now``
    :raises DamagedFrontier: if the last checkpoint was tampered with; nothing is sealed on a false ground
    """
    federation_id = current_federation_id()
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(LOCK, [f"gongzhi.audit.{federation_id}"])
        frontier = _last_frontier()
        before = frontier.size
        for leaf in _number_waiting(federation_id, before):
            frontier.append(leaf)
        if frontier.size == before:
            return None
        return _sign(federation_id, frontier, at)


def note_of(checkpoint: Checkpoint) -> Note:
    """Write a checkpoint as a note for witnesses."""
    return Note(
        federation_id=checkpoint.federation_id,  # type: ignore[arg-type]  # a tenant row has one
        size=checkpoint.size,
        root=bytes(checkpoint.root),
        at=checkpoint.at,
        signature=bytes(checkpoint.signature),
        key_id=checkpoint.key_id,
    )


def last_checkpoint() -> Checkpoint | None:
    """Find the newest checkpoint of the scope's federation."""
    return Checkpoint.objects.order_by("-size").first()


def _last_frontier() -> Frontier:
    last = last_checkpoint()
    if last is None:
        return Frontier()
    frontier = Frontier.decoded(last.size, bytes(last.frontier))
    if frontier.root() != bytes(last.root):
        raise DamagedFrontier(f"the checkpoint of {last.size} events contradicts itself")
    return frontier


def _number_waiting(federation_id: UUID, size: int) -> Iterator[bytes]:
    """Number all waiting events, ``BATCH`` at a time; yield their leaves in the order of the numbers."""
    while True:
        with connection.cursor() as cursor:
            cursor.execute(NUMBER, {"federation": federation_id, "size": size, "batch": BATCH})
            rows = sorted(cursor.fetchall())
        yield from (bytes(leaf) for _seq, leaf in rows)
        size += len(rows)
        if len(rows) < BATCH:
            return


def _sign(federation_id: UUID, frontier: Frontier, at: datetime) -> Checkpoint:
    key = signing_key()
    note = Note(federation_id=federation_id, size=frontier.size, root=frontier.root(), at=at)
    return Checkpoint.objects.create(
        size=note.size,
        root=note.root,
        frontier=frontier.encoded(),
        at=at,
        signature=key.sign(note.body()),
        key_id=key_id_of(key.public_key()),
    )
