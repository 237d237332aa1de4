"""This will decide who may see and change what is known of people, and their accounts."""

from gongzhi.common.permissions import Actor
from gongzhi.kernel.decisions import Decision, allow, refuse
from gongzhi.kernel.text import gettext_noop as _
from gongzhi.people.models import Person
from gongzhi.people.rights import Right
from gongzhi.people.rules import PersonErased


def is_oneself(actor: Actor, person: Person) -> bool:
    """Tell whether somebody looks at one's own entry."""
    return actor.person_id is not None and actor.person_id == person.pk


def may_read_register(actor: Actor) -> Decision:
    """Decide whether the list of people is open."""
    return actor.may(Right.READ)


def may_register(actor: Actor) -> Decision:
    """Decide whether people may be entered."""
    return actor.may(Right.MANAGE)


def may_change(actor: Actor, person: Person) -> Decision:
    """Decide whether a person's entry may be changed; party standing and posts are not one's own to change."""
    return _erased() if person.erased_at else actor.may(Right.MANAGE)


def may_read_sensitive(actor: Actor, person: Person) -> Decision:
    """Decide whether birth and party standing are shown. Source: PIPL art. 28 to 30 (mark F)."""
    return allow() if is_oneself(actor, person) else actor.may(Right.MANAGE)


def may_reveal(actor: Actor, person: Person) -> Decision:
    """Decide whether a contact point may be read in full."""
    return allow() if is_oneself(actor, person) else actor.may(Right.REVEAL_CONTACT)


def may_export(actor: Actor, person: Person) -> Decision:
    """Decide whether all that is known of a person may be handed out: to oneself always. Source: PIPL art. 45 (F)."""
    if person.erased_at:
        return _erased()
    return allow() if is_oneself(actor, person) else actor.may(Right.EXPORT)


def may_erase(actor: Actor, person: Person) -> Decision:
    """Decide whether a person's data may be erased. Source: PIPL art. 47 (mark F)."""
    if is_oneself(actor, person):
        return refuse(_("Ask somebody else who keeps the register to erase your own data."))
    return _erased() if person.erased_at else actor.may(Right.ERASE)


def may_manage_accounts(actor: Actor) -> Decision:
    """Decide whether the accounts of the federation may be seen."""
    return actor.may(Right.MANAGE_ACCOUNTS)


def may_give_account(actor: Actor, person: Person) -> Decision:
    """Decide whether a person may be given an account."""
    return _erased() if person.erased_at else actor.may(Right.MANAGE_ACCOUNTS)


def _erased() -> Decision:
    return refuse(PersonErased.message)
