"""
This will change meetings: each function is one deed.

The only writer of this room's tables. All deeds of one meeting lock its row first, so that two at once queue up.
"""

from gongzhi.meetings.services.agenda import (
    add_item,
    attach_papers,
    edit_item,
    move_item,
    remove_item,
    remove_paper,
    veil_item,
)
from gongzhi.meetings.services.ballots.after import destroy_share, forget_links
from gongzhi.meetings.services.ballots.casting import cast_envelope, hand_out_paper, take_back_paper
from gongzhi.meetings.services.ballots.closing import close_ballot
from gongzhi.meetings.services.ballots.opening import import_opening, start_opening_anew
from gongzhi.meetings.services.ballots.papers import PaperSheet, name_paper_tellers, sign_paper_count
from gongzhi.meetings.services.ballots.preparing import confirm_key, prepare_ballot, register_key
from gongzhi.meetings.services.ballots.publishing import publish_ballot
from gongzhi.meetings.services.ballots.sealing import finish_ballots
from gongzhi.meetings.services.calling import NewItem, NewPaper, cancel_meeting, draft_meeting, edit_meeting
from gongzhi.meetings.services.candidates import name_candidate, order_candidates, withdraw_candidate
from gongzhi.meetings.services.consulting import link_voice, note_remark, strike_remark, write_outcome
from gongzhi.meetings.services.elections import (
    ElectionCounts,
    NewElection,
    add_election,
    edit_election,
    follow_up_election,
    keep_election,
    sign_election_count,
)
from gongzhi.meetings.services.guests import (
    NewGuest,
    invite_guest,
    record_coming,
    record_invitation,
    reveal_guest,
    strike_guest,
    take_back_coming,
)
from gongzhi.meetings.services.minutes import compile_minutes, correct_minutes, countersign_minutes
from gongzhi.meetings.services.noticing import (
    agree_to_short_notice,
    record_delivery,
    remind,
    remind_of_next,
    send_notice,
)
from gongzhi.meetings.services.recusal import record_recusal, take_back_recusal
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
    "ElectionCounts",
    "NewElection",
    "NewGuest",
    "NewItem",
    "NewPaper",
    "PaperSheet",
    "add_election",
    "add_item",
    "adopt_resolution",
    "agree_to_short_notice",
    "attach_papers",
    "cancel_meeting",
    "cast_envelope",
    "cast_vote",
    "close_ballot",
    "close_session",
    "close_vote",
    "compile_minutes",
    "complete_resolution",
    "confirm_key",
    "correct_minutes",
    "countersign_minutes",
    "destroy_share",
    "draft_meeting",
    "edit_election",
    "edit_item",
    "edit_meeting",
    "end_resolution",
    "excuse",
    "finish_ballots",
    "follow_up_election",
    "forget_links",
    "hand_out_paper",
    "hear_item",
    "import_opening",
    "invite_guest",
    "keep_election",
    "link_voice",
    "lodge_proxy",
    "move_item",
    "name_candidate",
    "name_paper_tellers",
    "note_remark",
    "open_session",
    "open_vote",
    "order_candidates",
    "prepare_ballot",
    "publish_ballot",
    "record_coming",
    "record_delivery",
    "record_invitation",
    "record_leaving",
    "record_open_vote",
    "record_recusal",
    "record_tellers_count",
    "register_key",
    "remind",
    "remind_of_next",
    "remove_item",
    "remove_paper",
    "reveal_guest",
    "review_resolution",
    "send_notice",
    "sign_election_count",
    "sign_in_by_code",
    "sign_in_by_hand",
    "sign_in_by_number",
    "sign_paper_count",
    "start_opening_anew",
    "strike_guest",
    "strike_remark",
    "take_back_coming",
    "take_back_paper",
    "take_back_recusal",
    "take_back_sign_in",
    "veil_item",
    "withdraw_candidate",
    "withdraw_motion",
    "write_outcome",
]
