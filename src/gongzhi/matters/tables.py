"""This will put the rows of the window into words, so that its template only has to place them."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext

from gongzhi.matters import words
from gongzhi.matters.models import Matter
from gongzhi.matters.rules.flow import State
from gongzhi.matters.selectors.listing import Row

SOON = 2
"""Workdays from which on a matter counts as due soon."""
NARROW = 3
"""The kit narrows a seal of three characters."""
NOWHERE = UUID(int=0)


@dataclass(frozen=True, slots=True)
class Line:
    """
    One row of the window in words.

    ``seal_class`` are the classes of the kit's seal, ``tag_state`` the state of the tag with the days left, empty
    where no day is set. ``state`` is said beside it where the seal says that it is overdue.
    """

    url: str
    title: str
    seal_class: str
    seal: str
    detail: str
    state: str
    tag_state: str
    tag: str
    aside: str


def lines(rows: Iterable[Row]) -> list[Line]:
    """Say every row in the language of the page."""
    address = reverse("matters:matter", args=[NOWHERE])
    states = {code: str(label) for code, label in Matter.State.choices}
    kinds = {code: str(label) for code, label in Matter.Category.choices}
    return [_line(row, address.replace(str(NOWHERE), str(row.matter.pk)), states, kinds) for row in rows]


def _line(row: Row, url: str, states: dict[str, str], kinds: dict[str, str]) -> Line:
    matter = row.matter
    kind, label = words.OVERDUE if row.is_overdue else words.SEALS[State(matter.state)]
    seal = str(label)
    return Line(
        url=url,
        title=matter.title,
        seal_class=f"{kind} three" if len(seal) == NARROW else kind,
        seal=seal,
        detail=_detail(row, kinds),
        state=states[matter.state] if row.is_overdue else "",
        tag_state=_tag_state(row.days_left),
        tag=_days(row),
        aside=_aside(matter),
    )


def _detail(row: Row, kinds: dict[str, str]) -> str:
    matter = row.matter
    owner = matter.owner.name if matter.owner else gettext("nobody yet")
    parts = [
        matter.number,
        ngettext("%(number)s voice", "%(number)s voices", row.voices) % {"number": row.voices},
        kinds.get(matter.category, ""),
        matter.place,
        gettext("handled by %(name)s") % {"name": owner},
    ]
    return " · ".join(part for part in parts if part)


def _tag_state(days_left: int | None) -> str:
    if days_left is None:
        return ""
    return "breached" if days_left < 0 else "due" if days_left < SOON else "open"


def _days(row: Row) -> str:
    left = row.days_left
    if left is None:
        return ""
    if left == 0:
        return gettext("due today")
    if left < 0:
        return ngettext("%(days)s workday overdue", "%(days)s workdays overdue", -left) % {"days": -left}
    return ngettext("%(days)s workday left", "%(days)s workdays left", left) % {"days": left}


def _aside(matter: Matter) -> str:
    if matter.due_on is not None:
        return gettext("due on %(day)s") % {"day": date_format(matter.due_on, "MONTH_DAY_FORMAT")}
    return gettext("received %(day)s") % {"day": date_format(matter.received_on, "MONTH_DAY_FORMAT")}
