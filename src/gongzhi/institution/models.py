"""This will hold a federation's charter in its versions, and the waivers of its duties."""

from datetime import date
from typing import Self

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from gongzhi.common.ranges import HalfOpen
from gongzhi.common.tenancy.fields import TenantForeignKey
from gongzhi.common.tenancy.models import TenantManager, TenantModel, TenantQuerySet


class CharterQuerySet(TenantQuerySet):
    """Charters by day."""

    def binding(self, on: date) -> Self:
        """The version in force on a day: one or none."""
        return self.filter(state=Charter.State.ADOPTED, starts_on__lte=on).filter(
            Q(ends_on__isnull=True) | Q(ends_on__gt=on)
        )

    def ever_binding(self) -> Self:
        """All versions that were, are or will be in force, oldest first."""
        return self.filter(state=Charter.State.ADOPTED).order_by("starts_on", "pk")


class Charter(TenantModel):
    """
    One version of the federation's own pack of clauses.

    A draft may be edited; an adopted version never changes again, only ``ends_on`` is set when the next begins.
    ``resolution_id`` and ``resolution_label`` name the resolution that adopted it.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        ADOPTED = "adopted", _("Adopted")
        DROPPED = "dropped", _("Dropped")

    version = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=100)
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    based_on = TenantForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="amendments")
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    adopted_on = models.DateField(null=True, blank=True)
    resolution_id = models.UUIDField(null=True, blank=True)
    resolution_label = models.CharField(max_length=200, blank=True)
    edition = models.PositiveIntegerField(default=0)

    objects = TenantManager.from_queryset(CharterQuerySet)()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["federation", "version"], name="charter_version_once"),
            models.CheckConstraint(
                condition=~Q(state="adopted") | Q(starts_on__isnull=False, adopted_on__isnull=False),
                name="charter_adopted_has_days",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gt=F("starts_on")), name="charter_ends_later"
            ),
            ExclusionConstraint(
                name="charter_one_at_a_time",
                expressions=[
                    ("federation", RangeOperators.EQUAL),
                    (HalfOpen("starts_on", "ends_on"), RangeOperators.OVERLAPS),
                ],
                condition=Q(state="adopted"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} v{self.version}"


class CharterClause(TenantModel):
    """
    One clause of a charter version; ``params`` has the shape its kind asks for (see ``rules.clauses``).

    ``text_zh`` is what was adopted; ``text_en`` is a help for reading. ``mark`` is the confidence mark of
    ``source`` (F, X, 2, L, R or LQ); ``basis`` is what the federation's own wording rests on.
    """

    charter = TenantForeignKey(Charter, on_delete=models.CASCADE, related_name="clauses")
    code = models.CharField(max_length=80)
    position = models.PositiveSmallIntegerField()
    article = models.CharField(max_length=40)
    chapter = models.CharField(max_length=60, blank=True)
    kind = models.CharField(max_length=20)
    topic = models.CharField(max_length=80)
    subject = models.CharField(max_length=40, blank=True)
    title_zh = models.CharField(max_length=100)
    title_en = models.CharField(max_length=160, blank=True)
    text_zh = models.TextField()
    text_en = models.TextField(blank=True)
    source = models.CharField(max_length=200, blank=True)
    basis = models.CharField(max_length=300, blank=True)
    mark = models.CharField(max_length=2)
    params = models.JSONField(default=dict)

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["federation", "charter", "code"], name="clause_code_once")]

    def __str__(self) -> str:
        return f"{self.article} {self.title_zh}"


class Waiver(TenantModel):
    """A duty let off for one period, by whom and why. ``subject`` is the obligation's, ``""`` the federation's."""

    clause_code = models.CharField(max_length=80)
    subject = models.CharField(max_length=80, blank=True)
    starts_on = models.DateField()
    ends_on = models.DateField()
    reason = models.CharField(max_length=500)
    given_by_name = models.CharField(max_length=50)
    given_by_office = models.CharField(max_length=100)
    given_on = models.DateField()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["federation", "clause_code", "subject", "starts_on"], name="waiver_once"),
            models.CheckConstraint(condition=Q(ends_on__gt=F("starts_on")), name="waiver_ends_later"),
        ]

    def __str__(self) -> str:
        return self.clause_code


class CharterFiling(TenantModel):
    """That an adopted version was handed in to an authority on a day, with its receipt number."""

    class To(models.TextChoices):
        SUPERVISOR = "supervisor", _("Supervising authority")
        REGISTRAR = "registrar", _("Registration authority")

    charter = TenantForeignKey(Charter, on_delete=models.PROTECT, related_name="filings")
    to = models.CharField(max_length=12, choices=To.choices)
    filed_on = models.DateField()
    receipt = models.CharField(max_length=100, blank=True)

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["federation", "charter", "to"], name="charter_filed_once")]

    def __str__(self) -> str:
        return self.to


class CalendarFeed(TenantModel):
    """The secret address under which one person's calendar programme reads the duties; only its fingerprint is kept."""

    person = TenantForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    fingerprint = models.CharField(max_length=64)
    made_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["federation", "person"], name="feed_once_a_person")]

    def __str__(self) -> str:
        return str(self.person_id)
