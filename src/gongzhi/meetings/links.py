"""
Slots that the pages of meetings offer to rooms above: ways on from what happened here.

A source gets the actor and the row and answers the ways it knows, in words; none if it knows nothing of the row. It
may ask the database once for each page, never write.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from gongzhi.common.permissions import Actor
from gongzhi.meetings.models import AgendaItem, Remark, Resolution

Words = object


@dataclass(frozen=True)
class Way:
    """A link to a page of another room."""

    label: Words
    url: str


ItemSource = Callable[[Actor, Sequence[AgendaItem]], dict[object, Way]]
RemarkSource = Callable[[Actor, Sequence[Remark]], dict[object, Way]]
ResolutionSource = Callable[[Actor, Resolution], Sequence[Way]]

item_sources: list[ItemSource] = []
remark_sources: list[RemarkSource] = []
resolution_sources: list[ResolutionSource] = []


def item_source(source: ItemSource) -> None:
    """Offer, by the key of the item, the page of what an agenda item comes from."""
    if source not in item_sources:
        item_sources.append(source)


def remark_source(source: RemarkSource) -> None:
    """Offer, by the key of the remark, what can be made of it or was made of it."""
    if source not in remark_sources:
        remark_sources.append(source)


def resolution_source(source: ResolutionSource) -> None:
    """Offer ways on from a resolution."""
    if source not in resolution_sources:
        resolution_sources.append(source)


def ways_of_items(actor: Actor, items: Sequence[AgendaItem]) -> dict[object, Way]:
    """Gather where items come from."""
    sourced = [item for item in items if item.source_id is not None]
    return {key: way for source in item_sources for key, way in source(actor, sourced).items()} if sourced else {}


def ways_of_remarks(actor: Actor, remarks: Sequence[Remark]) -> dict[object, Way]:
    """Gather what can be made of remarks."""
    return {key: way for source in remark_sources for key, way in source(actor, remarks).items()} if remarks else {}


def ways_of_resolution(actor: Actor, resolution: Resolution) -> list[Way]:
    """Gather the ways on from a resolution."""
    return [way for source in resolution_sources for way in source(actor, resolution)]
