"""This will load, lock and move matters: what all deeds of this room share."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from gongzhi.common import audit, outbox
from gongzhi.common.clock import local_day
from gongzhi.common.permissions import ANONYMOUS, Actor
from gongzhi.kernel.decisions import Decision
from gongzhi.kernel.errors import ChangedMeanwhile, DomainError
from gongzhi.kernel.text import gettext_noop as _
from gongzhi.matters.models import Answer, Matter, Pause, Station, Voice
from gongzhi.matters.rules.flow import MATTER, OPEN, STOPPED, Deed, State
from gongzhi.matters.selectors.clocks import due_of

# How often a voice may be moved by others while it is being loaded.
TRIES = 5


class MatterChanged(ChangedMeanwhile):
    """
    Somebody else changed the matter while this person was writing.

    ``matter`` is what is saved now, ``answer`` the newest answer (``None`` if there is none): the page shows both
    texts, the saved one and the one that was typed.
    """

    message = _("Somebody else has changed this matter in the meantime. Look at what is saved now, then decide anew.")

    def __init__(self, matter: Matter, answer: Answer | None = None) -> None:
        super().__init__()
        self.matter = matter
        self.answer = answer


class WordsMissing(DomainError):
    """Something has to be said here."""

    message = _("Please write it down in words.")


class WordsTooLong(DomainError):
    """A text beyond what is kept; params ``most``."""

    message = _("Please write %(most)s characters at most.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """
    One deed with a matter: who, when, by which decision, and what may be read of it by those who spoke.

    ``kind`` is that of the station, empty for none; ``code`` that of the log; ``topic`` the fact to publish, empty for
    none. ``by`` is the office unless it is named. ``note`` is public to the speakers and never stands in the log.
    """

    kind: str
    code: str
    actor: Actor
    at: datetime
    decision: Decision
    note: str = ""
    detail: str = ""
    by: str = ""
    topic: str = ""


def locked(matter_id: UUID) -> Matter:
    """Load a matter and keep others out until the deed is done."""
    return Matter.objects.select_for_update().get(pk=matter_id)


def locked_together(*matter_ids: UUID) -> dict[UUID, Matter]:
    """Lock several matters, always in the same order, so that two deeds never wait for each other."""
    rows = Matter.objects.select_for_update().filter(pk__in=matter_ids).order_by("pk")
    found = {matter.pk: matter for matter in rows}
    if set(found) != set(matter_ids):
        raise Matter.DoesNotExist
    return found


def locked_voice(voice_id: UUID) -> Voice:
    """
    Load a voice with its matter, both locked: the matter first, as every deed does.

    :raises ChangedMeanwhile: if others keep moving it from matter to matter
    """
    for _try in range(TRIES):
        matter_id = Voice.objects.values_list("matter_id", flat=True).get(pk=voice_id)
        matter = locked(matter_id)
        voice = Voice.objects.select_for_update().filter(pk=voice_id, matter_id=matter_id).first()
        if voice is not None:
            voice.matter = matter
            return voice
    raise ChangedMeanwhile


def require_version(matter: Matter, version: int | None) -> None:
    """
    Go on only if the person looked at what is saved; ``None`` asks for nothing.

    :raises MatterChanged: with what is saved now
    """
    if version is not None and version != matter.version:
        raise MatterChanged(matter, newest_answer(matter))


def newest_answer(matter: Matter) -> Answer | None:
    """Find the answer that was given last."""
    return matter.answers.order_by("-serial").first()


def said(text: str, *, field: str, most: int = 2000) -> str:
    """
    Give what was written without the white space around it.

    :raises WordsMissing: if nothing was written
    :raises WordsTooLong: if it is longer than what is kept
    """
    words = text.strip()
    if not words:
        raise WordsMissing(field=field)
    if len(words) > most:
        raise WordsTooLong(field=field, most=most)
    return words


def go(matter: Matter, deed: Deed) -> None:
    """Move a matter to where the deed leads; its clock stops, goes on or ends accordingly when it is saved."""
    matter.state = MATTER.next(State(matter.state), deed)


def keep(matter: Matter, at: datetime, *fields: str) -> None:
    """Save a matter that moved: its clock is read anew and its version counted on."""
    _keep_pauses(matter, at)
    due = due_of(matter, matter.pauses.all()) if matter.state in OPEN else None
    matter.due_on = due.on if due else None
    matter.moved_at = at
    matter.version += 1
    always = {"state", "due_on", "moved_at", "version", "clock_from", "accepted_at", "deferred_until"}
    matter.save(update_fields={*fields, *always})


def start_anew(matter: Matter, at: datetime) -> None:
    """Begin the clock anew: somebody said that it is not solved. What was deferred before may be deferred again."""
    matter.clock_from = local_day(at)
    matter.deferred_until = None
    matter.closed_at = None


def remember(matter: Matter, move: Move, facts: Mapping[str, object] | None = None, voice: Voice | None = None) -> None:
    """
    Write a deed down: as a station, in the log, and as a fact for others.

    The log holds numbers and codes, never words of a speaker, a name or a contact: what it says can be shown to an
    auditor who may not read the matter.
    """
    mandate = move.decision.mandate
    if move.kind:
        put_station(matter, move, voice)
    told = {"number": matter.number, "state": str(matter.state), **(facts or {})}
    subject = matter if voice is None else voice
    audit.record(move.code, actor=move.actor, subject=subject, at=move.at, facts=told, mandate=mandate)
    if move.topic:
        payload = {"matter": str(matter.pk)} | ({"voice": str(voice.pk)} if voice else {})
        outbox.publish(move.topic, payload)


def put_station(matter: Matter, move: Move, voice: Voice | None = None, *, kind: str = "") -> Station:
    """Write down a station alone, without a line of the log: something that follows from another deed."""
    return Station.objects.create(
        matter=matter,
        voice=voice,
        kind=kind or move.kind,
        at=move.at,
        day=local_day(move.at),
        by=move.by or office_of(move.decision),
        note=move.note,
        detail=move.detail,
    )


def office_of(decision: Decision) -> str:
    """Name the office on which a deed rests, ``""`` if none."""
    return decision.mandate.office[:120] if decision.mandate else ""


def as_speaker(actor: Actor, voice: Voice | None) -> Actor:
    """Say who the log names: a speaker who did not say who it is stays nobody, signed in or not."""
    if voice is None or actor.is_system:
        return actor
    known = voice.person_id is not None and voice.person_id == actor.person_id
    leads = voice.organisation_id is not None and actor.leads(voice.organisation_id)
    return actor if known or leads else ANONYMOUS


def standing_of(voices: Iterable[Voice], standing: str, at: datetime) -> None:
    """Write where voices stand towards their answer."""
    keys = [voice.pk for voice in voices]
    if keys:
        Voice.objects.filter(pk__in=keys).update(standing=standing, standing_on=local_day(at))


def _keep_pauses(matter: Matter, at: datetime) -> None:
    """Close the pause that is over, and open the one that the state asks for."""
    today = local_day(at)
    running = matter.pauses.filter(ends_on__isnull=True).first()
    wanted = _pause_of(matter)
    if running is not None and running.why != wanted:
        running.ends_on = today
        running.save(update_fields=["ends_on"])
        running = None
    if matter.state not in OPEN:
        matter.pauses.filter(ends_on__gt=today).update(ends_on=today)
    if wanted and running is None:
        Pause.objects.create(matter=matter, why=wanted, starts_on=today)


def _pause_of(matter: Matter) -> str:
    if matter.state in STOPPED:
        return Pause.Why.ASKED if matter.state == State.ASKED else Pause.Why.ESCALATED
    return Pause.Why.MERGED if matter.state == State.MERGED else ""
