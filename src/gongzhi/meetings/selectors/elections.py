"""This will read elections: who stands, who is elected and why, and which ballot follows."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import F

from gongzhi.meetings.models import AgendaItem, Candidate, TellersCount
from gongzhi.meetings.rules.elections import Contest, Fate, Round, who_follows


@dataclass(frozen=True)
class ElectionView:
    """
    All that the page of an election needs.

    ``candidates`` stand in ballot order; ``ranked`` by votes, most first, once the vote was closed. ``contest`` is
    ``None`` while there are fewer candidates than seats. ``follows`` is the ballot to come, among ``following``;
    ``follower`` its item once it stands on an agenda.
    """

    item: AgendaItem
    candidates: tuple[Candidate, ...]
    withdrawn: tuple[Candidate, ...]
    contest: Contest | None
    ranked: tuple[Candidate, ...]
    follows: Round | None
    following: tuple[Candidate, ...]
    follower: AgendaItem | None
    counts: tuple[TellersCount, ...]

    @property
    def elected(self) -> tuple[Candidate, ...]:
        """Who is elected, most votes first."""
        return tuple(each for each in self.ranked if each.fate == Candidate.Fate.ELECTED)

    @property
    def missing(self) -> int:
        """How many candidates fewer than seats there are; 0 or less if there are enough."""
        return (self.item.seats or 0) - len(self.candidates)


def standing_candidates(item: AgendaItem) -> list[Candidate]:
    """List who stands, in the order of the ballot; one query."""
    rows = Candidate.objects.filter(item=item, withdrawn_at__isnull=True)
    return list(rows.select_related("person").order_by("position", "pk"))


def candidates_by_item(items: Iterable[AgendaItem]) -> dict[UUID, list[Candidate]]:
    """List who stands in several elections, by item: most votes first, before a vote in ballot order; one query."""
    found: dict[UUID, list[Candidate]] = {}
    rows = Candidate.objects.filter(item__in=list(items), withdrawn_at__isnull=True)
    for row in rows.order_by(F("votes").desc(nulls_last=True), "position", "pk"):
        found.setdefault(row.item_id, []).append(row)
    return found


def votes_of(candidates: Sequence[Candidate]) -> dict[str, int]:
    """Give the kept votes by key, in the order of the ballot."""
    return {str(each.pk): each.votes or 0 for each in candidates}


def fates_of(candidates: Sequence[Candidate]) -> dict[str, Fate]:
    """Give what became of each candidate, by key; empty before the vote was closed."""
    return {str(each.pk): Fate(each.fate) for each in candidates if each.fate}


def election_of(item: AgendaItem) -> ElectionView:
    """Gather an election for its page; four queries."""
    named = list(Candidate.objects.filter(item=item).select_related("person").order_by("position", "pk"))
    standing = [each for each in named if each.withdrawn_at is None]
    seats, fates = item.seats or 0, fates_of(standing)
    is_decided = item.state in {AgendaItem.State.CARRIED, AgendaItem.State.REJECTED} and bool(fates)
    follows, who = who_follows(votes=votes_of(standing), fates=fates, seats=seats) if is_decided else (None, ())
    counts = TellersCount.objects.filter(item=item).select_related("teller").prefetch_related("lines")
    return ElectionView(
        item=item,
        candidates=tuple(standing),
        withdrawn=tuple(each for each in named if each.withdrawn_at is not None),
        contest=_contest(seats, len(standing)),
        ranked=tuple(sorted(standing, key=lambda each: -(each.votes or 0))) if is_decided else (),
        follows=follows,
        following=tuple(each for each in standing if str(each.pk) in who),
        follower=item.followers.exclude(state=AgendaItem.State.WITHDRAWN).select_related("meeting").first(),
        counts=tuple(counts.order_by("signed_at", "pk")),
    )


def _contest(seats: int, candidates: int) -> Contest | None:
    if candidates < seats:
        return None
    return Contest.EQUAL if candidates == seats else Contest.MORE
