"""Rights of this room."""

from enum import StrEnum


class Right(StrEnum):
    """What an office may be given in this room."""

    RECORD = "visits.visit.record"
    READ = "visits.visit.read"
    PLAN = "visits.plan.make"
