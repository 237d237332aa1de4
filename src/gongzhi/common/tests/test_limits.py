"""Limits: what strangers may send, how those who guess are slowed, and that nobody's address is kept."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
import time_machine
from django.apps import apps
from django.core.cache import cache
from django.db import connection
from django.http import HttpResponse
from django.test import RequestFactory
from django.urls import set_script_prefix

from gongzhi.common.permissions import ANONYMOUS, Actor
from gongzhi.common.web.limits import Patience, Rate, _count, limited, too_many, visitor
from gongzhi.kernel.identifiers import uuid7

MONDAY = datetime(2026, 11, 23, 1, tzinfo=UTC)
PATIENCE = Patience("tests", free=3, longest=60)


@pytest.fixture(autouse=True)
def _empty(db):
    cache.clear()
    yield
    set_script_prefix("/")


def asked(address="192.0.2.7", *, method="post", actor=ANONYMOUS, street="a", **headers):
    request = getattr(RequestFactory(), method)("/", REMOTE_ADDR=address, **headers)
    request.federation, request.actor = SimpleNamespace(pk=street, code="330402010", name="", phone=""), actor
    request.user, request.session = SimpleNamespace(is_authenticated=False), {}
    return request


@limited("tests", address=Rate(3, 60), federation=Rate(5, 60))
def view(request):
    return HttpResponse("fine")


def answers(*requests):
    return [view(request).status_code for request in requests]


def test_one_address_may_send_so_often_and_others_go_on():
    assert answers(*[asked()] * 4) == [200, 200, 200, 429]
    assert answers(asked("192.0.2.8")) == [200]


def test_all_addresses_of_a_street_share_its_limit_and_other_streets_go_on():
    assert answers(*[asked(f"192.0.2.{n}") for n in range(6)]) == [200] * 5 + [429]
    assert answers(asked("192.0.2.9", street="b")) == [200]


def test_who_is_refused_does_not_use_up_what_all_share():
    answers(*[asked()] * 50)
    assert answers(asked("192.0.2.8"), asked("192.0.2.9")) == [200, 200]


def test_the_limit_ends_with_its_time():
    with time_machine.travel(MONDAY, tick=False) as clock:
        answers(*[asked()] * 4)
        clock.shift(timedelta(seconds=61))
        assert answers(asked()) == [200]


def test_reading_is_free_and_so_are_the_signed_in():
    assert answers(*[asked(method="get")] * 20) == [200] * 20
    assert answers(*[asked(actor=Actor(person_id=uuid7()))] * 20) == [200] * 20


def test_the_page_says_how_long_to_wait():
    answer = too_many(asked(), 61)
    assert answer.status_code == 429
    assert answer["Retry-After"] == "61"
    assert "2 分钟" in answer.content.decode()


def test_misses_beyond_the_free_ones_double_the_wait():
    with time_machine.travel(MONDAY, tick=False) as clock:
        waits = []
        for _each in range(12):
            waits.append(PATIENCE.missed(asked()))
            clock.shift(timedelta(seconds=waits[-1] + 1))
        assert waits == [0, 0, 0, 1, 2, 4, 8, 16, 32, 60, 60, 60]


def test_who_waits_is_told_the_rest_of_it_and_others_do_not_wait():
    with time_machine.travel(MONDAY, tick=False) as clock:
        for _each in range(8):
            PATIENCE.missed(asked())
        assert PATIENCE.wait(asked()) == 16
        clock.shift(timedelta(seconds=10))
        assert PATIENCE.wait(asked()) == 6
        assert PATIENCE.wait(asked("192.0.2.8")) == 0


def test_misses_are_forgotten_after_a_quiet_hour():
    with time_machine.travel(MONDAY, tick=False) as clock:
        for _each in range(8):
            PATIENCE.missed(asked())
        clock.shift(timedelta(hours=1, seconds=1))
        assert PATIENCE.missed(asked()) == 0


def test_addresses_are_kept_as_fingerprints_only():
    answers(asked("198.51.100.23"))
    PATIENCE.missed(asked("198.51.100.23"))
    rows = apps.get_model("people", "CacheEntry").objects.values_list("key", "value")
    assert rows
    assert "198.51" not in str(list(rows))


def test_a_forged_forwarding_header_is_not_believed(settings):
    forged = [asked(HTTP_X_FORWARDED_FOR=f"203.0.113.{n}") for n in range(4)]
    assert answers(*forged) == [200, 200, 200, 429]
    cache.clear()
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    through_ours = [asked("127.0.0.1", HTTP_X_FORWARDED_FOR=f"10.9.9.{n}, 203.0.113.5") for n in range(4)]
    assert answers(*through_ours) == [200, 200, 200, 429]
    assert answers(asked("127.0.0.1", HTTP_X_FORWARDED_FOR="203.0.113.6")) == [200]


@pytest.mark.parametrize("address", ["", "not an address"])
def test_unknown_addresses_share_one_limit(address):
    assert visitor(asked(address)) == visitor(asked("also not one"))


def test_a_proxy_that_is_missing_counts_as_unknown(settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 2
    assert visitor(asked(HTTP_X_FORWARDED_FOR="203.0.113.5")) == visitor(asked(""))


def test_a_whole_home_line_counts_as_one():
    assert visitor(asked("2001:db8:1:2::1")) == visitor(asked("2001:db8:1:2:ffff::9"))
    assert visitor(asked("2001:db8:1:2::1")) != visitor(asked("2001:db8:1:3::1"))
    assert visitor(asked("::ffff:192.0.2.7")) == visitor(asked("192.0.2.7"))


@pytest.mark.django_db(transaction=True)
def test_of_fifty_at_once_just_so_many_get_through():
    with ThreadPoolExecutor(10) as pool:
        sums = list(pool.map(_count_once, range(50)))
    assert sorted(sums) == list(range(1, 51))


def _count_once(_number):
    try:
        return _count("limit:tests:at-once", 60)
    finally:
        connection.close()
