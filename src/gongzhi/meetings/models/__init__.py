"""This will name every table of the room, for Django and for everybody else."""

from gongzhi.meetings.models.deciding import Resolution, TellersCount, Vote
from gongzhi.meetings.models.meeting import AgendaItem, Meeting, Notice, Paper
from gongzhi.meetings.models.minutes import Minutes
from gongzhi.meetings.models.sitting import Entitled, Presence, Proxy

__all__ = [
    "AgendaItem",
    "Entitled",
    "Meeting",
    "Minutes",
    "Notice",
    "Paper",
    "Presence",
    "Proxy",
    "Resolution",
    "TellersCount",
    "Vote",
]
