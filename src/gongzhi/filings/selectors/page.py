"""This will gather what the page of one filing shows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext

from gongzhi.common.clock import local_day
from gongzhi.federations.models import Federation
from gongzhi.filings import rules
from gongzhi.filings.models import Filing, FilingEvent, Paper, Report, ReviewStep, StepAnswer, StepReviewer
from gongzhi.filings.models.filing import AWAITING_REPORT
from gongzhi.filings.models.review import CLOCKED
from gongzhi.filings.rules import Deed, State
from gongzhi.filings.selectors.outlook import classification_of, dates_of, wanted_safety
from gongzhi.institution.rules import Sentence
from gongzhi.kernel.workdays import china

JUDGED_AGAIN = frozenset({Deed.SUBMIT, Deed.RESUBMIT})


@dataclass(frozen=True, slots=True)
class Asked:
    """Somebody of a step, and the answer if there is one."""

    reviewer: StepReviewer | None
    answer: StepAnswer | None

    @property
    def name(self) -> str:
        """Name the person."""
        found = self.answer or self.reviewer
        return found.person.name if found else ""

    @property
    def office(self) -> str:
        """Name the office on which the person acts."""
        found = self.answer or self.reviewer
        return found.office if found else ""


@dataclass(frozen=True, slots=True)
class StepView:
    """One step of the chain with those who were asked; ``station`` is the state of the kit's station."""

    step: ReviewStep
    asked: tuple[Asked, ...]
    station: str


@dataclass(frozen=True, slots=True)
class FilingPage:
    """
    One filing with everything that belongs to it.

    ``classification`` and ``dates`` are judged by the clauses of the day it was last handed in, so that an amended
    charter changes nothing; for a draft by those of ``on``. ``chain`` is the latest round, ``events`` the oldest
    first. ``report`` is ``None`` until there is one.
    """

    filing: Filing
    on: date
    classification: rules.Classification
    dates: rules.FilingDates
    clock: rules.Clock
    late: Sentence | None
    chain: tuple[StepView, ...]
    events: tuple[FilingEvent, ...]
    papers: tuple[Paper, ...]
    report: Report | None
    missing_safety: tuple[rules.SafetyItem, ...]

    @property
    def open_step(self) -> ReviewStep | None:
        """Find the step that is open now."""
        return next((view.step for view in self.chain if view.step.state == ReviewStep.State.OPEN), None)

    @property
    def what_to_correct(self) -> FilingEvent | None:
        """Find the last return for correction while the filing is with the organisation for it."""
        if self.filing.state != State.RETURNED:
            return None
        return next((event for event in reversed(self.events) if event.deed == Deed.RETURN), None)

    @property
    def decision(self) -> FilingEvent | None:
        """Find the final word of the reviewers."""
        return next((event for event in self.events if event.deed in {Deed.APPROVE, Deed.REFUSE}), None)

    @property
    def last_event(self) -> FilingEvent | None:
        """Find what was done last; ``None`` for a draft."""
        return self.events[-1] if self.events else None

    @property
    def last_words(self) -> str:
        """Say where it stands in a sentence."""
        return gettext(rules.told_of(self.filing.state))

    @property
    def awaits_report(self) -> bool:
        """Tell whether the activity is over, or recorded as held, and nobody has reported yet."""
        filing = self.filing
        is_over = filing.held_on is not None or filing.last_day < self.on
        return filing.state in AWAITING_REPORT and filing.report_due_on is not None and is_over

    @property
    def is_report_overdue(self) -> bool:
        """Tell whether the report that is awaited should have come before this day."""
        due = self.filing.report_due_on
        return self.awaits_report and due is not None and due < self.on

    @property
    def is_report_late(self) -> bool:
        """Tell whether the report came after its last day."""
        due = self.filing.report_due_on
        return self.report is not None and due is not None and local_day(self.report.reported_at) > due

    @property
    def permit_missing(self) -> bool:
        """Tell whether an approved activity still lacks the permit of the police."""
        return self.filing.needs_permit and not self.filing.police_permit_number


def page_of(*, filing: Filing, on: date, federation: Federation) -> FilingPage:
    """Gather a filing as of a day; at most nine queries. Load the filing with its organisation."""
    events = tuple(filing.events.in_order().select_related("person"))
    judged_on = max((event.on for event in events if event.deed in JUDGED_AGAIN), default=on)
    classification = classification_of(facts=filing.facts(), on=judged_on, federation=federation)
    last_day = filing.held_on or filing.last_day
    return FilingPage(
        filing=filing,
        on=on,
        classification=classification,
        dates=dates_of(classification=classification, first_day=filing.first_day, last_day=last_day),
        clock=_clock(events, classification, on),
        late=_late(filing, classification, on),
        chain=_chain(filing),
        events=events,
        papers=tuple(filing.papers.select_related("file", "added_by").order_by("added_at", "pk")),
        report=filing.reports.select_related("reported_by").first() if filing.state == State.REPORTED else None,
        missing_safety=wanted_safety(classification, filing.safety),
    )


def steps_of(filing: Filing) -> QuerySet[ReviewStep]:
    """Select the steps of the latest round with reviewers, answers and their persons; three queries."""
    return (
        filing.steps.filter(round=filing.round)
        .order_by("position")
        .prefetch_related(
            Prefetch("reviewers", StepReviewer.objects.select_related("person").order_by("pk")),
            Prefetch("answers", StepAnswer.objects.select_related("person").order_by("at", "pk")),
        )
    )


def open_step_of(filing: Filing) -> ReviewStep | None:
    """Find the step that is open, loaded for asking permission; ``None`` if nobody is asked."""
    return steps_of(filing).filter(state=ReviewStep.State.OPEN).first()


def _clock(events: Sequence[FilingEvent], classification: rules.Classification, on: date) -> rules.Clock:
    clocked = [event.clocked() for event in events if event.deed in CLOCKED]
    return rules.clock(events=clocked, answer_within=classification.answer_within, calendar=china(), as_of=on)


def _late(filing: Filing, classification: rules.Classification, on: date) -> Sentence | None:
    return rules.lateness(
        classification=classification,
        submitted_on=filing.submitted_on or on,
        held_on=filing.first_day,
        calendar=china(),
    )


def _chain(filing: Filing) -> tuple[StepView, ...]:
    if not filing.round:
        return ()
    steps = [step for step in steps_of(filing) if step.state != ReviewStep.State.DROPPED or step.answers.all()]
    return tuple(StepView(step, _asked(step), STATIONS[ReviewStep.State(step.state)]) for step in steps)


STATIONS = {
    ReviewStep.State.WAITING: "todo",
    ReviewStep.State.OPEN: "now",
    ReviewStep.State.AGREED: "done",
    ReviewStep.State.REFUSED: "breached",
    ReviewStep.State.RETURNED: "breached",
    ReviewStep.State.DROPPED: "todo",
}


def _asked(step: ReviewStep) -> tuple[Asked, ...]:
    """List those who answered; while the step is not closed also those who still may."""
    answered = {answer.person_id: answer for answer in step.answers.all()}
    given = tuple(Asked(None, answer) for answer in answered.values())
    if step.closed_on is not None:
        return given
    waiting = (one for one in step.reviewers.all() if not one.stands_back and one.person_id not in answered)
    return (*given, *(Asked(one, None) for one in waiting))
