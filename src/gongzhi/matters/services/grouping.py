"""This will put matters together and apart; no voice is ever lost on the way."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from gongzhi.common.clock import local_day
from gongzhi.common.deeds import deed
from gongzhi.common.permissions import Actor
from gongzhi.kernel.errors import DomainError
from gongzhi.kernel.text import gettext_noop as _
from gongzhi.matters import permissions
from gongzhi.matters.models import Matter, Pause, Reminder, Station, Voice, VoiceMove
from gongzhi.matters.rules.flow import MATTER, Deed, State, state_after_split
from gongzhi.matters.rules.ladder import ACCEPT, ANSWER
from gongzhi.matters.selectors.clocks import due_of
from gongzhi.matters.services.moving import (
    Move,
    go,
    keep,
    locked,
    locked_together,
    put_station,
    remember,
    require_version,
    said,
)
from gongzhi.matters.services.raising import number_it


class NotAnother(DomainError):
    """A matter cannot be put together with itself."""

    message = _("Choose another matter to put it together with.")


class TargetNotOpen(DomainError):
    """Voices would come into a matter that owes no answer; params ``number``."""

    message = _("Matter %(number)s is answered or put together with another. Choose an open one, or reopen it first.")


class PrivacyDiffers(DomainError):
    """One of the two is private, the other is not."""

    message = _("One of the two matters is private. Classify both alike before you put them together.")


class SomeMustStay(DomainError):
    """All voices or none were chosen."""

    message = _("Choose at least one voice to go, and let at least one stay.")


@deed("matters.matter.merged")
def merge(
    *, actor: Actor, matter_id: UUID, into_id: UUID, at: datetime, version: int | None = None, key: str = ""
) -> Matter:
    """
    Put a matter together with an open one: all its voices go there, and it points there. Answers that open one.

    Of the two clocks the one that ends sooner counts on, so that nobody waits longer for it: a deferral of the other
    ends, and so does its waiting for an answer to a question. What is above already stays there; for those who come
    the clock stands still from this day on.

    :raises NotAllowed: if its state forbids it, or the actor gives no matters an owner
    :raises NotAnother: with itself
    :raises TargetNotOpen: if the other owes no answer
    :raises PrivacyDiffers: if only one of them is private
    """
    if matter_id == into_id:
        raise NotAnother(field="into")
    pair = locked_together(matter_id, into_id)
    matter, target = pair[matter_id], pair[into_id]
    require_version(matter, version)
    decision = permissions.may_merge(actor, matter).require()
    _check_target(matter, target)
    count = _carry(list(matter.voices.order_by("pk")), matter, target, VoiceMove.Why.MERGE, at)
    go(matter, Deed.MERGE)
    matter.merged_into = target
    matter.agenda_item_id, matter.agenda_label = None, ""
    keep(matter, at, "merged_into", "agenda_item_id", "agenda_label")
    wakes = target.state == State.ASKED
    _inherit(matter, target, at)
    keep(target, at, "owner", "dispute_count")
    facts = {"into": target.number, "voices": count}
    gone = Move(
        kind=Station.Kind.MERGED,
        code="matters.matter.merged",
        actor=actor,
        at=at,
        decision=decision,
        note=target.number,
    )
    remember(matter, gone, facts)
    come = Move(
        kind=Station.Kind.MERGED_IN,
        code="matters.matter.merged_in",
        actor=actor,
        at=at,
        decision=decision,
        note=matter.number,
    )
    remember(target, come, {"from": matter.number, "voices": count})
    if wakes:
        put_station(target, replace(come, note=""), kind=Station.Kind.WENT_ON)
    return target


@deed("matters.matter.split")
def split(
    *,
    actor: Actor,
    matter_id: UUID,
    voice_ids: tuple[UUID, ...],
    title: str,
    at: datetime,
    version: int | None = None,
    key: str = "",
) -> Matter:
    """
    Make a matter of its own of some voices; answers the new one. Owner, clock and pauses go with them.

    :raises NotAllowed: if its state forbids it, or the actor gives no matters an owner
    :raises SomeMustStay: unless at least one voice goes and one stays
    """
    matter = locked(matter_id)
    require_version(matter, version)
    decision = permissions.may_split(actor, matter).require()
    chosen = set(voice_ids)
    voices = list(matter.voices.order_by("pk"))
    going = [voice for voice in voices if voice.pk in chosen]
    if not going or len(going) == len(voices) or len(going) != len(chosen):
        raise SomeMustStay(field="voices")
    new = _second_half(matter, said(title, field="title", most=100), at)
    _carry(going, matter, new, VoiceMove.Why.SPLIT, at)
    keep(new, at)
    keep(matter, at)
    off = Move(
        kind=Station.Kind.SPLIT, code="matters.matter.split", actor=actor, at=at, decision=decision, note=new.number
    )
    remember(matter, off, {"into": new.number, "voices": len(going)})
    made = Move(
        kind=Station.Kind.SPLIT_OFF,
        code="matters.matter.split_off",
        actor=actor,
        at=at,
        decision=decision,
        note=matter.number,
    )
    remember(new, made, {"from": matter.number, "voices": len(going)})
    return new


def _check_target(matter: Matter, target: Matter) -> None:
    if not target.is_open:
        raise TargetNotOpen(field="into", number=target.number)
    permissions.not_mediated(target).require()
    if matter.is_private != target.is_private:
        raise PrivacyDiffers(field="into")


def _carry(voices: Sequence[Voice], matter: Matter, target: Matter, why: str, at: datetime) -> int:
    """Move voices and write each move down; count them."""
    VoiceMove.objects.bulk_create(
        [VoiceMove(voice=voice, from_matter=matter, to_matter=target, at=at, why=why) for voice in voices]
    )
    return Voice.objects.filter(pk__in=[voice.pk for voice in voices]).update(matter=target)


def _inherit(matter: Matter, target: Matter, at: datetime) -> None:
    """Let the matter that goes on keep what was promised in the other: the sooner end, the owner, the disputes."""
    _take_the_sooner_clock(matter, target, local_day(at))
    if target.state == State.ASKED:
        go(target, Deed.GO_ON)
    target.dispute_count = max(target.dispute_count, matter.dispute_count)
    if target.state == State.RECEIVED and matter.accepted_at is not None:
        target.state = MATTER.next(State.RECEIVED, Deed.ACCEPT)
    accepted = [each for each in (target.accepted_at, matter.accepted_at) if each is not None]
    target.accepted_at = min(accepted, default=None)
    target.owner_id = target.owner_id or matter.owner_id


def _take_the_sooner_clock(matter: Matter, target: Matter, today: date) -> None:
    """Run the target by the clock that ends sooner, if both went on from today: its first day and its pauses."""
    if target.deferred_until is not None:
        target.deferred_until = min(target.deferred_until, today)
    mine, theirs = _until(target, today), _until(matter, today)
    ends = due_of(target, mine), due_of(matter, theirs)
    is_sooner = (
        (ends[1].on, matter.clock_from) < (ends[0].on, target.clock_from)
        if ends[0] and ends[1]
        else matter.clock_from < target.clock_from
    )
    if is_sooner:
        target.pauses.all().delete()
        Pause.objects.bulk_create(_copied(theirs, target))
        _count_reminders_from(target, matter.clock_from)
        target.clock_from = matter.clock_from
    else:
        target.pauses.filter(Q(ends_on__isnull=True) | Q(ends_on__gt=today)).update(ends_on=today)


def _count_reminders_from(target: Matter, first_day: date) -> None:
    """Count what was reminded of a matter from another first day on, so that no rung is climbed again."""
    rows = Reminder.objects.filter(matter=target, rung__in=(*ANSWER, *ACCEPT))
    same = rows.filter(rung=OuterRef("rung"), person=OuterRef("person"), since=first_day)
    rows.filter(~Exists(same), since=target.clock_from).update(since=first_day)


def _until(matter: Matter, today: date) -> list[Pause]:
    """Give the pauses of a matter as they would be if it went on today."""
    pauses = list(matter.pauses.exclude(why=Pause.Why.MERGED))
    for pause in pauses:
        pause.ends_on = min(pause.ends_on or today, today)
    return pauses


def _copied(pauses: Iterable[Pause], matter: Matter) -> list[Pause]:
    return [Pause(matter=matter, why=each.why, starts_on=each.starts_on, ends_on=each.ends_on) for each in pauses]


def _second_half(matter: Matter, title: str, at: datetime) -> Matter:
    """Make the new matter of a split with all that both halves have in common."""
    new = Matter(
        year=local_day(at).year,
        title=title,
        category=matter.category,
        community_id=matter.community_id,
        place=matter.place,
        sensitivity=matter.sensitivity,
        state=state_after_split(State(matter.state)),
        owner_id=matter.owner_id,
        received_on=matter.received_on,
        clock_from=matter.clock_from,
        accepted_at=matter.accepted_at,
        moved_at=at,
        deferred_until=matter.deferred_until,
        dispute_count=matter.dispute_count,
        split_from=matter,
        version=0,
    )
    if new.state == State.WORKING and new.accepted_at is None:
        new.accepted_at = at
    number_it(new)
    new.save(force_insert=True)
    Pause.objects.bulk_create(_copied(matter.pauses.all(), new))
    return new


__all__ = ["NotAnother", "PrivacyDiffers", "SomeMustStay", "TargetNotOpen", "merge", "split"]
