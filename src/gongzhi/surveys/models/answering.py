"""This will hold answers, and drafts of answers."""

from typing import TYPE_CHECKING, Self
from uuid import uuid4

from django.db import models
from django.db.models import Q

from gongzhi.common.tenancy.fields import TenantForeignKey
from gongzhi.common.tenancy.models import TenantManager, TenantModel, TenantQuerySet
from gongzhi.federations.models import Community, PopulationCell
from gongzhi.participation.models import Channel
from gongzhi.people.models import Person
from gongzhi.surveys.models.round import Round
from gongzhi.surveys.models.survey import reads

if TYPE_CHECKING:
    from gongzhi.common.permissions import Actor


class ResponseQuerySet(TenantQuerySet):
    """Answers by reader."""

    def visible_to(self, actor: "Actor") -> Self:
        """All for those with any right of this room."""
        return self.all() if reads(actor) else self.none()

    def counted(self) -> Self:
        """Those that count: a clerk may void a sheet that was typed wrongly."""
        return self.filter(voids__isnull=True)


class Response(TenantModel):
    """
    What one unnamed person answered in a round.

    ``answers`` are question code → value: an option's code (single), a list of them (multiple; ranking, best first),
    a number (scale, number) or a text. What was not asked or not answered is missing. There is a day and no moment,
    and the id is random: a row leads neither to a code nor to a person. ``deed_hash`` is the fingerprint of the key it
    was sent with, so that it is counted once; ``entered_by`` is the clerk who typed it from paper.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    round = TenantForeignKey(Round, on_delete=models.PROTECT, related_name="responses")
    answers = models.JSONField()
    channel = models.CharField(max_length=10, choices=Channel.choices)
    answered_on = models.DateField()
    community = TenantForeignKey(Community, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    group = models.CharField(max_length=20, choices=PopulationCell.Group.choices, blank=True)
    deed_hash = models.CharField(max_length=64)
    entered_by = TenantForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = TenantManager.from_queryset(ResponseQuerySet)()

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["federation", "deed_hash"], name="response_once")]
        indexes = [models.Index(fields=["federation", "round", "answered_on"], name="response_by_round")]

    def __str__(self) -> str:
        return f"{self.answered_on} {self.channel}"


class Draft(TenantModel):
    """
    An answer that is still being given, kept under the fingerprint of its form's token, for a week.

    ``answers`` are as typed (`rules.answers.Given`), ``community`` and ``group`` as chosen, not checked yet; the code
    of a slip is never kept. ``page`` counts from 0.
    """

    round = TenantForeignKey(Round, on_delete=models.CASCADE, related_name="drafts")
    token_hash = models.CharField(max_length=64)
    answers = models.JSONField()
    page = models.PositiveSmallIntegerField(default=0)
    community = models.CharField(max_length=36, blank=True)
    group = models.CharField(max_length=20, blank=True)
    channel = models.CharField(max_length=10, choices=Channel.choices)
    saved_on = models.DateField()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["federation", "token_hash"], name="draft_once"),
            models.CheckConstraint(condition=Q(page__lt=100), name="draft_page_small"),
        ]
        indexes = [models.Index(fields=["saved_on"], name="draft_by_age")]

    def __str__(self) -> str:
        return f"{self.saved_on}"

    @property
    def cell(self) -> dict[str, str]:
        """What was chosen of community and group, by the names of the fields."""
        return {"community": self.community, "group": self.group}
