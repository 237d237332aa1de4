"""
This will write the answers of a round out, row by row, with the codebook beside them.

There is no key in it, no day and no code, and the rows stand in an order that says nothing. Community and group are
blank where fewer than ten answers have them, unless whoever takes the file has said why they need them.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, Final
from uuid import UUID

from django.db.models import Count
from django.utils.translation import gettext

from gongzhi.common.exports.streaming import Row, SheetOfRows, csv_stream, xlsx_stream, zip_stream
from gongzhi.common.tenancy import current_federation_id, scope
from gongzhi.federations.models import Community, PopulationCell
from gongzhi.participation.models import Channel
from gongzhi.surveys.models import Response, Round
from gongzhi.surveys.rules.blanking import NOTHING, Cell, told
from gongzhi.surveys.rules.codebook import Writing, codebook, columns
from gongzhi.surveys.rules.questions import Definition, Kind

ROWS_AT_ONCE: Final = 2000
Given = tuple[dict[str, Any], UUID | None, str, str]
"""What an answer is fetched as: answers, community, group, channel."""
Writers = Sequence[Callable[[Mapping[str, Any]], str | int | float | None]]


def xlsx_of(asked: Round, *, writing: Writing, language: str, is_whole: bool) -> Iterator[bytes]:
    """Write a workbook: a sheet of answers, a sheet that explains it. ``is_whole`` blanks nothing."""
    definition = asked.survey_version.read()
    answers = SheetOfRows(
        gettext("Answers"),
        headings(definition, writing, language),
        _rows(asked, definition, writing, language, is_whole=is_whole),
    )
    book = SheetOfRows(gettext("Codebook"), book_headings(), list(book_rows(definition, writing, language)))
    return xlsx_stream([answers, book])


def csv_of(asked: Round, *, writing: Writing, language: str, is_whole: bool) -> Iterator[bytes]:
    """Write a zip archive of two .csv tables: the answers, and what explains them. ``is_whole`` blanks nothing."""
    definition = asked.survey_version.read()
    answers = csv_stream(
        headings=headings(definition, writing, language),
        rows=_rows(asked, definition, writing, language, is_whole=is_whole),
    )
    book = csv_stream(headings=book_headings(), rows=list(book_rows(definition, writing, language)))
    return zip_stream([(f"{gettext('Answers')}.csv", answers), (f"{gettext('Codebook')}.csv", book)])


def headings(definition: Definition, writing: Writing, language: str) -> list[str]:
    """List the headings of the answers."""
    facts = [gettext("No."), gettext("Community"), gettext("Age group"), gettext("Channel")]
    return facts + [column.heading for column in columns(definition=definition, writing=writing, language=language)]


def book_headings() -> list[str]:
    """List the headings of the codebook."""
    return [
        gettext("Column"),
        gettext("Question no."),
        gettext("Kind"),
        gettext("Question"),
        gettext("Code"),
        gettext("Meaning"),
        gettext("Asked only if"),
    ]


def book_rows(definition: Definition, writing: Writing, language: str) -> Iterator[Row]:
    """Explain each column."""
    kinds = kind_labels()
    for entry in codebook(definition=definition, writing=writing, language=language):
        kind = kinds[Kind(entry.kind)]
        yield (entry.column, entry.number, kind, entry.label, entry.code, entry.meaning, entry.asked_if)


def kind_labels() -> dict[Kind, str]:
    """Name the kinds of questions."""
    return {
        Kind.SINGLE: gettext("One of several"),
        Kind.MULTIPLE: gettext("Several of several"),
        Kind.SCALE: gettext("Scale"),
        Kind.NUMBER: gettext("A number"),
        Kind.TEXT: gettext("In words"),
        Kind.RANKING: gettext("In order of preference"),
    }


def blanked_count(asked: Round) -> int:
    """Tell of how many answers community or group will be blank that are known."""
    counts = _cell_counts(asked)
    shown = told(counts)
    return sum(count for cell, count in counts.items() if shown[cell] != cell)


def told_cell_of(response: Response) -> Cell:
    """Tell the community and group of one answer, blank where a file of its round would leave them out today."""
    cell = (str(response.community_id or ""), response.group)
    return NOTHING if cell == NOTHING else told(_cell_counts(response.round)).get(cell, NOTHING)


def _rows(asked: Round, definition: Definition, writing: Writing, language: str, *, is_whole: bool) -> Iterator[Row]:
    """Make ready what needs the request; the rows themselves are fetched while the file is sent, when it is over."""
    counts = _cell_counts(asked)
    shown = {cell: cell for cell in counts} if is_whole else told(counts)
    writers = [column.write for column in columns(definition=definition, writing=writing, language=language)]
    channels = {str(code): str(label) for code, label in Channel.choices}
    return _written(_fetched(asked, current_federation_id()), _labelled(shown), channels, writers)


def _written(
    rows: Iterator[Given], facts: Mapping[Cell, Cell], channels: Mapping[str, str], writers: Writers
) -> Iterator[Row]:
    for number, (answers, community, group, channel) in enumerate(rows, start=1):
        community_name, group_name = facts.get((str(community or ""), group), ("", ""))
        yield [number, community_name, group_name, channels[channel], *[write(answers) for write in writers]]


def _fetched(asked: Round, federation_id: UUID) -> Iterator[Given]:
    """Fetch the answers piece by piece, from a cursor that stays in the database; each piece in its own scope."""
    with scope(federation_id):
        rows = Response.objects.counted().filter(round=asked).order_by("pk")
        pieces = rows.values_list("answers", "community", "group", "channel").iterator(chunk_size=ROWS_AT_ONCE)
    while True:
        with scope(federation_id):
            piece = list(islice(pieces, ROWS_AT_ONCE))
        if not piece:
            return
        yield from piece


def _cell_counts(asked: Round) -> dict[Cell, int]:
    rows = Response.objects.counted().filter(round=asked).order_by()
    counts = rows.values_list("community", "group").annotate(count=Count("pk"))
    return {(str(community or ""), group): count for community, group, count in counts}


def _labelled(shown: Mapping[Cell, Cell]) -> dict[Cell, Cell]:
    communities = {str(pk): name for pk, name in Community.objects.values_list("pk", "name")}
    groups = {str(code): str(label) for code, label in PopulationCell.Group.choices}
    return {cell: (communities.get(said[0], ""), groups.get(said[1], "")) for cell, said in shown.items()}
