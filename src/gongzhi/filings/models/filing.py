"""This will hold filings and their numbers."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from gongzhi.common.clock import end_of, local_day, start_of
from gongzhi.common.search.fields import BigramField, Searchable, SearchTextField, search_index
from gongzhi.common.tenancy.fields import TenantForeignKey
from gongzhi.common.tenancy.models import TenantManager, TenantModel, TenantQuerySet
from gongzhi.filings import rules
from gongzhi.filings.rights import Right
from gongzhi.organisations.models import Organisation

if TYPE_CHECKING:
    from gongzhi.common.permissions import Actor

WIDE_RIGHTS = frozenset({Right.READ, Right.REVIEW, Right.CONFIRM, Right.NOTE_UNFILED, Right.EXPORT})


def reaches_all(actor: "Actor") -> bool:
    """
    Tell whether an office lets the actor know of the filings of all organisations.

    A leader's mandate rests on no term: whatever it says, it reaches the leader's own organisations.
    """
    return actor.is_system or any(each.right in WIDE_RIGHTS and each.term_id for each in actor.mandates)


class Measured(models.Model):
    """
    The facts of an activity that decide its class, as `rules.ActivityFacts`.

    ``people`` are expected in one session, ``budget_cents`` from all sources together.
    """

    people = models.PositiveIntegerField(_("People expected"))
    budget_cents = models.BigIntegerField(_("Budget"), default=0)
    foreign_party = models.BooleanField(_("A party from abroad, Hong Kong, Macau or Taiwan takes part"), default=False)
    public_fund_raising = models.BooleanField(_("Money is raised from the public"), default=False)
    political_or_religious_lecture = models.BooleanField(
        _("A forum or lecture on political or religious matters"), default=False
    )
    outside_subdistrict = models.BooleanField(_("The place lies outside the sub-district"), default=False)
    public_outdoor_place = models.BooleanField(_("In the open, in a public place"), default=False)
    minors = models.BooleanField(_("Minors take part"), default=False)
    election_or_charter = models.BooleanField(
        _("Officers are elected, or the organisation's charter is changed"), default=False
    )
    open_to_public = models.BooleanField(_("Open to the public: anybody may come"), default=False)

    class Meta:
        abstract = True

    def facts(self) -> rules.ActivityFacts:
        """Give what decides the class."""
        names = (name if name != "budget_yuan" else "budget_cents" for name in rules.FACT_ORDER)
        return rules.ActivityFacts(**{name: getattr(self, name) for name in names})


class FilingQuerySet(TenantQuerySet):
    """Filings by day and reader."""

    def visible_to(self, actor: "Actor") -> Self:
        """What was handed in, for those whose office reaches all; for leaders all of their own organisations."""
        own = Q(organisation__in=actor.organisation_ids)
        return self.filter(own | Q(submitted_on__isnull=False)) if reaches_all(actor) else self.filter(own)

    def under_review(self) -> Self:
        """Those whose reviewers' clock runs."""
        return self.filter(state__in=rules.UNDER_REVIEW)

    def overdue(self, at: datetime) -> Self:
        """Those whose reviewers have not answered in time."""
        return self.under_review().filter(answer_due_on__lt=local_day(at))

    def held_without_report(self, on: date) -> Self:
        """Approved activities that were over before a day and that nobody has reported on yet."""
        return self.filter(state__in=AWAITING_REPORT, ends_at__lt=start_of(on))

    def report_overdue(self, on: date) -> Self:
        """Those whose report was due before a day."""
        return self.filter(state__in=AWAITING_REPORT, report_due_on__lt=on)

    def between(self, first: date, last: date) -> Self:
        """Activities that take place on some day from ``first`` up to and with ``last``."""
        return self.filter(starts_at__lt=end_of(last), ends_at__gte=start_of(first))


AWAITING_REPORT = (rules.State.APPROVED, rules.State.HELD)
# A draft that was put aside never got a number either.
UNNUMBERED = (rules.State.DRAFT, rules.State.WITHDRAWN)


class Filing(Searchable, Measured, TenantModel):
    """
    A major activity of a member organisation, told before it is held.

    ``filing_class``, ``is_late``, ``answer_due_on`` and ``report_due_on`` repeat what the rules say of the events, so
    that lists need no reckoning; only services write them, with each event. ``answer_due_on`` is empty while the
    clock stands still. ``round`` counts how often it was handed in. ``version`` counts the edits, so that of two
    people who edit at once the second is told. ``issued_as`` is the number in words, 南湖备〔2026〕12号.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft of a filing")
        SUBMITTED = "submitted", _("Handed in to the reviewers")
        UNDER_REVIEW = "under_review", _("Under review")
        RETURNED = "returned", _("Returned for correction")
        APPROVED = "approved", _("Approved")
        REFUSED = "refused", _("Refused")
        WITHDRAWN = "withdrawn", _("Withdrawn")
        HELD = "held", _("Held")
        NOT_HELD = "not_held", _("Not held")
        REPORTED = "reported", _("Reported")

    class Class(models.TextChoices):
        APPROVAL = "approval", _("Needs approval")
        NOTICE = "notice", _("Needs notice")

    class Kind(models.TextChoices):
        FESTIVAL = "festival", _("Festival")
        PERFORMANCE = "performance", _("Performance")
        SPORT = "sport", _("Sport")
        GATHERING = "gathering", _("Gathering")
        CHARITY = "charity", _("Charity activity")
        LECTURE = "lecture", _("Lecture or training")
        FAIR = "fair", _("Fair or exhibition")
        MEETING = "meeting", _("Meeting or election")
        OTHER = "other", _("Other")

    organisation = TenantForeignKey(Organisation, on_delete=models.PROTECT, related_name="filings")
    title = models.CharField(_("Title of the activity"), max_length=100)
    kind = models.CharField(_("Kind of activity"), max_length=20, choices=Kind.choices)
    starts_at = models.DateTimeField(_("Begins"))
    ends_at = models.DateTimeField(_("Ends"))
    place = models.CharField(_("Place"), max_length=200)
    story = models.TextField(_("What will happen"), max_length=5000)
    leader_name = models.CharField(_("Leader on site"), max_length=50)
    leader_phone = models.CharField(_("Telephone of the leader on site"), max_length=40)
    safety = ArrayField(models.CharField(max_length=20), verbose_name=_("Safety plan"), default=list, blank=True)
    state = models.CharField(max_length=20, choices=State.choices, default=State.DRAFT)
    version = models.PositiveIntegerField(default=1, editable=False)
    round = models.PositiveSmallIntegerField(default=0)
    filing_class = models.CharField(max_length=10, choices=Class.choices, blank=True)
    needs_permit = models.BooleanField(default=False)
    is_late = models.BooleanField(default=False)
    year = models.PositiveSmallIntegerField(null=True, blank=True)
    number = models.PositiveIntegerField(null=True, blank=True)
    issued_as = models.CharField(max_length=60, blank=True)
    submitted_on = models.DateField(null=True, blank=True)
    answer_due_on = models.DateField(null=True, blank=True)
    answered_on = models.DateField(null=True, blank=True)
    urged_on = models.DateField(null=True, blank=True)
    held_on = models.DateField(null=True, blank=True)
    report_due_on = models.DateField(null=True, blank=True)
    police_applied_on = models.DateField(null=True, blank=True)
    police_answered_on = models.DateField(null=True, blank=True)
    police_permit_number = models.CharField(max_length=60, blank=True)
    copied_from = TenantForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="copies")
    drafted_at = models.DateTimeField()
    search_text = SearchTextField(sources=("title", "place", "issued_as"), by_sound=("title",))
    search = BigramField()

    objects = TenantManager.from_queryset(FilingQuerySet)()

    class Meta(TenantModel.Meta):
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="filing_ends_later"),
            models.CheckConstraint(condition=Q(budget_cents__gte=0), name="filing_budget_not_negative"),
            models.CheckConstraint(
                condition=Q(state__in=[state.value for state in rules.State]), name="filing_state_known"
            ),
            models.CheckConstraint(
                condition=Q(state__in=UNNUMBERED)
                | Q(number__isnull=False, submitted_on__isnull=False) & ~Q(filing_class=""),
                name="filing_numbered_when_handed_in",
            ),
            models.UniqueConstraint(
                fields=["federation", "year", "number"],
                condition=Q(number__isnull=False),
                name="filing_number_once",
            ),
        ]
        indexes = [
            models.Index(fields=["federation", "state"], name="filing_by_state"),
            models.Index(fields=["federation", "starts_at"], name="filing_by_day"),
            search_index(name="filing_search"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def first_day(self) -> date:
        """The local day on which it begins, from which days before are counted."""
        return local_day(self.starts_at)

    @property
    def last_day(self) -> date:
        """The local day on which it ends, from which days after are counted."""
        return local_day(self.ends_at)


class FundSource(TenantModel):
    """Money for an activity from one source, in cents."""

    class Kind(models.TextChoices):
        OWN = "own", _("The organisation's own money")
        FEDERATION = "federation", _("From the federation")
        GOVERNMENT = "government", _("From the government")
        DONATIONS = "donations", _("Donations and sponsors")
        FEES = "fees", _("Fees of those who take part")

    filing = TenantForeignKey(Filing, on_delete=models.CASCADE, related_name="funds")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    cents = models.BigIntegerField()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["federation", "filing", "kind"], name="fund_source_once"),
            models.CheckConstraint(condition=Q(cents__gt=0), name="fund_source_is_money"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.cents}"


class NumberSeries(TenantModel):
    """The last number given in a year; whoever gives the next one locks the row."""

    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["federation", "year"], name="filing_series_once")]

    def __str__(self) -> str:
        return f"{self.year}: {self.last}"
