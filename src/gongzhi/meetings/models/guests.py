"""This will hold who was invited to a consultation from outside, and what was said there."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from gongzhi.common.tenancy.fields import TenantForeignKey
from gongzhi.common.tenancy.models import TenantModel
from gongzhi.federations.models import Community
from gongzhi.meetings.models.meeting import AgendaItem, Meeting
from gongzhi.meetings.rules.guests import Behalf
from gongzhi.people.models import Person


class Guest(TenantModel):
    """
    Somebody invited to a consultation who does not belong to the body: may speak, not vote.

    ``stands_for`` is the unit in words. ``community`` is the optional cell. ``contact`` is read in full only with a
    reason; ``contact_masked`` is what pages show. ``told_at`` is when the invitation was handed over. ``came_at`` is
    ``None`` for who did not come.
    """

    class Behalf(models.TextChoices):
        RESIDENT = Behalf.RESIDENT.value, _("Resident")
        DEPARTMENT = Behalf.DEPARTMENT.value, _("Department")
        ENTERPRISE = Behalf.ENTERPRISE.value, _("Enterprise")
        DEPUTY = Behalf.DEPUTY.value, _("Deputy of the people’s congress")
        CPPCC = Behalf.CPPCC.value, _("CPPCC member")
        EXPERT = Behalf.EXPERT.value, _("Expert")
        ORGANISATION = Behalf.ORGANISATION.value, _("Organisation")

    meeting = TenantForeignKey(Meeting, on_delete=models.CASCADE, related_name="guests")
    person = TenantForeignKey(Person, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    name = models.CharField(max_length=50)
    behalf = models.CharField(max_length=12, choices=Behalf.choices)
    stands_for = models.CharField(max_length=100, blank=True)
    community = TenantForeignKey(Community, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    contact = models.CharField(max_length=60, blank=True)
    contact_masked = models.CharField(max_length=60, blank=True)
    invited_at = models.DateTimeField()
    told_at = models.DateTimeField(null=True, blank=True)
    came_at = models.DateTimeField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["federation", "meeting", "person"],
                condition=Q(person__isnull=False),
                name="guest_once_a_person",
            ),
        ]
        indexes = [models.Index(fields=["federation", "meeting"], name="guest_by_meeting")]

    def __str__(self) -> str:
        return self.name


class Remark(TenantModel):
    """
    What somebody said to an item of a consultation, as noted in the room.

    ``role`` says in words what the speaker stands for. ``guest`` or ``person`` is who spoke. ``voice_id`` and
    ``voice_label`` name the voice it became, in a room above.
    """

    meeting = TenantForeignKey(Meeting, on_delete=models.PROTECT, related_name="remarks")
    item = TenantForeignKey(AgendaItem, on_delete=models.PROTECT, related_name="remarks")
    guest = TenantForeignKey(Guest, on_delete=models.PROTECT, related_name="remarks", null=True, blank=True)
    person = TenantForeignKey(Person, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    name = models.CharField(max_length=50)
    role = models.CharField(max_length=150, blank=True)
    words = models.TextField(max_length=1000)
    noted_at = models.DateTimeField()
    voice_id = models.UUIDField(null=True, blank=True)
    voice_label = models.CharField(max_length=200, blank=True)

    class Meta(TenantModel.Meta):
        constraints = [
            models.CheckConstraint(
                condition=Q(guest__isnull=True) | Q(person__isnull=True), name="remark_of_one_speaker"
            ),
        ]
        indexes = [models.Index(fields=["federation", "meeting", "noted_at"], name="remark_by_meeting")]

    def __str__(self) -> str:
        return self.name
