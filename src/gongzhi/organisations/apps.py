"""This will register the room: its pages, rights and sentences of the log."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from gongzhi.common import registry
from gongzhi.organisations.rights import Right

RIGHTS = {
    Right.READ: _("read the register of organisations"),
    Right.MANAGE: _("keep the register of organisations"),
    Right.EXPORT: _("take the register of organisations away as a spreadsheet"),
    Right.APPLY: _("enter applications for membership"),
    Right.ADMIT: _("decide on applications for membership"),
    Right.SUSPEND: _("suspend members and restore them"),
}
SENTENCES = {
    "organisations.organisation.added": _("entered it into the register"),
    "organisations.organisation.edited": _("changed what the register says"),
    "organisations.organisation.linked": _("tied it to its entry in another federation"),
    "organisations.membership.applied": _("applied for membership"),
    "organisations.membership.admitted": _("admitted it as a member"),
    "organisations.membership.refused": _("refused the application"),
    "organisations.membership.suspended": _("suspended the membership"),
    "organisations.membership.restored": _("restored the membership"),
    "organisations.membership.left": _("recorded that it left"),
    "organisations.membership.corrected": _("corrected a period of the membership"),
    "organisations.representative.named": _("named who speaks for it"),
    "organisations.representative.ended": _("ended who speaks for it"),
    "organisations.register.exported": _("took the register away as a spreadsheet"),
    "organisations.elsewhere.seen": _("looked where else it is a member"),
}


class OrganisationsConfig(AppConfig):
    """The room of organisations."""

    name = "gongzhi.organisations"
    label = "organisations"

    def ready(self) -> None:
        """Fill the slots of the groundwork."""
        from gongzhi.organisations import selectors  # noqa: PLC0415 -- models exist only now

        registry.desk_source(selectors.desk_items)
        from gongzhi.common.imports import kinds  # noqa: PLC0415 -- models exist only now
        from gongzhi.organisations.services import importing  # noqa: PLC0415 -- models exist only now

        for kind in importing.KINDS:
            kinds.register(kind)
        for right, sentence in RIGHTS.items():
            registry.right(right, sentence)
        for code, sentence in SENTENCES.items():
            registry.audit_sentence(code, sentence)
        registry.nav_item(registry.NavItem("alliance", _("Organisations"), "organisations:list", Right.READ, 10))
        registry.nav_item(
            registry.NavItem("alliance", _("Individual members"), "organisations:individuals", Right.READ, 20)
        )
