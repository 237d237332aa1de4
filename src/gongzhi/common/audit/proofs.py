"""This will prove to one person that one event stands in the log, without showing the rest of it."""

from dataclasses import dataclass
from uuid import UUID

from gongzhi.common.audit.headers import Header
from gongzhi.common.audit.merkle import inclusion_proof, is_included
from gongzhi.common.audit.models import AuditEvent
from gongzhi.common.audit.notes import Note
from gongzhi.common.audit.sealing import last_checkpoint, note_of


class NotSealedYet(LookupError):
    """The event waits for the sealer, so nothing can be proven of it yet."""


@dataclass(frozen=True)
class EventProof:
    """
    All that an outsider needs: the event, its contents if they are not erased, and the way to the signed root.

    ``path`` holds hashes of 32 bytes, the lowest first.
    """

    seq: int
    header: bytes
    salt: bytes | None
    content: str | None
    leaf: bytes
    path: tuple[bytes, ...]
    note: Note

    def holds(self) -> bool:
        """Tell whether the path leads from the event to the root of the note."""
        return is_included(leaf=self.leaf, index=self.seq, size=self.note.size, proof=self.path, root=self.note.root)

    def as_json(self) -> dict[str, object]:
        """Write the proof for keeping; hashes in hex."""
        return {
            "event": self.header.decode(),
            "salt": self.salt.hex() if self.salt is not None else None,
            "content": self.content,
            "leaf": self.leaf.hex(),
            "index": self.seq,
            "path": [step.hex() for step in self.path],
            "checkpoint": self.note.text(),
        }


def prove(event_id: UUID) -> EventProof:
    """
    Prove that an event of the scope's federation stands in the log that the newest checkpoint signs.

    :raises AuditEvent.DoesNotExist: if there is none of this id
    :raises NotSealedYet: until the sealer came
    """
    event = AuditEvent.objects.select_related("payload").get(pk=event_id)
    checkpoint = last_checkpoint()
    if event.seq is None or checkpoint is None or event.seq >= checkpoint.size:
        raise NotSealedYet(event_id)
    rows = AuditEvent.objects.filter(seq__lt=checkpoint.size).order_by("seq").values_list("leaf", flat=True)
    leaves = [bytes(leaf) for leaf in rows.iterator(chunk_size=10_000)]
    salt = event.payload.salt
    return EventProof(
        seq=event.seq,
        header=Header.of(event).encoded(),
        salt=None if salt is None else bytes(salt),
        content=event.payload.content,
        leaf=bytes(event.leaf),
        path=tuple(inclusion_proof(leaves, event.seq)),
        note=note_of(checkpoint),
    )
