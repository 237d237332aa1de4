"""This will shape rows for pages and spreadsheets: seals, facts in words, and what a line of the thread says."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from gongzhi.common.audit import ThreadEntry
from gongzhi.common.exports.spreadsheets import Heading, Value
from gongzhi.organisations.models import Membership, Organisation, Representative
from gongzhi.organisations.rules import State

SEALS = {
    State.NONE: ("open", _("Not a member")),
    State.APPLIED: ("due", _("Applied")),
    State.ADMITTED: ("met", _("Member")),
    State.REFUSED: ("unsure", _("Not admitted")),
    State.SUSPENDED: ("breached", _("Paused")),
    State.LEFT: ("open", _("Left")),
}
FACTS = {
    "on": _("On the day"),
    "basis": _("Resolution or document"),
    "reason": _("Reason"),
    "number": _("Member's number"),
    "person": _("Person"),
    "role": _("Role"),
    "starts_on": _("First day"),
    "last_day": _("Last day"),
    "ends_on": _("Ends on"),
    "name": _("Name of the organisation"),
    "kind": _("Nature"),
    "category": _("Category"),
    "standing": _("Standing"),
    "state": _("State"),
    "credit_code": _("Unified social credit code"),
    "founded_on": _("Founded"),
    "people_count": _("Headcount"),
    "full_member_count": _("Full party members"),
    "probationary_member_count": _("Probationary party members"),
    "offers": _("What it can offer"),
    "note": _("Remarks"),
}
DAYS = frozenset({"on", "starts_on", "ends_on", "last_day", "founded_on"})
_CHOICES: dict[str, Mapping[str, object]] = {
    "kind": dict(Organisation.Kind.choices),
    "category": dict(Organisation.Category.choices),
    "standing": dict(Organisation.Standing.choices),
    "state": dict(Membership.State.choices),
    "role": dict(Representative.Role.choices),
}


@dataclass(frozen=True, slots=True)
class Seal:
    """A seal of the kit: its state and its words."""

    state: str
    label: object


@dataclass(frozen=True, slots=True)
class Station:
    """A line of the thread with what was said, as pairs of label and words."""

    entry: ThreadEntry
    said: tuple[tuple[object, str], ...]


def seal_of(state: str | None) -> Seal:
    """Give the seal of a membership's state; ``None`` where nobody ever applied."""
    return Seal(*SEALS[State(state or State.NONE)])


def founded_words(organisation: Organisation) -> str:
    """Say when it was founded, as exactly as is known; ``""`` if nobody knows."""
    day = organisation.founded_on
    if day is None:
        return ""
    if organisation.founded_precision == Organisation.Precision.YEAR:
        return gettext("the year %(year)s") % {"year": day.year}
    if organisation.founded_precision == Organisation.Precision.MONTH:
        return date_format(day, "YEAR_MONTH_FORMAT")
    return date_format(day, "DATE_FORMAT")


def founded_iso(organisation: Organisation) -> str:
    """Write the founding date so that the form reads it back: 2019, 2019-06 or 2019-06-12."""
    length = {"year": 4, "month": 7}.get(organisation.founded_precision, 10)
    return organisation.founded_on.isoformat()[:length] if organisation.founded_on else ""


def stations(entries: Iterable[ThreadEntry]) -> list[Station]:
    """Turn the thread into lines to read, newest first."""
    lines = [Station(entry, tuple(_said(entry.facts))) for entry in entries]
    return lines[::-1]


def _said(facts: Mapping[str, object]) -> Iterator[tuple[object, str]]:
    for name, label in FACTS.items():
        value = facts.get(name)
        if value in (None, "", []):
            continue
        if isinstance(value, list):
            yield label, " → ".join(_words(name, each) or "—" for each in value)
        else:
            yield label, _words(name, value)


def _words(name: str, value: object) -> str:
    if value is None or value == "":
        return ""
    if name in _CHOICES:
        return str(_CHOICES[name].get(str(value), value))
    day = parse_date(str(value)) if name in DAYS else None
    return date_format(day, "DATE_FORMAT") if day else str(value)


def export_headings() -> list[Heading]:
    """Name the columns of the spreadsheet, which the importer reads back."""
    return [
        Heading(gettext("Number")),
        Heading(gettext("Name of the organisation"), 32),
        Heading(gettext("Nature"), 16),
        Heading(gettext("Category"), 16),
        Heading(gettext("Community"), 16),
        Heading(gettext("Standing"), 12),
        Heading(gettext("Unified social credit code"), 22),
        Heading(gettext("Leader"), 12),
        Heading(gettext("Founded"), 14),
        Heading(gettext("Headcount")),
        Heading(gettext("Full party members")),
        Heading(gettext("Probationary party members")),
        Heading(gettext("Membership"), 12),
        Heading(gettext("Since which day"), 14),
        Heading(gettext("Remarks"), 30),
    ]


def export_rows(organisations: Iterable[Any]) -> Iterator[list[Value]]:
    """Write each organisation of a `Register` as a row under `export_headings`."""
    for number, each in enumerate(organisations, start=1):
        yield [
            number,
            each.name,
            str(each.get_kind_display()),
            str(each.get_category_display()) if each.category else "",
            each.community.name if each.community else "",
            str(each.get_standing_display()),
            each.credit_code,
            each.leader_name or "",
            founded_iso(each),
            each.people_count,
            each.full_member_count,
            each.probationary_member_count,
            str(seal_of(each.state).label),
            each.since,
            each.note,
        ]
