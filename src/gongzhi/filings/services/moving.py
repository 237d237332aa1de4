"""This will load, lock and move filings: what all deeds of this room share."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from gongzhi.common import audit, outbox
from gongzhi.common.clock import local_day
from gongzhi.common.permissions import Actor
from gongzhi.filings import rules
from gongzhi.filings.models import Filing, FilingEvent, ReviewStep
from gongzhi.filings.models.review import CLOCKED
from gongzhi.kernel.decisions import Decision
from gongzhi.kernel.errors import DomainError
from gongzhi.kernel.text import gettext_noop as _
from gongzhi.kernel.workdays import china


class ReasonMissing(DomainError):
    """Whoever says no, says why."""

    message = _("Say why, so that the organisation knows what to do.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """
    One deed with a filing: which, by whom, when, by which decision, and what was said.

    ``code`` is that of the log; ``whom`` names those it concerns; ``topic`` the fact to publish, empty for none.
    """

    deed: rules.Deed
    code: str
    actor: Actor
    at: datetime
    decision: Decision
    note: str = ""
    whom: str = ""
    topic: str = ""


def locked(filing_id: UUID) -> Filing:
    """Load a filing with its organisation and keep others out until the deed is done."""
    return Filing.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=filing_id)


def open_step(filing: Filing) -> ReviewStep | None:
    """Find the step that is open, with its reviewers and answers; ``None`` if there is none."""
    steps = filing.steps.filter(state=ReviewStep.State.OPEN)
    return steps.prefetch_related("reviewers", "answers").first()


def remember(filing: Filing, move: Move, facts: dict[str, object] | None = None) -> None:
    """Write a deed down: as an event from which the clock is read, in the log, and as a fact for others."""
    mandate = move.decision.mandate
    FilingEvent.objects.create(
        filing=filing,
        deed=move.deed,
        on=local_day(move.at),
        at=move.at,
        person_id=move.actor.person_id,
        office=mandate.office if mandate else "",
        whom=move.whom,
        note=move.note.strip(),
    )
    told = {"title": filing.title, "state": filing.state, **(facts or {})}
    audit.record(move.code, actor=move.actor, subject=filing, at=move.at, facts=told, mandate=mandate)
    if move.topic:
        outbox.publish(move.topic, {"filing": str(filing.pk)})


def clock_of(*, events: Sequence[FilingEvent], classification: rules.Classification, at: datetime) -> rules.Clock:
    """Read the reviewers' clock at a moment from a filing's events, given in their order."""
    return rules.clock(
        events=[event.clocked() for event in events if event.deed in CLOCKED],
        answer_within=classification.answer_within,
        calendar=china(),
        as_of=local_day(at),
    )


def set_due(filing: Filing, classification: rules.Classification, at: datetime) -> None:
    """Repeat on the filing by when its reviewers must answer: the clock's own day, none while it does not run."""
    clock = clock_of(events=list(filing.events.in_order()), classification=classification, at=at)
    runs = clock.state is rules.ClockState.RUNNING and clock.due is not None
    filing.answer_due_on = clock.due.on if runs and clock.due else None


def drop_steps(filing: Filing, at: datetime) -> None:
    """Close what is still to be answered: the filing left its reviewers."""
    pending = (ReviewStep.State.OPEN, ReviewStep.State.WAITING)
    filing.steps.filter(state__in=pending).update(state=ReviewStep.State.DROPPED, closed_on=local_day(at))
