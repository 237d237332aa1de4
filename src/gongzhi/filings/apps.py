"""This will register the room: its pages, rights, sentences of the log, evidence and its lines on the desk."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from gongzhi.common import registry
from gongzhi.filings.rights import Right

RIGHTS = {
    Right.SUBMIT: _("file activities of one's own organisation"),
    Right.REPORT: _("report on activities of one's own organisation"),
    Right.READ: _("read filings"),
    Right.REVIEW: _("review filings"),
    Right.CONFIRM: _("confirm filings that need approval"),
    Right.HAND_OVER: _("hand filings from one reviewer to another"),
    Right.NOTE_UNFILED: _("note activities held without a filing"),
    Right.EXPORT: _("take the list of filings away as a spreadsheet"),
}
SENTENCES = {
    "filings.filing.drafted": _("drafted the filing"),
    "filings.filing.edited": _("changed the filing"),
    "filings.filing.copied": _("drafted the filing from an earlier one"),
    "filings.filing.submitted": _("handed in the filing"),
    "filings.filing.resubmitted": _("handed in the corrected filing"),
    "filings.filing.withdrawn": _("withdrew the filing"),
    "filings.filing.urged": _("urged the reviewers"),
    "filings.step.agreed": _("agreed to the filing"),
    "filings.step.handed_over": _("handed the review over"),
    "filings.step.reviewers_added": _("added reviewers"),
    "filings.filing.approved": _("approved the filing"),
    "filings.filing.refused": _("refused the filing"),
    "filings.filing.returned": _("returned the filing for correction"),
    "filings.filing.held": _("recorded that the activity was held"),
    "filings.filing.not_held": _("recorded that the activity was not held"),
    "filings.filing.reported": _("reported on the activity"),
    "filings.permit.noted": _("noted the permit of the police"),
    "filings.paper.attached": _("added a paper"),
    "filings.paper.detached": _("took a paper away"),
    "filings.phone.revealed": _("looked at the telephone number of the leader on site"),
    "filings.unfiled.noted": _("noted an activity held without its filing"),
    "filings.unfiled.answered": _("answered for the activity without a filing"),
    "filings.list.exported": _("took the list of filings away as a spreadsheet"),
}
EVIDENCE = ("filings.submitted", "filings.answered", "filings.held", "filings.reported", "filings.police_applied")


class FilingsConfig(AppConfig):
    """The room of filings."""

    name = "gongzhi.filings"
    label = "filings"

    def ready(self) -> None:
        """Fill the slots of the groundwork."""
        from gongzhi.filings.selectors.desk import desk_lines  # noqa: PLC0415 -- models exist only now
        from gongzhi.filings.selectors.evidence import filing_evidence  # noqa: PLC0415 -- as above

        for right, sentence in RIGHTS.items():
            registry.right(right, sentence)
        for code, sentence in SENTENCES.items():
            registry.audit_sentence(code, sentence)
        for code in EVIDENCE:
            registry.evidence(code, filing_evidence)
        registry.desk_source(desk_lines)
        registry.nav_item(registry.NavItem("nurture", _("Filings of activities"), "filings:list", order=10))
        registry.nav_item(registry.NavItem("nurture", _("Calendar of activities"), "filings:calendar", order=20))
