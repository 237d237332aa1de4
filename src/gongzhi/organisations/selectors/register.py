"""This will find organisations in the register and count them."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import CharField, Count, DateField, F, OuterRef, Q, QuerySet, Subquery

from gongzhi.common.permissions import Actor
from gongzhi.common.search.fields import match
from gongzhi.kernel.text import search_key
from gongzhi.organisations.models import Membership, Organisation, Representative
from gongzhi.organisations.rules import SHORTEST_SEARCH, State

STATES = (State.ADMITTED, State.APPLIED, State.SUSPENDED, State.REFUSED, State.LEFT, State.NONE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """
    How a list is narrowed; an empty value narrows nothing.

    ``text`` of two characters or more is looked for in name, pinyin, initials and credit code. ``state`` is a `State`.
    """

    text: str = ""
    kind: str = ""
    category: str = ""
    standing: str = ""
    community_id: UUID | None = None
    state: str = ""


@dataclass(frozen=True, slots=True)
class Register:
    """
    What was found.

    ``found`` are bare organisations ordered by pinyin; ``count`` is how many. ``by_state`` counts all states under the
    other filters, in the order of `STATES`. ``on`` is the day whose leaders are shown.
    """

    found: QuerySet[Organisation]
    count: int
    by_state: dict[str, int]
    on: date

    @property
    def total(self) -> int:
        """How many there are under the other filters, whatever their state."""
        return sum(self.by_state.values())

    @property
    def rows(self) -> QuerySet[Any]:
        """All rows with ``state`` and ``since`` of the membership (``None``: never applied) and ``leader_name``."""
        return self.found.select_related("community").annotate(**_beside(self.on))

    def between(self, first: int, last: int) -> QuerySet[Any]:
        """The rows [first, last) as in `rows`; what stands beside them is not computed for the rows before."""
        chosen = Organisation.objects.filter(pk__in=self.found.values("pk")[first:last])
        rows = chosen.select_related("community").annotate(**_beside(self.on))
        return rows.order_by("name_pinyin", "pk")


def find(*, actor: Actor, filters: Filters, on: date) -> Register:
    """Find organisations that an actor may know of. One query for the counts; the rows are not fetched yet."""
    narrowed = _narrowed(Organisation.objects.visible_to(actor), filters)
    by_state = _by_state(narrowed)
    rows = narrowed if not filters.state else narrowed.filter(_in_state(filters.state))
    count = by_state[filters.state] if filters.state else sum(by_state.values())
    return Register(rows.order_by("name_pinyin", "pk"), count, by_state, on)


def individuals(*, actor: Actor, text: str = "") -> QuerySet[Membership]:
    """Select the memberships of persons that an actor may know of, by name in pinyin; ``text`` is part of the name."""
    rows = Membership.objects.visible_to(actor).filter(person__isnull=False).select_related("person")
    key = search_key(text)
    if key:
        rows = rows.filter(Q(person__name_key__contains=key) | Q(person__name_pinyin__startswith=key))
    return rows.order_by("person__name_pinyin", "pk")


def member_counts() -> dict[str, int]:
    """Count memberships by state, of organisations and individuals together; one query."""
    counted = Membership.objects.order_by().values("state").annotate(number=Count("pk")).values_list("state", "number")
    return dict(counted)


def _narrowed(rows: QuerySet[Organisation], filters: Filters) -> QuerySet[Organisation]:
    exact = {
        "kind": filters.kind,
        "category": filters.category,
        "standing": filters.standing,
        "community": filters.community_id,
    }
    rows = rows.filter(**{name: value for name, value in exact.items() if value})
    if len(search_key(filters.text)) < SHORTEST_SEARCH:
        return rows
    # Pinyin is indexed without spaces; a name with spaces of its own is rarely typed with them.
    spelled = search_key(filters.text)
    return match(rows, spelled.replace(" ", "") if spelled.isascii() else filters.text)


def _by_state(rows: QuerySet[Organisation]) -> dict[str, int]:
    counts = {state: Count("pk", filter=_in_state(state)) for state in STATES}
    return {str(state): number for state, number in rows.order_by().aggregate(**counts).items()}


def _in_state(state: str) -> Q:
    return Q(memberships__isnull=True) if state == State.NONE else Q(memberships__state=state)


def _beside(on: date) -> dict[str, object]:
    """What a row shows beside its own columns, by subqueries: a join and a count would multiply rows."""
    membership = Membership.objects.filter(organisation=OuterRef("pk"))
    leader = Representative.objects.speaking(on).filter(organisation=OuterRef("pk"), role=Representative.Role.LEADER)
    return {
        "state": Subquery(membership.values("state")[:1], output_field=CharField()),
        "since": Subquery(membership.values("since")[:1], output_field=DateField()),
        "leader_name": Subquery(
            leader.order_by("starts_on", "pk").annotate(called=F("person__name")).values("called")[:1],
            output_field=CharField(),
        ),
    }
