"""This will say who may do what with mediations, and why not."""

from collections.abc import Collection
from uuid import UUID

from gongzhi.common.permissions import Actor
from gongzhi.kernel.decisions import Decision, allow, refuse
from gongzhi.kernel.text import gettext_noop as _
from gongzhi.matters.models import Matter, Mediation
from gongzhi.matters.permissions.matters import WITH_MEDIATORS, not_mediated
from gongzhi.matters.permissions.matters import may_do as may_do_with_matter
from gongzhi.matters.rights import Right
from gongzhi.matters.rules.flow import Deed, State
from gongzhi.matters.rules.mediation import MEDIATION, RUNNING, TOLD_OF, MediationDeed

OWN = _("You are a party to this dispute yourself: somebody else must mediate.")
NOT_MEDIATOR = _("Only the keeper and the mediators of this dispute can do this.")
ERASED = _("The words of this mediation have been erased.")
NOT_IN_HAND = _("Only a matter in our own hands can become a mediation.")
MEDIATED = _("It went into mediation: it stays private and says only the number of the mediation.")
IN_HAND = (State.RECEIVED, State.WORKING)


def fits(mediation: Mediation, deed: MediationDeed) -> Decision:
    """Tell whether a deed fits the state of a mediation, and if not, what became of it."""
    if MEDIATION.allows(mediation.state, deed):
        return allow()
    return refuse(TOLD_OF[mediation.state])  # type: ignore[index]


def may_take_in(actor: Actor) -> Decision:
    """Take in the wish for a mediation."""
    return actor.may(Right.MEDIATE)


def may_turn(actor: Actor, matter: Matter) -> Decision:
    """Make a mediation of a matter that we have in hand ourselves, once."""
    if matter.state not in IN_HAND:
        return refuse(NOT_IN_HAND)
    fitting = not_mediated(matter, WITH_MEDIATORS) and may_do_with_matter(actor, matter, Deed.ANSWER)
    return fitting and actor.may(Right.MEDIATE)


def may_be_named(matter: Matter) -> Decision:
    """Give a matter another title, place or circle of readers: never once it went into mediation."""
    return refuse(MEDIATED) if Mediation.objects.filter(matter=matter).exists() else allow()


def may_assign(actor: Actor, mediation: Mediation, parties: Collection[UUID | None]) -> Decision:
    """Give a mediation its mediators and its keeper, or others in their place."""
    deed = MediationDeed.ACCEPT if mediation.state == Mediation.State.ASKED else MediationDeed.REASSIGN
    return fits(mediation, deed) and _impartial(actor, parties) and actor.may(Right.MEDIATE)


def may_do(actor: Actor, mediation: Mediation, deed: MediationDeed, parties: Collection[UUID | None]) -> Decision:
    """
    Name a party, write a note, write down how it ended, follow up: who takes mediations in, the keeper, the mediators.

    ``parties`` are the persons of the parties, ``None`` for those without an entry here: nobody mediates for oneself.
    """
    return fits(mediation, deed) and _impartial(actor, parties) and _has_it(actor, mediation)


def may_reveal(actor: Actor, mediation: Mediation, parties: Collection[UUID | None]) -> Decision:
    """See how a party can be reached."""
    if mediation.erased_at is not None:
        return refuse(ERASED)
    return _impartial(actor, parties) and _has_it(actor, mediation)


def may_erase(actor: Actor, mediation: Mediation) -> Decision:
    """Erase the parties and every word of a mediation that has come to its end."""
    if mediation.erased_at is not None:
        return refuse(ERASED)
    return fits(mediation, MediationDeed.ERASE) and actor.may(Right.MEDIATE)


def reads_notes(actor: Actor, mediation: Mediation, parties: Collection[UUID | None]) -> bool:
    """Tell whether somebody reads what the mediators wrote: never a party, whatever office it holds."""
    return bool(_impartial(actor, parties) and _has_it(actor, mediation))


def may_see_counts(actor: Actor) -> Decision:
    """See how many mediations there were: whoever reads matters, since the counts name nobody."""
    return actor.may(Right.READ) or actor.may(Right.MEDIATE)


def _impartial(actor: Actor, parties: Collection[UUID | None]) -> Decision:
    is_party = actor.person_id is not None and actor.person_id in parties
    return refuse(OWN) if is_party else allow()


def _has_it(actor: Actor, mediation: Mediation) -> Decision:
    by_right = actor.may(Right.MEDIATE)
    if by_right or (mediation.keeper_id is not None and mediation.keeper_id == actor.person_id):
        return by_right or allow()
    led = mediation.organisation_id is not None and actor.leads(mediation.organisation_id)
    return allow() if led and mediation.state in RUNNING else refuse(NOT_MEDIATOR)
