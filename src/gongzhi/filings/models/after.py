"""This will hold what belongs to a filing and what follows it: papers, reports, activities that nobody filed."""

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from gongzhi.common.files.models import StoredFile
from gongzhi.common.tenancy.fields import TenantForeignKey
from gongzhi.common.tenancy.models import TenantManager, TenantModel, TenantQuerySet
from gongzhi.filings.models.filing import Filing, Measured, reaches_all
from gongzhi.organisations.models import Organisation
from gongzhi.people.models import Person

if TYPE_CHECKING:
    from gongzhi.common.permissions import Actor


class Paper(TenantModel):
    """A paper or picture that was added to a filing."""

    class Kind(models.TextChoices):
        PLAN = "plan", _("Plan of the activity")
        CONSENT = "consent", _("Consent of the place")
        SAFETY = "safety", _("Safety plan")
        PERMIT = "permit", _("Permit of the police")
        EVIDENCE = "evidence", _("Pictures and records of the activity")
        OTHER = "other", _("Other")

    filing = TenantForeignKey(Filing, on_delete=models.PROTECT, related_name="papers")
    file = TenantForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    added_by = TenantForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="filing_papers")
    added_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["federation", "filing", "file"], name="paper_once")]

    def __str__(self) -> str:
        return self.kind


class Report(TenantModel):
    """What became of an activity: actual people, actual spending in cents, how it went, what went wrong."""

    filing = TenantForeignKey(Filing, on_delete=models.PROTECT, related_name="reports")
    held_on = models.DateField()
    people = models.PositiveIntegerField()
    spent_cents = models.BigIntegerField()
    story = models.TextField(max_length=5000)
    trouble = models.TextField(max_length=2000, blank=True)
    reported_by = TenantForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="filing_reports"
    )
    reported_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["federation", "filing"], name="report_once"),
            models.CheckConstraint(condition=Q(spent_cents__gte=0), name="report_spending_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.held_on}"


class UnfiledActivityQuerySet(TenantQuerySet):
    """Activities that were held without their filing."""

    def visible_to(self, actor: "Actor") -> Self:
        """All for those whose office reaches all; for leaders those of their own organisations."""
        return self.all() if reaches_all(actor) else self.filter(organisation__in=actor.organisation_ids)

    def unanswered(self) -> Self:
        """Those that the organisation has not said anything about yet."""
        return self.filter(answered_at__isnull=True)


class UnfiledActivity(Measured, TenantModel):
    """
    An activity that somebody saw and that no filing told of; the organisation may answer, once.

    ``people`` are those who were there by sight, ``seen`` says how it became known.
    """

    organisation = TenantForeignKey(Organisation, on_delete=models.PROTECT, related_name="unfiled_activities")
    title = models.CharField(_("What was held"), max_length=100)
    held_on = models.DateField(_("Day"))
    place = models.CharField(_("Place"), max_length=200, blank=True)
    seen = models.TextField(_("How it became known"), max_length=2000)
    noted_by = TenantForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="unfiled_activities_noted"
    )
    noted_at = models.DateTimeField()
    answer = models.TextField(_("What the organisation says"), max_length=2000, blank=True)
    answered_by = TenantForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="unfiled_activities_answered"
    )
    answered_at = models.DateTimeField(null=True, blank=True)

    objects = TenantManager.from_queryset(UnfiledActivityQuerySet)()

    class Meta(TenantModel.Meta):
        verbose_name_plural = "unfiled activities"
        constraints = [
            models.UniqueConstraint(
                fields=["federation", "organisation", "held_on", "title"], name="unfiled_activity_once"
            ),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, answer="") | Q(answered_at__isnull=False) & ~Q(answer=""),
                name="unfiled_answer_has_words",
            ),
        ]
        indexes = [models.Index(fields=["federation", "held_on"], name="unfiled_by_day")]

    def __str__(self) -> str:
        return self.title
