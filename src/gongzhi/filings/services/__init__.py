"""
This will do every deed with filings; nothing else writes to this room's tables.

Each deed loads and locks, asks permission, asks the rules, writes, logs and publishes, in one transaction.
"""

from gongzhi.filings.rules import Content, Outcome

from .drafting import EditedMeanwhile, copy_filing, draft_filing, edit_draft
from .handing_in import (
    EditedSince,
    NoFilingNeeded,
    SafetyPlanIncomplete,
    resubmit_filing,
    submit_filing,
    urge_filing,
    withdraw_filing,
)
from .moving import ReasonMissing
from .papers import attach_paper, detach_paper, reveal_phone
from .reporting import note_permit, record_held, record_not_held, report_filing
from .reviewing import (
    CannotBeAsked,
    NobodyAdded,
    add_reviewers,
    approve,
    hand_over,
    refuse,
    return_for_correction,
)
from .unfiled import Sighting, answer_unfiled, note_unfiled_activity

__all__ = [
    "CannotBeAsked",
    "Content",
    "EditedMeanwhile",
    "EditedSince",
    "NoFilingNeeded",
    "NobodyAdded",
    "Outcome",
    "ReasonMissing",
    "SafetyPlanIncomplete",
    "Sighting",
    "add_reviewers",
    "answer_unfiled",
    "approve",
    "attach_paper",
    "copy_filing",
    "detach_paper",
    "draft_filing",
    "edit_draft",
    "hand_over",
    "note_permit",
    "note_unfiled_activity",
    "record_held",
    "record_not_held",
    "refuse",
    "report_filing",
    "resubmit_filing",
    "return_for_correction",
    "reveal_phone",
    "submit_filing",
    "urge_filing",
    "withdraw_filing",
]
