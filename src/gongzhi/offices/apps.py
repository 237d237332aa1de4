"""This will register the room: its pages, rights, sentences of the log, evidence, and the source of every right."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from gongzhi.common import registry
from gongzhi.offices.rights import Right

RIGHTS = {
    Right.READ: _("read everybody's terms of office"),
    Right.MANAGE: _("enter, end and correct terms of office"),
    Right.APPROVE_CADRE: _("put approvals of leading cadres on file"),
}
SENTENCES = {
    "offices.body.established": _("established the body"),
    "offices.body.dissolved": _("dissolved the body"),
    "offices.office.added": _("opened an office"),
    "offices.structure.set_up": _("set up the bodies and offices"),
    "offices.term.elected": _("entered an election"),
    "offices.term.appointed": _("entered an appointment"),
    "offices.term.taken_over": _("took a term over from the roster"),
    "offices.term.ended": _("ended a term"),
    "offices.term.corrected": _("corrected a term"),
    "offices.term.approved": _("put the approval of a leading cadre on file"),
}


class OfficesConfig(AppConfig):
    """The room of offices."""

    name = "gongzhi.offices"
    label = "offices"

    def ready(self) -> None:
        """Fill the slots of the groundwork."""
        from gongzhi.common.imports import kinds  # noqa: PLC0415 -- models exist only now
        from gongzhi.offices import selectors  # noqa: PLC0415 -- models exist only now
        from gongzhi.offices.services import importing  # noqa: PLC0415 -- models exist only now

        kinds.register(importing.OFFICES)
        for right, sentence in RIGHTS.items():
            registry.right(right, sentence)
        for code, sentence in SENTENCES.items():
            registry.audit_sentence(code, sentence)
        registry.rights_source(selectors.mandates_on)
        registry.desk_source(selectors.desk_items)
        registry.evidence("offices.term", selectors.terms_begun)
        registry.nav_item(registry.NavItem("alliance", _("Bodies and offices"), "offices:bodies", None, 30))
