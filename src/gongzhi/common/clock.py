"""This will turn moments into the days people mean, in the time zone of the installation."""

from datetime import date, datetime, time, timedelta

from django.utils import timezone


def today() -> date:
    """Tell the day it is in the installation's time zone. For views, commands and jobs only."""
    return timezone.localdate()


def local_day(at: datetime) -> date:
    """Tell on which local day a moment lies."""
    return timezone.localdate(at)


def start_of(day: date) -> datetime:
    """Tell the first moment of a local day."""
    return timezone.make_aware(datetime.combine(day, time.min))


def end_of(day: date) -> datetime:
    """Tell the first moment after a local day (open end)."""
    return start_of(day + timedelta(days=1))
