"""This will hold contacts: that somebody took part, never who."""

from datetime import date
from typing import TYPE_CHECKING, Self
from uuid import uuid4

from django.db import models
from django.utils.translation import gettext_lazy as _

from gongzhi.common.tenancy.fields import TenantForeignKey
from gongzhi.common.tenancy.models import TenantManager, TenantModel, TenantQuerySet
from gongzhi.federations.models import Community, PopulationCell
from gongzhi.participation.rights import Right

if TYPE_CHECKING:
    from gongzhi.common.permissions import Actor


class Channel(models.TextChoices):
    """How somebody is heard. One word a channel, for voices, answers to surveys and contacts alike."""

    WEB = "web", _("Web page")
    QR = "qr", _("QR code")
    PAPER = "paper", _("Paper form")
    PHONE = "phone", _("Telephone")
    DESK = "desk", _("At the desk")
    VISIT = "visit", _("Visit")
    SURVEY = "survey", _("Survey")
    MEETING = "meeting", _("Meeting")


class ContactQuerySet(TenantQuerySet):
    """Contacts by day and reader."""

    def between(self, first: date, end: date) -> Self:
        """Contacts of the days ``[first, end)``."""
        return self.filter(on__gte=first, on__lt=end)

    def visible_to(self, actor: "Actor") -> Self:
        """All for those who may see counts; nobody else."""
        return self.all() if actor.may(Right.READ) else self.none()


class Contact(TenantModel):
    """
    One contact of one unnamed person: through which channel, in which act, on which day, of which cell.

    ``community`` and ``group`` are ``None`` and ``""`` where they were not said: nobody has to say. The key is random
    and there is no moment, only a day, so that a row does not lead to the voice or answer it was written with.
    """

    class Act(models.TextChoices):
        VOICE = "voice", _("Said something")
        SURVEY = "survey", _("Answered a survey")
        VISIT = "visit", _("Was visited")
        MEETING = "meeting", _("Came to a meeting")

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    community = TenantForeignKey(Community, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    group = models.CharField(max_length=20, choices=PopulationCell.Group.choices, blank=True)
    channel = models.CharField(max_length=10, choices=Channel.choices)
    act = models.CharField(max_length=10, choices=Act.choices)
    on = models.DateField()

    objects = TenantManager.from_queryset(ContactQuerySet)()  # type: ignore[misc]

    class Meta(TenantModel.Meta):
        indexes = [models.Index(fields=["federation", "on"], name="contact_by_day")]

    def __str__(self) -> str:
        return f"{self.act} {self.channel} {self.on}"
