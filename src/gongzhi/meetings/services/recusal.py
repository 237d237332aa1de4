"""This will record that somebody is recused from one vote, and keep them from voting on it."""

from datetime import datetime
from uuid import UUID

from gongzhi.common.deeds import deed
from gongzhi.common.permissions import Actor
from gongzhi.kernel.errors import DomainError
from gongzhi.kernel.text import gettext_noop as _
from gongzhi.meetings import permissions
from gongzhi.meetings.models import AgendaItem, Recusal
from gongzhi.meetings.selectors.recusals import recused_ids, voters_of
from gongzhi.meetings.selectors.roll import Roll, Seat, roll_of
from gongzhi.meetings.services.agenda import locked_item
from gongzhi.meetings.services.trace import Trace


class NoVoteToRecuse(DomainError):
    """Somebody is to be recused who has no vote."""

    message = _("This person has no vote in this meeting; nothing is to be recorded.")


class IsRecused(DomainError):
    """Somebody votes who is recused; params ``name``."""

    message = _("%(name)s is recused from this item because of a conflict of interest and takes no part in its vote.")


@deed("meetings.recusal.recorded")
def record_recusal(
    *, actor: Actor, item_id: UUID, person_id: UUID, reason: str, at: datetime, key: str = ""
) -> Recusal:
    """
    Record before the vote opens that an entitled person takes no part in it, with the reason.

    The person stays in the base: no clause takes them out. A second record of the same person changes the reason.

    :raises NoVoteToRecuse: if the person is not entitled
    :raises NotAllowed: once the vote was opened, and for who may record it for nobody else
    """
    item = locked_item(item_id)
    decision = permissions.may_recuse(actor, item, person_id).require()
    seat = roll_of(item.meeting).seat_of(person_id)
    if seat is None or not seat.votes:
        raise NoVoteToRecuse(field="person")
    values = {
        "name": seat.invitee.name,
        "reason": reason.strip(),
        "recorded_at": at,
        "recorded_by_id": actor.person_id,
    }
    recusal, _new = Recusal.objects.update_or_create(item=item, person_id=person_id, defaults=values)
    facts = {"item": item.title, "name": recusal.name, "reason": recusal.reason}
    Trace(actor, at, decision.mandate).record("meetings.recusal.recorded", item.meeting, **facts)
    return recusal


@deed("meetings.recusal.taken_back")
def take_back_recusal(*, actor: Actor, recusal_id: UUID, at: datetime, key: str = "") -> AgendaItem:
    """Take back a recusal that was recorded by mistake, before the vote opens; the log keeps both."""
    recusal = Recusal.objects.get(pk=recusal_id)
    item = locked_item(recusal.item_id)
    decision = permissions.may_recuse(actor, item, recusal.person_id).require()
    facts = {"item": item.title, "name": recusal.name}
    Trace(actor, at, decision.mandate).record("meetings.recusal.taken_back", item.meeting, **facts)
    recusal.delete()
    return item


def voting_seat(item: AgendaItem, person_id: UUID | None, *, roll: Roll, by_proxy: bool) -> Seat | None:
    """
    Find the seat whose vote on an item is to be given; ``None`` for who is not entitled, or neither there nor held.

    :raises IsRecused: for who is recused, and for a proxy in the hand of who is
    """
    free = voters_of(item, roll=roll, by_proxy=by_proxy)
    seat = next((seat for seat in free if seat.person_id == person_id), None)
    if seat is not None:
        return seat
    bound = next((seat for seat in roll.voters(by_proxy=by_proxy) if seat.person_id == person_id), None)
    if bound is not None:
        out = recused_ids(item)
        name = bound.invitee.name if bound.person_id in out else bound.holder_name
        raise IsRecused(name=name)
    return None
