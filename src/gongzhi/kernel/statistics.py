"""
Say how sure a share is, and hold back counts that are too small to be shown.

Source: semantics.md, "Shares and majorities"; quality.md A.5 (nothing shown for groups below ten, and the second
smallest cell held back where the total would give the smallest away)
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

Z_95 = 1.959963984540054
"""The two-sided 95 % quantile of the normal distribution."""
LEAST_SHOWN = 10
FLOOR = 5


@dataclass(frozen=True, slots=True)
class Interval:
    """A share with its uncertainty: ``low <= share <= high``, all in 0..1."""

    share: float
    low: float
    high: float


def wilson(*, count: int, of: int, z: float = Z_95) -> Interval | None:
    """
    Give the share ``count / of`` with its Wilson score interval; ``None`` where nobody was asked.

    It stays within 0..1 and has a width even at none and at all, where the plain interval would claim certainty.

    :raises ValueError: unless 0 <= count <= of
    Source: E. B. Wilson, JASA 22 (1927) 209-212
    """
    if not 0 <= count <= of:
        message = f"{count} of {of} is no share."
        raise ValueError(message)
    if of == 0:
        return None
    share = count / of
    squared = z * z
    middle = (share + squared / (2 * of)) / (1 + squared / of)
    reach = z * sqrt(share * (1 - share) / of + squared / (4 * of * of)) / (1 + squared / of)
    # At both ends the exact bound is the end itself; floats would miss it by a hair.
    low = 0.0 if count == 0 else max(0.0, middle - reach)
    high = 1.0 if count == of else min(1.0, middle + reach)
    return Interval(share, low, high)


def withhold(counts: Sequence[int], *, least: int = LEAST_SHOWN, total_is_known: bool = True) -> list[int | None]:
    """
    Hold back the counts of one row of disjoint cells that are too small: ``None`` stands for them.

    Counts of 1 to ``least - 1`` are held back; 0 is shown, since it names nobody. Where the total of the row is known
    too, a single hidden cell could be reckoned from it, so that the smallest shown one above 0 is hidden as well; and
    where all that is hidden adds up to less than ``least``, more is hidden until it does not.

    :raises ValueError: if ``least`` is below the floor of five, or a count is negative
    """
    if least < FLOOR or any(count < 0 for count in counts):
        message = "Counts are 0 or more, and fewer than five people are never shown."
        raise ValueError(message)
    hidden = {place for place, count in enumerate(counts) if 0 < count < least}
    if hidden and total_is_known:
        _hide_more(counts, hidden, least)
    return [None if place in hidden else count for place, count in enumerate(counts)]


def _hide_more(counts: Sequence[int], hidden: set[int], least: int) -> None:
    """Hide the smallest shown cells until at least two are hidden, with ``least`` people among them."""
    shown = sorted((count, place) for place, count in enumerate(counts) if count > 0 and place not in hidden)
    for _count, place in shown:
        if len(hidden) > 1 and sum(counts[each] for each in hidden) >= least:
            return
        hidden.add(place)
