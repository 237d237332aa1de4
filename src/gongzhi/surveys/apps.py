"""This will register the room: its pages, rights, sentences of the log, evidence and its lines on the desk."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from gongzhi.common import registry
from gongzhi.surveys.rights import Right

RIGHTS = {
    Right.READ: _("read surveys and their results"),
    Right.DESIGN: _("design surveys"),
    Right.OPEN: _("open and close rounds of surveys"),
    Right.ENTER: _("enter answers given on paper or by telephone"),
    Right.EXPORT: _("take answers away as a spreadsheet"),
}


class SurveysConfig(AppConfig):
    """The room of surveys."""

    name = "gongzhi.surveys"
    label = "surveys"

    def ready(self) -> None:
        """Fill the slots of the groundwork."""
        for right, sentence in RIGHTS.items():
            registry.right(right, sentence)
