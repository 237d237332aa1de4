"""
This will keep what was said of a matter under mediation: veil it, hand a dispute to the mediators, erase it.

A matter speaks for those that were put together with it too: what they said went the same way.
"""

from django.conf import settings
from django.utils.translation import gettext, override

from gongzhi.common import audit
from gongzhi.common.clock import local_day
from gongzhi.matters.models import (
    Addition,
    Answer,
    Escalation,
    Matter,
    Mediation,
    MediationNote,
    Reply,
    Speaker,
    Station,
    Voice,
)
from gongzhi.matters.rules.mediation import MEDIATION, MediationDeed, MediationState
from gongzhi.matters.selectors.mediation import NUMBERS_ONLY, of_matter, with_merged
from gongzhi.matters.services.moving import Move


def veil(matter: Matter, mediation: Mediation) -> None:
    """Let a matter, and all that were put together with it, say the number of the mediation only."""
    with override(settings.LANGUAGE_CODE):
        title = gettext("Mediation %(number)s") % {"number": mediation.number}
    for each in (matter, *with_merged(matter)[1:]):
        each.title, each.place, each.sensitivity = title, "", Matter.Sensitivity.PRIVATE
        each.save(update_fields=["title", "place", "sensitivity"])


def make_private(matter: Matter) -> None:
    """Let what was put together with a private matter be private too; once private it stays so."""
    for each in with_merged(matter)[1:]:
        each.sensitivity = Matter.Sensitivity.PRIVATE
        each.save(update_fields=["sensitivity"])


def tell_mediators(voice: Voice, why: str, move: Move) -> bool:
    """
    Write what somebody disputes down for those who mediate; tell whether there is still a mediation to hear it.

    One that runs goes on with it, one that had ended is asked for anew. ``why`` stands in no other room.
    """
    found = of_matter(voice.matter)
    if found is None or found.erased_at is not None:
        return False
    mediation = Mediation.objects.select_for_update().get(pk=found.pk)
    with override(settings.LANGUAGE_CODE):
        told = gettext("Who spoke says that it is not solved.")
    text = f"{told}\n{why}" if why else told
    MediationNote.objects.create(mediation=mediation, on=local_day(move.at), text=text, author=None, at=move.at)
    mediation.state = MEDIATION.next(mediation.state, MediationDeed.HEAR_DISPUTE)
    mediation.outcome, mediation.ended_on, mediation.follow_up_on = "", None, None
    if mediation.state == MediationState.ASKED:
        mediation.organisation, mediation.keeper, mediation.accepted_on = None, None, None
    mediation.version += 1
    mediation.save()
    facts = {"number": mediation.number, "state": mediation.state}
    audit.record("matters.mediation.disputed", actor=move.actor, subject=mediation, at=move.at, facts=facts)
    return True


def erase_words(matter: Matter) -> None:
    """
    Empty what was said and written, and who said it; the voice itself stays, so that no receipt leads nowhere.

    What was answered by mediation stays: it holds a number only.
    """
    family = with_merged(matter)
    with override(settings.LANGUAGE_CODE):
        erased = gettext("Erased with the mediation it went into.")
    _erase_voices(family, erased)
    stations = Station.objects.filter(matter__in=family)
    of_mediation = stations.filter(kind=Station.Kind.MEDIATION).values("note")
    stations.exclude(kind__in=NUMBERS_ONLY).update(note="")
    Answer.objects.filter(matter__in=family).exclude(text__in=of_mediation).update(text=erased)
    replies = Reply.objects.filter(voice__matter__in=family)
    replies.update(note="")
    # Nobody is left to bring it to: it is read on the receipt page, or not at all.
    replies.filter(state=Reply.State.OWED).update(state=Reply.State.FAILED)
    escalations = Escalation.objects.filter(matter__in=family)
    escalations.update(reason=erased)
    escalations.exclude(answer="").update(answer=erased)


def _erase_voices(family: list[Matter], erased: str) -> None:
    Speaker.objects.filter(voice__matter__in=family).delete()
    Addition.objects.filter(voice__matter__in=family).delete()
    for voice in Voice.objects.select_for_update().filter(matter__in=family).order_by("pk"):
        voice.words, voice.person = erased, None
        voice.consent, voice.consent_words = False, ""
        voice.reply_channel = Voice.ReplyChannel.RECEIPT
        voice.save(update_fields=["words", "person", "consent", "consent_words", "reply_channel"])
