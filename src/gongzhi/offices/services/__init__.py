"""
This will change bodies, offices, terms and powers.

The only writer of this room's tables, the roster's bulk import beside it.
"""

from .powers import PowerGrant, write_powers
from .seating import (
    AlreadyInOffice,
    BasisMissing,
    EndsTooEarly,
    NotHeldBack,
    NothingChanged,
    NotInForce,
    SeatTaken,
)
from .standard import standard_offices
from .structure import add_office, dissolve_body, establish_body, set_up_standard_bodies
from .terms import appoint_term, approve_cadre_term, correct_term, elect_term, end_term, take_over_term

__all__ = [
    "AlreadyInOffice",
    "BasisMissing",
    "EndsTooEarly",
    "NotHeldBack",
    "NotInForce",
    "NothingChanged",
    "PowerGrant",
    "SeatTaken",
    "add_office",
    "appoint_term",
    "approve_cadre_term",
    "correct_term",
    "dissolve_body",
    "elect_term",
    "end_term",
    "establish_body",
    "set_up_standard_bodies",
    "standard_offices",
    "take_over_term",
    "write_powers",
]
