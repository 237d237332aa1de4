"""
Type what a clause asks for: one frozen dataclass for each kind of clause.

``None`` always means that the clause is silent on the point; another layer may then speak.
"""

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from gongzhi.kernel.majorities import Threshold
from gongzhi.kernel.periods import MONTHS_IN, CalendarKind

Facts = tuple[tuple[str, str], ...]
"""What a piece of evidence must say to count: pairs of fact and value, sorted by fact."""


class Kind(StrEnum):
    """Name the kinds of clause."""

    CADENCE = "cadence"
    DEADLINE = "deadline"
    COMPOSITION = "composition"
    DECISION = "decision"
    THRESHOLD = "threshold"
    POWER = "power"
    BENEFIT = "benefit"


class Counting(StrEnum):
    """Say whose evidence counts: that of the obligation's own subject, or anybody's."""

    OWN = "own"
    ANY = "any"


class Unit(StrEnum):
    """Name what a deadline is counted in."""

    DAYS = "days"
    WORKDAYS = "workdays"
    MONTHS = "months"


class Direction(StrEnum):
    """Say on which side of its event a deadline lies."""

    WITHIN = "within"
    BEFORE = "before"


class Base(StrEnum):
    """Name what a majority is counted of."""

    PRESENT = "present"
    ENTITLED = "entitled"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cadence:
    """
    Ask for something at least ``at_least`` times in each calendar period.

    ``evidence`` is the code of what shows it and ``match`` what it must say. ``longest_gap_days`` forbids more days
    than that from one occurrence to the next.
    """

    evidence: str
    match: Facts = ()
    at_least: int
    per: CalendarKind
    longest_gap_days: int | None = None
    counts: Counting = Counting.OWN

    @property
    def yearly(self) -> int:
        """Count how often a year it asks for."""
        return self.at_least * MONTHS_IN[CalendarKind.YEAR] // MONTHS_IN[self.per]


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline:
    """
    Ask for something by a day: each year by a date, or relative to each event.

    ``yearly_on`` is (month, day) and excludes ``trigger``. ``trigger`` is the evidence code of the event and
    ``trigger_match`` what it must say. Days are counted from the day of the event, or from the day that the event
    names in its fact ``trigger_date`` (an activity announced for a later day). ``evidence`` must be of the same
    subject as the event. ``amount`` is counted in ``unit``; for a yearly date it is 0.
    """

    evidence: str
    match: Facts = ()
    trigger: str = ""
    trigger_match: Facts = ()
    trigger_date: str = ""
    direction: Direction = Direction.WITHIN
    amount: int = 0
    unit: Unit = Unit.DAYS
    yearly_on: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Composition:
    """
    Ask that a body, or an office in it, is filled in a certain way on every day.

    ``office`` ``""`` speaks of all seats of the body. ``share_of`` names a body of whose seats the body may have at
    most ``share_at_most``. ``held_by`` are posts of which the holder must have one (双向进入、交叉任职);
    ``not_with`` an office that the same person may not hold; ``document`` a paper without which a holder who
    ``document_for`` describes (a post, ``""`` for anybody) may not take office. Ages are years, party age is months.
    """

    body: str
    office: str = ""
    at_least: int | None = None
    at_most: int | None = None
    odd: bool = False
    share_of: str = ""
    share_at_most: Fraction | None = None
    held_by: tuple[str, ...] = ()
    not_with: str = ""
    age_at_most: int | None = None
    terms_at_most: int | None = None
    term_months_at_most: int | None = None
    party_months_at_least: int | None = None
    document: str = ""
    document_for: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """
    Ask how a body decides on one sort of question.

    ``decision`` is its code (``assembly.ordinary``). ``quorum`` is a share of the entitled; ``passes`` a share of
    ``base``. ``notice_days`` are full days. ``proxies`` says whether written proxies count; ``secret`` whether the
    vote must be secret.
    """

    decision: str
    body: str
    quorum: Threshold | None = None
    passes: Threshold | None = None
    base: Base = Base.PRESENT
    notice_days: int | None = None
    proxies: bool | None = None
    secret: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """Ask that a fact is not less than, not more than, or equal to something; bounds are inclusive."""

    fact: str
    at_least: int | None = None
    at_most: int | None = None
    equals: str | bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Classifier:
    """
    Put a thing into a class when all conditions hold.

    ``outcome`` is the code of the class; ``limits`` are numbers that come with it (``("units_at_most", 5)``).
    """

    outcome: str
    conditions: tuple[Condition, ...]
    limits: tuple[tuple[str, int], ...] = ()

    def limit(self, name: str) -> int | None:
        """Find a number that comes with the class; ``None`` if the clause is silent."""
        return dict(self.limits).get(name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Power:
    """
    Give rights (``area.noun.verb``) to those who hold an office in a body.

    ``body`` ``""`` speaks of an office outside the federation's bodies, such as ``organisation_leader``; ``office``
    ``""`` of every office of the body.
    """

    body: str = ""
    office: str = ""
    rights: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Benefit:
    """Give benefits, by code, to whoever has a standing (``member``, ``volunteer``, ``incubating``)."""

    standing: str
    benefits: tuple[str, ...]


Params = Cadence | Deadline | Composition | Decision | Classifier | Power | Benefit

KIND_OF: dict[type[Params], Kind] = {
    Cadence: Kind.CADENCE,
    Deadline: Kind.DEADLINE,
    Composition: Kind.COMPOSITION,
    Decision: Kind.DECISION,
    Classifier: Kind.THRESHOLD,
    Power: Kind.POWER,
    Benefit: Kind.BENEFIT,
}
