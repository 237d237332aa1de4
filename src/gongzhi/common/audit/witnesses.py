"""This will collect what the log must have been: signed checkpoints of the database, and notes that others kept."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from uuid import UUID

from django.utils.translation import gettext as _

from gongzhi.common.audit.keys import is_signed, public_key
from gongzhi.common.audit.models import Checkpoint
from gongzhi.common.audit.notes import Note, UnreadableNote
from gongzhi.common.audit.reports import Kind, Problem
from gongzhi.common.audit.sealing import note_of


@dataclass(frozen=True)
class Expectation:
    """The root that the first ``size`` events must have, and who says so; ``frontier`` is ``None`` from a note."""

    size: int
    root: bytes
    source: str
    frontier: bytes | None = None


@dataclass
class Witnesses:
    """
    All that is known of the log from signatures.

    ``problems`` are false signatures in the database; ``unusable`` are notes and checkpoints that prove nothing.
    """

    expectations: list[Expectation] = field(default_factory=list)
    checkpoint_count: int = 0
    witness_count: int = 0
    problems: list[Problem] = field(default_factory=list)
    unusable: list[Problem] = field(default_factory=list)
    clock_backs: list[int] = field(default_factory=list)


def gather(federation_id: UUID, files: Iterable[Path]) -> Witnesses:
    """Collect the checkpoints of the scope's federation and its notes among the files; the smallest size first."""
    found = Witnesses()
    _gather_checkpoints(found)
    for file in files:
        _gather_note(found, federation_id, file)
    found.expectations.sort(key=lambda known: known.size)
    return found


def _gather_checkpoints(found: Witnesses) -> None:
    before: datetime | None = None
    for checkpoint in Checkpoint.objects.order_by("size").iterator(chunk_size=2000):
        source = _("the checkpoint of %(size)s events") % {"size": checkpoint.size}
        problem = _signature_problem(note_of(checkpoint), source)
        if problem:
            (found.unusable if problem.kind is Kind.UNKNOWN_KEY else found.problems).append(problem)
        if before and checkpoint.at < before:
            found.clock_backs.append(checkpoint.size - 1)
        before = checkpoint.at
        root, frontier = bytes(checkpoint.root), bytes(checkpoint.frontier)
        found.expectations.append(Expectation(checkpoint.size, root, source, frontier))
        found.checkpoint_count += 1


def _gather_note(found: Witnesses, federation_id: UUID, file: Path) -> None:
    try:
        note = Note.parsed(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, UnreadableNote):
        found.unusable.append(Problem(Kind.UNREADABLE_NOTE, {"source": file.name}))
        return
    if note.federation_id != federation_id:
        return
    problem = _signature_problem(note, file.name)
    if problem:
        found.unusable.append(problem)
        return
    found.expectations.append(Expectation(note.size, note.root, file.name))
    found.witness_count += 1


def _signature_problem(note: Note, source: str) -> Problem | None:
    key = public_key(note.key_id)
    if key is None:
        return Problem(Kind.UNKNOWN_KEY, {"source": source, "key_id": note.key_id})
    if not is_signed(note.body(), note.signature, key):
        return Problem(Kind.FALSE_SIGNATURE, {"source": source})
    return None
