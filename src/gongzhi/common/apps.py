"""This will register the groundwork: the checks of tenancy and the log's own sentence."""

from django.apps import AppConfig
from django.core import checks
from django.utils.translation import gettext_lazy as _

from gongzhi.common import registry

SENTENCES = {
    "common.audit_payload.erased": _("erased the contents of an event as the law demands"),
    "common.import.previewed": _("uploaded a spreadsheet and looked at it"),
    "common.import.mended": _("mended a row of the spreadsheet"),
    "common.import.row_left_out": _("left a row of the spreadsheet out"),
    "common.import.row_taken_in": _("took a row of the spreadsheet in again"),
    "common.import.refreshed": _("had the spreadsheet judged anew"),
    "common.import.committed": _("took the spreadsheet over into the register"),
    "common.import.discarded": _("discarded the spreadsheet"),
}


class CommonConfig(AppConfig):
    """The groundwork."""

    name = "gongzhi.common"
    label = "common"

    def ready(self) -> None:
        """Register what must hold before anything runs."""
        from gongzhi.common.tenancy.checks import tenancy  # noqa: PLC0415 -- models exist only now

        checks.register(tenancy, checks.Tags.models)
        for code, sentence in SENTENCES.items():
            registry.audit_sentence(code, sentence)
        registry.nav_item(
            registry.NavItem("alliance", _("Import a roster"), "imports:upload", "organisations.register.manage", 90)
        )
