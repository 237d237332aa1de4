"""This will show the institution when matters were received, accepted, escalated, answered and told."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from operator import attrgetter
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef, Q
from django.db.models.functions import JSONObject

from gongzhi.common.clock import local_day
from gongzhi.common.registry import Evidence
from gongzhi.kernel.periods import Period
from gongzhi.matters.models import Pause, Station
from gongzhi.matters.rules.levels import Level

Kind = Station.Kind
FIRST = (Kind.RECEIVED, Kind.SPLIT_OFF)
AGAIN = (Kind.DISPUTED, Kind.DISPUTED_AGAIN, Kind.REOPENED)
"""What starts the clock anew."""
ANSWERS = (Kind.ANSWERED, Kind.ANSWERED_ABOVE, Kind.MEDIATION)
BACK = {str(Kind.ANSWERED_ABOVE): "answered", str(Kind.RETURNED_ABOVE): "returned"}
SENT = (Kind.ESCALATED, Kind.DISPUTED_AGAIN)
TOLD = (*FIRST, *AGAIN, *ANSWERS, Kind.ESCALATED, Kind.RETURNED_ABOVE, Kind.ALL_TOLD)
# A year of a street has thousands of stations: rows of what is needed, not whole models.
COLUMNS = (
    "kind",
    "day",
    "detail",
    "matter_id",
    "matter__number",
    "matter__received_on",
    "matter__clock_from",
    "matter__accepted_at",
    "pauses",
)


@dataclass(frozen=True, slots=True)
class Row:
    """One station with what is asked of its matter, in the order of `COLUMNS`."""

    kind: str
    day: date
    detail: str
    matter_id: UUID
    number: str
    received_on: date
    clock_from: date
    accepted_at: Any
    pauses: Sequence[Mapping[str, str | None]]


def matter_evidence(*, federation_id: UUID, period: Period) -> Sequence[Evidence]:
    """
    List the evidence of matters whose day lies in the period, in one query.

    The subject is the key of the matter, so each has its own deadlines. What is taken up again is received anew, and
    a second escalation is one of its own: from then on the subject ends in ``#2`` and so on, lest the first answer
    meet the second duty. Of a matter only its number is told: titles may hold what a speaker said.
    """
    pauses = Pause.objects.filter(matter=OuterRef("matter"), federation_id=federation_id).order_by("starts_on", "pk")
    found = pauses.values(json=JSONObject(starts=F("starts_on"), ends=F("ends_on")))
    rows = (
        Station.objects.filter(_touches(period), federation_id=federation_id, kind__in=TOLD, voice__isnull=True)
        .annotate(pauses=ArraySubquery(found))
        .order_by("matter_id", "at", "pk")
        .values_list(*COLUMNS)
    )
    groups = groupby((Row(*row) for row in rows), key=attrgetter("matter_id"))
    told = [each for _key, group in groups for each in _of_one(list(group))]
    return [row for row in told if period.contains(row.on)]


def _touches(period: Period) -> Q:
    """Keep all stations of matters to which something happened in the period, or whose clock began in it."""
    lately = Q(day__gte=period.starts_on)
    begun = Q(matter__received_on__gte=period.starts_on) | Q(matter__clock_from__gte=period.starts_on)
    if period.ends_on is not None:
        lately &= Q(day__lt=period.ends_on)
        begun &= Q(matter__received_on__lt=period.ends_on)
    touched = Station.objects.filter(lately, voice__isnull=True).values("matter")
    return Q(matter__in=touched) | begun


def _of_one(rows: Sequence[Row]) -> Iterator[Evidence]:
    """Read one matter from its stations."""
    yield from _received(rows)
    run, sent, is_outside = 1, 0, False
    for row in rows:
        run += row.kind in AGAIN
        if row.kind in SENT:
            sent, is_outside = sent + 1, row.detail == Level.OUTSIDE
            if not is_outside:
                yield _evidence(row, "matters.escalated", row.day, sent, {"level": row.detail})
        if row.kind in BACK and not is_outside:
            yield _evidence(row, "matters.answered_above", row.day, sent, {"answer": BACK[row.kind]})
        if row.kind in ANSWERS:
            yield _evidence(row, "matters.answered", row.day, run, {"result": row.detail})
        if row.kind == Kind.ALL_TOLD:
            yield _evidence(row, "matters.told", row.day, run, {})


def _received(rows: Sequence[Row]) -> Iterator[Evidence]:
    """
    Say when its clock began and somebody took it on, each time anew.

    A second half of a split began with the whole; the last clock may have come from an older matter merged into it.
    What is taken up again has its owner, so it is accepted on that day.
    """
    first = rows[0]
    starts = [first.received_on, *(row.day for row in rows if row.kind in AGAIN)]
    starts[-1] = first.clock_from
    suspended = _suspended(first)
    for run, on in enumerate(starts, start=1):
        yield _evidence(first, "matters.received", on, run, {"suspended": suspended} if suspended else {})
        if first.accepted_at is not None:
            accepted_on = max(local_day(first.accepted_at), on) if run == 1 else on
            yield _evidence(first, "matters.accepted", accepted_on, run, {})


def _suspended(row: Row) -> tuple[Period, ...]:
    """List when its clock stood still; one day [d, d) is no pause."""
    told = [(str(each["starts"]), each["ends"]) for each in row.pauses]
    periods = (Period(date.fromisoformat(starts), date.fromisoformat(ends) if ends else None) for starts, ends in told)
    return tuple(period for period in periods if not period.is_empty)


def _evidence(row: Row, code: str, on: date, time: int, facts: dict[str, object]) -> Evidence:
    key = str(row.matter_id)
    subject = key if time == 1 else f"{key}#{time}"
    return Evidence(code, on, subject, row.number, "matters:matter", (key,), facts)
