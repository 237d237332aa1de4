"""This will hold plans, whom to visit, who goes, and what came of it."""

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q

from gongzhi.common.clock import today
from gongzhi.common.tenancy.fields import TenantForeignKey
from gongzhi.common.tenancy.models import TenantManager, TenantModel, TenantQuerySet
from gongzhi.federations.models import Community, PopulationCell
from gongzhi.kernel.periods import Period
from gongzhi.organisations.models import Organisation
from gongzhi.people.models import Person
from gongzhi.visits.rights import Right
from gongzhi.visits.rules import CLOSING, Result, Topic, VisitKind, quarter_before
from gongzhi.visits.words import KIND_WORDS, RESULT_WORDS, TOPIC_WORDS

if TYPE_CHECKING:
    from gongzhi.common.permissions import Actor

KINDS = [(kind.value, words) for kind, words in KIND_WORDS.items()]
RESULTS = [(result.value, words) for result, words in RESULT_WORDS.items()]
TOPIC_CHOICES = [(topic.value, words) for topic, words in TOPIC_WORDS.items()]


def reads_all(actor: "Actor") -> bool:
    """Tell whether an actor may see every visit and whom it went to."""
    return bool(actor.may(Right.READ)) or bool(actor.may(Right.PLAN))


class VisitPlan(TenantModel):
    """The visits of a year; ``version`` counts the changes, so that of two planners the second is told."""

    year = models.PositiveSmallIntegerField()
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["federation", "year"], name="visit_plan_once_a_year")]

    def __str__(self) -> str:
        return str(self.year)


class PlanLine(TenantModel):
    """How many visits of a kind each quarter of the plan shall see."""

    plan = TenantForeignKey(VisitPlan, on_delete=models.PROTECT, related_name="lines")
    kind = models.CharField(max_length=12, choices=KINDS)
    per_quarter = models.PositiveSmallIntegerField()

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["federation", "plan", "kind"], name="visit_plan_line_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.per_quarter}"


class HotTopic(TenantModel):
    """A topic that people are asked about in a year; it stays for the remarks on it after it was taken off the list."""

    plan = TenantForeignKey(VisitPlan, on_delete=models.PROTECT, related_name="hot_topics")
    words = models.CharField(max_length=60)
    position = models.PositiveSmallIntegerField()
    is_active = models.BooleanField(default=True)

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["federation", "plan", "words"], name="hot_topic_once")]

    def __str__(self) -> str:
        return self.words


class Named(models.Model):
    """Whom a row is about: an organisation, a person or a label; a name is never copied where a register keeps it."""

    kind = models.CharField(max_length=12, choices=KINDS)
    organisation = TenantForeignKey(Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    person = TenantForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="%(class)ss_to")
    label = models.CharField(max_length=100, blank=True)
    community = TenantForeignKey(Community, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        abstract = True

    @property
    def name(self) -> str:
        """Who it is; load with ``select_related("organisation", "person")``."""
        if self.organisation is not None:
            return self.organisation.name
        return self.person.name if self.person is not None else self.label


def _one_of_three(name: str) -> models.CheckConstraint:
    organisation = Q(organisation__isnull=False, person__isnull=True, label="")
    person = Q(organisation__isnull=True, person__isnull=False, label="")
    label = Q(organisation__isnull=True, person__isnull=True) & ~Q(label="")
    return models.CheckConstraint(condition=organisation | person | label, name=name)


class TargetQuerySet(TenantQuerySet):
    """Whom to visit."""

    def visible_to(self, actor: "Actor") -> Self:
        """
        All for readers and planners; for others those that were given to them, as long as they have to do with it.

        That is until a visit settles it, and while its quarter or the next one runs: who went may look it up again.
        """
        if reads_all(actor):
            return self.all()
        if actor.person_id is None or not actor.may(Right.RECORD):
            return self.none()
        mine = Assignment.objects.standing().of(actor.person_id).filter(target=OuterRef("pk"))
        lately = mine.filter(quarter__gte=quarter_before(today()))
        return self.filter(Exists(lately) | Exists(mine.open()))

    def with_names(self) -> Self:
        """Loaded with what their name needs."""
        return self.select_related("organisation", "person", "community")


class Target(Named, TenantModel):
    """
    Somebody whom the federation visits again and again, in one capacity.

    A person who is a notable and a deputy stands here twice. ``community`` is where; ``None`` where nobody said.
    """

    is_active = models.BooleanField(default=True)
    note = models.CharField(max_length=200, blank=True)

    objects = TenantManager.from_queryset(TargetQuerySet)()  # type: ignore[misc]

    class Meta(TenantModel.Meta):
        constraints = [
            _one_of_three("visit_target_is_one"),
            models.UniqueConstraint(
                fields=["federation", "kind", "organisation"],
                condition=Q(organisation__isnull=False),
                name="visit_target_organisation_once",
            ),
            models.UniqueConstraint(
                fields=["federation", "kind", "person"],
                condition=Q(person__isnull=False),
                name="visit_target_person_once",
            ),
            models.UniqueConstraint(
                fields=["federation", "kind", "community", "label"],
                condition=~Q(label=""),
                nulls_distinct=False,
                name="visit_target_label_once",
            ),
        ]

    def __str__(self) -> str:
        return self.label or str(self.organisation_id or self.person_id)


class AssignmentQuerySet(TenantQuerySet):
    """Who goes to whom."""

    def standing(self) -> Self:
        """Those that were not taken back."""
        return self.filter(dropped_at__isnull=True)

    def open(self) -> Self:
        """Those that still ask somebody to go: not taken back, and no visit has settled them."""
        settled = Visit.objects.standing().filter(assignment=OuterRef("pk"), result__in=CLOSING)
        return self.standing().filter(~Exists(settled))

    def of(self, person_id: object) -> Self:
        """Those given to a person."""
        return self.filter(person=person_id)


class Assignment(TenantModel):
    """A target given to a cadre for a quarter, named by its first day, to be visited by ``due_on``."""

    target = TenantForeignKey(Target, on_delete=models.PROTECT, related_name="assignments")
    person = TenantForeignKey(Person, on_delete=models.PROTECT, related_name="visit_assignments")
    quarter = models.DateField()
    due_on = models.DateField()
    given_by = TenantForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="visit_assignments_given"
    )
    given_at = models.DateTimeField()
    dropped_at = models.DateTimeField(null=True, blank=True)

    objects = TenantManager.from_queryset(AssignmentQuerySet)()  # type: ignore[misc]

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["federation", "target", "quarter"],
                condition=Q(dropped_at__isnull=True),
                name="visit_assignment_once_a_quarter",
            ),
            models.CheckConstraint(condition=Q(due_on__gte=models.F("quarter")), name="visit_due_in_its_quarter"),
        ]
        indexes = [models.Index(fields=["federation", "person", "due_on"], name="visit_assignment_of_cadre")]

    def __str__(self) -> str:
        return f"{self.target_id} {self.due_on}"


class VisitQuerySet(TenantQuerySet):
    """Visits by day and reader."""

    def visible_to(self, actor: "Actor") -> Self:
        """All for readers and planners; for others their own."""
        if reads_all(actor):
            return self.all()
        return self.filter(visitor=actor.person_id) if actor.person_id else self.none()

    def standing(self) -> Self:
        """Those that were not declared void."""
        return self.filter(voided_at__isnull=True)

    def made(self) -> Self:
        """Those on which somebody was met."""
        return self.standing().filter(result=Result.MET)

    def within(self, period: Period) -> Self:
        """Those whose day lies in a period."""
        rows = self.filter(on__gte=period.starts_on)
        return rows if period.ends_on is None else rows.filter(on__lt=period.ends_on)

    def with_names(self) -> Self:
        """Loaded with what their name and their visitor need."""
        return self.select_related("organisation", "person", "community", "visitor")


class Visit(Named, TenantModel):
    """
    One visit, made or tried.

    ``assignment`` is the one it answers; ``None`` for a visit nobody planned. ``community`` and ``group`` are the cell
    of whoever was met. ``note`` is for readers of visits and never leaves the room. ``companions`` are names in words.
    """

    target = TenantForeignKey(Target, on_delete=models.PROTECT, null=True, blank=True, related_name="visits")
    assignment = TenantForeignKey(Assignment, on_delete=models.PROTECT, null=True, blank=True, related_name="visits")
    visitor = TenantForeignKey(Person, on_delete=models.PROTECT, related_name="visits")
    companions = models.CharField(max_length=100, blank=True)
    on = models.DateField()
    result = models.CharField(max_length=12, choices=RESULTS)
    group = models.CharField(max_length=20, choices=PopulationCell.Group.choices, blank=True)
    note = models.TextField(max_length=2000, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)
    recorded_at = models.DateTimeField()
    voided_at = models.DateTimeField(null=True, blank=True)
    void_reason = models.CharField(max_length=200, blank=True)

    objects = TenantManager.from_queryset(VisitQuerySet)()  # type: ignore[misc]

    class Meta(TenantModel.Meta):
        constraints = [
            _one_of_three("visit_is_to_one"),
            models.CheckConstraint(
                condition=Q(voided_at__isnull=True, void_reason="") | Q(voided_at__isnull=False) & ~Q(void_reason=""),
                name="visit_void_has_reason",
            ),
        ]
        indexes = [
            models.Index(fields=["federation", "on"], name="visit_by_day"),
            models.Index(fields=["federation", "visitor", "on"], name="visit_by_visitor"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.on}"

    @property
    def is_void(self) -> bool:
        """Whether it was declared void."""
        return self.voided_at is not None

    @property
    def visit_kind(self) -> VisitKind:
        """The kind as the rules name it."""
        return VisitKind(self.kind)


class Remark(TenantModel):
    """
    One thing that was said on a visit, word for word.

    ``voice_id`` is the voice it became, which names the visit as its source in turn; ``None`` where it is kept in the
    visit only.
    """

    visit = TenantForeignKey(Visit, on_delete=models.PROTECT, related_name="remarks")
    topic = models.CharField(max_length=12, choices=TOPIC_CHOICES)
    hot_topic = TenantForeignKey(HotTopic, on_delete=models.PROTECT, null=True, blank=True, related_name="remarks")
    words = models.TextField(max_length=2000)
    position = models.PositiveSmallIntegerField()
    voice_id = models.UUIDField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["federation", "visit", "position"], name="remark_order"),
            models.UniqueConstraint(
                fields=["federation", "voice_id"], condition=Q(voice_id__isnull=False), name="remark_voice_once"
            ),
            models.CheckConstraint(condition=~Q(words=""), name="remark_has_words"),
        ]

    def __str__(self) -> str:
        return self.topic

    @property
    def topic_code(self) -> Topic:
        """The topic as the rules name it."""
        return Topic(self.topic)
