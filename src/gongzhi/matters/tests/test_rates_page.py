"""The page of rates: definitions beside numbers, small numbers held back, no person in sight."""

from datetime import date, timedelta

import pytest
import time_machine

from gongzhi.kernel.periods import Period
from gongzhi.matters.selectors import rates
from gongzhi.matters.tests.factories import MONDAY, accept, answer, voiced
from gongzhi.matters.tests.pages import browser, words
from gongzhi.matters.views.rates import period_of

YEAR = Period(date(2026, 1, 1), date(2027, 1, 1))


@pytest.fixture(autouse=True)
def _monday():
    with time_machine.travel(MONDAY + timedelta(hours=6), tick=True):
        yield


def test_numbers_stand_beside_their_definitions(street, federation, url_in):
    for number in range(12):
        voice = voiced()
        if number < 6:
            answer(street, accept(street, voice))
    page = browser(street.general).get(url_in(federation, "matters:rates"))
    said = words(page)
    answered = next(rate for rate in page.context["rates"] if rate.code == "answered")
    assert (answered.numerator, answered.denominator) == (6, 12)
    assert "50%" in said
    assert "周明" not in said


def test_fewer_than_ten_are_not_shown(street, federation, url_in):
    for _each in range(9):
        voiced()
    page = browser(street.general).get(url_in(federation, "matters:rates"))
    assert all(rate.is_withheld for rate in [*page.context["rates"], *page.context["said"]])
    assert "0%" not in words(page)


def test_a_channel_that_could_be_reckoned_from_the_others_is_not_offered(street, federation, url_in):
    for _each in range(12):
        voiced()
    for _each in range(14):
        voiced(actor=street.clerk, channel="phone")
    voiced(actor=street.clerk, channel="desk")
    assert dict(rates.channels_of(period=YEAR)) == {"web": None, "phone": 14, "desk": None}
    page = browser(street.general).get(url_in(federation, "matters:rates") + "?channel=desk")
    assert page.status_code == 200
    assert page.context["channel"] == ""
    phone = browser(street.general).get(url_in(federation, "matters:rates") + "?channel=phone")
    assert phone.context["rates"][0].denominator == 14


@pytest.mark.parametrize(
    ("code", "first", "end"),
    [
        ("year", date(2026, 1, 1), date(2027, 1, 1)),
        ("last_year", date(2025, 1, 1), date(2026, 1, 1)),
        ("quarter", date(2026, 10, 1), date(2027, 1, 1)),
        ("last_quarter", date(2026, 7, 1), date(2026, 10, 1)),
        ("last_month", date(2026, 10, 1), date(2026, 11, 1)),
        ("nonsense", date(2026, 1, 1), date(2027, 1, 1)),
        ("last_nonsense", date(2026, 1, 1), date(2027, 1, 1)),
    ],
)
def test_periods_are_calendar_periods(code, first, end):
    assert period_of(code, date(2026, 11, 2)) == Period(first, end)


@pytest.mark.parametrize("query", ["?period=x", "?channel=x", "?period=last_year&channel=web"])
def test_nonsense_in_the_address_breaks_nothing(street, federation, url_in, query):
    assert browser(street.general).get(url_in(federation, "matters:rates") + query).status_code == 200


@pytest.mark.parametrize(
    ("role", "status"), [("general", 200), ("civil_affairs", 200), ("stranger", 403), ("leader", 403)]
)
def test_who_sees_the_rates(street, federation, url_in, role, status):
    assert browser(getattr(street, role)).get(url_in(federation, "matters:rates")).status_code == status
