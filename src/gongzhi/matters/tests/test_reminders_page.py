"""The sheet of reminders: one's own, off the desk once it was read."""

import pytest

from gongzhi.matters.models import Digest
from gongzhi.matters.services import remind_people
from gongzhi.matters.tests.factories import DAY, MONDAY, accepted
from gongzhi.matters.tests.pages import browser, keyed, words


@pytest.fixture
def sheet(street):
    accepted(street)
    remind_people(at=MONDAY + 8 * DAY)
    return Digest.objects.get()


def test_one_reads_ones_own_sheet_and_puts_it_aside(street, federation, url_in, sheet):
    client = browser(street.handler)
    address = url_in(federation, "matters:reminders", sheet.pk)
    page = client.get(address)
    assert page.status_code == 200
    assert "三号楼楼道照明" in words(page)
    assert "2026-0001" in words(page)
    assert client.post(address, keyed({})).status_code == 303
    sheet.refresh_from_db()
    assert sheet.seen_at is not None
    assert "看过了" not in words(client.get(address))


def test_reading_changes_nothing(street, federation, url_in, sheet):
    browser(street.handler).get(url_in(federation, "matters:reminders", sheet.pk))
    sheet.refresh_from_db()
    assert sheet.seen_at is None


@pytest.mark.parametrize("role", ["general", "stranger", "cadre"])
def test_nobody_reads_anothers_sheet(street, federation, url_in, sheet, role):
    client = browser(getattr(street, role))
    address = url_in(federation, "matters:reminders", sheet.pk)
    assert client.get(address).status_code == 404
    assert client.post(address, keyed({})).status_code == 404


def test_the_sheet_stands_on_the_desk(street, federation, url_in, sheet):
    page = words(browser(street.handler).get(url_in(federation, "desk:home")))
    assert "2条提醒" in page
