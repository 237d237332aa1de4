"""This will register the room: its pages, rights, sentences of the log, evidence, desk and resolutions."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from gongzhi.common import registry
from gongzhi.meetings.rights import Right

RIGHTS = {
    Right.READ: _("read all meetings"),
    Right.CALL: _("call meetings and send their notices"),
    Right.PRESIDE: _("preside over meetings and open votes"),
    Right.RECORD_PRESENCE: _("record who is present"),
    Right.SIGN_MINUTES: _("sign minutes"),
    Right.MANAGE_RESOLUTION: _("enter resolutions and follow them up"),
}
SENTENCES = {
    "meetings.meeting.drafted": _("drafted the meeting"),
    "meetings.meeting.changed": _("changed the draft"),
    "meetings.meeting.cancelled": _("cancelled the meeting"),
    "meetings.item.added": _("put an item on the agenda"),
    "meetings.item.changed": _("changed an item of the agenda"),
    "meetings.item.removed": _("took an item off the agenda"),
    "meetings.item.moved": _("moved an item of the agenda"),
    "meetings.item.heard": _("noted that an item was heard"),
    "meetings.item.withdrawn": _("withdrew a motion"),
    "meetings.paper.attached": _("attached a paper"),
    "meetings.paper.removed": _("removed a paper"),
    "meetings.notice.sent": _("sent the notice"),
    "meetings.notice.delivered": _("recorded that the notice was handed over"),
    "meetings.notice.agreed": _("agreed in writing to the short notice"),
    "meetings.notice.reminded": _("reminded those invited"),
    "meetings.session.opened": _("opened the session"),
    "meetings.session.closed": _("closed the session"),
    "meetings.presence.recorded": _("recorded an arrival"),
    "meetings.presence.left": _("recorded a leaving"),
    "meetings.presence.excused": _("recorded an excuse"),
    "meetings.presence.taken_back": _("took a sign-in back"),
    "meetings.proxy.lodged": _("lodged a written proxy"),
    "meetings.vote.opened": _("opened the vote"),
    "meetings.vote.cast": _("voted"),
    "meetings.vote.changed": _("changed a vote"),
    "meetings.vote.closed": _("closed the vote"),
    "meetings.vote.sealed": _("closed the secret ballot"),
    "meetings.ballot.prepared": _("prepared a secret ballot"),
    "meetings.ballot.keyed": _("registered the key of the ballot"),
    "meetings.ballot.key_confirmed": _("confirmed that the sheet bears the key’s fingerprint"),
    "meetings.ballot.opened": _("opened the secret ballot"),
    "meetings.ballot.cast": _("handed in an envelope"),
    "meetings.ballot.recast": _("handed in another envelope instead"),
    "meetings.ballot.paper_taken": _("handed out a paper ballot"),
    "meetings.ballot.paper_returned": _("took a paper ballot back"),
    "meetings.ballot.closed": _("closed and sealed the ballot"),
    "meetings.ballot.opening_imported": _("handed in what a pair of scrutineers found"),
    "meetings.ballot.opened_anew": _("had the envelopes opened anew"),
    "meetings.ballot.tellers_named": _("named the tellers of the paper ballots"),
    "meetings.ballot.papers_counted": _("entered a teller’s count of the paper ballots"),
    "meetings.ballot.papers_agreed": _("found that both counts of the paper ballots are the same"),
    "meetings.ballot.papers_differed": _("found that the counts of the paper ballots differ"),
    "meetings.ballot.published": _("published the result of the ballot"),
    "meetings.ballot.voided": _("made the ballot void"),
    "meetings.ballot.share_destroyed": _("destroyed a share of the key"),
    "meetings.ballot.links_deleted": _("forgot which envelope was whose"),
    "meetings.election.added": _("put an election on the agenda"),
    "meetings.election.changed": _("changed an election"),
    "meetings.election.followed": _("put the next ballot on the agenda"),
    "meetings.candidate.named": _("named a candidate"),
    "meetings.candidate.withdrawn": _("struck a candidate who withdrew"),
    "meetings.candidate.ordered": _("put the candidates in order"),
    "meetings.recusal.recorded": _("recorded a recusal"),
    "meetings.recusal.taken_back": _("took a recusal back"),
    "meetings.guest.invited": _("invited a guest"),
    "meetings.guest.struck": _("struck a guest off the list"),
    "meetings.guest.told": _("handed an invitation over"),
    "meetings.guest.came": _("noted that a guest came"),
    "meetings.guest.coming_taken_back": _("took back that a guest came"),
    "meetings.guest.revealed": _("read a guest’s contact in full"),
    "meetings.remark.noted": _("noted an opinion"),
    "meetings.remark.struck": _("struck an opinion"),
    "meetings.remark.raised": _("made an opinion a voice"),
    "meetings.outcome.written": _("wrote what came of the consultation"),
    "meetings.count.signed": _("signed a count"),
    "meetings.minutes.compiled": _("had the minutes compiled"),
    "meetings.minutes.corrected": _("corrected the minutes"),
    "meetings.minutes.signed": _("signed the minutes"),
    "meetings.resolution.adopted": _("entered the resolution"),
    "meetings.resolution.reviewed": _("reviewed the resolution"),
    "meetings.resolution.carried_out": _("noted that the resolution was carried out"),
    "meetings.resolution.ended": _("noted that the resolution no longer holds"),
}


class MeetingsConfig(AppConfig):
    """The room of meetings."""

    name = "gongzhi.meetings"
    label = "meetings"

    def ready(self) -> None:
        """Fill the slots of the groundwork."""
        from gongzhi.meetings.selectors import offers, watching  # noqa: PLC0415 -- models exist only now

        for right, sentence in RIGHTS.items():
            registry.right(right, sentence)
        for code, sentence in SENTENCES.items():
            registry.audit_sentence(code, sentence)
        registry.evidence("meetings.held", offers.meetings_held)
        registry.evidence("meetings.closed", offers.sessions_closed)
        registry.evidence("meetings.minutes_signed", offers.minutes_signed)
        registry.resolution_source(offers.adopted_resolutions)
        registry.desk_source(offers.desk_items)
        registry.desk_source(watching.ballot_items)
        registry.nav_item(registry.NavItem("consultation", _("Meetings"), "meetings:list", order=10))
        registry.nav_item(registry.NavItem("consultation", _("Resolutions"), "meetings:resolutions", order=20))
        registry.nav_item(registry.NavItem("consultation", _("Tasks"), "meetings:tasks", order=25))
