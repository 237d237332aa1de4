"""This will register the room: its pages, rights, sentences of the log, evidence and its lines on the desk."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from gongzhi.common import registry
from gongzhi.participation.rights import Right

RIGHTS = {
    Right.READ: _("see how many took part, by group and channel"),
}


class ParticipationConfig(AppConfig):
    """The room of participation."""

    name = "gongzhi.participation"
    label = "participation"

    def ready(self) -> None:
        """Fill the slots of the groundwork."""
        for right, sentence in RIGHTS.items():
            registry.right(right, sentence)
        page = registry.NavItem("consultation", _("Participation"), "participation:overview", Right.READ, order=60)
        registry.nav_item(page)
