"""This will name every table of the room, for Django and for everybody else."""

from gongzhi.meetings.models.ballots import Ballot, BallotText, Envelope, Opening, PaperTally, Scrutineer
from gongzhi.meetings.models.candidates import Candidate, CandidateCount, Recusal
from gongzhi.meetings.models.deciding import Resolution, TellersCount, Vote
from gongzhi.meetings.models.guests import Guest, Remark
from gongzhi.meetings.models.meeting import AgendaItem, Meeting, Notice, Paper
from gongzhi.meetings.models.minutes import Minutes
from gongzhi.meetings.models.sitting import Entitled, Presence, Proxy

__all__ = [
    "AgendaItem",
    "Ballot",
    "BallotText",
    "Candidate",
    "CandidateCount",
    "Entitled",
    "Envelope",
    "Guest",
    "Meeting",
    "Minutes",
    "Notice",
    "Opening",
    "Paper",
    "PaperTally",
    "Presence",
    "Proxy",
    "Recusal",
    "Remark",
    "Resolution",
    "Scrutineer",
    "TellersCount",
    "Vote",
]
