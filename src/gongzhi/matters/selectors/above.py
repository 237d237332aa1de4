"""This will find what was escalated to somebody's body, and what waits for an answer from outside."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import F, Q, QuerySet

from gongzhi.common.permissions import Actor
from gongzhi.matters.models import Answer, Escalation, Matter, Voice
from gongzhi.matters.models.matter import escalated_to
from gongzhi.matters.rights import Right
from gongzhi.matters.selectors.listing import DaysLeft
from gongzhi.matters.selectors.mediation import of_matter


@dataclass(frozen=True, slots=True)
class Line:
    """An escalation with the workdays left to answer it; negative if overdue, ``None`` where no day is set."""

    escalation: Escalation
    days_left: int | None

    @property
    def is_overdue(self) -> bool:
        """Whether the day has passed."""
        return self.days_left is not None and self.days_left < 0


def visible_escalations(actor: Actor) -> QuerySet[Escalation]:
    """
    Select what an actor may know of: what came to the own bodies, and what staff sent up.

    The staff see those of matters they may read.
    """
    own = escalated_to(actor).values("pk")
    seen = Q(pk__in=own)
    if actor.may(Right.ESCALATE) or actor.may(Right.HANDLE):
        seen |= Q(matter__in=Matter.objects.visible_to(actor).values("pk"))
    return Escalation.objects.filter(seen).select_related("matter", "body")


def answers_for_a_body(actor: Actor) -> bool:
    """Tell whether somebody answers for a body above by an office held today."""
    return any(each.right == Right.ANSWER_ABOVE and each.term_id for each in actor.mandates)


def waiting(*, actor: Actor, on: date) -> list[Line]:
    """List what waits for an answer, what is due first."""
    rows = visible_escalations(actor).sent().order_by(F("due_on").asc(nulls_last=True), "sent_at", "pk")  # type: ignore[attr-defined]
    return _lines(rows, on)


def done(*, actor: Actor) -> QuerySet[Escalation]:
    """Select what was answered or sent back, the newest first."""
    return visible_escalations(actor).exclude(state=Escalation.State.SENT).order_by("-answered_at", "-pk")


def words_for(escalation: Escalation, *, at_most: int = 20) -> list[Voice]:
    """
    List the voices of an escalated matter as those above read them: all their words, no way to reach anybody.

    None of a matter that went into mediation: what was said there stays there.
    """
    if of_matter(escalation.matter) is not None:
        return []
    rows = Voice.objects.filter(matter=escalation.matter_id).prefetch_related("additions")
    return list(rows.order_by("taken_at", "pk")[:at_most])


def answers_before(escalation: Escalation) -> list[Answer]:
    """
    List what was answered before a matter was escalated, the oldest first.

    None of a matter that went into mediation, as with its words.
    """
    if of_matter(escalation.matter) is not None:
        return []
    rows = Answer.objects.filter(matter=escalation.matter_id, at__lte=escalation.sent_at)
    return list(rows.order_by("at", "serial"))


def _lines(rows: Sequence[Escalation] | QuerySet[Escalation], on: date) -> list[Line]:
    left = DaysLeft(on)
    return [Line(each, left.until(each.due_on)) for each in rows]
