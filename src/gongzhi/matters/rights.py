"""Rights of this room."""

from enum import StrEnum


class Right(StrEnum):
    """What an office may be given in this room."""

    READ = "matters.matter.read"
    TAKE = "matters.voice.take"
    HANDLE = "matters.matter.handle"
    ASSIGN = "matters.matter.assign"
    ESCALATE = "matters.matter.escalate"
    ANSWER_ABOVE = "matters.matter.answer_above"
    REVEAL = "matters.speaker.reveal"
    MEDIATE = "matters.mediation.keep"
