"""This will hold the chain of review, the answers given in it, and every deed with its day."""

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from gongzhi.common.tenancy.fields import TenantForeignKey
from gongzhi.common.tenancy.models import TenantManager, TenantModel, TenantQuerySet
from gongzhi.filings import rules
from gongzhi.filings.models.filing import Filing
from gongzhi.people.models import Person

if TYPE_CHECKING:
    from gongzhi.common.permissions import Actor

CLOCKED = (
    rules.Deed.SUBMIT,
    rules.Deed.RETURN,
    rules.Deed.RESUBMIT,
    rules.Deed.APPROVE,
    rules.Deed.REFUSE,
    rules.Deed.WITHDRAW,
)
"""The deeds that start, stop or end the clock."""


class FilingEventQuerySet(TenantQuerySet):
    """Deeds in the order they were done."""

    def in_order(self) -> Self:
        """The oldest first."""
        return self.order_by("at", "pk")


class FilingEvent(TenantModel):
    """
    One deed with its local day and its actor; from these the clock is read.

    ``person`` is ``None`` for the system itself. ``office`` is the mandate in words, empty for a leader's own deed.
    ``whom`` names those to whom it was handed over or who were added; ``note`` is what was said: the reason, or what
    is to be corrected.
    """

    class Deed(models.TextChoices):
        SUBMIT = "submit", _("handed in the filing")
        WITHDRAW = "withdraw", _("withdrew the filing")
        URGE = "urge", _("urged the reviewers")
        TAKE_UP = "take_up", _("took up the review")
        HAND_OVER = "hand_over", _("handed the review over")
        ADD_REVIEWER = "add_reviewer", _("added reviewers")
        ANSWER_STEP = "answer_step", _("agreed to the filing")
        RETURN = "return", _("returned the filing for correction")
        RESUBMIT = "resubmit", _("handed in the corrected filing")
        APPROVE = "approve", _("agreed: the filing is approved")
        REFUSE = "refuse", _("refused the filing")
        RECORD_HELD = "record_held", _("recorded that the activity was held")
        RECORD_NOT_HELD = "record_not_held", _("recorded that the activity was not held")
        REPORT = "report", _("reported on the activity")

    filing = TenantForeignKey(Filing, on_delete=models.CASCADE, related_name="events")
    deed = models.CharField(max_length=20, choices=Deed.choices)
    on = models.DateField()
    at = models.DateTimeField()
    person = TenantForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="filing_events")
    office = models.CharField(max_length=120, blank=True)
    whom = models.CharField(max_length=500, blank=True)
    note = models.TextField(max_length=2000, blank=True)

    objects = TenantManager.from_queryset(FilingEventQuerySet)()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["federation", "filing"], condition=Q(deed=rules.Deed.SUBMIT), name="filing_handed_in_once"
            )
        ]
        indexes = [models.Index(fields=["federation", "filing", "at"], name="filing_event_in_order")]

    def __str__(self) -> str:
        return f"{self.deed} {self.on}"

    def clocked(self) -> rules.ClockEvent:
        """Give the deed as the clock reads it."""
        return rules.ClockEvent(deed=rules.Deed(self.deed), on=self.on)


class ReviewStepQuerySet(TenantQuerySet):
    """Steps by who has to answer."""

    def open_for(self, actor: "Actor") -> Self:
        """Open steps that this person may answer: named in them, or holding their right and not standing back."""
        mine = StepReviewer.objects.filter(step=OuterRef("pk"), person=actor.person_id)
        answered = StepAnswer.objects.filter(step=OuterRef("pk"), person=actor.person_id)
        rights = [each.right for each in actor.mandates]
        by_right = Q(Q(right__in=rights), ~Exists(mine.filter(stands_back=True)))
        named = Q(Q(right=""), Exists(mine.filter(stands_back=False)))
        mine_to_answer = self.filter(by_right | named, state=ReviewStep.State.OPEN).exclude(Exists(answered))
        return mine_to_answer.exclude(filing__organisation__in=actor.organisation_ids)


class ReviewStep(TenantModel):
    """
    One step of the chain: several reviewers who answer together.

    ``right`` is what its reviewers hold; empty for a step of reviewers who were added. Planned steps stand ten places
    apart, so that added ones find room. At most one step of a filing is open.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        OPEN = "open", _("Under review")
        AGREED = "agreed", _("Agreed")
        REFUSED = "refused", _("Refused")
        RETURNED = "returned", _("Returned for correction")
        DROPPED = "dropped", _("No longer needed")

    class Mode(models.TextChoices):
        ALL = "all", _("All must agree")
        ANY = "any", _("One suffices")

    filing = TenantForeignKey(Filing, on_delete=models.CASCADE, related_name="steps")
    round = models.PositiveSmallIntegerField()
    position = models.PositiveSmallIntegerField()
    right = models.CharField(max_length=80, blank=True)
    mode = models.CharField(max_length=3, choices=Mode.choices)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    closed_on = models.DateField(null=True, blank=True)

    objects = TenantManager.from_queryset(ReviewStepQuerySet)()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["federation", "filing", "round", "position"], name="review_step_one_a_position"
            ),
            models.UniqueConstraint(
                fields=["federation", "filing"], condition=Q(state="open"), name="review_step_one_open"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.right} {self.state}"


class StepReviewer(TenantModel):
    """Somebody who is asked in a step, with the office in words; ``stands_back`` once it was handed to another."""

    step = TenantForeignKey(ReviewStep, on_delete=models.CASCADE, related_name="reviewers")
    person = TenantForeignKey(Person, on_delete=models.PROTECT, related_name="filing_steps_asked")
    office = models.CharField(max_length=120, blank=True)
    stands_back = models.BooleanField(default=False)

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["federation", "step", "person"], name="step_reviewer_once")]

    def __str__(self) -> str:
        return self.office


class StepAnswer(TenantModel):
    """What one reviewer said in a step; never changed."""

    class Answer(models.TextChoices):
        APPROVE = "approve", _("Agreed")
        REFUSE = "refuse", _("Refused")
        RETURN = "return", _("Returned for correction")

    step = TenantForeignKey(ReviewStep, on_delete=models.CASCADE, related_name="answers")
    person = TenantForeignKey(Person, on_delete=models.PROTECT, related_name="filing_step_answers")
    answer = models.CharField(max_length=8, choices=Answer.choices)
    note = models.TextField(max_length=2000, blank=True)
    office = models.CharField(max_length=120, blank=True)
    at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["federation", "step", "person"], name="step_answered_once_a_person"),
            models.CheckConstraint(condition=Q(answer="approve") | ~Q(note=""), name="step_answer_against_says_why"),
        ]

    def __str__(self) -> str:
        return self.answer
