"""This will say who may do what with bodies and terms."""

from uuid import UUID

from gongzhi.common.permissions import Actor
from gongzhi.kernel.decisions import Decision, allow, refuse
from gongzhi.kernel.text import gettext_noop as _
from gongzhi.offices.models import Term
from gongzhi.offices.rights import Right


def may_manage(actor: Actor) -> Decision:
    """Establish bodies, open offices, enter, end and correct terms."""
    return actor.may(Right.MANAGE)


def may_see_terms_of(actor: Actor, person_id: UUID | None) -> Decision:
    """See a person's terms in two times: readers of terms see everybody's, others their own."""
    if person_id is not None and actor.person_id == person_id:
        return allow()
    return actor.may(Right.READ)


def may_end(actor: Actor, term: Term) -> Decision:
    """End a running term before its time."""
    if term.superseded_at is not None:
        return refuse(_("This entry was replaced by a correction."))
    if term.end_reason:
        return refuse(_("This term has already been ended."))
    return actor.may(Right.MANAGE)


def may_correct(actor: Actor, term: Term) -> Decision:
    """Correct what was entered wrongly; the wrong entry stays readable."""
    if term.superseded_at is not None:
        return refuse(_("This entry was replaced by a correction."))
    return actor.may(Right.MANAGE)


def may_approve(actor: Actor, term: Term) -> Decision:
    """Put the approval document of a leading cadre on file, which lets the term take effect; never for oneself."""
    if term.superseded_at is not None or not term.is_held_back:
        return refuse(_("This term does not wait for an approval document."))
    if actor.person_id is not None and actor.person_id == term.person_id:
        return refuse(_("This is your own term: somebody else must put the approval on file."))
    return actor.may(Right.APPROVE_CADRE)
