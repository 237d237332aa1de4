"""Rights of this room."""

from enum import StrEnum


class Right(StrEnum):
    """What an office may be given in this room."""

    MANAGE_GROUND = "federations.ground.manage"
    LOOK_ACROSS = "federations.district.look_across"
    FOUND = "federations.federation.found"
