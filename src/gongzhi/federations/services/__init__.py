"""
What may be done with divisions, federations and their ground.

Loading divisions touches no federation and is the operator's; everything else is a deed.
"""

from .founding import adopt_communities, found_federation
from .ground import add_community, add_grid, change_community, change_grid, record_counts
from .loading import BadRows, DivisionReport, UnreadableFile, import_divisions, load_divisions
from .looking import look_across

__all__ = [
    "BadRows",
    "DivisionReport",
    "UnreadableFile",
    "add_community",
    "add_grid",
    "adopt_communities",
    "change_community",
    "change_grid",
    "found_federation",
    "import_divisions",
    "load_divisions",
    "look_across",
    "record_counts",
]
