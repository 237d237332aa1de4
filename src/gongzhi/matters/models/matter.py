"""This will hold matters, where they were escalated to, and when their clock stood still."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from gongzhi.common.clock import local_day
from gongzhi.common.search.fields import BigramField, Searchable, SearchTextField, search_index
from gongzhi.common.tenancy.fields import TenantForeignKey
from gongzhi.common.tenancy.models import TenantManager, TenantModel, TenantQuerySet
from gongzhi.federations.models import Community
from gongzhi.matters.rights import Right
from gongzhi.matters.rules import flow
from gongzhi.offices.models import Body, Term
from gongzhi.people.models import Person

if TYPE_CHECKING:
    from gongzhi.common.permissions import Actor


class MatterQuerySet(TenantQuerySet):
    """Matters by state, day and reader."""

    def visible_to(self, actor: "Actor") -> Self:
        """
        All that is not private for readers; private ones only for those who give matters an owner.

        Besides, everybody sees the matters they own as long as an office lets them handle any, and those who answer
        from above what was escalated to a body in which they hold that office.
        """
        if actor.is_system or actor.may(Right.ASSIGN):
            return self.all()
        seen = Q(pk__in=escalated_to(actor).values("matter"))
        if actor.person_id is not None and actor.may(Right.HANDLE):
            seen |= Q(owner=actor.person_id)
        if actor.may(Right.READ):
            seen |= ~Q(sensitivity=Matter.Sensitivity.PRIVATE)
        return self.filter(seen)

    def public(self) -> Self:
        """Those that anybody may read."""
        return self.filter(sensitivity=Matter.Sensitivity.PUBLIC)

    def open(self) -> Self:
        """Those that still owe their voices an answer."""
        return self.filter(state__in=flow.OPEN)

    def overdue(self, at: datetime) -> Self:
        """Open ones whose answer was due before the local day of a moment."""
        return self.open().filter(due_on__lt=local_day(at))

    def standing_still(self, since: datetime, on: date) -> Self:
        """Open ones to which nothing has happened since a moment and that are not deferred on a day."""
        deferred = Q(deferred_until__gt=on)
        return self.open().filter(~deferred | Q(deferred_until__isnull=True), moved_at__lt=since)


class Matter(Searchable, TenantModel):
    """
    What one voice or many are about: handled here or escalated, answered, and judged by those who spoke.

    ``number`` is the year and a running number (2026-0031). ``clock_from`` is the day from which the days to answer
    are counted: ``received_on``, or the day of the last dispute or reopening. ``due_on`` repeats what the clock says,
    so that lists need no reckoning; it is empty while the clock stands still and once it is answered. ``moved_at`` is
    the last progress. ``version`` counts the changes, so that of two people who handle it at once the second is told.
    """

    class State(models.TextChoices):
        RECEIVED = "received", _("Received")
        WORKING = "working", _("Being handled")
        ASKED = "asked", _("Asked back")
        DELIBERATING = "deliberating", _("On an agenda")
        ESCALATED = "escalated", _("Escalated")
        ANSWERED = "answered", _("Answer given")
        CLOSED = "closed", _("Concluded")
        MERGED = "merged", _("Merged")

    class Category(models.TextChoices):
        ENVIRONMENT = "environment", _("Cleanliness and greenery")
        FACILITIES = "facilities", _("Public facilities and repairs")
        PROPERTY = "property", _("Property management")
        TRAFFIC = "traffic", _("Traffic and parking")
        SAFETY = "safety", _("Safety and fire protection")
        ELDERS = "elders", _("Care for elders and people with disabilities")
        CHILDREN = "children", _("Children and schools")
        CULTURE = "culture", _("Culture and sports")
        NEIGHBOURS = "neighbours", _("Life among neighbours")
        SERVICES = "services", _("Services and procedures")
        ORGANISATIONS = "organisations", _("Social organisations and members")
        OTHER = "other", _("Something else")

    class Sensitivity(models.TextChoices):
        PUBLIC = "public", _("Public")
        INTERNAL = "internal", _("Inside the federation")
        PRIVATE = "private", _("Private")

    year = models.PositiveSmallIntegerField(editable=False)
    serial = models.PositiveIntegerField(editable=False)
    number = models.CharField(max_length=20)
    title = models.CharField(_("What it is about"), max_length=100)
    category = models.CharField(_("Kind of matter"), max_length=20, choices=Category.choices, blank=True)
    community = TenantForeignKey(Community, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    place = models.CharField(_("Place"), max_length=100, blank=True)
    sensitivity = models.CharField(max_length=10, choices=Sensitivity.choices, default=Sensitivity.INTERNAL)
    state = models.CharField(max_length=12, choices=State.choices, default=State.RECEIVED)
    owner = TenantForeignKey(Person, on_delete=models.PROTECT, related_name="owned_matters", null=True, blank=True)
    received_on = models.DateField()
    clock_from = models.DateField()
    due_on = models.DateField(null=True, blank=True)
    accepted_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    moved_at = models.DateTimeField()
    deferred_until = models.DateField(null=True, blank=True)
    merged_into = TenantForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="merged")
    split_from = TenantForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="split_off")
    dispute_count = models.PositiveSmallIntegerField(default=0)
    agenda_item_id = models.UUIDField(null=True, blank=True)
    agenda_label = models.CharField(max_length=200, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)
    search_text = SearchTextField(sources=("title", "place", "number"), by_sound=("title",))
    search = BigramField()

    objects = TenantManager.from_queryset(MatterQuerySet)()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["federation", "year", "serial"], name="matter_number_once"),
            models.CheckConstraint(
                condition=Q(state__in=[each.value for each in flow.State]), name="matter_state_known"
            ),
            models.CheckConstraint(
                condition=Q(state="merged", merged_into__isnull=False)
                | ~Q(state="merged") & Q(merged_into__isnull=True),
                name="matter_merged_into_another",
            ),
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | ~Q(merged_into=F("id")), name="matter_not_merged_into_itself"
            ),
            models.CheckConstraint(
                condition=Q(state__in=("received", "merged")) | Q(accepted_at__isnull=False),
                name="matter_handled_once_accepted",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("answered", "closed")) | Q(answered_at__isnull=False, due_on__isnull=True),
                name="matter_done_was_answered",
            ),
            models.CheckConstraint(
                condition=Q(state="closed", closed_at__isnull=False) | ~Q(state="closed") & Q(closed_at__isnull=True),
                name="matter_closed_has_its_moment",
            ),
            models.CheckConstraint(
                condition=Q(state="deliberating", agenda_item_id__isnull=False) | ~Q(state="deliberating"),
                name="matter_deliberated_is_on_an_agenda",
            ),
        ]
        indexes = [
            models.Index(fields=["federation", "state", "due_on"], name="matter_by_state"),
            models.Index(fields=["federation", "owner", "state"], name="matter_by_owner"),
            # Holds what decides who may see a row, so that counting and turning pages read no rows.
            models.Index(
                fields=["federation", "-received_on", "-id"], include=["sensitivity", "owner"], name="matter_newest"
            ),
            models.Index(fields=["federation", "moved_at"], name="matter_by_progress"),
            models.Index(
                fields=["federation", "-answered_at"], name="matter_public", condition=Q(sensitivity="public")
            ),
            search_index(name="matter_search"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def is_open(self) -> bool:
        """Whether its voices are still owed an answer."""
        return self.state in flow.OPEN

    @property
    def is_private(self) -> bool:
        """Whether only its owner and those who assign may see it."""
        return self.sensitivity == self.Sensitivity.PRIVATE


class MatterSeries(TenantModel):
    """The last number given in a year; whoever gives the next one locks the row."""

    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["federation", "year"], name="matter_series_once")]

    def __str__(self) -> str:
        return f"{self.year}: {self.last}"


class Pause(TenantModel):
    """
    A period ``[starts_on, ends_on)`` in which the clock of a matter stood still; no end while it stands.

    A matter that is split leaves its pauses to both halves: the days were nobody's delay. A merged matter stands still
    for good; its voices follow the clock of the one they went to.
    """

    class Why(models.TextChoices):
        ASKED = "asked", _("With the speaker")
        ESCALATED = "escalated", _("With those above")
        DEFERRED = "deferred", _("Deferred with a reason")
        MERGED = "merged", _("Merged into another matter")

    matter = TenantForeignKey(Matter, on_delete=models.CASCADE, related_name="pauses")
    why = models.CharField(max_length=10, choices=Why.choices)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")), name="pause_ends_later"
            ),
            models.UniqueConstraint(
                fields=["federation", "matter"], condition=Q(ends_on__isnull=True), name="pause_one_open"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.why} {self.starts_on}"


class EscalationQuerySet(TenantQuerySet):
    """Escalations by state."""

    def sent(self) -> Self:
        """Those that wait for an answer from above."""
        return self.filter(state=Escalation.State.SENT)

    def overdue(self, on: date) -> Self:
        """Those that should have been answered before a day."""
        return self.sent().filter(due_on__lt=on)


class Escalation(TenantModel):
    """
    A matter sent to the street office or a community: to a body with a desk here, or to an address outside.

    ``answer`` is what came back: the answer, or the reason for sending it back. ``answered_by`` names the body or
    office, no person. ``due_on`` is empty where no clause sets a day.
    """

    class Level(models.TextChoices):
        COMMUNITY = "community", _("Community")
        STREET = "street", _("Street office")
        OUTSIDE = "outside", _("Another address")

    class State(models.TextChoices):
        SENT = "sent", _("Waiting for an answer")
        ANSWERED = "answered", _("Answered from above")
        RETURNED = "returned", _("Sent back with a reason")

    matter = TenantForeignKey(Matter, on_delete=models.PROTECT, related_name="escalations")
    body = TenantForeignKey(Body, on_delete=models.PROTECT, related_name="escalations", null=True, blank=True)
    outside = models.CharField(max_length=200, blank=True)
    level = models.CharField(max_length=10, choices=Level.choices)
    reason = models.TextField(max_length=2000)
    sent_at = models.DateTimeField()
    due_on = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.SENT)
    answer = models.TextField(max_length=5000, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.CharField(max_length=120, blank=True)

    objects = TenantManager.from_queryset(EscalationQuerySet)()

    class Meta(TenantModel.Meta):
        constraints = [
            models.CheckConstraint(
                condition=Q(body__isnull=False, outside="") | Q(body__isnull=True) & ~Q(outside=""),
                name="escalation_goes_to_one",
            ),
            models.CheckConstraint(
                condition=Q(state="sent", answered_at__isnull=True)
                | ~Q(state="sent") & Q(answered_at__isnull=False) & ~Q(answer=""),
                name="escalation_answer_has_words",
            ),
            models.UniqueConstraint(
                fields=["federation", "matter"], condition=Q(state="sent"), name="escalation_one_waiting"
            ),
        ]
        indexes = [models.Index(fields=["federation", "state", "due_on"], name="escalation_by_state")]

    def __str__(self) -> str:
        return f"{self.level} {self.state}"


def escalated_to(actor: "Actor") -> models.QuerySet[Escalation]:
    """Find what was escalated to the bodies in which the actor may answer it by an office held today."""
    terms = [each.term_id for each in actor.mandates if each.right == Right.ANSWER_ABOVE and each.term_id]
    if not terms:
        return Escalation.objects.none()
    return Escalation.objects.filter(body__in=Term.objects.filter(pk__in=terms).values("office__body"))
