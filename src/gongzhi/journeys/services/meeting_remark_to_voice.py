"""This will make a voice of what somebody said in a consultation, with a receipt and a way to be told."""

from datetime import datetime
from uuid import UUID

from gongzhi.common.deeds import deed
from gongzhi.common.permissions import Actor
from gongzhi.journeys import permissions
from gongzhi.matters import services as matters
from gongzhi.matters.models import Voice
from gongzhi.meetings import services as meetings
from gongzhi.meetings.models import Remark
from gongzhi.participation.models import Channel


@deed("journeys.remark.raised")
def raise_remark(
    *,
    actor: Actor,
    remark_id: UUID,
    reply: matters.ReplyWish,
    consent: bool,
    at: datetime,
    category: str = "",
    place: str = "",
    matter_id: UUID | None = None,
    key: str = "",
) -> Voice:
    """
    Make a remark a voice, word for word; with ``matter_id`` it joins that matter.

    The contact of the speaker was counted when the meeting closed, so none is counted here.

    :raises NotAllowed: if the actor does not keep the record, or it became a voice before
    :raises DomainError: for missing consent or contact
    """
    remark = Remark.objects.select_related("meeting", "guest").get(pk=remark_id)
    permissions.may_raise(actor, remark).require()
    meeting = remark.meeting
    voice = matters.raise_voice(
        actor=actor,
        words=remark.words,
        channel=Channel.MEETING,
        said_on=meeting.starts_on,
        reply=reply,
        consent=consent,
        cell=matters.Cell(community_id=remark.guest.community_id if remark.guest else None),
        category=category,
        place=place,
        source=matters.Source(kind="meeting", id=remark.pk, label=meeting.title),
        matter_id=matter_id,
        at=at,
    )
    meetings.link_voice(actor=actor, remark_id=remark.pk, voice_id=voice.pk, label=voice.matter.number, at=at)
    return voice
