"""This will put on everybody's desk what voices and matters ask of them."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Any, Literal

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
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
from gongzhi.matters.selectors.choices import possible_owners
from gongzhi.matters.selectors.codes import receipt_code
from gongzhi.matters.selectors.replies import questions_to_bring, replies_to_bring

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


def orphan_lines(*, actor: Actor, at: datetime) -> Sequence[DeskItem]:
    """
    List the open matters whose owner holds no office that handles matters any more, for those who give them another.

    Two queries, none for others.
    """
    if not actor.may(Right.ASSIGN) or actor.person_id is None:
        return []
    today = local_day(at)
    owners = [one.person_id for one in possible_owners(on=today)]
    rows = Matter.objects.open().filter(owner__isnull=False).exclude(owner__in=owners)
    return [_without_owner(matter, today) for matter in _with_due_days(rows)[:MOST]]


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
    rows = _with_due_days(Matter.objects.open().filter(wanted))[:MOST]
    for matter in rows:
        yield _waiting(matter, today) if matter.state in WITH_OTHERS else _due(matter, today)


def _with_due_days(rows: QuerySet[Matter]) -> QuerySet[Matter]:
    """Put what is due first; of what is above, the day on which those above must have answered."""
    sent = Escalation.objects.sent().filter(matter=OuterRef("pk"))
    found = rows.annotate(next_due_on=Coalesce(F("due_on"), Subquery(sent.values("due_on")[:1])))
    return found.order_by(F("next_due_on").asc(nulls_last=True), "pk")


def _without_owner(matter: Matter, today: date) -> DeskItem:
    due_on: date | None = matter.next_due_on  # type: ignore[attr-defined]
    return DeskItem(
        kind="due",
        title=gettext("Give it to somebody: %(title)s") % {"title": matter.title},
        detail=_joined([matter.number, gettext("who saw to it has left office")]),
        url=reverse("matters:matter", args=[matter.pk]),
        verb=gettext_lazy("Hand over"),
        state=_urgency(due_on, today),
        due_on=due_on,
    )


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
    due_on: date | None = matter.next_due_on  # type: ignore[attr-defined]
    return DeskItem(
        kind="waiting",
        title=matter.title,
        detail=_joined([matter.number, matter.get_state_display(), matter.agenda_label]),
        url=reverse("matters:matter", args=[matter.pk]),
        verb=gettext_lazy("Open it"),
        state=_urgency(due_on, today),
        due_on=due_on,
    )


def _to_tell(actor: Actor) -> Iterator[DeskItem]:
    """
    Put the answers and the questions that somebody still has to bring on one line each; one query.

    All for the desk, one's own for an owner.
    """
    owed = replies_to_bring(actor=actor).filter(state=Reply.State.OWED)
    asked = questions_to_bring(actor=actor)
    if not actor.may(Right.TAKE):
        owed = owed.filter(voice__matter__owner=actor.person_id)
        asked = asked.filter(matter__owner=actor.person_id)
    kinds = _kinds(owed, "answer").union(_kinds(asked, "question"), all=True)
    counts = Counter(kinds.values_list("kind", flat=True))
    answers, questions = counts["answer"], counts["question"]
    if answers:
        words = ngettext("Tell %(count)s speaker the answer", "Tell %(count)s speakers the answer", answers)
        yield _line_to_tell(words % {"count": answers}, gettext_lazy("Tell them"))
    if questions:
        words = ngettext("Ask %(count)s speaker the question", "Ask %(count)s speakers the question", questions)
        yield _line_to_tell(words % {"count": questions}, gettext_lazy("Ask them"))


def _kinds(rows: QuerySet[Any], kind: str) -> QuerySet[Any]:
    return rows.order_by().annotate(kind=Value(kind)).values("kind", "pk")


def _line_to_tell(title: str, verb: Any) -> DeskItem:
    detail = gettext("by telephone, by letter or by a visit, as they wished")
    return DeskItem(kind="due", title=title, detail=detail, url=reverse("matters:replies"), verb=verb, state="due")


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
