"""This will say who may do what with visits, and why not."""

from datetime import date

from gongzhi.common.clock import local_day
from gongzhi.common.permissions import Actor
from gongzhi.kernel.decisions import Decision, allow, refuse
from gongzhi.kernel.text import gettext_noop as _
from gongzhi.visits.models import Target, Visit, reads_all
from gongzhi.visits.rights import Right
from gongzhi.visits.rules import MADE

NOT_GIVEN = _("This visit was given to somebody else.")
NOT_MINE = _("Only whoever made the visit, or whoever plans visits, can do this.")
IS_VOID = _("It was declared void and stays as it is.")
READ_OUT = _(
    "The codes are shown to whoever made the visit, on the same day. A new slip is given by the matters' desk."
)
GONE = _("This one was taken off the list of whom to visit.")
NOBODY_MET = _("Nobody was met, so nobody can have said anything.")


def may_record(actor: Actor, target: Target | None = None) -> Decision:
    """Write a visit of one's own down; to a planned target only if one may know of it."""
    decision = actor.may(Right.RECORD)
    if not decision or target is None or actor.is_system:
        return decision
    if not target.is_active:
        return refuse(GONE)
    return decision if Target.objects.visible_to(actor).filter(pk=target.pk).exists() else refuse(NOT_GIVEN)


def may_plan(actor: Actor) -> Decision:
    """Make the plan, keep the list of targets, give them to cadres."""
    return actor.may(Right.PLAN)


def may_read_all(actor: Actor) -> Decision:
    """Look at the visits of all, and how far they go."""
    return actor.may(Right.PLAN) or actor.may(Right.READ)


def may_correct(actor: Actor, visit: Visit) -> Decision:
    """Correct what one's own visit says; planners correct any."""
    if visit.is_void:
        return refuse(IS_VOID)
    if actor.person_id is not None and visit.visitor_id == actor.person_id:
        return actor.may(Right.RECORD)
    return actor.may(Right.PLAN) if reads_all(actor) else refuse(NOT_MINE)


def may_void(actor: Actor, visit: Visit) -> Decision:
    """Declare a visit void, with a reason."""
    return may_correct(actor, visit)


def may_read_out(actor: Actor, visit: Visit, today: date) -> Decision:
    """See the codes of the receipts, to read them out: who was there, while the speaker may still be waiting."""
    is_mine = actor.person_id is not None and visit.visitor_id == actor.person_id
    return allow() if is_mine and local_day(visit.recorded_at) == today else refuse(READ_OUT)


def may_add(actor: Actor, visit: Visit) -> Decision:
    """Add a remark that was forgotten, on a visit on which somebody was met."""
    return may_correct(actor, visit) if visit.result in MADE else refuse(NOBODY_MET)
