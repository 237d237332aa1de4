"""This will show the institution what was filed, answered, held and reported on."""

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import groupby
from operator import attrgetter
from typing import Protocol
from uuid import UUID

from django.db.models import Q
from django.db.models.functions import TruncDate

from gongzhi.common.clock import start_of
from gongzhi.common.registry import Evidence
from gongzhi.filings.models import FilingEvent
from gongzhi.filings.models.review import CLOCKED
from gongzhi.filings.rules import ClockEvent, Deed, State, suspended_periods
from gongzhi.kernel.periods import Period

TOLD = (*CLOCKED, Deed.REPORT)
ANSWERS = {Deed.APPROVE: "approved", Deed.REFUSE: "refused"}
STOPPING = frozenset({Deed.RETURN, Deed.WITHDRAW})
PRESUMED_HELD = frozenset({State.APPROVED, State.HELD, State.REPORTED})
# A year of a street has hundreds of events: rows of what is needed, not whole filings.
COLUMNS = (
    "deed",
    "on",
    "first_day",
    "last_day",
    "filing_id",
    "filing__title",
    "filing__filing_class",
    "filing__needs_permit",
    "filing__state",
    "filing__answered_on",
    "filing__held_on",
    "filing__police_applied_on",
)


class EventRow(Protocol):
    """One deed and what is asked of its filing, in the order of `COLUMNS`."""

    deed: str
    on: date
    first_day: date
    last_day: date
    filing_id: UUID
    filing__title: str
    filing__filing_class: str
    filing__needs_permit: bool
    filing__state: str
    filing__answered_on: date | None
    filing__held_on: date | None
    filing__police_applied_on: date | None


def filing_evidence(*, federation_id: UUID, period: Period) -> Sequence[Evidence]:
    """
    List the evidence of filings whose day lies in the period, in one query.

    An approved activity counts as held on its last day until somebody records that it was not: who says nothing owes
    the report all the same.
    """
    rows = (
        FilingEvent.objects.filter(_touches(period), federation_id=federation_id, deed__in=TOLD)
        .annotate(first_day=TruncDate("filing__starts_at"), last_day=TruncDate("filing__ends_at"))
        .order_by("filing_id", "at", "pk")
        .values_list(*COLUMNS, named=True)
    )
    found = [each for _key, group in groupby(rows, key=attrgetter("filing_id")) for each in _of_one(list(group))]
    return [row for row in found if period.contains(row.on)]


def _touches(period: Period) -> Q:
    """Keep all deeds of filings that were in anybody's hands, or took place, in the period."""
    lately = FilingEvent.objects.filter(on__gte=period.starts_on).values("filing")
    rows = Q(Q(filing__ends_at__gte=start_of(period.starts_on)) | Q(filing__in=lately))
    begun = {} if period.ends_on is None else {"filing__submitted_on__lt": period.ends_on}
    return rows & Q(filing__submitted_on__isnull=False, **begun)


def _of_one(events: Sequence[EventRow]) -> Iterator[Evidence]:
    for event in events:
        deed = Deed(event.deed)
        if deed is Deed.SUBMIT:
            yield _row(event, "filings.submitted", event.on, _submission_facts(events))
        elif deed in ANSWERS:
            yield _row(event, "filings.answered", event.on, {"answer": ANSWERS[deed]})
        elif deed is Deed.REPORT:
            yield _row(event, "filings.reported", event.on, {})
    filing = events[0]
    if filing.filing__state in PRESUMED_HELD:
        yield _row(filing, "filings.held", filing.filing__held_on or filing.last_day, {})
    if filing.filing__police_applied_on is not None:
        yield _row(filing, "filings.police_applied", filing.filing__police_applied_on, {})


def _submission_facts(events: Sequence[EventRow]) -> dict[str, object]:
    filing = events[0]
    facts: dict[str, object] = {
        "class": filing.filing__filing_class,
        "activity_on": filing.first_day,
        "police_permit": filing.filing__needs_permit,
    }
    suspended = _suspended(events)
    return facts | ({"suspended": suspended} if suspended else {})


def _suspended(events: Sequence[EventRow]) -> tuple[Period, ...]:
    """List when the reviewers did not have it; what was withdrawn unanswered is theirs no more."""
    if all(event.deed not in STOPPING for event in events):
        return ()
    clocked = [ClockEvent(deed=Deed(event.deed), on=event.on) for event in events]
    withdrawn = next((each.on for each in clocked if each.deed is Deed.WITHDRAW), None)
    unanswered = events[0].filing__answered_on is None and withdrawn is not None
    gone = (Period(withdrawn, None),) if unanswered and withdrawn else ()
    return (*suspended_periods(events=clocked), *gone)


def _row(event: EventRow, code: str, on: date, facts: dict[str, object]) -> Evidence:
    key = str(event.filing_id)
    return Evidence(code, on, key, event.filing__title, "filings:detail", (key,), facts)
