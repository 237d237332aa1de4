"""
Say which class of filing an activity is in and why, and by which days it must be filed and reported.

Thresholds and days are clauses of the institution (topics ``filing.class.…`` and ``filing.days.…``).

Source: semantics.md, "Classes of filing" and "Days"; State Council order 505, arts. 2, 13 and 14
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import date
from enum import StrEnum

from gongzhi.institution.rules import (
    Clause,
    Condition,
    Deadline,
    Match,
    Sentence,
    classify_by,
    count_days,
    effective_params,
    say,
)
from gongzhi.kernel.text import gettext_noop as _
from gongzhi.kernel.workdays import Calendar, Due

CENTS = 100
CLASS_TOPIC = "filing.class."
DAYS_TOPIC = "filing.days."
PERMIT = "police_permit"


class FilingClass(StrEnum):
    """Name the classes, the weightiest first."""

    APPROVAL = "approval"
    NOTICE = "notice"
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivityFacts:
    """
    Hold what decides the class of an activity; the order of the fields is the order of the reasons.

    ``people`` are expected in one session, ``budget_cents`` from all sources together.
    """

    foreign_party: bool = False
    public_fund_raising: bool = False
    political_or_religious_lecture: bool = False
    people: int
    budget_cents: int
    outside_subdistrict: bool = False
    public_outdoor_place: bool = False
    minors: bool = False
    election_or_charter: bool = False
    open_to_public: bool = False

    def measured(self) -> dict[str, int | bool | str]:
        """Give the facts as clauses ask for them; the budget in whole yuan, cents cut off."""
        facts: dict[str, int | bool | str] = {name: getattr(self, name) for name in FACT_ORDER if name != "budget_yuan"}
        return facts | {"budget_yuan": self.budget_cents // CENTS}


FACT_ORDER = tuple("budget_yuan" if field.name == "budget_cents" else field.name for field in fields(ActivityFacts))

SENTENCES = {
    "foreign_party": _("A party from abroad, Hong Kong, Macau or Taiwan takes part (%(clause)s)."),
    "public_fund_raising": _("Money is raised from the public (%(clause)s)."),
    "political_or_religious_lecture": _("It is a forum or lecture on political or religious matters (%(clause)s)."),
    "people": _("%(value)s people are expected; the limit is %(limit)s (%(clause)s)."),
    "budget_yuan": _("The budget is %(value)s yuan; the limit is %(limit)s yuan (%(clause)s)."),
    "outside_subdistrict": _("The place lies outside the sub-district (%(clause)s)."),
    "public_outdoor_place": _("The place is public and outdoors (%(clause)s)."),
    "minors": _("Minors take part (%(clause)s)."),
    "election_or_charter": _("Officers are elected or the organisation's charter is changed (%(clause)s)."),
    "open_to_public": _("It is open to the public (%(clause)s)."),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """Name a fact that put the activity into its class, the clause that says so, and the sentence for the page."""

    fact: str
    clause: Clause
    sentence: Sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class Lead:
    """Hold a number of days with its clause: how long before, or how soon after."""

    deadline: Deadline
    clause: Clause

    @property
    def amount(self) -> int:
        """Count the days or workdays."""
        return self.deadline.amount


@dataclass(frozen=True, slots=True, kw_only=True)
class Permit:
    """Hold the permit of the police that is needed: reasons, when to apply, when the police answer."""

    reasons: tuple[Reason, ...]
    apply_before: Lead
    answer_within: Lead


@dataclass(frozen=True, slots=True, kw_only=True)
class Classification:
    """
    Say which class an activity is in and every reason that put it there.

    ``file_by``, ``answer_within`` and ``report_by`` are ``None`` in the class ``none``; ``permit`` is ``None`` if the
    police need not be asked.
    """

    filing_class: FilingClass
    reasons: tuple[Reason, ...]
    permit: Permit | None
    file_by: Lead | None
    answer_within: Lead | None
    report_by: Lead | None

    @property
    def police_permit(self) -> bool:
        """Tell whether a permit of the police is needed in addition."""
        return self.permit is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class FilingDates:
    """Hold the days of one activity; ``None`` where its class asks for none. Each is the last day in time."""

    file_by: Due | None
    apply_to_police_by: Due | None
    report_by: Due | None


def classify(*, facts: ActivityFacts, clauses: Iterable[Clause], on: date, jurisdiction: str = "") -> Classification:
    """
    Put an activity into its class by the clauses in force on a day, and name every reason.

    :raises ClauseMissing: if a class has no clause on its days
    Source: semantics.md, "Classes of filing"
    """
    in_hand = list(clauses)
    matches = classify_by(
        clauses=in_hand, prefix=CLASS_TOPIC, facts=facts.measured(), day=on, jurisdiction=jurisdiction
    )
    filing_class = next(
        (one for one in FilingClass if any(match.outcome == one for match in matches)), FilingClass.NONE
    )
    days = _Days(clauses=in_hand, on=on, jurisdiction=jurisdiction)
    wanted = filing_class is not FilingClass.NONE
    return Classification(
        filing_class=filing_class,
        reasons=_reasons(matches, filing_class),
        permit=_permit(matches, days),
        file_by=days.lead(f"{filing_class}.file") if wanted else None,
        answer_within=days.lead(f"{filing_class}.answer") if wanted else None,
        report_by=days.lead("report") if wanted else None,
    )


def filing_dates(*, classification: Classification, held_on: date, calendar: Calendar) -> FilingDates:
    """Reckon the days of an activity that is to be held on a day."""
    permit = classification.permit
    return FilingDates(
        file_by=_counted(classification.file_by, held_on, calendar),
        apply_to_police_by=_counted(permit.apply_before, held_on, calendar) if permit else None,
        report_by=_counted(classification.report_by, held_on, calendar),
    )


def lateness(
    *, classification: Classification, submitted_on: date | None, held_on: date, calendar: Calendar
) -> Sentence | None:
    """
    Say that an activity is held without its filing, or that it was filed late; ``None`` if all is in order.

    ``submitted_on`` ``None``: it was never filed.
    """
    due = _counted(classification.file_by, held_on, calendar)
    lead = classification.file_by
    if due is None or lead is None:
        return None
    if submitted_on is None:
        return say(_("Held without the filing that %(clause)s asks for."), **_cited(lead.clause))
    if submitted_on <= due.on:
        return None
    return say(
        _("Filed on %(on)s; the last day was %(due)s (%(clause)s)."), on=submitted_on, due=due.on, **_cited(lead.clause)
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Days:
    """Look up the days of filings in the institution."""

    clauses: Sequence[Clause]
    on: date
    jurisdiction: str

    def lead(self, topic: str) -> Lead:
        deadline, clause = effective_params(
            clauses=self.clauses,
            topic=DAYS_TOPIC + topic,
            day=self.on,
            expected=Deadline,
            jurisdiction=self.jurisdiction,
        )
        return Lead(deadline=deadline, clause=clause)


def _reasons(matches: Iterable[Match], filing_class: str) -> tuple[Reason, ...]:
    """List the facts that put the activity into a class, in the order of the facts, each once."""
    found: dict[str, Reason] = {}
    for match in matches:
        if match.outcome == filing_class:
            for reason in match.reasons:
                found.setdefault(reason.fact, _reason(reason.fact, reason.value, reason.condition, match.clause))
    return tuple(found[fact] for fact in sorted(found, key=FACT_ORDER.index))


def _reason(fact: str, value: object, condition: Condition, clause: Clause) -> Reason:
    sentence = say(SENTENCES[fact], value=value, limit=condition.at_least, **_cited(clause))
    return Reason(fact=fact, clause=clause, sentence=sentence)


def _permit(matches: Sequence[Match], days: _Days) -> Permit | None:
    reasons = _reasons(matches, PERMIT)
    if not reasons:
        return None
    return Permit(reasons=reasons, apply_before=days.lead("police.apply"), answer_within=days.lead("police.answer"))


def _counted(lead: Lead | None, day: date, calendar: Calendar) -> Due | None:
    return None if lead is None else count_days(params=lead.deadline, anchor=day, calendar=calendar)


def _cited(clause: Clause) -> dict[str, object]:
    return {"clause": f"{clause.source} {clause.article}", "code": clause.code}
