"""This will keep how people are reached, and show it only for a reason."""

from datetime import datetime
from uuid import UUID

from gongzhi.common import audit
from gongzhi.common.deeds import deed
from gongzhi.common.permissions import Actor
from gongzhi.people import permissions
from gongzhi.people.models import ContactPoint, Person
from gongzhi.people.rules import ContactThereAlready, clean_contact, masked


@deed("people.contact.added")
def add_contact(
    *,
    actor: Actor,
    person_id: UUID,
    kind: str,
    value: str,
    at: datetime,
    key: str = "",
) -> ContactPoint:
    """
    Note how to reach a person; the log keeps the masked form only.

    :raises PhoneInvalid: for no telephone number
    :raises EmailInvalid: for no e-mail address
    :raises ContactThereAlready: if it is noted already
    """
    person = Person.objects.select_for_update().get(pk=person_id)
    decision = permissions.may_change(actor, person).require()
    stored = clean_contact(kind=kind, value=value)
    if ContactPoint.objects.filter(person=person, kind=kind, value=stored).exists():
        raise ContactThereAlready(field="value")
    point = ContactPoint.objects.create(person=person, kind=kind, value=stored, masked=masked(kind=kind, value=stored))
    facts = {"kind": kind, "contact": point.masked}
    audit.record("people.contact.added", actor=actor, subject=person, at=at, facts=facts, mandate=decision.mandate)
    return point


@deed("people.contact.removed")
def remove_contact(*, actor: Actor, contact_id: UUID, at: datetime) -> Person:
    """Strike a contact point; nothing of it is kept but its masked form in the log."""
    point = ContactPoint.objects.select_for_update(of=("self",)).select_related("person").get(pk=contact_id)
    person = point.person
    decision = permissions.may_change(actor, person).require()
    facts = {"kind": point.kind, "contact": point.masked}
    ContactPoint.objects.filter(pk=contact_id).delete()
    audit.record("people.contact.removed", actor=actor, subject=person, at=at, facts=facts, mandate=decision.mandate)
    return person


@deed("people.contact.revealed")
def reveal_contact(
    *,
    actor: Actor,
    contact_id: UUID,
    reason: str,
    at: datetime,
    key: str = "",
) -> ContactPoint:
    """Read a contact point in full; who, when and the reason go to the log. Source: PIPL art. 51 (mark F)."""
    point = ContactPoint.objects.select_related("person").get(pk=contact_id)
    decision = permissions.may_reveal(actor, point.person).require()
    facts = {"kind": point.kind, "contact": point.masked, "reason": reason}
    audit.record(
        "people.contact.revealed", actor=actor, subject=point.person, at=at, facts=facts, mandate=decision.mandate
    )
    return point
