"""This will find mediations for those who have a part in them, and count them without a trace of persons."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Count, QuerySet
from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy

from gongzhi.common.clock import local_day
from gongzhi.common.permissions import Actor
from gongzhi.common.registry import DeskItem
from gongzhi.kernel.statistics import withhold
from gongzhi.matters.models import Answer, Matter, Mediation, Station, Voice
from gongzhi.matters.rights import Right
from gongzhi.matters.rules.mediation import RUNNING
from gongzhi.offices.selectors import Holder, holders_of

AHEAD = timedelta(days=7)
"""A follow-up stands on the desk this long before its day."""
NUMBERS_ONLY = frozenset(
    {
        Station.Kind.MERGED.value,
        Station.Kind.MERGED_IN.value,
        Station.Kind.SPLIT.value,
        Station.Kind.SPLIT_OFF.value,
        Station.Kind.MEDIATION.value,
    }
)
"""Stations whose notes the house writes itself: they hold numbers of matters and mediations, no words."""
SHOWN_VOICES = 5
"""How many voices are shown beside a form."""


@dataclass(frozen=True, slots=True)
class Line:
    """
    One line of counts: ``cells`` in the order of `outcomes`, ``None`` where fewer than ten are not shown.

    Lines of kinds have no cells: with those of the year one could be reckoned from the others.
    """

    label: str
    cells: tuple[int | None, ...]
    total: int | None

    @property
    def labelled(self) -> list[tuple[str, int | None]]:
        """Each cell with the name of its column."""
        return list(zip(outcomes(), self.cells, strict=True)) if self.cells else []


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
    """
    Count mediations by year and outcome, the newest year first; fewer than ten are not shown; one query.

    Nowhere are all years added up, so that each total stands alone; the outcomes are held back against it.
    """
    counts: dict[int, dict[str, int]] = {}
    for year, outcome, count in Mediation.objects.values_list("year", "outcome").annotate(n=Count("pk")).order_by():
        counts.setdefault(year, {})[outcome] = count
    years = sorted(counts, reverse=True)
    rows = [[counts[year].get(code, 0) for code in (*Mediation.Outcome.values, "")] for year in years]
    totals = withhold([sum(row) for row in rows], total_is_known=False)
    return [
        Line(str(year), tuple(withhold(row)) if total is not None else (None,) * len(row), total)
        for year, row, total in zip(years, rows, totals, strict=True)
    ]


def counts_by_kind(*, year: int) -> list[Line]:
    """
    Count the mediations of a year by kind of dispute; one query, and one for the total of the year.

    The kinds are held back against the total of the year; where that is held back, so are all of them.
    """
    rows = Mediation.objects.filter(year=year).values_list("kind").annotate(n=Count("pk")).order_by()
    counts = dict(rows)
    kinds = [(str(label), counts[kind]) for kind, label in Mediation.Kind.choices if kind in counts]
    of_year = next((line.total for line in counts_by_year() if line.label == str(year)), None)
    shown = withhold([count for _label, count in kinds]) if of_year is not None else [None] * len(kinds)
    return [Line(label, (), total) for (label, _count), total in zip(kinds, shown, strict=True)]


def of_matter(matter: Matter) -> Mediation | None:
    """Find the mediation a matter went into, itself or with the one it was put together with; ``None`` if neither."""
    while matter.merged_into is not None:
        matter = matter.merged_into
    return Mediation.objects.filter(matter=matter).first()


def with_merged(matter: Matter) -> list[Matter]:
    """List a matter and all that were put together with it, also with those, itself first."""
    family = [matter]
    for each in family:
        family.extend(Matter.objects.filter(merged_into=each).order_by("pk"))
    return family


def sees_words_of(actor: Actor, matters: QuerySet[Matter]) -> QuerySet[Matter]:
    """Keep the matters whose voices an actor may read: those under mediation only with a part in it."""
    hidden = Mediation.objects.exclude(pk__in=Mediation.objects.visible_to(actor).values("pk"))
    return matters.exclude(pk__in=hidden.filter(matter__isnull=False).values("matter"))


def sees_words(actor: Actor, matter: Matter) -> bool:
    """Tell whether somebody who knows of a matter may read what was said of it; one query."""
    return sees_words_of(actor, Matter.objects.filter(pk=matter.pk)).exists()


def told_of(matter: Matter, *, sees: bool) -> tuple[list[Answer], list[Station]]:
    """
    List the answers to a matter, newest first, and its stations, oldest first.

    Who has no part in its mediation (``sees`` false) reads of both only what says a number.
    """
    stations = list(matter.stations.in_order())
    answers = list(matter.answers.order_by("-serial"))
    if sees:
        return answers, stations
    plain = {each.note for each in stations if each.kind == Station.Kind.MEDIATION}
    for each in stations:
        each.note = each.note if each.kind in NUMBERS_ONLY else ""
    return [each for each in answers if each.text in plain], stations


def voices_shown(actor: Actor, matter: Matter, *, at_most: int = SHOWN_VOICES) -> QuerySet[Voice]:
    """Select the first voices of a matter, to be read beside a form; none of what is under mediation elsewhere."""
    found = matter.voices.order_by("taken_at", "pk") if sees_words(actor, matter) else Voice.objects.none()
    return found[:at_most]


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
