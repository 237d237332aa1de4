"""This will answer who is a member, who speaks for whom, and what the register holds. Everything here reads only."""

from .desk import desk_items
from .elsewhere import Elsewhere, elsewhere
from .members import Voice, assembly_voices, is_member, leaders_of, members_without_leader, memberships_on
from .register import Filters, Register, find, individuals, member_counts

__all__ = [
    "Elsewhere",
    "Filters",
    "Register",
    "Voice",
    "assembly_voices",
    "desk_items",
    "elsewhere",
    "find",
    "individuals",
    "is_member",
    "leaders_of",
    "member_counts",
    "members_without_leader",
    "memberships_on",
]
