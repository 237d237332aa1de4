"""
This will read a whole log again and tell whether anybody changed it.

Events are read in pages and forgotten, so a log of any length needs little memory. What is compared: each event with
its fingerprint, the tree with every signed checkpoint of the database, and with every checkpoint that witnesses bring.
Without a witness nobody can exclude that the end of the log was cut off together with its checkpoints, or that
somebody with the signing key wrote the whole log anew.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple
from uuid import UUID

from django.db.models import Exists, Func, OuterRef, QuerySet, Subquery, TextField, Value
from django.db.models.functions import Cast, Coalesce

from gongzhi.common.audit import canonical, witnesses
from gongzhi.common.audit.erasing import ERASED
from gongzhi.common.audit.headers import Header
from gongzhi.common.audit.merkle import Frontier
from gongzhi.common.audit.models import AuditEvent, AuditPayload, Checkpoint
from gongzhi.common.audit.reports import Kind, Problem, VerifyReport
from gongzhi.common.audit.witnesses import Expectation, Witnesses
from gongzhi.common.tenancy import scope

PAGE = 5000
# Deeds carry the moment at which they were asked for; a slow one is overtaken by quick ones.
CLOCK_TOLERANCE = timedelta(minutes=5)


class Row(NamedTuple):
    """An event as it stands in the database."""

    seq: int | None
    leaf: bytes
    salt: bytes | None
    content: str | None
    header: Header


def _text(column: str) -> Cast:
    return Cast(column, TextField())


# PostgreSQL writes the texts of the header: three times faster than making ids and moments here to write them again.
COLUMNS = (
    "seq",
    "leaf",
    "payload__salt",
    "payload__content",
    _text("federation_id"),
    _text("pk"),
    Func(
        "at",
        template="""to_char(%(expressions)s AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"+00:00"')""",
        output_field=TextField(),
    ),
    "action",
    "subject_label",
    _text("subject_id"),
    _text("account_id"),
    _text("person_id"),
    "office",
    "clause_code",
    _text("term_id"),
    Func("digest", Value("hex"), function="encode", output_field=TextField()),
)


@dataclass
class Reading:
    """What is known while the log is read. ``erased`` are events without contents, by id, with their number."""

    tree: Frontier = field(default_factory=Frontier)
    problems: list[Problem] = field(default_factory=list)
    erased: dict[str, int | None] = field(default_factory=dict)
    erasures: set[str] = field(default_factory=set)
    clock: datetime | None = None
    clock_backs: list[int] = field(default_factory=list)
    trusted_size: int = 0
    is_broken: bool = False

    def find(self, kind: Kind, **params: object) -> None:
        """Note a problem."""
        self.problems.append(Problem(kind, params))


def verify(federation_id: UUID, witness_files: Sequence[Path] = ()) -> VerifyReport:
    """
    Check the log of a federation against itself, its signed checkpoints and the files of witnesses.

    Notes of other federations' logs are passed over. Reads only; may run while the house is at work.
    """
    with scope(federation_id):
        known = witnesses.gather(federation_id, witness_files)
        reading = Reading(problems=known.problems, clock_backs=known.clock_backs)
        _read_sealed(reading, known)
        waiting_count = _read_waiting(reading)
        _check_leftovers(reading)
    return VerifyReport(
        federation_id=federation_id,
        size=reading.tree.size,
        root=reading.tree.root(),
        waiting_count=waiting_count,
        erased_count=len(reading.erased),
        checkpoint_count=known.checkpoint_count,
        witness_count=known.witness_count,
        problems=tuple(reading.problems),
        unusable=tuple(known.unusable),
        clock_went_back_at=tuple(reading.clock_backs),
    )


def _read_sealed(reading: Reading, known: Witnesses) -> None:
    """Go through the events that checkpoints cover, in their order, and stop where the numbers are wrong."""
    awaited = list(reversed(known.expectations))
    covered = awaited[0].size if awaited else 0
    for row in _sealed_rows(covered):
        if row.seq != reading.tree.size:
            _find_wrong_number(reading, row.seq or 0)
            return
        _check_row(reading, row)
        _check_clock(reading, row)
        reading.tree.append(row.leaf)
        while awaited and awaited[-1].size == reading.tree.size:
            _compare(reading, awaited.pop())
    if awaited:
        longest = awaited[0]
        reading.find(Kind.CUT_OFF, size=reading.tree.size, expected=longest.size, source=longest.source)


def _sealed_rows(covered: int) -> Iterator[Row]:
    """Yield all events numbered below ``covered``, page by page."""
    rows = AuditEvent.objects.filter(seq__lt=covered).order_by("seq")
    page = _page(rows)
    while page:
        yield from page
        page = _page(rows.filter(seq__gt=page[-1].seq)) if len(page) == PAGE else []


def _page(rows: QuerySet) -> list[Row]:
    found = rows.values_list(*COLUMNS)[:PAGE]
    return [Row(seq, bytes(leaf), salt, content, Header(*header)) for seq, leaf, salt, content, *header in found]


def _find_wrong_number(reading: Reading, seq: int) -> None:
    if seq > reading.tree.size:
        reading.find(Kind.EVENTS_MISSING, first=reading.tree.size, last=seq - 1)
    else:
        reading.find(Kind.NUMBER_TWICE, seq=seq)


def _check_row(reading: Reading, row: Row) -> None:
    """Compare an event and its contents with their fingerprints."""
    if row.header.leaf() != row.leaf:
        reading.find(Kind.EVENT_CHANGED, seq=row.seq)
    if row.salt is None or row.content is None:
        reading.erased[row.header.id] = row.seq
    elif canonical.content_digest(bytes(row.salt), row.content).hex() != row.header.digest:
        reading.find(Kind.CONTENT_CHANGED, seq=row.seq)
    if row.header.action == ERASED:
        reading.erasures.add(row.header.subject_id)


def _check_clock(reading: Reading, row: Row) -> None:
    at = row.header.moment()
    if reading.clock and at < reading.clock - CLOCK_TOLERANCE:
        reading.clock_backs.append(row.seq or 0)
    reading.clock = max(reading.clock or at, at)


def _compare(reading: Reading, known: Expectation) -> None:
    """Compare the tree with a root of its size; after the first difference all later ones differ too."""
    if reading.is_broken:
        return
    if reading.tree.root() == known.root and known.frontier in {None, reading.tree.encoded()}:
        reading.trusted_size = known.size
        return
    reading.is_broken = True
    reading.find(Kind.HISTORY_CHANGED, first=reading.trusted_size, last=known.size - 1, source=known.source)


def _read_waiting(reading: Reading) -> int:
    """Check the events that wait for the sealer; count them."""
    count = 0
    rows = AuditEvent.objects.filter(seq__isnull=True).order_by("pk")
    page = _page(rows)
    while page:
        count += len(page)
        for row in page:
            _check_row(reading, row)
        page = _page(rows.filter(pk__gt=page[-1].header.id))
    return count


def _check_leftovers(reading: Reading) -> None:
    """Look for numbers without a checkpoint, contents without an event, and contents that went unrecorded."""
    # One statement each, so that a sealer or a deed at work is seen wholly or not at all.
    covered = Subquery(Checkpoint.objects.order_by("-size").values("size")[:1])
    uncovered = AuditEvent.objects.filter(seq__gte=Coalesce(covered, Value(0))).count()
    if uncovered:
        reading.find(Kind.NOT_COVERED, count=uncovered)
    events = AuditEvent.objects.filter(payload=OuterRef("pk"))
    orphans = AuditPayload.objects.filter(~Exists(events)).count()
    if orphans:
        reading.find(Kind.CONTENT_WITHOUT_EVENT, count=orphans)
    for event_id, seq in reading.erased.items():
        if event_id not in reading.erasures:
            reading.find(Kind.CONTENT_GONE, seq=seq)
