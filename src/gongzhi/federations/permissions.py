"""This will decide who may do what on the ground of a federation."""

from gongzhi.common.permissions import Actor
from gongzhi.federations.models import Federation
from gongzhi.federations.rights import Right
from gongzhi.kernel.decisions import Decision, refuse
from gongzhi.kernel.text import gettext_noop as _


def may_manage_ground(actor: Actor) -> Decision:
    """Decide whether communities, grids and counts may be changed."""
    return actor.may(Right.MANAGE_GROUND)


def may_look_across(actor: Actor, federation: Federation) -> Decision:
    """Decide whether the streets of the district may be looked at: only from the tenant of a guidance group."""
    if federation.kind != Federation.Kind.DISTRICT:
        return refuse(_("Only a district guidance group looks across its streets."))
    return actor.may(Right.LOOK_ACROSS)


def may_found(actor: Actor, *, own: Federation | None, division_code: str) -> Decision:
    """
    Decide whether a federation may be founded on a division.

    ``own`` is the federation in which the actor acts, ``None`` for the operator's commands.
    """
    if own is None or actor.is_system:
        return actor.may(Right.FOUND)
    if own.kind != Federation.Kind.DISTRICT:
        return refuse(_("Only a district guidance group founds federations, or the operator of this installation."))
    if not division_code.startswith(own.division_id):
        return refuse(_("This division does not lie in your district."))
    return actor.may(Right.FOUND)
