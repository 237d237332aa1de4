"""This will say how far the visits of a year go: against the plan, and of those on the list. Never by cadre."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q
from django.db.models.functions import ExtractQuarter

from gongzhi.federations.models import Community, Federation
from gongzhi.institution.selectors.clauses import institution
from gongzhi.organisations.selectors import memberships_on
from gongzhi.visits.models import HotTopic, PlanLine, Remark, Target, Visit, VisitPlan
from gongzhi.visits.rules import (
    QUARTERS,
    Demand,
    Progress,
    Result,
    Topic,
    VisitKind,
    demands_of,
    progress,
    quarter_period,
    year_period,
)


@dataclass(frozen=True)
class KindRow:
    """One kind of visits over a year: a quarter each, and the sums."""

    kind: VisitKind
    quarters: tuple[Progress, ...]

    @property
    def made(self) -> int:
        """The visits made in the year."""
        return sum(cell.made for cell in self.quarters)

    @property
    def attempted(self) -> int:
        """All attempts of the year, those made included."""
        return sum(cell.attempted for cell in self.quarters)


@dataclass(frozen=True)
class Reach:
    """How many of those on the list somebody has met this year, and how many somebody has tried to meet."""

    listed: int
    met: int
    tried: int


@dataclass(frozen=True)
class ReachRow:
    """One community (``None``: nobody said where) by kind, as in `VisitKind`; ``None`` where nobody is listed."""

    community: Community | None
    cells: tuple[Reach | None, ...]


@dataclass(frozen=True)
class YearOfVisits:
    """
    A year of visits.

    ``plan`` is ``None`` before somebody made one. ``topics`` counts what was said: topic → remarks.
    """

    year: int
    plan: VisitPlan | None
    rows: tuple[KindRow, ...]
    reach: tuple[ReachRow, ...]
    topics: Mapping[Topic, int]
    hot_topics: tuple[HotTopic, ...]
    demands: tuple[Demand, ...]


def year_of_visits(*, year: int, today: date, federation: Federation) -> YearOfVisits:
    """
    Gather what the plan page shows.

    Queries: plan, its lines, visits, targets, communities, remarks, hot topics, charters; never one a kind or cadre.
    """
    plan = VisitPlan.objects.filter(year=year).first()
    return YearOfVisits(
        year=year,
        plan=plan,
        rows=_rows(year, plan, today),
        reach=_reach(year),
        topics=_topics(year),
        hot_topics=hot_topics_of(year),
        demands=tuple(demands_on(_day_in(year, today), federation)),
    )


def demands_on(on: date, federation: Federation) -> list[Demand]:
    """List what the clauses in force on a day ask of visits."""
    return demands_of(institution(federation=federation).in_force(on))


def member_count(on: date) -> int:
    """Count the member organisations of a day."""
    return memberships_on(on=on).filter(membership__organisation__isnull=False).count()


def hot_topics_of(year: int) -> tuple[HotTopic, ...]:
    """List the topics people are asked about in a year, in their order."""
    return tuple(HotTopic.objects.filter(plan__year=year, is_active=True).order_by("position", "pk"))


def planned_of(plan: VisitPlan | None) -> dict[VisitKind, int]:
    """Give how many visits of each kind a quarter of a plan should see; 0 for what it does not name."""
    lines = PlanLine.objects.filter(plan=plan).values_list("kind", "per_quarter") if plan else ()
    return dict.fromkeys(VisitKind, 0) | {VisitKind(kind): count for kind, count in lines}


def _day_in(year: int, today: date) -> date:
    """Choose the day whose clauses speak for a year: today, or the nearest day of the year to it."""
    return min(max(today, date(year, 1, 1)), date(year, 12, 31))


def _rows(year: int, plan: VisitPlan | None, today: date) -> tuple[KindRow, ...]:
    planned = planned_of(plan)
    counted = _counted(year)
    return tuple(
        KindRow(kind, tuple(_cell(planned[kind], counted[kind, quarter], year, quarter, today) for quarter in QUARTERS))
        for kind in VisitKind
    )


def _cell(planned: int, counted: tuple[int, int], year: int, quarter: int, today: date) -> Progress:
    made, attempted = counted
    period = quarter_period(year, quarter)
    return progress(planned=planned, made=made, attempted=attempted, quarter=period, today=today)


def _counted(year: int) -> defaultdict[tuple[VisitKind, int], tuple[int, int]]:
    """Count visits of a year: (kind, quarter) → (made, attempted); one query."""
    rows = (
        Visit.objects.standing()
        .within(year_period(year))
        .annotate(quarter=ExtractQuarter("on"))
        .order_by()
        .values_list("kind", "quarter")
        .annotate(made=Count("pk", filter=Q(result=Result.MET)), attempted=Count("pk"))
    )
    found: defaultdict[tuple[VisitKind, int], tuple[int, int]] = defaultdict(lambda: (0, 0))
    found.update({(VisitKind(kind), quarter): (made, attempted) for kind, quarter, made, attempted in rows})
    return found


def _reach(year: int) -> tuple[ReachRow, ...]:
    """Count targets by community and kind; two queries."""
    visits = Visit.objects.standing().within(year_period(year)).filter(target=OuterRef("pk"))
    rows = (
        Target.objects.filter(is_active=True)
        .annotate(is_met=Exists(visits.filter(result=Result.MET)), is_tried=Exists(visits))
        .order_by()
        .values_list("community_id", "kind")
        .annotate(
            listed=Count("pk"),
            met=Count("pk", filter=Q(is_met=True)),
            tried=Count("pk", filter=Q(is_tried=True)),
        )
    )
    cells: dict[UUID | None, dict[str, Reach]] = defaultdict(dict)
    for community_id, kind, listed, met, tried in rows:
        cells[community_id][kind] = Reach(listed, met, tried)
    homes = [*Community.objects.in_order(), None]
    keys = [(home, home.pk if home else None) for home in homes]
    return tuple(
        ReachRow(home, tuple(cells[key].get(kind) for kind in VisitKind)) for home, key in keys if key in cells
    )


def _topics(year: int) -> dict[Topic, int]:
    period = year_period(year)
    rows = Remark.objects.filter(visit__in=Visit.objects.made().within(period)).order_by().values_list("topic")
    counts = dict(rows.annotate(number=Count("pk")))
    return {topic: counts.get(topic, 0) for topic in Topic}
