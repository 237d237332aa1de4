"""This will read rounds for lists, the public and the front page."""

from datetime import date

from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from gongzhi.common.clock import today
from gongzhi.surveys.models import Response, Round, RoundCode


def public_rounds(*, on: date) -> QuerySet[Round]:
    """Select the rounds anybody may answer on a day, the first to end first."""
    rows = Round.objects.taking_answers(on).public().select_related("survey_version__survey")
    return rows.order_by("closes_on", "pk")


def asks_residents_now() -> bool:
    """Tell whether residents are asked something today; for the front page."""
    return Round.objects.taking_answers(today()).public().exists()


def with_counts(rounds: QuerySet[Round]) -> QuerySet[Round]:
    """Add ``answer_count``, and ``code_count`` and ``used_count`` of the slips, each by a subquery of its own."""
    return rounds.annotate(
        answer_count=_count(Response.objects.counted().filter(round=OuterRef("pk"))),
        code_count=_count(RoundCode.objects.filter(round=OuterRef("pk"))),
        used_count=_count(RoundCode.objects.used().filter(round=OuterRef("pk"))),
    )


def _count(rows: QuerySet) -> Coalesce:
    counted = rows.order_by().values("round").annotate(count=Count("pk")).values("count")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)
