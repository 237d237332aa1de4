"""
This will do every deed with surveys; nothing else writes to this room's tables.

Each deed loads and locks, asks permission, asks the rules, writes, logs and publishes, in one transaction. Answers
themselves leave no line in the log: a line has a moment, and a moment leads to a person.
"""

from .answering import (
    Cell,
    CommunityUnknown,
    DayOutside,
    enter_paper_response,
    forget_drafts,
    save_draft,
    submit_response,
)
from .codes import CodeMissing, CodeUnknown, CodeUsed, LabelsUnfit, make_codes
from .counting import AnsweredOtherwise, RoundNotOpen
from .designing import DraftThere, VersionChanged, create_survey, edit_draft_version, edit_survey, new_version
from .rounds import (
    CodesMissing,
    DaysUnfit,
    LimitsMissing,
    NothingAsked,
    RoundChanged,
    RoundPlan,
    close_round,
    edit_round,
    open_round,
    plan_round,
)
from .voicing import NoText, raise_voices, text_to_voice

__all__ = [
    "AnsweredOtherwise",
    "Cell",
    "CodeMissing",
    "CodeUnknown",
    "CodeUsed",
    "CodesMissing",
    "CommunityUnknown",
    "DayOutside",
    "DaysUnfit",
    "DraftThere",
    "LabelsUnfit",
    "LimitsMissing",
    "NoText",
    "NothingAsked",
    "RoundChanged",
    "RoundNotOpen",
    "RoundPlan",
    "VersionChanged",
    "close_round",
    "create_survey",
    "edit_draft_version",
    "edit_round",
    "edit_survey",
    "enter_paper_response",
    "forget_drafts",
    "make_codes",
    "new_version",
    "open_round",
    "plan_round",
    "raise_voices",
    "save_draft",
    "submit_response",
    "text_to_voice",
]
