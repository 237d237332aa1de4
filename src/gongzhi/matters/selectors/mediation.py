"""This will find mediations for those who have a part in them, and count them without a trace of persons."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, QuerySet
from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy

from gongzhi.common.clock import local_day
from gongzhi.common.permissions import Actor
from gongzhi.common.registry import DeskItem
from gongzhi.kernel.statistics import withhold
from gongzhi.matters.models import Matter, Mediation
from gongzhi.matters.rights import Right
from gongzhi.matters.rules.mediation import RUNNING
from gongzhi.offices.selectors import Holder, holders_of

AHEAD = timedelta(days=7)
"""A follow-up stands on the desk this long before its day."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of counts: ``cells`` in the order of `outcomes`, ``None`` where fewer than ten are not shown."""

    label: str
    cells: tuple[int | None, ...]
    total: int | None

    @property
    def labelled(self) -> list[tuple[str, int | None]]:
        """Each cell with the name of its column."""
        return list(zip(outcomes(), self.cells, strict=True))


def listed(*, actor: Actor) -> QuerySet[Mediation]:
    """Find the mediations an actor has a part in, running ones first; two rows of others are loaded with each."""
    rows = Mediation.objects.visible_to(actor).select_related("organisation", "keeper", "community")
    return rows.in_order()


def party_persons(mediation: Mediation) -> frozenset[UUID]:
    """Name the parties that have an entry here."""
    known = mediation.parties.filter(person__isnull=False)
    return frozenset(known.values_list("person", flat=True))


def possible_keepers(*, on: date) -> list[Holder]:
    """List who may keep a mediation: who takes mediations in, then who handles matters; each person once."""
    everybody = [*holders_of(right=Right.MEDIATE, on=on), *holders_of(right=Right.HANDLE, on=on)]
    return list({one.person_id: one for one in reversed(everybody)}.values())[::-1]


def outcomes() -> list[str]:
    """Name the columns of the counts: how mediations ended, and those that still run."""
    return [*(str(label) for _code, label in Mediation.Outcome.choices), gettext("Still running")]


def counts_by_year() -> list[Line]:
    """Count mediations by year and outcome, the newest year first; fewer than ten are not shown; one query."""
    found = _counted(Mediation.objects.all(), "year")
    return [_line(str(year), found[year]) for year in sorted(found, reverse=True)]


def counts_by_kind(*, year: int) -> list[Line]:
    """Count the mediations of a year by kind of dispute and outcome, as above."""
    found = _counted(Mediation.objects.filter(year=year), "kind")
    return [_line(str(label), found[kind]) for kind, label in Mediation.Kind.choices if kind in found]


def _counted(rows: QuerySet[Mediation], by: str) -> dict[Any, dict[str, int]]:
    """Count rows: value of ``by`` → outcome → how many."""
    counts: dict[Any, dict[str, int]] = {}
    for key, outcome, count in rows.values_list(by, "outcome").annotate(n=Count("pk")).order_by():
        counts.setdefault(key, {})[outcome] = count
    return counts


def _line(label: str, counts: dict[str, int]) -> Line:
    cells = [counts.get(code, 0) for code in (*Mediation.Outcome.values, "")]
    return Line(label, tuple(withhold(cells)), withhold([sum(cells)])[0])


def of_matter(matter: Matter) -> Mediation | None:
    """Find the mediation a matter went into; ``None`` if it did not."""
    return Mediation.objects.filter(matter=matter).first()


def sees_words_of(actor: Actor, matters: QuerySet[Matter]) -> QuerySet[Matter]:
    """Keep the matters whose voices an actor may read: those under mediation only with a part in it."""
    hidden = Mediation.objects.exclude(pk__in=Mediation.objects.visible_to(actor).values("pk"))
    return matters.exclude(pk__in=hidden.filter(matter__isnull=False).values("matter"))


def mediation_lines(*, actor: Actor, at: datetime) -> Sequence[DeskItem]:
    """
    List what mediations ask of a person; numbers and days only, no words of a dispute. One query.

    For those who take mediations in: what has no mediators yet. For keepers and mediators: what runs, and the
    follow-up from a week before its day.
    """
    if actor.person_id is None:
        return ()
    today = local_day(at)
    rows = Mediation.objects.visible_to(actor).filter(state__in=RUNNING).prefetch_related("parties")
    found = (_desk_item(actor, mediation, today) for mediation in rows.order_by("asked_on", "pk"))
    return [item for item in found if item is not None]


def _desk_item(actor: Actor, mediation: Mediation, today: date) -> DeskItem | None:
    if any(party.person_id == actor.person_id for party in mediation.parties.all()):
        return None
    title = gettext("Mediation %(number)s") % {"number": mediation.number}
    url = reverse("matters:mediation", args=[mediation.pk])
    if mediation.state == Mediation.State.ASKED:
        words = gettext("Nobody has been asked to mediate yet.")
        address = reverse("matters:mediation_assign", args=[mediation.pk])
        return DeskItem("due", title, words, address, gettext_lazy("Choose mediators"), "due", mediation.asked_on)
    if not _is_mine(actor, mediation):
        return None
    if mediation.state != Mediation.State.AGREED:
        words = str(mediation.get_state_display())
        return DeskItem("waiting", title, words, url, gettext_lazy("Open it"), "open")
    return _follow_up(mediation, title, today)


def _follow_up(mediation: Mediation, title: str, today: date) -> DeskItem | None:
    due = mediation.follow_up_on
    if due is None or due > today + AHEAD:
        return None
    words = gettext("See whether the agreement is kept")
    url = reverse("matters:mediation_follow_up", args=[mediation.pk])
    state = "breached" if due < today else "due"
    return DeskItem("due", title, words, url, gettext_lazy("Follow up"), state, due)  # type: ignore[arg-type]


def _is_mine(actor: Actor, mediation: Mediation) -> bool:
    led = mediation.organisation_id is not None and actor.leads(mediation.organisation_id)
    return led or mediation.keeper_id == actor.person_id
