"""This will hold what was said, what was added, and, apart from it, how whoever spoke can be reached."""

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from gongzhi.common.search.fields import BigramField, Searchable, SearchTextField, search_index
from gongzhi.common.tenancy.fields import TenantForeignKey
from gongzhi.common.tenancy.models import TenantManager, TenantModel, TenantQuerySet
from gongzhi.federations.models import Community, PopulationCell
from gongzhi.matters.models.matter import Matter
from gongzhi.organisations.models import Organisation
from gongzhi.participation.models import Channel
from gongzhi.people.models import Person

if TYPE_CHECKING:
    from gongzhi.common.permissions import Actor


class VoiceQuerySet(TenantQuerySet):
    """Voices by reader and standing."""

    def visible_to(self, actor: "Actor") -> Self:
        """Those of visible matters; besides a leader's of the own organisation, and a person's own."""
        seen = Q(matter__in=Matter.objects.visible_to(actor).values("pk"))
        if actor.organisation_ids:
            seen |= Q(organisation__in=actor.organisation_ids)
        if actor.person_id is not None:
            seen |= Q(person=actor.person_id)
        return self.filter(seen)

    def own(self, actor: "Actor") -> Self:
        """What the actor said signed in, or an organisation the actor leads."""
        mine = Q(organisation__in=actor.organisation_ids)
        if actor.person_id is not None:
            mine |= Q(person=actor.person_id)
        return self.filter(mine)

    def to_tell(self) -> Self:
        """Those to whom an answer must still be brought."""
        return self.filter(standing=Voice.Standing.OWED)


class Voice(Searchable, TenantModel):
    """
    One remark by one speaker through one channel, in the speaker's words.

    It is always in exactly one matter. ``community`` and ``group`` are the cell, if it was said; nobody has to.
    ``standing`` says where the voice stands towards its answer, by whom it says itself. Of the receipt code only the
    fingerprint ``code_hash`` is kept; ``code_serial`` counts the codes given for it. ``taken_by`` wrote it down for
    the speaker. ``seen_at`` is when the speaker opened the receipt with an answer on it. ``source_*`` name the visit,
    survey or meeting it comes from. ``consent`` is that to keeping a way to reach the speaker, in the wording
    ``consent_words``.
    """

    class Asker(models.TextChoices):
        RESIDENT = "resident", _("Resident")
        MEMBER = "member", _("Member organisation")
        DEPARTMENT = "department", _("Government department")

    class ReplyChannel(models.TextChoices):
        RECEIPT = "receipt", _("On the receipt page")
        PHONE = "phone", _("By telephone")
        LETTER = "letter", _("By letter")
        VISIT = "visit", _("By a visit")
        ACCOUNT = "account", _("Signed in, on my desk")

    class Standing(models.TextChoices):
        WAITING = "waiting", _("Waiting for an answer")
        OWED = "owed", _("Answered, still to be told")
        TOLD = "told", _("Told the answer")
        CONFIRMED = "confirmed", _("Confirmed by the speaker")
        DISPUTED = "disputed", _("Disputed by the speaker")
        NO_WORD = "no_word", _("Closed without a word from the speaker")

    matter = TenantForeignKey(Matter, on_delete=models.PROTECT, related_name="voices")
    words = models.TextField(_("What was said"), max_length=2000)
    channel = models.CharField(max_length=10, choices=Channel.choices)
    asker = models.CharField(max_length=10, choices=Asker.choices, default=Asker.RESIDENT)
    organisation = TenantForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    person = TenantForeignKey(Person, on_delete=models.PROTECT, related_name="voices", null=True, blank=True)
    community = TenantForeignKey(Community, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    group = models.CharField(max_length=20, choices=PopulationCell.Group.choices, blank=True)
    said_on = models.DateField()
    taken_at = models.DateTimeField()
    taken_by = TenantForeignKey(Person, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    reply_channel = models.CharField(max_length=10, choices=ReplyChannel.choices, default=ReplyChannel.RECEIPT)
    consent = models.BooleanField(default=False)
    consent_words = models.CharField(max_length=20, blank=True)
    code_hash = models.CharField(max_length=64, editable=False)
    code_serial = models.PositiveSmallIntegerField(default=0, editable=False)
    standing = models.CharField(max_length=10, choices=Standing.choices, default=Standing.WAITING)
    standing_on = models.DateField()
    seen_at = models.DateTimeField(null=True, blank=True)
    source_kind = models.CharField(max_length=20, blank=True)
    source_id = models.UUIDField(null=True, blank=True)
    source_label = models.CharField(max_length=200, blank=True)
    search_text = SearchTextField(sources=("words",))
    search = BigramField()

    objects = TenantManager.from_queryset(VoiceQuerySet)()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["federation", "code_hash"], name="voice_receipt_once"),
            models.CheckConstraint(condition=~Q(words=""), name="voice_says_something"),
            models.CheckConstraint(
                condition=~Q(reply_channel="account") | Q(person__isnull=False), name="voice_account_needs_a_person"
            ),
        ]
        indexes = [
            models.Index(fields=["federation", "matter", "taken_at"], name="voice_of_matter"),
            models.Index(fields=["federation", "taken_at"], name="voice_by_day"),
            models.Index(
                fields=["federation", "standing", "standing_on"],
                name="voice_to_tell",
                condition=Q(standing__in=("owed", "told")),
            ),
            models.Index(
                fields=["federation", "source_kind", "source_id"], name="voice_by_source", condition=~Q(source_kind="")
            ),
            search_index(name="voice_search"),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def speaker(self) -> "Speaker | None":
        """How the speaker can be reached, ``None`` if nothing was left; load ``speakers`` with the voices."""
        return next(iter(self.speakers.all()), None)


class Speaker(TenantModel):
    """
    Who spoke and how the answer can be brought, at most one a voice, only if something was left; erasable.

    ``contact_masked`` is what pages show; ``contact`` is read only by the deed that logs a reason.
    """

    voice = TenantForeignKey(Voice, on_delete=models.CASCADE, related_name="speakers")
    name = models.CharField(max_length=50, blank=True)
    contact = models.CharField(max_length=200, blank=True)
    contact_masked = models.CharField(max_length=200, blank=True)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["federation", "voice"], name="speaker_once_a_voice"),
            models.CheckConstraint(condition=~Q(name="") | ~Q(contact=""), name="speaker_left_something"),
        ]

    def __str__(self) -> str:
        return self.contact_masked


class Addition(TenantModel):
    """What a speaker said later of the same voice; the first words never change. ``taken_by`` wrote it down."""

    voice = TenantForeignKey(Voice, on_delete=models.CASCADE, related_name="additions")
    words = models.TextField(max_length=2000)
    at = models.DateTimeField()
    taken_by = TenantForeignKey(Person, on_delete=models.PROTECT, related_name="+", null=True, blank=True)

    class Meta(TenantModel.Meta):
        constraints = [models.CheckConstraint(condition=~Q(words=""), name="addition_says_something")]

    def __str__(self) -> str:
        return str(self.pk)


AT_ONCE = frozenset({Voice.ReplyChannel.RECEIPT, Voice.ReplyChannel.ACCOUNT})
"""Channels in which an answer or a question is brought by being written: the page shows it."""
