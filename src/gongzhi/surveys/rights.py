"""Rights of this room."""

from enum import StrEnum


class Right(StrEnum):
    """What an office may be given in this room."""

    READ = "surveys.round.read"
    DESIGN = "surveys.round.design"
    OPEN = "surveys.round.open"
    ENTER = "surveys.response.enter"
    EXPORT = "surveys.response.export"
