"""This will tell, before anything is handed in, what class it will be in, by when, and who will review it."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from gongzhi.federations.models import Federation
from gongzhi.filings import rules
from gongzhi.filings.models import Filing
from gongzhi.filings.models.review import CLOCKED
from gongzhi.filings.rights import Right
from gongzhi.institution.rules import Sentence
from gongzhi.institution.selectors.clauses import Institution, institution
from gongzhi.kernel.workdays import Due, china
from gongzhi.offices.selectors import Holder, holders_of
from gongzhi.organisations.selectors.members import leaders_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One step to come with those who hold its right today; none if the seat is empty."""

    step: rules.PlannedStep
    reviewers: tuple[Holder, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """
    What would follow if an activity were handed in on a day.

    ``late`` says why it would be too late. ``answer_due`` is when the reviewers would have to have answered, ``None``
    where nobody has to. ``missing_safety`` are parts of the safety plan that are wanted and not ready.
    """

    on: date
    classification: rules.Classification
    dates: rules.FilingDates
    late: Sentence | None
    answer_due: Due | None
    missing_safety: tuple[rules.SafetyItem, ...]
    chain: tuple[Asked, ...]

    @property
    def is_needed(self) -> bool:
        """Tell whether the activity has to be filed at all."""
        return self.classification.filing_class is not rules.FilingClass.NONE


def classification_of(
    *, facts: rules.ActivityFacts, on: date, known: Institution | None = None, federation: Federation | None = None
) -> rules.Classification:
    """Put an activity into its class by the clauses in force on a day; two queries, none with ``known``."""
    clauses = known or institution(federation=federation)
    return rules.classify(facts=facts, clauses=clauses.clauses, on=on, jurisdiction=clauses.jurisdiction)


def dates_of(*, classification: rules.Classification, first_day: date, last_day: date) -> rules.FilingDates:
    """Reckon the days of an activity: what comes before from its first day, the report from its last."""
    before = rules.filing_dates(classification=classification, held_on=first_day, calendar=china())
    after = rules.filing_dates(classification=classification, held_on=last_day, calendar=china())
    return replace(before, report_by=after.report_by)


def outlook(*, filing: Filing, on: date, federation: Federation | None = None) -> Outlook:
    """Look ahead: what follows if this filing is handed in on a day; at most five queries."""
    classification = classification_of(facts=filing.facts(), on=on, federation=federation)
    first_day, last_day = filing.first_day, filing.last_day
    return Outlook(
        on=on,
        classification=classification,
        dates=dates_of(classification=classification, first_day=first_day, last_day=last_day),
        late=rules.lateness(
            classification=classification,
            submitted_on=filing.submitted_on or on,
            held_on=first_day,
            calendar=china(),
        ),
        answer_due=_answer_due(filing, classification, on),
        missing_safety=wanted_safety(classification, filing.safety),
        chain=chain(classification=classification, organisation_id=filing.organisation_id, on=on),
    )


def _answer_due(filing: Filing, classification: rules.Classification, on: date) -> Due | None:
    """Reckon when the reviewers would have to answer: handed in today, or handed in again after a correction."""
    events = [rules.ClockEvent(deed=rules.Deed.SUBMIT, on=on)]
    if filing.submitted_on is not None:
        done = filing.events.filter(deed__in=CLOCKED).in_order()
        events = [*(each.clocked() for each in done), rules.ClockEvent(deed=rules.Deed.RESUBMIT, on=on)]
    clock = rules.clock(events=events, answer_within=classification.answer_within, calendar=china(), as_of=on)
    return clock.due


def wanted_safety(classification: rules.Classification, ready: Collection[str]) -> tuple[rules.SafetyItem, ...]:
    """List the parts of the safety plan that the law wants and that are not ready; none without a permit to get."""
    return rules.missing_safety(ready) if classification.police_permit else ()


def chain(*, classification: rules.Classification, organisation_id: UUID, on: date) -> tuple[Asked, ...]:
    """Lay out who reviews; leaders of the organisation itself are never asked."""
    steps = rules.review_chain(filing_class=classification.filing_class)
    if not steps:
        return ()
    own = leaders(organisation_id=organisation_id, on=on)
    return tuple(
        Asked(
            step=step, reviewers=tuple(one for one in holders_of(right=step.right, on=on) if one.person_id not in own)
        )
        for step in steps
    )


def leaders(*, organisation_id: UUID, on: date) -> frozenset[UUID]:
    """Name the persons who lead an organisation on a day; one query."""
    return frozenset(each.person_id for each in leaders_of(organisation_ids=[organisation_id], on=on))


def may_be_asked(*, right: str, organisation_id: UUID, on: date) -> list[Holder]:
    """List to whom a review can be handed, or who can be added (``right`` empty); never the organisation's leaders."""
    own = leaders(organisation_id=organisation_id, on=on)
    return [one for one in holders_of(right=right or Right.READ, on=on) if one.person_id not in own]
