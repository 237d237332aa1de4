"""Say what a clause is, which clauses are in force on a day, and how an amendment joins them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from gongzhi.institution.rules.params import KIND_OF, Kind, Params
from gongzhi.kernel.errors import DomainError
from gongzhi.kernel.text import gettext_noop as _


class Layer(StrEnum):
    """Name the layers, from the widest to the federation's own."""

    NATIONAL = "national"
    PROVINCE = "province"
    CITY = "city"
    CHARTER = "charter"


class Mark(StrEnum):
    """
    Say how sure we are of the source.

    F full text read, X excerpt read, 2 secondary source, L local rule, R recall only, LQ poor source.
    """

    FULL_TEXT = "F"
    EXCERPT = "X"
    SECONDARY = "2"
    LOCAL = "L"
    RECALL = "R"
    POOR = "LQ"


UNVERIFIED = frozenset({Mark.RECALL, Mark.POOR})

FEDERATION = "federation"
ORGANISATION = "organisation"
OUTSIDE = frozenset({"residents_committee", "government"})
"""Subjects that are no part of a federation: their clauses are read and applied, but are nobody's duty here."""


class StartsTooEarly(DomainError):
    """Tell that an amendment would reach into the past; params ``starts_on`` and ``adopted_on``."""

    message = _(
        "The new wording cannot begin on %(starts_on)s: it is adopted on %(adopted_on)s and begins on a later day."
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """
    Hold one rule in one wording.

    ``code`` names the rule through all its wordings; (``code``, ``since``) is unique. It is in force on the days
    [``since``, ``until``); ``until`` ``None`` means without end. ``jurisdiction`` is a division code or ``CN``.
    ``topic`` ties clauses of several layers that speak of the same thing. ``subject`` is a body's code, ``federation``
    or ``organisation``: whose duty, power or benefit it is. ``source`` is the document with its number, ``basis``
    what the federation's own wording rests on.
    """

    code: str
    layer: Layer
    jurisdiction: str
    article: str
    topic: str
    subject: str
    title_zh: str
    title_en: str
    text_zh: str
    text_en: str
    source: str
    basis: str = ""
    chapter: str = ""
    mark: Mark
    since: date
    until: date | None = None
    params: Params

    @property
    def kind(self) -> Kind:
        """Name the kind, which its params decide."""
        return KIND_OF[type(self.params)]

    @property
    def is_verified(self) -> bool:
        """Tell whether the source was read, at least in part or through somebody who read it."""
        return self.mark not in UNVERIFIED

    def is_in_force(self, day: date) -> bool:
        """Tell whether this wording is in force on a day."""
        return self.since <= day and (self.until is None or day < self.until)


def in_force(*, clauses: Iterable[Clause], day: date) -> list[Clause]:
    """
    List the clauses in force on a day, in the order given.

    Of two wordings of one clause whose days overlap, the later begun counts.
    """
    latest: dict[str, Clause] = {}
    for clause in clauses:
        if clause.is_in_force(day):
            rival = latest.get(clause.code)
            if rival is None or rival.since <= clause.since:
                latest[clause.code] = clause
    return list(latest.values())


def as_known_on(*, clauses: Iterable[Clause], day: date) -> list[Clause]:
    """
    Show the clauses as they stood on a day: what begins later is unknown, what ends later has no end.

    This is why an amendment cannot change what was said before it began.
    """
    return [_without_future_end(clause, day) for clause in clauses if clause.since <= day]


def wordings(clauses: Iterable[Clause]) -> dict[str, list[Clause]]:
    """Group clauses by code, each list ordered by ``since``: one rule with all its wordings."""
    grouped: dict[str, list[Clause]] = {}
    for clause in clauses:
        grouped.setdefault(clause.code, []).append(clause)
    for versions in grouped.values():
        versions.sort(key=lambda clause: clause.since)
    return grouped


def adopt(*, clauses: Sequence[Clause], amended: Sequence[Clause], adopted_on: date) -> list[Clause]:
    """
    Join new wordings to the clauses; the wording before each ends on the day the new one begins.

    Clauses that are not amended stay as they are, the same objects in the same order.

    :raises StartsTooEarly: if a new wording begins on or before the day of its adoption
    """
    joined = list(clauses)
    for new in amended:
        if new.since <= adopted_on:
            raise StartsTooEarly(field="since", starts_on=new.since, adopted_on=adopted_on)
        joined = [_ended_by(clause, new.code, new.since) for clause in joined]
        joined.append(new)
    return joined


def repeal(*, clauses: Sequence[Clause], codes: Iterable[str], on: date, adopted_on: date) -> list[Clause]:
    """
    End clauses without a successor: ``on`` is the first day on which they no longer hold.

    :raises StartsTooEarly: if they would end on or before the day of the decision
    """
    if on <= adopted_on:
        raise StartsTooEarly(field="since", starts_on=on, adopted_on=adopted_on)
    ended = list(clauses)
    for code in codes:
        ended = [_ended_by(clause, code, on) for clause in ended]
    return ended


def _ended_by(clause: Clause, code: str, on: date) -> Clause:
    """End the wording that would reach into ``on``; a wording that has not begun by then never begins."""
    if clause.code != code or (clause.until is not None and clause.until <= on):
        return clause
    return replace(clause, until=max(on, clause.since))


def _without_future_end(clause: Clause, day: date) -> Clause:
    if clause.until is None or clause.until <= day:
        return clause
    return replace(clause, until=None)
