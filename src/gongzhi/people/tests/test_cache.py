"""The cache that all processes share."""

import pytest
from django.core.cache import cache

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
