"""This will say who may do what with voices and matters, and why not."""

from uuid import UUID

from gongzhi.common.permissions import Actor
from gongzhi.kernel.decisions import Decision, allow, refuse
from gongzhi.kernel.text import gettext_noop as _
from gongzhi.matters.models import Escalation, Matter, Voice
from gongzhi.matters.models.matter import escalated_to
from gongzhi.matters.rights import Right
from gongzhi.matters.rules.flow import MATTER, OPEN, Deed, State
from gongzhi.matters.rules.sentences import TOLD_OF

OPEN_CHANNELS = frozenset({"web", "qr", "survey"})
"""The channels through which somebody speaks for himself or herself, without an account too."""
KEPT_BY_ANOTHER_ROOM = frozenset({"visit", "survey", "meeting"})
"""Where a voice comes from a visit, survey or meeting, the room that keeps it has asked for permission."""

PRIVATE = _("This matter is private: only its owner and those who give matters an owner see to it.")
NOT_PUBLIC = _("This matter is not public. Say it in your own words, and it is received by itself.")
FOR_OTHERS = _("Only somebody at the desk may write down what others say.")
NOT_LEADER = _("Only a leader of the organisation can speak for it.")
NOT_OWNER = _("Only its owner, or whoever gives matters an owner, can hand it over.")
GIVES_TO_OTHERS = _("You may take it on yourself. Somebody who gives matters an owner can give it to others.")
NOT_YOUR_BODY = _("It was escalated to another body than yours.")
ANSWERS_ITSELF = _("This body answers here itself.")
NOT_WAITING = _("Nobody above is asked at the moment.")
MEDIATED = _("It went into mediation: its voices stay together, and no others join them.")
WITH_MEDIATORS = _("It went into mediation. What is still open is for the mediators.")
DEFERRED = _("It was deferred once already. Answer it, or escalate it.")


def fits(matter: Matter, deed: Deed) -> Decision:
    """Tell whether a deed fits the state of a matter, and if not, what became of it."""
    return allow() if MATTER.allows(matter.state, deed) else refuse(TOLD_OF[State(matter.state)])


def owns(actor: Actor, matter: Matter) -> bool:
    """Tell whether the actor is the one who sees to the matter, and still holds an office that handles matters."""
    return actor.person_id is not None and matter.owner_id == actor.person_id and bool(actor.may(Right.HANDLE))


def may_read(actor: Actor, matter: Matter) -> Decision:
    """Read a matter with all that was said of it; the same as `Matter.objects.visible_to`, for one that is loaded."""
    assigning = actor.may(Right.ASSIGN)
    if assigning or owns(actor, matter) or escalated_to(actor).filter(matter=matter).exists():
        return allow(assigning.mandate)
    reading = actor.may(Right.READ)
    return refuse(PRIVATE) if reading and matter.is_private else reading


def may_take(actor: Actor) -> Decision:
    """Write voices down for others: at the desk, by telephone, from paper."""
    return actor.may(Right.TAKE)


def may_raise(
    actor: Actor, *, asker: str, channel: str, source_kind: str, organisation_id: UUID | None, person_id: UUID | None
) -> Decision:
    """
    Say something: everybody for oneself by web and QR, leaders for their organisation, the desk for others.

    A department speaks through whoever holds an office in which matters are read or answered from above.
    """
    if actor.is_system or (source_kind in KEPT_BY_ANOTHER_ROOM and channel == source_kind):
        return allow()
    taking = actor.may(Right.TAKE)
    if taking:
        return taking
    if asker == Voice.Asker.DEPARTMENT:
        return actor.may(Right.ANSWER_ABOVE) or actor.may(Right.READ)
    if organisation_id is not None and not actor.leads(organisation_id):
        return refuse(NOT_LEADER)
    if person_id is not None and person_id != actor.person_id:
        return refuse(FOR_OTHERS)
    return allow() if channel in OPEN_CHANNELS else refuse(FOR_OTHERS)


def may_join(actor: Actor, matter: Matter) -> Decision:
    """Say the same as a matter that is there: a public one everybody, others whoever may read them and takes voices."""
    together = not_mediated(matter)
    if not together or matter.sensitivity == Matter.Sensitivity.PUBLIC or actor.is_system:
        return together
    if not (actor.may(Right.TAKE) or actor.may(Right.HANDLE)):
        return refuse(NOT_PUBLIC)
    # Who takes voices down at the desk need not read all matters; a private one is named by nobody.
    return refuse(NOT_PUBLIC) if matter.is_private and not may_read(actor, matter) else allow()


def may_handle(actor: Actor, matter: Matter) -> Decision:
    """Work on a matter: its owner, and whoever handles matters; private ones only the owner and who assigns."""
    handling = actor.may(Right.HANDLE) or actor.may(Right.ASSIGN)
    if handling and matter.is_private and not (owns(actor, matter) or actor.may(Right.ASSIGN)):
        return refuse(PRIVATE)
    return handling


def may_do(actor: Actor, matter: Matter, deed: Deed) -> Decision:
    """Do one of the deeds of handling: what fits the state, by whoever may handle the matter."""
    return fits(matter, deed) and may_handle(actor, matter)


def may_accept(actor: Actor, matter: Matter, owner_id: UUID | None = None) -> Decision:
    """Take a matter on oneself, or, for those who assign, give it to ``owner_id``; ``None`` asks for any."""
    fitting = fits(matter, Deed.ACCEPT)
    if not fitting:
        return fitting
    assigning = actor.may(Right.ASSIGN)
    if assigning or owner_id in {None, actor.person_id}:
        return assigning or may_handle(actor, matter)
    return refuse(GIVES_TO_OTHERS) if actor.may(Right.HANDLE) else assigning


def may_hand_over(actor: Actor, matter: Matter) -> Decision:
    """Give a matter to another owner: the owner, and those who assign."""
    fitting = fits(matter, Deed.HAND_OVER)
    if not fitting:
        return fitting
    if owns(actor, matter):
        return may_handle(actor, matter)
    return actor.may(Right.ASSIGN) or refuse(NOT_OWNER)


def may_defer(actor: Actor, matter: Matter) -> Decision:
    """Put a matter off to a day, once."""
    fitting = may_do(actor, matter, Deed.DEFER)
    return refuse(DEFERRED) if fitting and matter.deferred_until is not None else fitting


def may_escalate(actor: Actor, matter: Matter) -> Decision:
    """Send a matter to the street office or a community."""
    fitting = fits(matter, Deed.ESCALATE)
    if not fitting:
        return fitting
    escalating = actor.may(Right.ESCALATE)
    return escalating and (may_handle(actor, matter) and escalating)


def may_answer_above(actor: Actor, escalation: Escalation, *, answers_itself: bool) -> Decision:
    """
    Answer what was escalated, or send it back: whoever holds that office in the body.

    For an address outside, and for a body in which nobody may answer here (``answers_itself`` false), those who
    escalate write down what came back.
    """
    if escalation.state != Escalation.State.SENT:
        return refuse(NOT_WAITING)
    if actor.is_system or escalated_to(actor).filter(pk=escalation.pk).exists():
        return actor.may(Right.ANSWER_ABOVE)
    if escalation.body_id is None or not answers_itself:
        return actor.may(Right.ESCALATE)
    if actor.may(Right.ANSWER_ABOVE):
        return refuse(NOT_YOUR_BODY)
    return refuse(ANSWERS_ITSELF) if actor.may(Right.ESCALATE) else actor.may(Right.ANSWER_ABOVE)


def may_merge(actor: Actor, matter: Matter) -> Decision:
    """Put a matter together with another one, unless it is a dispute under mediation."""
    return fits(matter, Deed.MERGE) and not_mediated(matter) and actor.may(Right.ASSIGN)


def may_split(actor: Actor, matter: Matter) -> Decision:
    """Make a matter of its own of some of its voices, unless it is a dispute under mediation."""
    return fits(matter, Deed.SPLIT) and not_mediated(matter) and actor.may(Right.ASSIGN)


def not_mediated(matter: Matter, why_not: str = MEDIATED) -> Decision:
    """Keep the voices of a mediation together: what is erased with it must be theirs alone."""
    return refuse(why_not) if matter.mediations.exists() else allow()


def may_reopen(actor: Actor, matter: Matter) -> Decision:
    """Take an answered matter up again, with a reason; never one that went into mediation."""
    return fits(matter, Deed.REOPEN) and not_mediated(matter, WITH_MEDIATORS) and may_handle(actor, matter)


def may_close(actor: Actor, matter: Matter) -> Decision:
    """Close an answered matter of which everybody was told."""
    return may_do(actor, matter, Deed.CLOSE)


def may_tell(actor: Actor, matter: Matter) -> Decision:
    """Bring an answer to a speaker, or note that nobody could be reached; of private matters only those who see it."""
    if matter.is_private:
        return may_handle(actor, matter)
    return actor.may(Right.TAKE) or may_handle(actor, matter)


def may_add_words(voice: Voice) -> Decision:
    """Add to a voice: whoever holds its receipt, and staff for them, while an answer is owed."""
    return allow() if voice.matter.state in OPEN else refuse(TOLD_OF[State(voice.matter.state)])


def may_say_for(actor: Actor, voice: Voice) -> Decision:
    """Write down for a speaker whether it is solved: those who bring answers, and the desk for whoever calls it."""
    return actor.may(Right.TAKE) or may_tell(actor, voice.matter)


def may_reveal(actor: Actor, voice: Voice) -> Decision:
    """Read how a speaker can be reached; of private matters only its owner and those who assign."""
    revealing = actor.may(Right.REVEAL)
    if revealing and voice.matter.is_private and not (owns(actor, voice.matter) or actor.may(Right.ASSIGN)):
        return refuse(PRIVATE)
    return revealing


def may_erase(actor: Actor, voice: Voice) -> Decision:
    """Erase who spoke: the speaker, who holds the receipt or is signed in, and those who may read it."""
    is_speaker = not actor.is_signed_in or (voice.person_id is not None and voice.person_id == actor.person_id)
    return allow() if is_speaker else may_reveal(actor, voice)
