"""
This will change the register: organisations, memberships in two times, who speaks for whom.

The only writer of this room's tables, the roster's bulk import beside it.
"""

from .membership import admit, apply_for_membership, correct_spell, leave, refuse, restore, suspend
from .register import NameTaken, add_organisation, edit_organisation, link_by_credit_code, link_organisation
from .representatives import AlreadyNamed, end_representative, name_representative

__all__ = [
    "AlreadyNamed",
    "NameTaken",
    "add_organisation",
    "admit",
    "apply_for_membership",
    "correct_spell",
    "edit_organisation",
    "end_representative",
    "leave",
    "link_by_credit_code",
    "link_organisation",
    "name_representative",
    "refuse",
    "restore",
    "suspend",
]
