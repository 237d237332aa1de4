"""This will find filings for lists, the calendar and exports."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from gongzhi.common.permissions import Actor
from gongzhi.common.search.fields import match
from gongzhi.filings.models import Filing
from gongzhi.filings.models.filing import AWAITING_REPORT
from gongzhi.filings.rules import UNDER_REVIEW
from gongzhi.organisations.models import Organisation

IN_REVIEW, OVERDUE, REPORT_DUE = "in_review", "overdue", "report_due"
WITH_ORGANISATION = ("draft", "returned")


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """
    How the list is narrowed; an empty value narrows nothing.

    ``state`` is a state, or one of the groups `IN_REVIEW`, `OVERDUE` and `REPORT_DUE`. ``first`` and ``last`` are days
    of the activity, both counted in. ``text`` is looked for in title, place, number and name of the organisation.
    """

    text: str = ""
    state: str = ""
    filing_class: str = ""
    organisation_id: UUID | None = None
    first: date | None = None
    last: date | None = None


@dataclass(frozen=True, slots=True)
class Counts:
    """How many there are, and how many of them wait for somebody."""

    total: int
    in_review: int
    overdue: int
    report_due: int


def find(*, actor: Actor, filters: Filters, on: date) -> QuerySet[Filing]:
    """Find the filings an actor may know of, the latest activity first; organisations are loaded."""
    rows = _narrowed(Filing.objects.visible_to(actor), filters).filter(_in_group(filters.state, on))
    return rows.select_related("organisation").order_by("-starts_at", "pk")


def count(*, actor: Actor, filters: Filters, on: date) -> Counts:
    """Count what the filters leave, whatever its state; one query."""
    found = _narrowed(Filing.objects.visible_to(actor), filters).aggregate(
        total=Count("pk"),
        in_review=Count("pk", filter=_in_group(IN_REVIEW, on)),
        overdue=Count("pk", filter=_in_group(OVERDUE, on)),
        report_due=Count("pk", filter=_in_group(REPORT_DUE, on)),
    )
    return Counts(**found)


def in_month(*, actor: Actor, first: date, last: date) -> list[Filing]:
    """List the activities of a month in the order of their days; what was withdrawn or refused is left out."""
    rows = Filing.objects.visible_to(actor).between(first, last).exclude(state__in=("withdrawn", "refused", "not_held"))
    return list(rows.select_related("organisation").order_by("starts_at", "pk"))


def organisations(*, actor: Actor) -> QuerySet[Organisation]:
    """Select the organisations of whose filings an actor may know, by name in pinyin."""
    filed = Filing.objects.visible_to(actor).values("organisation")
    return Organisation.objects.filter(pk__in=filed).order_by("name_pinyin", "pk")


def _narrowed(rows: QuerySet[Filing], filters: Filters) -> QuerySet[Filing]:
    if filters.text.strip():
        by_name = match(Organisation.objects.all(), filters.text).values("pk")
        by_itself = match(Filing.objects.all(), filters.text).values("pk")
        rows = rows.filter(Q(organisation__in=by_name) | Q(pk__in=by_itself))
    if filters.filing_class:
        rows = rows.filter(filing_class=filters.filing_class)
    if filters.organisation_id:
        rows = rows.filter(organisation=filters.organisation_id)
    if filters.first or filters.last:
        rows = Filing.objects.between(filters.first or date(2000, 1, 1), filters.last or date(2100, 1, 1)) & rows
    return rows


def _in_group(state: str, on: date) -> Q:
    groups = {
        "": Q(),
        IN_REVIEW: Q(state__in=UNDER_REVIEW),
        OVERDUE: Q(state__in=UNDER_REVIEW, answer_due_on__lt=on),
        REPORT_DUE: Q(state__in=AWAITING_REPORT, report_due_on__lt=on),
    }
    return groups.get(state, Q(state=state))
