"""This will say in one or two words how soon a line of the desk is due."""

from datetime import date

from django.utils.translation import gettext, ngettext

from gongzhi.common.registry import DeskItem

SOON = 30


def seal_of(item: DeskItem, today: date) -> str:
    """
    Give the words of the seal.

    Overdue, today, tomorrow, the number of days up to thirty, or ``later``; the state's own word where no day is set.
    """
    if item.state == "breached":
        return gettext("Overdue")
    if item.state == "met":
        return gettext("Answered")
    if item.due_on is None:
        return gettext("Open")
    days = (item.due_on - today).days
    if days <= 0:
        return gettext("Today")
    if days <= SOON:
        return ngettext("%(days)s day", "%(days)s days", days) % {"days": days}
    return gettext("Later")
