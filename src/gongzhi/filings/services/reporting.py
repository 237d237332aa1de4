"""This will record what became of an approved activity, report on it, and note the permit of the police."""

from datetime import date, datetime
from uuid import UUID

from gongzhi.common import audit
from gongzhi.common.clock import local_day
from gongzhi.common.deeds import deed
from gongzhi.common.permissions import Actor
from gongzhi.filings import permissions, rules
from gongzhi.filings.models import Filing, Report
from gongzhi.filings.rules import Deed, Outcome
from gongzhi.filings.selectors.outlook import classification_of, dates_of
from gongzhi.filings.services.moving import Move, ReasonMissing, locked, remember
from gongzhi.kernel.errors import DomainError
from gongzhi.kernel.text import gettext_noop as _


class HeldBeforeFiled(DomainError):
    """An activity cannot have been held before it was filed; params ``submitted_on``."""

    message = _("The filing was handed in on %(submitted_on)s: the activity cannot have been held before.")


class PermitDaysWrong(DomainError):
    """The police answer after they were asked, and neither day is to come."""

    message = _("The police answer after they were asked, and neither day can lie in the future.")


@deed("filings.filing.held")
def record_held(*, actor: Actor, filing_id: UUID, held_on: date, at: datetime, key: str = "") -> Filing:
    """
    Record that an approved activity was held; the report is due from that day on.

    :raises NotAllowed: if it was not approved, its day has not come, or the actor does not lead the organisation
    :raises HeldInTheFuture: if the day has not come
    :raises HeldBeforeFiled: if the day lies before the filing
    """
    filing = locked(filing_id)
    decision = permissions.may_record_held(actor, filing, local_day(at)).require()
    _check_held(filing, held_on, local_day(at))
    filing.state = rules.FILING.next(filing.state, Deed.RECORD_HELD)
    _held(filing, held_on)
    filing.save(update_fields=["state", "held_on", "report_due_on"])
    move = Move(deed=Deed.RECORD_HELD, code="filings.filing.held", actor=actor, at=at, decision=decision)
    remember(filing, move, {"held_on": held_on})
    return filing


@deed("filings.filing.not_held")
def record_not_held(*, actor: Actor, filing_id: UUID, note: str, at: datetime, key: str = "") -> Filing:
    """
    Record that an approved activity is not held, and why.

    :raises NotAllowed: if it was not approved, or the actor does not lead the organisation
    :raises ReasonMissing: without a reason
    """
    filing = locked(filing_id)
    decision = permissions.may_record_not_held(actor, filing).require()
    if not note.strip():
        raise ReasonMissing(field="note")
    filing.state = rules.FILING.next(filing.state, Deed.RECORD_NOT_HELD)
    filing.report_due_on = None
    filing.save(update_fields=["state", "report_due_on"])
    code = "filings.filing.not_held"
    remember(filing, Move(deed=Deed.RECORD_NOT_HELD, code=code, actor=actor, at=at, decision=decision, note=note))
    return filing


@deed("filings.filing.reported")
def report_filing(*, actor: Actor, filing_id: UUID, outcome: Outcome, at: datetime, key: str = "") -> Filing:
    """
    Report on an activity with its actual figures. A late report is taken and shows as late.

    :raises NotAllowed: if it was not approved, its day has not come, or the actor does not lead the organisation
    :raises HeldInTheFuture: if the day has not come
    :raises HeldBeforeFiled: if the day lies before the filing
    :raises OutOfRange: if people or money cannot be
    """
    filing = locked(filing_id)
    today = local_day(at)
    decision = permissions.may_report(actor, filing, today).require()
    rules.check_outcome(outcome=outcome, today=today)
    _check_held(filing, outcome.held_on, today)
    filing.state = rules.FILING.next(filing.state, Deed.REPORT)
    _held(filing, outcome.held_on)
    filing.save(update_fields=["state", "held_on", "report_due_on"])
    Report.objects.create(
        filing=filing,
        held_on=outcome.held_on,
        people=outcome.people,
        spent_cents=outcome.spent_cents,
        story=outcome.story,
        trouble=outcome.trouble,
        reported_by_id=actor.person_id,
        reported_at=at,
    )
    code = "filings.filing.reported"
    move = Move(deed=Deed.REPORT, code=code, actor=actor, at=at, decision=decision, topic=code)
    remember(filing, move, {"people": outcome.people, "spent_cents": outcome.spent_cents, "held_on": outcome.held_on})
    return filing


@deed("filings.permit.noted")
def note_permit(
    *,
    actor: Actor,
    filing_id: UUID,
    applied_on: date,
    at: datetime,
    answered_on: date | None = None,
    number: str = "",
    key: str = "",
) -> Filing:
    """
    Note when the police were asked for a permit, and once they answered, when and under which number.

    :raises NotAllowed: if no permit is needed, or the actor does not lead the organisation
    :raises PermitDaysWrong: if a day lies in the future or the answer before the question
    """
    filing = locked(filing_id)
    decision = permissions.may_note_permit(actor, filing).require()
    if not applied_on <= (answered_on or applied_on) <= local_day(at):
        raise PermitDaysWrong(field="answered_on" if answered_on else "applied_on")
    filing.police_applied_on, filing.police_answered_on = applied_on, answered_on
    filing.police_permit_number = number.strip()
    filing.save(update_fields=["police_applied_on", "police_answered_on", "police_permit_number"])
    audit.record(
        "filings.permit.noted",
        actor=actor,
        subject=filing,
        at=at,
        facts={"applied_on": applied_on, "answered_on": answered_on, "number": filing.police_permit_number},
        mandate=decision.mandate,
    )
    return filing


def _check_held(filing: Filing, held_on: date, today: date) -> None:
    if held_on > today:
        raise rules.HeldInTheFuture(field="held_on")
    if filing.submitted_on is not None and held_on < filing.submitted_on:
        raise HeldBeforeFiled(field="held_on", submitted_on=filing.submitted_on)


def _held(filing: Filing, held_on: date) -> None:
    """Count the days for the report from the day on which it was really held."""
    filing.held_on = held_on
    classification = classification_of(facts=filing.facts(), on=filing.submitted_on or held_on)
    dates = dates_of(classification=classification, first_day=held_on, last_day=held_on)
    filing.report_due_on = dates.report_by.on if dates.report_by else None
