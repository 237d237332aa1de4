"""This will put on everybody's desk what voices and matters ask of them."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Literal

from django.db.models import Count, F, OuterRef, Q, Subquery
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext, gettext_lazy, ngettext

from gongzhi.common.clock import local_day, start_of
from gongzhi.common.permissions import Actor
from gongzhi.common.registry import DeskItem
from gongzhi.matters.models import Digest, Escalation, Matter, Reminder, Reply, Voice
from gongzhi.matters.models.matter import escalated_to
from gongzhi.matters.rights import Right
from gongzhi.matters.rules.flow import OPEN, State
from gongzhi.matters.selectors.codes import receipt_code
from gongzhi.matters.selectors.replies import replies_to_bring

DeskState = Literal["breached", "due", "open", "met"]
# What a speaker was answered stays on the desk this long.
NEWS = timedelta(days=14)
# A desk is for seeing what is next; the window shows all.
MOST = 20
WITH_OTHERS = (State.ASKED, State.ESCALATED, State.DELIBERATING)
TELLING = (Right.TAKE, Right.HANDLE)


def handling_lines(*, actor: Actor, at: datetime) -> Sequence[DeskItem]:
    """
    List the matters an actor sees to, those that nobody has taken on, and the answers still to be told.

    Two queries at most, none for those who neither handle matters nor tell answers.
    """
    if not any(actor.may(right) for right in TELLING) or actor.person_id is None:
        return []
    return [*_matters(actor, local_day(at)), *_to_tell(actor)]


def above_lines(*, actor: Actor, at: datetime) -> Sequence[DeskItem]:
    """List what was escalated to the bodies of an actor and waits for an answer; one query, none for others."""
    rows = escalated_to(actor).filter(state=Escalation.State.SENT).select_related("matter", "body")
    return [_escalated(each, local_day(at)) for each in rows.order_by(F("due_on").asc(nulls_last=True), "pk")[:MOST]]


def reminder_lines(*, actor: Actor, at: datetime) -> Sequence[DeskItem]:  # noqa: ARG001 -- the slot's own parameters
    """List the sheets of reminders that an actor has not opened yet: one line a day; one query, none for guests."""
    if not actor.mandates or actor.person_id is None:
        return []
    on_it = Reminder.objects.filter(digest=OuterRef("pk")).order_by().values("digest").annotate(n=Count("pk"))
    rows = Digest.objects.unseen().filter(person=actor.person_id).annotate(count=Subquery(on_it.values("n")))
    return [_sheet(each, each.count) for each in rows.filter(count__gt=0).order_by("-on", "pk")[:MOST]]


def speaker_lines(*, actor: Actor, at: datetime) -> Sequence[DeskItem]:
    """
    List what an actor said signed in, or for an organisation the actor leads: what waits and what was answered.

    One query; none for those who are not signed in.
    """
    if actor.person_id is None:
        return []
    news = start_of(local_day(at) - NEWS)
    asked = Q(standing__in=(Voice.Standing.TOLD, Voice.Standing.OWED), matter__answered_at__gte=news)
    rows = Voice.objects.own(actor).filter(Q(matter__state__in=OPEN) | asked).select_related("matter")
    voices = [(voice, receipt_code(voice)) for voice in rows.order_by("-taken_at", "pk")[:MOST]]
    return [_own(voice, code) for voice, code in voices if code]


def _matters(actor: Actor, today: date) -> Iterator[DeskItem]:
    if not actor.may(Right.HANDLE):
        return
    wanted = Q(owner=actor.person_id)
    if actor.may(Right.ASSIGN):
        wanted |= Q(owner=None, state=State.RECEIVED)
    rows = Matter.objects.open().filter(wanted).order_by(F("due_on").asc(nulls_last=True), "pk")[:MOST]
    for matter in rows:
        yield _waiting(matter, today) if matter.state in WITH_OTHERS else _due(matter, today)


def _due(matter: Matter, today: date) -> DeskItem:
    is_new = matter.state == State.RECEIVED
    words = gettext("Take on: %(title)s") if is_new else gettext("Answer: %(title)s")
    return DeskItem(
        kind="due",
        title=words % {"title": matter.title},
        detail=_joined([matter.number, matter.place, _disputed(matter)]),
        url=reverse("matters:matter", args=[matter.pk]),
        verb=gettext_lazy("Take it on") if is_new else gettext_lazy("Answer it"),
        state=_urgency(matter.due_on, today),
        due_on=matter.due_on,
    )


def _waiting(matter: Matter, today: date) -> DeskItem:
    return DeskItem(
        kind="waiting",
        title=matter.title,
        detail=_joined([matter.number, matter.get_state_display(), matter.agenda_label]),
        url=reverse("matters:matter", args=[matter.pk]),
        verb=gettext_lazy("Open it"),
        state=_urgency(matter.due_on, today),
        due_on=matter.due_on,
    )


def _to_tell(actor: Actor) -> Iterator[DeskItem]:
    """Put the answers that somebody still has to bring on one line: all for the desk, one's own for an owner."""
    owed = replies_to_bring(actor=actor).filter(state=Reply.State.OWED)
    if not actor.may(Right.TAKE):
        owed = owed.filter(voice__matter__owner=actor.person_id)
    count = owed.count()
    if count:
        words = ngettext("Tell %(count)s speaker the answer", "Tell %(count)s speakers the answer", count)
        yield DeskItem(
            kind="due",
            title=words % {"count": count},
            detail=gettext("by telephone, by letter or by a visit, as they wished"),
            url=reverse("matters:replies"),
            verb=gettext_lazy("Tell them"),
            state="due",
        )


def _escalated(escalation: Escalation, today: date) -> DeskItem:
    return DeskItem(
        kind="due",
        title=gettext("Escalated to you: %(title)s") % {"title": escalation.matter.title},
        detail=_joined([escalation.matter.number, escalation.body.name if escalation.body else ""]),
        url=reverse("matters:above_one", args=[escalation.pk]),
        verb=gettext_lazy("Answer it"),
        state=_urgency(escalation.due_on, today),
        due_on=escalation.due_on,
        at=escalation.sent_at,
    )


def _sheet(digest: Digest, count: int) -> DeskItem:
    words = ngettext("%(count)s reminder of %(day)s", "%(count)s reminders of %(day)s", count)
    return DeskItem(
        kind="due",
        title=words % {"count": count, "day": date_format(digest.on, "MONTH_DAY_FORMAT")},
        detail=gettext("Matters that are overdue or stand still"),
        url=reverse("matters:reminders", args=[digest.pk]),
        verb=gettext_lazy("Read them"),
        state="breached",
        at=start_of(digest.on),
    )


def _own(voice: Voice, code: str) -> DeskItem:
    matter = voice.matter
    is_open = matter.state in OPEN
    words = gettext("What you said: %(number)s") if is_open else gettext("Answered: %(number)s")
    return DeskItem(
        kind="waiting" if is_open else "answered",
        title=words % {"number": matter.number},
        detail=_excerpt(voice.words),
        url=reverse("matters:speaker", args=[code]),
        verb=gettext_lazy("Open it") if is_open else gettext_lazy("Say whether it helps"),
        state="open" if is_open else "met",
        at=voice.taken_at if is_open else matter.answered_at,
    )


def _disputed(matter: Matter) -> str:
    return gettext("disputed by a speaker") if matter.dispute_count else ""


def _urgency(due_on: date | None, today: date) -> DeskState:
    if due_on is None or due_on > today:
        return "open"
    return "due" if due_on == today else "breached"


def _excerpt(words: str, most: int = 40) -> str:
    one_line = " ".join(words.split())
    return one_line if len(one_line) <= most else f"{one_line[:most]}…"


def _joined(parts: Iterable[object]) -> str:
    return " · ".join(str(part) for part in parts if part)
