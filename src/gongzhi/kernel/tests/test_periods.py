"""Half-open periods: what follows neither overlaps nor leaves a gap."""

from datetime import date, timedelta
from itertools import islice, pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from gongzhi.kernel.periods import CalendarKind, Period, calendar_period, calendar_periods

DAYS = st.dates(date(2019, 1, 1), date(2021, 12, 31))
KINDS = st.sampled_from(CalendarKind)


@st.composite
def periods(draw: st.DrawFn) -> Period:
    starts_on = draw(DAYS)
    length = draw(st.none() | st.integers(0, 500))
    return Period(starts_on, None if length is None else starts_on + timedelta(days=length))


def test_the_first_day_is_in_and_the_end_is_out() -> None:
    period = Period(date(2026, 3, 1), date(2026, 4, 1))

    assert period.contains(date(2026, 3, 1))
    assert period.contains(date(2026, 3, 31))
    assert not period.contains(date(2026, 4, 1))
    assert not period.contains(date(2026, 2, 28))
    assert (period.day_count, period.last_day) == (31, date(2026, 3, 31))


def test_a_period_without_end_contains_every_later_day() -> None:
    period = Period(date(2026, 3, 1))

    assert period.is_open
    assert period.contains(date.max)
    assert (period.day_count, period.last_day) == (None, None)
    assert list(islice(period.days(), 2)) == [date(2026, 3, 1), date(2026, 3, 2)]


def test_an_empty_period_contains_nothing_and_overlaps_nothing() -> None:
    empty = Period(date(2026, 3, 1), date(2026, 3, 1))

    assert empty.is_empty
    assert empty.last_day is None
    assert list(empty.days()) == []
    assert not empty.overlaps(empty)
    assert not empty.overlaps(Period(date(2026, 1, 1)))


def test_a_period_cannot_end_before_it_starts() -> None:
    with pytest.raises(ValueError, match="before it starts"):
        Period(date(2026, 3, 2), date(2026, 3, 1))


@given(DAYS, DAYS, DAYS)
def test_periods_that_follow_each_other_share_no_day_and_leave_no_gap(one: date, two: date, three: date) -> None:
    first, middle, last = sorted([one, two, three])
    before, after, whole = Period(first, middle), Period(middle, last), Period(first, last)

    assert not before.overlaps(after)
    assert [*before.days(), *after.days()] == list(whole.days())


@given(periods(), periods(), DAYS)
def test_the_intersection_holds_exactly_the_shared_days(one: Period, other: Period, day: date) -> None:
    shared = one.intersect(other)

    assert (one.contains(day) and other.contains(day)) == (shared is not None and shared.contains(day))
    assert shared == other.intersect(one)
    assert one.overlaps(other) == (shared is not None)
    assert shared is None or (one.covers(shared) and other.covers(shared) and not shared.is_empty)


@given(periods())
def test_a_period_is_its_own_intersection(period: Period) -> None:
    assert period.covers(period)
    assert period.intersect(period) == (None if period.is_empty else period)


@given(periods())
def test_days_and_day_count_agree(period: Period) -> None:
    assume(not period.is_open)
    days = list(period.days())

    assert len(days) == period.day_count
    assert all(period.contains(day) for day in days)
    assert days[-1:] == [day for day in [period.last_day] if day is not None]


@pytest.mark.parametrize(
    ("kind", "day", "first", "end"),
    [
        ("year", "2026-07-15", "2026-01-01", "2027-01-01"),
        ("half_year", "2026-06-30", "2026-01-01", "2026-07-01"),
        ("half_year", "2026-07-01", "2026-07-01", "2027-01-01"),
        ("quarter", "2026-12-31", "2026-10-01", "2027-01-01"),
        ("quarter", "2026-05-01", "2026-04-01", "2026-07-01"),
        ("month", "2024-02-29", "2024-02-01", "2024-03-01"),
        ("month", "2026-12-01", "2026-12-01", "2027-01-01"),
    ],
)
def test_calendar_period(kind: str, day: str, first: str, end: str) -> None:
    expected = Period(date.fromisoformat(first), date.fromisoformat(end))

    assert calendar_period(kind, date.fromisoformat(day)) == expected


@given(KINDS, DAYS)
def test_every_day_lies_in_its_calendar_period(kind: CalendarKind, day: date) -> None:
    period = calendar_period(kind, day)

    assert period.contains(day)
    assert all(calendar_period(kind, other) == period for other in (period.starts_on, period.last_day) if other)


@given(KINDS, periods())
def test_calendar_periods_cover_a_period_without_gap(kind: CalendarKind, period: Period) -> None:
    assume(not period.is_open)
    found = calendar_periods(kind, period)

    assert all(piece.overlaps(period) for piece in found)
    assert all(one.ends_on == other.starts_on for one, other in pairwise(found))
    assert sum(shared.day_count or 0 for piece in found if (shared := piece.intersect(period))) == period.day_count


def test_the_quarters_of_a_term_of_office() -> None:
    found = calendar_periods("quarter", Period(date(2025, 11, 15), date(2026, 4, 1)))

    assert [piece.starts_on for piece in found] == [date(2025, 10, 1), date(2026, 1, 1)]


def test_a_period_without_end_cannot_be_cut() -> None:
    with pytest.raises(ValueError, match="without end"):
        calendar_periods("year", Period(date(2026, 1, 1)))


def test_an_unknown_kind_is_refused() -> None:
    with pytest.raises(ValueError, match="fortnight"):
        calendar_period("fortnight", date(2026, 1, 1))
