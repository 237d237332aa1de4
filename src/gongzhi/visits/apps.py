"""This will register the room: its pages, rights, sentences of the log, evidence and its lines on the desk."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from gongzhi.common import registry
from gongzhi.visits.rights import Right

RIGHTS = {
    Right.RECORD: _("record one's own visits"),
    Right.READ: _("read all visits and their coverage"),
    Right.PLAN: _("plan visits and give them to cadres"),
}
SENTENCES = {
    "visits.visit.recorded": _("wrote the visit down"),
    "visits.visit.added_to": _("added a remark to the visit"),
    "visits.visit.corrected": _("corrected the visit"),
    "visits.visit.voided": _("declared the visit void"),
    "visits.plan.made": _("made the plan of visits"),
    "visits.target.added": _("put somebody on the list of whom to visit"),
    "visits.target.changed": _("changed an entry of the list of whom to visit"),
    "visits.targets.taken_over": _("took the register over into the list of whom to visit"),
    "visits.assignment.given": _("asked a cadre to visit"),
    "visits.assignment.dropped": _("took a planned visit back"),
}


class VisitsConfig(AppConfig):
    """The room of visits."""

    name = "gongzhi.visits"
    label = "visits"

    def ready(self) -> None:
        """Fill the slots of the groundwork."""
        from gongzhi.visits.rules import EVIDENCE  # noqa: PLC0415 -- models exist only now
        from gongzhi.visits.selectors.desk import desk_lines  # noqa: PLC0415 -- as above
        from gongzhi.visits.selectors.evidence import visit_evidence  # noqa: PLC0415 -- as above

        for right, sentence in RIGHTS.items():
            registry.right(right, sentence)
        for code, sentence in SENTENCES.items():
            registry.audit_sentence(code, sentence)
        registry.evidence(EVIDENCE, visit_evidence)
        registry.desk_source(desk_lines)
        registry.nav_item(registry.NavItem("consultation", _("My visits"), "visits:mine", Right.RECORD, order=40))
        registry.nav_item(registry.NavItem("consultation", _("Visits and plan"), "visits:plan", Right.READ, order=41))
