"""This will put on everybody's desk what filings ask of them."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Literal

from django.db.models import BooleanField, Exists, OuterRef, Q, QuerySet, Value
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext, gettext_lazy

from gongzhi.common.clock import local_day, start_of
from gongzhi.common.permissions import Actor
from gongzhi.common.registry import DeskItem
from gongzhi.filings.models import Filing, ReviewStep, UnfiledActivity
from gongzhi.filings.models.filing import AWAITING_REPORT, reaches_all
from gongzhi.filings.rules import UNDER_REVIEW, State

DeskState = Literal["breached", "due", "open", "met"]
# An answer stays on the desk this long.
NEWS = timedelta(days=14)
ENDED = (State.APPROVED, State.REFUSED)


def desk_lines(*, actor: Actor, at: datetime) -> Sequence[DeskItem]:
    """
    List what filings ask of a person: reviews due, corrections, reports, questions, and what was answered lately.

    Two queries at most; none for those who neither lead an organisation nor hold an office.
    """
    if not actor.organisation_ids and not reaches_all(actor):
        return []
    today = local_day(at)
    rows = _rows(actor, today).select_related("organisation").order_by("starts_at", "pk")
    lines = [line for filing in rows for line in _lines(actor, filing, today)]
    return [*lines, *_questions(actor)]


def _rows(actor: Actor, today: date) -> QuerySet[Filing]:
    """Find every filing that has a line here, marked with whether this person is asked now."""
    own = Q(organisation__in=actor.organisation_ids)
    lately = Q(state__in=ENDED, answered_on__gte=today - NEWS)
    mine = own & (Q(state__in=(*UNDER_REVIEW, *AWAITING_REPORT, State.RETURNED)) | lately)
    asked: Exists | Value = Value(False, output_field=BooleanField())
    if reaches_all(actor):
        asked = Exists(ReviewStep.objects.open_for(actor).filter(filing=OuterRef("pk")))
        mine |= Q(Q(state__in=UNDER_REVIEW), asked)
    return Filing.objects.annotate(asks_me=asked).filter(mine)


def _lines(actor: Actor, filing: Filing, today: date) -> Iterator[DeskItem]:
    if getattr(filing, "asks_me", False):
        yield _review(filing, today)
    if not actor.leads(filing.organisation_id):
        return
    if filing.state == State.RETURNED:
        yield _correction(filing)
    if filing.state in UNDER_REVIEW:
        yield _waiting(filing, today)
    if filing.state in AWAITING_REPORT and filing.last_day <= today:
        yield _report(filing, today)
    if filing.state in ENDED and filing.answered_on is not None and filing.answered_on >= today - NEWS:
        yield _answer(filing)


def _review(filing: Filing, today: date) -> DeskItem:
    parts = [filing.organisation.name, filing.get_filing_class_display(), _people(filing)]
    if filing.urged_on is not None:
        parts.append(gettext("urged on %(day)s") % {"day": _day(filing.urged_on)})
    return DeskItem(
        kind="due",
        title=gettext("Review: %(title)s") % {"title": filing.title},
        detail=_joined(parts),
        url=reverse("filings:answer", args=[filing.pk]),
        verb=gettext_lazy("Review"),
        state=_urgency(filing.answer_due_on, today),
        due_on=filing.answer_due_on,
    )


def _correction(filing: Filing) -> DeskItem:
    return DeskItem(
        kind="due",
        title=gettext("Correct the filing: %(title)s") % {"title": filing.title},
        detail=_joined([filing.organisation.name, _takes_place(filing)]),
        url=reverse("filings:detail", args=[filing.pk]),
        verb=gettext_lazy("Correct it"),
        state="due",
        due_on=filing.first_day,
    )


def _waiting(filing: Filing, today: date) -> DeskItem:
    return DeskItem(
        kind="waiting",
        title=gettext("Filing: %(title)s") % {"title": filing.title},
        detail=_joined([filing.issued_as, _takes_place(filing)]),
        url=reverse("filings:detail", args=[filing.pk]),
        verb=gettext_lazy("Open it"),
        state=_urgency(filing.answer_due_on, today),
        due_on=filing.answer_due_on,
    )


def _report(filing: Filing, today: date) -> DeskItem:
    return DeskItem(
        kind="due",
        title=gettext("Report on the activity: %(title)s") % {"title": filing.title},
        detail=_joined([filing.organisation.name, _takes_place(filing)]),
        url=reverse("filings:report", args=[filing.pk]),
        verb=gettext_lazy("Report"),
        state=_urgency(filing.report_due_on, today),
        due_on=filing.report_due_on,
    )


def _answer(filing: Filing) -> DeskItem:
    is_approved = filing.state == State.APPROVED
    words = gettext("Approved: %(title)s") if is_approved else gettext("Refused: %(title)s")
    return DeskItem(
        kind="answered",
        title=words % {"title": filing.title},
        detail=_joined([filing.issued_as, _takes_place(filing)]),
        url=reverse("filings:detail", args=[filing.pk]),
        verb=gettext_lazy("Open it"),
        state="met" if is_approved else "breached",
        at=start_of(filing.answered_on) if filing.answered_on else None,
    )


def _questions(actor: Actor) -> Iterator[DeskItem]:
    """Ask leaders how it came that an activity was not filed; one query, none for those who lead nothing."""
    if not actor.organisation_ids:
        return
    asked = UnfiledActivity.objects.filter(organisation__in=actor.organisation_ids).unanswered()
    for activity in asked.select_related("organisation").order_by("noted_at", "pk"):
        yield DeskItem(
            kind="due",
            title=gettext("Say why it was not filed: %(title)s") % {"title": activity.title},
            detail=_joined([activity.organisation.name, _day(activity.held_on)]),
            url=reverse("filings:unfiled_detail", args=[activity.pk]),
            verb=gettext_lazy("Answer"),
            state="due",
            at=activity.noted_at,
        )


def _urgency(due_on: date | None, today: date) -> DeskState:
    if due_on is None or due_on > today:
        return "open"
    return "due" if due_on == today else "breached"


def _people(filing: Filing) -> str:
    return gettext("%(people)s people expected") % {"people": filing.people}


def _takes_place(filing: Filing) -> str:
    return gettext("takes place on %(day)s") % {"day": _day(filing.first_day)}


def _day(day: date) -> str:
    return date_format(day, "MONTH_DAY_FORMAT")


def _joined(parts: Iterable[object]) -> str:
    return " · ".join(str(part) for part in parts if part)
