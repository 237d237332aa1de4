"""This will hear what speakers add and whether they find it solved, and keep who they are apart and safe."""

from datetime import datetime
from uuid import UUID

from gongzhi.common.clock import local_day
from gongzhi.common.deeds import deed
from gongzhi.common.permissions import Actor
from gongzhi.kernel.decisions import allow
from gongzhi.kernel.errors import DomainError
from gongzhi.kernel.text import gettext_noop as _
from gongzhi.matters import permissions
from gongzhi.matters.models import Addition, Reply, Speaker, Station, Voice
from gongzhi.matters.models.answers import OWED
from gongzhi.matters.rules.flow import DONE, Deed, State
from gongzhi.matters.selectors.codes import code_for, fingerprint
from gongzhi.matters.services.answering import note_all_told
from gongzhi.matters.services.escalating import level_above, send_above
from gongzhi.matters.services.moving import (
    Move,
    as_speaker,
    go,
    keep,
    locked_voice,
    remember,
    said,
    start_anew,
)
from gongzhi.matters.services.under_mediation import tell_mediators

MOST_ADDITIONS = 20
SPEAKER, STAFF = "speaker", "staff"
WORDS = {"confirmed": Voice.Standing.CONFIRMED, "disputed": Voice.Standing.DISPUTED}
UNTOLD = frozenset({Voice.Standing.WAITING, Voice.Standing.OWED})


class NothingToJudge(DomainError):
    """No answer has reached the speaker yet."""

    message = _("There is no answer yet of which you could say whether it helps.")


class TellFirst(DomainError):
    """Staff asked for the speaker's word before the answer was told."""

    message = _("Tell the speaker the answer first, then ask whether it is solved.")


class TooManyAdditions(DomainError):
    """Enough was added; params ``most``."""

    message = _("%(most)s additions were taken down already. Please call us instead.")


class NobodyToReach(DomainError):
    """The speaker left nothing, or it was erased."""

    message = _("The speaker left no name and no way to be reached.")


@deed("matters.voice.words_added")
def add_words(*, actor: Actor, voice_id: UUID, words: str, at: datetime, key: str = "") -> Voice:
    """
    Add to a voice: by its speaker, who holds the receipt, or by staff for them. A matter that was asked back goes on.

    The page has asked for the receipt; who is not signed in is taken for the speaker.

    :raises NotAllowed: once it is answered: then the speaker says whether that helps
    :raises WordsMissing: without words
    :raises TooManyAdditions: after twenty
    """
    voice = locked_voice(voice_id)
    matter = voice.matter
    permissions.may_add_words(voice).require()
    text = said(words, field="words")
    _add(voice, text, actor, at)
    who = permissions.may_tell(actor, matter)
    helped = who or allow()
    by = actor if who else as_speaker(actor, voice)
    move = Move(kind=Station.Kind.ADDED, code="matters.voice.words_added", actor=by, at=at, decision=helped)
    asked = matter.state == State.ASKED
    if asked:
        go(matter, Deed.HEAR_BACK)
    keep(matter, at)
    remember(matter, move, {"asked": asked}, voice)
    if asked:
        heard = Move(kind=Station.Kind.HEARD, code="matters.matter.heard_back", actor=by, at=at, decision=helped)
        remember(matter, heard)
    return voice


@deed("matters.voice.said")
def say(
    *,
    actor: Actor,
    voice_id: UUID,
    word: str,
    at: datetime,
    why: str = "",
    by: str = SPEAKER,
    key: str = "",
) -> Voice:
    """
    Write down what a speaker says of the answer: ``word`` is ``confirmed`` or ``disputed``, ``by`` is who presses.

    The first dispute takes the matter up again, the next one sends it to the level above; where nobody is above, the
    word stands and the matter stays answered. What went into mediation goes back to the mediators. ``why`` is added to
    the voice, however much was added before. With ``by="speaker"`` the page has asked for the receipt, and reading the
    answer there counts as being told.

    :raises NothingToJudge: before an answer
    :raises TellFirst: if staff ask a speaker who was not told
    :raises NotAllowed: if staff may not bring answers
    Source: charter model art. 87; 接诉即办工作条例 art. 23 (L)
    """
    voice = locked_voice(voice_id)
    standing = WORDS[word]
    decision = permissions.may_say_for(actor, voice).require() if by == STAFF else allow()
    _require_told(voice, by)
    if voice.standing == standing:
        return voice
    if by == SPEAKER:
        _read_on_the_page(voice, at)
    because = said(why, field="why") if why.strip() else ""
    if because:
        _write_addition(voice, because, actor, at)
    voice.standing, voice.standing_on = standing, local_day(at)
    voice.save(update_fields=["standing", "standing_on"])
    follows = standing == Voice.Standing.DISPUTED and _goes_on(voice, at)
    alone = Station.Kind.CONFIRMED if word == "confirmed" else Station.Kind.DISPUTE_NOTED
    move = Move(
        kind="" if follows else alone,
        code=f"matters.voice.{word}",
        actor=actor if by == STAFF else as_speaker(actor, voice),
        at=at,
        decision=decision,
        topic="matters.voice.said",
    )
    remember(voice.matter, move, {"by": by}, voice)
    if follows:
        _follow_dispute(voice, move)
    elif standing == Voice.Standing.DISPUTED:
        tell_mediators(voice, because, move)
    return voice


def _require_told(voice: Voice, by: str) -> None:
    """Ask that an answer has reached the speaker: any answer, also one of before the matter was taken up again."""
    if voice.standing == Voice.Standing.WAITING:
        raise NothingToJudge
    if voice.standing == Voice.Standing.OWED and by == STAFF:
        raise TellFirst


def _read_on_the_page(voice: Voice, at: datetime) -> None:
    """Count an answer that is judged on the receipt page as told there."""
    read = voice.replies.filter(state__in=OWED).update(
        state=Reply.State.GIVEN, channel=Voice.ReplyChannel.RECEIPT, given_at=at
    )
    if read:
        move = Move(kind=Station.Kind.ALL_TOLD, code="", actor=Actor(), at=at, decision=allow())
        note_all_told(voice.matter, move)


def _goes_on(voice: Voice, at: datetime) -> bool:
    """
    Tell whether a dispute takes the matter up again: an answer stands, and somebody is left to handle it.

    Never one that went into mediation: nobody else is to read what it is about.
    """
    matter = voice.matter
    if not permissions.not_mediated(matter):
        return False
    return matter.state in DONE and (matter.dispute_count == 0 or level_above(matter, at) is not None)


def _follow_dispute(voice: Voice, move: Move) -> None:
    """Take the matter up again, or, the second time, send it to the level above."""
    matter = voice.matter
    above = level_above(matter, move.at) if matter.dispute_count else None
    matter.dispute_count += 1
    start_anew(matter, move.at)
    if above is None:
        go(matter, Deed.DISPUTE)
        keep(matter, move.at, "dispute_count", "closed_at")
        again = _next(move, Station.Kind.DISPUTED, "matters.matter.disputed")
        remember(matter, again, {"count": matter.dispute_count})
        return
    level, body, name = above
    again = _next(move, Station.Kind.DISPUTED_AGAIN, "matters.matter.disputed_again", str(level))
    send_above(matter, again, Deed.DISPUTE_AGAIN, body, name)


def _next(move: Move, kind: str, code: str, detail: str = "") -> Move:
    topic = "matters.matter.escalated" if detail else ""
    return Move(kind=kind, code=code, actor=move.actor, at=move.at, decision=move.decision, detail=detail, topic=topic)


@deed("matters.voice.seen")
def mark_seen(*, actor: Actor, voice_id: UUID, at: datetime, key: str = "") -> Voice:
    """Note, once, that the speaker opened the receipt with an answer on it; nothing of it goes to the log."""
    voice = Voice.objects.select_for_update().get(pk=voice_id)
    if voice.seen_at is None and voice.standing != Voice.Standing.WAITING:
        voice.seen_at = at
        voice.save(update_fields=["seen_at"])
    return voice


@deed("matters.receipt.reissued")
def reissue_receipt(*, actor: Actor, voice_id: UUID, reason: str, at: datetime, key: str = "") -> Voice:
    """
    Give a voice a new code; the old one opens nothing any more.

    :raises NotAllowed: if the actor may not know who spoke: whoever gets the code can speak in the voice
    :raises WordsMissing: without a reason
    """
    voice = locked_voice(voice_id)
    decision = permissions.may_reveal(actor, voice).require()
    why = said(reason, field="reason", most=500)
    voice.code_serial += 1
    voice.code_hash = fingerprint(code_for(voice.pk, serial=voice.code_serial))
    voice.save(update_fields=["code_serial", "code_hash"])
    move = Move(kind="", code="matters.receipt.reissued", actor=actor, at=at, decision=decision)
    remember(voice.matter, move, {"reason": why, "serial": voice.code_serial}, voice)
    return voice


@deed("matters.speaker.revealed")
def reveal_contact(*, actor: Actor, voice_id: UUID, reason: str, at: datetime, key: str = "") -> Speaker:
    """
    Read how a speaker can be reached; who did, when and why goes to the log.

    :raises NotAllowed: without the right
    :raises WordsMissing: without a reason
    :raises NobodyToReach: if nothing was left
    Source: PIPL art. 51 (F)
    """
    voice = locked_voice(voice_id)
    decision = permissions.may_reveal(actor, voice).require()
    why = said(reason, field="reason", most=500)
    speaker = voice.speakers.first()
    if speaker is None:
        raise NobodyToReach
    move = Move(kind="", code="matters.speaker.revealed", actor=actor, at=at, decision=decision)
    remember(voice.matter, move, {"reason": why}, voice)
    return speaker


@deed("matters.speaker.erased")
def erase_speaker(*, actor: Actor, voice_id: UUID, at: datetime, key: str = "") -> Voice:
    """
    Erase who spoke and how to reach them; the words stay, and the answer is read on the receipt page.

    At somebody's word the answer that was still to be brought counts as read there. When the days are over nobody has
    said a word: who could not be reached was not told, and stays so.

    :raises NotAllowed: if the actor is neither the speaker nor may know who spoke
    Source: PIPL art. 15, 47 (F)
    """
    voice = locked_voice(voice_id)
    decision = permissions.may_erase(actor, voice).require()
    who = actor if decision.mandate else as_speaker(actor, voice)
    Speaker.objects.filter(voice=voice).delete()
    voice.reply_channel = Voice.ReplyChannel.RECEIPT
    voice.consent, voice.consent_words, voice.person = False, "", None
    if voice.standing == Voice.Standing.OWED and not actor.is_system:
        voice.standing, voice.standing_on = Voice.Standing.TOLD, local_day(at)
    voice.save(update_fields=["reply_channel", "consent", "consent_words", "person", "standing", "standing_on"])
    if not actor.is_system:
        _read_on_the_page(voice, at)
    move = Move(kind="", code="matters.speaker.erased", actor=who, at=at, decision=decision)
    remember(voice.matter, move, {}, voice)
    return voice


def _add(voice: Voice, words: str, actor: Actor, at: datetime) -> None:
    if voice.additions.count() >= MOST_ADDITIONS:
        raise TooManyAdditions(field="words", most=MOST_ADDITIONS)
    _write_addition(voice, words, actor, at)


def _write_addition(voice: Voice, words: str, actor: Actor, at: datetime) -> None:
    is_writer = actor.person_id is not None and actor.person_id != voice.person_id
    taken_by = actor.person_id if is_writer and permissions.may_tell(actor, voice.matter) else None
    Addition.objects.create(voice=voice, words=words, at=at, taken_by_id=taken_by)


__all__ = [
    "MOST_ADDITIONS",
    "NobodyToReach",
    "NothingToJudge",
    "TellFirst",
    "TooManyAdditions",
    "add_words",
    "erase_speaker",
    "mark_seen",
    "reissue_receipt",
    "reveal_contact",
    "say",
]
