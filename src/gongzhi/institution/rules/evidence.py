"""
Say what evidence must look like and find it quickly: grouped once, then asked by bisection.

Codes that the shipped packs ask for, with the facts their providers give. The subject is ``""`` for the federation,
else the key of the organisation or of the dossier.

- ``meetings.held``: ``body`` (assembly, council, standing_council, supervisors, branch, branch_committee, party_group,
  office_meeting) and ``kind`` (ordinary, party_lecture, theme_day, organisation_life, democratic_review)
- ``filings.submitted``: subject is the filing; ``class`` (approval, notice, none), ``activity_on`` (date), and while or
  after a dossier was returned ``suspended`` (periods)
- ``filings.answered``: subject is the filing; ``answer`` (approved, refused)
- ``filings.held``: subject is the filing, the day is that of the activity
- ``filings.reported``: subject is the filing
- ``offices.term``: the day a term begins; ``body``, ``office``
- ``documents.annual_report``: ``to`` (supervisor, registrar, members)
- ``institution.charter_adopted``: an amendment is adopted; subject is the version
- ``institution.charter_filed``: it is handed in; subject is the version, ``to`` (supervisor, registrar)
- ``institution.charter_consented``: the supervising unit agrees to it; subject is the version
- ``filings.police_applied``, ``filings.police_answered``: subject is the filing; ``filings.submitted`` says
  ``police_permit`` (yes, no) where the police must be asked
- ``meetings.closed``, ``meetings.minutes_signed``: subject is the meeting; ``body`` and ``kind`` as above
- ``party.special_report``
- ``visits.made``, ``surveys.round``, ``volunteers.served``, ``volunteers.recorded``
"""

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

from gongzhi.institution.rules.params import Cadence, Counting, Deadline, Facts

ANYBODY = "*"


class EvidenceRow(Protocol):
    """Show what a provider's evidence has: a code, a day, a subject, a title and facts."""

    @property
    def code(self) -> str:
        """Name what sort of evidence it is."""

    @property
    def on(self) -> date:
        """Name the day on which it happened."""

    @property
    def subject(self) -> str:
        """Give the key of whom or what it is about; ``""`` is the federation."""

    @property
    def title(self) -> str:
        """Say in words what happened."""

    @property
    def facts(self) -> Mapping[str, object]:
        """Give what clauses may ask for."""


@dataclass(frozen=True, slots=True)
class Row:
    """Hold a plain piece of evidence, for rehearsals and worked examples."""

    code: str
    on: date
    subject: str = ""
    title: str = ""
    facts: Mapping[str, object] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class Shelf:
    """Hold evidence of one sort and subject, ordered by day; ``days`` and ``rows`` run side by side."""

    days: Sequence[date]
    rows: Sequence[EvidenceRow]

    def between(self, first: date, last: date) -> tuple[int, int]:
        """Find the places [from, to) of the rows from ``first`` up to and with ``last``."""
        return bisect_left(self.days, first), bisect_right(self.days, last)


EMPTY = Shelf((), ())


class EvidenceIndex:
    """
    Answer which evidence of a code, with certain facts, a subject has, without going through the rest.

    Evidence after ``on`` has not happened yet and is left out.
    """

    def __init__(self, *, evidence: Iterable[EvidenceRow], on: date) -> None:
        self._by_code: dict[str, list[EvidenceRow]] = {}
        for row in sorted(evidence, key=_day):
            if row.on <= on:
                self._by_code.setdefault(row.code, []).append(row)
        self._shelves: dict[tuple[str, Facts], dict[str, Shelf]] = {}

    def shelf(self, asked: Cadence | Deadline, subject: str) -> Shelf:
        """Give the evidence a clause asks of a subject; that of anybody if the clause counts it."""
        whose = ANYBODY if isinstance(asked, Cadence) and asked.counts is Counting.ANY else subject
        return self.shelves(asked.evidence, asked.match).get(whose, EMPTY)

    def shelf_of_all(self, code: str, match: Facts) -> Shelf:
        """Give the evidence of a code with certain facts, whoever's it is."""
        return self.shelves(code, match)[ANYBODY]

    def shelves(self, code: str, match: Facts) -> dict[str, Shelf]:
        """Give all evidence of a code with certain facts: subject → its evidence, ``*`` → everybody's."""
        known = self._shelves.get((code, match))
        if known is None:
            known = self._shelves[code, match] = self._sort_in(code, match)
        return known

    def _sort_in(self, code: str, match: Facts) -> dict[str, Shelf]:
        matching = [row for row in self._by_code.get(code, ()) if says(row, match)]
        by_subject: dict[str, list[EvidenceRow]] = {ANYBODY: matching}
        for row in matching:
            by_subject.setdefault(row.subject, []).append(row)
        return {subject: Shelf(tuple(row.on for row in rows), rows) for subject, rows in by_subject.items()}


def says(row: EvidenceRow, match: Facts) -> bool:
    """Tell whether evidence has all the facts asked for; a fact that is missing does not match."""
    return all(fact in row.facts and as_text(row.facts[fact]) == value for fact, value in match)


def as_text(value: object) -> str:
    """Write a fact as a clause writes it: yes and no for truths, the value itself for codes."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)


def has_source(asked: Cadence | Deadline, sources: Collection[str] | None) -> bool:
    """Tell whether somebody provides what a clause asks for; ``sources`` ``None`` means everything is provided."""
    if sources is None:
        return True
    trigger = asked.trigger if isinstance(asked, Deadline) else ""
    return asked.evidence in sources and (not trigger or trigger in sources)


def _day(row: EvidenceRow) -> date:
    return row.on
