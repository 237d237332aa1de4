"""This will hold bodies, offices, terms in two times and the powers of offices."""

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Self

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from gongzhi.common.clock import end_of
from gongzhi.common.ranges import HalfOpen
from gongzhi.common.tenancy.fields import TenantForeignKey
from gongzhi.common.tenancy.models import TenantManager, TenantModel, TenantQuerySet
from gongzhi.offices.rights import Right
from gongzhi.people.models import Person

if TYPE_CHECKING:
    from gongzhi.common.permissions import Actor


class BodyQuerySet(TenantQuerySet):
    """Bodies by day and reader."""

    def visible_to(self, actor: "Actor") -> Self:
        """All for everybody with a tie to the federation: who holds an office is no secret among its members."""
        return self.all() if actor.is_signed_in or actor.is_system else self.none()

    def standing(self, on: date) -> Self:
        """Bodies that are established and not dissolved on a day; an unknown first day counts as long ago."""
        begun = Q(established_on__isnull=True) | Q(established_on__lte=on)
        return self.filter(begun, Q(dissolved_on__isnull=True) | Q(dissolved_on__gt=on))


class Body(TenantModel):
    """
    A body of the federation or beside it: assembly, council, supervisors, party branch, street office, guidance group.

    ``code`` is the word clauses use; a federation may have several party branches, so it is unique with the name.
    """

    class Code(models.TextChoices):
        ASSEMBLY = "assembly", _("Assembly of members")
        COUNCIL = "council", _("Council")
        STANDING_COUNCIL = "standing_council", _("Standing council")
        SUPERVISORS = "supervisors", _("Supervisors")
        OFFICERS = "officers", _("Officers of the federation")
        SECRETARIAT = "secretariat", _("Secretariat")
        BRANCH = "branch", _("Party branch")
        BRANCH_COMMITTEE = "branch_committee", _("Branch committee")
        STREET_OFFICE = "street_office", _("Street office")
        TWO_COMMITTEES = "two_committees", _("Two committees of a community")
        GUIDANCE_GROUP = "guidance_group", _("District guidance group")
        AUDIT = "audit", _("Auditors")

    code = models.CharField(max_length=30, choices=Code.choices)
    name = models.CharField(max_length=100)
    established_on = models.DateField(null=True, blank=True)
    dissolved_on = models.DateField(null=True, blank=True)

    objects = TenantManager.from_queryset(BodyQuerySet)()

    class Meta(TenantModel.Meta):
        verbose_name_plural = "bodies"
        constraints = [models.UniqueConstraint(fields=["federation", "code", "name"], name="body_name_once")]

    def __str__(self) -> str:
        return self.name

    @property
    def last_day(self) -> date | None:
        """The last day of the body, as people say it; ``None`` while it stands."""
        return None if self.dissolved_on is None else self.dissolved_on - timedelta(days=1)


class Office(TenantModel):
    """
    A seat, or several alike, in a body.

    ``votes`` says whether its holders are entitled in the body's meetings. ``needs_cadre_approval`` holds a term of a
    leading cadre back until the approval document is there (中办发〔1998〕17号, mark X).
    """

    body = TenantForeignKey(Body, on_delete=models.PROTECT, related_name="offices")
    code = models.CharField(max_length=40)
    title = models.CharField(max_length=60)
    seats = models.PositiveSmallIntegerField(default=1)
    votes = models.BooleanField(default=False)
    needs_cadre_approval = models.BooleanField(default=False)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["federation", "body", "code"], name="office_code_once"),
            models.CheckConstraint(condition=Q(seats__gte=1), name="office_has_a_seat"),
        ]

    def __str__(self) -> str:
        return self.title


class TermQuerySet(TenantQuerySet):
    """Terms by their two times."""

    def known_on(self, known: date | None = None) -> Self:
        """Rows as they were known at the end of a day; ``None`` means now."""
        if known is None:
            return self.filter(superseded_at__isnull=True)
        end: datetime = end_of(known)
        return self.filter(recorded_at__lt=end).filter(Q(superseded_at__isnull=True) | Q(superseded_at__gte=end))

    def in_office(self, on: date, known: date | None = None) -> Self:
        """Terms that run on a day, held back ones left out."""
        running = Q(starts_on__lte=on) & (Q(ends_on__isnull=True) | Q(ends_on__gt=on))
        return self.known_on(known).filter(running, is_held_back=False)

    def overlapping(self, starts_on: date, ends_on: date | None) -> Self:
        """Terms that share a day with ``[starts_on, ends_on)``."""
        found = self.filter(Q(ends_on__isnull=True) | Q(ends_on__gt=starts_on))
        return found if ends_on is None else found.filter(starts_on__lt=ends_on)

    def visible_to(self, actor: "Actor") -> Self:
        """All for readers of terms; for others their own."""
        if actor.may(Right.READ):
            return self.all()
        return self.filter(person=actor.person_id) if actor.person_id else self.none()


class Term(TenantModel):
    """
    One person in one office over ``[starts_on, ends_on)``, as known from ``recorded_at`` until ``superseded_at``.

    Nothing is deleted: a correction supersedes. ``seat`` counts from 1 to the office's seats. ``is_held_back`` keeps
    a term without effect until the cadre approval document is there. ``line`` is the same for all rows that correct
    one another. ``end_reason`` says why it ended before its time; empty where it ran out.
    """

    class Basis(models.TextChoices):
        RESOLUTION = "resolution", _("Elected by resolution")
        DOCUMENT = "document", _("Appointed by document")
        ROSTER = "roster", _("Taken over from the roster")

    office = TenantForeignKey(Office, on_delete=models.PROTECT, related_name="terms")
    person = TenantForeignKey(Person, on_delete=models.PROTECT, related_name="terms")
    seat = models.PositiveSmallIntegerField(default=1)
    line = models.UUIDField(editable=False)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    recorded_at = models.DateTimeField()
    superseded_at = models.DateTimeField(null=True, blank=True)
    basis = models.CharField(max_length=12, choices=Basis.choices)
    basis_number = models.CharField(max_length=100, blank=True)
    resolution_id = models.UUIDField(null=True, blank=True)
    approval_number = models.CharField(max_length=100, blank=True)
    is_held_back = models.BooleanField(default=False)
    end_reason = models.CharField(max_length=200, blank=True)

    objects = TenantManager.from_queryset(TermQuerySet)()

    class Meta(TenantModel.Meta):
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gt=F("starts_on")), name="term_ends_later"
            ),
            models.CheckConstraint(
                condition=Q(superseded_at__isnull=True) | Q(superseded_at__gte=F("recorded_at")),
                name="term_superseded_later",
            ),
            ExclusionConstraint(
                name="term_one_a_seat",
                expressions=[
                    ("federation", RangeOperators.EQUAL),
                    ("office", RangeOperators.EQUAL),
                    ("seat", RangeOperators.EQUAL),
                    (HalfOpen("starts_on", "ends_on"), RangeOperators.OVERLAPS),
                ],
                condition=Q(superseded_at__isnull=True, is_held_back=False),
            ),
        ]
        indexes = [models.Index(fields=["federation", "person"], name="term_by_person")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.starts_on}"

    @property
    def last_day(self) -> date | None:
        """The last day of the term, as people say it; ``None`` without end."""
        return None if self.ends_on is None else self.ends_on - timedelta(days=1)


class PowerQuerySet(TenantQuerySet):
    """Powers by day."""

    def given_on(self, on: date) -> Self:
        """Powers in force on a day."""
        return self.filter(Q(starts_on__lte=on) & (Q(ends_on__isnull=True) | Q(ends_on__gt=on)))


class Power(TenantModel):
    """
    A right that the holders of an office have over ``[starts_on, ends_on)``, written down from a power clause.

    ``body_code`` and ``office_code`` name the office by its words, so that a power outlives a re-made office.
    ``office_code`` ``organisation_leader`` with an empty body means the leaders of member organisations.
    """

    body_code = models.CharField(max_length=30, blank=True)
    office_code = models.CharField(max_length=40)
    right = models.CharField(max_length=80)
    clause_code = models.CharField(max_length=80)
    clause_article = models.CharField(max_length=40, blank=True)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)

    objects = TenantManager.from_queryset(PowerQuerySet)()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["federation", "body_code", "office_code", "right", "clause_code", "starts_on"],
                name="power_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.office_code}: {self.right}"
