"""Days and workdays. Source: rules of counting, "Days"; notices of the General Office of the State Council."""

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongzhi.kernel import workdays
from gongzhi.kernel.periods import Period
from gongzhi.kernel.workdays import Calendar, CalendarYear, ClockStopped, Due

CASES = json.loads((Path(__file__).parent / "cases" / "clocks.json").read_text(encoding="utf-8"))
CHINA = workdays.china()
DAYS = st.dates(date(2020, 1, 1), date(2028, 6, 30))
COUNTS = st.integers(0, 40)

# What each notice says: the spans that are free (first and last day) and the weekend days that are worked.
NOTICES = {
    2020: (
        "01-01 01-01, 01-24 02-02, 04-04 04-06, 05-01 05-05, 06-25 06-27, 10-01 10-08",
        "01-19 04-26 05-09 06-28 09-27 10-10",
    ),
    2021: (
        "01-01 01-03, 02-11 02-17, 04-03 04-05, 05-01 05-05, 06-12 06-14, 09-19 09-21, 10-01 10-07",
        "02-07 02-20 04-25 05-08 09-18 09-26 10-09",
    ),
    2022: (
        "01-01 01-03, 01-31 02-06, 04-03 04-05, 04-30 05-04, 06-03 06-05, 09-10 09-12, 10-01 10-07",
        "01-29 01-30 04-02 04-24 05-07 10-08 10-09",
    ),
    2023: (
        "01-01 01-02, 01-21 01-27, 04-05 04-05, 04-29 05-03, 06-22 06-24, 09-29 10-06",
        "01-28 01-29 04-23 05-06 06-25 10-07 10-08",
    ),
    2024: (
        "01-01 01-01, 02-10 02-17, 04-04 04-06, 05-01 05-05, 06-10 06-10, 09-15 09-17, 10-01 10-07",
        "02-04 02-18 04-07 04-28 05-11 09-14 09-29 10-12",
    ),
    2025: (
        "01-01 01-01, 01-28 02-04, 04-04 04-06, 05-01 05-05, 05-31 06-02, 10-01 10-08",
        "01-26 02-08 04-27 09-28 10-11",
    ),
    2026: (
        "01-01 01-03, 02-15 02-23, 04-04 04-06, 05-01 05-05, 06-19 06-21, 09-25 09-27, 10-01 10-07",
        "01-04 02-14 02-28 05-09 09-20 10-10",
    ),
}


def day_of(year: int, month_and_day: str) -> date:
    return date.fromisoformat(f"{year}-{month_and_day}")


def free_days(year: int) -> set[date]:
    spans = [[day_of(year, end) for end in span.split()] for span in NOTICES[year][0].split(", ")]
    return {day for first, last in spans for day in Period(first, last + timedelta(days=1)).days()}


def days_of(year: int) -> list[date]:
    return list(Period(date(year, 1, 1), date(year + 1, 1, 1)).days())


@pytest.mark.parametrize("year", NOTICES)
def test_the_calendar_says_what_the_notice_says(year: int) -> None:
    free, worked = free_days(year), {day_of(year, day) for day in NOTICES[year][1].split()}

    for day in days_of(year):
        expected = day in worked or (day.weekday() < 5 and day not in free)
        assert CHINA.is_workday(day) == expected, day


@pytest.mark.parametrize("year", NOTICES)
def test_a_published_year_names_its_notice(year: int) -> None:
    assert CHINA.published(year)
    assert CHINA.year(year).source.startswith(f"国办发明电〔{year - 1}〕")
    assert CHINA.year(year).mark == "F"


@pytest.mark.parametrize("day", ["2026-02-14", "2026-10-10", "2025-09-28"])
def test_a_make_up_day_is_a_workday(day: str) -> None:
    assert CHINA.is_workday(date.fromisoformat(day))


@pytest.mark.parametrize("year", [2019, 2027, 2050])
def test_a_year_without_a_notice_counts_monday_to_friday(year: int) -> None:
    assert not CHINA.published(year)
    assert all(CHINA.is_workday(day) == (day.weekday() < 5) for day in days_of(year))


def answer(given: dict[str, Any]) -> date:
    event_on, n = date.fromisoformat(given["event_on"]), given["workdays"]
    if given["kind"] == "before":
        return workdays.workdays_before(event_on, n, CHINA).on
    suspended = []
    if "returned_on" in given:
        ends = (date.fromisoformat(given[end]) for end in ("returned_on", "resubmitted_on"))
        suspended = [Period(*ends)]
    return workdays.within_workdays_after(event_on, n, CHINA, suspended=suspended).on


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['given']['kind']}-{case['given']['event_on']}")
def test_worked_examples(case: dict[str, Any]) -> None:
    [expected] = case["expect"].values()

    assert answer(case["given"]).isoformat() == expected


@given(DAYS, COUNTS)
def test_a_deadline_and_its_elapsed_workdays_agree(event_on: date, n: int) -> None:
    due = workdays.within_workdays_after(event_on, n, CHINA)

    assert workdays.workdays_elapsed(event_on, due.on, CHINA) == n
    assert n == 0 or CHINA.is_workday(due.on)
    assert n == 0 or workdays.workdays_elapsed(event_on, due.on - timedelta(days=1), CHINA) == n - 1


@given(DAYS, st.integers(1, 40))
def test_before_undoes_after_between_workdays(event_on: date, n: int) -> None:
    start = workdays.within_workdays_after(event_on, 1, CHINA).on

    due = workdays.within_workdays_after(start, n, CHINA)

    assert workdays.workdays_before(due.on, n, CHINA).on == start


@given(DAYS, st.integers(1, 40))
def test_n_workdays_lie_from_the_last_day_up_to_the_event(event_on: date, n: int) -> None:
    last_day = workdays.workdays_before(event_on, n, CHINA).on

    assert CHINA.is_workday(last_day)
    assert sum(CHINA.is_workday(day) for day in Period(last_day, event_on).days()) == n


@given(DAYS, COUNTS, st.lists(st.tuples(DAYS, st.integers(0, 60)), max_size=4))
def test_a_stopped_clock_is_never_earlier_and_counts_alike(
    event_on: date, n: int, pauses: list[tuple[date, int]]
) -> None:
    suspended = [Period(day, day + timedelta(days=length)) for day, length in pauses]

    due = workdays.within_workdays_after(event_on, n, CHINA, suspended=suspended)

    assert due.on >= workdays.within_workdays_after(event_on, n, CHINA).on
    assert workdays.workdays_elapsed(event_on, due.on, CHINA, suspended=suspended) == n
    assert n == 0 or not any(pause.contains(due.on) for pause in suspended)


def test_a_return_and_a_new_hand_in_on_one_day_stop_nothing() -> None:
    day = date(2026, 3, 4)

    due = workdays.within_workdays_after(date(2026, 3, 2), 5, CHINA, suspended=[Period(day, day)])

    assert due.on == date(2026, 3, 9)


def test_a_clock_that_stands_still_has_no_due_day() -> None:
    with pytest.raises(ClockStopped) as caught:
        workdays.within_workdays_after(date(2026, 3, 2), 5, CHINA, suspended=[Period(date(2026, 3, 4))])

    assert caught.value.params == {"since": date(2026, 3, 4)}


def test_a_clock_that_stops_after_the_due_day_changes_nothing() -> None:
    due = workdays.within_workdays_after(date(2026, 3, 2), 5, CHINA, suspended=[Period(date(2026, 3, 10))])

    assert due == Due(date(2026, 3, 9), provisional=False)


def test_elapsed_workdays_of_a_clock_that_stands_still() -> None:
    suspended = [Period(date(2026, 3, 4))]

    assert workdays.workdays_elapsed(date(2026, 3, 2), date(2026, 3, 31), CHINA, suspended=suspended) == 1


def test_nothing_elapses_backwards() -> None:
    assert workdays.workdays_elapsed(date(2026, 3, 4), date(2026, 3, 2), CHINA) == 0


@pytest.mark.parametrize(
    ("event_on", "n", "provisional"),
    [("2026-12-28", 3, False), ("2026-12-28", 4, True), ("2027-05-06", 1, True), ("2019-12-31", 1, True)],
)
def test_a_deadline_that_counts_an_unpublished_year_is_provisional(event_on: str, n: int, *, provisional: bool) -> None:
    assert workdays.within_workdays_after(date.fromisoformat(event_on), n, CHINA).provisional == provisional


def test_counting_back_into_an_unpublished_year_is_provisional() -> None:
    assert workdays.workdays_before(date(2027, 1, 4), 1, CHINA) == Due(date(2027, 1, 1), provisional=True)
    assert workdays.workdays_before(date(2026, 12, 31), 1, CHINA) == Due(date(2026, 12, 30), provisional=False)


@pytest.mark.parametrize("n", [-1, -15])
def test_workdays_are_never_negative(n: int) -> None:
    with pytest.raises(ValueError, match=str(n)):
        workdays.within_workdays_after(date(2026, 3, 2), n, CHINA)
    with pytest.raises(ValueError, match=str(n)):
        workdays.workdays_before(date(2026, 3, 2), n, CHINA)


@pytest.mark.parametrize(
    ("sent_on", "meeting_on", "days"),
    [
        ("2026-03-01", "2026-03-12", 10),
        ("2026-03-01", "2026-03-11", 9),
        ("2026-03-01", "2026-03-02", 0),
        ("2026-03-01", "2026-03-01", 0),
        ("2026-03-02", "2026-03-01", 0),
        ("2024-02-28", "2024-03-01", 1),
    ],
)
def test_full_days_of_notice(sent_on: str, meeting_on: str, days: int) -> None:
    assert workdays.full_days_between(date.fromisoformat(sent_on), date.fromisoformat(meeting_on)) == days


def test_calendar_days_begin_the_day_after() -> None:
    assert workdays.days_after(date(2026, 2, 25), 7) == date(2026, 3, 4)


def test_a_day_that_changes_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="change nothing"):
        CalendarYear(published=True, days_off=frozenset({date(2026, 10, 3)}))
    with pytest.raises(ValueError, match="change nothing"):
        CalendarYear(published=True, make_up_days=frozenset({date(2026, 10, 2)}))


def test_a_day_under_the_wrong_year_is_refused() -> None:
    with pytest.raises(ValueError, match="not of 2026"):
        workdays.read_calendar({"years": {"2026": {"published": True, "days_off": ["2027-01-01"]}}})


def test_a_calendar_without_years_counts_monday_to_friday() -> None:
    empty = Calendar()

    assert empty.is_workday(date(2026, 10, 1))
    assert not empty.is_workday(date(2026, 10, 10))
