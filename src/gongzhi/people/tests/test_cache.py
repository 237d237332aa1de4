"""The cache that all processes share."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.cache import cache
from django.db import connection

from gongzhi.people.models import CacheEntry


@pytest.fixture(autouse=True)
def _table(db):
    cache.clear()


def test_what_is_set_is_found_until_its_time():
    cache.set("a", [1.5, 2], 60)
    assert cache.get("a") == [1.5, 2]
    cache.set("a", 1, -1)
    assert cache.get("a", "gone") == "gone"


def test_add_lets_one_win():
    assert cache.add("lock", 1, 10)
    assert not cache.add("lock", 2, 10)
    assert cache.get("lock") == 1
    cache.set("lock", 1, -1)
    assert cache.add("lock", 3, 10)


def test_touch_and_delete():
    cache.set("a", 1, None)
    assert cache.touch("a", 10)
    assert cache.delete("a")
    assert not cache.delete("a")
    assert not cache.touch("a", 10)


def test_values_are_json_never_pickles():
    cache.set("a", {"x": [1]}, 10)
    assert CacheEntry.objects.get().value == {"x": [1]}
    with pytest.raises(TypeError):
        cache.set("b", object(), 10)


def test_counting_needs_a_number_that_is_still_there():
    with pytest.raises(ValueError, match="counted"):
        cache.incr("counted")
    cache.set("counted", 1, 10)
    assert cache.incr("counted") == 2
    assert cache.decr("counted", 2) == 0
    cache.set("counted", 1, -1)
    with pytest.raises(ValueError, match="counted"):
        cache.incr("counted")


@pytest.mark.django_db(transaction=True)
def test_of_many_who_count_at_once_each_gets_its_own_sum():
    cache.set("counted", 0, 60)
    with ThreadPoolExecutor(8) as pool:
        sums = list(pool.map(_count_in_thread, range(40)))
    assert sorted(sums) == list(range(1, 41))


def _count_in_thread(_number):
    try:
        return cache.incr("counted")
    finally:
        connection.close()
