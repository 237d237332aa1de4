"""Say what a filing and a report contain, and refuse what cannot be."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum

from gongzhi.filings.rules.classes import ActivityFacts
from gongzhi.kernel.errors import DomainError
from gongzhi.kernel.text import gettext_noop as _

MOST_PEOPLE = 1_000_000
MOST_CENTS = 100_000_000 * 100
FARTHEST_AHEAD = timedelta(days=730)
LONGEST = timedelta(days=366)


class ActivityKind(StrEnum):
    """Name the kinds of activity that the national guidance lists, and what else associations hold."""

    FESTIVAL = "festival"
    PERFORMANCE = "performance"
    SPORT = "sport"
    GATHERING = "gathering"
    CHARITY = "charity"
    LECTURE = "lecture"
    FAIR = "fair"
    MEETING = "meeting"
    OTHER = "other"


class FundKind(StrEnum):
    """Name where the money of an activity comes from."""

    OWN = "own"
    FEDERATION = "federation"
    GOVERNMENT = "government"
    DONATIONS = "donations"
    FEES = "fees"


class SafetyItem(StrEnum):
    """
    Name the nine parts of a safety plan, in the order of the law.

    Source: State Council order 505, art. 6 (mark F)
    """

    PROGRAMME = "programme"
    STAFF = "staff"
    FIRE = "fire"
    CAPACITY = "capacity"
    BUFFER = "buffer"
    ENTRY = "entry"
    VEHICLES = "vehicles"
    ORDER = "order"
    RESCUE = "rescue"


class EndsBeforeStart(DomainError):
    """An activity ends before it begins."""

    message = _("The activity ends before it begins. Check the two times.")


class BegunAlready(DomainError):
    """An activity that has begun can no longer be filed."""

    message = _("This moment has passed. A filing is handed in before the activity begins: choose a later day.")


class TooFarAhead(DomainError):
    """A day that is probably a slip of the pen; params ``latest``."""

    message = _("This day is more than two years ahead. Is the year right?")


class TooLong(DomainError):
    """An activity of more than a year is several activities."""

    message = _("The activity would last more than a year. File each of its parts for itself.")


class OutOfRange(DomainError):
    """A number is negative or beyond belief; params ``most``."""

    message = _("This number must be between 0 and %(most)s. Check it.")


class HeldInTheFuture(DomainError):
    """A report speaks of a day that has not come."""

    message = _("This day has not come yet. A report is written when the activity is over.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """
    Hold what an organisation says of an activity it wants to hold.

    ``starts_at`` and ``ends_at`` are aware moments. ``people`` are expected in one session. ``funds`` is source →
    cents; the budget is their sum. ``safety`` are the parts of the safety plan that are ready. ``leader_phone`` is
    stored as typed once it is known to be a number.
    """

    title: str
    kind: str
    starts_at: datetime
    ends_at: datetime
    place: str
    story: str
    people: int
    leader_name: str
    leader_phone: str
    funds: Mapping[str, int] = field(default_factory=dict, hash=False)
    foreign_party: bool = False
    public_fund_raising: bool = False
    political_or_religious_lecture: bool = False
    outside_subdistrict: bool = False
    public_outdoor_place: bool = False
    minors: bool = False
    election_or_charter: bool = False
    open_to_public: bool = False
    safety: tuple[str, ...] = ()

    @property
    def budget_cents(self) -> int:
        """Add up all sources."""
        return sum(self.funds.values())

    def facts(self) -> ActivityFacts:
        """Give what decides the class."""
        return ActivityFacts(
            foreign_party=self.foreign_party,
            public_fund_raising=self.public_fund_raising,
            political_or_religious_lecture=self.political_or_religious_lecture,
            people=self.people,
            budget_cents=self.budget_cents,
            outside_subdistrict=self.outside_subdistrict,
            public_outdoor_place=self.public_outdoor_place,
            minors=self.minors,
            election_or_charter=self.election_or_charter,
            open_to_public=self.open_to_public,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """Hold what a report says: the day, who came, what it cost in cents, how it went and what went wrong."""

    held_on: date
    people: int
    spent_cents: int
    story: str
    trouble: str = ""


def check_content(*, content: Content, at: datetime) -> None:
    """
    Refuse a content that no activity can have, at a moment.

    :raises EndsBeforeStart: if it ends before it begins
    :raises BegunAlready: if it has begun
    :raises TooFarAhead: if it begins in more than two years
    :raises TooLong: if it lasts more than a year
    :raises OutOfRange: if people or money are negative or beyond belief
    """
    check_people(content.people)
    for kind, cents in content.funds.items():
        check_cents(cents, field=f"fund_{kind}")
    check_cents(content.budget_cents, field=None)
    check_times(starts_at=content.starts_at, ends_at=content.ends_at, at=at)


def check_times(*, starts_at: datetime, ends_at: datetime, at: datetime) -> None:
    """Refuse times that lie in the wrong order, in the past or too far away; errors as `check_content`."""
    if ends_at <= starts_at:
        raise EndsBeforeStart(field="ends_at")
    if starts_at <= at:
        raise BegunAlready(field="starts_at")
    if starts_at > at + FARTHEST_AHEAD:
        raise TooFarAhead(field="starts_at", latest=(at + FARTHEST_AHEAD).date())
    if ends_at - starts_at > LONGEST:
        raise TooLong(field="ends_at")


def check_outcome(*, outcome: Outcome, today: date) -> None:
    """
    Refuse a report that cannot be.

    :raises HeldInTheFuture: if the day has not come
    :raises OutOfRange: if people or money are negative or beyond belief
    """
    if outcome.held_on > today:
        raise HeldInTheFuture(field="held_on")
    check_people(outcome.people)
    check_cents(outcome.spent_cents, field="spent")


def check_people(people: int) -> None:
    """
    Refuse a number of people that cannot be.

    :raises OutOfRange: below 0 or above a million
    """
    if not 0 <= people <= MOST_PEOPLE:
        raise OutOfRange(field="people", most=MOST_PEOPLE)


def check_cents(cents: int, *, field: str | None) -> None:
    """
    Refuse an amount that cannot be.

    :raises OutOfRange: below 0 or above a hundred million yuan
    """
    if not 0 <= cents <= MOST_CENTS:
        raise OutOfRange(field=field, most=MOST_CENTS // 100)


def missing_safety(ready: Collection[str]) -> tuple[SafetyItem, ...]:
    """List the parts of the safety plan that are not ready, in the order of the law."""
    return tuple(item for item in SafetyItem if item not in ready)
