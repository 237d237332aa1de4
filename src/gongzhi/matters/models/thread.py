"""This will hold what happened to a matter, safe to be read by those who spoke, and where each voice has been."""

from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from gongzhi.common.tenancy.fields import TenantForeignKey
from gongzhi.common.tenancy.models import TenantManager, TenantModel, TenantQuerySet
from gongzhi.matters.models.matter import Matter
from gongzhi.matters.models.voice import Voice


class StationQuerySet(TenantQuerySet):
    """Stations in the order of what happened."""

    def in_order(self) -> Self:
        """The oldest first."""
        return self.order_by("at", "pk")

    def of_all(self) -> Self:
        """Those that concern the matter itself, not one of its voices."""
        return self.filter(voice__isnull=True)


class Station(TenantModel):
    """
    One deed with a matter, as a speaker may read it: no name of a person, no contact, nobody else's words.

    ``by`` names the office or body, ``note`` is what was said for everybody to read, ``detail`` a code: the level of
    an escalation, the result of an answer. ``voice`` is set where it concerns one voice only; the other speakers do
    not see it.
    """

    class Kind(models.TextChoices):
        RECEIVED = "received", _("Received")
        JOINED = "joined", _("Said the same")
        ACCEPTED = "accepted", _("Taken on by somebody who sees to it")
        HANDED_OVER = "handed_over", _("Handed over to a colleague")
        ASKED = "asked", _("Asked back")
        HEARD = "heard", _("The question was answered")
        WENT_ON = "went_on", _("Goes on without an answer to the question")
        ADDED = "added", _("Something was added")
        DEFERRED = "deferred", _("Deferred")
        ESCALATED = "escalated", _("Escalated")
        ANSWERED_ABOVE = "answered_above", _("Answered from above")
        RETURNED_ABOVE = "returned_above", _("Sent back from above")
        ON_AGENDA = "on_agenda", _("Put on the agenda of a meeting")
        OFF_AGENDA = "off_agenda", _("Taken off the agenda")
        DISCUSSED = "discussed", _("Discussed by a meeting")
        NOT_ADOPTED = "not_adopted", _("Not adopted by a meeting")
        DECIDED = "decided", _("Resolved by a meeting")
        ANSWERED = "answered", _("Answer given")
        TOLD = "told", _("Told the answer")
        NOT_REACHED = "not_reached", _("Nobody could be reached")
        ALL_TOLD = "all_told", _("Everybody was told the answer")
        CONFIRMED = "confirmed", _("Confirmed by the speaker")
        DISPUTED = "disputed", _("Disputed: it is handled anew")
        DISPUTED_AGAIN = "disputed_again", _("Disputed again: it goes to the next level")
        DISPUTE_NOTED = "dispute_noted", _("Disputed")
        REOPENED = "reopened", _("Taken up again")
        CLOSED = "closed", _("Concluded")
        MERGED = "merged", _("Put together with another matter")
        MERGED_IN = "merged_in", _("Another matter was put together with this one")
        SPLIT = "split", _("A part became a matter of its own")
        SPLIT_OFF = "split_off", _("Became a matter of its own")
        MEDIATION = "mediation", _("Went into mediation")

    matter = TenantForeignKey(Matter, on_delete=models.CASCADE, related_name="stations")
    kind = models.CharField(max_length=15, choices=Kind.choices)
    at = models.DateTimeField()
    day = models.DateField()
    by = models.CharField(max_length=120, blank=True)
    note = models.TextField(max_length=5000, blank=True)
    detail = models.CharField(max_length=20, blank=True)
    voice = TenantForeignKey(Voice, on_delete=models.CASCADE, related_name="stations", null=True, blank=True)

    objects = TenantManager.from_queryset(StationQuerySet)()

    class Meta(TenantModel.Meta):
        indexes = [
            models.Index(fields=["federation", "matter", "at"], name="station_in_order"),
            models.Index(fields=["federation", "day"], name="station_by_day", condition=Q(voice__isnull=True)),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.day}"


class VoiceMoveQuerySet(TenantQuerySet):
    """Moves in the order in which they were made."""

    def in_order(self) -> Self:
        """The oldest first."""
        return self.order_by("at", "pk")


class VoiceMove(TenantModel):
    """That a voice went from one matter to another; the first ``from_matter`` is the one it was raised with."""

    class Why(models.TextChoices):
        MERGE = "merge", _("Put together with another matter")
        SPLIT = "split", _("Became a matter of its own")

    voice = TenantForeignKey(Voice, on_delete=models.CASCADE, related_name="moves")
    from_matter = TenantForeignKey(Matter, on_delete=models.PROTECT, related_name="voices_gone")
    to_matter = TenantForeignKey(Matter, on_delete=models.PROTECT, related_name="voices_come")
    at = models.DateTimeField()
    why = models.CharField(max_length=10, choices=Why.choices)

    objects = TenantManager.from_queryset(VoiceMoveQuerySet)()

    class Meta(TenantModel.Meta):
        constraints = [
            models.CheckConstraint(condition=~Q(from_matter=F("to_matter")), name="voice_move_goes_somewhere"),
            models.UniqueConstraint(fields=["federation", "voice", "at", "from_matter"], name="voice_move_once"),
        ]

    def __str__(self) -> str:
        return f"{self.why} {self.at:%Y-%m-%d}"
