"""This will give people accounts and take them away."""

from datetime import datetime
from itertools import count
from uuid import UUID

from allauth.usersessions.models import UserSession

from gongzhi.common import audit, outbox
from gongzhi.common.deeds import deed
from gongzhi.common.permissions import Actor
from gongzhi.people import permissions, selectors
from gongzhi.people.models import Account, Person
from gongzhi.people.rules import (
    AccountThereAlready,
    AccountUsedElsewhere,
    NoAccount,
    NotOnesOwn,
    PersonDraft,
    UsernameTaken,
    numbered,
    require_username,
    username_from,
)
from gongzhi.people.services.persons import register_person


@deed("people.account.made")
def make_account(
    *,
    actor: Actor,
    person_id: UUID,
    username: str,
    at: datetime,
    key: str = "",
) -> Account:
    """
    Give a person an account without a password; `links.one_time_path` is how its bearer chooses one.

    :raises AccountThereAlready: if the person has one
    :raises UsernameMalformed: for other characters than letters, digits, points and hyphens
    :raises UsernameTaken: if somebody signs in by it, in whatever case
    """
    person = Person.objects.select_for_update().get(pk=person_id)
    decision = permissions.may_give_account(actor, person).require()
    if person.account_id is not None:
        raise AccountThereAlready
    require_username(username)
    if selectors.is_username_taken(username):
        raise UsernameTaken(field="username")
    account = Account(username=username)
    account.set_unusable_password()
    account.save(force_insert=True)
    _tie(person, account)
    audit.record(
        "people.account.made",
        actor=actor,
        subject=person,
        at=at,
        facts={"username": username},
        mandate=decision.mandate,
    )
    return account


@deed("people.account.tied")
def tie_account(*, actor: Actor, person_id: UUID, username: str, at: datetime) -> Account:
    """
    Let an account that is used in another federation sign in as this person too.

    :raises AccountThereAlready: if the person has one, or the account has a person here
    :raises NoAccount: if nobody signs in by this name
    """
    person = Person.objects.select_for_update().get(pk=person_id)
    decision = permissions.may_give_account(actor, person).require()
    account = Account.objects.filter(username__iexact=username, is_active=True).first()
    if account is None:
        raise NoAccount(field="username")
    if person.account_id is not None or Person.objects.filter(account=account).exists():
        raise AccountThereAlready
    _tie(person, account)
    audit.record(
        "people.account.tied",
        actor=actor,
        subject=person,
        at=at,
        facts={"username": account.username},
        mandate=decision.mandate,
    )
    return account


@deed("people.account.untied")
def untie_account(*, actor: Actor, person_id: UUID, at: datetime) -> Person:
    """
    Take an account off a person: it signs in here no more, from the next click on; elsewhere it does as before.

    :raises NoAccount: if the person has none
    :raises NotOnesOwn: if it is the actor's
    """
    person, account = _locked(actor, person_id)
    decision = permissions.may_manage_accounts(actor).require()
    person.account = None
    person.save(update_fields=["account"])
    audit.record(
        "people.account.untied",
        actor=actor,
        subject=person,
        at=at,
        facts={"username": account.username},
        mandate=decision.mandate,
    )
    return person


@deed("people.account.link_renewed")
def renew_link(
    *,
    actor: Actor,
    person_id: UUID,
    at: datetime,
    key: str = "",
) -> Account:
    """
    Make the old password and older links worthless, so that a new one-time link can be handed over.

    A second factor stays: whoever gets hold of the link cannot pass it by.

    :raises AccountUsedElsewhere: if another federation depends on the account
    """
    person, account = _locked(actor, person_id)
    decision = permissions.may_manage_accounts(actor).require()
    _require_only_here(account)
    account.set_unusable_password()
    account.save(update_fields=["password"])
    end_sessions(account=account)
    audit.record(
        "people.account.link_renewed",
        actor=actor,
        subject=person,
        at=at,
        facts={"username": account.username},
        mandate=decision.mandate,
    )
    return account


@deed("people.account.deactivated")
def deactivate_account(
    *,
    actor: Actor,
    person_id: UUID,
    at: datetime,
    key: str = "",
) -> Account:
    """
    Close an account and end its sessions at once.

    :raises AccountUsedElsewhere: if another federation depends on it; then untie it
    :raises NotOnesOwn: if it is the actor's
    """
    person, account = _locked(actor, person_id)
    decision = permissions.may_manage_accounts(actor).require()
    _require_only_here(account)
    account.is_active = False
    account.save(update_fields=["is_active"])
    end_sessions(account=account)
    audit.record(
        "people.account.deactivated",
        actor=actor,
        subject=person,
        at=at,
        facts={"username": account.username},
        mandate=decision.mandate,
    )
    return account


@deed("people.account.reactivated")
def reactivate_account(
    *,
    actor: Actor,
    person_id: UUID,
    at: datetime,
    key: str = "",
) -> Account:
    """
    Open a closed account again, with the password it had.

    :raises AccountUsedElsewhere: if another federation depends on it
    """
    person, account = _locked(actor, person_id)
    decision = permissions.may_manage_accounts(actor).require()
    _require_only_here(account)
    account.is_active = True
    account.save(update_fields=["is_active"])
    audit.record(
        "people.account.reactivated",
        actor=actor,
        subject=person,
        at=at,
        facts={"username": account.username},
        mandate=decision.mandate,
    )
    return account


@deed("people.secretary.made")
def make_first_secretary(*, actor: Actor, name: str, at: datetime, username: str = "", phone: str = "") -> Person:
    """
    Enter the first person of a new federation and give it an account, so that somebody can begin.

    Only the system does so, from a command. Without ``username`` the pinyin of the name is taken, numbered if need
    be. Publishes ``people.secretary.made`` with ``person``; the office itself is given by a higher room.
    """
    person = register_person(actor=actor, draft=PersonDraft(name=name, phone=phone), at=at)
    account = make_account(actor=actor, person_id=person.pk, username=username or _free_username(name), at=at)
    person.account = account
    outbox.publish("people.secretary.made", {"person": str(person.pk)})
    return person


def end_sessions(*, account: Account) -> None:
    """Sign an account out everywhere."""
    for session in UserSession.objects.filter(user=account):
        session.end()


def _free_username(name: str) -> str:
    wish = username_from(name)
    return next(u for u in (numbered(wish, n) for n in count(1)) if not selectors.is_username_taken(u))


def _locked(actor: Actor, person_id: UUID) -> tuple[Person, Account]:
    person = Person.objects.select_for_update().get(pk=person_id)
    if person.account_id is None:
        raise NoAccount
    if person.account_id == actor.account_id:
        raise NotOnesOwn
    return person, Account.objects.select_for_update().get(pk=person.account_id)


def _require_only_here(account: Account) -> None:
    if selectors.is_used_elsewhere(account_id=account.pk):
        raise AccountUsedElsewhere


def _tie(person: Person, account: Account) -> None:
    person.account = account
    person.save(update_fields=["account"])
