"""This will say who may draft, adopt and waive."""

from gongzhi.common.permissions import Actor
from gongzhi.institution.models import Charter
from gongzhi.institution.rights import Right
from gongzhi.kernel.decisions import Decision, refuse
from gongzhi.kernel.text import gettext_noop as _


def may_read(actor: Actor) -> Decision:
    """Everybody of the federation may read its institution: duties bind those who can know them."""
    return Decision(allowed=True) if actor.is_signed_in or actor.is_system else refuse(_("Please sign in first."))


def may_draft(actor: Actor) -> Decision:
    """Whoever an office gives the right to draft."""
    return actor.may(Right.DRAFT)


def may_edit(actor: Actor, charter: Charter) -> Decision:
    """A draft only; an adopted version never changes again."""
    if charter.state != Charter.State.DRAFT:
        return refuse(_("This version is closed. Start a new draft to change a clause."))
    return actor.may(Right.DRAFT)


def may_adopt(actor: Actor, charter: Charter) -> Decision:
    """A draft, by whoever may enter the assembly's resolution."""
    if charter.state != Charter.State.DRAFT:
        return refuse(_("Only a draft can come into force."))
    return actor.may(Right.ADOPT)


def may_waive(actor: Actor) -> Decision:
    """Whoever an office gives the right to let a duty off."""
    return actor.may(Right.WAIVE)
