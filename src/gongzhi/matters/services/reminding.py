"""This will remind people of what is overdue or stands still, exactly once, and close what is quiet."""

from collections.abc import Sequence
from datetime import date, datetime
from itertools import groupby
from operator import attrgetter
from uuid import UUID

from django.db import transaction

from gongzhi.common.clock import local_day
from gongzhi.common.deeds import deed
from gongzhi.common.permissions import SYSTEM, Actor
from gongzhi.matters.models import Digest, Matter, Reminder
from gongzhi.matters.selectors.reminders import Wanted, outlived, quiet, wanted
from gongzhi.matters.services.handling import close
from gongzhi.matters.services.moving import locked_voice
from gongzhi.matters.services.speaking import erase_speaker

AT_ONCE = 500
"""How many speakers are erased in one go."""


def remind_people(*, at: datetime) -> int:
    """
    Write the reminders that are missing in the scope's federation; count them.

    However often it runs, at once or after being killed, each reminder is written once: the database holds one row of
    it, and a person's reminders of a day are one transaction together with the sheet they stand on. Whoever has opened
    the sheet of the day gets the rest on the sheet of the next day.
    """
    rows = sorted(wanted(at=at), key=lambda row: (str(row.person_id), row.matter_id, str(row.rung)))
    groups = groupby(rows, key=attrgetter("person_id"))
    return sum(_remind(person_id, list(mine), local_day(at)) for person_id, mine in groups)


@transaction.atomic
def _remind(person_id: UUID, rows: Sequence[Wanted], on: date) -> int:
    """Put one person's reminders on the sheet of the day."""
    digest, is_new = Digest.objects.get_or_create(person_id=person_id, on=on)
    digest = Digest.objects.select_for_update().get(pk=digest.pk)
    if digest.seen_at is not None:
        return 0
    before = digest.reminders.count()
    Reminder.objects.bulk_create([_reminder(row, digest) for row in rows], ignore_conflicts=True)
    count = digest.reminders.count()
    if is_new and not count:
        # Somebody else wrote them all on the sheet of another day just now.
        digest.delete()
    return count - before


def _reminder(row: Wanted, digest: Digest) -> Reminder:
    return Reminder(
        matter_id=row.matter_id,
        digest=digest,
        person_id=row.person_id,
        rung=row.rung,
        since=row.since,
        on=digest.on,
        days=min(row.days, 9999),
    )


def close_quiet_matters(*, at: datetime) -> int:
    """
    Close the answered matters of the scope's federation in which nobody objected; count them.

    Each is a deed of its own: a job that was killed goes on where it stood.

    Source: charter model art. 91
    """
    return sum(_close(matter_id, at) for matter_id in quiet(at=at))


def _close(matter_id: UUID, at: datetime) -> bool:
    """Close one matter, unless somebody spoke or closed it a moment ago."""
    with transaction.atomic():
        # Asked again under the lock: what was quiet when the list was made may not be now.
        Matter.objects.select_for_update().get(pk=matter_id)
        if not quiet(at=at, only=matter_id):
            return False
        close(actor=SYSTEM, matter_id=matter_id, at=at)
        return True


def erase_outlived_speakers(*, at: datetime) -> int:
    """
    Erase who spoke and how to reach them, ninety days after their matter was closed, 500 at most; count them.

    Each is a deed of its own: a job that was killed goes on where it stood.

    Source: PIPL art. 19, 47 (F)
    """
    return sum(_erase(voice_id, at) for voice_id in outlived(at=at)[:AT_ONCE])


def _erase(voice_id: UUID, at: datetime) -> bool:
    """Erase one speaker, unless the matter was taken up again a moment ago."""
    with transaction.atomic():
        locked_voice(voice_id)
        if not outlived(at=at, only=voice_id):
            return False
        erase_speaker(actor=SYSTEM, voice_id=voice_id, at=at)
        return True


@deed("matters.digest.seen")
def see_digest(*, actor: Actor, digest_id: UUID, at: datetime, key: str = "") -> Digest:
    """Note that a person opened a sheet of reminders: it leaves the desk. One's own only."""
    digest = Digest.objects.select_for_update().get(pk=digest_id, person=actor.person_id)
    if digest.seen_at is None:
        digest.seen_at = at
        digest.save(update_fields=["seen_at"])
    return digest


__all__ = ["close_quiet_matters", "erase_outlived_speakers", "remind_people", "see_digest"]
