"""This will register the room."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from gongzhi.common import registry
from gongzhi.federations.rights import Right

SENTENCES = {
    "federations.federation.founded": _("founded the federation"),
    "federations.communities.adopted": _("took over communities from the national list"),
    "federations.community.added": _("added the community"),
    "federations.community.changed": _("changed the community"),
    "federations.grid.added": _("added a grid"),
    "federations.grid.changed": _("changed a grid"),
    "federations.population.counted": _("recorded a count of people"),
    "federations.district.looked_across": _("looked across the streets of the district"),
}
RIGHTS = {
    Right.MANAGE_GROUND: _("keep communities, grids and counts of people"),
    Right.LOOK_ACROSS: _("look across the streets of the district"),
    Right.FOUND: _("found federations in the district"),
}


class FederationsConfig(AppConfig):
    """The room of federations."""

    name = "gongzhi.federations"
    label = "federations"

    def ready(self) -> None:
        """Fill the slots of the groundwork."""
        for code, sentence in SENTENCES.items():
            registry.audit_sentence(code, sentence)
        for right, words in RIGHTS.items():
            registry.right(right, words)
        registry.nav_item(registry.NavItem("alliance", _("Communities and grids"), "federations:ground", order=80))
        registry.nav_item(
            registry.NavItem(
                "alliance", _("Streets of the district"), "federations:district", right=Right.LOOK_ACROSS, order=90
            )
        )
