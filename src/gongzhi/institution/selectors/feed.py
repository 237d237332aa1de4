"""This will write the duties as a calendar that a person's own programme reads."""

from datetime import timedelta

from django.utils.translation import gettext
from icalendar import Calendar, Event

from gongzhi.federations.models import Federation
from gongzhi.institution.selectors.board import Board
from gongzhi.institution.words import seal_words, title_of

ONE_DAY = timedelta(days=1)


def calendar_file(*, board: Board, federation: Federation) -> bytes:
    """
    Write an iCalendar file (RFC 5545): a whole-day event on each due day of the federation's own duties.

    It names duties only, never persons or member organisations.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//Gongzhi//duties//ZH")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", gettext("Duties of %(federation)s") % {"federation": federation.short_name})
    for verdict in board.verdicts:
        if verdict.due_on is None or verdict.subject:
            continue
        event = Event()
        event.add("uid", f"{verdict.clause.code}.{verdict.period.starts_on}@{federation.code}.gongzhi")
        event.add("dtstamp", board.on)
        event.add("dtstart", verdict.due_on)
        event.add("dtend", verdict.due_on + ONE_DAY)
        event.add("summary", f"{title_of(verdict.clause)} · {seal_words(verdict)}")
        event.add("description", f"{verdict.clause.article} {verdict.counted}/{verdict.needed}")
        calendar.add_component(event)
    return bytes(calendar.to_ical())
