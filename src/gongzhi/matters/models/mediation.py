"""This will hold mediations: private, in tables of their own, apart from the matters everybody reads."""

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from gongzhi.common.tenancy.fields import TenantForeignKey
from gongzhi.common.tenancy.models import TenantManager, TenantModel, TenantQuerySet
from gongzhi.federations.models import Community
from gongzhi.matters.models.matter import Matter
from gongzhi.matters.rights import Right
from gongzhi.matters.rules.mediation import ENDED, RUNNING, MediationState
from gongzhi.organisations.models import Organisation
from gongzhi.people.models import Person

if TYPE_CHECKING:
    from gongzhi.common.permissions import Actor


class MediationQuerySet(TenantQuerySet):
    """Mediations by reader and state."""

    def visible_to(self, actor: "Actor") -> Self:
        """
        Those one has a part in: the keeper, the leaders of the mediators while it runs, the parties themselves.

        Otherwise only who takes mediations in. Readers of matters do not see them.
        """
        if actor.may(Right.MEDIATE):
            return self.all()
        if actor.person_id is None:
            return self.none()
        party = MediationParty.objects.filter(mediation=OuterRef("pk"), person=actor.person_id)
        led = Q(organisation__in=actor.organisation_ids, state__in=RUNNING)
        return self.filter(Q(keeper=actor.person_id) | led | Q(Exists(party)))

    def running(self) -> Self:
        """Those somebody still has to see to."""
        return self.filter(state__in=RUNNING)

    def in_order(self) -> Self:
        """Running ones first, the newest first."""
        return self.order_by(models.Case(models.When(state__in=ENDED, then=1), default=0), "-year", "-serial", "pk")


class Mediation(TenantModel):
    """
    A dispute between neighbours that a member organisation mediates.

    ``number`` is the year and a running number, and all that other tables and the log say of it. ``words`` are what
    it is about, ``agreement`` what the parties agreed to. ``outcome`` stays when everything in words was erased at
    ``erased_at``. ``matter`` is the matter it came from, if it came from a voice. ``version`` counts the changes, so
    that of two people who write at once the second is told.
    """

    class Kind(models.TextChoices):
        NEIGHBOURS = "neighbours", _("Between neighbours")
        PROPERTY = "property", _("About property management")
        HOUSING = "housing", _("About housing and building")
        FAMILY = "family", _("In the family")
        DAMAGE = "damage", _("About damage")
        CONSUMER = "consumer", _("About buying and selling")
        LABOUR = "labour", _("About work and pay")
        OTHER = "other", _("Another dispute")

    class State(models.TextChoices):
        ASKED = "asked", _("Asked for mediation")
        ACCEPTED = "accepted", _("Taken on by mediators")
        MEDIATING = "mediating", _("Being mediated")
        AGREED = "agreed", _("Agreement reached")
        FAILED = "failed", _("No agreement")
        WITHDRAWN = "withdrawn", _("Wish taken back")
        FOLLOWED_UP = "followed_up", _("Agreement followed up")

    class Outcome(models.TextChoices):
        AGREED = "agreed", _("Agreement reached")
        FAILED = "failed", _("No agreement")
        WITHDRAWN = "withdrawn", _("Wish taken back")

    class Kept(models.TextChoices):
        KEPT = "kept", _("The agreement is kept")
        PARTLY = "partly", _("The agreement is kept in part")
        BROKEN = "broken", _("The agreement is not kept")

    year = models.PositiveSmallIntegerField()
    serial = models.PositiveIntegerField()
    number = models.CharField(max_length=20)
    kind = models.CharField(_("Kind of dispute"), max_length=12, choices=Kind.choices)
    state = models.CharField(max_length=12, choices=State.choices, default=State.ASKED)
    words = models.TextField(max_length=2000, blank=True)
    community = TenantForeignKey(Community, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    organisation = TenantForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    keeper = TenantForeignKey(Person, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    matter = TenantForeignKey(Matter, on_delete=models.PROTECT, related_name="mediations", null=True, blank=True)
    asked_on = models.DateField()
    accepted_on = models.DateField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)
    outcome = models.CharField(max_length=12, choices=Outcome.choices, blank=True)
    agreement = models.TextField(max_length=5000, blank=True)
    follow_up_on = models.DateField(null=True, blank=True)
    followed_up_on = models.DateField(null=True, blank=True)
    kept = models.CharField(max_length=8, choices=Kept.choices, blank=True)
    erased_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = TenantManager.from_queryset(MediationQuerySet)()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["federation", "year", "serial"], name="mediation_number_once"),
            models.UniqueConstraint(
                fields=["federation", "matter"], condition=Q(matter__isnull=False), name="mediation_once_a_matter"
            ),
            models.CheckConstraint(
                condition=Q(state__in=[state.value for state in MediationState]), name="mediation_state_known"
            ),
            models.CheckConstraint(
                condition=Q(state__in=("asked", "withdrawn")) | Q(keeper__isnull=False, organisation__isnull=False),
                name="mediation_has_mediators",
            ),
            models.CheckConstraint(
                condition=~Q(state="agreed") | Q(follow_up_on__isnull=False),
                name="mediation_is_followed_up",
            ),
        ]
        indexes = [models.Index(fields=["federation", "state"], name="mediation_by_state")]

    def __str__(self) -> str:
        return self.number


class MediationParty(TenantModel):
    """
    A party of a mediation. ``contact_masked`` is what pages show; ``contact`` is read only for a logged reason.

    ``person`` is set where the party has an entry here and may follow the mediation signed in. All is emptied when
    the parties are erased; the row stays, so that it is known how many there were.
    """

    mediation = TenantForeignKey(Mediation, on_delete=models.PROTECT, related_name="parties")
    name = models.CharField(max_length=50, blank=True)
    contact = models.CharField(max_length=200, blank=True)
    contact_masked = models.CharField(max_length=200, blank=True)
    person = TenantForeignKey(Person, on_delete=models.PROTECT, related_name="+", null=True, blank=True)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["federation", "mediation", "person"],
                condition=Q(person__isnull=False),
                name="mediation_party_once",
            )
        ]

    def __str__(self) -> str:
        return str(self.pk)


class MediationNote(TenantModel):
    """What the mediators wrote down of a talk on a day. The parties do not read it."""

    mediation = TenantForeignKey(Mediation, on_delete=models.PROTECT, related_name="notes")
    on = models.DateField()
    text = models.TextField(max_length=5000)
    author = TenantForeignKey(Person, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        indexes = [models.Index(fields=["federation", "mediation"], name="mediation_note_of")]

    def __str__(self) -> str:
        return str(self.pk)


class MediationSeries(TenantModel):
    """The last number given to a mediation in a year; whoever gives the next one locks the row."""

    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["federation", "year"], name="mediation_series_once")]

    def __str__(self) -> str:
        return f"{self.year}: {self.last}"
