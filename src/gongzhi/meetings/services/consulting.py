"""This will note what is said in a consultation, and what came of it."""

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.utils import translation

from gongzhi.common import audit, outbox
from gongzhi.common.deeds import deed
from gongzhi.common.permissions import Actor
from gongzhi.kernel.errors import ChangedMeanwhile, DomainError
from gongzhi.kernel.text import gettext_noop as _
from gongzhi.meetings import permissions
from gongzhi.meetings.models import AgendaItem, Guest, Meeting, Remark
from gongzhi.meetings.selectors.roll import roll_of
from gongzhi.meetings.services.agenda import locked_item
from gongzhi.meetings.services.calling import locked
from gongzhi.meetings.services.trace import Trace


class SpeakerUnknown(DomainError):
    """A remark is noted of somebody who is neither guest nor of the meeting."""

    message = _("Whoever speaks is invited, or belongs to the meeting. Put them on the list of guests first.")


class BecameVoice(DomainError):
    """A remark is to be changed that became a voice; params ``label``."""

    message = _("This remark became the voice “%(label)s” and stays as it is.")


class VoiceAlready(ChangedMeanwhile):
    """A remark becomes a voice twice; params ``label``."""

    message = _("This remark became the voice “%(label)s” already.")


class OutcomeChanged(ChangedMeanwhile):
    """Somebody else wrote the outcome meanwhile; params ``saved``."""

    message = _("Somebody else has written the outcome meanwhile: “%(saved)s”. Bring both together, then save again.")


@deed("meetings.remark.noted")
def note_remark(
    *,
    actor: Actor,
    item_id: UUID,
    words: str,
    at: datetime,
    guest_id: UUID | None = None,
    person_id: UUID | None = None,
    key: str = "",
) -> Remark:
    """
    Note what a guest, or a person of the meeting, said to an item of a consultation.

    :raises SpeakerUnknown: if neither is named, or they do not belong here
    """
    item = locked_item(item_id)
    decision = permissions.may_note_opinion(actor, item.meeting).require()
    name, role = _speaker(item, guest_id, person_id)
    remark = Remark.objects.create(
        meeting=item.meeting,
        item=item,
        guest_id=guest_id,
        person_id=None if guest_id else person_id,
        name=name,
        role=role,
        words=words.strip(),
        noted_at=at,
    )
    Trace(actor, at, decision.mandate).record("meetings.remark.noted", remark, item=item.title, name=name)
    return remark


@deed("meetings.remark.struck")
def strike_remark(*, actor: Actor, remark_id: UUID, at: datetime, key: str = "") -> Meeting:
    """
    Strike a remark that was noted by mistake, until the minutes are signed.

    :raises BecameVoice: if it became a voice
    """
    remark, meeting = _locked_remark(remark_id)
    decision = permissions.may_note_opinion(actor, meeting).require()
    if remark.voice_id is not None:
        raise BecameVoice(label=remark.voice_label)
    Trace(actor, at, decision.mandate).record("meetings.remark.struck", meeting, name=remark.name)
    remark.delete()
    return meeting


@deed("meetings.outcome.written")
def write_outcome(
    *, actor: Actor, meeting_id: UUID, outcome: str, at: datetime, before: str | None = None, key: str = ""
) -> Meeting:
    """
    Write what came of a consultation, until the minutes are signed.

    ``before`` is the text the writer started from; ``None`` does not compare.

    :raises OutcomeChanged: if somebody else wrote another meanwhile
    """
    meeting = locked(meeting_id)
    decision = permissions.may_note_opinion(actor, meeting).require()
    if before is not None and _plain(before) != _plain(meeting.outcome):
        raise OutcomeChanged(saved=meeting.outcome)
    meeting.outcome = _plain(outcome)
    meeting.save(update_fields=["outcome"])
    Trace(actor, at, decision.mandate).record("meetings.outcome.written", meeting, note=meeting.outcome[:200])
    outbox.publish("meetings.outcome.written", {"meeting": str(meeting.pk)})
    return meeting


@deed("meetings.remark.raised")
def link_voice(*, actor: Actor, remark_id: UUID, voice_id: UUID, label: str, at: datetime, key: str = "") -> Remark:
    """
    Keep which voice a remark became; the room above raises it in the same transaction.

    :raises VoiceAlready: if it became one before
    """
    remark, meeting = _locked_remark(remark_id)
    decision = permissions.may_raise_remark(actor, meeting).require()
    if remark.voice_id is not None:
        raise VoiceAlready(label=remark.voice_label)
    remark.voice_id, remark.voice_label = voice_id, label
    remark.save(update_fields=["voice_id", "voice_label"])
    facts = {"name": remark.name, "number": label}
    audit.record("meetings.remark.raised", actor=actor, subject=meeting, at=at, facts=facts, mandate=decision.mandate)
    return remark


def _speaker(item: AgendaItem, guest_id: UUID | None, person_id: UUID | None) -> tuple[str, str]:
    """Name who speaks, and for whom in the language of the federation's papers."""
    guest = Guest.objects.filter(meeting=item.meeting, pk=guest_id).first() if guest_id else None
    if guest is not None:
        with translation.override(settings.LANGUAGE_CODE):
            kind = str(guest.get_behalf_display())
        return guest.name, f"{kind} · {guest.stands_for}" if guest.stands_for else kind
    seat = roll_of(item.meeting).seat_of(person_id) if person_id and not guest_id else None
    if seat is None:
        raise SpeakerUnknown(field="speaker")
    return seat.invitee.name, seat.invitee.stands_for


def _plain(text: str) -> str:
    return text.replace("\r\n", "\n").strip()


def _locked_remark(remark_id: UUID) -> tuple[Remark, Meeting]:
    meeting = locked(Remark.objects.values_list("meeting_id", flat=True).get(pk=remark_id))
    remark = Remark.objects.select_for_update(of=("self",)).get(pk=remark_id)
    remark.meeting = meeting
    return remark, meeting
