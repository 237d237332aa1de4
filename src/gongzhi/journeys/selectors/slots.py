"""This will fill the slots of matters and of meetings: buttons and lines that lead from one room to the other."""

from collections.abc import Sequence
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy

from gongzhi.common.permissions import Actor
from gongzhi.journeys import permissions
from gongzhi.journeys.selectors.bound import item_of, matter_behind, resolution_on
from gongzhi.kernel.decisions import allow
from gongzhi.matters.models import Matter, Voice
from gongzhi.matters.slots import MatterDeed, MatterFact
from gongzhi.meetings import permissions as of_meetings
from gongzhi.meetings.links import Way
from gongzhi.meetings.models import AgendaItem, Meeting, Remark, Resolution
from gongzhi.meetings.seals import item_seal, resolution_seal
from gongzhi.meetings.selectors.minutes import resolution_number


def agenda_deed(*, actor: Actor, matter: Matter) -> MatterDeed | None:
    """Offer to put a matter on an agenda, to those who call meetings, while it is being handled."""
    if matter.state not in {Matter.State.RECEIVED, Matter.State.WORKING} or not of_meetings.may_call(actor):
        return None
    may = permissions.may_deliberate(actor, matter)
    return MatterDeed(gettext_lazy("Put on an agenda"), reverse("journeys:agenda", args=[matter.pk]), may)


def answer_deed(*, actor: Actor, matter: Matter) -> MatterDeed | None:
    """Offer to answer a matter by what was resolved on it."""
    if matter.state != Matter.State.DELIBERATING or not permissions.may_answer(actor, matter):
        return None
    resolution = resolution_on(matter)
    if resolution is None:
        return None
    return MatterDeed(
        gettext_lazy("Answer by the resolution"), reverse("journeys:answer", args=[resolution.pk]), allow()
    )


def matter_facts(*, actor: Actor, matter: Matter) -> Sequence[MatterFact]:
    """Say which meeting deals with a matter, and what was resolved; two queries and one for sight, none without."""
    item = item_of(matter)
    if item is None:
        return []
    seen = Meeting.objects.visible_to(actor).filter(pk=item.meeting_id).exists()
    seal = item_seal(item)
    address = reverse("meetings:detail", args=[item.meeting_id]) if seen else ""
    facts = [MatterFact(seal.state, seal.label, item.title, matter.agenda_label, address)]
    resolution = resolution_on(matter)
    if resolution is not None:
        seal = resolution_seal(resolution)
        detail = gettext("owner: %(name)s") % {"name": resolution.owner.name}
        title = f"{resolution_number(resolution)} {resolution.title}"
        page = reverse("meetings:resolution", args=[resolution.pk])
        facts.append(MatterFact(seal.state, seal.label, title, detail, page))
    return facts


def ways_of_items(actor: Actor, items: Sequence[AgendaItem]) -> dict[object, Way]:
    """Lead from an item to the matter it comes from, where the actor may read it; one query."""
    seen = Matter.objects.visible_to(actor).filter(pk__in=[item.source_id for item in items])
    readable: set[UUID] = set(seen.values_list("pk", flat=True))
    return {
        item.pk: Way(item.source_label, reverse("matters:matter", args=[item.source_id]))
        for item in items
        if item.source_id in readable
    }


def ways_of_remarks(actor: Actor, remarks: Sequence[Remark]) -> dict[object, Way]:
    """Lead from a remark to the voice it became, or to the page that makes it one; one query."""
    made = [remark.voice_id for remark in remarks if remark.voice_id is not None]
    rows = Voice.objects.visible_to(actor).filter(pk__in=made).values_list("pk", "matter_id") if made else ()
    readable = dict(rows)
    ways: dict[object, Way] = {}
    for remark in remarks:
        if remark.voice_id in readable:
            ways[remark.pk] = Way(remark.voice_label, reverse("matters:matter", args=[readable[remark.voice_id]]))
        elif permissions.may_raise(actor, remark):
            ways[remark.pk] = Way(gettext("Make it a voice"), reverse("journeys:voice", args=[remark.pk]))
    return ways


def ways_of_resolution(actor: Actor, resolution: Resolution) -> Sequence[Way]:
    """Lead from a resolution to the matter it settles, and to its prepared answer; one query."""
    matter = matter_behind(resolution)
    if matter is None or not Matter.objects.visible_to(actor).filter(pk=matter.pk).exists():
        return []
    ways = []
    if matter.state == Matter.State.DELIBERATING and permissions.may_answer(actor, matter):
        ways.append(Way(gettext("Answer the matter"), reverse("journeys:answer", args=[resolution.pk])))
    label = gettext("Matter %(number)s") % {"number": matter.number}
    return [*ways, Way(label, reverse("matters:matter", args=[matter.pk]))]
