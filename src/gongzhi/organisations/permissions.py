"""This will say who may do what with organisations and memberships."""

from uuid import UUID

from gongzhi.common.permissions import Actor
from gongzhi.kernel.decisions import Decision, allow, refuse
from gongzhi.kernel.text import gettext_noop as _
from gongzhi.organisations.models import Membership
from gongzhi.organisations.rights import Right
from gongzhi.organisations.rules import Deed, State, may_follow

OWN = _("You lead this organisation yourself: somebody else must decide.")
NEITHER = _("Only its leader, or somebody whose office gives this right today, can do this.")

RIGHT_FOR: dict[Deed, Right] = {
    Deed.ADMIT: Right.ADMIT,
    Deed.REFUSE: Right.ADMIT,
    Deed.SUSPEND: Right.SUSPEND,
    Deed.RESTORE: Right.SUSPEND,
}


def may_read_register(actor: Actor) -> Decision:
    """Read the whole register."""
    return actor.may(Right.READ)


def may_export(actor: Actor) -> Decision:
    """Take the register away as a spreadsheet."""
    return actor.may(Right.EXPORT)


def may_add(actor: Actor) -> Decision:
    """Enter an organisation into the register."""
    return actor.may(Right.MANAGE)


def may_edit(actor: Actor) -> Decision:
    """Change what the register says of an organisation."""
    return actor.may(Right.MANAGE)


def may_name_representative(actor: Actor) -> Decision:
    """Name or end who leads an organisation or is its contact."""
    return actor.may(Right.MANAGE)


def may_correct(actor: Actor) -> Decision:
    """Correct a wrongly entered spell; the wrong entry stays readable."""
    return actor.may(Right.MANAGE)


def may_see_elsewhere(actor: Actor, organisation_id: UUID) -> Decision:
    """See in which other federations an organisation is: its own leader only."""
    if actor.leads(organisation_id):
        return allow()
    return refuse(_("Only the leader of the organisation can see where else it is a member."))


def may_apply(
    actor: Actor, *, organisation_id: UUID | None, person_id: UUID | None, membership: Membership | None
) -> Decision:
    """Apply: the leader for its organisation, a person for itself, the keeper of the register for both."""
    fits = may_follow(state=membership.state if membership else State.NONE, deed=Deed.APPLY)
    if not fits:
        return fits
    if _is_own(actor, organisation_id, person_id):
        return allow()
    return _or_register(actor)


def may(actor: Actor, deed: Deed, membership: Membership) -> Decision:
    """Do a deed with a membership that exists, in its present state."""
    fits = may_follow(state=membership.state, deed=deed)
    if not fits:
        return fits
    is_own = _is_own(actor, membership.organisation_id, membership.person_id)
    if deed in RIGHT_FOR:
        return refuse(OWN) if is_own else actor.may(RIGHT_FOR[deed])
    return allow() if is_own else _or_register(actor)


def _is_own(actor: Actor, organisation_id: UUID | None, person_id: UUID | None) -> bool:
    if organisation_id is not None:
        return actor.leads(organisation_id)
    return person_id is not None and actor.person_id == person_id


def _or_register(actor: Actor) -> Decision:
    """Fall back on the keeper of the register; a leader's right to apply reaches its own organisation only."""
    return actor.may(Right.MANAGE) or refuse(NEITHER)
