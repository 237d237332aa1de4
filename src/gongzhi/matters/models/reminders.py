"""This will hold who was reminded of what, exactly once, and the one sheet a day on which it stood."""

from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from gongzhi.common.tenancy.fields import TenantForeignKey
from gongzhi.common.tenancy.models import TenantManager, TenantModel, TenantQuerySet
from gongzhi.matters.models.matter import Matter
from gongzhi.people.models import Person


class DigestQuerySet(TenantQuerySet):
    """Sheets of reminders by reader."""

    def unseen(self) -> Self:
        """Those that their person has not opened yet."""
        return self.filter(seen_at__isnull=True)


class Digest(TenantModel):
    """All reminders of one person of one day. It is never sent anywhere: it waits on the desk until it is opened."""

    person = TenantForeignKey(Person, on_delete=models.PROTECT, related_name="matter_digests")
    on = models.DateField()
    seen_at = models.DateTimeField(null=True, blank=True)

    objects = TenantManager.from_queryset(DigestQuerySet)()

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["federation", "person", "on"], name="digest_once_a_day")]

    def __str__(self) -> str:
        return str(self.on)


class Reminder(TenantModel):
    """
    That one person was reminded of one matter on one rung.

    ``since`` is the day the clock of the matter began, for what is above the day it was sent there, for a matter that
    stands still the day of its last progress: each rung is climbed once a clock. ``days`` are the workdays overdue, or
    the days without progress, at the time.
    """

    class Rung(models.TextChoices):
        OWNER = "owner", _("Overdue: you are the one who sees to it")
        HEAD = "head", _("Overdue: the secretary-general is told")
        BOARD = "board", _("Overdue: the president is told")
        ACCEPT = "accept", _("Nobody has taken it on in time")
        ACCEPT_HEAD = "accept_head", _("Nobody has taken it on in time: the secretary-general is told")
        ACCEPT_BOARD = "accept_board", _("Nobody has taken it on in time: the president is told")
        ABOVE = "above", _("Those above have not answered in time: ask them")
        ABOVE_HEAD = "above_head", _("Those above have not answered in time: the secretary-general is told")
        ABOVE_BOARD = "above_board", _("Those above have not answered in time: the president is told")
        STALE = "stale", _("Nothing has happened for days")
        STALE_HEAD = "stale_head", _("Nothing has happened for days: the secretary-general is told")

    matter = TenantForeignKey(Matter, on_delete=models.PROTECT, related_name="reminders")
    digest = TenantForeignKey(Digest, on_delete=models.PROTECT, related_name="reminders")
    person = TenantForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    rung = models.CharField(max_length=12, choices=Rung.choices)
    since = models.DateField()
    on = models.DateField()
    days = models.PositiveSmallIntegerField(default=0)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["federation", "matter", "rung", "person", "since"], name="reminder_exactly_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.rung} {self.on}"

    @property
    def is_stale(self) -> bool:
        """Whether it stands still, and is not overdue."""
        return self.rung in {self.Rung.STALE, self.Rung.STALE_HEAD}
