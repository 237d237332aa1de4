"""This will compile, correct and sign minutes."""

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from gongzhi.common import audit, outbox
from gongzhi.common.deeds import deed
from gongzhi.common.permissions import Actor
from gongzhi.kernel.errors import ChangedMeanwhile, DomainError
from gongzhi.kernel.text import gettext_noop as _
from gongzhi.meetings import permissions
from gongzhi.meetings.models import Meeting, Minutes
from gongzhi.meetings.selectors.minutes import compiled_text
from gongzhi.meetings.services.calling import locked
from gongzhi.meetings.services.trace import Trace


class NoMinutes(DomainError):
    """Something is to be done with minutes that were not compiled."""

    message = _("There are no minutes yet. Have them compiled first.")


class OldVersion(ChangedMeanwhile):
    """A version is signed or corrected that is no longer the newest; params ``version``."""

    message = _("Meanwhile there is a newer version, number %(version)s. Read it, then sign or correct that one.")


class SignedAlready(DomainError):
    """Minutes are to change after both have signed."""

    message = _("Both have signed these minutes. They do not change any more.")


class WrongSigner(DomainError):
    """A person has no part in which to sign."""

    message = _("The part in which you could sign is signed already. The other part is for another person.")


@deed("meetings.minutes.compiled")
def compile_minutes(*, actor: Actor, meeting_id: UUID, at: datetime, key: str = "") -> Minutes:
    """
    Compile the minutes of a closed meeting from what happened, as the next version.

    :raises SignedAlready: if a version was signed by both
    """
    meeting = _closed(meeting_id)
    decision = permissions.may_compile(actor, meeting).require()
    trace = Trace(actor, at, decision.mandate)
    return _next_version(meeting, compiled_text(meeting), code="meetings.minutes.compiled", trace=trace)


@deed("meetings.minutes.corrected")
def correct_minutes(*, actor: Actor, meeting_id: UUID, version: int, text: str, at: datetime, key: str = "") -> Minutes:
    """
    Correct the minutes by hand, which makes the next version; earlier versions stay, signatures do not carry over.

    :raises OldVersion: if ``version`` is no longer the newest
    :raises SignedAlready: if both have signed it
    """
    meeting = _closed(meeting_id)
    newest = _newest(meeting, version)
    decision = permissions.may_correct(actor, meeting, newest).require()
    written = text.replace("\r\n", "\n").strip()
    if written == newest.text:
        return newest
    trace = Trace(actor, at, decision.mandate)
    return _next_version(meeting, written, code="meetings.minutes.corrected", trace=trace, corrected_by=actor.person_id)


@deed("meetings.minutes.signed")
def countersign_minutes(*, actor: Actor, meeting_id: UUID, version: int, at: datetime, key: str = "") -> Minutes:
    """
    Sign the newest version: as chair or recorder of the meeting, or in place of who is missing, never as both.

    :raises OldVersion: if ``version`` is no longer the newest
    :raises WrongSigner: if the actor's part is signed
    """
    meeting = _closed(meeting_id)
    minutes = _newest(meeting, version)
    decision = permissions.may_sign(actor, meeting, minutes).require()
    part = _part_of(actor, meeting, minutes)
    if part == "chair":
        minutes.chair_id, minutes.chair_signed_at = actor.person_id, at
    else:
        minutes.recorder_id, minutes.recorder_signed_at = actor.person_id, at
    minutes.save(update_fields=["chair", "chair_signed_at", "recorder", "recorder_signed_at"])
    facts = {"version": minutes.version}
    audit.record("meetings.minutes.signed", actor=actor, subject=meeting, at=at, facts=facts, mandate=decision.mandate)
    if minutes.is_signed:
        outbox.publish("meetings.minutes.signed", {"meeting": str(meeting.pk)})
    return minutes


def _part_of(actor: Actor, meeting: Meeting, minutes: Minutes) -> str:
    """Find the part in which to sign: one's own first, else the one that waits for a substitute."""
    wanted: tuple[str, ...] = ("chair", "recorder")
    if actor.person_id == meeting.chair_id:
        wanted = ("chair",)
    elif actor.person_id == meeting.recorder_id:
        wanted = ("recorder",)
    signed = {"chair": minutes.chair_signed_at, "recorder": minutes.recorder_signed_at}
    free = [part for part in wanted if signed[part] is None]
    if not free:
        raise WrongSigner
    return free[0]


def _next_version(meeting: Meeting, text: str, *, code: str, trace: Trace, corrected_by: UUID | None = None) -> Minutes:
    last = Minutes.objects.filter(meeting=meeting).order_by("-version").first()
    if last is not None and last.is_signed:
        raise SignedAlready
    version = last.version + 1 if last else 1
    minutes = Minutes(meeting=meeting, version=version, text=text, made_at=trace.at, corrected_by_id=corrected_by)
    try:
        with transaction.atomic():
            minutes.save(force_insert=True)
    except IntegrityError as error:
        raise OldVersion(version=version) from error
    trace.record(code, meeting, version=version)
    return minutes


def _newest(meeting: Meeting, version: int) -> Minutes:
    minutes = Minutes.objects.filter(meeting=meeting).order_by("-version").first()
    if minutes is None:
        raise NoMinutes
    if minutes.version != version:
        raise OldVersion(version=minutes.version)
    return minutes


def _closed(meeting_id: UUID) -> Meeting:
    meeting = locked(meeting_id)
    return Meeting.objects.select_related("body", "chair", "recorder").get(pk=meeting.pk)
