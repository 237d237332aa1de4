"""
This will lead something from one room to the next, one file a journey.

Each deed calls the deeds of both rooms in one transaction; permissions, log and facts are theirs.
"""

from gongzhi.journeys.services.matter_to_motion import (
    NewConsultation,
    call_consultation,
    put_matter_on_agenda,
    release_items,
    veil_items,
)
from gongzhi.journeys.services.meeting_remark_to_voice import raise_remark
from gongzhi.journeys.services.resolution_to_answer import answer_by_resolution, note_adopted

__all__ = [
    "NewConsultation",
    "answer_by_resolution",
    "call_consultation",
    "note_adopted",
    "put_matter_on_agenda",
    "raise_remark",
    "release_items",
    "veil_items",
]
