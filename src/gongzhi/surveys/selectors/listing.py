"""This will list surveys, and tell of one all that its page shows."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from gongzhi.common.permissions import Actor
from gongzhi.surveys.models import Round, Survey, SurveyVersion
from gongzhi.surveys.rules.questions import Definition, Question
from gongzhi.surveys.selectors.rounds import with_counts

LATEST = 3
"""So many rounds of each survey stand in the list."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A survey in the list: its latest rounds with their counts, and whether a version waits to be asked."""

    survey: Survey
    rounds: Sequence[Round]
    draft: SurveyVersion | None


@dataclass(frozen=True, slots=True)
class Change:
    """How a question differs from the version before: ``kind`` is new, gone, changed or moved."""

    kind: str
    number: int
    before: str
    after: str


def surveys_for(*, actor: Actor, audience: str = "") -> QuerySet[Survey]:
    """Select the surveys an actor may know of, the newest first."""
    rows = Survey.objects.visible_to(actor).newest_first()
    return rows.filter(audience=audience) if audience else rows


def listed(surveys: Sequence[Survey]) -> list[Listed]:
    """Add to each survey its latest rounds and its draft; two queries."""
    rounds: dict[object, list[Round]] = {each.pk: [] for each in surveys}
    rows = Round.objects.filter(survey_version__survey__in=surveys).select_related("survey_version")
    for asked in with_counts(rows.newest_first()):
        of_survey = rounds[asked.survey_version.survey_id]
        if len(of_survey) < LATEST:
            of_survey.append(asked)
    versions = SurveyVersion.objects.filter(survey__in=surveys, frozen_at__isnull=True)
    drafts = {each.survey_id: each for each in versions}
    return [Listed(each, rounds[each.pk], drafts.get(each.pk)) for each in surveys]


def rounds_of(survey: Survey) -> list[Round]:
    """List the rounds of a survey with their counts, the newest first."""
    rows = Round.objects.filter(survey_version__survey=survey).select_related("survey_version")
    return list(with_counts(rows.newest_first()))


def changes(*, before: Definition, after: Definition, language: str) -> list[Change]:
    """Say how the questions of one version differ from those of another, in the order of the later one."""
    found = []
    places = {question.code: place for place, question in enumerate(_shared(before, after))}
    order = [question.code for question in _shared(after, before)]
    for question in after.questions:
        old = before.by_code.get(question.code)
        if old is None:
            found.append(Change("new", question.number, "", _said(question, language)))
        elif _meaning(old) != _meaning(question):
            found.append(Change("changed", question.number, _said(old, language), _said(question, language)))
        elif places[question.code] != order.index(question.code):
            found.append(Change("moved", question.number, _said(old, language), _said(question, language)))
    gone = [question for question in before.questions if question.code not in after.by_code]
    return found + [Change("gone", question.number, _said(question, language), "") for question in gone]


def _shared(one: Definition, other: Definition) -> list[Question]:
    return [question for question in one.questions if question.code in other.by_code]


def _meaning(question: Question) -> tuple[object, ...]:
    """All of a question but its number, which changes with every question before it."""
    names = (
        "kind",
        "label",
        "help",
        "required",
        "options",
        "minimum",
        "maximum",
        "low",
        "high",
        "shown_if",
        "becomes_voice",
    )
    return tuple(getattr(question, name) for name in names)


def _said(question: Question, language: str) -> str:
    options = " / ".join(option.label.said(language) for option in question.options)
    return f"{question.label.said(language)} {f'（{options}）' if options else ''}".strip()
