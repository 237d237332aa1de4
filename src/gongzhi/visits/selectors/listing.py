"""This will list visits, and whom to visit, as somebody narrows them."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from gongzhi.common.permissions import Actor
from gongzhi.kernel.text import search_key
from gongzhi.visits.models import Assignment, Remark, Target, Visit
from gongzhi.visits.rules import quarter_of, quarter_period

# What the list asks about a target, and how it is narrowed.
UNGIVEN, GIVEN, SEEN, GONE = "ungiven", "given", "seen", "gone"


@dataclass(frozen=True)
class VisitFilters:
    """What narrows the list of visits; empty and ``None`` narrow nothing; days are inclusive."""

    kind: str = ""
    result: str = ""
    community_id: UUID | None = None
    first: date | None = None
    last: date | None = None


@dataclass(frozen=True)
class TargetFilters:
    """What narrows the list of targets; ``stands`` is one of the words above, about this quarter."""

    text: str = ""
    kind: str = ""
    community_id: UUID | None = None
    stands: str = ""


def visits(*, actor: Actor, filters: VisitFilters) -> QuerySet[Visit]:
    """Select the visits an actor may see, the newest first, with the number of remarks and of voices."""
    remarks = Remark.objects.filter(visit=OuterRef("pk")).order_by().values("visit")
    said = remarks.annotate(number=Count("pk")).values("number")
    raised = remarks.filter(voice_id__isnull=False).annotate(number=Count("pk")).values("number")
    rows = Visit.objects.visible_to(actor).filter(_wanted(filters)).with_names()
    counted = rows.annotate(said=Coalesce(Subquery(said), 0), raised=Coalesce(Subquery(raised), 0))
    return counted.order_by("-on", "-pk")


def _wanted(filters: VisitFilters) -> Q:
    wanted = Q()
    if filters.kind:
        wanted &= Q(kind=filters.kind)
    if filters.result:
        wanted &= Q(result=filters.result)
    if filters.community_id:
        wanted &= Q(community=filters.community_id)
    if filters.first:
        wanted &= Q(on__gte=filters.first)
    if filters.last:
        wanted &= Q(on__lte=filters.last)
    return wanted


def targets(*, filters: TargetFilters, today: date) -> QuerySet[Target]:
    """
    Select whom to visit, by kind and name, with who goes this quarter, by when, and whether somebody was met.

    For planners and readers only: check the right first.
    """
    quarter = quarter_period(today.year, quarter_of(today))
    given = Assignment.objects.standing().filter(target=OuterRef("pk"), quarter=quarter.starts_on)
    met = Visit.objects.made().within(quarter).filter(target=OuterRef("pk"))
    moved = Visit.objects.standing().filter(target=OuterRef("pk")).order_by("-on", "-pk").values("result")
    rows = Target.objects.with_names().annotate(
        goes=Subquery(given.values("person__name")[:1]),
        due_on=Subquery(given.values("due_on")[:1]),
        assignment_id=Subquery(Assignment.objects.open().filter(pk__in=given.values("pk")).values("pk")[:1]),
        is_met=Exists(met),
        last_result=Subquery(moved[:1]),
    )
    return rows.filter(_meant(filters)).order_by(
        "kind", "organisation__name_pinyin", "person__name_pinyin", "label", "pk"
    )


def _meant(filters: TargetFilters) -> Q:
    meant = Q(is_active=filters.stands != GONE)
    if filters.kind:
        meant &= Q(kind=filters.kind)
    if filters.community_id:
        meant &= Q(community=filters.community_id)
    if filters.stands == UNGIVEN:
        meant &= Q(goes__isnull=True, is_met=False)
    elif filters.stands == GIVEN:
        meant &= Q(goes__isnull=False, is_met=False)
    elif filters.stands == SEEN:
        meant &= Q(is_met=True)
    words = search_key(filters.text)
    if words:
        organisation = Q(organisation__name_key__contains=words)
        meant &= organisation | Q(person__name_key__contains=words) | Q(label__icontains=filters.text.strip())
    return meant
