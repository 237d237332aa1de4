"""
This will tell the public page what a round asks, without asking the database each time.

A round is kept in the memory of the process for a few seconds, the questions of a frozen version for as long as they
are used. Whether an answer still comes in time is decided by the database itself, in the statement that writes it.
"""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from uuid import UUID

from django.db.models import Q

from gongzhi.common.tenancy import current_federation_id
from gongzhi.federations.models import Community
from gongzhi.surveys.models import Draft, Response, Round, Survey, SurveyVersion
from gongzhi.surveys.rules.answers import Given
from gongzhi.surveys.rules.flow import RoundState
from gongzhi.surveys.rules.questions import Definition

KEPT_SECONDS = 3.0
MOST_KEPT = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedRound:
    """
    A round as its page needs it. ``communities`` are id → name of those to choose from, empty where none is asked.

    ``version`` counts the edits of the plan, ``revision`` those of the questions: with ``id`` they name what is shown.
    """

    id: UUID
    slug: str
    title: str
    state: str
    opens_on: date
    closes_on: date
    identity: str
    limits_note: str
    thanks: str
    asks_cell: bool
    community_id: UUID | None
    communities: Mapping[UUID, str]
    audience: str
    version: int
    version_id: UUID
    revision: int
    definition: Definition

    def takes_answers(self, on: date) -> bool:
        """Tell whether it may be answered on a day."""
        return self.state == RoundState.OPEN and self.opens_on <= on <= self.closes_on

    @property
    def asks_code(self) -> bool:
        """Whether a code from a slip is needed to answer."""
        return self.identity != Round.Identity.OPEN

    @property
    def name(self) -> tuple[UUID, int, int]:
        """What is shown, for whoever keeps pages of it."""
        return (self.id, self.version, self.revision)


@dataclass(frozen=True, slots=True)
class Kept:
    """What was typed on the pages before: answers, and ``community`` and ``group`` as they were chosen."""

    answers: Given
    cell: Mapping[str, str]


_kept: dict[tuple[UUID, str | UUID], tuple[float, AskedRound]] = {}


def asked_by_slug(slug: str) -> AskedRound | None:
    """Find an opened round of the scope's federation by its address; as it was a few seconds ago at most."""
    return _asked(slug, Q(slug=slug))


def asked_by_id(round_id: UUID) -> AskedRound | None:
    """Find an opened round of the scope's federation; as it was a few seconds ago at most."""
    return _asked(round_id, Q(pk=round_id))


def forget(*, round_id: UUID) -> None:
    """Read a round anew next time, in this process."""
    for key, (_until, asked) in list(_kept.items()):
        if asked.id == round_id:
            _kept.pop(key, None)


def draft_under(*, round_id: UUID, token_hash: str) -> Draft | None:
    """Find what was saved of an answer under the fingerprint of its token."""
    return Draft.objects.filter(round=round_id, token_hash=token_hash).first()


def was_counted(*, deed_hash: str) -> bool:
    """Tell whether the form with this fingerprint was counted."""
    return Response.objects.filter(deed_hash=deed_hash).exists()


def kept_under(*, round_id: UUID, token_hash: str) -> Kept | None:
    """
    Find what was typed under a token on the pages before: in its draft, or, once it was sent, in what was counted.

    So the last page of several, sent again, is the same answer again.
    """
    draft = draft_under(round_id=round_id, token_hash=token_hash)
    if draft is not None:
        return Kept(draft.answers, draft.cell)
    counted = Response.objects.filter(round=round_id, deed_hash=token_hash).first()
    if counted is None:
        return None
    answers = {code: value if isinstance(value, list) else str(value) for code, value in counted.answers.items()}
    return Kept(answers, {"community": str(counted.community_id or ""), "group": counted.group})


def _asked(name: str | UUID, which: Q) -> AskedRound | None:
    key = (current_federation_id(), name)
    until, asked = _kept.get(key, (0.0, None))
    if asked is not None and until > time.monotonic():
        return asked
    opened = Round.objects.exclude(state=RoundState.DRAFT).select_related("survey_version__survey")
    found = opened.filter(which).first()
    if found is None:
        return None
    asked = read_round(found)
    if len(_kept) >= MOST_KEPT:
        _kept.clear()
    for each in (asked.slug, asked.id):
        _kept[key[0], each] = (time.monotonic() + KEPT_SECONDS, asked)
    return asked


def read_round(found: Round) -> AskedRound:
    """Read a round, loaded with its version and survey, for its page; one more query where it asks for the cell."""
    version: SurveyVersion = found.survey_version
    survey: Survey = version.survey
    asks_cell = found.asks_cell and found.community_id is None
    communities = Community.objects.in_order().values_list("pk", "name") if asks_cell else ()
    return AskedRound(
        id=found.pk,
        slug=found.slug,
        title=found.title,
        state=found.state,
        opens_on=found.opens_on,
        closes_on=found.closes_on,
        identity=found.identity,
        limits_note=found.limits_note,
        thanks=found.thanks,
        asks_cell=asks_cell,
        community_id=found.community_id,
        communities=dict(communities),
        audience=survey.audience,
        version=found.version,
        version_id=version.pk,
        revision=version.revision,
        definition=_frozen(version.pk) if version.frozen_at else version.read(),
    )


@lru_cache(maxsize=256)
def _frozen(version_id: UUID) -> Definition:
    """Read the questions of a frozen version once; they never change."""
    return SurveyVersion.objects.get(pk=version_id).read()
