"""This will hold voices and those who spoke, matters and what happened to them, answers, reminders, mediations."""

from .answers import Answer, Reply
from .matter import Escalation, Matter, MatterSeries, Pause
from .mediation import Mediation, MediationNote, MediationParty, MediationSeries
from .reminders import Digest, Reminder
from .thread import Station, VoiceMove
from .voice import Addition, Speaker, Voice

__all__ = [
    "Addition",
    "Answer",
    "Digest",
    "Escalation",
    "Matter",
    "MatterSeries",
    "Mediation",
    "MediationNote",
    "MediationParty",
    "MediationSeries",
    "Pause",
    "Reminder",
    "Reply",
    "Speaker",
    "Station",
    "Voice",
    "VoiceMove",
]
