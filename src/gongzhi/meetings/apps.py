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
        from gongzhi.meetings.selectors import offers  # noqa: PLC0415 -- models exist only now

        for right, sentence in RIGHTS.items():
            registry.right(right, sentence)
        for code, sentence in SENTENCES.items():
            registry.audit_sentence(code, sentence)
        registry.evidence("meetings.held", offers.meetings_held)
        registry.evidence("meetings.closed", offers.sessions_closed)
        registry.evidence("meetings.minutes_signed", offers.minutes_signed)
        registry.resolution_source(offers.adopted_resolutions)
        registry.desk_source(offers.desk_items)
        registry.nav_item(registry.NavItem("consultation", _("Meetings"), "meetings:list", order=10))
        registry.nav_item(registry.NavItem("consultation", _("Resolutions"), "meetings:resolutions", order=20))
