"""Rights of this room. To vote is no right of an office's power: whoever is entitled and present votes."""

from enum import StrEnum


class Right(StrEnum):
    """What an office may be given in this room."""

    READ = "meetings.meeting.read"
    CALL = "meetings.meeting.call"
    PRESIDE = "meetings.meeting.preside"
    RECORD_PRESENCE = "meetings.presence.record"
    SIGN_MINUTES = "meetings.minutes.sign"
    MANAGE_RESOLUTION = "meetings.resolution.manage"
