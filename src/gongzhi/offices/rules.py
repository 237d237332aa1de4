"""
Say who held an office, on which day, as known when; and whether a term may take effect.

The numbers (age, terms, deputies) are clauses of the institution, a room above: callers hand them in as `Limits`.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Protocol, TypeVar

from gongzhi.kernel.decisions import Decision, allow, refuse
from gongzhi.kernel.periods import MONTHS_IN_A_YEAR
from gongzhi.kernel.text import gettext_noop as _

Person = TypeVar("Person", covariant=True)  # noqa: PLC0105 — a protocol's own parameter


class DatedTerm(Protocol[Person]):
    """
    Show what a term in two times has.

    It is valid on [``starts_on``, ``ends_on``) and known on [``recorded_on``, ``superseded_on``); ``None`` means
    without end.
    """

    @property
    def person(self) -> Person:
        """Give who holds the office."""

    @property
    def starts_on(self) -> date:
        """Give the first day of the term."""

    @property
    def ends_on(self) -> date | None:
        """Give the day the term no longer holds; ``None`` if none is set."""

    @property
    def recorded_on(self) -> date:
        """Give the day from which this was known."""

    @property
    def superseded_on(self) -> date | None:
        """Give the day a correction took its place; ``None`` if none did."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """Hold one person's term in one office, valid [``starts_on``, ``ends_on``), known [``recorded_on``, …)."""

    person: str
    starts_on: date
    ends_on: date | None = None
    recorded_on: date
    superseded_on: date | None = None


class State(StrEnum):
    """Name how a term stands on a day."""

    NOT_BEGUN = "not_begun"
    HELD_BACK = "held_back"
    ACTIVE = "active"
    ENDED = "ended"


class Cadre(StrEnum):
    """Name what a person is, or was, in the party and government."""

    NONE = "none"
    SERVING = "serving"
    RETIRED = "retired"


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """
    Hold what the institution asks of an office; ``None`` means that it is silent.

    ``age_at_most`` in years on the first day, ``terms_at_most`` terms one after the other with this one,
    ``holders_at_most`` persons at the same time. ``cadre_needs_approval`` holds a serving or retired leading cadre
    back until the approval document is on file.
    """

    age_at_most: int | None = None
    terms_at_most: int | None = None
    holders_at_most: int | None = None
    cadre_needs_approval: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """
    Hold what is known of whoever is to take an office.

    ``born_on`` ``None`` if not known. ``earlier_terms`` counts the terms in the same office that lead up to this one
    without a break. ``holders_now`` counts others who hold the office on the first day. ``has_extension`` says that a
    longer service was voted and approved; ``has_approval`` that the document of the cadre's authority is on file.
    """

    born_on: date | None = None
    cadre: Cadre = Cadre.NONE
    has_approval: bool = False
    has_extension: bool = False
    earlier_terms: int = 0
    holders_now: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Say how a term stands on a day; ``reasons`` are the refusals that hold it back, in the order of the rules."""

    state: State
    reasons: tuple[Decision, ...] = ()

    @property
    def gives_rights(self) -> bool:
        """Tell whether the holder may act on it."""
        return self.state is State.ACTIVE


def holders(*, terms: Iterable[DatedTerm[Person]], on: date, known: date) -> list[Person]:
    """
    List who held an office on the day ``on`` as it was known on the day ``known``: by first day, each once.

    ``terms`` are all terms of the office, superseded ones too.

    Source: semantics.md, "Roles in time"
    """
    held = [term for term in terms if is_valid(term=term, on=on) and is_known(term=term, on=known)]
    return list(dict.fromkeys(term.person for term in sorted(held, key=lambda term: term.starts_on)))


def is_valid(*, term: DatedTerm[object], on: date) -> bool:
    """Tell whether a day lies in the term."""
    return term.starts_on <= on and (term.ends_on is None or on < term.ends_on)


def is_known(*, term: DatedTerm[object], on: date) -> bool:
    """Tell whether the term was on record, and not yet superseded, on a day."""
    return term.recorded_on <= on and (term.superseded_on is None or on < term.superseded_on)


def standing(*, starts_on: date, ends_on: date | None, candidate: Candidate, limits: Limits, on: date) -> Standing:
    """
    Say how a term stands on a day: not begun, held back, active or ended.

    A term that lacks a document or breaks a limit is held back from its first day: it gives no rights.

    Source: 中办发〔1998〕17号 (approval of leading cadres); charter, article on officers
    """
    if ends_on is not None and ends_on <= on:
        return Standing(state=State.ENDED)
    reasons = obstacles(candidate=candidate, limits=limits, starts_on=starts_on)
    if reasons:
        return Standing(state=State.HELD_BACK, reasons=tuple(reasons))
    return Standing(state=State.ACTIVE if starts_on <= on else State.NOT_BEGUN)


def obstacles(*, candidate: Candidate, limits: Limits, starts_on: date) -> list[Decision]:
    """List the refusals that stand in the way of a term that begins on a day; empty if none does."""
    answers = (
        _cadre_approval(candidate, limits),
        _age(candidate, limits, starts_on),
        _number_of_terms(candidate, limits),
        _number_of_holders(candidate, limits),
    )
    return [answer for answer in answers if not answer]


def age_on(*, born_on: date, on: date) -> int:
    """Count full years of age on a day."""
    return on.year - born_on.year - ((on.month, on.day) < (born_on.month, born_on.day))


def terms_in_a_row(*, periods: Sequence[tuple[date, date | None]], before: date, gap_days: int = 92) -> int:
    """
    Count the terms [from, to) that lead up to a day without a break.

    ``gap_days`` is how many days may lie between two terms that still follow each other.
    """
    count, reach = 0, before
    for starts_on, ends_on in sorted(periods, reverse=True):
        if starts_on >= before:
            continue
        if ends_on is not None and (reach - ends_on).days > gap_days:
            break
        count, reach = count + 1, starts_on
    return count


def whole_months(*, since: date, on: date) -> int:
    """Count the full months from a day to another; 0 if none has passed."""
    months = (on.year - since.year) * MONTHS_IN_A_YEAR + on.month - since.month - (on.day < since.day)
    return max(0, months)


def _cadre_approval(candidate: Candidate, limits: Limits) -> Decision:
    if not limits.cadre_needs_approval or candidate.cadre is Cadre.NONE or candidate.has_approval:
        return allow()
    return refuse(
        _(
            "A leading cadre may hold this office only with the approval of the authority that manages the cadre. "
            "Put the approval on file; until then the term gives no rights."
        )
    )


def _age(candidate: Candidate, limits: Limits, starts_on: date) -> Decision:
    if limits.age_at_most is None or candidate.born_on is None:
        return allow()
    age = age_on(born_on=candidate.born_on, on=starts_on)
    if age <= limits.age_at_most:
        return allow()
    return refuse(
        _("Whoever takes this office may be %(limit)s years old at most, and would be %(age)s."),
        limit=limits.age_at_most,
        age=age,
    )


def _number_of_terms(candidate: Candidate, limits: Limits) -> Decision:
    term = candidate.earlier_terms + 1
    if limits.terms_at_most is None or candidate.has_extension or term <= limits.terms_at_most:
        return allow()
    return refuse(
        _("Nobody may hold this office for more than %(limit)s terms in a row; this would be term %(term)s."),
        limit=limits.terms_at_most,
        term=term,
    )


def _number_of_holders(candidate: Candidate, limits: Limits) -> Decision:
    if limits.holders_at_most is None or candidate.holders_now < limits.holders_at_most:
        return allow()
    return refuse(
        _("At most %(limit)s persons may hold this office at the same time, and %(now)s already do."),
        limit=limits.holders_at_most,
        now=candidate.holders_now,
    )
