"""This will say who may do what with a meeting, and at which stage."""

from uuid import UUID

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext

from gongzhi.common.permissions import Actor
from gongzhi.kernel.decisions import Decision, Mandate, allow, refuse
from gongzhi.kernel.text import gettext_noop as _
from gongzhi.meetings.models import AgendaItem, Ballot, Meeting, Minutes, PaperTally, Resolution, Scrutineer
from gongzhi.meetings.rights import Right
from gongzhi.meetings.rules.ballots import BALLOT_FLOW, COUNTING, BallotDeed, BallotState
from gongzhi.meetings.rules.flow import (
    AGENDA_OPEN,
    ITEM_FLOW,
    MEETING_FLOW,
    PRESENCE_OPEN,
    ItemDeed,
    MeetingDeed,
    MeetingState,
)

CHAIR = _("chair of the meeting")
RECORDER = _("recorder of the meeting")
SCRUTINEER = _("scrutineer of the ballot")
TELLER = _("teller of the papers")
PAPERS_BEFORE = _("Papers are counted after the ballot closed, and before its envelopes are opened.")
NOT_NOW = _("This cannot be done at the present stage of the meeting.")


def may_call(actor: Actor) -> Decision:
    """Call meetings: whoever an office gives the right."""
    return actor.may(Right.CALL)


def may_edit(actor: Actor, meeting: Meeting) -> Decision:
    """Change day, time, place and words: while no notice went out."""
    if meeting.state != MeetingState.DRAFT:
        return refuse(_("The notice has gone out. To change day or place, cancel this meeting and call it anew."))
    return may_call(actor)


def may_edit_agenda(actor: Actor, meeting: Meeting) -> Decision:
    """Change the agenda and its papers: until the meeting closes."""
    if meeting.state not in AGENDA_OPEN:
        return refuse(_("The meeting is over; its agenda stays as it is."))
    return _right_or_part(actor, Right.CALL, meeting.chair_id, CHAIR)


def may_edit_item(actor: Actor, item: AgendaItem) -> Decision:
    """Change or remove an item: until it is put to the vote or discussed."""
    if item.state != AgendaItem.State.PENDING:
        return refuse(_("This item was already taken up. What was put to the vote cannot be changed."))
    return may_edit_agenda(actor, item.meeting)


def may_send_notice(actor: Actor, meeting: Meeting) -> Decision:
    """Send the notice: once."""
    if not MEETING_FLOW.allows(meeting.state, MeetingDeed.SEND_NOTICE):
        return refuse(_("The notice has already gone out."))
    return may_call(actor)


def may_cancel(actor: Actor, meeting: Meeting) -> Decision:
    """Cancel a meeting that has not begun."""
    if not MEETING_FLOW.allows(meeting.state, MeetingDeed.CANCEL):
        return refuse(_("The meeting has begun or is over; it cannot be cancelled any more."))
    return may_call(actor)


def may_preside(actor: Actor, meeting: Meeting) -> Decision:
    """Lead the meeting: its chair, or whoever an office gives the right."""
    return _right_or_part(actor, Right.PRESIDE, meeting.chair_id, CHAIR)


def may_open(actor: Actor, meeting: Meeting) -> Decision:
    """Open the session of a meeting that was called."""
    if not MEETING_FLOW.allows(meeting.state, MeetingDeed.OPEN):
        return refuse(NOT_NOW)
    return may_preside(actor, meeting)


def may_close(actor: Actor, meeting: Meeting) -> Decision:
    """Close a session that is open."""
    if not MEETING_FLOW.allows(meeting.state, MeetingDeed.CLOSE):
        return refuse(NOT_NOW)
    return may_preside(actor, meeting)


def may_record_presence(actor: Actor, meeting: Meeting) -> Decision:
    """Record who is there: the recorder, or whoever an office gives the right; from the notice to the end."""
    if meeting.state not in PRESENCE_OPEN:
        return refuse(_("People sign in from the notice on until the meeting closes."))
    return _right_or_part(actor, Right.RECORD_PRESENCE, meeting.recorder_id, RECORDER)


def may_speak_for(actor: Actor, meeting: Meeting, person_id: UUID) -> Decision:
    """Excuse oneself, agree to a short notice, lodge one's proxy; the recorder does it for others, from paper."""
    if actor.person_id is not None and actor.person_id == person_id:
        return allow()
    return may_record_presence(actor, meeting)


def may_open_vote(actor: Actor, item: AgendaItem) -> Decision:
    """Open the vote on a motion, while the session is open."""
    if item.meeting.state != MeetingState.OPEN:
        return refuse(_("Votes are opened while the meeting is in session. Open the session first."))
    if not item.is_motion:
        return refuse(_("This item is to be heard, not voted on."))
    if not ITEM_FLOW.allows(item.state, ItemDeed.OPEN_VOTE):
        return refuse(_("This motion was already put to the vote."))
    return may_preside(actor, item.meeting)


def may_hear(actor: Actor, item: AgendaItem) -> Decision:
    """Note that an item was heard or discussed without a vote."""
    if item.meeting.state != MeetingState.OPEN or not ITEM_FLOW.allows(item.state, ItemDeed.HEAR):
        return refuse(NOT_NOW)
    return may_preside(actor, item.meeting)


def may_close_vote(actor: Actor, item: AgendaItem) -> Decision:
    """Close a running vote."""
    if not ITEM_FLOW.allows(item.state, ItemDeed.CARRY):
        return refuse(_("No vote is running on this motion."))
    return may_preside(actor, item.meeting)


def may_withdraw(actor: Actor, item: AgendaItem) -> Decision:
    """Take a motion back before it is decided."""
    if not ITEM_FLOW.allows(item.state, ItemDeed.WITHDRAW):
        return refuse(_("This motion was already decided; it cannot be withdrawn."))
    if item.meeting.state not in AGENDA_OPEN:
        return refuse(NOT_NOW)
    return may_preside(actor, item.meeting)


def may_count(actor: Actor, item: AgendaItem, teller_id: UUID) -> Decision:
    """Enter a teller's count: the teller, or whoever records the meeting, from the signed sheet."""
    if actor.person_id is not None and actor.person_id == teller_id:
        return allow()
    return may_keep_record(actor, item.meeting)


def may_keep_record(actor: Actor, meeting: Meeting) -> Decision:
    """Write down what is said and counted in the room: recorder, chair, or whoever an office gives either right."""
    return may_record_presence(actor, meeting) or may_preside(actor, meeting)


def may_compile(actor: Actor, meeting: Meeting) -> Decision:
    """Have the minutes compiled, and correct them: those who sign them."""
    if meeting.state != MeetingState.CLOSED:
        return refuse(_("Minutes are compiled once the meeting is closed."))
    part = _part(actor, meeting.chair_id, CHAIR) or _part(actor, meeting.recorder_id, RECORDER)
    return part or actor.may(Right.SIGN_MINUTES)


def may_correct(actor: Actor, meeting: Meeting, minutes: Minutes) -> Decision:
    """Correct the newest version until both have signed it."""
    if minutes.is_signed:
        return refuse(_("Both have signed these minutes. They do not change any more."))
    return may_compile(actor, meeting)


def may_sign(actor: Actor, meeting: Meeting, minutes: Minutes) -> Decision:
    """Sign as chair or as recorder, never as both."""
    if minutes.is_signed:
        return refuse(_("Both have signed these minutes."))
    if actor.person_id is not None and actor.person_id in {minutes.chair_id, minutes.recorder_id}:
        return refuse(_("You have signed. The other signature must come from another person."))
    return may_compile(actor, meeting)


def may_adopt(actor: Actor, item: AgendaItem) -> Decision:
    """Enter the resolution of a motion that was carried."""
    if item.state != AgendaItem.State.CARRIED:
        return refuse(_("Only a motion that was carried becomes a resolution."))
    return _right_or_part(actor, Right.MANAGE_RESOLUTION, item.meeting.chair_id, CHAIR)


def may_follow_up(actor: Actor, resolution: Resolution) -> Decision:
    """Review a resolution or note that it was carried out: its owner, or whoever an office gives the right."""
    if resolution.state != Resolution.State.IN_FORCE:
        return refuse(_("This resolution is closed."))
    if actor.person_id is not None and actor.person_id == resolution.owner_id:
        return allow()
    return actor.may(Right.MANAGE_RESOLUTION)


def may_end(actor: Actor, resolution: Resolution) -> Decision:
    """Note that a resolution no longer holds, because another one took its place."""
    if resolution.state != Resolution.State.IN_FORCE:
        return refuse(_("This resolution is closed."))
    return actor.may(Right.MANAGE_RESOLUTION)


def may_prepare_ballot(actor: Actor, item: AgendaItem) -> Decision:
    """Prepare a secret ballot on what was not put to the vote yet: whoever leads or calls the meeting."""
    if item.meeting.state not in AGENDA_OPEN or not ITEM_FLOW.allows(item.state, ItemDeed.OPEN_VOTE):
        return refuse(_("A secret ballot is prepared before its vote opens."))
    if not item.is_motion:
        return refuse(_("This item is to be heard, not voted on."))
    return may_preside(actor, item.meeting) or may_call(actor)


def may_register_key(actor: Actor, ballot: Ballot) -> Decision:
    """Make or bring the key of a prepared ballot, until its vote opens."""
    if not BALLOT_FLOW.allows(ballot.state, BallotDeed.REGISTER_KEY):
        return refuse(_("The vote has been opened; its key stays."))
    return may_prepare_ballot(actor, ballot.item)


def may_watch(actor: Actor, ballot: Ballot) -> Decision:
    """Fetch the envelopes and have them opened anew: the scrutineers, or whoever keeps the meeting's record."""
    if ballot.state not in COUNTING:
        return refuse(_("Envelopes are opened after the ballot closed and before its result is published."))
    return _as_scrutineer(actor, ballot) or may_keep_record(actor, ballot.item.meeting)


def may_hand_in(actor: Actor, ballot: Ballot) -> Decision:
    """Hand in what was in the envelopes: only scrutineers, each from their own account."""
    if ballot.state not in COUNTING:
        return refuse(_("Envelopes are opened after the ballot closed and before its result is published."))
    return _as_scrutineer(actor, ballot)


def may_confirm_key(actor: Actor, ballot: Ballot) -> Decision:
    """Confirm the key before the vote opens: a scrutineer, once for each key."""
    if ballot.state != BallotState.KEYED:
        return refuse(_("The key is confirmed after it was made and before the vote opens."))
    decision = _as_scrutineer(actor, ballot)
    mine = Scrutineer.objects.filter(ballot=ballot, person=actor.person_id)
    if decision and mine.filter(confirmed_at__isnull=False).exists():
        return refuse(_("You have confirmed this key."))
    return decision


def may_publish_ballot(actor: Actor, ballot: Ballot) -> Decision:
    """Publish the result once two pairs of scrutineers got the same."""
    if not BALLOT_FLOW.allows(ballot.state, BallotDeed.PUBLISH):
        return refuse(_("Two pairs of scrutineers open the envelopes first; both lists must be the same."))
    return may_preside(actor, ballot.item.meeting)


def may_hand_out_papers(actor: Actor, ballot: Ballot) -> Decision:
    """Hand out paper ballots while the vote runs."""
    if ballot.state != BallotState.OPEN:
        return refuse(_("Paper ballots are handed out while the vote runs."))
    return may_keep_record(actor, ballot.item.meeting)


def may_name_tellers(actor: Actor, ballot: Ballot) -> Decision:
    """Name the two tellers of the papers: while the vote runs, or before the envelopes are opened."""
    if ballot.state not in {BallotState.OPEN, BallotState.CLOSED}:
        return refuse(PAPERS_BEFORE)
    return may_keep_record(actor, ballot.item.meeting)


def may_count_papers(actor: Actor, ballot: Ballot) -> Decision:
    """
    Count the papers: its tellers, and the recorder for a teller without an account.

    After the end, so that nobody knows a part of the result while others vote; before the envelopes are opened, so
    that nobody fits one part to the other.
    """
    if ballot.state != BallotState.CLOSED:
        return refuse(PAPERS_BEFORE)
    if actor.person_id is not None and PaperTally.objects.filter(ballot=ballot, teller=actor.person_id).exists():
        return _part(actor, actor.person_id, TELLER)
    return may_keep_record(actor, ballot.item.meeting)


def may_destroy_share(actor: Actor, ballot: Ballot, scrutineer: Scrutineer) -> Decision:
    """Say that a share was destroyed: who held it, or whoever keeps the record, from the signed note."""
    if ballot.state not in {BallotState.PUBLISHED, BallotState.VOID}:
        return refuse(_("Shares are destroyed after the result was published."))
    if scrutineer.destroyed_at is not None:
        return refuse(_("This share was destroyed."))
    if actor.person_id is not None and actor.person_id == scrutineer.person_id:
        return _part(actor, actor.person_id, SCRUTINEER)
    return may_keep_record(actor, ballot.item.meeting)


def may_edit_election(actor: Actor, item: AgendaItem) -> Decision:
    """Change an election and its list of candidates: until its vote opens."""
    if not item.is_election:
        return refuse(_("This item is no election; it has no candidates."))
    if item.state != AgendaItem.State.PENDING:
        return refuse(_("The list of candidates was frozen when the vote opened."))
    return may_edit_agenda(actor, item.meeting)


def may_recuse(actor: Actor, item: AgendaItem, person_id: UUID | None = None) -> Decision:
    """Record a recusal before the vote opens: one's own; the recorder and the chair for everybody."""
    if not item.is_motion:
        return refuse(_("Nothing is voted on here, so nobody needs to be recused."))
    if item.state != AgendaItem.State.PENDING or item.meeting.state not in PRESENCE_OPEN:
        return refuse(_("Recusals are recorded between the notice and the opening of the vote."))
    if person_id is not None and actor.person_id == person_id:
        return allow()
    return may_keep_record(actor, item.meeting)


def may_invite(actor: Actor, meeting: Meeting) -> Decision:
    """Invite guests to a consultation, until it closes: who calls meetings, its chair, its recorder."""
    if not meeting.is_consultation:
        return refuse(_("Only a consultation invites guests. Others attend without a vote."))
    if meeting.state not in AGENDA_OPEN:
        return refuse(_("The meeting is over; nobody can be invited any more."))
    return may_edit_agenda(actor, meeting) or may_keep_record(actor, meeting)


def may_note_opinion(actor: Actor, meeting: Meeting) -> Decision:
    """Note what is said in a consultation and what came of it: from its opening until its minutes are signed."""
    if not meeting.is_consultation:
        return refuse(_("Opinions are noted in consultations. In other meetings the minutes say what was decided."))
    if meeting.state not in {MeetingState.OPEN, MeetingState.CLOSED}:
        return refuse(_("Opinions are noted once the meeting is open."))
    if meeting.minutes.filter(chair_signed_at__isnull=False, recorder_signed_at__isnull=False).exists():
        return refuse(_("Both have signed the minutes; what was said stays as it is."))
    by_part = _part(actor, meeting.chair_id, CHAIR) or _part(actor, meeting.recorder_id, RECORDER)
    return by_part or actor.may(Right.RECORD_PRESENCE)


def may_raise_remark(actor: Actor, meeting: Meeting) -> Decision:
    """Make a remark of a consultation a voice: who keeps its record, also after the minutes were signed."""
    if meeting.state not in {MeetingState.OPEN, MeetingState.CLOSED}:
        return refuse(_("Opinions are noted once the meeting is open."))
    by_part = _part(actor, meeting.chair_id, CHAIR) or _part(actor, meeting.recorder_id, RECORDER)
    return by_part or actor.may(Right.RECORD_PRESENCE)


def may_reveal_guest(actor: Actor, meeting: Meeting) -> Decision:
    """Read a guest's contact in full, with a reason: who invites and who keeps the record."""
    by_part = _part(actor, meeting.recorder_id, RECORDER)
    return by_part or _right_or_part(actor, Right.CALL, meeting.chair_id, CHAIR)


def _as_scrutineer(actor: Actor, ballot: Ballot) -> Decision:
    if actor.person_id is not None and Scrutineer.objects.filter(ballot=ballot, person=actor.person_id).exists():
        return _part(actor, actor.person_id, SCRUTINEER)
    return refuse(_("Only a scrutineer of this ballot can do this, signed in with their own account."))


def _right_or_part(actor: Actor, right: Right, person_id: UUID | None, part: str) -> Decision:
    """Allow by an office's right, else by the part the person has in this meeting."""
    by_office = actor.may(right)
    return by_office or _part(actor, person_id, part) or by_office


def _part(actor: Actor, person_id: UUID | None, part: str) -> Decision:
    if actor.person_id is not None and actor.person_id == person_id:
        with translation.override(settings.LANGUAGE_CODE):  # the log is written in one language
            return allow(Mandate(right="", office=gettext(part)))
    return refuse(_("None of the offices you hold today carries this right."))
