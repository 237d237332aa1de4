"""This will make surveys and the versions of their questions."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from gongzhi.common import audit
from gongzhi.common.deeds import deed
from gongzhi.common.permissions import Actor
from gongzhi.kernel.errors import ChangedMeanwhile, DomainError
from gongzhi.kernel.text import gettext_noop as _
from gongzhi.surveys import permissions
from gongzhi.surveys.models import Survey, SurveyVersion
from gongzhi.surveys.rules.reading import plain, read_definition

EMPTY: Mapping[str, object] = {"pages": []}


class VersionChanged(ChangedMeanwhile):
    """The same questions were changed in another window; ``version`` is what is saved now."""

    message = _("Somebody changed the questions meanwhile. Both are shown: keep yours, or take theirs.")

    def __init__(self, version: SurveyVersion) -> None:
        super().__init__()
        self.version = version


class DraftThere(DomainError):
    """A survey has one version in the making at most."""

    message = _("There is a version already that no round has asked yet. Change that one.")


@deed("surveys.survey.created")
def create_survey(
    *,
    actor: Actor,
    title: str,
    audience: str,
    purpose: str,
    at: datetime,
    template: str = "",
    definition: Mapping[str, object] = EMPTY,
    key: str = "",
) -> Survey:
    """
    Make a survey with its first version, empty or with the questions of ``definition``.

    ``template`` is the code of the shipped template the questions come from.

    :raises NotAllowed: without the right to design
    :raises DefinitionRefused: with every fault on its question
    """
    decision = permissions.may_design(actor).require()
    questions = plain(read_definition(definition))
    survey = Survey(title=title, audience=audience, purpose=purpose, template=template, created_at=at)
    survey.created_by_id = actor.person_id
    survey.save()
    SurveyVersion.objects.create(
        survey=survey, number=1, definition=questions, created_at=at, edited_by_id=actor.person_id
    )
    facts = {"title": title, "template": template}
    audit.record("surveys.survey.created", actor=actor, subject=survey, at=at, facts=facts, mandate=decision.mandate)
    return survey


@deed("surveys.survey.edited")
def edit_survey(*, actor: Actor, survey_id: UUID, title: str, purpose: str, at: datetime, key: str = "") -> Survey:
    """
    Change the title and the purpose; whom a survey asks stays.

    :raises NotAllowed: without the right to design
    """
    survey = Survey.objects.select_for_update().get(pk=survey_id)
    decision = permissions.may_design(actor).require()
    survey.title, survey.purpose = title, purpose
    survey.save(update_fields=["title", "purpose"])
    facts = {"title": title}
    audit.record("surveys.survey.edited", actor=actor, subject=survey, at=at, facts=facts, mandate=decision.mandate)
    return survey


@deed("surveys.version.edited")
def edit_draft_version(
    *,
    actor: Actor,
    version_id: UUID,
    revision: int,
    definition: Mapping[str, object],
    at: datetime,
    key: str = "",
) -> SurveyVersion:
    """
    Change the questions of a version no round has opened yet. ``revision`` is the one the person was looking at.

    :raises NotAllowed: without the right to design, or if the version is frozen
    :raises DefinitionRefused: with every fault on its question
    :raises VersionChanged: if somebody else was faster
    """
    version = SurveyVersion.objects.select_for_update().get(pk=version_id)
    decision = permissions.may_edit(actor, version).require()
    questions = plain(read_definition(definition))
    if version.revision != revision:
        raise VersionChanged(version)
    version.definition = questions
    version.revision += 1
    version.edited_by_id = actor.person_id
    version.save(update_fields=["definition", "revision", "edited_by"])
    facts = {"number": version.number, "questions": len(version.read().questions)}
    audit.record("surveys.version.edited", actor=actor, subject=version, at=at, facts=facts, mandate=decision.mandate)
    return version


@deed("surveys.version.made")
def new_version(*, actor: Actor, survey_id: UUID, at: datetime, key: str = "") -> SurveyVersion:
    """
    Make the next version of a survey, with the questions of the newest.

    :raises NotAllowed: without the right to design
    :raises DraftThere: if the newest was not asked in any round yet
    """
    survey = Survey.objects.select_for_update().get(pk=survey_id)
    decision = permissions.may_design(actor).require()
    newest = SurveyVersion.objects.filter(survey=survey).newest_first()[0]
    if newest.frozen_at is None:
        raise DraftThere
    version = SurveyVersion.objects.create(
        survey=survey,
        number=newest.number + 1,
        definition=newest.definition,
        created_at=at,
        edited_by_id=actor.person_id,
    )
    facts = {"number": version.number}
    audit.record("surveys.version.made", actor=actor, subject=version, at=at, facts=facts, mandate=decision.mandate)
    return version
