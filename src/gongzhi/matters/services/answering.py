"""This will answer matters and bring each answer to every voice in the speaker's own way."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from gongzhi.common.clock import local_day
from gongzhi.common.deeds import deed
from gongzhi.common.permissions import Actor
from gongzhi.kernel.errors import DomainError
from gongzhi.kernel.text import gettext_noop as _
from gongzhi.matters import permissions
from gongzhi.matters.models import Answer, Matter, Reply, Station, Voice
from gongzhi.matters.models.answers import OWED
from gongzhi.matters.models.voice import AT_ONCE
from gongzhi.matters.rules.flow import DONE, Deed
from gongzhi.matters.services.handling import take_on
from gongzhi.matters.services.moving import (
    Move,
    go,
    keep,
    locked,
    locked_voice,
    newest_answer,
    office_of,
    put_station,
    remember,
    require_version,
    said,
    standing_of,
)


class ReplyOver(DomainError):
    """The reply was given, or a newer answer took its place."""

    message = _("This answer was told already, or a newer one has come.")


@deed("matters.matter.answered")
def answer(
    *,
    actor: Actor,
    matter_id: UUID,
    text: str,
    result: str,
    at: datetime,
    version: int | None = None,
    key: str = "",
) -> Answer:
    """
    Answer a matter: every voice is told, on its page at once, otherwise as soon as somebody brings it.

    :raises NotAllowed: if it is answered already or not in our hands
    :raises WordsMissing: without a text
    :raises MatterChanged: if somebody was faster; carries the answer that stands
    Source: charter model art. 85, 87
    """
    matter = locked(matter_id)
    require_version(matter, version)
    decision = permissions.may_do(actor, matter, Deed.ANSWER).require()
    take_on(matter, actor, at)
    move = Move(
        kind=Station.Kind.ANSWERED,
        code="matters.matter.answered",
        actor=actor,
        at=at,
        decision=decision,
        note=said(text, field="text", most=5000),
        detail=Answer.Result(result),
        topic="matters.matter.answered",
    )
    return give_answer(matter, move, Deed.ANSWER)


def give_answer(matter: Matter, move: Move, by_deed: Deed) -> Answer:
    """Write an answer down in the deed that gives it, and let it flow down to every voice."""
    latest = newest_answer(matter)
    given = Answer.objects.create(
        matter=matter,
        serial=latest.serial + 1 if latest else 1,
        text=move.note,
        result=move.detail,
        from_above=by_deed is Deed.ANSWER_ABOVE,
        given_by=move.by or office_of(move.decision),
        at=move.at,
    )
    go(matter, by_deed)
    matter.answered_at = move.at
    keep(matter, move.at, "answered_at", "owner")
    remember(matter, move, {"answer": given.serial, "result": given.result, "from_above": given.from_above})
    _flow_down(matter, given, move)
    return given


def _flow_down(matter: Matter, given: Answer, move: Move) -> None:
    """Make a reply for every voice; what was not brought of older answers is overtaken. Confirmed stays confirmed."""
    voices = list(matter.voices.order_by("pk"))
    Reply.objects.filter(voice__in=voices, state__in=OWED).update(state=Reply.State.OVERTAKEN)
    Reply.objects.bulk_create([_reply(voice, given) for voice in voices])
    open_voices = [voice for voice in voices if voice.standing != Voice.Standing.CONFIRMED]
    standing_of((v for v in open_voices if v.reply_channel in AT_ONCE), Voice.Standing.TOLD, move.at)
    standing_of((v for v in open_voices if v.reply_channel not in AT_ONCE), Voice.Standing.OWED, move.at)
    note_all_told(matter, move)


def _reply(voice: Voice, given: Answer) -> Reply:
    at_once = voice.reply_channel in AT_ONCE
    return Reply(
        voice=voice,
        answer=given,
        channel=voice.reply_channel,
        state=Reply.State.GIVEN if at_once else Reply.State.OWED,
        given_at=given.at if at_once else None,
    )


def note_all_told(matter: Matter, move: Move) -> None:
    """Write a station once everybody was told the answer that stands; who could not be reached was not."""
    if matter.state in DONE and not Reply.objects.owed().filter(voice__matter=matter).exists():
        put_station(matter, replace(move, note="", detail=""), kind=Station.Kind.ALL_TOLD)


@deed("matters.reply.given")
def give_reply(*, actor: Actor, reply_id: UUID, at: datetime, note: str = "", key: str = "") -> Reply:
    """
    Write down that a speaker was told.

    ``note`` is for the house, not for the receipt.

    :raises NotAllowed: if the actor neither takes voices nor handles the matter
    :raises ReplyOver: if it was told, or a newer answer has come
    Source: charter model art. 87
    """
    reply, move = _bring(actor, reply_id, at, Station.Kind.TOLD, "matters.reply.given")
    reply.state, reply.given_at, reply.note = Reply.State.GIVEN, at, note.strip()[:500]
    voice = reply.voice
    if voice.standing == Voice.Standing.OWED:
        voice.standing, voice.standing_on = Voice.Standing.TOLD, local_day(at)
        voice.save(update_fields=["standing", "standing_on"])
    return _brought(reply, move)


@deed("matters.reply.failed")
def fail_reply(*, actor: Actor, reply_id: UUID, note: str, at: datetime, key: str = "") -> Reply:
    """
    Write down that a speaker could not be reached, and what was tried. It may be tried again; the receipt shows it.

    :raises NotAllowed: as `give_reply`
    :raises ReplyOver: as `give_reply`
    :raises WordsMissing: without a note
    """
    tried = said(note, field="note", most=500)
    reply, move = _bring(actor, reply_id, at, Station.Kind.NOT_REACHED, "matters.reply.failed")
    reply.state, reply.note = Reply.State.FAILED, tried
    return _brought(reply, move)


def _bring(actor: Actor, reply_id: UUID, at: datetime, kind: str, code: str) -> tuple[Reply, Move]:
    """Lock matter, voice and reply, and ask whether it can still be brought."""
    voice = locked_voice(Reply.objects.values_list("voice_id", flat=True).get(pk=reply_id))
    decision = permissions.may_tell(actor, voice.matter).require()
    reply = Reply.objects.select_for_update().get(pk=reply_id)
    if reply.state not in OWED:
        raise ReplyOver
    reply.voice = voice
    reply.given_by = office_of(decision)
    return reply, Move(kind=kind, code=code, actor=actor, at=at, decision=decision, detail=reply.channel)


def _brought(reply: Reply, move: Move) -> Reply:
    voice = reply.voice
    reply.save(update_fields=["state", "given_at", "given_by", "note"])
    remember(voice.matter, move, {"channel": reply.channel}, voice)
    note_all_told(voice.matter, move)
    return reply


__all__ = ["AT_ONCE", "ReplyOver", "answer", "fail_reply", "give_answer", "give_reply", "note_all_told"]
