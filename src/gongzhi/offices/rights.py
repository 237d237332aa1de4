"""Rights of this room."""

from enum import StrEnum


class Right(StrEnum):
    """What an office may be given in this room."""

    READ = "offices.term.read"
    MANAGE = "offices.term.manage"
    APPROVE_CADRE = "offices.term.approve_cadre"
