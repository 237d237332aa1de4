"""This will hold who stands for election, what tellers counted for each, and who is recused from an item."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from gongzhi.common.tenancy.fields import TenantForeignKey
from gongzhi.common.tenancy.models import TenantModel
from gongzhi.meetings.models.deciding import TellersCount
from gongzhi.meetings.models.meeting import AgendaItem
from gongzhi.meetings.rules.elections import Fate
from gongzhi.people.models import Person


class Candidate(TenantModel):
    """
    Somebody who stands in an election; the list is frozen when its vote opens.

    ``position`` is the place on the ballot. ``votes``, ``fate`` and ``outcome_words`` are kept when the vote closes;
    ``votes`` are ballots.
    """

    class Fate(models.TextChoices):
        ELECTED = Fate.ELECTED.value, pgettext_lazy("election", "Elected")
        TOO_FEW = Fate.TOO_FEW.value, _("Not elected")
        OUTRUN = Fate.OUTRUN.value, _("Others had more")
        TIED = Fate.TIED.value, pgettext_lazy("election", "Tied")

    item = TenantForeignKey(AgendaItem, on_delete=models.CASCADE, related_name="candidates")
    person = TenantForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=50)
    position = models.PositiveSmallIntegerField()
    note = models.CharField(max_length=200, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    votes = models.PositiveIntegerField(null=True, blank=True)
    fate = models.CharField(max_length=10, choices=Fate.choices, blank=True)
    outcome_words = models.JSONField(default=dict, blank=True)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["federation", "item", "person"], name="candidate_once_an_item"),
        ]

    def __str__(self) -> str:
        return self.name


class CandidateCount(TenantModel):
    """How many votes for one candidate stand on one teller's signed sheet."""

    count = TenantForeignKey(TellersCount, on_delete=models.CASCADE, related_name="lines")
    candidate = TenantForeignKey(Candidate, on_delete=models.PROTECT, related_name="counts")
    votes = models.PositiveIntegerField()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["federation", "count", "candidate"], name="candidate_count_once"),
        ]

    def __str__(self) -> str:
        return str(self.votes)


class Recusal(TenantModel):
    """
    That an entitled person takes no part in one vote, because of a conflict of interest; written before it opens.

    Who is recused stays in the base: no clause takes them out.
    """

    item = TenantForeignKey(AgendaItem, on_delete=models.CASCADE, related_name="recusals")
    person = TenantForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=50)
    reason = models.CharField(max_length=200)
    recorded_at = models.DateTimeField()
    recorded_by = TenantForeignKey(Person, on_delete=models.PROTECT, related_name="+", null=True, blank=True)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["federation", "item", "person"], name="recusal_once_a_person"),
        ]

    def __str__(self) -> str:
        return self.name
