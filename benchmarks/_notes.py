"""This will keep names and remarks in a table that is searched as every room's tables are, beside two other ways."""

from collections.abc import Iterable
from itertools import islice

from django.db import connection, models

from gongzhi.common.search.fields import BigramField, Searchable, SearchTextField, match, search_index
from gongzhi.common.tenancy import scope
from gongzhi.common.tenancy.models import TenantModel
from gongzhi.federations.models import Federation
from gongzhi.kernel.text import search_key

AT_ONCE = 5_000
TRIGRAMS = "benchmark_trigrams"


class Note(Searchable, TenantModel):
    """A name and a remark."""

    name = models.CharField(max_length=100)
    remark = models.TextField()
    search_text = SearchTextField(sources=("name", "remark"), by_sound=("name",))
    search = BigramField()

    class Meta(TenantModel.Meta):
        app_label = "common"
        indexes = [search_index(name="benchmark_note_search")]


def fill(federation: Federation, texts: Iterable[tuple[str, str]]) -> None:
    """Make the table of one federation's notes, and a copy of the searched texts with an index of trigrams."""
    with connection.schema_editor() as editor:
        editor.create_model(Note)
    source = iter(texts)
    with scope(federation.pk):
        while rows := [Note(name=name, remark=remark) for name, remark in islice(source, AT_ONCE)]:
            Note.objects.bulk_create(rows)
        with connection.cursor() as cursor:
            cursor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
            cursor.execute(f"CREATE TABLE {TRIGRAMS} AS SELECT search_text FROM {Note._meta.db_table}")  # noqa: S608
            cursor.execute(f"CREATE INDEX ON {TRIGRAMS} USING gin (search_text gin_trgm_ops)")


def by_us(word: str) -> int:
    """Count as the product does."""
    return match(Note.objects.all(), word).count()


def by_like(word: str) -> int:
    """Count by reading every row of the product's table."""
    return Note.objects.filter(search_text__contains=search_key(word)).count()


def by_trigrams(word: str) -> int:
    """Count by LIKE where trigrams are indexed; the words hold no sign that LIKE takes for another."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {TRIGRAMS} WHERE search_text LIKE %s", [f"%{search_key(word)}%"])  # noqa: S608
        return int(cursor.fetchone()[0])
