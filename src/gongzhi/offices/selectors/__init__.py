"""
This will answer who holds which office, who may vote, and what each person may do on a day.

Everything here reads only.
"""

from .composition import Finding, composition_findings, on_composition
from .desk import desk_items
from .entitlement import Entitled, entitled
from .evidence import terms_begun
from .holders import Holder, history_of, holders_of, office_by_title, running_terms, who_held
from .mandates import mandates_on, may
from .seats import BodyView, OfficeView, Seat, SeatState, overview, seats

__all__ = [
    "BodyView",
    "Entitled",
    "Finding",
    "Holder",
    "OfficeView",
    "Seat",
    "SeatState",
    "composition_findings",
    "desk_items",
    "entitled",
    "history_of",
    "holders_of",
    "mandates_on",
    "may",
    "office_by_title",
    "on_composition",
    "overview",
    "running_terms",
    "seats",
    "terms_begun",
    "who_held",
]
