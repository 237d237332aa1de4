"""Shares are exact. Source: rules of counting, "Shares and majorities"."""

from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from gongzhi.kernel.majorities import Threshold

SHARES = st.fractions(0, 1, max_denominator=1000)
HEADS = st.integers(0, 100_000)


@st.composite
def thresholds(draw: st.DrawFn) -> Threshold:
    share, strict = draw(SHARES), draw(st.booleans())
    assume(not (strict and share == 1))
    return Threshold(share=share, strict=strict)


@pytest.mark.parametrize(
    ("text", "of", "needed"),
    [
        (">=2/3", 10, 7),
        (">1/2", 10, 6),
        (">=4/5", 10, 8),
        (">4/5", 10, 9),
        (">=2/3", 15, 10),
        (">1/2", 18, 10),
        (">1/2", 150, 76),
        (">1/2", 77, 39),
        (">=4/5", 18, 15),
        (">=2/3", 12, 8),
        (">=2/3", 26, 18),
        (">=2/3", 31, 21),
        (">=4/5", 12, 10),
        (">=2/3", 4, 3),
        (">=1/3", 3, 1),
        (">1/3", 3, 2),
        (">=1", 9, 9),
        (">0", 9, 1),
        (">=2/3", 0, 0),
        (">1/2", 0, 1),
    ],
)
def test_needed(text: str, of: int, needed: int) -> None:
    assert Threshold.parse(text).needed(of) == needed


@given(thresholds(), HEADS)
def test_needed_is_the_smallest_count_that_is_enough(threshold: Threshold, of: int) -> None:
    needed, exact = threshold.needed(of), threshold.share * of

    def enough(count: int) -> bool:
        return count > exact if threshold.strict else count >= exact

    assert enough(needed)
    assert needed == 0 or not enough(needed - 1)


@given(thresholds(), HEADS, HEADS)
def test_met_means_the_needed_number_is_reached(threshold: Threshold, count: int, of: int) -> None:
    assert threshold.met(count, of) == (count >= threshold.needed(of))
    assert of == 0 or threshold.met(of, of)


@given(thresholds())
def test_the_text_form_is_read_back(threshold: Threshold) -> None:
    assert Threshold.parse(str(threshold)) == threshold


@pytest.mark.parametrize(
    ("text", "written"), [(" >= 2/3 ", ">=2/3"), ("≥2/3", ">=2/3"), (">=4/6", ">=2/3"), (">=1", ">=1")]
)
def test_spellings_of_one_threshold(text: str, written: str) -> None:
    assert str(Threshold.parse(text)) == written


@pytest.mark.parametrize("text", ["", "2/3", "=2/3", "<1/2", ">=0.66", ">=-1/2", ">=2/0", ">=3/2", ">1", ">=٢/٣"])
def test_what_is_no_threshold_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"Not a threshold|No count can reach"):
        Threshold.parse(text)


def test_a_negative_number_of_heads_is_refused() -> None:
    with pytest.raises(ValueError, match="-1"):
        Threshold(Fraction(1, 2), strict=True).needed(-1)
