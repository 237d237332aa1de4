"""This will write down, as one deed, that an answer was brought and what the speaker said to it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from gongzhi.common.deeds import deed
from gongzhi.common.permissions import Actor
from gongzhi.matters.models import Reply, Voice
from gongzhi.matters.services.answering import ReplyOver, fail_reply, give_reply
from gongzhi.matters.services.speaking import STAFF, WORDS, say

FAILED = "failed"


@deed("matters.reply.brought")
def bring_answer(
    *,
    actor: Actor,
    voice_id: UUID,
    outcome: str,
    note: str,
    at: datetime,
    reply_id: UUID | None = None,
    key: str = "",
) -> Voice | Reply:
    """
    Write down what came of bringing an answer: ``failed``, ``told``, or told and ``confirmed`` or ``disputed``.

    ``reply_id`` is the answer that was owed, ``None`` if none was. If one part is refused, nothing is written.

    :raises NotAllowed: if the actor may not tell this speaker
    :raises ReplyOver: if it was told before, and the speaker's word is not what is new
    :raises WordsMissing: without a note where nobody was reached
    Source: charter model art. 87
    """
    who: dict[str, Any] = {"actor": actor, "at": at}
    if reply_id is not None and outcome == FAILED:
        return fail_reply(reply_id=reply_id, note=note, **who)
    given = _given(reply_id, "" if outcome in WORDS else note, has_word=outcome in WORDS, who=who)
    if outcome in WORDS:
        return say(voice_id=voice_id, word=outcome, why=note, by=STAFF, **who)
    if given is None:
        raise ReplyOver
    return given


def _given(reply_id: UUID | None, note: str, *, has_word: bool, who: dict[str, Any]) -> Reply | None:
    """Write down that it was told; where a page told it before, only the speaker's word is new."""
    if reply_id is None:
        return None
    try:
        return give_reply(reply_id=reply_id, note=note, **who)
    except ReplyOver:
        if not has_word:
            raise
        return None


__all__ = ["bring_answer"]
