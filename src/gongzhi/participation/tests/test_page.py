"""What the page counts, what it holds back, and who sees it."""

import re
from collections import Counter
from datetime import date
from uuid import uuid4

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from gongzhi.common.tenancy import scope
from gongzhi.federations.models import Community
from gongzhi.kernel.statistics import LEAST_SHOWN
from gongzhi.offices.testing import make_officer, sign_in
from gongzhi.participation.models import Channel, Contact
from gongzhi.participation.selectors import GROUPS, cells_of, participation_in, ways_of
from gongzhi.participation.services import record_contact, take_back_contact

TODAY = date(2026, 11, 23)
LAST_QUARTER = date(2026, 8, 1)
STREET = uuid4()
RIGHT = ["participation.contact.read"]


def contacts(number, *, on=LAST_QUARTER, community=None, group="", act="voice", channel="web"):
    home = community.pk if community else None
    for _number in range(number):
        record_contact(act=act, channel=channel, on=on, community_id=home, group=group)


@given(st.lists(st.integers(0, 60), min_size=32, max_size=32))
def test_no_small_way_can_be_reckoned_from_the_total(numbers):
    places = [(act, channel) for act in Contact.Act.values for channel in Channel.values]
    counts = Counter(dict(zip(places, numbers, strict=True)))
    shown = {
        (row.act, channel): count
        for row in ways_of(counts)
        for channel, count in zip(Channel.values, row.counts, strict=True)
    }
    hidden = [counts[place] for place, count in shown.items() if count is None]
    assert all(count is None or count == 0 or count >= LEAST_SHOWN for count in shown.values())
    if sum(numbers) >= LEAST_SHOWN and hidden:
        assert sum(hidden) >= LEAST_SHOWN
        assert len(hidden) > 1


@given(st.lists(st.lists(st.integers(0, 40), min_size=5, max_size=5), min_size=1, max_size=6))
def test_no_small_cell_can_be_reckoned_from_its_community(rows):
    homes = [Community(name=str(number), federation_id=STREET) for number in range(len(rows) - 1)]
    keys = [*(home.pk for home in homes), None]
    counts = Counter(
        {(key, group): n for key, row in zip(keys, rows, strict=True) for group, n in zip(GROUPS, row, strict=True)}
    )
    for row in cells_of(counts, homes):
        key = row.community.pk if row.community else None
        true = [counts[key, group] for group in GROUPS]
        hidden = [n for n, shown in zip(true, row.counts, strict=True) if shown is None]
        if row.total is None:
            assert len(hidden) == len(GROUPS)
            continue
        assert row.total == sum(true) >= LEAST_SHOWN
        assert all(shown is None or shown == 0 or shown >= LEAST_SHOWN for shown in row.counts)
        assert not hidden or (len(hidden) > 1 and sum(hidden) >= LEAST_SHOWN)


def test_a_quarter_is_counted_by_way_and_by_cell(federation):
    home = Community.objects.create(name="桂苑社区")
    contacts(12, community=home, group="elder")
    contacts(11, act="survey", channel="paper", community=home, group="young")
    contacts(30, on=date(2026, 3, 31))
    seen = participation_in(day=LAST_QUARTER, today=TODAY)
    assert seen.total == 23
    assert [row.counts[0] for row in seen.ways if row.act == "voice"] == [12]
    [row] = seen.cells
    assert (row.community, row.total) == (home, 23)
    assert dict(zip(GROUPS, row.counts, strict=True)) == {"children": 0, "young": 11, "middle": 0, "elder": 12, "": 0}


def test_cells_wait_until_the_quarter_is_over(federation):
    contacts(40, on=TODAY)
    seen = participation_in(day=TODAY, today=TODAY)
    assert (seen.total, seen.is_over, seen.cells) == (40, False, ())
    assert participation_in(day=TODAY, today=date(2027, 1, 1)).is_over


def test_fewer_than_ten_are_not_counted(federation):
    contacts(9)
    seen = participation_in(day=LAST_QUARTER, today=TODAY)
    assert (seen.total, seen.ways, seen.cells) == (None, (), ())


def test_what_was_none_is_taken_back_once(federation):
    contacts(3)
    take_back_contact(act="voice", channel="web", on=LAST_QUARTER)
    take_back_contact(act="voice", channel="phone", on=LAST_QUARTER)
    assert Contact.objects.count() == 2


@time_machine.travel(TODAY, tick=True)
def test_the_page_shows_counts_and_holds_small_ones_back(federation, client, url_in, django_assert_max_num_queries):
    contacts(25)
    contacts(13, channel="desk")
    contacts(4, channel="phone")
    sign_in(client, make_officer(RIGHT))
    with django_assert_max_num_queries(20):
        page = client.get(url_in(federation, "participation:overview") + "?quarter=2026-3")
    numbers = re.findall(r"<dd[^>]*>\s*(\d+)|<td[^>]*>\s*(\d+)", page.content.decode())
    assert page.status_code == 200
    assert {fact or cell for fact, cell in numbers} == {"0", "25", "42"}


@time_machine.travel(TODAY, tick=True)
@pytest.mark.parametrize("query", ["", "?quarter=", "?quarter=1999-1", "?quarter=%00", "?quarter=2026-9"])
def test_wrong_quarters_show_this_one(federation, client, url_in, query):
    sign_in(client, make_officer(RIGHT))
    page = client.get(url_in(federation, "participation:overview") + query)
    assert page.status_code == 200
    assert page.context["seen"].quarter.starts_on == date(2026, 10, 1)


def test_only_who_may_count_sees_the_page(federation, client, url_in):
    address = url_in(federation, "participation:overview")
    assert client.get(address).status_code == 302
    sign_in(client, make_officer([]))
    assert client.get(address).status_code == 403


def test_another_street_is_not_counted(federation, other_federation):
    with scope(other_federation.pk):
        contacts(20)
    assert participation_in(day=LAST_QUARTER, today=TODAY).total == 0
