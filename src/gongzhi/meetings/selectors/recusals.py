"""This will tell who is recused from an item, and who can therefore give no vote on it."""

from collections.abc import Iterable
from uuid import UUID

from gongzhi.meetings.models import AgendaItem, Recusal
from gongzhi.meetings.selectors.roll import Roll, Seat


def recusals_of(items: Iterable[AgendaItem]) -> dict[UUID, list[Recusal]]:
    """List the recusals of several items, by item, in the order in which they were recorded; one query."""
    found: dict[UUID, list[Recusal]] = {}
    for row in Recusal.objects.filter(item__in=list(items)).order_by("recorded_at", "pk"):
        found.setdefault(row.item_id, []).append(row)
    return found


def recused_ids(item: AgendaItem) -> frozenset[UUID]:
    """Tell who is recused from an item; one query."""
    return frozenset(Recusal.objects.filter(item=item).values_list("person_id", flat=True))


def voters_of(item: AgendaItem, *, roll: Roll, by_proxy: bool) -> tuple[Seat, ...]:
    """
    List the entitled whose vote on an item can be given now: there or represented, and not recused.

    Who is recused gives no vote of others either: a proxy in such a hand rests for this item.
    """
    out = recused_ids(item)
    return tuple(seat for seat in roll.voters(by_proxy=by_proxy) if _is_free(seat, out))


def recused_count(item: AgendaItem, *, roll: Roll, by_proxy: bool) -> int:
    """Count the votes that cannot be given because of recusals, of people who were there since the vote opened."""
    out = recused_ids(item)
    if not out:
        return 0
    there = {seat.person_id for seat in roll.seats if seat.was_there(item.opened_at)}
    counted = [seat for seat in roll.entitled if seat.person_id in there or (by_proxy and seat.holder_id in there)]
    return sum(not _is_free(seat, out, there) for seat in counted)


def _is_free(seat: Seat, out: frozenset[UUID], there: set[UUID] | None = None) -> bool:
    """Tell whether no recusal keeps a seat from voting; ``there`` says who counts as there, ``None`` who is now."""
    if seat.person_id in out:
        return False
    in_person = seat.is_there if there is None else seat.person_id in there
    return in_person or seat.holder_id not in out
