"""This will hold meetings, what they talk about, and who was told."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from gongzhi.common.clock import local_day, start_of
from gongzhi.common.files.models import StoredFile
from gongzhi.common.tenancy.fields import TenantForeignKey
from gongzhi.common.tenancy.models import TenantManager, TenantModel, TenantQuerySet
from gongzhi.meetings.rights import Right
from gongzhi.meetings.rules.elections import Round
from gongzhi.meetings.rules.flow import ItemState, MeetingState, Method
from gongzhi.meetings.rules.guests import Form
from gongzhi.offices.models import Body, Office
from gongzhi.people.models import Person

if TYPE_CHECKING:
    from gongzhi.common.permissions import Actor


class MeetingQuerySet(TenantQuerySet):
    """Meetings by day, state and reader."""

    def visible_to(self, actor: "Actor") -> Self:
        """All for readers of meetings; for others those they were invited to, preside over or record."""
        if actor.may(Right.READ) or actor.may(Right.CALL):
            return self.all()
        if actor.person_id is None:
            return self.none()
        invited = Notice.objects.filter(meeting=OuterRef("pk"), person=actor.person_id)
        mine = Q(chair=actor.person_id) | Q(recorder=actor.person_id)
        return self.exclude(state=MeetingState.DRAFT).filter(mine | Exists(invited))

    def upcoming(self, on: date) -> Self:
        """Drafts, and meetings that are called or going on; the nearest first."""
        ahead = Q(state__in=(MeetingState.DRAFT, MeetingState.OPEN)) | Q(
            state=MeetingState.CALLED, starts_at__gte=start_of(on)
        )
        return self.filter(ahead).order_by("starts_at", "pk")

    def past(self, on: date) -> Self:
        """Meetings that are over, were cancelled, or were called and never opened; the latest first."""
        missed = Q(state=MeetingState.CALLED, starts_at__lt=start_of(on))
        return self.filter(missed | Q(state__in=(MeetingState.CLOSED, MeetingState.CANCELLED))).order_by(
            "-starts_at", "-pk"
        )

    def held_between(self, first: date, end: date) -> Self:
        """Closed meetings of ``[first, end)`` that were quorate, or needed no quorum; oldest first."""
        held = self.filter(state=MeetingState.CLOSED, starts_at__gte=start_of(first), starts_at__lt=start_of(end))
        return held.exclude(was_quorate=False).order_by("starts_at", "pk")


class Meeting(TenantModel):
    """
    A meeting of a body.

    ``session`` is the body's term in office (届) and ``number`` counts within it (次), within the year for bodies that
    are not elected (``session`` ``None``). ``kinds`` names all that it is at once. ``send_by`` is the last day on
    which a notice is long enough. ``short_notice`` says that it was sent late knowingly. ``frozen_at`` is when the
    list of the entitled was frozen. ``was_quorate`` is set when it closes; ``None`` where no clause asks for a quorum.
    ``code`` is what people type to sign in on their own phone. ``form`` is set for a consultation, which invites
    outsiders; ``outcome`` is what came of it, in words.
    """

    class Kind(models.TextChoices):
        ORDINARY = "ordinary", _("Ordinary meeting")
        PARTY_LECTURE = "party_lecture", _("Party lecture")
        THEME_DAY = "theme_day", _("Theme day")
        ORGANISATION_LIFE = "organisation_life", _("Organisation-life meeting")
        DEMOCRATIC_REVIEW = "democratic_review", _("Review of party members")
        CONSULTATION = "consultation", _("Consultation meeting")

    class Form(models.TextChoices):
        DELIBERATION = Form.DELIBERATION.value, _("Deliberation meeting")
        HEARING = Form.HEARING.value, _("Hearing")
        TALK = Form.TALK.value, _("Heart-to-heart talk")

    class State(models.TextChoices):
        DRAFT = MeetingState.DRAFT.value, pgettext_lazy("meeting", "Draft")
        CALLED = MeetingState.CALLED.value, _("Called")
        OPEN = MeetingState.OPEN.value, _("In session")
        CLOSED = MeetingState.CLOSED.value, _("Closed")
        CANCELLED = MeetingState.CANCELLED.value, _("Cancelled")

    body = TenantForeignKey(Body, on_delete=models.PROTECT, related_name="meetings")
    title = models.CharField(max_length=100)
    session = models.PositiveSmallIntegerField(null=True, blank=True)
    number = models.PositiveSmallIntegerField()
    kinds = ArrayField(models.CharField(max_length=20, choices=Kind.choices))
    starts_at = models.DateTimeField()
    place = models.CharField(max_length=100)
    message = models.TextField(max_length=1000, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=MeetingState.DRAFT.value)
    code = models.CharField(max_length=6)
    chair = TenantForeignKey(Person, on_delete=models.PROTECT, related_name="chairs", null=True, blank=True)
    recorder = TenantForeignKey(Person, on_delete=models.PROTECT, related_name="records", null=True, blank=True)
    drafted_at = models.DateTimeField()
    send_by = models.DateField()
    sent_at = models.DateTimeField(null=True, blank=True)
    short_notice = models.BooleanField(default=False)
    opened_at = models.DateTimeField(null=True, blank=True)
    frozen_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    was_quorate = models.BooleanField(null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancel_reason = models.CharField(max_length=200, blank=True)
    form = models.CharField(max_length=12, choices=Form.choices, blank=True)
    outcome = models.TextField(max_length=2000, blank=True)

    objects = TenantManager.from_queryset(MeetingQuerySet)()  # type: ignore[misc]

    class Meta(TenantModel.Meta):
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=("draft", "cancelled")) | Q(sent_at__isnull=False), name="meeting_called_was_sent"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("open", "closed")) | Q(opened_at__isnull=False), name="meeting_open_was_opened"
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True) | Q(closed_at__gte=F("opened_at")), name="meeting_closes_later"
            ),
        ]
        indexes = [
            models.Index(fields=["federation", "starts_at"], name="meeting_by_day"),
            models.Index(fields=["federation", "body", "-starts_at"], name="meeting_by_body"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def starts_on(self) -> date:
        """The local day of the meeting."""
        return local_day(self.starts_at)

    @property
    def notice_day(self) -> date | None:
        """The local day on which the notice went out; ``None`` before."""
        return None if self.sent_at is None else local_day(self.sent_at)

    @property
    def is_consultation(self) -> bool:
        """Whether it invites outsiders to speak."""
        return bool(self.form)


class AgendaItem(TenantModel):
    """
    One line of the agenda: a report to hear (``decision`` empty) or a motion, with the code of its decision clause.

    While a vote runs: ``method``, ``opened_at``, and ``closes_at`` where an end was set; a vote cast later is
    refused. When it closes, the numbers it was decided on are kept, and the clause in words. ``added_late`` marks what
    was put on the agenda after the notice went out. ``source_id`` and ``source_label`` name what a motion comes from
    in a room above.

    An election fills ``seats`` seats of ``office`` (``None``: of no office kept here) from its candidates; a motion has
    ``seats`` ``None``. ``follows`` is the election whose tied candidates or open seats ``round`` decides on.
    """

    class Kind(models.TextChoices):
        MOTION = "motion", _("Motion or report")
        ELECTION = "election", _("Election")

    class Round(models.TextChoices):
        FIRST = Round.FIRST.value, _("First ballot")
        RUN_OFF = Round.RUN_OFF.value, _("Run-off")
        SECOND = Round.SECOND.value, _("Second ballot")

    class State(models.TextChoices):
        PENDING = ItemState.PENDING.value, _("Not yet discussed")
        VOTING = ItemState.VOTING.value, _("Voting")
        COUNTING = ItemState.COUNTING.value, _("Being opened")
        CARRIED = ItemState.CARRIED.value, _("Carried")
        REJECTED = ItemState.REJECTED.value, _("Not carried")
        HEARD = ItemState.HEARD.value, _("Heard")
        WITHDRAWN = ItemState.WITHDRAWN.value, _("Withdrawn")

    class Method(models.TextChoices):
        ROLL_CALL = Method.ROLL_CALL.value, _("Roll call")
        HANDS = Method.HANDS.value, _("Show of hands")
        PAPER = Method.PAPER.value, _("Paper ballots")
        BALLOT = Method.BALLOT.value, _("Secret ballot on screen")

    meeting = TenantForeignKey(Meeting, on_delete=models.CASCADE, related_name="items")
    position = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=100)
    text = models.TextField(max_length=2000, blank=True)
    proposer = models.CharField(max_length=100, blank=True)
    decision = models.CharField(max_length=60, blank=True)
    added_late = models.BooleanField(default=False)
    source_id = models.UUIDField(null=True, blank=True)
    source_label = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=ItemState.PENDING.value)
    method = models.CharField(max_length=10, choices=Method.choices, blank=True)
    opened_at = models.DateTimeField(null=True, blank=True)
    closes_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    close_note = models.CharField(max_length=500, blank=True)
    entitled_count = models.PositiveIntegerField(null=True, blank=True)
    present_count = models.PositiveIntegerField(null=True, blank=True)
    proxy_count = models.PositiveIntegerField(null=True, blank=True)
    quorum_needed = models.PositiveIntegerField(null=True, blank=True)
    votes_needed = models.PositiveIntegerField(null=True, blank=True)
    for_count = models.PositiveIntegerField(null=True, blank=True)
    against_count = models.PositiveIntegerField(null=True, blank=True)
    abstain_count = models.PositiveIntegerField(null=True, blank=True)
    spoiled_count = models.PositiveIntegerField(null=True, blank=True)
    clause_code = models.CharField(max_length=80, blank=True)
    clause_words = models.CharField(max_length=300, blank=True)
    outcome_words = models.JSONField(default=dict, blank=True)
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.MOTION)
    seats = models.PositiveSmallIntegerField(null=True, blank=True)
    office = TenantForeignKey(Office, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    round = models.CharField(max_length=10, choices=Round.choices, blank=True)
    follows = TenantForeignKey("self", on_delete=models.PROTECT, related_name="followers", null=True, blank=True)

    class Meta(TenantModel.Meta):
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="motion", seats__isnull=True) | Q(kind="election", seats__gte=1),
                name="item_election_has_seats",
            ),
            models.UniqueConstraint(
                fields=["federation", "follows", "round"],
                condition=Q(follows__isnull=False) & ~Q(state="withdrawn"),
                name="item_followed_once",
            ),
            models.UniqueConstraint(
                fields=["federation", "meeting"], condition=Q(state="voting"), name="item_one_vote_at_a_time"
            ),
            models.CheckConstraint(
                condition=~Q(state="voting") | Q(opened_at__isnull=False), name="item_vote_was_opened"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("carried", "rejected")) | Q(closed_at__isnull=False, for_count__isnull=False),
                name="item_decided_has_numbers",
            ),
            models.CheckConstraint(
                condition=~Q(state="carried") | Q(votes_needed__isnull=False, for_count__gte=F("votes_needed")),
                name="item_carried_has_votes",
            ),
            models.CheckConstraint(
                condition=Q(for_count__isnull=True)
                | Q(present_count__gte=F("for_count") + F("against_count") + F("abstain_count") + F("spoiled_count")),
                name="item_votes_fit_presence",
            ),
        ]
        indexes = [models.Index(fields=["federation", "meeting", "position"], name="item_by_meeting")]

    def __str__(self) -> str:
        return self.title

    @property
    def is_motion(self) -> bool:
        """Whether it is put to the vote."""
        return bool(self.decision)

    @property
    def is_election(self) -> bool:
        """Whether persons are elected by it."""
        return self.kind == self.Kind.ELECTION


class Paper(TenantModel):
    """A file that goes with a meeting, or with one item of its agenda."""

    meeting = TenantForeignKey(Meeting, on_delete=models.CASCADE, related_name="papers")
    item = TenantForeignKey(AgendaItem, on_delete=models.SET_NULL, null=True, blank=True, related_name="papers")
    title = models.CharField(max_length=200)
    file = TenantForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        indexes = [models.Index(fields=["federation", "meeting"], name="paper_by_meeting")]

    def __str__(self) -> str:
        return self.title


class Notice(TenantModel):
    """
    What one person was told of a meeting: one a person and meeting.

    ``number`` is the person's at the desk. ``votes`` says whether the person was entitled when it was sent; others
    attend. ``delivered_at`` is set at once for who has an account, by hand for others. ``consented_at`` is when the
    person agreed in writing to a notice that is too short.
    """

    meeting = TenantForeignKey(Meeting, on_delete=models.CASCADE, related_name="notices")
    person = TenantForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=50)
    stands_for = models.CharField(max_length=200, blank=True)
    votes = models.BooleanField()
    sent_at = models.DateTimeField()
    delivered_at = models.DateTimeField(null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)
    consented_at = models.DateTimeField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["federation", "meeting", "person"], name="notice_once_a_person"),
            models.UniqueConstraint(fields=["federation", "meeting", "number"], name="notice_number_once"),
        ]
        indexes = [models.Index(fields=["federation", "person"], name="notice_by_person")]

    def __str__(self) -> str:
        return self.name


def now_or_never(at: datetime) -> Q:
    """Items whose vote is open at a moment: not closed, and not past the end that was set."""
    return Q(state=ItemState.VOTING) & (Q(closes_at__isnull=True) | Q(closes_at__gt=at))
