"""This will write down that answers were taken away, before they are."""

from datetime import datetime
from uuid import UUID

from gongzhi.common import audit
from gongzhi.common.deeds import deed
from gongzhi.common.permissions import Actor
from gongzhi.kernel.errors import DomainError
from gongzhi.kernel.text import gettext_noop as _
from gongzhi.surveys import permissions
from gongzhi.surveys.models import Round
from gongzhi.surveys.rules.flow import RoundState


class WholeNeedsReason(DomainError):
    message = _("Say what community and group of so few people are needed for; the log keeps it.")


class NothingToExport(DomainError):
    message = _("The round has not been opened yet; there are no answers.")


@deed("surveys.answers.exported")
def note_export(
    *, actor: Actor, round_id: UUID, form: str, is_whole: bool, reason: str, at: datetime, key: str = ""
) -> Round:
    """
    Note that somebody takes the answers of a round away. ``form`` says as what; ``is_whole``: nothing is blanked.

    :raises NotAllowed: without the right to export
    :raises NothingToExport: before the round is opened
    :raises WholeNeedsReason: if small cells are to stay and no reason is given
    """
    asked = Round.objects.select_related("survey_version").get(pk=round_id)
    decision = permissions.may_export(actor).require()
    if asked.state == RoundState.DRAFT:
        raise NothingToExport
    if is_whole and not reason.strip():
        raise WholeNeedsReason(field="reason")
    facts = {"form": form, "small_cells": is_whole, "reason": reason.strip()}
    audit.record("surveys.answers.exported", actor=actor, subject=asked, at=at, facts=facts, mandate=decision.mandate)
    return asked
