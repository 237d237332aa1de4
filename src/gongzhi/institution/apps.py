"""This will register the institution: navigation, rights, sentences of its deeds."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from gongzhi.common import registry
from gongzhi.federations.rights import Right as GroundRight
from gongzhi.institution.rights import Right


class InstitutionConfig(AppConfig):
    """The room of the institution."""

    name = "gongzhi.institution"
    label = "institution"

    def ready(self) -> None:
        """Fill the slots of lower rooms."""
        from gongzhi.institution.selectors.deciders import decided_by  # noqa: PLC0415 -- models exist only now
        from gongzhi.institution.selectors.evidence import charter_evidence  # noqa: PLC0415 -- as above
        from gongzhi.institution.selectors.seats import composition_findings  # noqa: PLC0415 -- as above
        from gongzhi.offices.selectors.composition import on_composition  # noqa: PLC0415 -- as above

        self._navigation()
        self._rights()
        self._sentences()
        on_composition(composition_findings)
        registry.decision_source(decided_by)
        for code in ("institution.charter_adopted", "institution.charter_filed"):
            registry.evidence(code, charter_evidence)

    @staticmethod
    def _navigation() -> None:
        registry.nav_item(registry.NavItem("institution", _("Board of duties"), "institution:board", order=10))
        registry.nav_item(registry.NavItem("institution", _("Calendar"), "institution:calendar", order=20))
        registry.nav_item(registry.NavItem("institution", _("Clauses in force"), "institution:clauses", order=30))
        registry.nav_item(registry.NavItem("institution", _("Who must, may, gets"), "institution:duties", order=40))
        registry.nav_item(registry.NavItem("institution", _("Charter"), "institution:charters", order=50))
        registry.nav_item(
            registry.NavItem(
                "institution", _("All streets"), "institution:district", right=GroundRight.LOOK_ACROSS, order=60
            )
        )

    @staticmethod
    def _rights() -> None:
        registry.right(Right.READ, _("read the institution"))
        registry.right(Right.DRAFT, _("draft a charter"))
        registry.right(Right.ADOPT, _("bring a charter into force by a resolution"))
        registry.right(Right.WAIVE, _("let a duty off"))

    @staticmethod
    def _sentences() -> None:
        registry.audit_sentence("institution.charter.drafted", _("started a draft of the charter"))
        registry.audit_sentence("institution.charter.dropped", _("put the draft aside"))
        registry.audit_sentence("institution.charter.adopted", _("brought the charter into force by a resolution"))
        registry.audit_sentence("institution.charter.filed", _("noted that the charter was handed in"))
        registry.audit_sentence("institution.clause.edited", _("changed a clause of the draft"))
        registry.audit_sentence("institution.clause.added", _("added a clause to the draft"))
        registry.audit_sentence("institution.clause.removed", _("left a clause out of the draft"))
        registry.audit_sentence("institution.obligation.waived", _("let a duty off"))
        registry.audit_sentence("institution.district.looked", _("looked at the duties of all streets"))
        registry.audit_sentence("institution.feed.renewed", _("made a new calendar address"))
