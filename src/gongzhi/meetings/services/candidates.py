"""This will keep who stands in an election, until its vote opens."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from gongzhi.common.deeds import deed
from gongzhi.common.permissions import Actor
from gongzhi.kernel.errors import DomainError
from gongzhi.kernel.text import gettext_noop as _
from gongzhi.kernel.text import name_pinyin_key
from gongzhi.meetings import permissions
from gongzhi.meetings.models import AgendaItem, Candidate
from gongzhi.meetings.services.agenda import locked_item
from gongzhi.meetings.services.trace import Trace
from gongzhi.people.models import Person


class CandidateTwice(DomainError):
    """Somebody is named twice; params ``name``."""

    message = _("%(name)s is on the list already.")


@deed("meetings.candidate.named")
def name_candidate(
    *, actor: Actor, item_id: UUID, person_id: UUID, at: datetime, note: str = "", key: str = ""
) -> Candidate:
    """
    Name a candidate, last on the list, until the vote opens; who withdrew before stands again.

    :raises CandidateTwice: if the person stands already
    """
    item = locked_item(item_id)
    decision = permissions.may_edit_election(actor, item).require()
    person = Person.objects.get(pk=person_id)
    known = Candidate.objects.filter(item=item, person=person).first()
    if known is not None and known.withdrawn_at is None:
        raise CandidateTwice(field="person", name=person.name)
    candidate = known or Candidate(item=item, person=person)
    candidate.name, candidate.note, candidate.withdrawn_at = person.name, note.strip(), None
    candidate.position = _last_position(item) + 1
    candidate.save()
    facts = {"item": item.title, "name": person.name}
    Trace(actor, at, decision.mandate).record("meetings.candidate.named", item, **facts)
    return candidate


@deed("meetings.candidate.withdrawn")
def withdraw_candidate(*, actor: Actor, candidate_id: UUID, at: datetime, key: str = "") -> Candidate:
    """Strike a candidate who no longer stands, until the vote opens; the list shows that they withdrew."""
    candidate = Candidate.objects.get(pk=candidate_id)
    item = locked_item(candidate.item_id)
    decision = permissions.may_edit_election(actor, item).require()
    if candidate.withdrawn_at is None:
        candidate.withdrawn_at = at
        candidate.save(update_fields=["withdrawn_at"])
        facts = {"item": item.title, "name": candidate.name}
        Trace(actor, at, decision.mandate).record("meetings.candidate.withdrawn", item, **facts)
    return candidate


@deed("meetings.candidate.ordered")
def order_candidates(
    *, actor: Actor, item_id: UUID, at: datetime, order: Sequence[UUID] = (), key: str = ""
) -> AgendaItem:
    """
    Put the candidates into the order of the ballot, until the vote opens: as in ``order``, or by pinyin if it is empty.

    The order by strokes is entered by hand: no data of strokes ships with Gongzhi.
    """
    item = locked_item(item_id)
    decision = permissions.may_edit_election(actor, item).require()
    candidates = list(Candidate.objects.filter(item=item).order_by("position", "pk"))
    places = {each: place for place, each in enumerate(order)}
    if places:
        candidates.sort(key=lambda each: places.get(each.pk, len(places)))
    else:
        candidates.sort(key=lambda each: (name_pinyin_key(each.name), each.name))
    for position, candidate in enumerate(candidates, start=1):
        Candidate.objects.filter(pk=candidate.pk).update(position=position)
    Trace(actor, at, decision.mandate).record("meetings.candidate.ordered", item, item=item.title)
    return item


def _last_position(item: AgendaItem) -> int:
    last = Candidate.objects.filter(item=item).order_by("-position").first()
    return last.position if last else 0
