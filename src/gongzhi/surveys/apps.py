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
SENTENCES = {
    "surveys.survey.created": _("made the survey"),
    "surveys.survey.edited": _("changed title or purpose of the survey"),
    "surveys.version.edited": _("changed the questions"),
    "surveys.version.made": _("made a new version of the questions"),
    "surveys.round.planned": _("planned the round"),
    "surveys.round.edited": _("changed the plan of the round"),
    "surveys.round.opened": _("opened the round"),
    "surveys.round.closed": _("closed the round"),
    "surveys.codes.made": _("made codes for slips"),
    "surveys.response.entered": _("typed in an answer"),
    "surveys.response.voided": _("voided a sheet that was typed in"),
    "surveys.codes.printed": _("printed the codes on slips"),
    "surveys.results.updated": _("took new answers into the results"),
    "surveys.answers.exported": _("took the answers away as a spreadsheet"),
}


class SurveysConfig(AppConfig):
    """The room of surveys."""

    name = "gongzhi.surveys"
    label = "surveys"

    def ready(self) -> None:
        """Fill the slots of the groundwork."""
        from gongzhi.surveys.selectors.desk import desk_lines  # noqa: PLC0415 -- models exist only now
        from gongzhi.surveys.selectors.evidence import round_evidence  # noqa: PLC0415 -- as above
        from gongzhi.surveys.selectors.rounds import asks_residents_now  # noqa: PLC0415 -- as above
        from gongzhi.surveys.services.columns import count_closed  # noqa: PLC0415 -- as above
        from gongzhi.surveys.services.counting import GIVEN  # noqa: PLC0415 -- as above
        from gongzhi.surveys.services.voicing import raise_voices  # noqa: PLC0415 -- as above

        for right, sentence in RIGHTS.items():
            registry.right(right, sentence)
        for code, sentence in SENTENCES.items():
            registry.audit_sentence(code, sentence)
        registry.evidence("surveys.round", round_evidence)
        registry.desk_source(desk_lines)
        registry.on(GIVEN, raise_voices)
        registry.on("surveys.round.closed", count_closed)
        registry.public_deed(
            registry.PublicDeed(_("Answer a survey"), "surveys:open", order=20, shown=asks_residents_now)
        )
        registry.nav_item(registry.NavItem("consultation", _("Surveys"), "surveys:list", right=Right.READ, order=30))
