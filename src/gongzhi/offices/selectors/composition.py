"""
This will carry what the institution finds about seats to the pages of this room.

The institution stands above and fills the slot in its ``apps.py``: ``on_composition(source)``. It is called with
``on`` (a day) in the scope of a federation and answers all findings about its bodies, with a constant number of
queries.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Finding:
    """
    One finding about a body, an office, or one holder.

    ``office_code`` ``""`` speaks of the body, ``person_id`` ``None`` of all holders. ``is_lawful`` false marks the
    seats as unlawful; ``reason`` is a msgid with ``params`` and ``clause_code`` names the clause.
    """

    body_id: UUID
    office_code: str
    is_lawful: bool
    reason: str
    params: Mapping[str, object] = field(default_factory=dict, hash=False)
    person_id: UUID | None = None
    clause_code: str = ""


Source = Callable[..., Sequence[Finding]]
_sources: list[Source] = []


def on_composition(source: Source) -> None:
    """Fill the slot; called as ``source(on=day)``."""
    if source not in _sources:
        _sources.append(source)


def composition_findings(*, on: date) -> list[Finding]:
    """Ask every source; empty while nobody filled the slot."""
    return [finding for source in _sources for finding in source(on=on)]
