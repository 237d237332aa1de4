"""This will count the days of the story from the day on which it is told."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property

from django.utils import timezone

from gongzhi.common.clock import local_day
from gongzhi.demo.story.when import InMonth, Now, When, Workdays
from gongzhi.kernel.workdays import Calendar, china

MONTHS = 12
MONTHS_TOLD = 13
ONE_DAY = timedelta(days=1)
FIRST_HOUR, LAST_HOUR = time(8, 30), time(21, 0)
"""Between these people may be in a meeting right now."""
IN_SESSION, STEP_MINUTES = timedelta(minutes=25), 5
"""For how long a meeting of now has been going on; it began at a round time."""


@dataclass(frozen=True)
class Days:
    """
    The days around the moment ``now`` (aware) at which the story is told.

    What the story dates after ``now`` has not happened yet and is left out.
    """

    now: datetime

    @cached_property
    def today(self) -> date:
        """The local day of the telling."""
        return local_day(self.now)

    @cached_property
    def calendar(self) -> Calendar:
        """The workdays of mainland China."""
        return china()

    @cached_property
    def start(self) -> date:
        """The day on which the streets began to work with the software: thirteen months ago."""
        return self.in_month(-MONTHS_TOLD, 1)

    def in_month(self, ahead: int, day: int) -> date:
        """Give the first workday from a day of the month that lies ``ahead`` (negative: back) on."""
        return self.workday_from(self.day_of_month(ahead, day))

    def day_of_month(self, ahead: int, day: int) -> date:
        """Give a day of the month that lies ``ahead`` (negative: back); the last one where the month is shorter."""
        year, month = divmod(self.today.year * MONTHS + self.today.month - 1 + ahead, MONTHS)
        return date(year, month + 1, min(day, monthrange(year, month + 1)[1]))

    def workday_from(self, day: date) -> date:
        """Give the first workday that is not before a day."""
        while not self.calendar.is_workday(day):
            day += ONE_DAY
        return day

    def workdays_from(self, day: date, count: int) -> date:
        """Give the workday that lies ``count`` workdays after a day, before it where ``count`` is negative."""
        step = ONE_DAY if count > 0 else -ONE_DAY
        left = abs(count)
        while left:
            day += step
            left -= self.calendar.is_workday(day)
        return day

    def moment(self, when: When, clock: str) -> datetime:
        """Give the moment that the story means; ``clock`` is the local time where it does not mean right now."""
        match when:
            case InMonth(ahead=ahead, day=day):
                return at(self.in_month(ahead, day), clock)
            case Workdays(count=count):
                return at(self.workdays_from(self.today, count), clock)
            case Now():
                return self._now_or_soon(clock)

    def _now_or_soon(self, clock: str) -> datetime:
        here = timezone.localtime(self.now)
        if FIRST_HOUR <= here.time() <= LAST_HOUR:
            begun = here - IN_SESSION
            return begun.replace(minute=begun.minute - begun.minute % STEP_MINUTES, second=0, microsecond=0)
        first = self.today if here.time() < FIRST_HOUR else self.today + ONE_DAY
        return at(self.workday_from(first), clock)


def at(day: date, clock: str) -> datetime:
    """Give the moment of a local day at a time like ``9:30``."""
    hours, minutes = clock.split(":")
    return timezone.make_aware(datetime.combine(day, time(int(hours), int(minutes))))
