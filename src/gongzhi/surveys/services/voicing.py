"""This will let the words in an answer become voices: by the rule of the question, or by one click."""

from datetime import datetime
from typing import Final
from uuid import UUID

from django.utils import timezone

from gongzhi.common.deeds import deed
from gongzhi.common.permissions import ANONYMOUS, Actor
from gongzhi.kernel.errors import DomainError
from gongzhi.kernel.text import gettext_noop as _
from gongzhi.matters.models import Voice
from gongzhi.matters.services import Cell, ReplyWish, Source, raise_voice
from gongzhi.participation.models import Channel
from gongzhi.surveys import permissions
from gongzhi.surveys.models import Response
from gongzhi.surveys.rules.questions import Kind
from gongzhi.surveys.selectors.export import told_cell_of
from gongzhi.surveys.selectors.voices import voice_id_of

NO_CELL: Final = Cell()


class NoText(DomainError):
    message = _("There are no words in this answer.")


@deed("surveys.text.voiced")
def text_to_voice(*, actor: Actor, response_id: UUID, question: str, at: datetime, key: str = "") -> Voice:
    """
    Let the words that answer a question become a voice; a second click finds the first voice.

    :raises NotAllowed: if the actor may not read surveys, or not take voices
    :raises NoText: if the question was not answered in words
    """
    permissions.may_voice(actor).require()
    response = _locked(response_id)
    text = response.answers.get(question)
    asked = response.round.survey_version.read().by_code.get(question)
    if asked is None or asked.kind != Kind.TEXT or not isinstance(text, str):
        raise NoText
    # Where the words are listed they have no community and no group, so they get none by being picked either.
    return _raised(actor, response, question, text, at, cell=NO_CELL)


def raise_voices(*, response: str) -> None:
    """Raise the voices of one answer whose questions say so; changes nothing when called again. An outbox handler."""
    given = _locked(UUID(response))
    if given.voids.exists():
        return
    for question in given.round.survey_version.read().questions:
        text = given.answers.get(question.code)
        if question.becomes_voice and isinstance(text, str):
            _raised(ANONYMOUS, given, question.code, text, timezone.now(), cell=_told_cell(given))


def _locked(response_id: UUID) -> Response:
    """Load an answer so that only one at a time makes voices of it."""
    rows = Response.objects.select_related("round__survey_version").select_for_update(of=("self",))
    return rows.get(pk=response_id)


def _told_cell(response: Response) -> Cell:
    """Give a voice by rule the community and group that ten or more answers of the round have in common."""
    community, group = told_cell_of(response)
    return Cell(community_id=UUID(community) if community else None, group=group)


def _raised(actor: Actor, response: Response, question: str, text: str, at: datetime, *, cell: Cell) -> Voice:
    """Raise the voice, or find it: its key follows from answer and question."""
    voice_id = voice_id_of(response_id=response.pk, question=question)
    found = Voice.objects.filter(pk=voice_id).first()
    if found is not None:
        return found
    return raise_voice(
        actor=actor,
        words=text,
        channel=Channel.SURVEY,
        said_on=response.answered_on,
        reply=ReplyWish(),
        consent=False,
        at=at,
        cell=cell,
        source=Source(kind="survey", id=response.round_id, label=response.round.title),
        voice_id=voice_id,
    )
