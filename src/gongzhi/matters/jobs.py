"""This will remind people of matters once each, close the quiet ones, and erase who spoke when it is time."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from gongzhi.common.jobs import periodic
from gongzhi.common.tenancy import across, scope
from gongzhi.matters.models import Matter
from gongzhi.matters.rules.flow import OPEN, State
from gongzhi.matters.services.reminding import close_quiet_matters, erase_outlived_speakers, remind_people


@periodic("20 * * * *", name="matters.remind")
def remind(at: datetime) -> None:
    """Remind of what is overdue or stands still, in every federation; hourly, so that no missed tick counts."""
    remind_everywhere(at=at)


@periodic("50 * * * *", name="matters.close_quiet")
def close_quiet(at: datetime) -> None:
    """Close what was answered and is quiet, in every federation."""
    close_quiet_everywhere(at=at)


@periodic("10 * * * *", name="matters.erase_speakers")
def erase_speakers(at: datetime) -> None:
    """Erase who spoke, ninety days after closing, in every federation; hourly, so that no missed tick counts."""
    erase_speakers_everywhere(at=at)


def remind_everywhere(*, at: datetime) -> int:
    """Remind in each federation that has an open matter; count the reminders on today's sheets."""
    return _everywhere(OPEN, "remind people of matters that are overdue or stand still", remind_people, at)


def close_quiet_everywhere(*, at: datetime) -> int:
    """Close in each federation that has an answered matter; count the matters."""
    return _everywhere((State.ANSWERED,), "close matters of which nobody said more", close_quiet_matters, at)


def erase_speakers_everywhere(*, at: datetime) -> int:
    """Erase in each federation that has a closed matter; count the speakers."""
    return _everywhere((State.CLOSED,), "erase speakers of matters closed long ago", erase_outlived_speakers, at)


def _everywhere(states: tuple[str, ...], reason: str, work: Callable[..., int], at: datetime) -> int:
    count = 0
    for federation_id in _federations(states, reason):
        with scope(federation_id):
            count += work(at=at)
    return count


def _federations(states: tuple[str, ...], reason: str) -> list[UUID]:
    with across(reason=reason):
        rows = Matter.objects.filter(state__in=states).order_by("federation_id")
        return list(rows.values_list("federation_id", flat=True).distinct())
