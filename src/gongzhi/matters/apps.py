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


class MattersConfig(AppConfig):
    """The room of matters."""

    name = "gongzhi.matters"
    label = "matters"

    def ready(self) -> None:
        """Fill the slots of the groundwork."""
        for right, sentence in RIGHTS.items():
            registry.right(right, sentence)
