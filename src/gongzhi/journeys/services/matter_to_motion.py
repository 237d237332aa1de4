"""This will put matters before meetings, and take them back when a meeting does not deal with them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext

from gongzhi.common.deeds import deed
from gongzhi.common.permissions import SYSTEM, Actor
from gongzhi.journeys import permissions
from gongzhi.journeys.selectors.bound import agenda_label, matters_of_items
from gongzhi.kernel.errors import DomainError
from gongzhi.kernel.text import gettext_noop as _
from gongzhi.matters import services as matters
from gongzhi.matters.models import Matter
from gongzhi.matters.selectors.mediation import with_merged
from gongzhi.meetings import services as meetings
from gongzhi.meetings.models import AgendaItem, Meeting
from gongzhi.meetings.selectors.rulebook import rulebook

# How a meeting deals with a matter: it talks about it, or votes on a motion of the body's usual sort.
TALK, MOTION = "talk", "motion"


class CannotVote(DomainError):
    """A matter is put as a motion before a body that votes on nothing; params ``body``."""

    message = _("No clause says how “%(body)s” votes. Put the matter on its agenda to be talked about.")


@dataclass(frozen=True, slots=True, kw_only=True)
class NewConsultation:
    """A consultation to be called for a matter; ``form`` is a code of `meetings` (hearing, talk, deliberation)."""

    body_id: UUID
    form: str
    starts_at: datetime
    place: str


@deed("journeys.matter.put_on_agenda")
def put_matter_on_agenda(
    *,
    actor: Actor,
    matter_id: UUID,
    meeting_id: UUID,
    title: str,
    how: str,
    at: datetime,
    text: str = "",
    key: str = "",
) -> AgendaItem:
    """
    Put a matter last on the agenda of a meeting; ``how`` is `TALK` or `MOTION`.

    Those who spoke read which meeting will deal with it; the clock goes on.

    :raises NotAllowed: unless both rooms allow it; private matters never
    :raises CannotVote: for a motion before a body that votes on nothing
    :raises AgendaFull: beyond sixty items
    """
    matter = Matter.objects.get(pk=matter_id)
    meeting = Meeting.objects.select_related("body").get(pk=meeting_id)
    permissions.may_put_before(actor, matter, meeting).require()
    decision = _usual_decision(meeting) if how == MOTION else ""
    new = meetings.NewItem(
        title=title, decision=decision, text=text, source_id=matter.pk, source_label=_source_label(matter)
    )
    item = meetings.add_item(actor=actor, meeting_id=meeting.pk, item=new, at=at)
    matters.put_on_agenda(actor=actor, matter_id=matter.pk, item_id=item.pk, label=agenda_label(meeting), at=at)
    return item


@deed("journeys.consultation.called")
def call_consultation(
    *,
    actor: Actor,
    matter_id: UUID,
    consultation: NewConsultation,
    title: str,
    at: datetime,
    text: str = "",
    key: str = "",
) -> Meeting:
    """
    Draft a consultation whose first item is the matter; guests are invited on its page, then the notice goes out.

    :raises NotAllowed: unless both rooms allow it; private matters never
    :raises MeetingInThePast: if it would begin before ``at``
    """
    matter = Matter.objects.get(pk=matter_id)
    permissions.may_deliberate(actor, matter).require()
    item = meetings.NewItem(title=title, text=text, source_id=matter.pk, source_label=_source_label(matter))
    meeting = meetings.draft_meeting(
        actor=actor,
        body_id=consultation.body_id,
        starts_at=consultation.starts_at,
        place=consultation.place,
        form=consultation.form,
        items=(item,),
        at=at,
    )
    row = meeting.items.get(source_id=matter.pk)
    matters.put_on_agenda(actor=actor, matter_id=matter.pk, item_id=row.pk, label=agenda_label(meeting), at=at)
    return meeting


def release_items(*, item_ids: Iterable[UUID], at: datetime, came_of: str = matters.NOT_TAKEN_UP) -> int:
    """
    Take the matters that wait for these items off the agenda; count them. A second time changes nothing.

    ``came_of`` is what those who spoke read. What a meeting resolved stays: those matters wait for their answer.
    """
    waiting = matters_of_items(item_ids)
    for matter in waiting:
        matters.take_off_agenda(actor=SYSTEM, matter_id=matter.pk, came_of=came_of, at=at)
    return len(waiting)


def veil_items(*, matter_id: UUID, at: datetime) -> int:
    """
    Let the items of a matter that went into mediation say its number only; count them. A second time changes nothing.

    So do those of what was put together with it. What a meeting has opened keeps its agenda.
    """
    family = {each.pk: each for each in with_merged(Matter.objects.get(pk=matter_id))}
    items = AgendaItem.objects.filter(source_id__in=list(family)).order_by("pk")
    for item in items:
        label = _source_label(family[item.source_id])  # type: ignore[index]
        meetings.veil_item(actor=SYSTEM, item_id=item.pk, label=label, at=at)
    return len(items)


def _usual_decision(meeting: Meeting) -> str:
    ways = rulebook(on=meeting.starts_on).decisions_of(meeting.body)
    if not ways:
        raise CannotVote(field="how", body=meeting.body.name)
    return ways[0]


def _source_label(matter: Matter) -> str:
    """Name a matter where more people read than may know of it: by its number, which says nothing."""
    with translation.override(settings.LANGUAGE_CODE):
        return gettext("Matter %(number)s") % {"number": matter.number}
