"""This will read people, their accounts, and all that is known of one person."""

from typing import Any
from uuid import UUID

from django.db import models

from gongzhi.common import audit
from gongzhi.common.tenancy import across, current_federation_id
from gongzhi.common.tenancy.models import TenantModel
from gongzhi.people.models import Account, Person

# Keys and counters that say nothing of the person.
NOT_PERSONAL = frozenset({"federation", "name_key", "name_pinyin", "version"})


def persons_of(*, account_id: UUID) -> list[Person]:
    """List the persons behind an account in all federations, with their federation loaded; one query."""
    with across(reason="the federations of an account"):
        persons = Person.objects.filter(account=account_id).select_related("federation")
        return sorted(persons, key=lambda person: person.federation.code)


def is_used_elsewhere(*, account_id: UUID) -> bool:
    """Tell whether a person of another federation signs in by this account too."""
    here = current_federation_id()
    return any(person.federation_id != here for person in persons_of(account_id=account_id))


def is_username_taken(username: str) -> bool:
    """Tell whether somebody signs in by this name, in whatever case it is written."""
    return Account.objects.filter(username__iexact=username).exists()


def known_of(person: Person) -> dict[str, Any]:
    """
    Gather all that this federation holds about a person, from every room: fields as they are stored.

    Found by the keys that lead to the person, so that no room can be forgotten; one query a table.
    """
    known: dict[str, Any] = {"person": _row(person)}
    if person.account is not None:
        account = person.account
        known["account"] = {
            "username": account.username,
            "created_at": account.created_at,
            "last_login": account.last_login,
        }
    for relation in person._meta.related_objects:
        if issubclass(relation.related_model, TenantModel):
            rows = relation.related_model._default_manager.filter(**{relation.field.name: person.pk}).order_by("pk")
            name = f"{relation.related_model._meta.label_lower}.{relation.field.name}"
            known[name] = [_row(row) for row in rows]
    known["log"] = [
        {"at": entry.at, "by": str(entry.actor_name), "did": str(entry.sentence), "facts": dict(entry.facts)}
        for entry in audit.thread(person)
    ]
    return known


def _row(instance: models.Model) -> dict[str, Any]:
    return {
        field.name: field.value_from_object(instance)
        for field in instance._meta.local_concrete_fields
        if field.name not in NOT_PERSONAL
    }
