"""Identifiers grow, whatever the clock does."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from uuid import RFC_4122, UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongzhi.kernel.identifiers import Uuid7Source, uuid7

LARGEST_MILLISECONDS = 2**48 - 2**16


def milliseconds_of(identifier: UUID) -> int:
    return identifier.int >> 80


def test_an_identifier_is_of_version_7() -> None:
    identifier = uuid7()

    assert identifier.version == 7
    assert identifier.variant == RFC_4122


def test_the_layout_is_that_of_rfc_9562() -> None:
    # RFC 9562 appendix A.6: 2022-02-22 14:22:22 in UTC-5 begins with 017F22E2-79B0-7.
    identifier = Uuid7Source(milliseconds=lambda: 0x017F22E279B0).make()

    assert str(identifier).startswith("017f22e2-79b0-7")
    assert str(identifier)[19] in "89ab"


def test_identifiers_of_one_process_grow() -> None:
    made = [uuid7() for _ in range(5_000)]

    assert all(one < other for one, other in pairwise(made))


def test_threads_share_one_order() -> None:
    with ThreadPoolExecutor(8) as threads:
        batches = list(threads.map(lambda _: [uuid7() for _ in range(500)], range(8)))

    assert all(one < other for batch in batches for one, other in pairwise(batch))
    assert len({identifier for batch in batches for identifier in batch}) == 4_000


@given(st.lists(st.integers(1, LARGEST_MILLISECONDS), min_size=2, max_size=50))
def test_identifiers_grow_when_the_clock_is_put_back(readings: list[int]) -> None:
    clock: Iterator[int] = iter(readings)
    source = Uuid7Source(milliseconds=lambda: next(clock))

    made = [source.make() for _ in readings]

    assert all(one < other for one, other in pairwise(made))
    assert all((one.version, one.variant) == (7, RFC_4122) for one in made)
    assert milliseconds_of(made[0]) == readings[0]
    assert milliseconds_of(made[-1]) >= max(readings)


def test_identifiers_grow_even_by_the_smallest_lot(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("secrets.randbits", lambda _bits: 0)
    source = Uuid7Source(milliseconds=lambda: 1)

    assert [str(source.make()) for _ in range(2)] == [
        "00000000-0001-7000-8000-000000000000",
        "00000000-0001-7000-8000-000000000001",
    ]


def test_every_random_bit_has_its_place(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("secrets.randbits", lambda bits: 2**bits - 1)

    identifier = Uuid7Source(milliseconds=lambda: 1).make()

    assert str(identifier) == "00000000-0001-7fff-bfff-ffffffffffff"
