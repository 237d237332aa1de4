"""This will find who must be reminded of what, and which quiet matters can be closed."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Exists, F, Max, OuterRef, QuerySet, Subquery
from django.db.models.functions import Greatest

from gongzhi.common.clock import local_day, start_of
from gongzhi.common.permissions import Actor
from gongzhi.institution.selectors.clauses import Institution, institution
from gongzhi.kernel.workdays import china
from gongzhi.matters.models import Digest, Escalation, Matter, Reminder, Reply, Speaker, Station, Voice
from gongzhi.matters.rights import Right
from gongzhi.matters.rules import clock, ladder
from gongzhi.matters.rules.flow import State
from gongzhi.matters.rules.ladder import Rung
from gongzhi.matters.selectors.choices import possible_owners
from gongzhi.matters.selectors.clocks import Days, days_on
from gongzhi.offices.models import Body, Term
from gongzhi.offices.selectors import holders_of

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
    List the reminders that must be there at a moment and are not; eleven queries.

    What is overdue climbs its ladder, one rung after the other with the workdays: the answer, what nobody has taken
    on, and what those above owe. Whatever stands still reminds its owner, after twice as long the head. A matter
    without an owner reminds whoever took its first voice down; where nobody in office is left, the head.
    """
    on = local_day(at)
    known = institution()
    days = days_on(on, known=known)
    late = [*_late_answers(at), *_late_above(on), *_not_accepted(at, known)]
    still = _standing_still(at, days)
    asked = _Asked(on, [each.matter for each in late] + still)
    rows = [*_overdue(late, on, days, asked), *_stale(still, on, days, asked)]
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

    Where somebody could not be reached the days begin with the last attempt. ``only`` asks for one of them.
    """
    days = days_on(local_day(at)).ladder.close
    if days is None:
        return []
    before = start_of(local_day(at) - timedelta(days=days - 1))
    waiting = Reply.objects.untried().filter(voice__matter=OuterRef("pk"))
    told = Reply.objects.filter(voice__matter=OuterRef("pk")).values("voice__matter").annotate(on=Max("given_at"))
    tried = Station.objects.filter(matter=OuterRef("pk"), kind=Station.Kind.NOT_REACHED).values("matter")
    attempt = tried.annotate(on=Max("at")).values("on")
    last_word = Voice.objects.filter(matter=OuterRef("pk")).values("matter").annotate(on=Max("standing_on"))
    found = (
        Matter.objects.filter(~Exists(waiting), state=State.ANSWERED, answered_at__lt=before)
        .annotate(told_at=Greatest(F("answered_at"), Subquery(told.values("on")), Subquery(attempt)))
        .annotate(word_on=Subquery(last_word.values("on")))
        .filter(told_at__lt=before, word_on__lt=local_day(before))
    )
    if only is not None:
        found = found.filter(pk=only)
    return list(found.order_by("answered_at", "pk").values_list("pk", flat=True))


def outlived(*, at: datetime, only: UUID | None = None) -> list[UUID]:
    """
    List the voices whose speaker can still be reached though the matter was closed longer ago than we keep it.

    Whatever was taken up again meanwhile is not closed. ``only`` asks for one of them.
    """
    old = Speaker.objects.filter(voice__matter__state=State.CLOSED, voice__matter__closed_at__lt=at - SPEAKERS_KEPT)
    if only is not None:
        old = old.filter(voice=only)
    return list(old.order_by("pk").values_list("voice_id", flat=True))


@dataclass(frozen=True, slots=True)
class _Late:
    """Something of a matter that was due on a day: on which ladder, and since when it is counted."""

    matter: Matter
    ladder: tuple[Rung, Rung, Rung]
    due_on: date
    since: date


class _Asked:
    """Whom each rung reminds on a day: whoever is responsible and still holds an office for it, the head, the board."""

    def __init__(self, on: date, matters: Sequence[Matter]) -> None:
        self.told = _told_offices(on)
        self.owners = {one.person_id for one in possible_owners(on=on)} if matters else set()
        self.takers = _takers([matter for matter in matters if matter.owner_id is None], on)

    def whom(self, rung: Rung, matter: Matter) -> Sequence[UUID]:
        """Name the persons a rung reminds of a matter."""
        if rung in ladder.TO_THE_HEAD:
            return self.told[HEAD]
        if rung in ladder.TO_THE_BOARD:
            return self.told[BOARD]
        if matter.owner_id in self.owners:
            return [matter.owner_id]
        taker = self.takers.get(matter.pk)
        return [taker] if taker is not None else self.told[HEAD]


def _told_offices(on: date) -> dict[str, list[UUID]]:
    """Tell who holds the offices that are told today."""
    rows = Term.objects.in_office(on).filter(office__code__in=(HEAD, BOARD), office__body__code=Body.Code.OFFICERS)
    found: dict[str, list[UUID]] = {HEAD: [], BOARD: []}
    for code, person_id in rows.order_by("seat", "pk").values_list("office__code", "person_id"):
        found[code].append(person_id)
    return found


def _takers(matters: Iterable[Matter], on: date) -> dict[UUID, UUID]:
    """Tell who took the first voice of each matter down, where somebody did who still takes voices down."""
    keys = [matter.pk for matter in matters]
    if not keys:
        return {}
    in_office = {one.person_id for one in holders_of(right=Right.TAKE, on=on)}
    rows = Voice.objects.filter(matter__in=keys, taken_by__in=in_office).order_by("-taken_at", "pk")
    return dict(rows.values_list("matter_id", "taken_by_id"))


def _overdue(late: Sequence[_Late], on: date, days: Days, asked: _Asked) -> Iterator[Wanted]:
    for each in late:
        overdue = clock.overdue_workdays(due_on=each.due_on, on=on, calendar=china())
        for rung in ladder.rungs(overdue=overdue, ladder=days.ladder, of=each.ladder):
            for person_id in asked.whom(rung, each.matter):
                yield Wanted(person_id=person_id, matter_id=each.matter.pk, rung=rung, since=each.since, days=overdue)


def _late_answers(at: datetime) -> list[_Late]:
    rows = Matter.objects.overdue(at).order_by("due_on", "pk")
    return [_Late(row, ladder.ANSWER, row.due_on, row.clock_from) for row in rows if row.due_on is not None]


def _late_above(on: date) -> list[_Late]:
    """Find what those above have not answered in time: our own clock stands still meanwhile."""
    rows = Escalation.objects.overdue(on).select_related("matter").order_by("due_on", "pk")
    return [
        _Late(row.matter, ladder.ABOVE, row.due_on, local_day(row.sent_at)) for row in rows if row.due_on is not None
    ]


def _not_accepted(at: datetime, known: Institution) -> list[_Late]:
    """Find what nobody took on within the days for it, though its answer is not due yet."""
    on = local_day(at)
    rows = Matter.objects.filter(state=State.RECEIVED, clock_from__lt=on).exclude(due_on__lt=on).order_by("pk")
    found = []
    for matter in rows:
        within = days_on(matter.clock_from, known=known).accept
        due = clock.due_on(started_on=matter.clock_from, within=within, pauses=(), calendar=china())
        if due is not None and due.on < on:
            found.append(_Late(matter, ladder.ACCEPT, due.on, matter.clock_from))
    return found


def _standing_still(at: datetime, days: Days) -> list[Matter]:
    limit = days.ladder.stale
    if limit is None:
        return []
    on = local_day(at)
    rows = Matter.objects.standing_still(start_of(on - timedelta(days=limit - 1)), on)
    return list(rows.order_by("moved_at", "pk"))


def _stale(still: Sequence[Matter], on: date, days: Days, asked: _Asked) -> Iterator[Wanted]:
    for matter in still:
        since = local_day(matter.moved_at)
        for rung in ladder.stale_rungs(moved_on=since, on=on, ladder=days.ladder):
            for person_id in asked.whom(rung, matter):
                yield Wanted(person_id=person_id, matter_id=matter.pk, rung=rung, since=since, days=(on - since).days)
