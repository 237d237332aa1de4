"""This will hold answers, and each bringing of an answer to a voice."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from gongzhi.common.tenancy.fields import TenantForeignKey
from gongzhi.common.tenancy.models import TenantManager, TenantModel, TenantQuerySet
from gongzhi.matters.models.matter import Matter
from gongzhi.matters.models.voice import Voice


class Answer(TenantModel):
    """
    What was answered to all voices of a matter; never changed, a further answer gets the next ``serial``.

    ``result`` is what the office declares; whether it is solved the speakers say themselves. ``given_by`` names the
    office or body, no person. ``from_above`` says that it came back from an escalation.
    """

    class Result(models.TextChoices):
        SOLVED = "solved", _("Solved")
        EXPLAINED = "explained", _("Explained")
        PLANNED = "planned", _("Planned")
        NOT_OURS = "not_ours", _("Not ours: who is responsible was told")

    matter = TenantForeignKey(Matter, on_delete=models.PROTECT, related_name="answers")
    serial = models.PositiveSmallIntegerField()
    text = models.TextField(max_length=5000)
    result = models.CharField(max_length=10, choices=Result.choices)
    from_above = models.BooleanField(default=False)
    given_by = models.CharField(max_length=120, blank=True)
    at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["federation", "matter", "serial"], name="answer_serial_once"),
            models.CheckConstraint(condition=~Q(text=""), name="answer_says_something"),
        ]

    def __str__(self) -> str:
        return f"{self.serial} {self.result}"


class ReplyQuerySet(TenantQuerySet):
    """Replies by whether they were brought."""

    def owed(self) -> Self:
        """Those that somebody still has to bring: not tried yet, or tried in vain."""
        return self.filter(state__in=OWED)

    def untried(self) -> Self:
        """Those that nobody has tried to bring yet."""
        return self.filter(state=Reply.State.OWED)


class Reply(TenantModel):
    """
    One answer on its way to one voice, through the speaker's own channel.

    ``given_by`` names the office. An older reply that nobody brought is ``overtaken`` by a newer answer.
    """

    class State(models.TextChoices):
        OWED = "owed", _("Still to be told")
        GIVEN = "given", _("Has been told")
        FAILED = "failed", _("Not reached")
        OVERTAKEN = "overtaken", _("Overtaken by a newer answer")

    voice = TenantForeignKey(Voice, on_delete=models.CASCADE, related_name="replies")
    answer = TenantForeignKey(Answer, on_delete=models.PROTECT, related_name="replies")
    state = models.CharField(max_length=10, choices=State.choices, default=State.OWED)
    channel = models.CharField(max_length=10, choices=Voice.ReplyChannel.choices)
    given_at = models.DateTimeField(null=True, blank=True)
    given_by = models.CharField(max_length=120, blank=True)
    note = models.CharField(max_length=500, blank=True)

    objects = TenantManager.from_queryset(ReplyQuerySet)()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["federation", "voice", "answer"], name="reply_once"),
            models.CheckConstraint(
                condition=Q(state="given", given_at__isnull=False) | ~Q(state="given"),
                name="reply_given_has_its_moment",
            ),
        ]
        indexes = [
            models.Index(fields=["federation", "channel"], name="reply_owed", condition=Q(state__in=("owed", "failed")))
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.state}"


OWED = (Reply.State.OWED, Reply.State.FAILED)
