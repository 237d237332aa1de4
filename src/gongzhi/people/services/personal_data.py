"""This will hand out and erase what is known of a person, as the law asks (PIPL art. 45 and 47, mark F)."""

from datetime import datetime
from uuid import UUID

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator

from gongzhi.common import audit, outbox
from gongzhi.common.audit.models import AuditEvent
from gongzhi.common.deeds import deed
from gongzhi.common.permissions import Actor
from gongzhi.people import permissions, selectors
from gongzhi.people.models import Account, ContactPoint, Person
from gongzhi.people.rules import ERASED_NAME, name_keys
from gongzhi.people.services.accounts import end_sessions


@deed("people.person.exported")
def export_person(*, actor: Actor, person_id: UUID, at: datetime) -> Person:
    """Allow all that is known of a person to be handed out, and record it; `selectors.known_of` reads it."""
    person = Person.objects.get(pk=person_id)
    decision = permissions.may_export(actor, person).require()
    audit.record("people.person.exported", actor=actor, subject=person, at=at, mandate=decision.mandate)
    return person


@deed("people.person.erased")
def erase_person(
    *,
    actor: Actor,
    person_id: UUID,
    reason: str,
    at: datetime,
    key: str = "",
) -> Person:
    """
    Erase what is known of a person, for good.

    Name, contacts, birth, party standing, account and what the log says of the person and of its acts go; the entry
    stays without a name, so that counts, terms and decisions stay right. ``reason`` names law and request, no
    person. Publishes ``people.person.erased`` with ``person``, for rooms that keep words about people.
    """
    person = Person.objects.select_for_update().get(pk=person_id)
    decision = permissions.may_erase(actor, person).require()
    ContactPoint.objects.filter(person=person).delete()
    account, person.account = person.account, None
    _wipe(person, at)
    if account is not None and not selectors.is_used_elsewhere(account_id=account.pk):
        _erase_account(account)
    _erase_log(actor, person, reason, at)
    audit.record(
        "people.person.erased", actor=actor, subject=person, at=at, facts={"reason": reason}, mandate=decision.mandate
    )
    outbox.publish("people.person.erased", {"person": str(person.pk)})
    return person


def _wipe(person: Person, at: datetime) -> None:
    keys = name_keys(ERASED_NAME)
    person.name, person.name_key, person.name_pinyin = ERASED_NAME, keys.name_key, keys.name_pinyin
    person.post, person.deputy_of, person.born_on = "", "", None
    person.party_standing, person.is_cadre = Person.PartyStanding.UNKNOWN, False
    person.version += 1
    person.erased_at = at
    person.save()


def _erase_account(account: Account) -> None:
    """Leave a row that nobody can sign in by; the log refers to it."""
    end_sessions(account=account)
    Authenticator.objects.filter(user=account).delete()
    EmailAddress.objects.filter(user=account).delete()
    account.username, account.email, account.is_active = f"erased-{account.pk.hex}", "", False
    account.set_unusable_password()
    account.save()


def _erase_log(actor: Actor, person: Person, reason: str, at: datetime) -> None:
    about = AuditEvent.objects.filter(subject_id=person.pk, subject_label=person._meta.label_lower)
    by = AuditEvent.objects.filter(person_id=person.pk)
    for event in {event.pk: event for event in [*about, *by]}.values():
        audit.erase_payload(event, actor=actor, at=at, reason=reason)
