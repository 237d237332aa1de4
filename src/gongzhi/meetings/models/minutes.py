"""This will hold the minutes of meetings, version by version."""

from django.db import models
from django.db.models import F, Q

from gongzhi.common.tenancy.fields import TenantForeignKey
from gongzhi.common.tenancy.models import TenantModel
from gongzhi.meetings.models.meeting import Meeting
from gongzhi.people.models import Person


class Minutes(TenantModel):
    """
    One version of the minutes: compiled from what happened, or corrected by hand (``corrected_by`` set).

    The newest version counts. It may be corrected, which makes the next version, until both have signed it; then it
    never changes. Chair and recorder are two persons.
    """

    meeting = TenantForeignKey(Meeting, on_delete=models.PROTECT, related_name="minutes")
    version = models.PositiveSmallIntegerField()
    text = models.TextField(max_length=20000)
    made_at = models.DateTimeField()
    corrected_by = TenantForeignKey(Person, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    chair = TenantForeignKey(Person, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    chair_signed_at = models.DateTimeField(null=True, blank=True)
    recorder = TenantForeignKey(Person, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    recorder_signed_at = models.DateTimeField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        verbose_name_plural = "minutes"
        constraints = [
            models.UniqueConstraint(fields=["federation", "meeting", "version"], name="minutes_version_once"),
            models.CheckConstraint(
                condition=Q(chair__isnull=True) | Q(recorder__isnull=True) | ~Q(chair=F("recorder")),
                name="minutes_signed_by_two",
            ),
        ]

    def __str__(self) -> str:
        return f"v{self.version}"

    @property
    def is_signed(self) -> bool:
        """Whether both have signed."""
        return self.chair_signed_at is not None and self.recorder_signed_at is not None
