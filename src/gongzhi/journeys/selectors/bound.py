"""This will find what belongs together across rooms: matter, item of the agenda, resolution."""

from collections.abc import Iterable
from uuid import UUID

from django.conf import settings
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext

from gongzhi.matters.models import Answer, Matter
from gongzhi.meetings.models import AgendaItem, Meeting, Resolution
from gongzhi.meetings.selectors.minutes import resolution_number


def matters_of_items(item_ids: Iterable[UUID]) -> list[Matter]:
    """List the matters that wait for these items; one query."""
    waiting = Matter.objects.filter(agenda_item_id__in=list(item_ids), state=Matter.State.DELIBERATING)
    return list(waiting.order_by("pk"))


def item_of(matter: Matter) -> AgendaItem | None:
    """Find the item that deals with a matter; ``None`` if none does, or it was removed."""
    if matter.agenda_item_id is None:
        return None
    return AgendaItem.objects.select_related("meeting__body").filter(pk=matter.agenda_item_id).first()


def resolution_on(matter: Matter) -> Resolution | None:
    """Find what was resolved on a matter; ``None`` if nothing was."""
    if matter.agenda_item_id is None:
        return None
    rows = Resolution.objects.filter(item=matter.agenda_item_id).select_related("meeting", "owner")
    return rows.first()


def matter_behind(resolution: Resolution) -> Matter | None:
    """Find the matter that a resolution settles; ``None`` if it comes from none, or the matter is elsewhere by now."""
    source_id = resolution.item.source_id
    if source_id is None:
        return None
    return Matter.objects.filter(pk=source_id, agenda_item_id=resolution.item_id).first()


def agenda_label(meeting: Meeting) -> str:
    """Name a meeting for those who spoke: its title and day, in the language of the federation's papers."""
    with translation.override(settings.LANGUAGE_CODE):
        return f"{meeting.title} · {date_format(meeting.starts_on, 'DATE_FORMAT')}"


def resolution_label(resolution: Resolution) -> str:
    """Name a resolution for those who spoke, in the language of the federation's papers."""
    with translation.override(settings.LANGUAGE_CODE):
        return f"{resolution_number(resolution)} {resolution.title}"


def prepared_answer(resolution: Resolution) -> str:
    """Write the answer that a resolution suggests, for the owner to check and send."""
    with translation.override(settings.LANGUAGE_CODE):
        values = {
            "meeting": resolution.meeting.title,
            "day": date_format(resolution.adopted_on, "DATE_FORMAT"),
            "number": resolution_number(resolution),
            "text": resolution.text.strip(),
        }
        said = gettext("On %(day)s “%(meeting)s” resolved (%(number)s): %(text)s") % values
        if resolution.state == Resolution.State.DONE and resolution.result:
            return said + "\n" + gettext("What was done: %(result)s") % {"result": resolution.result.strip()}
        if resolution.due_on is not None:
            due = date_format(resolution.due_on, "DATE_FORMAT")
            return said + "\n" + gettext("It is to be done by %(day)s.") % {"day": due}
        return said


def prepared_result(resolution: Resolution) -> str:
    """Suggest what came of it: solved once it was carried out, planned before."""
    return Answer.Result.SOLVED if resolution.state == Resolution.State.DONE else Answer.Result.PLANNED
