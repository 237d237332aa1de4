"""This will hold organisations, memberships and who speaks for whom."""

from datetime import date, timedelta
from typing import TYPE_CHECKING, Self

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from gongzhi.common.ranges import HalfOpen
from gongzhi.common.search.fields import BigramField, Searchable, SearchTextField, search_index
from gongzhi.common.tenancy.fields import TenantForeignKey
from gongzhi.common.tenancy.models import SharedModel, TenantManager, TenantModel, TenantQuerySet
from gongzhi.federations.models import Community
from gongzhi.organisations.rights import Right
from gongzhi.people.models import Person

if TYPE_CHECKING:
    from gongzhi.common.permissions import Actor


def _present_on(on: date) -> Q:
    return Q(starts_on__lte=on) & (Q(ends_on__isnull=True) | Q(ends_on__gt=on)) & Q(superseded_at__isnull=True)


class OrganisationIdentity(SharedModel):
    """What ties the records of one organisation in several federations together: its code, or its name alone."""

    credit_code = models.CharField(max_length=18, unique=True, null=True, blank=True)
    name = models.CharField(max_length=100)

    def __str__(self) -> str:
        return self.name


class OrganisationQuerySet(TenantQuerySet):
    """Organisations of the federation."""

    def visible_to(self, actor: "Actor") -> Self:
        """All for readers of the register; for others those they lead."""
        if actor.may(Right.READ):
            return self.all()
        return self.filter(pk__in=actor.organisation_ids)

    def members(self) -> Self:
        """Those whose membership is admitted today."""
        return self.filter(memberships__state=Membership.State.ADMITTED)

    def in_order_of_name(self) -> Self:
        """Ordered by pinyin, then key."""
        return self.order_by("name_pinyin", "pk")


class Organisation(Searchable, TenantModel):
    """
    An organisation as this federation knows it.

    ``name_key`` is the search key of the name and is unique in a federation. Counts are persons; ``None`` means that
    nobody has said. ``founded_on`` is the first day of the month or year where ``founded_precision`` says so.
    """

    class Kind(models.TextChoices):
        COMMUNITY_SOCIAL = "community_social", _("Community social organisation")
        ENTERPRISE = "enterprise", _("Resident enterprise")
        UNIT = "unit", _("Public unit")

    class Category(models.TextChoices):
        SERVICE = "service", _("Services for residents")
        CHARITY = "charity", _("Charity and public welfare")
        MUTUAL_AID = "mutual_aid", _("Mutual aid of neighbours")
        CULTURE_SPORT = "culture_sport", _("Culture and sport")
        SAFETY = "safety", _("Safety")
        AFFAIRS = "affairs", _("Community affairs")
        NONE = "", _("Not classified")

    class Standing(models.TextChoices):
        REGISTERED = "registered", _("Registered")
        FILED = "filed", _("Filed")
        INCUBATING = "incubating", _("Incubating")
        DISSOLVED = "dissolved", _("Dissolved")

    class Precision(models.TextChoices):
        DAY = "day", _("day")
        MONTH = "month", _("month")
        YEAR = "year", _("year")

    identity = models.ForeignKey(OrganisationIdentity, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=100)
    name_key = models.CharField(max_length=200, editable=False)
    name_pinyin = models.CharField(max_length=600, editable=False)
    name_initials = models.CharField(max_length=100, editable=False)
    kind = models.CharField(max_length=20, choices=Kind.choices, default=Kind.COMMUNITY_SOCIAL)
    category = models.CharField(max_length=20, choices=Category.choices, blank=True)
    standing = models.CharField(max_length=20, choices=Standing.choices, default=Standing.FILED)
    credit_code = models.CharField(max_length=18, blank=True)
    community = TenantForeignKey(
        Community, on_delete=models.PROTECT, related_name="organisations", null=True, blank=True
    )
    founded_on = models.DateField(null=True, blank=True)
    founded_precision = models.CharField(max_length=5, choices=Precision.choices, default=Precision.DAY)
    people_count = models.PositiveIntegerField(null=True, blank=True)
    full_member_count = models.PositiveIntegerField(null=True, blank=True)
    probationary_member_count = models.PositiveIntegerField(null=True, blank=True)
    offers = models.CharField(max_length=200, blank=True)
    note = models.TextField(max_length=2000, blank=True)
    changed_at = models.DateTimeField(auto_now=True)
    search_text = SearchTextField(sources=("name", "credit_code"), by_sound=("name",))
    search = BigramField()

    objects = TenantManager.from_queryset(OrganisationQuerySet)()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["federation", "name_key"], name="organisation_name_once"),
            models.UniqueConstraint(
                fields=["federation", "credit_code"], condition=~Q(credit_code=""), name="organisation_code_once"
            ),
        ]
        indexes = [
            models.Index(fields=["federation", "name_pinyin"], name="organisation_by_pinyin"),
            search_index(name="organisation_search"),
        ]

    def __str__(self) -> str:
        return self.name


class MembershipQuerySet(TenantQuerySet):
    """Ties of organisations and persons to the federation."""

    def visible_to(self, actor: "Actor") -> Self:
        """All for readers of the register; for others those of the organisations they lead and their own."""
        if actor.may(Right.READ):
            return self.all()
        return self.filter(Q(organisation__in=actor.organisation_ids) | Q(person=actor.person_id, person__isnull=False))


class Membership(TenantModel):
    """
    The tie between an organisation or a person and the federation.

    Exactly one of ``organisation`` and ``person`` is set. ``state`` repeats the newest spell so that lists need no
    join; the spells are the truth in two times.
    """

    class State(models.TextChoices):
        APPLIED = "applied", _("Applied")
        ADMITTED = "admitted", _("Member")
        REFUSED = "refused", _("Not admitted")
        SUSPENDED = "suspended", _("Suspended")
        LEFT = "left", _("Left")

    organisation = TenantForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="memberships"
    )
    person = TenantForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="memberships")
    state = models.CharField(max_length=10, choices=State.choices)
    since = models.DateField()
    number = models.CharField(max_length=30, blank=True)

    objects = TenantManager.from_queryset(MembershipQuerySet)()

    class Meta(TenantModel.Meta):
        constraints = [
            models.CheckConstraint(
                condition=Q(organisation__isnull=False, person__isnull=True)
                | Q(organisation__isnull=True, person__isnull=False),
                name="membership_of_one",
            ),
            models.UniqueConstraint(
                fields=["federation", "organisation"],
                condition=Q(organisation__isnull=False),
                name="membership_once_an_organisation",
            ),
            models.UniqueConstraint(
                fields=["federation", "person"], condition=Q(person__isnull=False), name="membership_once_a_person"
            ),
        ]
        indexes = [models.Index(fields=["federation", "state"], name="membership_by_state")]

    def __str__(self) -> str:
        return f"{self.organisation_id or self.person_id} {self.state}"

    @property
    def subject(self) -> "Organisation | Person":
        """Whose membership it is. Load it with ``select_related("organisation", "person")``."""
        subject = self.organisation or self.person
        assert subject is not None  # noqa: S101 -- the database keeps it so
        return subject


class MembershipSpellQuerySet(TenantQuerySet):
    """Spells by their two times."""

    def current(self, on: date) -> Self:
        """Those that cover a day, as known now."""
        return self.filter(_present_on(on))


class MembershipSpell(TenantModel):
    """
    One state of a membership over ``[starts_on, ends_on)``, as known from ``recorded_at`` until ``superseded_at``.

    ``basis`` says by which document or decision; ``resolution_id`` names the resolution where one was taken here.
    """

    membership = TenantForeignKey(Membership, on_delete=models.PROTECT, related_name="spells")
    state = models.CharField(max_length=10, choices=Membership.State.choices)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    recorded_at = models.DateTimeField()
    superseded_at = models.DateTimeField(null=True, blank=True)
    basis = models.CharField(max_length=200)
    reason = models.CharField(max_length=500, blank=True)
    resolution_id = models.UUIDField(null=True, blank=True)

    objects = TenantManager.from_queryset(MembershipSpellQuerySet)()

    class Meta(TenantModel.Meta):
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gt=models.F("starts_on")), name="spell_ends_later"
            ),
            ExclusionConstraint(
                name="spell_one_at_a_time",
                expressions=[
                    ("federation", RangeOperators.EQUAL),
                    ("membership", RangeOperators.EQUAL),
                    (HalfOpen("starts_on", "ends_on"), RangeOperators.OVERLAPS),
                ],
                condition=Q(superseded_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.state} {self.starts_on}"

    @property
    def last_day(self) -> date | None:
        """The last day of the spell, as people say it; ``None`` without end."""
        return None if self.ends_on is None else self.ends_on - timedelta(days=1)


class RepresentativeQuerySet(TenantQuerySet):
    """Who speaks for whom."""

    def speaking(self, on: date) -> Self:
        """Those who speak for their organisation on a day, as known now."""
        return self.filter(_present_on(on))


class Representative(TenantModel):
    """A person who leads an organisation, or is its contact, over ``[starts_on, ends_on)``; two times as above."""

    class Role(models.TextChoices):
        LEADER = "leader", _("Leader")
        CONTACT = "contact", _("Contact person")

    organisation = TenantForeignKey(Organisation, on_delete=models.PROTECT, related_name="representatives")
    person = TenantForeignKey(Person, on_delete=models.PROTECT, related_name="represents")
    role = models.CharField(max_length=10, choices=Role.choices, default=Role.LEADER)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    recorded_at = models.DateTimeField()
    superseded_at = models.DateTimeField(null=True, blank=True)

    objects = TenantManager.from_queryset(RepresentativeQuerySet)()

    class Meta(TenantModel.Meta):
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gt=models.F("starts_on")),
                name="representative_ends_later",
            ),
        ]
        indexes = [models.Index(fields=["federation", "person"], name="representative_by_person")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.role}"

    @property
    def last_day(self) -> date | None:
        """The last day, as people say it; ``None`` without end."""
        return None if self.ends_on is None else self.ends_on - timedelta(days=1)
