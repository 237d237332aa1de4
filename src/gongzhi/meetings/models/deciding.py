"""This will hold votes, counts and resolutions."""

from datetime import date
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from gongzhi.common.tenancy.fields import TenantForeignKey
from gongzhi.common.tenancy.models import TenantManager, TenantModel, TenantQuerySet
from gongzhi.meetings.models.meeting import AgendaItem, Meeting
from gongzhi.meetings.rules.flow import Choice, Tally
from gongzhi.people.models import Person

if TYPE_CHECKING:
    from gongzhi.common.permissions import Actor


class Vote(TenantModel):
    """
    What one entitled person said in a roll call; changed until the vote closes, never after.

    ``person`` is whose vote it is, ``cast_by`` who gave it: the person, the holder of the proxy, or whoever calls the
    roll.
    """

    class Choice(models.TextChoices):
        FOR = Choice.FOR.value, pgettext_lazy("vote", "For")
        AGAINST = Choice.AGAINST.value, pgettext_lazy("vote", "Against")
        ABSTAIN = Choice.ABSTAIN.value, _("Abstain")
        RECUSED = Choice.RECUSED.value, _("Recused")

    item = TenantForeignKey(AgendaItem, on_delete=models.PROTECT, related_name="votes")
    person = TenantForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    cast_by = TenantForeignKey(Person, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    choice = models.CharField(max_length=8, choices=Choice.choices)
    cast_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["federation", "item", "person"], name="vote_once_a_person")]

    def __str__(self) -> str:
        return self.choice


class TellersCount(TenantModel):
    """The numbers one teller signed; a new count by the same teller replaces the old one until the vote closes."""

    item = TenantForeignKey(AgendaItem, on_delete=models.PROTECT, related_name="counts")
    teller = TenantForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    present_count = models.PositiveIntegerField()
    for_count = models.PositiveIntegerField()
    against_count = models.PositiveIntegerField()
    abstain_count = models.PositiveIntegerField()
    spoiled_count = models.PositiveIntegerField(default=0)
    signed_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["federation", "item", "teller"], name="count_once_a_teller"),
            models.CheckConstraint(
                condition=Q(
                    present_count__gte=F("for_count") + F("against_count") + F("abstain_count") + F("spoiled_count")
                ),
                name="count_fits_presence",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.for_count}/{self.against_count}/{self.abstain_count}"

    @property
    def tally(self) -> Tally:
        """The numbers as the rules know them."""
        return Tally(
            votes_for=self.for_count, against=self.against_count, abstain=self.abstain_count, spoiled=self.spoiled_count
        )


class ResolutionQuerySet(TenantQuerySet):
    """Resolutions by day, state and reader."""

    def visible_to(self, actor: "Actor") -> Self:
        """All for everybody with a tie to the federation: what was resolved binds those who can know it."""
        return self.all() if actor.is_signed_in or actor.is_system else self.none()

    def to_review(self, on: date) -> Self:
        """Those in force whose review day is not after a day, the longest waiting first."""
        return self.filter(state=Resolution.State.IN_FORCE, review_on__lte=on).order_by("review_on", "pk")

    def newest_first(self) -> Self:
        """The latest adopted first."""
        return self.order_by("-adopted_on", "-year", "-number")


class Resolution(TenantModel):
    """
    What a body resolved: numbered within the year, with who sees to it and by when.

    ``due_on`` is when it must be done (``None``: it simply holds), ``review_on`` when it is looked at again.
    """

    class State(models.TextChoices):
        IN_FORCE = "in_force", pgettext_lazy("resolution", "In force")
        DONE = "done", _("Carried out")
        REPLACED = "replaced", _("No longer in force")

    meeting = TenantForeignKey(Meeting, on_delete=models.PROTECT, related_name="resolutions")
    item = TenantForeignKey(AgendaItem, on_delete=models.PROTECT, related_name="resolutions")
    year = models.PositiveSmallIntegerField()
    number = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=100)
    text = models.TextField(max_length=5000)
    adopted_on = models.DateField()
    owner = TenantForeignKey(Person, on_delete=models.PROTECT, related_name="owned_resolutions")
    due_on = models.DateField(null=True, blank=True)
    review_on = models.DateField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.IN_FORCE)
    result = models.CharField(max_length=1000, blank=True)

    objects = TenantManager.from_queryset(ResolutionQuerySet)()  # type: ignore[misc]

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["federation", "year", "number"], name="resolution_number_once"),
            models.UniqueConstraint(fields=["federation", "item"], name="resolution_once_a_motion"),
            models.CheckConstraint(condition=Q(review_on__gte=F("adopted_on")), name="resolution_reviewed_later"),
        ]
        indexes = [models.Index(fields=["federation", "owner", "state"], name="resolution_by_owner")]

    def __str__(self) -> str:
        return self.title
