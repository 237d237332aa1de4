"""This will list the answers that somebody still has to bring to a speaker, and the voices just taken down."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import OuterRef, Q, QuerySet, Subquery

from gongzhi.common.clock import local_day
from gongzhi.common.permissions import Actor
from gongzhi.institution.rules import Deadline, count_days
from gongzhi.kernel.workdays import china
from gongzhi.matters.models import Matter, Reply, Station, Voice
from gongzhi.matters.models.voice import AT_ONCE
from gongzhi.matters.rights import Right
from gongzhi.matters.rules.flow import DONE, State
from gongzhi.matters.selectors.clocks import days_on

JUST_NOW = timedelta(minutes=30)
"""How long whoever wrote a voice down still sees its code: while the speaker stands at the desk."""
LATELY = 12


@dataclass(frozen=True, slots=True)
class OwedReply:
    """An answer to bring; ``due_on`` is ``None`` where no clause sets a day."""

    reply: Reply
    due_on: date | None


def replies_to_bring(*, actor: Actor) -> QuerySet[Reply]:
    """
    Select the replies that somebody has to bring, of those the actor may know of, the oldest answer first.

    Left out is the answer of before of what is handled anew, and what nobody can be told since who spoke was erased.
    """
    gone = Q(state=Reply.State.FAILED, voice__reply_channel__in=AT_ONCE)
    rows = Reply.objects.owed().filter(_known_to(actor), voice__matter__state__in=DONE).exclude(gone)
    return rows.select_related("answer", "voice__matter").order_by("answer__at", "pk")


def questions_to_bring(*, actor: Actor) -> QuerySet[Voice]:
    """
    Select the voices whose speaker must be asked by telephone, letter or visit, the longest waiting first.

    They stay until somebody answers or the matter goes on; ``question`` is what was asked last. With the parties of a
    dispute the mediators talk.
    """
    asked = Station.objects.filter(matter=OuterRef("matter"), kind=Station.Kind.ASKED).order_by("-at", "-pk")
    waiting = Voice.objects.filter(_spoken_to(actor), matter__state=State.ASKED, matter__mediations=None)
    rows = waiting.exclude(reply_channel__in=AT_ONCE)
    found = rows.annotate(question=Subquery(asked.values("note")[:1]), asked_at=Subquery(asked.values("at")[:1]))
    return found.select_related("matter").order_by("asked_at", "pk")


def with_due_days(replies: Iterable[Reply], *, on: date) -> list[OwedReply]:
    """Add to each reply the day by which it must be brought, by the clause in force today."""
    within = days_on(on).reply
    return [OwedReply(reply, _due(reply, within)) for reply in replies]


def reply_for(*, actor: Actor, reply_id: UUID) -> QuerySet[Reply]:
    """Select one reply that the actor may know of, brought or not."""
    rows = Reply.objects.filter(_known_to(actor), pk=reply_id)
    return rows.select_related("answer", "voice__matter").prefetch_related("voice__speakers")


def _known_to(actor: Actor) -> Q:
    """Those to the voices that the actor may speak to."""
    return Q(voice__in=Voice.objects.filter(_spoken_to(actor)).values("pk"))


def _spoken_to(actor: Actor) -> Q:
    """Those of matters the actor sees, and those the actor took down: who heard them on a visit goes back there."""
    known = Q(matter__in=Matter.objects.visible_to(actor).values("pk"))
    if actor.person_id is None or not actor.may(Right.TAKE):
        return known
    heard = Q(taken_by=actor.person_id) & ~Q(matter__sensitivity=Matter.Sensitivity.PRIVATE)
    return known | heard


def newest_reply(voice: Voice) -> Reply | None:
    """Find the reply of the newest answer to a voice."""
    return voice.replies.select_related("answer").order_by("-answer__at", "-answer__serial").first()


def just_taken(*, actor: Actor, at: datetime) -> QuerySet[Voice]:
    """Select what the actor has taken down within the last half hour, newest first."""
    rows = Voice.objects.filter(taken_by=actor.person_id, taken_at__gt=at - JUST_NOW)
    return rows.select_related("matter").order_by("-taken_at", "-pk")


def _due(reply: Reply, within: Deadline | None) -> date | None:
    if within is None:
        return None
    return count_days(params=within, anchor=local_day(reply.answer.at), calendar=china()).on


__all__ = [
    "JUST_NOW",
    "LATELY",
    "OwedReply",
    "just_taken",
    "newest_reply",
    "questions_to_bring",
    "replies_to_bring",
    "reply_for",
    "with_due_days",
]
