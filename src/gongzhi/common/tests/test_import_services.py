from datetime import UTC, datetime
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext

from gongzhi.common.audit import thread
from gongzhi.common.files.errors import FileRefused
from gongzhi.common.imports import kinds as slot
from gongzhi.common.imports.cells import match_key, read_count, read_required_name
from gongzhi.common.imports.kinds import ImportKind
from gongzhi.common.imports.models import ImportBatch, ImportRow
from gongzhi.common.imports.previewing import NoTableFound
from gongzhi.common.imports.problems import CellProblem, RowReader
from gongzhi.common.imports.rows import JudgedRow, digest
from gongzhi.common.imports.rules import BATCH_DEEDS, FieldUnknown, NothingToCommit, PreviewOutdated
from gongzhi.common.imports.selectors import rows_to_show, sheet_counts
from gongzhi.common.imports.services import (
    commit_import,
    discard_import,
    leave_row_out,
    mend_row,
    preview_import,
    refresh_preview,
    take_row_in,
)
from gongzhi.common.imports.tables import Column, Layout
from gongzhi.common.permissions import SYSTEM, Actor
from gongzhi.common.tenancy import scope
from gongzhi.common.tests.workbooks import make_xlsx
from gongzhi.kernel.decisions import Mandate, NotAllowed
from gongzhi.kernel.states import NotNow

AT = datetime(2026, 3, 1, tzinfo=UTC)
LAYOUT = Layout("tools", (Column("name", ("工具",)), Column("count", ("数量",))), (("name",), ("count",)))
ROWS = [["工具", "数量", "颜色"], ["锤子", 3, "红"], ["  ", 1, None], ["锯", "若干", None], ["锤 子", 5, None]]


class Twice(CellProblem):
    code = "duplicate"
    message = "Row %(row)s"


class Shed:
    """A register of tools, kept in memory."""

    def __init__(self) -> None:
        self.tools: list[dict] = []
        self.fails = False

    def know(self, committed):
        return committed, {match_key(tool["name"]) for tool in self.tools}

    def judge(self, rows, knowledge):
        committed, known = knowledge
        seen: dict[str, int] = {}
        answer = []
        for row in rows:
            reader = RowReader(row.cells)
            name = reader.read("name", read_required_name)
            count = reader.read("count", read_count)
            values = {"name": name, "count": count.total if count else None}
            is_unchanged = digest("tools", values) in committed
            key = match_key(name or "")
            if key and seen.setdefault(key, row.number) != row.number:
                reader.blame("name", Twice(row=str(seen[key])))
            if key in known and not is_unchanged:
                reader.blame("name", Twice(row="?"))
            answer.append(
                JudgedRow(row.number, "", values, tuple(reader.problems), is_unchanged, digest("tools", values))
            )
        return answer

    def write(self, values, context):
        if self.fails:
            raise IntegrityError
        self.tools += [dict(row) for row in values]


@pytest.fixture
def shed(monkeypatch):
    made = Shed()
    kind = ImportKind("tools", "Tools", LAYOUT, made.know, made.judge, made.write, right="tools.import")
    monkeypatch.setattr(slot, "_kinds", {"tools": kind})
    return made


def upload(rows=ROWS, *, actor=SYSTEM, name="工具.xlsx", **more):
    return preview_import(actor=actor, file_name=name, content=make_xlsx(rows), at=AT, **more)


def states(batch):
    return list(ImportRow.objects.filter(batch=batch).in_order().values_list("number", "state"))


def row(batch, number):
    return ImportRow.objects.get(batch=batch, number=number)


def test_a_preview_writes_nothing_and_shows_each_row(federation, shed):
    batch = upload()
    assert batch.state == "previewed"
    assert states(batch) == [(2, "clean"), (3, "problem"), (4, "problem"), (5, "problem")]
    assert shed.tools == []
    assert row(batch, 2).others == {"颜色": "红"}
    (sheet,) = sheet_counts(batch=batch)
    assert (sheet.clean, sheet.problem, sheet.rows, sheet.unknown) == (1, 3, 4, ("颜色",))
    assert [r.number for r in rows_to_show(batch=batch, sheet_index=0, state="problem")] == [3, 4, 5]


def test_problems_are_told_in_words(federation, shed):
    (problem,) = row(upload(), 4).problem_words
    assert (problem["field"], problem["code"]) == ("count", "count_invalid")
    assert "若干" in problem["words"]


def test_a_mended_row_is_judged_anew_with_its_neighbours(federation, shed):
    batch = upload()
    assert mend_row(actor=SYSTEM, row_id=row(batch, 4).pk, changes={"count": "４"}, at=AT).state == "clean"
    mend_row(actor=SYSTEM, row_id=row(batch, 2).pk, changes={"name": "钳子"}, at=AT)
    assert states(batch) == [(2, "clean"), (3, "problem"), (4, "clean"), (5, "clean")]
    assert row(batch, 4).mended == ["count"]
    assert row(batch, 4).values == {"name": "锯", "count": 4}


def test_only_fields_of_the_table_are_mended(federation, shed):
    with pytest.raises(FieldUnknown):
        mend_row(actor=SYSTEM, row_id=row(upload(), 2).pk, changes={"federation": "x"}, at=AT)


def test_a_row_left_out_frees_its_double_and_may_come_back(federation, shed):
    batch = upload()
    leave_row_out(actor=SYSTEM, row_id=row(batch, 2).pk, at=AT)
    assert dict(states(batch))[5] == "clean"
    assert dict(states(batch))[2] == "skipped"
    take_row_in(actor=SYSTEM, row_id=row(batch, 2).pk, at=AT)
    assert dict(states(batch))[5] == "problem"
    assert dict(states(batch))[2] == "clean"


def test_a_commit_takes_over_what_is_clean_and_leaves_the_rest(federation, shed):
    batch = commit_import(actor=Actor(name="李秘书", is_system=True), batch_id=upload().pk, at=AT)
    assert shed.tools == [{"name": "锤子", "count": 3}]
    assert (batch.state, batch.committed_by) == ("committed", "李秘书")
    assert row(batch, 2).committed_at == AT
    assert row(batch, 3).committed_at is None


def test_the_same_file_again_changes_nothing(federation, shed):
    commit_import(actor=SYSTEM, batch_id=upload().pk, at=AT)
    again = upload()
    assert dict(states(again))[2] == "unchanged"
    with pytest.raises(NothingToCommit):
        commit_import(actor=SYSTEM, batch_id=again.pk, at=AT)
    assert len(shed.tools) == 1


def test_of_two_commits_of_one_preview_the_second_is_told(federation, shed):
    batch = upload()
    commit_import(actor=SYSTEM, batch_id=batch.pk, at=AT)
    with pytest.raises(NotNow):
        commit_import(actor=SYSTEM, batch_id=batch.pk, at=AT)
    assert len(shed.tools) == 1


def test_a_resend_of_a_commit_gets_the_first_answer(federation, shed):
    batch, key = upload(), str(uuid4())
    first = commit_import(actor=SYSTEM, batch_id=batch.pk, at=AT, key=key)
    assert commit_import(actor=SYSTEM, batch_id=batch.pk, at=AT, key=key) == first
    assert len(shed.tools) == 1


def test_of_two_previews_of_one_file_the_second_is_told_and_nothing_is_written_twice(federation, shed):
    first, second = upload(), upload()
    commit_import(actor=SYSTEM, batch_id=first.pk, at=AT)
    with pytest.raises(PreviewOutdated):
        commit_import(actor=SYSTEM, batch_id=second.pk, at=AT)
    assert len(shed.tools) == 1
    assert ImportBatch.objects.get(pk=second.pk).state == "previewed"
    refresh_preview(actor=SYSTEM, batch_id=second.pk, at=AT)
    assert dict(states(second))[2] == "unchanged"


def test_what_somebody_entered_at_that_very_moment_undoes_the_commit(federation, shed):
    batch = upload()
    shed.fails = True
    with pytest.raises(PreviewOutdated):
        commit_import(actor=SYSTEM, batch_id=batch.pk, at=AT)
    assert row(batch, 2).committed_at is None
    assert ImportBatch.objects.get(pk=batch.pk).state == "previewed"


def test_a_discarded_preview_leaves_no_rows(federation, shed):
    batch = discard_import(actor=SYSTEM, batch_id=upload().pk, at=AT)
    assert batch.state == "discarded"
    assert not ImportRow.objects.exists()
    with pytest.raises(NotNow):
        commit_import(actor=SYSTEM, batch_id=batch.pk, at=AT)


@pytest.mark.parametrize("deed", [commit_import, discard_import, refresh_preview])
def test_every_deed_needs_the_right_of_the_kind(federation, shed, deed):
    batch = upload()
    with pytest.raises(NotAllowed):
        deed(actor=Actor(person_id=uuid4()), batch_id=batch.pk, at=AT)
    assert shed.tools == []


@pytest.mark.parametrize("deed", [leave_row_out, take_row_in])
def test_rows_are_left_out_only_with_the_right(federation, shed, deed):
    with pytest.raises(NotAllowed):
        deed(actor=Actor(person_id=uuid4()), row_id=row(upload(), 2).pk, at=AT)


def test_a_preview_and_a_mending_need_the_right(federation, shed):
    stranger = Actor(person_id=uuid4())
    with pytest.raises(NotAllowed):
        upload(actor=stranger)
    with pytest.raises(NotAllowed):
        mend_row(actor=stranger, row_id=row(upload(), 2).pk, changes={"count": "1"}, at=AT)
    assert not ImportBatch.objects.visible_to(stranger).exists()


def test_whoever_has_the_right_sees_the_imports(federation, shed):
    mandate = Mandate(right="tools.import", office="秘书长", term_id=uuid4(), clause_code="c")
    actor = Actor(person_id=uuid4(), name="李", mandates=(mandate,))
    batch = upload(actor=actor)
    assert list(ImportBatch.objects.visible_to(actor)) == [batch]
    assert (batch.uploaded_by, batch.uploaded_by_id) == ("李", actor.person_id)


def test_files_that_cannot_be_read_leave_nothing(federation, shed):
    with pytest.raises(FileRefused):
        preview_import(actor=SYSTEM, file_name="a.xls", content=b"x", at=AT)
    with pytest.raises(NoTableFound):
        upload([["甲", "乙"], ["1", "2"]])
    assert not ImportBatch.objects.exists()


def test_another_federation_sees_neither_rows_nor_what_was_committed(federation, other_federation, shed):
    batch = upload()
    commit_import(actor=SYSTEM, batch_id=batch.pk, at=AT)
    with scope(other_federation.pk):
        assert not ImportBatch.objects.exists()
        assert ImportRow.objects.committed_digests("tools") == frozenset()
        with pytest.raises(ImportBatch.DoesNotExist):
            discard_import(actor=SYSTEM, batch_id=batch.pk, at=AT)


def test_strange_names_and_texts_are_stored(federation, shed):
    batch = upload([["工具", "数量"], ["a\u202eb", 1], ["'=1+1", 2]], name="../\u202e\0工具.xlsx")
    assert batch.file_name == "_工具.xlsx"
    assert states(batch) == [(2, "problem"), (3, "clean")]
    assert row(batch, 3).values["name"] == "=1+1"


def test_the_log_tells_what_happened_to_a_batch(federation, shed):
    batch = upload()
    mend_row(actor=SYSTEM, row_id=row(batch, 4).pk, changes={"count": "4"}, at=AT)
    commit_import(actor=SYSTEM, batch_id=batch.pk, at=AT)
    told = thread(batch)
    assert len(told) == 3
    assert told[-1].facts["clean"] == 2


def test_statements_do_not_grow_with_the_rows(federation, shed):
    def count(number):
        rows = [["工具", "数量"], *([f"工具{number}-{n}", n] for n in range(number))]
        with CaptureQueriesContext(connection) as captured:
            commit_import(actor=SYSTEM, batch_id=upload(rows).pk, at=AT)
        return len(captured)

    count(1)
    assert count(900) == count(10)


def test_the_states_lead_nowhere_after_the_end():
    assert BATCH_DEEDS.final_states == ("committed", "discarded")
