"""This will hold surveys and their versions."""

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from gongzhi.common.tenancy.fields import TenantForeignKey
from gongzhi.common.tenancy.models import TenantManager, TenantModel, TenantQuerySet
from gongzhi.people.models import Person
from gongzhi.surveys.rights import Right
from gongzhi.surveys.rules.questions import Definition
from gongzhi.surveys.rules.reading import read_definition

if TYPE_CHECKING:
    from gongzhi.common.permissions import Actor


def reads(actor: "Actor") -> bool:
    """Tell whether an office lets the actor know of surveys."""
    return any(actor.may(right) for right in Right)


class SurveyQuerySet(TenantQuerySet):
    """Surveys by reader."""

    def visible_to(self, actor: "Actor") -> Self:
        """All for those with any right of this room; nobody else sees what is asked before it is asked."""
        return self.all() if reads(actor) else self.none()

    def newest_first(self) -> Self:
        """The newest first."""
        return self.order_by("-created_at", "pk")


class Survey(TenantModel):
    """
    What is asked of whom, again and again: its questions live in versions, its answers in rounds.

    ``template`` is the code of the shipped template it began from, ``""`` for none.
    """

    class Audience(models.TextChoices):
        MEMBERS = "members", _("Members")
        RESIDENTS = "residents", _("Residents")
        ANY = "any", _("Members and residents")

    title = models.CharField(_("Title of the survey"), max_length=100)
    audience = models.CharField(_("Who is asked"), max_length=10, choices=Audience.choices)
    purpose = models.TextField(_("What it is for"), max_length=1000, blank=True)
    template = models.CharField(max_length=40, blank=True)
    created_at = models.DateTimeField()
    created_by = TenantForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = TenantManager.from_queryset(SurveyQuerySet)()

    class Meta(TenantModel.Meta):
        indexes = [models.Index(fields=["federation", "-created_at"], name="survey_by_age")]

    def __str__(self) -> str:
        return self.title


class SurveyVersionQuerySet(TenantQuerySet):
    """Versions by reader and state."""

    def visible_to(self, actor: "Actor") -> Self:
        """As the surveys."""
        return self.all() if reads(actor) else self.none()

    def newest_first(self) -> Self:
        """The newest first."""
        return self.order_by("-number", "pk")


class SurveyVersion(TenantModel):
    """
    The questions of a survey, as rounds ask them.

    ``definition`` is what `rules.reading.read_definition` reads. From ``frozen_at`` on, when the first round with it
    was opened, it never changes again. ``revision`` counts the edits, so that of two people who edit at once the
    second is told. A survey has at most one version that is not frozen.
    """

    survey = TenantForeignKey(Survey, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    definition = models.JSONField()
    frozen_at = models.DateTimeField(null=True, blank=True)
    revision = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField()
    edited_by = TenantForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = TenantManager.from_queryset(SurveyVersionQuerySet)()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["federation", "survey", "number"], name="survey_version_once"),
            models.UniqueConstraint(
                fields=["federation", "survey"], condition=Q(frozen_at__isnull=True), name="survey_version_one_draft"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}"

    def read(self) -> Definition:
        """Read the definition; it was checked when it was written."""
        return read_definition(self.definition)
