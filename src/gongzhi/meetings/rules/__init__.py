"""
Say whether a meeting may decide and whether a motion is carried (`lawfulness`), and how both move on (`flow`).

Everything here is pure: counts, clauses and days go in, frozen values come out.
"""

from gongzhi.meetings.rules.flow import (
    ITEM_FLOW,
    MEETING_FLOW,
    Choice,
    ItemDeed,
    ItemState,
    MeetingDeed,
    MeetingState,
    Method,
    NoticeOutlook,
    Tally,
    attendance,
    notice_outlook,
    tally_of,
)
from gongzhi.meetings.rules.lawfulness import (
    DecisionRule,
    Lawfulness,
    MorePresentThanEntitled,
    MoreVotesThanPresent,
    Outcome,
    assess,
    count_motion,
    decision_rule,
    votes_needed,
)

__all__ = [
    "ITEM_FLOW",
    "MEETING_FLOW",
    "Choice",
    "DecisionRule",
    "ItemDeed",
    "ItemState",
    "Lawfulness",
    "MeetingDeed",
    "MeetingState",
    "Method",
    "MorePresentThanEntitled",
    "MoreVotesThanPresent",
    "NoticeOutlook",
    "Outcome",
    "Tally",
    "assess",
    "attendance",
    "count_motion",
    "decision_rule",
    "notice_outlook",
    "tally_of",
    "votes_needed",
]
