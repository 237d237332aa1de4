"""This will tell what is known of the ground: households, grids, people by group."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import partial

from gongzhi.common.permissions import SYSTEM
from gongzhi.demo.services.days import at
from gongzhi.demo.services.stage import Scene, Stage
from gongzhi.demo.story.streets import COUNTS, GRIDS, GROUPS, MAIN_CODE, SOURCE, Count
from gongzhi.federations.services import add_grid, change_community, record_counts

COUNTED_ON = date(2024, 12, 31)


def ground_scenes(stage: Stage) -> Iterator[Scene]:
    """Tell what is counted in the second week; some communities nobody has counted yet."""
    day = stage.days.workday_from(stage.days.start + timedelta(days=7))
    for count in COUNTS.get(stage.tenant.code, ()):
        yield Scene(at(day, "14:00"), partial(_count, stage, count))
    if stage.tenant.code == MAIN_CODE:
        for community, grids in GRIDS.items():
            yield Scene(at(day, "15:00"), partial(_grids, stage, community, grids))


def _count(stage: Stage, count: Count, at: datetime) -> None:
    community = stage.community(count.community)
    change_community(
        actor=SYSTEM,
        community_id=community.pk,
        name=community.name,
        households=count.households,
        version=community.version,
        at=at,
    )
    if count.people is not None:
        counts = dict(zip(GROUPS, count.people, strict=True))
        record_counts(
            actor=SYSTEM, community_id=community.pk, counts=counts, counted_on=COUNTED_ON, source=SOURCE, at=at
        )


def _grids(stage: Stage, community: str, grids: tuple[tuple[str, int], ...], at: datetime) -> None:
    parent = stage.community(community)
    for name, households in grids:
        add_grid(actor=SYSTEM, community_id=parent.pk, name=name, households=households, at=at)
