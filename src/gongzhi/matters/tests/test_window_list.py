"""The window: what is due first, what narrows it, who sees what, and how many queries it takes."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from gongzhi.matters import services
from gongzhi.matters.models import Matter
from gongzhi.matters.selectors import listing
from gongzhi.matters.tests.factories import DAY, FIRST_DAY, MONDAY, accept, accepted, answered, escalated, voiced
from gongzhi.matters.tests.pages import browser, words
from gongzhi.matters.views import window

MOST_QUERIES = 20


@pytest.fixture(autouse=True)
def _monday():
    with time_machine.travel(MONDAY + timedelta(hours=6), tick=True):
        yield


def numbers(street, **more):
    filters = listing.Filters(**more)
    return [m.number for m in listing.find(actor=street.general, filters=filters, on=FIRST_DAY)]


def test_what_is_due_first_stands_first(street):
    late = voiced(at=MONDAY - 20 * DAY).matter
    fresh = voiced(at=MONDAY).matter
    waiting = escalated(street, at=MONDAY - 5 * DAY).matter
    assert numbers(street) == [late.number, fresh.number, waiting.number]


def test_days_left_are_workdays_and_negative_when_overdue(street):
    late = voiced(at=MONDAY - 20 * DAY).matter
    fresh = voiced(at=MONDAY).matter
    rows = listing.rows_of([late.pk, fresh.pk], on=FIRST_DAY)
    assert rows[0].is_overdue
    assert rows[0].days_left == -9
    assert rows[1].days_left == 5


def test_a_due_day_on_friday_is_overdue_on_saturday(street):
    matter = voiced(at=MONDAY).matter
    Matter.objects.filter(pk=matter.pk).update(due_on=FIRST_DAY + timedelta(days=4))
    saturday = FIRST_DAY + timedelta(days=5)
    assert listing.rows_of([matter.pk], on=saturday)[0].days_left == -1


def test_each_row_counts_its_voices(street):
    first = voiced().matter
    second = voiced(actor=street.clerk, channel="desk", matter_id=first.pk).matter
    assert second.pk == first.pk
    assert listing.rows_of([first.pk], on=FIRST_DAY)[0].voices == 2


def test_groups_hold_what_they_say(street):
    overdue = accepted(street, at=MONDAY - 20 * DAY)
    done = answered(
        street, at=MONDAY - DAY, reply=services.ReplyWish(channel="phone", name="陈", contact="13812340001")
    )
    filters = {"group": listing.OVERDUE}
    assert numbers(street, **filters) == [overdue.number]
    assert numbers(street, group=listing.UNTOLD) == [done.number]
    assert numbers(street, group=listing.ALL)[0] == done.number
    mine = listing.find(actor=street.handler, filters=listing.Filters(group=listing.MINE), on=FIRST_DAY)
    assert {m.number for m in mine} == {overdue.number, done.number}
    counts = listing.count(actor=street.handler, on=FIRST_DAY)
    assert (counts.open, counts.mine, counts.overdue) == (1, 2, 1)


def test_search_finds_words_of_voices_and_titles_from_two_characters(street):
    lamp = accept(street, voiced(words="楼道的灯坏了"))
    voiced(words="垃圾没人收")
    assert numbers(street, text="灯坏") == [lamp.number]
    assert numbers(street, text="照明") == [lamp.number]
    assert numbers(street, text="不存在的话") == []


@pytest.mark.parametrize(
    ("narrowing", "count"),
    [({"channel": "phone"}, 1), ({"channel": "web"}, 1), ({"asker": "member"}, 0), ({"state": "working"}, 1)],
)
def test_filters_narrow(street, narrowing, count):
    accept(street, voiced(actor=street.clerk, channel="phone"))
    voiced()
    assert len(numbers(street, **narrowing)) == count


def test_similar_matters_share_pairs_of_characters(street):
    one = accept(street, voiced(words="灯"))
    two = voiced(words="三号楼楼道没有照明").matter
    voiced(words="停车位太少了")
    found = listing.similar(actor=street.general, matter=one)
    assert [m.pk for m in found] == [two.pk]


def test_the_page_shows_rows_with_seal_voices_and_owner(street, federation, url_in):
    accepted(street, at=MONDAY - 20 * DAY)
    page = browser(street.general).get(url_in(federation, "matters:window"))
    said = words(page)
    assert page.status_code == 200
    assert "逾期" in said
    assert "三号楼楼道照明" in said
    assert "周明" in said


def test_a_hundred_rows_take_no_more_queries_than_one(street, federation, url_in):
    client = browser(street.general)
    address = url_in(federation, "matters:window")
    voiced()
    client.get(address)
    with CaptureQueriesContext(
        connection,
    ) as one:
        client.get(address)
    for _each in range(30):
        voiced()
    with CaptureQueriesContext(connection) as many:
        client.get(address)
    assert len(many) == len(one) <= MOST_QUERIES


@pytest.mark.parametrize(
    "query", ["?group=nonsense", "?state=x&category=y", "?community=1", "?page=99", "?q=%00", "?q=" + "长" * 300]
)
def test_nonsense_in_the_address_narrows_nothing_and_breaks_nothing(street, federation, url_in, query):
    voiced()
    page = browser(street.general).get(url_in(federation, "matters:window") + query)
    assert page.status_code == 200


@pytest.mark.parametrize(
    ("role", "status"),
    [("general", 200), ("president", 200), ("handler", 200), ("clerk", 200), ("civil_affairs", 200), ("stranger", 403)],
)
def test_who_may_open_the_window(street, federation, url_in, role, status):
    assert browser(getattr(street, role)).get(url_in(federation, "matters:window")).status_code == status


def test_private_matters_stand_in_nobodys_list_but_of_those_who_assign_and_own(street):
    matter = accepted(street)
    Matter.objects.filter(pk=matter.pk).update(sensitivity="private")
    listed = {
        role: [m.pk for m in listing.find(actor=getattr(street, role), filters=listing.Filters(), on=FIRST_DAY)]
        for role in ("general", "handler", "civil_affairs")
    }
    assert listed == {"general": [matter.pk], "handler": [matter.pk], "civil_affairs": []}


def test_a_narrowed_list_is_counted_up_to_a_bound_and_says_so(street, federation, url_in, monkeypatch):
    monkeypatch.setattr(window, "MOST", 3)
    for _each in range(5):
        voiced()
    client, address = browser(street.general), url_in(federation, "matters:window")
    narrowed = client.get(address + "?channel=web")
    assert narrowed.context["page"].paginator.count == 3
    assert narrowed.context["has_more"]
    whole = client.get(address)
    assert whole.context["page"].paginator.count == 5
    assert not whole.context["has_more"]
