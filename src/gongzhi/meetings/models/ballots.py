"""
This will hold secret ballots: who watches over them, the sealed envelopes, and the texts that are published.

No table ever holds a seed or a share. No table holds a choice or a check code before the first pair handed in what it
found; from then on they stand in one text, sorted by code, so that no row, order or time leads from a line of it to a
voter. The pages show that text once the result is published; of a ballot that becomes void it is deleted at once.
"""

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from gongzhi.common.tenancy.fields import TenantForeignKey
from gongzhi.common.tenancy.models import TenantManager, TenantModel, TenantQuerySet
from gongzhi.meetings.models.meeting import AgendaItem, Meeting
from gongzhi.meetings.rules.ballots import SCRUTINEERS, BallotState, KeyMade, PaperCount, Question, key_fingerprint
from gongzhi.people.models import Person

if TYPE_CHECKING:
    from gongzhi.common.permissions import Actor


class BallotQuerySet(TenantQuerySet):
    """Ballots by reader and state."""

    def visible_to(self, actor: "Actor") -> Self:
        """Those of the meetings the actor may know of; a scrutineer always sees the ballot they watch over."""
        seen = Q(item__meeting__in=Meeting.objects.visible_to(actor))
        if actor.person_id is not None:
            seen |= Q(pk__in=Scrutineer.objects.filter(person=actor.person_id).values("ballot"))
        return self.filter(seen)


class Ballot(TenantModel):
    """
    One secret ballot on one item of the agenda.

    ``question`` is frozen when the vote opens. ``seal_public`` and ``sign_public`` are the public halves of the key in
    hex, ``key_made`` says where it was made. ``cut_at`` is set once somebody came too late: from then on nobody is in
    time any more, whatever the clock says. ``ended_at`` is when it closed, ``early_reason`` why it did so before the
    end that was set; ``recused_count`` are the votes that recusals kept out at that moment. ``links_deleted_at`` is
    when it was forgotten which envelope was whose, ``destroyed_at`` when the last share was destroyed.
    """

    class State(models.TextChoices):
        PREPARED = BallotState.PREPARED.value, _("Prepared, no key yet")
        KEYED = BallotState.KEYED.value, _("Ready to open")
        OPEN = BallotState.OPEN.value, pgettext_lazy("ballot", "Voting")
        CLOSED = BallotState.CLOSED.value, _("Sealed, not opened")
        OPENED = BallotState.OPENED.value, _("Opened by one pair")
        AGREED = BallotState.AGREED.value, _("Opened by two pairs")
        PUBLISHED = BallotState.PUBLISHED.value, _("Published")
        VOID = BallotState.VOID.value, pgettext_lazy("ballot", "Void")

    class Made(models.TextChoices):
        OFFLINE = KeyMade.OFFLINE.value, _("Made by the offline tool")
        BROWSER = KeyMade.BROWSER.value, _("Made in the browser")
        SERVER = KeyMade.SERVER.value, _("Made by the server")

    item = TenantForeignKey(AgendaItem, on_delete=models.PROTECT, related_name="ballots")
    state = models.CharField(max_length=10, choices=State.choices, default=BallotState.PREPARED.value)
    question = models.JSONField()
    names_published = models.BooleanField(default=True)
    key_made = models.CharField(max_length=10, choices=Made.choices, blank=True)
    seal_public = models.CharField(max_length=64, blank=True)
    sign_public = models.CharField(max_length=64, blank=True)
    prepared_at = models.DateTimeField()
    cut_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    recused_count = models.PositiveIntegerField(null=True, blank=True)
    early_reason = models.CharField(max_length=200, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    links_deleted_at = models.DateTimeField(null=True, blank=True)
    destroyed_at = models.DateTimeField(null=True, blank=True)

    objects = TenantManager.from_queryset(BallotQuerySet)()  # type: ignore[misc]

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["federation", "item"], name="ballot_once_an_item"),
            models.CheckConstraint(
                condition=Q(state__in=("prepared", "void")) | ~Q(seal_public=""), name="ballot_has_key"
            ),
        ]

    def __str__(self) -> str:
        return str(self.question.get("title", ""))

    @property
    def asked(self) -> Question:
        """The question as the rules know it."""
        return Question.parsed(self.question)

    @property
    def fingerprint(self) -> str:
        """The fingerprint of the key, as it stands on the sheets; ``""`` without a key."""
        return key_fingerprint(self.seal_public, self.sign_public) if self.seal_public else ""


class Scrutineer(TenantModel):
    """
    One of the three who hold a share of the key.

    ``confirmed_at`` is when they found the fingerprint of the key on their sheet, ``destroyed_at`` when they said that
    their share is gone.
    """

    ballot = TenantForeignKey(Ballot, on_delete=models.CASCADE, related_name="scrutineers")
    person = TenantForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=50)
    place = models.PositiveSmallIntegerField()
    confirmed_at = models.DateTimeField(null=True, blank=True)
    destroyed_at = models.DateTimeField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["federation", "ballot", "person"], name="scrutineer_once_a_ballot"),
            models.UniqueConstraint(fields=["federation", "ballot", "place"], name="scrutineer_place_once"),
            models.CheckConstraint(condition=Q(place__gte=1, place__lte=SCRUTINEERS), name="scrutineer_of_three"),
        ]

    def __str__(self) -> str:
        return self.name


class Envelope(TenantModel):
    """
    That somebody voted: on screen with a sealed envelope, replaced until the end, or on paper without one.

    ``by_proxy`` tells that the holder of a written proxy sealed it. ``ciphertext`` goes when the ballot closes,
    ``digest`` (SHA-256 in hex) thirty days after publication. There is no time of casting: who voted when is nobody's
    business.
    """

    class Channel(models.TextChoices):
        BROWSER = "browser", _("Sealed in the browser")
        SERVER = "server", _("Sealed by the server")
        PAPER = "paper", _("Took a paper ballot")

    ballot = TenantForeignKey(Ballot, on_delete=models.PROTECT, related_name="envelopes")
    voter = TenantForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    channel = models.CharField(max_length=8, choices=Channel.choices)
    by_proxy = models.BooleanField(default=False)
    ciphertext = models.BinaryField(null=True, blank=True)
    digest = models.CharField(max_length=64, blank=True)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["federation", "ballot", "voter"], name="envelope_once_a_voter"),
            models.UniqueConstraint(
                fields=["federation", "ballot", "digest"], condition=~Q(digest=""), name="envelope_never_copied"
            ),
            models.CheckConstraint(
                condition=~Q(channel="paper") | Q(ciphertext__isnull=True, digest=""), name="envelope_paper_has_none"
            ),
        ]

    def __str__(self) -> str:
        return self.channel


class BallotText(TenantModel):
    """One text of a ballot in its one form, with its SHA-256 in hex: what is hashed, signed and published."""

    class Kind(models.TextChoices):
        DOCUMENT = "document", _("Question and roll")
        CLOSING = "closing", _("Envelopes that were sealed")
        ENVELOPES = "envelopes", _("The envelopes")
        OPENED = "opened", _("What was in them")
        RESULT = "result", _("Result")
        LOG = "log", _("Proofs from the log")

    ballot = TenantForeignKey(Ballot, on_delete=models.CASCADE, related_name="texts")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    text = models.TextField()
    digest = models.CharField(max_length=64)

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["federation", "ballot", "kind"], name="ballot_text_once")]

    def __str__(self) -> str:
        return self.kind


class Opening(TenantModel):
    """That two scrutineers opened the envelopes, and the SHA-256 of the list they got."""

    ballot = TenantForeignKey(Ballot, on_delete=models.CASCADE, related_name="openings")
    first = TenantForeignKey(Scrutineer, on_delete=models.CASCADE, related_name="+")
    second = TenantForeignKey(Scrutineer, on_delete=models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64)
    imported_at = models.DateTimeField()
    imported_by = TenantForeignKey(Person, on_delete=models.PROTECT, related_name="+", null=True, blank=True)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["federation", "ballot", "first", "second"], name="opening_once_a_pair"),
            models.CheckConstraint(condition=~Q(first=F("second")), name="opening_by_two"),
        ]

    def __str__(self) -> str:
        return self.digest


class PaperTally(TenantModel):
    """
    One of the two tellers of the papers of a ballot, and what they counted after the end; both must agree.

    ``signed_at`` ``None``: named, and not counted yet. ``entered_by`` is whose account the count came from; two counts
    never come from one. ``differed`` are the lines in which the counts before were not the same, as a list of words.
    """

    ballot = TenantForeignKey(Ballot, on_delete=models.PROTECT, related_name="papers")
    teller = TenantForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=50)
    votes = models.JSONField(default=dict)
    valid = models.PositiveIntegerField(default=0)
    blank = models.PositiveIntegerField(default=0)
    spoiled = models.PositiveIntegerField(default=0)
    signed_at = models.DateTimeField(null=True, blank=True)
    entered_by = TenantForeignKey(Person, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    differed = models.JSONField(default=list, blank=True)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["federation", "ballot", "teller"], name="paper_tally_once_a_teller"),
            models.UniqueConstraint(
                fields=["federation", "ballot", "entered_by"],
                condition=Q(entered_by__isnull=False),
                name="paper_tally_once_an_account",
            ),
            models.CheckConstraint(condition=Q(blank__lte=F("valid")), name="paper_tally_blank_fits"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def count(self) -> PaperCount:
        """The numbers as the rules know them."""
        return PaperCount(votes=dict(self.votes), valid=self.valid, blank=self.blank, spoiled=self.spoiled)
