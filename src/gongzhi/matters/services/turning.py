"""This will turn a matter that is a dispute into a mediation: from then on it says its number and nothing else."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext, override

from gongzhi.common import audit, outbox
from gongzhi.common.deeds import deed
from gongzhi.common.permissions import Actor
from gongzhi.matters.models import Answer, Mediation, Station, Voice
from gongzhi.matters.permissions import mediation as permissions
from gongzhi.matters.rules.flow import Deed
from gongzhi.matters.services.answering import give_answer
from gongzhi.matters.services.handling import take_on
from gongzhi.matters.services.mediation import Side, add_side, create
from gongzhi.matters.services.moving import Move, locked, require_version
from gongzhi.matters.services.under_mediation import veil

LONGEST_WORDS = 2000


@deed("matters.matter.mediated")
def turn_into_mediation(
    *, actor: Actor, matter_id: UUID, kind: str, at: datetime, version: int | None = None, key: str = ""
) -> Mediation:
    """
    Make a mediation of a matter; its voices are told so, and the matter becomes private.

    Whoever spoke is the first party. Title and place give way to the number of the mediation, also of what was put
    together with it, so that neither the list nor a search tells what the dispute is about.

    :raises NotAllowed: unless it is in our hands, was in no mediation before, and the actor takes mediations in
    :raises MatterChanged: if somebody changed it meanwhile
    """
    matter = locked(matter_id)
    require_version(matter, version)
    decision = permissions.may_turn(actor, matter).require()
    voices = list(matter.voices.prefetch_related("speakers").order_by("taken_at", "pk"))
    words = "\n".join(voice.words for voice in voices)[:LONGEST_WORDS]
    mediation = create(kind=kind, words=words, asked_on=matter.received_on, community_id=matter.community_id)
    for side in _sides(voices):
        add_side(mediation, side)
    Mediation.objects.filter(pk=mediation.pk).update(matter=matter)
    move = Move(
        kind=Station.Kind.MEDIATION,
        code="matters.matter.mediated",
        actor=actor,
        at=at,
        decision=decision,
        note=_told(mediation),
        detail=Answer.Result.PLANNED,
        topic="matters.matter.answered",
    )
    take_on(matter, actor, at)
    veil(matter, mediation)
    give_answer(matter, move, Deed.ANSWER)
    outbox.publish("matters.matter.mediated", {"matter": str(matter.pk)})
    facts = {"number": mediation.number, "state": mediation.state}
    audit.record(
        "matters.mediation.asked", actor=actor, subject=mediation, at=at, facts=facts, mandate=decision.mandate
    )
    mediation.refresh_from_db()
    return mediation


def _told(mediation: Mediation) -> str:
    """Say what those who spoke are told."""
    with override(settings.LANGUAGE_CODE):
        told = gettext(
            "This is a dispute that is best settled by talking. It went into mediation %(number)s; the mediators talk "
            "with you in private."
        )
        return told % {"number": mediation.number}


def _sides(voices: Iterable[Voice]) -> list[Side]:
    """Name those who spoke as parties, each person once; who left no name is called the one who asks."""
    with override(settings.LANGUAGE_CODE):
        unnamed = gettext("The one who asks")
    sides: dict[object, Side] = {}
    for voice in voices:
        speaker = voice.speaker
        name = (speaker.name if speaker else "") or unnamed
        contact = speaker.contact if speaker else ""
        side = Side(name=name, contact=contact, person_id=voice.person_id)
        sides.setdefault(voice.person_id or (name, contact), side)
    return list(sides.values())
