"""
This will carry a workbook through its two steps: preview, mend, commit.

Nothing of the register changes before the commit, and the commit writes all clean rows or none.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.db import IntegrityError, connection, transaction

from gongzhi.common import audit, outbox
from gongzhi.common.deeds import deed
from gongzhi.common.exports.downloads import safe_file_name
from gongzhi.common.imports import kinds as slot
from gongzhi.common.imports.kinds import ImportKind, WriteContext
from gongzhi.common.imports.models import ImportBatch, ImportRow
from gongzhi.common.imports.previewing import JudgedSheet, judge_workbook
from gongzhi.common.imports.reading import read_workbook
from gongzhi.common.imports.rows import JudgedRow, RawRow, RowState
from gongzhi.common.imports.rules import BATCH_DEEDS, FieldUnknown, NothingToCommit, PreviewOutdated
from gongzhi.common.imports.workbook import cell_from_json, cell_to_json
from gongzhi.common.permissions import Actor
from gongzhi.common.tenancy import current_federation_id

AT_ONCE = 1000
_JUDGED = ["state", "values", "problems", "digest", "sequence"]


@deed("common.import.previewed")
def preview_import(*, actor: Actor, file_name: str, content: bytes, at: datetime, key: str = "") -> ImportBatch:
    """
    Read an uploaded workbook and judge each of its rows; the register stays as it is.

    :raises FileRefused: if the file cannot be read, with the reason
    :raises NoTableFound: if no sheet has a table
    :raises NotAllowed: if the actor lacks the right for one of its kinds
    """
    workbook = read_workbook(name=file_name, content=content)
    sheets = judge_workbook(workbook, kinds=slot.kinds(), know=_know)
    for sheet in sheets:
        actor.may(sheet.kind.right).require()
    batch = ImportBatch.objects.create(
        state=BATCH_DEEDS.next(ImportBatch.State.UPLOADED, "preview"),
        file_name=safe_file_name(file_name),
        file_sha256=sha256(content).hexdigest(),
        sheets=[_sheet_facts(sheet) for sheet in sheets],
        uploaded_by_id=actor.person_id,
        uploaded_by=actor.name,
        created_at=at,
        refreshed_at=at,
    )
    rows = [row for index, sheet in enumerate(sheets) for row in _new_rows(batch, index, sheet)]
    ImportRow.objects.bulk_create(rows, batch_size=AT_ONCE)
    audit.record("common.import.previewed", actor=actor, subject=batch, at=at, facts=_facts(batch, rows))
    return batch


@deed("common.import.mended")
def mend_row(*, actor: Actor, row_id: UUID, changes: dict[str, str], at: datetime, key: str = "") -> ImportRow:
    """
    Put other texts into fields of a row and judge its kind anew, since rows may repeat each other.

    ``changes`` field → text as typed; an empty text empties the cell.

    :raises NotNow: if the batch was committed or discarded
    :raises FieldUnknown: if the kind of table has no such field
    :raises NotAllowed: if the actor lacks the right
    """
    batch = _lock_batch(ImportRow.objects.values_list("batch_id", flat=True).get(pk=row_id))
    row = ImportRow.objects.get(pk=row_id)
    kind = slot.kind(row.kind)
    actor.may(kind.right).require()
    BATCH_DEEDS.next(batch.state, "mend")
    if unknown := changes.keys() - {column.field for column in kind.layout.columns}:
        raise FieldUnknown(name=min(unknown))
    row.raw = {**row.raw, **{name: text or None for name, text in changes.items()}}
    row.mended = sorted({*row.mended, *changes})
    row.save(update_fields=["raw", "mended"])
    _refresh(batch, [kind], at)
    audit.record("common.import.mended", actor=actor, subject=batch, at=at, facts={"row": row.number})
    return ImportRow.objects.get(pk=row_id)


@deed("common.import.row_left_out")
def leave_row_out(*, actor: Actor, row_id: UUID, at: datetime, key: str = "") -> ImportRow:
    """
    Leave one row out of the commit; a row that repeats it may become clean.

    :raises NotNow: if the batch was committed or discarded
    :raises NotAllowed: if the actor lacks the right
    """
    return _set_left_out(actor=actor, row_id=row_id, at=at, state=RowState.SKIPPED, code="common.import.row_left_out")


@deed("common.import.row_taken_in")
def take_row_in(*, actor: Actor, row_id: UUID, at: datetime, key: str = "") -> ImportRow:
    """
    Take a row that was left out back into the preview.

    :raises NotNow: if the batch was committed or discarded
    :raises NotAllowed: if the actor lacks the right
    """
    return _set_left_out(actor=actor, row_id=row_id, at=at, state=RowState.PROBLEM, code="common.import.row_taken_in")


@deed("common.import.refreshed")
def refresh_preview(*, actor: Actor, batch_id: UUID, at: datetime, key: str = "") -> ImportBatch:
    """
    Judge all rows anew against the register of now.

    :raises NotNow: if the batch was committed or discarded
    :raises NotAllowed: if the actor lacks the right for one of its kinds
    """
    batch = _lock_batch(batch_id)
    kinds = _kinds_of(batch, actor)
    BATCH_DEEDS.next(batch.state, "mend")
    _refresh(batch, kinds, at)
    audit.record("common.import.refreshed", actor=actor, subject=batch, at=at)
    return batch


@deed("common.import.committed")
def commit_import(*, actor: Actor, batch_id: UUID, at: datetime, key: str = "") -> ImportBatch:
    """
    Write all clean rows into the register, in one transaction; problems and rows left out stay behind.

    Imports of one federation commit one after the other. The rows are judged once more, so that what somebody else
    has written meanwhile is not written twice.

    :raises NotNow: if the batch was committed or discarded, perhaps by somebody else just now
    :raises PreviewOutdated: if the register has changed since the preview in a way that concerns its rows
    :raises NothingToCommit: if no row is clean
    :raises NotAllowed: if the actor lacks the right for one of its kinds
    """
    _one_commit_at_a_time()
    batch = _lock_batch(batch_id)
    kinds = _kinds_of(batch, actor)
    batch.state = BATCH_DEEDS.next(batch.state, "commit")
    rows = _rows_of(batch)
    if _judge_anew(rows, kinds):
        raise PreviewOutdated
    writable = {kind.code for kind in kinds if kind.write}
    clean = [row for row in rows if row.state == RowState.CLEAN and row.kind in writable]
    if not clean:
        raise NothingToCommit
    _write(kinds, clean, WriteContext(actor, at, batch.file_name))
    ImportRow.objects.filter(batch=batch, state=RowState.CLEAN, kind__in=writable).update(committed_at=at)
    batch.committed_at, batch.committed_by = at, actor.name
    batch.save(update_fields=["state", "committed_at", "committed_by"])
    audit.record("common.import.committed", actor=actor, subject=batch, at=at, facts=_facts(batch, rows))
    outbox.publish("common.import.committed", {"batch": str(batch.pk)})
    return batch


@deed("common.import.discarded")
def discard_import(*, actor: Actor, batch_id: UUID, at: datetime, key: str = "") -> ImportBatch:
    """
    Throw a preview away, its rows with it.

    :raises NotNow: if the batch was committed or discarded before
    :raises NotAllowed: if the actor lacks the right for one of its kinds
    """
    batch = _lock_batch(batch_id)
    _kinds_of(batch, actor)
    batch.state = BATCH_DEEDS.next(batch.state, "discard")
    batch.save(update_fields=["state"])
    ImportRow.objects.filter(batch=batch).delete()
    audit.record("common.import.discarded", actor=actor, subject=batch, at=at)
    return batch


def _set_left_out(*, actor: Actor, row_id: UUID, at: datetime, state: RowState, code: str) -> ImportRow:
    batch = _lock_batch(ImportRow.objects.values_list("batch_id", flat=True).get(pk=row_id))
    row = ImportRow.objects.get(pk=row_id)
    kind = slot.kind(row.kind)
    actor.may(kind.right).require()
    BATCH_DEEDS.next(batch.state, "mend")
    row.state = state
    row.save(update_fields=["state"])
    _refresh(batch, [kind], at)
    audit.record(code, actor=actor, subject=batch, at=at, facts={"row": row.number})
    return ImportRow.objects.get(pk=row_id)


def _one_commit_at_a_time() -> None:
    """Let a second commit of the federation wait until the first has ended."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"import:{current_federation_id()}"])


def _lock_batch(batch_id: UUID) -> ImportBatch:
    return ImportBatch.objects.select_for_update().get(pk=batch_id)


def _kinds_of(batch: ImportBatch, actor: Actor) -> list[ImportKind]:
    """List the kinds of a batch in the order of writing; the actor must have the right for each."""
    codes = {sheet["kind"] for sheet in batch.sheets}
    kinds = [kind for kind in slot.kinds() if kind.code in codes]
    for kind in kinds:
        actor.may(kind.right).require()
    return kinds


def _know(kind: ImportKind) -> Any:
    return kind.know(ImportRow.objects.committed_digests(kind.code))


def _rows_of(batch: ImportBatch) -> list[ImportRow]:
    return list(ImportRow.objects.filter(batch=batch).in_order())


def _refresh(batch: ImportBatch, kinds: Sequence[ImportKind], at: datetime) -> None:
    rows = [row for row in _rows_of(batch) if row.kind in {kind.code for kind in kinds}]
    ImportRow.objects.bulk_update(_judge_anew(rows, kinds), _JUDGED, batch_size=AT_ONCE)
    batch.refreshed_at = at
    batch.save(update_fields=["refreshed_at"])


def _judge_anew(rows: Iterable[ImportRow], kinds: Sequence[ImportKind]) -> list[ImportRow]:
    """Judge rows against the register of now; answer those that stand otherwise than before, changed in memory."""
    changed = []
    judged_rows = [row for row in rows if row.state != RowState.SKIPPED]
    for kind in kinds:
        ours = [row for row in judged_rows if row.kind == kind.code]
        for row, judged in zip(ours, kind.judge([_raw(row) for row in ours], _know(kind)), strict=True):
            before = [getattr(row, name) for name in _JUDGED]
            _take_over(row, judged)
            if before != [getattr(row, name) for name in _JUDGED]:
                changed.append(row)
    return changed


def _raw(row: ImportRow) -> RawRow:
    return RawRow(row.number, {name: cell_from_json(cell) for name, cell in row.raw.items()}, row.sheet)


def _take_over(row: ImportRow, judged: JudgedRow) -> None:
    row.state = judged.state.value
    row.sequence = judged.sequence
    row.values = dict(judged.values)
    row.digest = judged.digest
    row.problems = [
        {"field": p.field, "code": p.code, "message": p.message, "params": dict(p.params)} for p in judged.problems
    ]


def _new_rows(batch: ImportBatch, index: int, sheet: JudgedSheet) -> list[ImportRow]:
    rows = []
    for read, judged in zip(sheet.table.rows, sheet.rows, strict=True):
        row = ImportRow(
            batch=batch,
            sheet_index=index,
            sheet=sheet.name[:100],
            kind=sheet.kind.code,
            number=read.number,
            raw={name: cell_to_json(cell) for name, cell in read.cells.items()},
            others={label: cell_to_json(cell) for label, cell in read.others.items()},
        )
        _take_over(row, judged)
        rows.append(row)
    return rows


def _write(kinds: Sequence[ImportKind], rows: Sequence[ImportRow], context: WriteContext) -> None:
    """Write kind by kind. What another deed entered at this very moment breaks a constraint: then nothing is kept."""
    try:
        with transaction.atomic():
            for kind in kinds:
                values = [row.values for row in rows if row.kind == kind.code]
                if values and kind.write:
                    kind.write(values, context)
    except IntegrityError as error:
        raise PreviewOutdated from error


def _sheet_facts(sheet: JudgedSheet) -> dict[str, Any]:
    return {
        "name": sheet.name,
        "kind": sheet.kind.code,
        "headings": sheet.table.headings,
        "unknown": list(sheet.table.unknown),
        "skipped": list(sheet.table.skipped),
    }


def _facts(batch: ImportBatch, rows: Sequence[ImportRow]) -> dict[str, object]:
    counts = {state.value: sum(row.state == state for row in rows) for state in RowState}
    return {"file": batch.file_name, "sha256": batch.file_sha256, **counts}
