"""This will find who must be reminded of what, and which quiet matters can be closed."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Exists, F, Max, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from gongzhi.common.clock import local_day, start_of
from gongzhi.common.permissions import Actor
from gongzhi.institution.selectors.clauses import Institution, institution
from gongzhi.kernel.workdays import china
from gongzhi.matters.models import Digest, Matter, Reminder, Reply, Speaker, Voice
from gongzhi.matters.rules import clock, ladder
from gongzhi.matters.rules.flow import State
from gongzhi.matters.rules.ladder import Rung
from gongzhi.matters.selectors.clocks import Days, days_on
from gongzhi.offices.models import Body, Term

HEAD, BOARD = "secretary_general", "president"
"""The offices that are told: the head of those who own matters, and the board's own head."""
SPEAKERS_KEPT = timedelta(days=90)
"""How long after closing a speaker can still be reached; the public pages promise it. Source: PIPL art. 19, 47 (F)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """One reminder that must be there: who, of which matter, on which rung, counted since, and by how many days."""

    person_id: UUID
    matter_id: UUID
    rung: Rung
    since: date
    days: int

    @property
    def key(self) -> tuple[UUID, str, UUID, date]:
        """Name it as the database does."""
        return self.matter_id, str(self.rung), self.person_id, self.since


def wanted(*, at: datetime) -> list[Wanted]:
    """
    List the reminders that must be there at a moment and are not; seven queries.

    Overdue matters climb the ladder, one rung after the other with the workdays; whatever stands still reminds its
    owner. A matter without an owner reminds whoever took its first voice down, otherwise the head.
    """
    on = local_day(at)
    known = institution()
    days = days_on(on, known=known)
    told = _told_offices(on)
    rows = [*_overdue(at, days, told, known), *_stale(at, days, told)]
    keys = {row.matter_id for row in rows}
    there = set(Reminder.objects.filter(matter__in=keys).values_list("matter_id", "rung", "person_id", "since"))
    return [row for row in dict.fromkeys(rows) if row.key not in there]


def digests_of(actor: Actor) -> QuerySet[Digest]:
    """Select the sheets of reminders of the actor that were not opened yet, the oldest first."""
    return Digest.objects.unseen().filter(person=actor.person_id).order_by("on", "pk")


def reminders_in(digest: Digest, *, actor: Actor) -> QuerySet[Reminder]:
    """Select what stands on a sheet and the actor may still read, the gravest first; the matters are loaded."""
    seen = digest.reminders.filter(matter__in=Matter.objects.visible_to(actor).values("pk"))
    return seen.select_related("matter").order_by("-days", "matter__number", "pk")


def quiet(*, at: datetime, only: UUID | None = None) -> list[UUID]:
    """
    List the answered matters in which everybody was told and nobody said a word for as long as the clause says.

    ``only`` asks for one of them.
    """
    days = days_on(local_day(at)).ladder.close
    if days is None:
        return []
    before = start_of(local_day(at) - timedelta(days=days - 1))
    waiting = Reply.objects.untried().filter(voice__matter=OuterRef("pk"))
    told = Reply.objects.filter(voice__matter=OuterRef("pk")).values("voice__matter").annotate(on=Max("given_at"))
    last_word = Voice.objects.filter(matter=OuterRef("pk")).values("matter").annotate(on=Max("standing_on"))
    found = (
        Matter.objects.filter(~Exists(waiting), state=State.ANSWERED, answered_at__lt=before)
        .annotate(told_at=Coalesce(Subquery(told.values("on")), F("answered_at")))
        .annotate(word_on=Subquery(last_word.values("on")))
        .filter(told_at__lt=before, word_on__lt=local_day(before))
    )
    if only is not None:
        found = found.filter(pk=only)
    return list(found.order_by("answered_at", "pk").values_list("pk", flat=True))


def outlived(*, at: datetime) -> list[UUID]:
    """
    List the voices whose speaker can still be reached though the matter was closed longer ago than we keep it.

    Whatever was taken up again meanwhile is not closed.
    """
    old = Speaker.objects.filter(voice__matter__state=State.CLOSED, voice__matter__closed_at__lt=at - SPEAKERS_KEPT)
    return list(old.order_by("pk").values_list("voice_id", flat=True))


def _told_offices(on: date) -> dict[str, list[UUID]]:
    """Tell who holds the offices that are told today."""
    rows = Term.objects.in_office(on).filter(office__code__in=(HEAD, BOARD), office__body__code=Body.Code.OFFICERS)
    found: dict[str, list[UUID]] = {HEAD: [], BOARD: []}
    for code, person_id in rows.order_by("seat", "pk").values_list("office__code", "person_id"):
        found[code].append(person_id)
    return found


def _overdue(at: datetime, days: Days, told: dict[str, list[UUID]], known: Institution) -> Iterator[Wanted]:
    on = local_day(at)
    rows = list(Matter.objects.overdue(at).order_by("due_on", "pk"))
    late = [(matter, matter.due_on) for matter in rows if matter.due_on is not None]
    late += _not_accepted(on, {matter.pk for matter in rows}, known)
    takers = _takers(matter for matter, _due in late if matter.owner_id is None)
    for matter, due_on in late:
        overdue = clock.overdue_workdays(due_on=due_on, on=on, calendar=china())
        for rung in ladder.rungs(overdue=overdue, ladder=days.ladder):
            for person_id in _asked(rung, matter, takers, told):
                yield Wanted(person_id=person_id, matter_id=matter.pk, rung=rung, since=matter.clock_from, days=overdue)


def _not_accepted(on: date, overdue: set[UUID], known: Institution) -> list[tuple[Matter, date]]:
    """Find what nobody took on within the days for it, though its answer is not due yet."""
    rows = Matter.objects.filter(state=State.RECEIVED, clock_from__lt=on).exclude(pk__in=overdue).order_by("pk")
    found = []
    for matter in rows:
        within = days_on(matter.clock_from, known=known).accept
        due = clock.due_on(started_on=matter.clock_from, within=within, pauses=(), calendar=china())
        if due is not None and due.on < on:
            found.append((matter, due.on))
    return found


def _stale(at: datetime, days: Days, told: dict[str, list[UUID]]) -> Iterator[Wanted]:
    limit = days.ladder.stale
    if limit is None:
        return
    on = local_day(at)
    rows = list(Matter.objects.standing_still(start_of(on - timedelta(days=limit - 1)), on).order_by("moved_at", "pk"))
    takers = _takers(matter for matter in rows if matter.owner_id is None)
    for matter in rows:
        since = local_day(matter.moved_at)
        for person_id in _asked(Rung.STALE, matter, takers, told):
            yield Wanted(person_id=person_id, matter_id=matter.pk, rung=Rung.STALE, since=since, days=(on - since).days)


def _takers(matters: Iterable[Matter]) -> dict[UUID, UUID]:
    """Tell who took the first voice of each matter down, where somebody did."""
    keys = [matter.pk for matter in matters]
    if not keys:
        return {}
    rows = Voice.objects.filter(matter__in=keys, taken_by__isnull=False).order_by("-taken_at", "pk")
    return dict(rows.values_list("matter_id", "taken_by_id"))


def _asked(rung: Rung, matter: Matter, takers: dict[UUID, UUID], told: dict[str, list[UUID]]) -> Sequence[UUID]:
    """Tell whom a rung reminds."""
    if rung is Rung.HEAD:
        return told[HEAD]
    if rung is Rung.BOARD:
        return told[BOARD]
    responsible = matter.owner_id or takers.get(matter.pk)
    return [responsible] if responsible is not None else told[HEAD]
