"""
Slots of the page of a matter, filled by rooms above: what else can be done with it, and what became of it elsewhere.

A room above appends its callables in its ``apps.py ready()``; each is called once for each page of a matter.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from django.utils.functional import Promise

if TYPE_CHECKING:
    from gongzhi.common.permissions import Actor
    from gongzhi.kernel.decisions import Decision
    from gongzhi.matters.models import Matter

Words = str | Promise


@dataclass(frozen=True, slots=True)
class MatterDeed:
    """A button on the page of a matter: where it leads, open or closed with its reason."""

    label: Words
    url: str
    decision: "Decision"


@dataclass(frozen=True, slots=True)
class MatterFact:
    """A line under "what became of it elsewhere": a state of the kit's seal, its words, a title, a detail, a link."""

    state: str
    seal: Words
    title: Words
    detail: Words = ""
    url: str = ""


class DeedSource(Protocol):
    """Answer with at most one query: the button of this room for this actor, ``None`` if it does not concern them."""

    def __call__(self, *, actor: "Actor", matter: "Matter") -> MatterDeed | None: ...


class FactSource(Protocol):
    """Answer with at most two queries: the lines of this room for a matter, oldest first."""

    def __call__(self, *, actor: "Actor", matter: "Matter") -> Sequence[MatterFact]: ...


deeds: list[DeedSource] = []
facts: list[FactSource] = []


def on_deed(source: DeedSource) -> None:
    """Offer a button to the page of every matter."""
    if source not in deeds:
        deeds.append(source)


def on_facts(source: FactSource) -> None:
    """Offer lines to the page of every matter."""
    if source not in facts:
        facts.append(source)


def deeds_for(*, actor: "Actor", matter: "Matter") -> list[MatterDeed]:
    """Gather the buttons of all rooms."""
    found = (source(actor=actor, matter=matter) for source in deeds)
    return [deed for deed in found if deed is not None]


def facts_for(*, actor: "Actor", matter: "Matter") -> list[MatterFact]:
    """Gather the lines of all rooms."""
    return [fact for source in facts for fact in source(actor=actor, matter=matter)]
