"""This will tell what a round has come to: tables of each question, of all or of one part, and answers in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import compress
from uuid import UUID

import numpy as np
from django.db.models import QuerySet
from django.db.models.fields.json import KeyTextTransform

from gongzhi.federations.models import Community, PopulationCell
from gongzhi.matters.models import Voice
from gongzhi.participation.models import Channel
from gongzhi.surveys.models import Response, Round
from gongzhi.surveys.rules.columns import is_answered
from gongzhi.surveys.rules.disclosure import lumped, offered
from gongzhi.surveys.rules.flow import RoundState
from gongzhi.surveys.rules.layout import FACTS, Layout, ids_of
from gongzhi.surveys.rules.questions import Definition, Question
from gongzhi.surveys.rules.results import Result, results
from gongzhi.surveys.selectors.columns import layout_of
from gongzhi.surveys.selectors.voices import voice_id_of


@dataclass(frozen=True, slots=True)
class Part:
    """One part to which tables may be narrowed: ``by`` a fact without its @, with ``value`` of that name."""

    by: str
    value: str
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """
    What a round has come to. ``size`` are the answers in the tables; ``part`` is the one shown, ``None`` for all.

    ``parts`` are those that may be chosen, by fact.
    """

    definition: Definition
    size: int
    results: Sequence[Result]
    parts: Sequence[Part]
    part: Part | None


@dataclass(frozen=True, slots=True)
class Words:
    """An answer in words; ``voice_id`` is the voice it became, ``None`` where it did not."""

    response_id: UUID
    text: str
    voice_id: UUID | None


def outcome_of(asked: Round, *, by: str = "", value: str = "") -> Outcome:
    """
    Reckon the tables of a round, narrowed to a part if it is offered.

    Narrowed tables are offered once the round is closed: while answers come in, what was offered could not be held.
    """
    definition = asked.survey_version.read()
    layout = layout_of(asked, definition)
    parts = parts_of(layout) if asked.state == RoundState.CLOSED else []
    part = next((each for each in parts if (each.by, each.value) == (by, value)), None)
    return Outcome(definition, layout.size, tables(layout, definition, parts, part), parts, part)


def tables(layout: Layout, definition: Definition, parts: Sequence[Part], part: Part | None) -> list[Result]:
    """Reckon the tables of all, or of one of the parts that are offered."""
    if part is None:
        everybody = np.zeros(layout.size, np.int64)
        return results(definition=definition, columns=layout.columns, parts=everybody, size=1)
    fact = f"@{part.by}"
    values = [each.value for each in parts if each.by == part.by]
    codes = lumped(layout.facts[fact], [layout.values[fact].index(value) for value in values])
    return results(
        definition=definition,
        columns=layout.columns,
        parts=codes,
        size=len(values) + 1,
        part=values.index(part.value),
    )


def parts_of(layout: Layout) -> list[Part]:
    """List the parts to which the tables of a layout may be narrowed."""
    found = offered([layout.facts[fact] for fact in FACTS], steps=layout.steps)
    return [
        Part(fact[1:], layout.values[fact][code], label, int((layout.facts[fact] == code).sum()))
        for fact, codes in zip(FACTS, found, strict=True)
        for code, label in _labelled(fact, codes, layout.values[fact])
    ]


def _labelled(fact: str, codes: Sequence[int], values: Sequence[str]) -> list[tuple[int, str]]:
    """Put the labels to the codes, in the order in which the values are listed elsewhere."""
    places = {values[code]: code for code in codes}
    labels = _labels(fact) if codes else {}
    return [(places[value], label) for value, label in labels.items() if value in places]


def _labels(fact: str) -> Mapping[str, str]:
    if fact == "@community":
        return {str(pk): name for pk, name in Community.objects.in_order().values_list("pk", "name")}
    choices = PopulationCell.Group.choices if fact == "@group" else Channel.choices
    return {str(code): str(label) for code, label in choices}


def words_given(asked: Round, question: Question) -> QuerySet[Response] | None:
    """
    Select the answers with words to a question, in an order that says nothing, with ``text``.

    ``None`` where there is no table yet, or where not everybody was asked and the table is held back. While the round
    runs, and where not everybody was asked, only the answers in the table are there: the others would be few, and all
    of one kind. What few wrote where everybody was asked is there to be read: it tells nothing else of them.
    """
    definition = asked.survey_version.read()
    layout = layout_of(asked, definition)
    result = next(each for each in tables(layout, definition, (), None) if each.question.code == question.code)
    is_running = asked.state != RoundState.CLOSED
    if (result.is_closed and question.shown_if is not None) or (is_running and not layout.size):
        return None
    rows = Response.objects.counted().filter(round=asked, answers__has_key=question.code)
    if is_running or question.shown_if is not None:
        rows = rows.filter(pk__in=_with_words(layout, question))
    return rows.annotate(text=KeyTextTransform(question.code, "answers")).only("pk").order_by("pk")


def _with_words(layout: Layout, question: Question) -> list[UUID]:
    """Name the answers in a layout that have words to a question."""
    said = is_answered(question, layout.columns[question.code])
    return [UUID(bytes=each) for each in compress(ids_of(layout.ids), said)]


def with_voices(rows: Sequence[Response], question: Question) -> list[Words]:
    """Tell of each answer in words which voice it became; one query."""
    voices = {row.pk: voice_id_of(response_id=row.pk, question=question.code) for row in rows}
    there = set(Voice.objects.filter(pk__in=voices.values()).values_list("pk", flat=True))
    return [Words(row.pk, str(vars(row)["text"]), voices[row.pk] if voices[row.pk] in there else None) for row in rows]
