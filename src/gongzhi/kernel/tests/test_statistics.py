"""Shares carry their uncertainty, and small counts stay with those they are about."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongzhi.kernel.statistics import wilson, withhold


@pytest.mark.parametrize(
    ("count", "of", "low", "high"),
    [
        # Newcombe, Statistics in Medicine 17 (1998) 857-872, table I, method 3
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
        (29, 29, 0.8830, 1.0),
    ],
)
def test_intervals_agree_with_the_published_table(count, of, low, high):
    found = wilson(count=count, of=of)
    assert (round(found.low, 4), round(found.high, 4)) == (low, high)


def test_nobody_asked_is_no_share():
    assert wilson(count=0, of=0) is None


@pytest.mark.parametrize(("count", "of"), [(-1, 3), (4, 3)])
def test_what_is_no_share_is_refused(count, of):
    with pytest.raises(ValueError, match="no share"):
        wilson(count=count, of=of)


@given(st.integers(1, 100_000).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of))))
def test_an_interval_holds_its_share_and_mirrors(pair):
    count, of = pair
    found, mirrored = wilson(count=count, of=of), wilson(count=of - count, of=of)
    assert 0 <= found.low <= found.share <= found.high <= 1
    assert found.low < found.high
    assert abs(found.low - (1 - mirrored.high)) < 1e-9


@pytest.mark.parametrize(
    ("counts", "shown"),
    [
        ([50, 30, 20], [50, 30, 20]),
        ([50, 30, 0], [50, 30, 0]),
        ([50, 30, 4], [50, None, None]),
        ([50, 3, 4], [None, None, None]),
        ([50, 6, 7], [50, None, None]),
        ([4], [None]),
        ([0, 0], [0, 0]),
    ],
)
def test_small_cells_are_held_back_with_their_complement(counts, shown):
    assert withhold(counts) == shown


def test_without_a_total_one_hidden_cell_is_enough():
    assert withhold([50, 30, 4], total_is_known=False) == [50, 30, None]


def test_fewer_than_five_are_never_shown():
    with pytest.raises(ValueError, match="never"):
        withhold([1], least=4)


@given(st.lists(st.integers(0, 60), min_size=1, max_size=8))
def test_the_total_gives_no_small_cell_away(counts):
    shown = withhold(counts)
    hidden = [count for count, said in zip(counts, shown, strict=True) if said is None]
    assert all(said is None or said == count for count, said in zip(counts, shown, strict=True))
    assert all(said is None or said == 0 or said >= 10 for said in shown)
    if hidden and any(shown):
        assert len(hidden) > 1
        assert sum(hidden) >= 10
