"""This will hold who was there, who stood for whom, and who was entitled when the first vote opened."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from gongzhi.common.tenancy.fields import TenantForeignKey
from gongzhi.common.tenancy.models import TenantModel
from gongzhi.meetings.models.meeting import Meeting
from gongzhi.people.models import Person


class Entitled(TenantModel):
    """One line of the frozen list: who may attend and vote, and by what. Never changed once written."""

    meeting = TenantForeignKey(Meeting, on_delete=models.PROTECT, related_name="entitled")
    person = TenantForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=50)
    stands_for = models.CharField(max_length=200, blank=True)
    term_id = models.UUIDField(null=True, blank=True)
    organisation_id = models.UUIDField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["federation", "meeting", "person"], name="entitled_once_a_meeting"),
            models.UniqueConstraint(fields=["federation", "meeting", "position"], name="entitled_position_once"),
        ]

    def __str__(self) -> str:
        return self.name


class Presence(TenantModel):
    """
    How one person stands to one meeting: there since ``arrived_at``, gone at ``left_at``, or excused.

    Who comes back has a new ``arrived_at``; the log keeps both. ``means`` says how the arrival was recorded.
    """

    class Means(models.TextChoices):
        DESK = "desk", _("By number at the desk")
        CODE = "code", _("By the meeting's code")
        HAND = "hand", _("By hand")

    meeting = TenantForeignKey(Meeting, on_delete=models.PROTECT, related_name="presences")
    person = TenantForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    arrived_at = models.DateTimeField(null=True, blank=True)
    left_at = models.DateTimeField(null=True, blank=True)
    means = models.CharField(max_length=4, choices=Means.choices, blank=True)
    excused_at = models.DateTimeField(null=True, blank=True)
    excuse = models.CharField(max_length=200, blank=True)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["federation", "meeting", "person"], name="presence_once_a_person"),
            models.CheckConstraint(
                condition=Q(left_at__isnull=True) | Q(left_at__gte=F("arrived_at")), name="presence_leaves_later"
            ),
        ]

    def __str__(self) -> str:
        return str(self.person_id)

    @property
    def is_there(self) -> bool:
        """Whether the person is in the room now."""
        return self.arrived_at is not None and self.left_at is None


class Proxy(TenantModel):
    """A written proxy: ``holder`` votes for ``principal`` while the principal is not there."""

    meeting = TenantForeignKey(Meeting, on_delete=models.PROTECT, related_name="proxies")
    principal = TenantForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    holder = TenantForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    lodged_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["federation", "meeting", "principal"], name="proxy_once_a_principal"),
            models.CheckConstraint(condition=~Q(principal=F("holder")), name="proxy_for_another"),
        ]

    def __str__(self) -> str:
        return f"{self.principal_id} → {self.holder_id}"
