"""This will remind people of meetings by hand, where no job queue runs."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from gongzhi.meetings.jobs import remind_everywhere


class Command(BaseCommand):
    """Send the reminders that are due; running it twice reminds nobody twice."""

    help = "Remind everybody invited to a meeting that begins within a day. Nobody is reminded twice."

    def handle(self, *args: Any, **options: Any) -> None:
        """Remind and say of how many meetings."""
        count = remind_everywhere(at=timezone.now())
        self.stdout.write(f"Reminded of {count} meetings.")
