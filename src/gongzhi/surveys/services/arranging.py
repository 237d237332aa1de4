"""This will take one change of the questions at a time, so that a resend of the same change is recognised."""

from datetime import datetime
from uuid import UUID

from gongzhi.common.deeds import deed
from gongzhi.common.permissions import Actor
from gongzhi.surveys import permissions
from gongzhi.surveys.models import SurveyVersion
from gongzhi.surveys.rules.editing import Change, changed
from gongzhi.surveys.services.designing import VersionChanged, edit_draft_version


@deed("surveys.version.changed")
def change_version(
    *, actor: Actor, version_id: UUID, revision: int, change: Change, at: datetime, key: str = ""
) -> SurveyVersion:
    """
    Carry one change of the questions out. ``revision`` is the one the person was looking at.

    :raises NotAllowed: without the right to design, or if the version is frozen
    :raises VersionChanged: if somebody else was faster
    :raises DefinitionRefused: with every fault on its question
    :raises GoneMeanwhile, PageNotEmpty: if the change cannot be carried out
    """
    version = SurveyVersion.objects.select_for_update().get(pk=version_id)
    permissions.may_edit(actor, version).require()
    if version.revision != revision:
        raise VersionChanged(version)
    definition = changed(version.definition, change)
    return edit_draft_version(actor=actor, version_id=version_id, revision=revision, definition=definition, at=at)
