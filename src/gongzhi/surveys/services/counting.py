"""
This will write answers: each once, with all that belongs to it in one transaction, without a trace of who gave it.

Most answers are one statement: the answer, the contact that it was, and the end of its draft. It finds by itself
whether the round is still open and whether the key is new; of two with the same key the second waits for the first.
"""

import json
from dataclasses import dataclass
from typing import Any, Final

from django.db import connection, transaction

from gongzhi.common import outbox
from gongzhi.common.tenancy import current_federation_id
from gongzhi.kernel.errors import DomainError
from gongzhi.kernel.text import gettext_noop as _
from gongzhi.participation.models import Contact
from gongzhi.participation.services import CONTACT_OF_KEPT
from gongzhi.surveys.models import Response
from gongzhi.surveys.selectors import intake
from gongzhi.surveys.selectors.intake import AskedRound
from gongzhi.surveys.services.codes import CodeUsed, use_code

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
        first = _found(response)
        if first is not None:
            return first
        try:
            community_id = use_code(round_id=asked.id, code=code, on=response.answered_on)
        except CodeUsed:
            # The same form, sent at the same moment, has just used it.
            first = _found(response)
            if first is not None:
                return first
            raise
        response.community_id = response.community_id or community_id
        return _written(asked, response)


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
    if first.answers != response.answers:
        raise AnsweredOtherwise
    return Counted(first, is_new=False)
