"""This will turn remarks of a visit into voices, so that each is answered."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext

from gongzhi.common.permissions import Actor
from gongzhi.matters.services import Cell, ReplyWish, Source, raise_voice
from gongzhi.participation.models import Channel
from gongzhi.visits.models import Remark, Visit
from gongzhi.visits.rules import OF_ORGANISATIONS, ReplyWay, Saying, Wish


def keep_sayings(
    *, actor: Actor, visit: Visit, sayings: Sequence[Saying], wish: Wish, at: datetime, after: int = 0
) -> list[Remark]:
    """
    Write the remarks of a visit down, in the transaction of the visit; each that is not kept only becomes a voice.

    ``after`` is the position of the last remark the visit already has.
    """
    remarks = []
    for position, saying in enumerate(sayings, start=after + 1):
        voice_id = None if saying.keep_only else _raised(actor=actor, visit=visit, saying=saying, wish=wish, at=at)
        remarks.append(
            Remark(
                visit=visit,
                topic=saying.topic,
                hot_topic_id=saying.hot_topic_id,
                words=saying.words,
                position=position,
                voice_id=voice_id,
            )
        )
    Remark.objects.bulk_create(remarks)
    return remarks


def _raised(*, actor: Actor, visit: Visit, saying: Saying, wish: Wish, at: datetime) -> UUID:
    voice = raise_voice(
        actor=actor,
        words=saying.words,
        channel=Channel.VISIT,
        said_on=visit.on,
        reply=_reply(visit, wish),
        consent=wish.consent,
        asker="member" if visit.kind in OF_ORGANISATIONS and visit.organisation_id else "resident",
        organisation_id=visit.organisation_id,
        cell=Cell(community_id=visit.community_id, group=visit.group),
        source=Source(kind="visit", id=visit.pk, label=source_label(visit)),
        at=at,
    )
    return voice.pk


def source_label(visit: Visit) -> str:
    """Say where a voice came from, without saying who was visited."""
    return gettext("Visit: %(kind)s") % {"kind": visit.get_kind_display()}


def _reply(visit: Visit, wish: Wish) -> ReplyWish:
    """Say how the answer goes; for one that is brought, where the visit was stands for the address."""
    contact = wish.contact
    if wish.way is ReplyWay.VISIT and not contact.strip():
        contact = visit.name
    return ReplyWish(channel=wish.way, name=wish.name, contact=contact) if wish.consent else ReplyWish(channel=wish.way)
