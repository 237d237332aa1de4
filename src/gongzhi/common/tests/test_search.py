from contextlib import contextmanager

import pytest
from django.contrib.postgres.indexes import GinIndex
from django.db import connection, models
from django.test.utils import isolate_apps
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gongzhi.common.search.fields import BigramField, Searchable, SearchTextField, match, search_index
from gongzhi.common.search.keys import pairs, searchable
from gongzhi.kernel.text import search_key

TEXTS = [
    "南湖社区阳光义工队",
    "物业费太高了,物业 费用要公开",
    "物业管理费",
    "Ｗi-Fi 坏了",
    "100% 支持_谢谢\\",
    "it's 'quoted' & | ! :*",
    "阿依古丽·买买提 𠮷𨳺",
    "哈" * 400 + "好",
    "a" * 17_000 + "终点",
    "",
    "单",
]


@pytest.fixture
def notes(db):
    """A table of notes that are searched, made for one test."""
    with isolate_apps("gongzhi.common"), table_of_notes() as model:
        yield model


@contextmanager
def table_of_notes():
    class Note(Searchable):
        name = models.TextField()
        remark = models.TextField(default="")
        search_text = SearchTextField(sources=["name", "remark"], by_sound=["name"])
        search = BigramField()

        class Meta:
            app_label = "common"
            indexes = [search_index(name="note_search")]

    with connection.schema_editor() as editor:
        editor.create_model(Note)
    yield Note


def found(model, text):
    return set(match(model.objects.all(), text).values_list("pk", flat=True))


def like(model, text):
    """What a search without any index finds."""
    key = search_key(text)
    return {row.pk for row in model.objects.all() if key in row.search_text}


def test_pairs_go_across_white_space_and_stand_once():
    assert pairs("ab ab") == ["ab", "b ", " a"]
    assert pairs("a") == []


def test_a_search_text_has_a_line_for_each_text_and_sound():
    assert searchable("南湖Ａ队", "备注", read_aloud=("南湖Ａ队",)) == "南湖a队\n备注\nnanhuadui\nnhad"


@pytest.mark.parametrize(
    "text",
    [
        "物业费", "物业", "业费", "业 费", "义工", "阳光义工队", "Wi-Fi", "WI-FI 坏", "0%", "_谢", "\\", "'t", "s '",
        "& |", "'quoted'", "𠮷𨳺", "·买", "哈哈", "哈" * 300, "哈好", "哈" * 399 + "好", "a终", "终点", "没有这个",
        "  物业  ", "nhsq", "nanhu", "nanhushequ", "费物", "单", "高",
    ],
)  # fmt: skip
def test_a_search_finds_exactly_what_like_finds(notes, text):
    notes.objects.bulk_create([notes(name=name) for name in TEXTS])
    assert found(notes, text) == like(notes, text)


def test_every_part_of_every_text_is_found(notes):
    notes.objects.bulk_create([notes(name=name) for name in TEXTS])
    for row in notes.objects.all():
        name = row.name[-300:]
        for start in range(0, max(1, len(name) - 1), 7):
            for length in (2, 3, 5):
                assert row.pk in found(notes, name[start : start + length])


LETTERS = st.text(alphabet="物业费 aAＡ'&|\\%_:*!𠮷\n\t", max_size=12)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(texts=st.lists(LETTERS, min_size=1, max_size=8), wanted=LETTERS)
def test_any_search_equals_like(notes, texts, wanted):
    notes.objects.all().delete()
    notes.objects.bulk_create([notes(name=text, remark=text[::-1]) for text in texts])
    assert found(notes, wanted) == like(notes, wanted)


def test_an_empty_search_keeps_everything(notes):
    notes.objects.create(name="甲")
    assert len(found(notes, "  ")) == 1


def test_a_change_of_a_source_changes_what_is_found(notes):
    note = notes.objects.create(name="旧名字")
    note.name = "新名字"
    note.save(update_fields=["name"])
    assert found(notes, "新名") == {note.pk}
    assert found(notes, "旧名") == set()


def test_the_index_is_used_for_two_characters(notes):
    notes.objects.bulk_create([notes(name=f"第{number}号来信关于道路") for number in range(20_000)])
    notes.objects.bulk_create([notes(name="物业费的来信")])
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE common_note")
    for text in ("物业", "物业费的"):
        assert "note_search" in match(notes.objects.all(), text).explain()


def test_the_index_is_of_the_right_kind():
    assert isinstance(search_index(name="x"), GinIndex)
