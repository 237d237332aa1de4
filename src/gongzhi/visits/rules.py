"""
This will say what a visit asks, when one counts, and how many a plan should hold.

Source: product.md R17; charter model art. 14 (hook-up, once a quarter), art. 81 (twelve visits a quarter)
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Literal
from uuid import UUID

from gongzhi.institution.rules.clauses import ORGANISATION, Clause
from gongzhi.institution.rules.params import Cadence
from gongzhi.kernel.errors import DomainError
from gongzhi.kernel.periods import Period
from gongzhi.kernel.text import gettext_noop as _

EVIDENCE = "visits.made"
MONTHS_IN_QUARTER = 3
QUARTERS = (1, 2, 3, 4)
LONGEST_AGO = timedelta(days=366)
SOON = timedelta(days=14)
"""How far ahead a planned visit counts as due."""

State = Literal["met", "breached", "due", "open"]


class VisitKind(StrEnum):
    """Name whom a visit goes to."""

    ENTERPRISE = "enterprise"
    NOTABLE = "notable"
    DEPUTY = "deputy"
    CPPCC = "cppcc"
    MEMBER = "member"
    HOUSEHOLD = "household"
    HOOK_UP = "hook_up"


class Topic(StrEnum):
    """Name what people are asked about."""

    FEDERATION = "federation"
    STREET = "street"
    COMMUNITY = "community"
    HOT = "hot"
    NEEDS = "needs"


class Result(StrEnum):
    """Name what came of a visit."""

    MET = "met"
    REFUSED = "refused"
    NOBODY_HOME = "nobody_home"
    MOVED = "moved"


class ReplyWay(StrEnum):
    """Name how somebody who is visited wants to hear back."""

    RECEIPT = "receipt"
    PHONE = "phone"
    LETTER = "letter"
    VISIT = "visit"


MADE = frozenset({Result.MET})
"""The results that count as a visit made; the others count as attempts only."""
CLOSING = frozenset({Result.MET, Result.REFUSED, Result.MOVED})
"""The results after which nobody need go again: who refuses is left in peace, who moved is not there."""
PER_ORGANISATION = frozenset({VisitKind.MEMBER, VisitKind.HOOK_UP})
"""The kinds that always go to an organisation of the register."""
OF_ORGANISATIONS = PER_ORGANISATION | {VisitKind.ENTERPRISE}
OF_PEOPLE = frozenset({VisitKind.NOTABLE, VisitKind.DEPUTY, VisitKind.CPPCC})
NEEDS_CONTACT = frozenset({ReplyWay.PHONE, ReplyWay.LETTER})
KEEPS_CONTACT = NEEDS_CONTACT | {ReplyWay.VISIT}
"""The ways for which somebody's whereabouts are kept until the answer was told."""
FIXED_FOUR = (Topic.FEDERATION, Topic.STREET, Topic.COMMUNITY, Topic.HOT)
TOPICS: Mapping[VisitKind, tuple[Topic, ...]] = {
    VisitKind.ENTERPRISE: FIXED_FOUR,
    VisitKind.NOTABLE: FIXED_FOUR,
    VisitKind.DEPUTY: FIXED_FOUR,
    VisitKind.CPPCC: FIXED_FOUR,
    VisitKind.MEMBER: FIXED_FOUR,
    VisitKind.HOUSEHOLD: (Topic.COMMUNITY, Topic.STREET, Topic.FEDERATION, Topic.HOT),
    VisitKind.HOOK_UP: (Topic.NEEDS, *FIXED_FOUR),
}
"""Kind → the topics asked, in the order of the form. Source: founding text, as quoted in product.md R17."""


class NotYetVisited(DomainError):
    """Tell a person that the day of the visit lies ahead."""

    message = _("A visit is written down once it was made. This day lies ahead.")


class TooLongAgo(DomainError):
    """Tell a person that the day cannot be right."""

    message = _("This day is more than a year ago. Please check it.")


class NobodySpoke(DomainError):
    """Tell a person that words need somebody who said them."""

    message = _('Words were written down, so somebody was met. Choose "met", or clear the words.')


class TopicNotAsked(DomainError):
    """Tell a person that this kind of people is not asked about a topic."""

    message = _("This topic is not asked on visits of this kind.")


class ContactMissing(DomainError):
    """Tell a person that the answer needs a way to the speaker."""

    message = _("Write down the telephone number or address the answer shall go to, or choose the slip.")


class ConsentMissing(DomainError):
    """Tell a person that nobody's name is kept without asking."""

    message = _("A name and a way to reach somebody are kept only if they agreed. Ask them, then tick the box.")


class NobodyNamed(DomainError):
    """Tell a person that a visit goes to somebody."""

    message = _("Write down who was visited.")


class OrganisationMissing(DomainError):
    """Tell a person that this kind of visit goes to an organisation of the register."""

    message = _("Choose the organisation of the register that was visited.")


@dataclass(frozen=True, slots=True)
class Saying:
    """
    Hold one remark as spoken.

    ``keep_only`` keeps it in the visit, for praise and small talk; otherwise it becomes a voice that is answered.
    ``hot_topic_id`` names the topic of the year it is about; ``None`` if none.
    """

    topic: Topic
    words: str
    keep_only: bool = False
    hot_topic_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Wish:
    """Hold how the speaker wants to hear back, and by which name and way; both may be empty for the slip."""

    way: ReplyWay = ReplyWay.RECEIPT
    name: str = ""
    contact: str = ""
    consent: bool = False


NO_WISH = Wish()


@dataclass(frozen=True, slots=True, kw_only=True)
class Circumstances:
    """
    Hold when, how and with whom a visit went.

    ``companions`` are names in words; ``note`` is for readers of visits only; ``community_id`` and ``group`` are the
    cell of whoever was met, never required.
    """

    on: date
    result: Result = Result.MET
    companions: str = ""
    note: str = ""
    community_id: UUID | None = None
    group: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Whom:
    """Hold who is visited: exactly one of organisation, person and label (a household, somebody in no register)."""

    kind: VisitKind
    organisation_id: UUID | None = None
    person_id: UUID | None = None
    label: str = ""


def check_whom(whom: Whom) -> None:
    """
    Refuse a visit to nobody, or of an organisation that the register does not know.

    :raises OrganisationMissing: if the kind goes to organisations of the register and none is named
    :raises NobodyNamed: if neither organisation, person nor label is there
    """
    if whom.kind in PER_ORGANISATION and whom.organisation_id is None:
        raise OrganisationMissing(field="organisation")
    if whom.organisation_id is None and whom.person_id is None and not whom.label.strip():
        raise NobodyNamed(field="label")


def check_day(*, on: date, today: date) -> None:
    """
    Refuse days that cannot be right.

    :raises NotYetVisited: if the day lies ahead
    :raises TooLongAgo: if it is more than a year ago
    """
    if on > today:
        raise NotYetVisited(field="on")
    if on < today - LONGEST_AGO:
        raise TooLongAgo(field="on")


def check_sayings(*, kind: VisitKind, result: Result, sayings: Sequence[Saying]) -> None:
    """
    Refuse words that nobody can have said.

    :raises NobodySpoke: if there are words though nobody was met
    :raises TopicNotAsked: if a topic is not asked on visits of this kind
    """
    if sayings and result not in MADE:
        raise NobodySpoke(field="result")
    for saying in sayings:
        if saying.topic not in TOPICS[kind]:
            raise TopicNotAsked(field=f"said_{saying.topic}")


def check_wish(*, wish: Wish, sayings: Sequence[Saying]) -> None:
    """
    Refuse an answer that could not find its speaker, and a name kept without consent.

    Nothing is asked where no remark becomes a voice. An answer that is brought is brought to where the visit was.

    :raises ContactMissing: if the answer shall go to a telephone or an address that is not written down
    :raises ConsentMissing: if a way to the speaker would be kept and the speaker did not agree
    """
    if all(saying.keep_only for saying in sayings):
        return
    if wish.way in NEEDS_CONTACT and not wish.contact.strip():
        raise ContactMissing(field="contact")
    if (wish.way in KEEPS_CONTACT or wish.contact.strip()) and not wish.consent:
        raise ConsentMissing(field="consent")


def quarter_of(day: date) -> int:
    """Number the quarter of a day, 1 to 4."""
    return (day.month - 1) // MONTHS_IN_QUARTER + 1


def quarter_period(year: int, quarter: int) -> Period:
    """Give the days of a quarter."""
    first = date(year, (quarter - 1) * MONTHS_IN_QUARTER + 1, 1)
    end = date(year + 1, 1, 1) if quarter == QUARTERS[-1] else date(year, quarter * MONTHS_IN_QUARTER + 1, 1)
    return Period(first, end)


def quarter_before(day: date) -> date:
    """Give the first day of the quarter before the one of a day."""
    first = quarter_period(day.year, quarter_of(day)).starts_on
    last = first - timedelta(days=1)
    return quarter_period(last.year, quarter_of(last)).starts_on


def year_period(year: int) -> Period:
    """Give the days of a year."""
    return Period(date(year, 1, 1), date(year + 1, 1, 1))


@dataclass(frozen=True, slots=True)
class Demand:
    """
    Hold what a clause asks of visits: how many a quarter, of one kind or (``None``) of any of the six.

    ``each`` says that it is asked for each member organisation, not of the federation as a whole.
    """

    clause: Clause
    kind: VisitKind | None
    per_quarter: int
    each: bool


def demands_of(clauses: Iterable[Clause]) -> list[Demand]:
    """List what clauses in force ask of visits, as they stand; a yearly number is shared out, rounded up."""
    return [demand for clause in clauses if (demand := _demand(clause)) is not None]


def _demand(clause: Clause) -> Demand | None:
    params = clause.params
    if not isinstance(params, Cadence) or params.evidence != EVIDENCE:
        return None
    match = dict(params.match)
    kind = match.get("kind", "")
    if kind and kind not in set(VisitKind):
        return None
    per_quarter = -(-params.yearly // len(QUARTERS))
    return Demand(clause, VisitKind(kind) if kind else None, per_quarter, clause.subject == ORGANISATION)


def proposal(*, demands: Sequence[Demand], members: int) -> dict[VisitKind, int]:
    """
    Propose how many visits of each kind a quarter should see, so that every clause is kept.

    ``members`` counts the member organisations, for what is asked of each. What is asked of any kind is spread as
    evenly as the single kinds allow over the six that the founding text names; hook-up contacts do not fill it.
    """
    counts = dict.fromkeys(VisitKind, 0)
    for demand in demands:
        if demand.kind is not None:
            asked = demand.per_quarter * (members if demand.each else 1)
            counts[demand.kind] = max(counts[demand.kind], asked)
    spread = [kind for kind in VisitKind if kind is not VisitKind.HOOK_UP]
    of_any = max((demand.per_quarter for demand in demands if demand.kind is None), default=0)
    for _step in range(max(0, of_any - sum(counts[kind] for kind in spread))):
        counts[min(spread, key=lambda kind: counts[kind])] += 1
    return counts


@dataclass(frozen=True, slots=True)
class Progress:
    """Hold one kind in one quarter: planned, made (met) and attempted (made and in vain); ``state`` of the kit."""

    planned: int
    made: int
    attempted: int
    state: State


def progress(*, planned: int, made: int, attempted: int, quarter: Period, today: date) -> Progress:
    """
    Say where a quarter stands: met as planned, short of it when over, still running, or ahead.

    :raises ValueError: unless 0 <= made <= attempted
    """
    if not 0 <= made <= attempted:
        message = f"{made} visits made of {attempted} attempted cannot be."
        raise ValueError(message)
    return Progress(planned, made, attempted, _stands(planned, made, quarter, today))


def _stands(planned: int, made: int, quarter: Period, today: date) -> State:
    if planned and made >= planned:
        return "met"
    if not planned or today < quarter.starts_on:
        return "open"
    return "due" if quarter.contains(today) else "breached"


def urgency(*, due_on: date, today: date) -> State:
    """Say how pressing a planned visit is."""
    if due_on < today:
        return "breached"
    return "due" if due_on <= today + SOON else "open"
