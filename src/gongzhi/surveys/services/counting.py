"""
This will write answers: each once, with all that belongs to it in one transaction, without a trace of who gave it.

Most answers are one statement: the answer, the contact that it was, and the end of its draft. It finds by itself
whether the round is still open and whether the key is new; of two with the same key the second waits for the first.
"""

import json
from dataclasses import dataclass
from typing import Any, Final, cast
from uuid import UUID

from django.db import connection, transaction

from gongzhi.common import outbox
from gongzhi.common.deeds import KeyReused
from gongzhi.common.tenancy import current_federation_id
from gongzhi.kernel.errors import DomainError
from gongzhi.kernel.text import gettext_noop as _
from gongzhi.participation.models import Contact
from gongzhi.participation.services import CONTACT_OF_KEPT
from gongzhi.surveys.models import Response
from gongzhi.surveys.selectors import intake
from gongzhi.surveys.selectors.intake import AskedRound
from gongzhi.surveys.services.codes import CodeUsed, require_used, use_code

GIVEN: Final = "surveys.response.given"

WRITE: Final = f"""
WITH kept AS (
  INSERT INTO surveys_response
    (id, federation_id, round_id, answers, channel, answered_on, community_id, "group", deed_hash, entered_by_id)
  SELECT %s, federation_id, id, %s::jsonb, %s, %s, %s, %s, %s, %s
    FROM surveys_round WHERE id = %s AND federation_id = %s AND state = 'open'
  ON CONFLICT (federation_id, deed_hash) DO NOTHING
  RETURNING id, federation_id, channel, answered_on AS "on", community_id, "group"
), contact AS ({CONTACT_OF_KEPT}), done AS (
  DELETE FROM surveys_draft WHERE federation_id = %s AND token_hash = %s
)
SELECT id FROM kept
"""  # noqa: S608 -- put together from constants
HOLD: Final = "SELECT 1 FROM surveys_round WHERE id = %s AND federation_id = %s FOR KEY SHARE"


class RoundNotOpen(DomainError):
    message = _("This survey takes no answers today: it runs from %(opens_on)s to %(closes_on)s.")


class AnsweredOtherwise(DomainError):
    """The same page was sent before with other answers; those count."""

    message = _("Your first answers were counted. Nobody knows whose they are, so they cannot be changed.")


@dataclass(frozen=True, slots=True)
class Counted:
    """The answer under a key, and whether it was written just now."""

    response: Response
    is_new: bool


def not_open(asked: AskedRound) -> RoundNotOpen:
    """Say from when to when a round takes answers."""
    return RoundNotOpen(opens_on=asked.opens_on, closes_on=asked.closes_on)


def count(*, asked: AskedRound, response: Response, code: str) -> Counted:
    """
    Write an answer that was checked, or find the one that came before with the same key.

    :raises RoundNotOpen: if the round was closed meanwhile
    :raises AnsweredOtherwise: if the key came before with other answers
    :raises KeyReused: if the key came before from somebody else, or on another sheet
    :raises SlipMistyped, CodeMissing, CodeUnknown, CodeUsed: if the round asks for a code and this one does not do
    """
    if asked.asks_code:
        return _with_code(asked, response, code)
    if any(question.becomes_voice and question.code in response.answers for question in asked.definition.questions):
        with transaction.atomic():
            return _written(asked, response)
    # A single statement is a transaction of its own.
    return _kept_or_first(asked, response)


def _with_code(asked: AskedRound, response: Response, code: str) -> Counted:
    """Use the code up with the answer. A resend finds its answer before it is told that the code was used."""
    with transaction.atomic():
        hold_round(asked.id)
        if intake.was_counted(deed_hash=response.deed_hash):
            return _counted_before(asked, response, code)
        try:
            community_id = use_code(round_id=asked.id, code=code, on=response.answered_on)
        except CodeUsed:
            # The same form, sent at the same moment, may have just used it.
            if intake.was_counted(deed_hash=response.deed_hash):
                return _counted_before(asked, response, code)
            raise
        response.community_id = response.community_id or community_id
        counted = _written(asked, response)
        if not counted.is_new:
            # The same form was counted at the same moment with another code: this one stays free.
            raise KeyReused
        return counted


def hold_round(round_id: UUID) -> None:
    """
    Keep a round from being closed until this transaction ends; while it is being closed, wait.

    Closing locks the round and then its codes. Whoever is about to lock a code has to come here first.
    """
    with connection.cursor() as cursor:
        cursor.execute(HOLD, [round_id, current_federation_id()])


def _counted_before(asked: AskedRound, response: Response, code: str) -> Counted:
    """Find the first answer for whoever sends it again with a code that was used; a free one was not theirs."""
    community_id = require_used(round_id=asked.id, code=code)
    response.community_id = response.community_id or community_id
    return cast("Counted", _found(response))


def _written(asked: AskedRound, response: Response) -> Counted:
    counted = _kept_or_first(asked, response)
    voiced = any(each.becomes_voice and each.code in response.answers for each in asked.definition.questions)
    if counted.is_new and voiced:
        outbox.publish(GIVEN, {"response": str(response.pk)})
    return counted


def _kept_or_first(asked: AskedRound, response: Response) -> Counted:
    if _insert(response):
        return Counted(response, is_new=True)
    first = _found(response)
    if first is None:
        intake.forget(round_id=asked.id)
        raise not_open(asked)
    return first


def _insert(response: Response) -> bool:
    federation_id = current_federation_id()
    row: list[Any] = [response.pk, json.dumps(response.answers, ensure_ascii=False), response.channel]
    row += [response.answered_on, response.community_id, response.group, response.deed_hash, response.entered_by_id]
    with connection.cursor() as cursor:
        act = Contact.Act.SURVEY.value
        cursor.execute(WRITE, [*row, response.round_id, federation_id, act, federation_id, response.deed_hash])
        return cursor.fetchone() is not None


def _found(response: Response) -> Counted | None:
    """Find the answer that came before with the same key."""
    first = Response.objects.filter(deed_hash=response.deed_hash).first()
    if first is None:
        return None
    _require_same(first, response)
    return Counted(first, is_new=False)


def _require_same(first: Response, again: Response) -> None:
    """Refuse what differs. A clerk's sheet differs by its day and way too; a page may be sent again after midnight."""
    cells = [(each.community_id, each.group) for each in (first, again)]
    if first.answers != again.answers or (again.entered_by_id is None and cells[0] != cells[1]):
        raise AnsweredOtherwise
    sheets = [(each.channel, each.answered_on) for each in (first, again)]
    if again.entered_by_id is not None and (cells[0] != cells[1] or sheets[0] != sheets[1]):
        raise KeyReused
