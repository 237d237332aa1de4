"""
This will give a model two columns: the text that is searched, and PostgreSQL's index of its pairs.

The pairs are a generated column: PostgreSQL cuts them itself, so no write can leave them behind. The text is put
together in Python (pinyin cannot be had in SQL) whenever a row is saved or created in bulk.

Pairs stand in the index without positions: a position is cut off after 16,383 and after 256 of the same pair, and
matches in long texts would be lost. Instead the few rows that have all pairs are compared with `LIKE`, which is exact.
"""

from collections.abc import Sequence
from typing import Any

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Func, QuerySet
from django.utils.deconstruct import deconstructible

from gongzhi.common.search.keys import SHORTEST_EXACT, pairs, quoted_lexeme, searchable
from gongzhi.kernel.text import search_key

PENDING_KILOBYTES = 512


class PairsField(SearchVectorField):
    """A tsvector whose lexemes are pairs of characters, without positions."""


@PairsField.register_lookup
class HasPairs(models.Lookup):
    """Whether the indexed pairs hold all pairs of a tsquery text."""

    lookup_name = "pairs"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        """Compare with a constant tsquery, so that the index is used."""
        left, left_params = self.process_lhs(compiler, connection)
        return f"{left} @@ %s::tsquery", (*left_params, self.rhs)


@deconstructible(path="gongzhi.common.search.fields.Pairs")
class Pairs(Func):
    """
    A tsvector of all overlapping pairs of characters of a text column.

    Cut at even places and at odd places, both lists together are all pairs; U+0001 marks the cuts.
    """

    output_field = PairsField()
    template = (
        "array_to_tsvector(array_remove("
        r"string_to_array(regexp_replace(%(expressions)s, '(..)', E'\\1\x01', 'g'), E'\x01')"
        r" || string_to_array(regexp_replace(substr(%(expressions)s, 2), '(..)', E'\\1\x01', 'g'), E'\x01')"
        ", ''))"
    )


class SearchTextField(models.TextField):
    """
    What is searched of a row, put together from other fields at each save and bulk create.

    ``sources`` are names of text fields; those in ``by_sound`` are also found by pinyin and its initials. A save
    with ``update_fields`` must name this field too: `Searchable` sees to it.
    """

    def __init__(self, *args: Any, sources: Sequence[str] = (), by_sound: Sequence[str] = (), **kwargs: Any) -> None:
        self.sources, self.by_sound = tuple(sources), tuple(by_sound)
        super().__init__(*args, **{**kwargs, "editable": False, "blank": True, "default": ""})

    def deconstruct(self) -> Any:
        """Leave the sources out of migrations: they change nothing in the database."""
        name, path, args, kwargs = super().deconstruct()
        for option in ("editable", "blank"):
            kwargs.pop(option, None)
        return name, path, args, kwargs

    def pre_save(self, model_instance: models.Model, add: bool) -> str:  # noqa: FBT001 -- Django's signature
        """Put the text together from what the row holds now."""
        texts = [str(getattr(model_instance, name) or "") for name in self.sources]
        sounds = tuple(str(getattr(model_instance, name) or "") for name in self.by_sound)
        made = searchable(*texts, read_aloud=sounds)
        setattr(model_instance, self.attname, made)
        return made


class BigramField(models.GeneratedField):
    """The pairs of a `SearchTextField`, kept by PostgreSQL; index it with `search_index`."""

    def __init__(self, *args: Any, text: str = "search_text", **kwargs: Any) -> None:
        self.text = text
        given = {"expression": Pairs(F(text)), "output_field": PairsField(), "db_persist": True, **kwargs}
        super().__init__(*args, **given)


class Searchable(models.Model):
    """
    Base of a model that is searched.

    It declares ``search_text = SearchTextField(sources=…)``, ``search = BigramField()``, and ``search_index()`` among
    its indexes.
    """

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save; where a source of the search text is among ``update_fields``, the text is too."""
        named = kwargs.get("update_fields")
        if named is not None:
            texts = [field for field in self._meta.local_fields if isinstance(field, SearchTextField)]
            touched = {field.name for field in texts if {*field.sources, *field.by_sound} & set(named)}
            kwargs["update_fields"] = {*named, *touched}
        super().save(*args, **kwargs)


def search_index(*, name: str, field: str = "search") -> GinIndex:
    """
    The index that makes `match` quick.

    New rows wait in a short list (``PENDING_KILOBYTES``), which each search reads too: writing many rows is several
    times quicker, and no search pays more than a fraction of a millisecond for it.
    """
    return GinIndex(fields=[field], name=name, gin_pending_list_limit=PENDING_KILOBYTES)


def match(queryset: QuerySet[Any], text: str, *, field: str = "search") -> QuerySet[Any]:
    """
    Keep the rows whose search text holds the words, exactly as `LIKE` on the search key would.

    From two characters on the index is used; a single character reads the rows of the federation. An empty text keeps
    all rows.
    """
    key = search_key(text)
    if not key:
        return queryset
    column = queryset.model._meta.get_field(field)
    source = column.text if isinstance(column, BigramField) else "search_text"
    if len(key) < SHORTEST_EXACT:
        return queryset.filter(**{f"{source}__contains": key})
    query = " & ".join(quoted_lexeme(pair) for pair in pairs(key))
    found = queryset.filter(**{f"{field}__pairs": query})
    return found if len(key) == SHORTEST_EXACT else found.filter(**{f"{source}__contains": key})
