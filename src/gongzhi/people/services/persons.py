"""This will enter people and change their entries."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from gongzhi.common import audit
from gongzhi.common.deeds import deed
from gongzhi.common.permissions import Actor
from gongzhi.kernel.errors import ChangedMeanwhile
from gongzhi.people import permissions
from gongzhi.people.models import ContactPoint, Person
from gongzhi.people.rules import PersonDraft, clean_contact, masked, name_keys

FIELDS = ("name", "post", "is_cadre", "party_standing", "deputy_of", "born_on")


@deed("people.person.registered")
def register_person(
    *,
    actor: Actor,
    draft: PersonDraft,
    at: datetime,
    key: str = "",
) -> Person:
    """
    Enter a person. People of the same name are different people; the caller asks whether it is one known already.

    :raises PhoneInvalid: if ``draft.phone`` is no number
    """
    decision = permissions.may_register(actor).require()
    person = register_people(drafts=[draft])[0]
    facts = {"name": draft.name, "post": draft.post}
    audit.record("people.person.registered", actor=actor, subject=person, at=at, facts=facts, mandate=decision.mandate)
    return person


def register_people(*, drafts: Sequence[PersonDraft]) -> list[Person]:
    """
    Enter many people at once, for a deed of a higher room that has asked for permission and keeps the log.

    Same order as given; two statements however many.

    :raises PhoneInvalid: if a draft's phone is no number
    """
    persons = [Person(**_values(draft)) for draft in drafts]
    Person.objects.bulk_create(persons)
    numbers = [
        (person, clean_contact(kind="phone", value=draft.phone))
        for person, draft in zip(persons, drafts, strict=True)
        if draft.phone
    ]
    ContactPoint.objects.bulk_create(
        ContactPoint(person=person, kind="phone", value=number, masked=masked(kind="phone", value=number))
        for person, number in numbers
    )
    return persons


@deed("people.person.changed")
def change_person(
    *,
    actor: Actor,
    person_id: UUID,
    draft: PersonDraft,
    version: int,
    at: datetime,
    key: str = "",
) -> Person:
    """
    Change a person's entry; ``version`` is the one the actor saw, ``draft.phone`` is left aside.

    :raises ChangedMeanwhile: if somebody else changed it since
    """
    person = Person.objects.select_for_update().get(pk=person_id)
    decision = permissions.may_change(actor, person).require()
    if person.version != version:
        raise ChangedMeanwhile
    facts = _changes(person, draft)
    if not facts:
        return person
    for name, value in {**_values(draft), "version": version + 1}.items():
        setattr(person, name, value)
    person.save(update_fields=[*_values(draft), "version"])
    audit.record("people.person.changed", actor=actor, subject=person, at=at, facts=facts, mandate=decision.mandate)
    return person


def _values(draft: PersonDraft) -> dict[str, object]:
    keys = name_keys(draft.name)
    values = {name: getattr(draft, name) for name in FIELDS}
    return {**values, "name_key": keys.name_key, "name_pinyin": keys.name_pinyin}


def _changes(person: Person, draft: PersonDraft) -> dict[str, object]:
    """Give field → [before, after] of what differs."""
    pairs = {name: [getattr(person, name), getattr(draft, name)] for name in FIELDS}
    return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}
