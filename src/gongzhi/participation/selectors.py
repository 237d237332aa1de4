"""
This will count who took part, so that nobody can be picked out.

Counts below ten are held back, and so much beside them that they cannot be reckoned from a total. Only counts of
disjoint cells are shown, each total once, so that no two tables give away what one hides; and community and group only
for quarters that are over, so that no look tomorrow gives away who came today.

Source: quality.md A.5; semantics.md, "Shares and majorities"
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count

from gongzhi.federations.models import Community, PopulationCell
from gongzhi.kernel.periods import CalendarKind, Period, calendar_period
from gongzhi.kernel.statistics import LEAST_SHOWN, withhold
from gongzhi.participation.models import Channel, Contact

GROUPS = (*PopulationCell.Group.values, "")
"""The groups in the order of the page; ``""`` is: nobody said."""


@dataclass(frozen=True)
class WayRow:
    """One act over the channels in the order of `Channel`; ``None`` is held back."""

    act: str
    counts: tuple[int | None, ...]


@dataclass(frozen=True)
class CellRow:
    """One community (``None``: nobody said) over the groups of `GROUPS`; where a count is ``None``, it is held back."""

    community: Community | None
    total: int | None
    counts: tuple[int | None, ...]


@dataclass(frozen=True)
class Participation:
    """
    A quarter of contacts.

    ``total`` is ``None`` where it is too small to be shown; ``ways`` and ``cells`` are empty then. ``cells`` are empty
    too while the quarter runs (``is_over`` is false).
    """

    quarter: Period
    is_over: bool
    total: int | None
    ways: tuple[WayRow, ...]
    cells: tuple[CellRow, ...]


def participation_in(*, day: date, today: date) -> Participation:
    """Count the contacts of the quarter of a day; three queries at most."""
    quarter = calendar_period(CalendarKind.QUARTER, day)
    assert quarter.ends_on is not None  # noqa: S101 -- calendar periods end
    contacts = Contact.objects.between(quarter.starts_on, quarter.ends_on).order_by()
    by_way = contacts.values_list("act", "channel").annotate(number=Count("pk"))
    ways = Counter({(act, channel): number for act, channel, number in by_way})
    total, is_over = sum(ways.values()), quarter.ends_on <= today
    if 0 < total < LEAST_SHOWN:
        return Participation(quarter, is_over, None, (), ())
    cells: tuple[CellRow, ...] = ()
    if is_over:
        by_cell = contacts.values_list("community_id", "group").annotate(number=Count("pk"))
        counts = Counter({(home, group): number for home, group, number in by_cell})
        cells = cells_of(counts, list(Community.objects.in_order()))
    return Participation(quarter, is_over, total, ways_of(ways), cells)


def ways_of(counts: Counter[tuple[str, str]]) -> tuple[WayRow, ...]:
    """Lay counts out by act and channel; all of them are one row of disjoint cells, whose total is shown."""
    places = [(act, channel) for act in Contact.Act.values for channel in Channel.values]
    shown = dict(zip(places, withhold([counts[place] for place in places]), strict=True))
    return tuple(WayRow(act, tuple(shown[act, channel] for channel in Channel.values)) for act in Contact.Act.values)


def cells_of(counts: Counter[tuple[UUID | None, str]], communities: Sequence[Community]) -> tuple[CellRow, ...]:
    """
    Lay counts out by community and group, those without a community last.

    Where a community's total is held back, so are all its groups; else the groups are held back against that total.
    No totals of groups are given.
    """
    homes: list[Community | None] = [*communities, None]
    keys = [home.pk if home else None for home in homes]
    rows = [[counts[key, group] for group in GROUPS] for key in keys]
    totals = withhold([sum(row) for row in rows])
    return tuple(
        CellRow(home, total, tuple(withhold(row)) if total is not None else (None,) * len(GROUPS))
        for home, row, total in zip(homes, rows, totals, strict=True)
        if total != 0
    )
