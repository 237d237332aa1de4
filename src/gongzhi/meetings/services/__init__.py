"""
This will change meetings: each function is one deed.

The only writer of this room's tables. All deeds of one meeting lock its row first, so that two at once queue up.
"""

from gongzhi.meetings.services.agenda import add_item, attach_papers, edit_item, move_item, remove_item, remove_paper
from gongzhi.meetings.services.calling import NewItem, NewPaper, cancel_meeting, draft_meeting, edit_meeting
from gongzhi.meetings.services.minutes import compile_minutes, correct_minutes, countersign_minutes
from gongzhi.meetings.services.noticing import (
    agree_to_short_notice,
    record_delivery,
    remind,
    remind_of_next,
    send_notice,
)
from gongzhi.meetings.services.resolutions import (
    adopt_resolution,
    complete_resolution,
    end_resolution,
    review_resolution,
)
from gongzhi.meetings.services.sitting import (
    close_session,
    excuse,
    lodge_proxy,
    open_session,
    record_leaving,
    sign_in_by_code,
    sign_in_by_hand,
    sign_in_by_number,
    take_back_sign_in,
)
from gongzhi.meetings.services.tellers import Counts, record_open_vote, record_tellers_count
from gongzhi.meetings.services.voting import cast_vote, close_vote, hear_item, open_vote, withdraw_motion

__all__ = [
    "Counts",
    "NewItem",
    "NewPaper",
    "add_item",
    "adopt_resolution",
    "agree_to_short_notice",
    "attach_papers",
    "cancel_meeting",
    "cast_vote",
    "close_session",
    "close_vote",
    "compile_minutes",
    "complete_resolution",
    "correct_minutes",
    "countersign_minutes",
    "draft_meeting",
    "edit_item",
    "edit_meeting",
    "end_resolution",
    "excuse",
    "hear_item",
    "lodge_proxy",
    "move_item",
    "open_session",
    "open_vote",
    "record_delivery",
    "record_leaving",
    "record_open_vote",
    "record_tellers_count",
    "remind",
    "remind_of_next",
    "remove_item",
    "remove_paper",
    "review_resolution",
    "send_notice",
    "sign_in_by_code",
    "sign_in_by_hand",
    "sign_in_by_number",
    "take_back_sign_in",
    "withdraw_motion",
]
