"""This will read the ground of a federation, and of a district across its streets."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, Max, Sum

from gongzhi.common.tenancy import across
from gongzhi.federations.models import Community, Division, Federation, Grid, PopulationCell


@dataclass(frozen=True)
class CommunityLine:
    """
    One community as the ground page shows it.

    ``cells`` are the newest counts in the order of the groups, ``people`` their sum (``None`` without a count).
    """

    community: Community
    grid_count: int
    cells: tuple[PopulationCell, ...]
    people: int | None


@dataclass(frozen=True)
class Ground:
    """The whole ground; ``counted`` communities have a number of households, which ``households`` adds up."""

    lines: tuple[CommunityLine, ...]
    grid_count: int
    households: int
    counted: int
    people: int


@dataclass(frozen=True)
class StreetLine:
    """One street of a district: sums over its communities; ``counted_on`` is the day of the newest count."""

    federation: Federation
    communities: int
    households: int
    people: int
    counted_on: date | None


def ground() -> Ground:
    """Read the ground of the scope's federation; three queries."""
    grids = dict(Grid.objects.order_by().values_list("community_id").annotate(Count("pk")))
    cells = defaultdict(list)
    for cell in PopulationCell.objects.newest():
        cells[cell.community_id].append(cell)
    lines = tuple(_line(c, grids.get(c.pk, 0), cells[c.pk]) for c in Community.objects.in_order())
    counted = [line.community.households for line in lines if line.community.households is not None]
    people = sum(line.people or 0 for line in lines)
    return Ground(lines, sum(grids.values()), sum(counted), len(counted), people)


def newest_cells(community: Community) -> tuple[PopulationCell, ...]:
    """Read the newest count of each group of one community, in the order of the groups."""
    return _in_order_of_groups(PopulationCell.objects.filter(community=community).newest())


def way_to(division: Division) -> list[Division]:
    """List the divisions above one, from the province down; one query."""
    lengths = [length for length in (2, 4, 6, 9) if length < len(division.code)]
    return list(Division.objects.filter(code__in=[division.code[:length] for length in lengths]).order_by("code"))


def streets_of(district: Federation, *, reason: str) -> list[StreetLine]:
    """Read the streets of a district with their sums across federations; the caller has recorded the look."""
    federations = list(Federation.objects.in_county(district.county_code))
    ids = [federation.pk for federation in federations]
    with across(reason=reason):
        ground_sums = {
            row["federation"]: row
            for row in Community.objects.filter(federation__in=ids)
            .order_by()
            .values("federation")
            .annotate(communities=Count("pk"), households=Sum("households"))
        }
        people = _people_by_federation(ids)
    return [_street(federation, ground_sums.get(federation.pk), people) for federation in federations]


def _street(federation: Federation, sums: Mapping[str, Any] | None, people: dict[UUID, tuple[int, date]]) -> StreetLine:
    found: Mapping[str, Any] = sums or {"communities": 0, "households": 0}
    count, counted_on = people.get(federation.pk, (0, None))
    return StreetLine(federation, found["communities"], found["households"] or 0, count, counted_on)


def _people_by_federation(ids: Sequence[UUID]) -> dict[UUID, tuple[int, date]]:
    """Add up the newest counts of each federation."""
    newest = (
        PopulationCell.objects.filter(federation__in=ids)
        .order_by()
        .values("federation", "community", "group")
        .annotate(on=Max("counted_on"))
    )
    days = {(row["federation"], row["community"], row["group"]): row["on"] for row in newest}
    sums: dict[UUID, tuple[int, date]] = {}
    cells = PopulationCell.objects.filter(federation__in=ids, counted_on__in=set(days.values()))
    for federation, community, group, counted_on, count in cells.values_list(
        "federation", "community", "group", "counted_on", "count"
    ):
        if days[(federation, community, group)] == counted_on:
            before, on = sums.get(federation, (0, counted_on))
            sums[federation] = (before + count, max(on, counted_on))
    return sums


def _line(community: Community, grid_count: int, cells: Sequence[PopulationCell]) -> CommunityLine:
    people = sum(cell.count for cell in cells) if cells else None
    return CommunityLine(community, grid_count, _in_order_of_groups(cells), people)


def _in_order_of_groups(cells: Iterable[PopulationCell]) -> tuple[PopulationCell, ...]:
    order = list(PopulationCell.Group.values)
    return tuple(sorted(cells, key=lambda cell: order.index(cell.group)))
