"""This will take many people over at once, part of another room's deed, recognising those who are known already."""

from collections.abc import Sequence
from uuid import UUID

from gongzhi.people.models import ContactPoint, Person
from gongzhi.people.rules import PersonDraft, name_keys
from gongzhi.people.services.persons import register_people

AT_ONCE = 1000
_FILLED_IN = ("post", "deputy_of", "is_cadre", "version")

Identity = tuple[str, str]


def take_over_people(*, drafts: Sequence[PersonDraft]) -> list[Person]:
    """
    Give the person of each draft, in the same order; register those who are not known yet.

    Somebody with the same name and number is the same person; without a number, with the same name and post. A name
    alone is never enough: rights may hang on it. Of known people only what is empty is filled in. Runs in the
    caller's transaction, who has asked for permission and keeps the log; a few statements for each thousand.

    :raises PhoneInvalid: if a draft's phone is no number
    """
    identities = [_identity(draft) for draft in drafts]
    known = _known([draft for draft, identity in zip(drafts, identities, strict=True) if identity])
    new: dict[Identity | int, PersonDraft] = {}
    for place, (draft, identity) in enumerate(zip(drafts, identities, strict=True)):
        if identity not in known:
            new.setdefault(identity or place, draft)
    made = dict(zip(new, register_people(drafts=list(new.values())), strict=True))
    people = [known.get(identity) or made[identity or place] for place, identity in enumerate(identities)]
    _fill_in(people, drafts)
    return people


def _identity(draft: PersonDraft) -> Identity | None:
    """Tell what makes two drafts the same person; ``None`` where nothing does."""
    told = draft.phone or (f"post:{draft.post}" if draft.post else "")
    return (name_keys(draft.name).name_key, told) if told else None


def _known(drafts: Sequence[PersonDraft]) -> dict[Identity | None, Person]:
    """Find the people of the federation who have one of the names, by number and by post."""
    keys = sorted({name_keys(draft.name).name_key for draft in drafts})
    found: dict[Identity | None, Person] = {}
    for start in range(0, len(keys), AT_ONCE):
        rows = Person.objects.filter(name_key__in=keys[start : start + AT_ONCE], erased_at__isnull=True)
        people = {person.pk: person for person in rows.order_by("pk")}
        for person in people.values():
            if person.post:
                found.setdefault((person.name_key, f"post:{person.post}"), person)
        numbers = ContactPoint.objects.filter(person__in=people, kind=ContactPoint.Kind.PHONE).order_by("pk")
        for person_id, number in numbers.values_list("person_id", "value"):
            found.setdefault((people[person_id].name_key, number), people[person_id])
    return found


def _fill_in(people: Sequence[Person], drafts: Sequence[PersonDraft]) -> None:
    """Write what a draft says and the register does not; a cadre once known as one stays one."""
    touched: dict[UUID, Person] = {}
    for person, draft in zip(people, drafts, strict=True):
        told = (person.post or draft.post, person.deputy_of or draft.deputy_of, person.is_cadre or draft.is_cadre)
        if told != (person.post, person.deputy_of, person.is_cadre):
            person.post, person.deputy_of, person.is_cadre = told
            touched.setdefault(person.pk, person).version += 1
    Person.objects.bulk_update(touched.values(), _FILLED_IN, batch_size=AT_ONCE)
