"""This will answer steps of review, hand reviews over and add reviewers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from gongzhi.common.clock import local_day
from gongzhi.common.deeds import deed
from gongzhi.common.permissions import Actor
from gongzhi.filings import permissions, rules
from gongzhi.filings.models import Filing, ReviewStep, StepAnswer, StepReviewer
from gongzhi.filings.rules import Answer, Deed
from gongzhi.filings.selectors.outlook import classification_of, dates_of, may_be_asked
from gongzhi.filings.services.moving import Move, ReasonMissing, drop_steps, locked, open_step, remember
from gongzhi.kernel.errors import DomainError
from gongzhi.kernel.text import gettext_noop as _
from gongzhi.offices.selectors import Holder


class CannotBeAsked(DomainError):
    """Somebody without the right, or who leads the organisation, cannot review."""

    message = _("This person cannot review this filing. Choose somebody from the list.")


class NobodyAdded(DomainError):
    """A step without reviewers would never end."""

    message = _("Choose at least one person.")


class NoRoom(DomainError):
    """A chain has an end."""

    message = _("No more steps can be added here. Decide, or hand it over.")


@dataclass(frozen=True, slots=True)
class Ending:
    """Where an answer that ends a step leads: the step's state, the deed, its code in the log."""

    step: ReviewStep.State
    deed: Deed
    code: str


ENDINGS = {
    Answer.APPROVE: Ending(ReviewStep.State.AGREED, Deed.APPROVE, "filings.filing.approved"),
    Answer.REFUSE: Ending(ReviewStep.State.REFUSED, Deed.REFUSE, "filings.filing.refused"),
    Answer.RETURN: Ending(ReviewStep.State.RETURNED, Deed.RETURN, "filings.filing.returned"),
}
AGREED = "filings.step.agreed"


@deed("filings.step.approve")
def approve(*, actor: Actor, filing_id: UUID, at: datetime, note: str = "", key: str = "") -> Filing:
    """
    Agree in one's step. With the last step the filing is approved; before it the next step opens.

    :raises NotAllowed: if the actor is not asked, has answered, leads the organisation, or it left its reviewers
    """
    return _answer(actor, filing_id, Answer.APPROVE, note, at)


@deed("filings.step.refuse")
def refuse(*, actor: Actor, filing_id: UUID, note: str, at: datetime, key: str = "") -> Filing:
    """
    Refuse the filing, with the reason in ``note``.

    :raises NotAllowed: as `approve`
    :raises ReasonMissing: without a reason
    """
    return _answer(actor, filing_id, Answer.REFUSE, note, at)


@deed("filings.step.return")
def return_for_correction(*, actor: Actor, filing_id: UUID, note: str, at: datetime, key: str = "") -> Filing:
    """
    Give the filing back to the organisation; ``note`` says what to correct, and the clock stops.

    :raises NotAllowed: as `approve`
    :raises ReasonMissing: if nothing is said
    """
    return _answer(actor, filing_id, Answer.RETURN, note, at)


@deed("filings.step.handed_over")
def hand_over(
    *, actor: Actor, filing_id: UUID, to_person_id: UUID, at: datetime, note: str = "", key: str = ""
) -> Filing:
    """
    Hand one's review to somebody who holds the same right; whoever distributes work does so for all who are asked.

    :raises NotAllowed: if the actor may not
    :raises CannotBeAsked: if the other person lacks the right or leads the organisation
    """
    filing = locked(filing_id)
    step = open_step(filing)
    decision = permissions.may_hand_over(actor, filing, step).require()
    assert step is not None  # noqa: S101 -- the permission asks for it
    holder = _eligible(filing, step.right, [to_person_id], at)[0]
    own = bool(permissions.may_answer(actor, filing, step))
    _stand_back(step, actor, own=own, to=to_person_id)
    StepReviewer.objects.update_or_create(
        step=step, person_id=to_person_id, defaults={"office": holder.office, "stands_back": False}
    )
    move = Move(
        deed=Deed.HAND_OVER,
        code="filings.step.handed_over",
        actor=actor,
        at=at,
        decision=decision,
        note=note,
        whom=holder.name,
    )
    remember(filing, move, {"to": holder.name})
    return filing


@deed("filings.step.reviewers_added")
def add_reviewers(
    *,
    actor: Actor,
    filing_id: UUID,
    person_ids: Sequence[UUID],
    at: datetime,
    mode: rules.StepMode = rules.StepMode.ALL,
    note: str = "",
    key: str = "",
) -> Filing:
    """
    Add a step directly after one's own, in which all of these must agree (会签) or one suffices (或签).

    :raises NotAllowed: if the actor is not asked now
    :raises NobodyAdded: without a person
    :raises CannotBeAsked: if one of them may not review this filing
    :raises NoRoom: if nine steps were added here already
    """
    filing = locked(filing_id)
    step = open_step(filing)
    decision = permissions.may_add_reviewer(actor, filing, step).require()
    assert step is not None  # noqa: S101 -- the permission asks for it
    added = _eligible(filing, "", person_ids, at)
    taken = filing.steps.filter(round=filing.round).values_list("position", flat=True)
    position = rules.position_after(position=step.position, taken=taken)
    if position is None:
        raise NoRoom
    new = ReviewStep.objects.create(filing=filing, round=filing.round, position=position, mode=mode)
    StepReviewer.objects.bulk_create(
        [StepReviewer(step=new, person_id=each.person_id, office=each.office) for each in added]
    )
    move = Move(
        deed=Deed.ADD_REVIEWER,
        code="filings.step.reviewers_added",
        actor=actor,
        at=at,
        decision=decision,
        note=note,
        whom="、".join(each.name for each in added),
    )
    remember(filing, move, {"who": [each.name for each in added], "mode": str(mode)})
    return filing


def _eligible(filing: Filing, right: str, person_ids: Sequence[UUID], at: datetime) -> list[Holder]:
    if not person_ids:
        raise NobodyAdded(field="people")
    asked = may_be_asked(right=right, organisation_id=filing.organisation_id, on=local_day(at))
    known = {each.person_id: each for each in asked}
    if not set(person_ids) <= set(known):
        raise CannotBeAsked(field="people")
    return [known[person_id] for person_id in dict.fromkeys(person_ids)]


def _stand_back(step: ReviewStep, actor: Actor, *, own: bool, to: UUID) -> None:
    """Take out whoever hands over; for a distributor all who were asked, except the one it goes to."""
    if own and actor.person_id is not None:
        StepReviewer.objects.update_or_create(step=step, person_id=actor.person_id, defaults={"stands_back": True})
    else:
        step.reviewers.exclude(person_id=to).update(stands_back=True)


def _answer(actor: Actor, filing_id: UUID, answer: Answer, note: str, at: datetime) -> Filing:
    filing = locked(filing_id)
    step = open_step(filing)
    decision = permissions.may_answer(actor, filing, step).require()
    assert step is not None  # noqa: S101 -- the permission asks for it
    assert actor.person_id is not None  # noqa: S101 -- as above
    if answer is not Answer.APPROVE and not note.strip():
        raise ReasonMissing(field="note")
    mandate = decision.mandate
    given = StepAnswer.objects.create(
        step=step,
        person_id=actor.person_id,
        answer=answer,
        note=note.strip(),
        office=mandate.office if mandate else "",
        at=at,
    )
    move = Move(deed=Deed.ANSWER_STEP, code=AGREED, actor=actor, at=at, decision=decision, note=note)
    result = _result(step, given)
    if result is None:
        return _go_on(filing, move)
    step.state, step.closed_on = ENDINGS[result].step, local_day(at)
    step.save(update_fields=["state", "closed_on"])
    following = filing.steps.filter(round=filing.round, state=ReviewStep.State.WAITING).order_by("position").first()
    if result is Answer.APPROVE and following is not None:
        following.state = ReviewStep.State.OPEN
        following.save(update_fields=["state"])
        return _go_on(filing, move)
    return _end(filing, result, move)


def _result(step: ReviewStep, given: StepAnswer) -> Answer | None:
    """Say what the step's reviewers decided together; answers and reviewers were loaded before this one was given."""
    earlier = sorted(step.answers.all(), key=lambda each: each.at)
    asked = sum(not each.stands_back for each in step.reviewers.all())
    answers = [Answer(each.answer) for each in (*earlier, given)]
    return rules.step_result(mode=rules.StepMode(step.mode), reviewer_count=asked, answers=answers)


def _go_on(filing: Filing, move: Move) -> Filing:
    """The filing stays with its reviewers."""
    filing.state = rules.FILING.next(filing.state, Deed.ANSWER_STEP)
    filing.save(update_fields=["state"])
    remember(filing, move)
    return filing


def _end(filing: Filing, result: Answer, move: Move) -> Filing:
    """The filing leaves its reviewers: approved, refused or returned."""
    ending = ENDINGS[result]
    filing.state = rules.FILING.next(filing.state, ending.deed)
    drop_steps(filing, move.at)
    filing.answer_due_on = None
    if result is not Answer.RETURN:
        filing.answered_on = local_day(move.at)
    if result is Answer.APPROVE:
        _set_report_due(filing)
    filing.save(update_fields=["state", "answer_due_on", "answered_on", "report_due_on"])
    last = Move(
        deed=ending.deed,
        code=ending.code,
        actor=move.actor,
        at=move.at,
        decision=move.decision,
        note=move.note,
        topic=ending.code,
    )
    remember(filing, last, {"number": filing.issued_as})
    return filing


def _set_report_due(filing: Filing) -> None:
    """Write down when the report of an approved activity is due, counted from its last day."""
    judged_on = filing.submitted_on or filing.first_day
    classification = classification_of(facts=filing.facts(), on=judged_on)
    dates = dates_of(classification=classification, first_day=filing.first_day, last_day=filing.last_day)
    filing.report_due_on = dates.report_by.on if dates.report_by else None


__all__ = [
    "CannotBeAsked",
    "NoRoom",
    "NobodyAdded",
    "ReasonMissing",
    "add_reviewers",
    "approve",
    "hand_over",
    "refuse",
    "return_for_correction",
]
