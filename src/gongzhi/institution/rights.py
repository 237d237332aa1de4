"""Rights of this room."""

from enum import StrEnum


class Right(StrEnum):
    """What an office may be given in this room."""

    READ = "institution.charter.read"
    DRAFT = "institution.charter.draft"
    ADOPT = "institution.charter.adopt"
    WAIVE = "institution.obligation.waive"
