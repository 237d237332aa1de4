"""This will register the room: its pages, rights, sentences of the log, evidence and its lines on the desk."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from gongzhi.common import registry
from gongzhi.matters.rights import Right

RIGHTS = {
    Right.READ: _("read matters and voices"),
    Right.TAKE: _("write voices down for others: at the desk, by telephone, from paper"),
    Right.HANDLE: _("handle matters and answer them"),
    Right.ASSIGN: _("give matters an owner, merge and split them"),
    Right.ESCALATE: _("escalate matters to the street office or a community"),
    Right.ANSWER_ABOVE: _("answer what was escalated to one's own body"),
    Right.REVEAL: _("see how a speaker can be reached, with a reason that is logged"),
    Right.MEDIATE: _("take in and assign mediations"),
}
SENTENCES = {
    "matters.voice.raised": _("took down a voice"),
    "matters.voice.words_added": _("added words to a voice"),
    "matters.voice.confirmed": _("noted that the speaker finds it solved"),
    "matters.voice.disputed": _("noted that the speaker does not find it solved"),
    "matters.receipt.reissued": _("gave a voice a new receipt"),
    "matters.speaker.revealed": _("looked at how a speaker can be reached"),
    "matters.speaker.erased": _("erased who spoke and how to reach them"),
    "matters.matter.accepted": _("took the matter on"),
    "matters.matter.handed_over": _("handed the matter over"),
    "matters.matter.asked_back": _("asked those who spoke"),
    "matters.matter.heard_back": _("wrote down the answer to the question"),
    "matters.matter.went_on": _("went on without an answer to the question"),
    "matters.matter.deferred": _("deferred the matter"),
    "matters.matter.classified": _("classified the matter"),
    "matters.matter.escalated": _("escalated the matter"),
    "matters.escalation.answered": _("answered what was escalated"),
    "matters.escalation.returned": _("sent back what was escalated"),
    "matters.matter.put_on_agenda": _("put the matter on an agenda"),
    "matters.matter.taken_off_agenda": _("took the matter off the agenda"),
    "matters.matter.decided": _("noted what a meeting resolved on the matter"),
    "matters.matter.answered": _("answered the matter"),
    "matters.reply.given": _("told a speaker the answer"),
    "matters.reply.failed": _("could not reach a speaker"),
    "matters.matter.disputed": _("took the matter up again after a dispute"),
    "matters.matter.disputed_again": _("sent the matter to the next level after a second dispute"),
    "matters.matter.reopened": _("took the matter up again"),
    "matters.matter.closed": _("closed the matter"),
    "matters.matter.merged": _("put the matter together with another one"),
    "matters.matter.merged_in": _("put another matter together with this one"),
    "matters.matter.split": _("made a matter of its own of some voices"),
    "matters.matter.split_off": _("made this a matter of its own"),
    "matters.matter.mediated": _("turned the matter into a mediation"),
    "matters.mediation.asked": _("took in the wish for a mediation"),
    "matters.mediation.assigned": _("gave the mediation to its mediators"),
    "matters.mediation.party_named": _("named a party of the mediation"),
    "matters.mediation.noted": _("wrote down a talk of the mediation"),
    "matters.mediation.agreed": _("wrote down that the parties agreed"),
    "matters.mediation.failed": _("wrote down that the parties did not agree"),
    "matters.mediation.withdrawn": _("wrote down that the wish for a mediation was taken back"),
    "matters.mediation.followed_up": _("looked at the agreement again"),
    "matters.mediation.contact_revealed": _("looked at how a party can be reached"),
    "matters.mediation.disputed": _("gave a dispute of the answer back to the mediators"),
    "matters.mediation.erased": _("erased the words of the mediation"),
}
EVIDENCE = (
    "matters.received",
    "matters.accepted",
    "matters.escalated",
    "matters.answered_above",
    "matters.answered",
    "matters.told",
)
PUBLIC_DEEDS = (
    registry.PublicDeed(_("Say something"), "matters:say", order=10),
    registry.PublicDeed(_("Look up a receipt"), "matters:receipt", order=20),
)
NAVIGATION = (
    registry.NavItem("consultation", _("Window of matters"), "matters:window", Right.READ, order=5),
    registry.NavItem("consultation", _("Take a voice down"), "matters:intake", Right.TAKE, order=6),
    registry.NavItem("consultation", _("Answers to bring"), "matters:replies", Right.TAKE, order=7),
    registry.NavItem("consultation", _("Escalated to us"), "matters:above", Right.ANSWER_ABOVE, order=8),
    registry.NavItem("consultation", _("Mediations"), "matters:mediations", Right.MEDIATE, order=9),
    registry.NavItem("consultation", _("Rates"), "matters:rates", Right.READ, order=50),
)


class MattersConfig(AppConfig):
    """The room of matters."""

    name = "gongzhi.matters"
    label = "matters"

    def ready(self) -> None:
        """Fill the slots of the groundwork."""
        from gongzhi.matters.selectors import desk  # noqa: PLC0415 -- models exist only now
        from gongzhi.matters.selectors.evidence import matter_evidence  # noqa: PLC0415 -- as above
        from gongzhi.matters.selectors.mediation import mediation_lines  # noqa: PLC0415 -- as above

        for right, sentence in RIGHTS.items():
            registry.right(right, sentence)
        for code, sentence in SENTENCES.items():
            registry.audit_sentence(code, sentence)
        for deed in PUBLIC_DEEDS:
            registry.public_deed(deed)
        for code in EVIDENCE:
            registry.evidence(code, matter_evidence)
        for source in (desk.handling_lines, desk.orphan_lines, desk.above_lines):
            registry.desk_source(source)
        for source in (desk.reminder_lines, desk.speaker_lines):
            registry.desk_source(source)
        registry.desk_source(mediation_lines)
        for item in NAVIGATION:
            registry.nav_item(item)
