"""This will hand filings in, hand corrected ones in again, withdraw them and urge their reviewers."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from gongzhi.common.clock import local_day
from gongzhi.common.deeds import deed
from gongzhi.common.permissions import Actor
from gongzhi.common.tenancy import current_federation_id
from gongzhi.federations.models import Federation
from gongzhi.filings import permissions, rules
from gongzhi.filings.models import Filing, NumberSeries, ReviewStep, StepReviewer
from gongzhi.filings.rules import Deed
from gongzhi.filings.selectors.outlook import Asked, Outlook, outlook
from gongzhi.filings.services.moving import Move, drop_steps, locked, remember, set_due
from gongzhi.kernel.errors import ChangedMeanwhile, DomainError
from gongzhi.kernel.text import gettext_noop as _


class NoFilingNeeded(DomainError):
    """An activity below every threshold."""

    message = _("This activity needs no filing: you can hold it. The draft stays, in case it grows.")


class SafetyPlanIncomplete(DomainError):
    """A large public event lacks parts of its safety plan; params ``count``."""

    message = _("The safety plan lacks %(count)s of its nine parts. The police ask for all of them: complete it first.")


class EditedSince(ChangedMeanwhile):
    """The filing was edited after the person looked its answers through."""

    message = _("The filing was changed since you looked it through. Look at it again, then hand it in.")


@deed("filings.filing.submitted")
def submit_filing(*, actor: Actor, filing_id: UUID, at: datetime, version: int | None = None, key: str = "") -> Filing:
    """
    Hand a filing to its first reviewer: it gets its class, its number and its chain, and the clock starts.

    A late filing is taken and marked late. ``version`` is the one the person looked through, ``None`` for the newest.

    :raises NotAllowed: if it is no draft, or the actor does not lead the organisation
    :raises NoFilingNeeded: if no clause asks for it
    :raises SafetyPlanIncomplete: if the police must be asked and the plan is not ready
    :raises BegunAlready: if the activity has begun
    :raises EditedSince: if it was edited after the person looked
    """
    filing = locked(filing_id)
    permissions.fits(filing, Deed.SUBMIT).require()
    decision = permissions.may_submit(actor, filing).require()
    seen = _looked_through(filing, version, at)
    filing.submitted_on = local_day(at)
    filing.state = rules.FILING.next(filing.state, Deed.SUBMIT)
    _number(filing)
    move = Move(
        deed=Deed.SUBMIT,
        code="filings.filing.submitted",
        actor=actor,
        at=at,
        decision=decision,
        topic="filings.filing.submitted",
    )
    return _to_reviewers(filing, seen, move)


@deed("filings.filing.resubmitted")
def resubmit_filing(
    *, actor: Actor, filing_id: UUID, at: datetime, note: str = "", version: int | None = None, key: str = ""
) -> Filing:
    """
    Hand a corrected filing in again: its class is judged anew, the whole chain reads it anew, the clock goes on.

    ``note`` says what was corrected.

    :raises NotAllowed: if it was not returned, or the actor does not lead the organisation
    :raises DomainError: as `submit_filing`
    """
    filing = locked(filing_id)
    permissions.fits(filing, Deed.RESUBMIT).require()
    decision = permissions.may_submit(actor, filing).require()
    seen = _looked_through(filing, version, at)
    filing.state = rules.FILING.next(filing.state, Deed.RESUBMIT)
    move = Move(
        deed=Deed.RESUBMIT,
        code="filings.filing.resubmitted",
        actor=actor,
        at=at,
        decision=decision,
        note=note,
        topic="filings.filing.submitted",
    )
    return _to_reviewers(filing, seen, move)


@deed("filings.filing.withdrawn")
def withdraw_filing(*, actor: Actor, filing_id: UUID, at: datetime, note: str = "", key: str = "") -> Filing:
    """
    Take a filing back. It stays readable; its clock ends.

    :raises NotAllowed: if it has come to its end, the activity has begun, or the actor does not lead the organisation
    """
    filing = locked(filing_id)
    decision = permissions.may_withdraw(actor, filing, local_day(at)).require()
    filing.state = rules.FILING.next(filing.state, Deed.WITHDRAW)
    filing.answer_due_on = filing.report_due_on = None
    filing.save(update_fields=["state", "answer_due_on", "report_due_on"])
    drop_steps(filing, at)
    code = "filings.filing.withdrawn"
    remember(filing, Move(deed=Deed.WITHDRAW, code=code, actor=actor, at=at, decision=decision, note=note))
    return filing


@deed("filings.filing.urged")
def urge_filing(*, actor: Actor, filing_id: UUID, at: datetime, key: str = "") -> Filing:
    """
    Urge the reviewers; they see it on their desks. Once a day.

    :raises NotAllowed: if nobody reviews it now, or it was urged today
    """
    filing = locked(filing_id)
    decision = permissions.may_urge(actor, filing, local_day(at)).require()
    filing.urged_on = local_day(at)
    filing.save(update_fields=["urged_on"])
    code = "filings.filing.urged"
    remember(filing, Move(deed=Deed.URGE, code=code, actor=actor, at=at, decision=decision, topic=code))
    return filing


def _looked_through(filing: Filing, version: int | None, at: datetime) -> Outlook:
    """Judge once more what the person saw before handing in, and refuse what cannot go on."""
    if version is not None and version != filing.version:
        raise EditedSince
    rules.check_times(starts_at=filing.starts_at, ends_at=filing.ends_at, at=at)
    seen = outlook(filing=filing, on=local_day(at))
    if not seen.is_needed:
        raise NoFilingNeeded
    if seen.missing_safety:
        raise SafetyPlanIncomplete(count=len(seen.missing_safety))
    return seen


def _number(filing: Filing) -> None:
    """Give the next number of the year; of two at once the second waits for the first."""
    if filing.submitted_on is None:
        return
    year = filing.submitted_on.year
    NumberSeries.objects.get_or_create(year=year)
    series = NumberSeries.objects.select_for_update().get(year=year)
    series.last += 1
    series.save(update_fields=["last"])
    division = Federation.objects.select_related("division").get(pk=current_federation_id()).division
    filing.year, filing.number = year, series.last
    filing.issued_as = rules.document_number(division_name=division.name, year=year, number=series.last)


def _to_reviewers(filing: Filing, seen: Outlook, move: Move) -> Filing:
    filing.filing_class = seen.classification.filing_class
    filing.needs_permit = seen.classification.police_permit
    filing.is_late = seen.late is not None
    filing.round += 1
    filing.save()
    _ask(filing, seen.chain)
    facts = {"number": filing.issued_as, "class": filing.filing_class, "late": filing.is_late, "round": filing.round}
    remember(filing, move, facts)
    set_due(filing, seen.classification, move.at)
    filing.save(update_fields=["answer_due_on"])
    return filing


def _ask(filing: Filing, chain: Sequence[Asked]) -> None:
    """Write the chain down: the first step is open, the others wait."""
    for number, asked in enumerate(chain):
        step = ReviewStep.objects.create(
            filing=filing,
            round=filing.round,
            position=asked.step.position,
            right=asked.step.right,
            mode=asked.step.mode,
            state=ReviewStep.State.WAITING if number else ReviewStep.State.OPEN,
        )
        StepReviewer.objects.bulk_create(
            [StepReviewer(step=step, person_id=one.person_id, office=one.office) for one in asked.reviewers]
        )
