"""This will keep the ground of a federation: communities, grids, and how many people live there."""

from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID

from gongzhi.common import audit
from gongzhi.common.clock import local_day
from gongzhi.common.deeds import deed
from gongzhi.common.permissions import Actor
from gongzhi.federations import permissions
from gongzhi.federations.models import Community, Grid, PopulationCell
from gongzhi.federations.rules import CommunityNameTaken, GridNameTaken, NothingCounted, require_past
from gongzhi.kernel.errors import ChangedMeanwhile


@deed("federations.community.added")
def add_community(
    *,
    actor: Actor,
    name: str,
    households: int | None,
    at: datetime,
    key: str = "",
) -> Community:
    """
    Add a community that the national list does not know. ``households`` is ``None`` if nobody has counted.

    :raises CommunityNameTaken: if there is one of this name
    """
    decision = permissions.may_manage_ground(actor).require()
    _require_free_community_name(name)
    community = Community.objects.create(name=name, households=households)
    facts = {"name": name, "households": households}
    audit.record(
        "federations.community.added", actor=actor, subject=community, at=at, facts=facts, mandate=decision.mandate
    )
    return community


@deed("federations.community.changed")
def change_community(
    *,
    actor: Actor,
    community_id: UUID,
    name: str,
    households: int | None,
    version: int,
    at: datetime,
    key: str = "",
) -> Community:
    """
    Change the name or the households of a community; ``version`` is the one the person saw.

    :raises ChangedMeanwhile: if somebody else changed it since
    :raises CommunityNameTaken: if another one has this name
    """
    community = Community.objects.select_for_update().get(pk=community_id)
    decision = permissions.may_manage_ground(actor).require()
    if community.version != version:
        raise ChangedMeanwhile
    _require_free_community_name(name, besides=community.pk)
    facts = {"name": [community.name, name], "households": [community.households, households]}
    community.name, community.households, community.version = name, households, version + 1
    community.save(update_fields=["name", "households", "version"])
    audit.record(
        "federations.community.changed", actor=actor, subject=community, at=at, facts=facts, mandate=decision.mandate
    )
    return community


@deed("federations.grid.added")
def add_grid(
    *,
    actor: Actor,
    community_id: UUID,
    name: str,
    households: int | None,
    at: datetime,
    key: str = "",
) -> Grid:
    """
    Add a grid to a community.

    :raises GridNameTaken: if the community has one of this name
    """
    community = Community.objects.select_for_update().get(pk=community_id)
    decision = permissions.may_manage_ground(actor).require()
    _require_free_grid_name(community.pk, name)
    grid = Grid.objects.create(community=community, name=name, households=households)
    facts = {"name": name, "households": households}
    audit.record("federations.grid.added", actor=actor, subject=community, at=at, facts=facts, mandate=decision.mandate)
    return grid


@deed("federations.grid.changed")
def change_grid(
    *,
    actor: Actor,
    grid_id: UUID,
    name: str,
    households: int | None,
    version: int,
    at: datetime,
    key: str = "",
) -> Grid:
    """
    Change the name or the households of a grid; ``version`` is the one the person saw.

    :raises ChangedMeanwhile: if somebody else changed it since
    :raises GridNameTaken: if the community has another one of this name
    """
    grid = Grid.objects.select_related("community").select_for_update(of=("self",)).get(pk=grid_id)
    decision = permissions.may_manage_ground(actor).require()
    if grid.version != version:
        raise ChangedMeanwhile
    _require_free_grid_name(grid.community_id, name, besides=grid.pk)
    facts = {"name": [grid.name, name], "households": [grid.households, households]}
    grid.name, grid.households, grid.version = name, households, version + 1
    grid.save(update_fields=["name", "households", "version"])
    audit.record(
        "federations.grid.changed", actor=actor, subject=grid.community, at=at, facts=facts, mandate=decision.mandate
    )
    return grid


@deed("federations.population.counted")
def record_counts(
    *,
    actor: Actor,
    community_id: UUID,
    counts: Mapping[str, int],
    counted_on: date,
    source: str,
    at: datetime,
    key: str = "",
) -> Community:
    """
    Record how many people of each group live in a community on a day, and who says so.

    ``counts`` is group → people; a group left out stays as it was. A second count of the same day corrects the
    first, and the log keeps both.

    :raises CountedInFuture: if the day lies after the day of ``at``
    :raises NothingCounted: without any number
    """
    community = Community.objects.select_for_update().get(pk=community_id)
    decision = permissions.may_manage_ground(actor).require()
    require_past(counted_on=counted_on, today=local_day(at))
    if not counts:
        raise NothingCounted
    before = dict(
        PopulationCell.objects.filter(community=community, counted_on=counted_on).values_list("group", "count")
    )
    for group, count in counts.items():
        PopulationCell.objects.update_or_create(
            community=community, group=group, counted_on=counted_on, defaults={"count": count, "source": source}
        )
    facts = {"on": counted_on, "source": source, "counts": dict(counts), "before": before}
    audit.record(
        "federations.population.counted", actor=actor, subject=community, at=at, facts=facts, mandate=decision.mandate
    )
    return community


def _require_free_community_name(name: str, *, besides: UUID | None = None) -> None:
    if any(pk != besides for pk in Community.objects.filter(name=name).values_list("pk", flat=True)):
        raise CommunityNameTaken(field="name")


def _require_free_grid_name(community_id: UUID, name: str, *, besides: UUID | None = None) -> None:
    same = Grid.objects.filter(community=community_id, name=name)
    if any(pk != besides for pk in same.values_list("pk", flat=True)):
        raise GridNameTaken(field="name")
