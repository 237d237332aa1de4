"""This will bring what a meeting resolved back to the matter it came from, and to all who spoke of it."""

from datetime import datetime
from uuid import UUID

from gongzhi.common.deeds import deed
from gongzhi.common.permissions import SYSTEM, Actor
from gongzhi.journeys import permissions
from gongzhi.journeys.selectors.bound import matter_behind, resolution_label
from gongzhi.kernel.errors import DomainError
from gongzhi.kernel.text import gettext_noop as _
from gongzhi.matters import services as matters
from gongzhi.matters.models import Answer, Matter
from gongzhi.meetings.models import Resolution


class NoMatterBehind(DomainError):
    """A resolution comes from no matter."""

    message = _("This resolution comes from no matter that waits for an answer.")


def note_adopted(*, resolution_id: UUID, at: datetime) -> Matter | None:
    """
    Write into the line of a matter what a meeting resolved on it; ``None`` if the resolution comes from none.

    A second time changes nothing.
    """
    resolution = Resolution.objects.select_related("item").get(pk=resolution_id)
    matter = matter_behind(resolution)
    if matter is None:
        return None
    label = resolution_label(resolution)
    return matters.note_resolution(actor=SYSTEM, matter_id=matter.pk, label=label, at=at)


@deed("journeys.matter.answered")
def answer_by_resolution(
    *,
    actor: Actor,
    resolution_id: UUID,
    text: str,
    result: str,
    at: datetime,
    version: int | None = None,
    key: str = "",
) -> Answer:
    """
    Answer a matter by what was resolved on it: the answer flows to every voice.

    :raises NoMatterBehind: if the resolution comes from no matter
    :raises NotAllowed: if the actor may not answer it, or it is answered already
    :raises MatterChanged: if somebody was faster
    """
    resolution = Resolution.objects.select_related("item").get(pk=resolution_id)
    matter = matter_behind(resolution)
    if matter is None:
        raise NoMatterBehind
    permissions.may_answer(actor, matter).require()
    return matters.answer(actor=actor, matter_id=matter.pk, text=text, result=result, version=version, at=at)
