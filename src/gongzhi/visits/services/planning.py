"""This will make the plan of a year: how many visits of each kind, and what people are asked about."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from gongzhi.common import audit
from gongzhi.common.deeds import deed
from gongzhi.common.permissions import Actor
from gongzhi.kernel.errors import ChangedMeanwhile
from gongzhi.kernel.text import gettext_noop as _
from gongzhi.visits import permissions
from gongzhi.visits.models import HotTopic, PlanLine, VisitPlan
from gongzhi.visits.rules import VisitKind


class PlanChangedMeanwhile(ChangedMeanwhile):
    """Tell a person that somebody else changed the plan since the page was opened."""

    message = _("Somebody changed this plan meanwhile. Both are shown: keep yours, or take theirs.")


@deed("visits.plan.made")
def make_plan(
    *,
    actor: Actor,
    year: int,
    version: int,
    per_quarter: Mapping[VisitKind, int],
    hot_topics: Sequence[str],
    at: datetime,
    key: str = "",
) -> VisitPlan:
    """
    Make the plan of a year, or change it. ``version`` is 0 where there was none when the page was opened.

    A hot topic that is left out is asked no more; remarks on it keep it.

    :raises NotAllowed: without the right to plan
    :raises PlanChangedMeanwhile: if somebody else was faster
    """
    decision = permissions.may_plan(actor).require()
    VisitPlan.objects.bulk_create([VisitPlan(year=year, version=0)], ignore_conflicts=True)
    plan = VisitPlan.objects.select_for_update().get(year=year)
    if plan.version != version:
        raise PlanChangedMeanwhile
    plan.version += 1
    plan.save(update_fields=["version"])
    _set_lines(plan, per_quarter)
    _set_topics(plan, hot_topics)
    facts = {"year": year, "per_quarter": {str(kind): count for kind, count in per_quarter.items()}}
    audit.record("visits.plan.made", actor=actor, subject=plan, at=at, facts=facts, mandate=decision.mandate)
    return plan


def _set_lines(plan: VisitPlan, per_quarter: Mapping[VisitKind, int]) -> None:
    lines = [PlanLine(plan=plan, kind=kind, per_quarter=count) for kind, count in per_quarter.items()]
    PlanLine.objects.bulk_create(
        lines,
        update_conflicts=True,
        unique_fields=["federation", "plan", "kind"],
        update_fields=["per_quarter"],
    )


def _set_topics(plan: VisitPlan, words: Sequence[str]) -> None:
    wanted = list(dict.fromkeys(line.strip() for line in words if line.strip()))
    HotTopic.objects.filter(plan=plan).exclude(words__in=wanted).update(is_active=False)
    topics = [HotTopic(plan=plan, words=line, position=place) for place, line in enumerate(wanted, start=1)]
    HotTopic.objects.bulk_create(
        topics,
        update_conflicts=True,
        unique_fields=["federation", "plan", "words"],
        update_fields=["position", "is_active"],
    )
