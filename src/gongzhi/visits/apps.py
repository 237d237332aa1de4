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


class VisitsConfig(AppConfig):
    """The room of visits."""

    name = "gongzhi.visits"
    label = "visits"

    def ready(self) -> None:
        """Fill the slots of the groundwork."""
        for right, sentence in RIGHTS.items():
            registry.right(right, sentence)
