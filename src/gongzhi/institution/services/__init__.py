"""Deeds of this room: charters are drafted, edited and adopted; single duties are waived."""

from .charters import (
    CharterRaced,
    add_clause,
    adopt_charter,
    draft_amendment,
    drop_draft,
    edit_clause,
    found_charter,
    remove_clause,
)
from .waivers import waive_obligation

__all__ = [
    "CharterRaced",
    "add_clause",
    "adopt_charter",
    "draft_amendment",
    "drop_draft",
    "edit_clause",
    "found_charter",
    "remove_clause",
    "waive_obligation",
]
