"""This will take voices in, each with its receipt and its matter."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import cast
from uuid import UUID

from gongzhi.common.clock import local_day
from gongzhi.common.deeds import deed
from gongzhi.common.permissions import Actor
from gongzhi.federations.models import Community
from gongzhi.kernel.decisions import Decision
from gongzhi.kernel.errors import DomainError
from gongzhi.kernel.identifiers import uuid7
from gongzhi.kernel.text import gettext_noop as _
from gongzhi.matters import permissions
from gongzhi.matters.models import Matter, MatterSeries, Speaker, Station, Voice
from gongzhi.matters.permissions.matters import KEPT_BY_ANOTHER_ROOM, OPEN_CHANNELS
from gongzhi.matters.rules.flow import DONE, Deed
from gongzhi.matters.selectors.clocks import due_of
from gongzhi.matters.selectors.codes import code_for, fingerprint
from gongzhi.matters.services.moving import (
    Move,
    as_speaker,
    go,
    keep,
    locked,
    locked_voice,
    put_station,
    remember,
    said,
    start_anew,
)
from gongzhi.participation.services import record_contact
from gongzhi.people.rules import clean_contact, masked

CONSENT_WORDS = "2026-11"
"""Which wording of the consent a speaker read; a new wording gets a new day."""
TITLE_LENGTH = 40
MOBILE = ("1", "+861", "１")
"""How mobile numbers begin."""
REACHED_BY = {"phone": "phone", "letter": "address", "visit": "address"}
"""Channel of the reply → the kind of contact it needs."""


class ContactMissing(DomainError):
    """The speaker wants to be told in a way for which nothing was left."""

    message = _("Say how to reach you for this, or choose to look on the receipt page.")


class ConsentMissing(DomainError):
    """A name or contact was left without consent to keep it."""

    message = _("Agree that we keep how to reach you, or leave name and contact empty.")


class PersonMissing(DomainError):
    """An answer on the own desk needs somebody who is signed in."""

    message = _("Sign in and say that it is you to get the answer on your desk, or choose another way.")


class OrganisationMissing(DomainError):
    """A member's request names no member."""

    message = _("Say which organisation asks.")


class SaidLater(DomainError):
    """Nobody has said it yet."""

    message = _("This day has not come yet.")


class CommunityUnknown(DomainError):
    """The community is none of this federation."""

    message = _("Choose a community of this sub-district, or none.")


class ThereAlready(DomainError):
    """A voice of this key was taken down before."""

    message = _("This was taken down already.")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplyWish:
    """How the speaker wants to be told (a `Voice.ReplyChannel`), and what was left for it; both may be empty."""

    channel: str = "receipt"
    name: str = ""
    contact: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """Of which community and group the speaker is; ``None`` and ``""`` where it was not said."""

    community_id: UUID | None = None
    group: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """The visit, survey or meeting a voice comes from: ``kind`` is its word, ``label`` what people call it."""

    kind: str
    id: UUID | None = None
    label: str = ""


NO_CELL = Cell()
NO_SOURCE = Source(kind="")


@dataclass(frozen=True, slots=True)
class _Saying:
    """What was said, by whom and how, as it came in."""

    words: str
    channel: str
    said_on: date
    asker: str
    organisation_id: UUID | None
    person_id: UUID | None
    cell: Cell
    source: Source
    consent: bool
    voice_id: UUID | None


@deed("matters.voice.raised")
def raise_voice(
    *,
    actor: Actor,
    words: str,
    channel: str,
    reply: ReplyWish,
    consent: bool,
    at: datetime,
    said_on: date | None = None,
    asker: str = "resident",
    organisation_id: UUID | None = None,
    person_id: UUID | None = None,
    cell: Cell = NO_CELL,
    category: str = "",
    place: str = "",
    source: Source | None = None,
    matter_id: UUID | None = None,
    beside_id: UUID | None = None,
    voice_id: UUID | None = None,
    key: str = "",
) -> Voice:
    """
    Take down what somebody said: it gets a receipt and a matter, and the clock starts.

    With ``matter_id`` it joins that matter, or the one it was merged into; an answered one is taken up again. With
    ``beside_id`` it joins the matter of that voice, public or not: the page has asked for the voice's receipt. Where
    these went into mediation it becomes a private matter of its own: what is mediated takes in no more voices. With
    ``voice_id`` the voice gets that key, so that its receipt could be shown before. Whoever speaks for oneself
    through the web and does not say who it is stays nobody in the log too, signed in or not. ``said_on`` is the day
    of ``at`` where it is ``None``, so that a resend after midnight is the same.

    :raises NotAllowed: if the actor may not speak through this channel, for this organisation or of this matter
    :raises DomainError: for missing words, consent, contact or a day to come
    """
    day, origin = said_on or local_day(at), source or NO_SOURCE
    saying = _Saying(words, channel, day, asker, organisation_id, person_id, cell, origin, consent, voice_id)
    decision = _may_raise(actor, saying).require()
    _check(saying, at)
    speaker = _speaker(reply, consent=consent, person_id=person_id)
    voice = _voice(saying, reply.channel, actor, at)
    move = _move(voice, actor, at, decision)
    if matter_id is None and beside_id is None:
        return _alone(voice, speaker, move, category, place)
    matter = locked_voice(beside_id).matter if beside_id is not None else _met(cast("UUID", matter_id))
    is_asked_elsewhere = beside_id is not None or voice.source_kind in KEPT_BY_ANOTHER_ROOM
    if is_asked_elsewhere and not permissions.not_mediated(matter):
        return _alone(voice, speaker, move, category, place, sensitivity=Matter.Sensitivity.PRIVATE)
    if not is_asked_elsewhere:
        permissions.may_join(actor, matter).require()
    return _joining(voice, speaker, move, matter)


def _may_raise(actor: Actor, saying: _Saying) -> Decision:
    return permissions.may_raise(
        actor,
        asker=saying.asker,
        channel=saying.channel,
        source_kind=saying.source.kind,
        organisation_id=saying.organisation_id,
        person_id=saying.person_id,
    )


def _check(saying: _Saying, at: datetime) -> None:
    if saying.said_on > local_day(at):
        raise SaidLater(field="said_on")
    if saying.asker == Voice.Asker.MEMBER and saying.organisation_id is None:
        raise OrganisationMissing(field="organisation")
    community_id = saying.cell.community_id
    if community_id is not None and not Community.objects.filter(pk=community_id).exists():
        raise CommunityUnknown(field="community")
    if saying.voice_id is not None and Voice.objects.filter(pk=saying.voice_id).exists():
        raise ThereAlready


def _voice(saying: _Saying, reply_channel: str, actor: Actor, at: datetime) -> Voice:
    """Write the voice out, with its receipt; it has no matter yet."""
    voice = Voice(
        pk=saying.voice_id or uuid7(),
        words=said(saying.words, field="words"),
        channel=saying.channel,
        asker=saying.asker,
        organisation_id=saying.organisation_id,
        person_id=saying.person_id,
        community_id=saying.cell.community_id,
        group=saying.cell.group,
        said_on=saying.said_on,
        taken_at=at,
        taken_by_id=_writer(actor, saying.channel, saying.person_id),
        reply_channel=reply_channel,
        consent=saying.consent,
        consent_words=CONSENT_WORDS if saying.consent else "",
        standing_on=local_day(at),
        source_kind=saying.source.kind,
        source_id=saying.source.id,
        source_label=saying.source.label,
    )
    _give_code(voice)
    return voice


def _move(voice: Voice, actor: Actor, at: datetime, decision: Decision) -> Move:
    return Move(
        kind=Station.Kind.RECEIVED,
        code="matters.voice.raised",
        actor=actor if voice.taken_by_id else as_speaker(actor, voice),
        at=at,
        decision=decision,
        topic="matters.voice.raised",
    )


def _speaker(reply: ReplyWish, *, consent: bool, person_id: UUID | None) -> Speaker | None:
    """Put together what the speaker left; ``None`` if nothing."""
    kind = REACHED_BY.get(reply.channel, "phone")
    name, contact = reply.name.strip(), reply.contact.strip()
    if reply.channel in REACHED_BY and not contact:
        raise ContactMissing(field="contact")
    if reply.channel == Voice.ReplyChannel.ACCOUNT and person_id is None:
        raise PersonMissing(field="reply_channel")
    if not (name or contact):
        return None
    if not consent:
        raise ConsentMissing(field="consent")
    if contact:
        contact = _clean(kind, contact)
    return Speaker(name=name[:50], contact=contact, contact_masked=masked(kind=kind, value=contact) if contact else "")


def _clean(kind: str, contact: str) -> str:
    # People write mobile numbers with hyphens; the register keeps those of landlines only.
    bare = contact.replace("-", "")
    try:
        is_mobile = kind == "phone" and bare.startswith(MOBILE)
        return clean_contact(kind=kind, value=bare if is_mobile else contact)
    except DomainError as problem:
        problem.field = "contact"
        raise


def _writer(actor: Actor, channel: str, person_id: UUID | None) -> UUID | None:
    """Name who wrote it down for somebody else; nobody where people speak for themselves."""
    if actor.person_id == person_id or (channel in OPEN_CHANNELS and person_id is None):
        return None
    return actor.person_id


def _give_code(voice: Voice) -> None:
    """Give the first serial whose code nobody has; two voices share one in a million years."""
    voice.code_hash = fingerprint(code_for(voice.pk, serial=voice.code_serial))
    while Voice.objects.filter(code_hash=voice.code_hash).exists():
        voice.code_serial += 1
        voice.code_hash = fingerprint(code_for(voice.pk, serial=voice.code_serial))


def _alone(
    voice: Voice,
    speaker: Speaker | None,
    move: Move,
    category: str,
    place: str,
    *,
    sensitivity: str = Matter.Sensitivity.INTERNAL,
) -> Voice:
    """Make a matter of the voice."""
    today = local_day(move.at)
    matter = Matter(
        year=today.year,
        title=" ".join(voice.words.split())[:TITLE_LENGTH],
        category=category,
        community_id=voice.community_id,
        place=place.strip()[:100],
        sensitivity=sensitivity,
        received_on=today,
        clock_from=today,
        moved_at=move.at,
    )
    due = due_of(matter, ())
    matter.due_on = due.on if due else None
    number_it(matter)
    matter.save(force_insert=True)
    return _written(voice, speaker, matter, move)


def _met(matter_id: UUID) -> Matter:
    """Lock a matter, or the one it was merged into."""
    matter = locked(matter_id)
    while matter.merged_into_id is not None:
        matter = locked(matter.merged_into_id)
    return matter


def _joining(voice: Voice, speaker: Speaker | None, move: Move, matter: Matter) -> Voice:
    """Let the voice join a matter; an answered one is taken up again, since somebody has it still."""
    if matter.state in DONE:
        start_anew(matter, move.at)
        go(matter, Deed.REOPEN)
        keep(matter, move.at, "closed_at")
        reopened = replace(move, kind=Station.Kind.REOPENED, code="matters.matter.reopened", topic="")
        remember(matter, reopened, {"by": "another_voice"})
    return _written(voice, speaker, matter, replace(move, kind=Station.Kind.JOINED))


def _written(voice: Voice, speaker: Speaker | None, matter: Matter, move: Move) -> Voice:
    """Save the voice, count the contact, and write it down."""
    voice.matter = matter
    voice.save(force_insert=True)
    if speaker is not None:
        speaker.voice = voice
        speaker.save(force_insert=True)
    if voice.source_kind not in KEPT_BY_ANOTHER_ROOM:
        record_contact(
            act="voice", channel=voice.channel, on=voice.said_on, community_id=voice.community_id, group=voice.group
        )
    if move.kind == Station.Kind.RECEIVED:
        put_station(matter, move)
        move = replace(move, kind="")
    remember(matter, move, {"channel": voice.channel, "asker": voice.asker}, voice)
    return voice


def number_it(matter: Matter) -> None:
    """Give a matter the next number of its year; whoever comes at the same moment waits here."""
    MatterSeries.objects.get_or_create(year=matter.year)
    series = MatterSeries.objects.select_for_update().get(year=matter.year)
    series.last += 1
    series.save(update_fields=["last"])
    matter.serial = series.last
    matter.number = f"{matter.year}-{series.last:04}"


__all__ = [
    "CONSENT_WORDS",
    "Cell",
    "CommunityUnknown",
    "ConsentMissing",
    "ContactMissing",
    "OrganisationMissing",
    "PersonMissing",
    "ReplyWish",
    "SaidLater",
    "Source",
    "ThereAlready",
    "number_it",
    "raise_voice",
]
