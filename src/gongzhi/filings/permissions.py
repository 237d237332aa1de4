"""This will say who may do what with filings, and why not."""

from datetime import date
from uuid import UUID

from gongzhi.common.permissions import Actor
from gongzhi.filings.models import Filing, ReviewStep, StepAnswer, StepReviewer, UnfiledActivity
from gongzhi.filings.models.filing import WIDE_RIGHTS, reaches_all
from gongzhi.filings.rights import Right
from gongzhi.filings.rules import FILING, UNDER_REVIEW, Deed, State, told_of
from gongzhi.kernel.decisions import Decision, Mandate, allow, refuse
from gongzhi.kernel.text import gettext_noop as _

EDITABLE = frozenset({State.DRAFT, State.RETURNED})

NOT_LEADER = _("Only a leader of the organisation can do this.")
OWN = _("You lead this organisation yourself: somebody else must decide.")
NO_STEP = _("Nobody is asked at the moment.")
NOT_ASKED = _("It is not your turn: others are asked in this step.")
ANSWERED = _("You have already answered in this step. The others are still asked.")
STOOD_BACK = _("You handed this review over to somebody else.")
URGED = _("The reviewers were urged today. You can urge them again tomorrow.")
TOO_EARLY = _("The activity has not taken place yet.")
OVERTAKEN = _("Nothing can be changed in it any more.")


def fits(filing: Filing, deed: Deed) -> Decision:
    """Tell whether a deed fits the state of a filing, and if not, what became of the filing."""
    return allow() if FILING.allows(filing.state, deed) else refuse(told_of(filing.state))


def may_draft(actor: Actor, organisation_id: UUID | None = None) -> Decision:
    """Draft a filing for an organisation one leads; ``None`` asks for any."""
    if actor.is_system:
        return allow()
    if not actor.organisation_ids or (organisation_id is not None and not actor.leads(organisation_id)):
        return refuse(NOT_LEADER)
    return actor.may(Right.SUBMIT)


def may_edit(actor: Actor, filing: Filing) -> Decision:
    """Change what a filing says, while it is with the organisation."""
    if filing.state not in EDITABLE:
        return refuse(told_of(filing.state))
    return may_draft(actor, filing.organisation_id)


def may_submit(actor: Actor, filing: Filing) -> Decision:
    """Hand a draft, or a corrected filing, to its reviewers."""
    return may_edit(actor, filing)


def may_copy(actor: Actor, filing: Filing) -> Decision:
    """File a like activity anew."""
    return may_draft(actor, filing.organisation_id)


def may_withdraw(actor: Actor, filing: Filing, today: date) -> Decision:
    """Take a filing back; what has begun cannot be taken back any more."""
    fitting = fits(filing, Deed.WITHDRAW)
    if fitting and filing.state == State.APPROVED and filing.first_day <= today:
        return refuse(_("The activity has begun. Record whether it was held."))
    return fitting and may_draft(actor, filing.organisation_id)


def may_urge(actor: Actor, filing: Filing, today: date) -> Decision:
    """Urge the reviewers, once a day."""
    fitting = fits(filing, Deed.URGE)
    if fitting and filing.urged_on is not None and filing.urged_on >= today:
        return refuse(URGED)
    return fitting and may_draft(actor, filing.organisation_id)


def may_record_held(actor: Actor, filing: Filing, today: date) -> Decision:
    """Record that an approved activity was held, from its first day on."""
    return _after_it_began(actor, filing, Deed.RECORD_HELD, today)


def may_record_not_held(actor: Actor, filing: Filing) -> Decision:
    """Record that an approved activity is not held; also before its day."""
    return fits(filing, Deed.RECORD_NOT_HELD) and _leader(actor, filing, Right.REPORT)


def may_report(actor: Actor, filing: Filing, today: date) -> Decision:
    """Report on an activity, from its first day on."""
    return _after_it_began(actor, filing, Deed.REPORT, today)


def may_answer(actor: Actor, filing: Filing, step: ReviewStep | None) -> Decision:
    """
    Agree, refuse or return: who is named in the open step, or holds its right and did not hand it over.

    Nobody decides on the filing of an organisation one leads. Load the step with reviewers and answers.
    """
    if filing.state not in UNDER_REVIEW:
        return refuse(told_of(filing.state))
    if step is None:
        return refuse(NO_STEP)
    if actor.leads(filing.organisation_id):
        return refuse(OWN)
    return _not_twice(actor, step) and _is_asked(actor, step)


def may_hand_over(actor: Actor, filing: Filing, step: ReviewStep | None) -> Decision:
    """Hand one's review to another holder of the same right; whoever may distribute work may do so for others."""
    asked = may_answer(actor, filing, step)
    if asked or filing.state not in UNDER_REVIEW or step is None or actor.leads(filing.organisation_id):
        return asked
    return actor.may(Right.HAND_OVER) or asked


def may_add_reviewer(actor: Actor, filing: Filing, step: ReviewStep | None) -> Decision:
    """Add a step of further reviewers after one's own."""
    return may_answer(actor, filing, step)


def may_attach(actor: Actor, filing: Filing) -> Decision:
    """Add papers: the leaders, until the filing has come to its end."""
    if filing.state in {State.WITHDRAWN, State.REFUSED, State.NOT_HELD}:
        return refuse(OVERTAKEN)
    return _leader(actor, filing, Right.SUBMIT)


def may_detach(actor: Actor, filing: Filing) -> Decision:
    """Take a paper away again, while the filing is with the organisation."""
    return may_edit(actor, filing)


def may_note_permit(actor: Actor, filing: Filing) -> Decision:
    """Note the application to the police and its answer."""
    if not filing.needs_permit:
        return refuse(_("No permit of the police is needed."))
    return may_attach(actor, filing)


def may_reveal(actor: Actor, filing: Filing) -> Decision:
    """Read the telephone number of the leader on site: the own leaders, and those who review."""
    if actor.leads(filing.organisation_id):
        return allow()
    return actor.may(Right.REVIEW) or actor.may(Right.CONFIRM)


def may_note_unfiled(actor: Actor) -> Decision:
    """Note that an activity was held without its filing: cadres and reviewers."""
    return actor.may(Right.NOTE_UNFILED) or actor.may(Right.REVIEW) or actor.may(Right.CONFIRM)


def may_answer_unfiled(actor: Actor, activity: UnfiledActivity) -> Decision:
    """Say how it came about: a leader of the organisation, once."""
    if activity.answered_at is not None:
        return refuse(_("The organisation has already answered."))
    return allow() if actor.leads(activity.organisation_id) else refuse(NOT_LEADER)


def may_export(actor: Actor) -> Decision:
    """Take the list away as a spreadsheet: one's own, or with the right that of the federation."""
    if not reaches_all(actor) and actor.organisation_ids:
        return allow()
    return actor.may(Right.EXPORT) or actor.may(Right.REVIEW) or actor.may(Right.CONFIRM)


def _leader(actor: Actor, filing: Filing, right: Right) -> Decision:
    if actor.is_system:
        return allow()
    return actor.may(right) if actor.leads(filing.organisation_id) else refuse(NOT_LEADER)


def _after_it_began(actor: Actor, filing: Filing, deed: Deed, today: date) -> Decision:
    fitting = fits(filing, deed)
    if fitting and filing.first_day > today:
        return refuse(TOO_EARLY)
    return fitting and _leader(actor, filing, Right.REPORT)


def _not_twice(actor: Actor, step: ReviewStep) -> Decision:
    answers: list[StepAnswer] = list(step.answers.all())
    return refuse(ANSWERED) if any(each.person_id == actor.person_id for each in answers) else allow()


def _is_asked(actor: Actor, step: ReviewStep) -> Decision:
    reviewers: list[StepReviewer] = list(step.reviewers.all())
    mine = next((each for each in reviewers if each.person_id == actor.person_id), None)
    if mine is not None and mine.stands_back:
        return refuse(STOOD_BACK)
    if step.right:
        return actor.may(step.right) or refuse(NOT_ASKED)
    mandate = _wide_mandate(actor) if mine is not None else None
    return allow(mandate) if mandate is not None else refuse(NOT_ASKED)


def _wide_mandate(actor: Actor) -> Mandate | None:
    """Find the office on which somebody acts who was added: one held today that reaches all filings."""
    return next((each for each in actor.mandates if each.term_id and each.right in WIDE_RIGHTS), None)
