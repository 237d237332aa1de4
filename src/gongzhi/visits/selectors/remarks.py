"""This will tell what was said on visits, and what became of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import F, Q

from gongzhi.common.permissions import Actor
from gongzhi.matters.models import Matter, Station, Voice
from gongzhi.visits.models import Remark, Visit

STANDING_STATES = {
    Voice.Standing.WAITING: "open",
    Voice.Standing.OWED: "due",
    Voice.Standing.TOLD: "met",
    Voice.Standing.CONFIRMED: "met",
    Voice.Standing.DISPUTED: "breached",
    Voice.Standing.NO_WORD: "met",
}


@dataclass(frozen=True)
class RemarkLine:
    """
    One remark with what became of it.

    ``words`` are empty and ``is_hidden`` is true where the matter is private and the reader is not in it. ``voice``
    and ``last`` (the newest station) are ``None`` where the remark is kept in the visit only. ``matter_id`` opens the
    matter, ``None`` for those who may not.
    """

    remark: Remark
    words: str
    is_hidden: bool
    voice: Voice | None
    last: Station | None
    matter_id: UUID | None

    @property
    def state(self) -> str:
        """The state of the kit for the voice's standing."""
        return STANDING_STATES[Voice.Standing(self.voice.standing)] if self.voice else "open"


def lines_of(*, visits: Sequence[Visit], actor: Actor) -> dict[UUID, list[RemarkLine]]:
    """
    List the remarks of visits, in the order in which they were written down, by the visit's key.

    Four queries at most, however many visits.
    """
    mine = {visit.pk for visit in visits if actor.person_id is not None and visit.visitor_id == actor.person_id}
    remarks = Remark.objects.filter(visit__in=[visit.pk for visit in visits]).select_related("hot_topic")
    rows = list(remarks.order_by("visit_id", "position"))
    voices = _voices([row.voice_id for row in rows if row.voice_id])
    stations = newest_stations(list(voices.values()))
    readable = _readable(voices, actor)
    found: dict[UUID, list[RemarkLine]] = {visit.pk: [] for visit in visits}
    for row in rows:
        voice = voices.get(row.voice_id) if row.voice_id else None
        can_read = voice is not None and voice.matter_id in readable
        is_hidden = voice is not None and voice.matter.is_private and not can_read and row.visit_id not in mine
        found[row.visit_id].append(
            RemarkLine(
                remark=row,
                words="" if is_hidden else row.words,
                is_hidden=is_hidden,
                voice=voice,
                last=stations.get(voice.pk) if voice and not is_hidden else None,
                matter_id=voice.matter_id if voice and can_read else None,
            )
        )
    return found


def newest_stations(voices: Sequence[Voice]) -> dict[UUID, Station]:
    """Find the newest station of each voice: of its matter or of its own; the voice's key → station; one query."""
    if not voices:
        return {}
    own = Q(voice__isnull=True) | Q(voice__in=[voice.pk for voice in voices])
    rows = Station.objects.filter(own, matter__in={voice.matter_id for voice in voices})
    newest = rows.order_by("matter_id", F("voice_id").asc(nulls_first=True), "-at", "-pk")
    of_matter: dict[UUID, Station] = {}
    of_voice: dict[UUID, Station] = {}
    for row in newest.distinct("matter_id", "voice_id"):
        if row.voice_id is None:
            of_matter[row.matter_id] = row
        else:
            of_voice[row.voice_id] = row
    return {voice.pk: last for voice in voices if (last := _later(of_matter, of_voice, voice)) is not None}


def _later(of_matter: dict[UUID, Station], of_voice: dict[UUID, Station], voice: Voice) -> Station | None:
    both = [each for each in (of_matter.get(voice.matter_id), of_voice.get(voice.pk)) if each is not None]
    return max(both, key=lambda station: station.at, default=None)


def _voices(keys: Sequence[UUID]) -> dict[UUID, Voice]:
    if not keys:
        return {}
    return {voice.pk: voice for voice in Voice.objects.filter(pk__in=keys).select_related("matter")}


def _readable(voices: dict[UUID, Voice], actor: Actor) -> set[UUID]:
    if not voices:
        return set()
    matters = {voice.matter_id for voice in voices.values()}
    return set(Matter.objects.visible_to(actor).filter(pk__in=matters).values_list("pk", flat=True))
