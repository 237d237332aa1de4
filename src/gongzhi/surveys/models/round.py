"""This will hold rounds of a survey and the codes that let each person or household answer once."""

from datetime import date
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from gongzhi.common.tenancy.fields import TenantForeignKey
from gongzhi.common.tenancy.models import TenantManager, TenantModel, TenantQuerySet
from gongzhi.federations.models import Community
from gongzhi.people.models import Person
from gongzhi.surveys.models.survey import Survey, SurveyVersion, reads
from gongzhi.surveys.rules.flow import RoundState

if TYPE_CHECKING:
    from gongzhi.common.permissions import Actor


class RoundQuerySet(TenantQuerySet):
    """Rounds by day and reader."""

    def visible_to(self, actor: "Actor") -> Self:
        """All for those with any right of this room. What is public has pages of its own."""
        return self.all() if reads(actor) else self.none()

    def taking_answers(self, on: date) -> Self:
        """Those that may be answered on a day."""
        return self.filter(state=RoundState.OPEN, opens_on__lte=on, closes_on__gte=on)

    def over(self, on: date) -> Self:
        """Those still open in name whose last day is past."""
        return self.filter(state=RoundState.OPEN, closes_on__lt=on)

    def public(self) -> Self:
        """Those of residents, or of anybody."""
        return self.filter(survey_version__survey__audience__in=(Survey.Audience.RESIDENTS, Survey.Audience.ANY))

    def newest_first(self) -> Self:
        """The newest first."""
        return self.order_by("-opens_on", "-pk")


class Round(TenantModel):
    """
    One asking of a survey: from ``opens_on`` up to and with ``closes_on``, with the questions of one version.

    ``slug`` stands in the public address. ``identity`` says how one person is counted once; ``limits_note`` says in
    words on the page what an open round cannot promise. Answers come from ``community`` where it is fixed; where
    ``asks_cell`` is set the page asks for community and group, and nobody has to say. ``version`` counts the edits of
    the plan. ``closed_on`` is the day on which it was closed, early or by the calendar.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("Being planned")
        OPEN = "open", _("Taking answers")
        CLOSED = "closed", _("Round over")

    class Identity(models.TextChoices):
        OPEN = "open", _("Open to everybody, no code")
        PERSONAL_CODE = "personal_code", _("One code a person")
        HOUSEHOLD_CODE = "household_code", _("One code a household")

    survey_version = TenantForeignKey(SurveyVersion, on_delete=models.PROTECT, related_name="rounds")
    slug = models.CharField(max_length=12)
    title = models.CharField(_("Title of the round"), max_length=100)
    opens_on = models.DateField(_("First day"))
    closes_on = models.DateField(_("Last day"))
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    identity = models.CharField(_("Who may answer"), max_length=16, choices=Identity.choices, default=Identity.OPEN)
    limits_note = models.TextField(_("What this way of asking cannot promise"), max_length=500, blank=True)
    thanks = models.TextField(_("Words of thanks"), max_length=500, blank=True)
    asks_cell = models.BooleanField(_("Ask for community and age group"), default=False)
    community = TenantForeignKey(Community, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    opened_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True)
    created_at = models.DateTimeField()
    created_by = TenantForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = TenantManager.from_queryset(RoundQuerySet)()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["federation", "slug"], name="round_slug_once"),
            models.CheckConstraint(condition=Q(closes_on__gte=F("opens_on")), name="round_days_in_order"),
            models.CheckConstraint(
                condition=Q(state="closed", closed_on__isnull=False) | ~Q(state="closed") & Q(closed_on__isnull=True),
                name="round_closed_has_day",
            ),
        ]
        indexes = [
            models.Index(fields=["federation", "state", "closes_on"], name="round_by_state"),
            models.Index(fields=["federation", "-opens_on"], name="round_by_day"),
        ]

    def __str__(self) -> str:
        return self.title

    def takes_answers(self, on: date) -> bool:
        """Tell whether it may be answered on a day."""
        return self.state == RoundState.OPEN and self.opens_on <= on <= self.closes_on

    @property
    def asks_code(self) -> bool:
        """Whether a code from a slip is needed to answer."""
        return self.identity != self.Identity.OPEN


class CodeBatch(TenantModel):
    """
    Codes of a round that were made together, to be printed on slips.

    The codes themselves stand nowhere: they follow from this row and the secret of the installation
    (`selectors.codes.codes_of`), so that a batch can be printed again.
    """

    round = TenantForeignKey(Round, on_delete=models.PROTECT, related_name="code_batches")
    count = models.PositiveIntegerField()
    community = TenantForeignKey(Community, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    made_at = models.DateTimeField()
    made_by = TenantForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta(TenantModel.Meta):
        indexes = [models.Index(fields=["federation", "round"], name="code_batch_of_round")]

    def __str__(self) -> str:
        return f"{self.count}"


class RoundCodeQuerySet(TenantQuerySet):
    """Codes by use."""

    def used(self) -> Self:
        """Those somebody has answered with."""
        return self.filter(used_on__isnull=False)


class RoundCode(TenantModel):
    """
    One code of a batch: a keyed fingerprint of it, and the day on which it was used.

    Nothing ties it to the answer that was given with it: no key, no moment, and the answer's own id is random.
    ``label`` is whom the slip is for (a household), where slips are addressed.
    """

    round = TenantForeignKey(Round, on_delete=models.PROTECT, related_name="codes")
    batch = TenantForeignKey(CodeBatch, on_delete=models.PROTECT, related_name="codes")
    serial = models.PositiveIntegerField()
    code_hash = models.CharField(max_length=64)
    label = models.CharField(max_length=60, blank=True)
    used_on = models.DateField(null=True, blank=True)

    objects = TenantManager.from_queryset(RoundCodeQuerySet)()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["federation", "round", "code_hash"], name="round_code_once"),
            models.UniqueConstraint(fields=["federation", "batch", "serial"], name="round_code_serial_once"),
        ]

    def __str__(self) -> str:
        return f"{self.serial}"
