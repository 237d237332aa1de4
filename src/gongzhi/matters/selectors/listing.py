"""This will find the matters of the window: narrowed, what is due first, page by page."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from gongzhi.common.permissions import Actor
from gongzhi.common.search.fields import match
from gongzhi.kernel.text import bigrams
from gongzhi.kernel.workdays import china, workdays_elapsed
from gongzhi.matters.models import Matter, Mediation, Voice
from gongzhi.matters.rules.flow import OPEN, State

OPEN_NOW, MINE, OVERDUE, UNTOLD, ALL = "open", "mine", "overdue", "untold", "all"
GROUPS = (OPEN_NOW, MINE, OVERDUE, UNTOLD, ALL)
NEWEST = 500
LEAST_ALIKE = 0.2
STILL_MINE = (*OPEN, State.ANSWERED)
ROWS_READ = (
    "id",
    "federation",
    "number",
    "title",
    "state",
    "due_on",
    "received_on",
    "place",
    "owner__name",
    "category",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """
    How the list is narrowed; an empty value narrows nothing.

    ``group`` is one of `GROUPS`. ``text`` is looked for in title, place and number of the matter and in the words of
    its voices. ``channel`` and ``asker`` keep matters with at least one such voice.
    """

    group: str = OPEN_NOW
    text: str = ""
    state: str = ""
    category: str = ""
    community_id: UUID | None = None
    channel: str = ""
    asker: str = ""

    @property
    def narrows(self) -> bool:
        """Whether anything but the group is chosen."""
        chosen = (self.text.strip(), self.state, self.category, self.community_id, self.channel, self.asker)
        return any(chosen)


@dataclass(frozen=True, slots=True)
class Row:
    """A matter of the list with the number of its voices and the workdays left; negative if overdue."""

    matter: Matter
    voices: int
    days_left: int | None

    @property
    def is_overdue(self) -> bool:
        """Whether the day has passed."""
        return self.days_left is not None and self.days_left < 0


@dataclass(frozen=True, slots=True)
class Counts:
    """How many matters stand in the groups that somebody has to see to."""

    open: int
    mine: int
    overdue: int


@dataclass(slots=True)
class DaysLeft:
    """Count workdays until due days as of a day; each due day once."""

    on: date
    known: dict[date, int] = field(default_factory=dict)

    def until(self, due: date | None) -> int | None:
        """Count the workdays left until the end of a day, negative if it has passed; ``None`` for no day."""
        if due is None:
            return None
        if due not in self.known:
            later = due >= self.on
            days = workdays_elapsed(min(due, self.on), max(due, self.on), china())
            # Whoever looks on the free days right after the due day is late all the same.
            self.known[due] = days if later else -max(days, 1)
        return self.known[due]


def find(*, actor: Actor, filters: Filters, on: date) -> QuerySet[Matter]:
    """Find the matters an actor may know of: what is due first, in the group `ALL` the newest first."""
    rows = _narrowed(Matter.objects.visible_to(actor), filters).filter(_in_group(filters.group, actor, on))
    if filters.group == UNTOLD:
        rows = rows.filter(Exists(Voice.objects.to_tell().filter(matter=OuterRef("pk"))))
    newest = filters.group == ALL
    return rows.order_by(*(("-received_on", "-pk") if newest else (F("due_on").asc(nulls_last=True), "pk")))


def keys(*, actor: Actor, filters: Filters, on: date) -> QuerySet[Any, UUID]:
    """Give the keys of what `find` finds, in its order: turning pages reads no more than an index."""
    return find(actor=actor, filters=filters, on=on).values_list("pk", flat=True)


def rows_of(matter_ids: Sequence[UUID], *, on: date) -> list[Row]:
    """Lay one page of matters out, in the order given, with the number of voices of each; two queries."""
    matters = Matter.objects.select_related("owner").only(*ROWS_READ).in_bulk(matter_ids)
    spoken = Voice.objects.filter(matter__in=matter_ids).values_list("matter").annotate(n=Count("pk")).order_by()
    voices, left = dict(spoken), DaysLeft(on)
    found = (matters[key] for key in matter_ids if key in matters)
    return [Row(matter, voices.get(matter.pk, 0), left.until(matter.due_on)) for matter in found]


def count(*, actor: Actor, on: date) -> Counts:
    """Count what somebody has to see to; one query that reads open and answered matters only."""
    mine = _in_group(MINE, actor, on)
    found = (
        Matter.objects.visible_to(actor)
        .filter(state__in=STILL_MINE)
        .aggregate(
            open=Count("pk", filter=Q(state__in=OPEN)),
            overdue=Count("pk", filter=_in_group(OVERDUE, actor, on)),
            mine=Count("pk", filter=mine),
        )
    )
    return Counts(**found)


def similar(*, actor: Actor, matter: Matter, at_most: int = 8) -> list[Matter]:
    """
    Find open matters that say the like, for putting together: those that share the most pairs of characters.

    Titles are compared, of the newest five hundred that another matter may be merged into; two queries.
    """
    wanted = set(bigrams(matter.title))
    rows = Matter.objects.visible_to(actor).filter(state__in=OPEN).exclude(pk=matter.pk)
    rows = rows.exclude(pk__in=Mediation.objects.filter(matter__isnull=False).values("matter"))
    newest = rows.only("number", "title", "state", "received_on", "place").order_by("-received_on", "-pk")[:NEWEST]
    return _alike(wanted, newest, at_most)


def _alike(wanted: set[str], rows: Iterable[Matter], at_most: int) -> list[Matter]:
    found = []
    for row in rows:
        theirs = set(bigrams(row.title))
        share = len(wanted & theirs) / len(wanted | theirs) if wanted | theirs else 0
        if share >= LEAST_ALIKE:
            found.append((share, row))
    found.sort(key=lambda pair: -pair[0])
    return [row for _share, row in found[:at_most]]


def _narrowed(rows: QuerySet[Matter], filters: Filters) -> QuerySet[Matter]:
    if filters.text.strip():
        # What was said in a dispute under mediation is found by nobody, not even under the matter it came with.
        spoken = match(Voice.objects.all(), filters.text).exclude(
            matter__in=Mediation.objects.filter(matter__isnull=False).values("matter")
        )
        rows = rows.filter(
            Q(pk__in=spoken.values("matter")) | Q(pk__in=match(Matter.objects.all(), filters.text).values("pk"))
        )
    for name in ("state", "category"):
        if chosen := getattr(filters, name):
            rows = rows.filter(**{name: chosen})
    if filters.community_id:
        rows = rows.filter(community=filters.community_id)
    said = {name: chosen for name in ("channel", "asker") if (chosen := getattr(filters, name))}
    return rows.filter(Exists(Voice.objects.filter(matter=OuterRef("pk"), **said))) if said else rows


def _in_group(group: str, actor: Actor, on: date) -> Q:
    groups = {
        OPEN_NOW: Q(state__in=OPEN),
        MINE: Q(owner=actor.person_id, state__in=STILL_MINE) if actor.person_id else Q(pk__in=[]),
        OVERDUE: Q(state__in=OPEN, due_on__lt=on),
        UNTOLD: Q(state=State.ANSWERED),
        ALL: Q(),
    }
    return groups[group]
