"""This will show the institution which surveys were held."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Least

from gongzhi.common.registry import Evidence
from gongzhi.kernel.periods import Period
from gongzhi.surveys.models import Response, Round, Survey
from gongzhi.surveys.rules.flow import RoundState

AUDIENCES = {Survey.Audience.ANY: (Survey.Audience.MEMBERS, Survey.Audience.RESIDENTS)}


def round_evidence(*, federation_id: UUID, period: Period) -> Sequence[Evidence]:
    """
    List the surveys held whose day lies in the period, in one query.

    A round counts once it is closed and somebody answered, on the last day on which the public could answer: a round
    that is only opened shows nothing, and typing paper afterwards moves no round into the next half-year. One that
    asked members and residents counts for both.
    """
    ended_on = Least("closed_on", "closes_on")
    answered = Exists(Response.objects.counted().filter(round=OuterRef("pk"), federation_id=federation_id))
    within = Q(ended_on__gte=period.starts_on)
    if period.ends_on is not None:
        within &= Q(ended_on__lt=period.ends_on)
    rows = (
        Round.objects.filter(federation_id=federation_id, state=RoundState.CLOSED)
        .annotate(ended_on=ended_on, audience=F("survey_version__survey__audience"))
        .filter(within, answered)
        .order_by("ended_on", "pk")
    )
    return [_row(asked, each) for asked in rows for each in AUDIENCES.get(asked.audience, (asked.audience,))]


def _row(asked: Any, audience: str) -> Evidence:
    args = (str(asked.pk),)
    return Evidence("surveys.round", asked.ended_on, "", asked.title, "surveys:round", args, {"audience": audience})
