"""This will gather what a speaker reads of a voice: the line of stations through every matter it was in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q

from gongzhi.common.clock import local_day
from gongzhi.matters.models import (
    Addition,
    Answer,
    Escalation,
    Matter,
    Mediation,
    Reply,
    Speaker,
    Station,
    Voice,
    VoiceMove,
)
from gongzhi.matters.rules.flow import DONE
from gongzhi.matters.rules.lineage import Move, Stay, stays
from gongzhi.matters.selectors.mediation import of_matter

# What the matter that was left says of the others, and the matter that was entered says of those who came.
OF_THOSE_WHO_STAY = frozenset({Station.Kind.SPLIT.value})
OF_THOSE_WHO_WERE_THERE = frozenset({Station.Kind.MERGED_IN.value})
# A voice that joins is received too, in a word of its own.
OF_THE_FIRST = frozenset({Station.Kind.RECEIVED.value})
# The speaker can still say whether it is solved.
ASKED_FOR_A_WORD = frozenset({Voice.Standing.OWED, Voice.Standing.TOLD, Voice.Standing.NO_WORD})


@dataclass(frozen=True, slots=True)
class SpeakerPage:
    """
    What the page of one receipt shows; no names of persons but the speaker's own.

    ``stations`` are in the order of what happened, ``answers`` oldest first. ``others`` counts the other voices on the
    matter. ``escalation`` is the one that waits. ``is_at_the_end`` says that it is disputed and no level is left here.
    """

    voice: Voice
    matter: Matter
    stations: tuple[Station, ...]
    answers: tuple[Answer, ...]
    additions: tuple[Addition, ...]
    speaker: Speaker | None
    escalation: Escalation | None
    others: int
    is_merged: bool
    mediation: Mediation | None

    @property
    def may_say(self) -> bool:
        """Whether the speaker is asked if it is solved."""
        return self.matter.state in DONE and self.voice.standing in ASKED_FOR_A_WORD

    @property
    def may_dispute_yet(self) -> bool:
        """Whether somebody who once found it solved can still say that it is not."""
        return self.matter.state in DONE and self.voice.standing == Voice.Standing.CONFIRMED

    @property
    def is_at_the_end(self) -> bool:
        """Whether the speaker is not content and nobody is left to ask."""
        return self._is_disputed and not self.is_with_mediators

    @property
    def is_with_mediators(self) -> bool:
        """Whether the speaker is not content and the mediators have read it."""
        return self._is_disputed and self.mediation is not None and self.mediation.erased_at is None

    @property
    def _is_disputed(self) -> bool:
        return self.matter.state in DONE and self.voice.standing == Voice.Standing.DISPUTED

    @property
    def is_asked(self) -> bool:
        """Whether we wait for the speaker's own words."""
        return self.matter.state == Matter.State.ASKED

    @property
    def question(self) -> str:
        """What was asked back last; ``""`` if nothing waits."""
        asked = [each.note for each in self.stations if each.kind == Station.Kind.ASKED]
        return asked[-1] if self.is_asked and asked else ""


def speaker_page(voice: Voice) -> SpeakerPage:
    """Gather the page of a voice that is loaded with its matter; eight queries."""
    moves = list(VoiceMove.objects.filter(voice=voice).in_order())
    path = stays(
        now_in=voice.matter_id, moves=[Move(each.from_matter_id, each.to_matter_id, each.at) for each in moves]
    )
    replies = Reply.objects.filter(voice=voice).select_related("answer").order_by("answer__at", "answer__serial")
    return SpeakerPage(
        voice=voice,
        matter=voice.matter,
        stations=_stations(voice, path),
        answers=tuple(each.answer for each in replies),
        additions=tuple(Addition.objects.filter(voice=voice).order_by("at", "pk")),
        speaker=Speaker.objects.filter(voice=voice).first(),
        escalation=Escalation.objects.sent().filter(matter=voice.matter_id).select_related("body").first(),
        others=Voice.objects.filter(matter=voice.matter_id).exclude(pk=voice.pk).count(),
        is_merged=any(each.why == VoiceMove.Why.MERGE for each in moves),
        mediation=of_matter(voice.matter),
    )


def answered_on(page: SpeakerPage) -> date | None:
    """Tell on which day the last answer was given."""
    return local_day(page.answers[-1].at) if page.answers else None


def _stations(voice: Voice, path: Sequence[Stay[UUID]]) -> tuple[Station, ...]:
    """List what happened to the voice while it was in each matter; one query."""
    own = Q(voice__isnull=True) | Q(voice=voice)
    rows = Station.objects.filter(own, matter__in=[stay.matter for stay in path]).in_order()
    stay_of: Mapping[UUID, list[Stay[UUID]]] = {
        matter: [stay for stay in path if stay.matter == matter] for matter in {stay.matter for stay in path}
    }
    return tuple(row for row in rows if any(_concerns(row, voice, stay) for stay in stay_of[row.matter_id]))


def _concerns(station: Station, voice: Voice, stay: Stay[UUID]) -> bool:
    """Tell whether a station lies on the way of the voice: from its first word on, in its matter, not of the others."""
    if station.voice_id == voice.pk:
        return True
    if station.at < voice.taken_at or (station.at == voice.taken_at and station.kind == Station.Kind.JOINED):
        return False
    if station.at == stay.until:
        return station.kind not in OF_THOSE_WHO_STAY
    if station.at == stay.since:
        return station.kind not in OF_THOSE_WHO_WERE_THERE
    return stay.holds(station.at)
