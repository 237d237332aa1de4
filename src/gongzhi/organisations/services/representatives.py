"""This will name who leads an organisation or is its contact, and end it."""

from datetime import date, datetime
from uuid import UUID

from gongzhi.common import audit
from gongzhi.common.deeds import deed
from gongzhi.common.permissions import Actor
from gongzhi.kernel.errors import ChangedMeanwhile, DomainError
from gongzhi.kernel.text import gettext_noop as _
from gongzhi.organisations import permissions
from gongzhi.organisations.models import Organisation, Representative
from gongzhi.organisations.rules import EndsTooEarly
from gongzhi.people.models import Person


class AlreadyNamed(DomainError):
    """The person has this role already; params ``person``."""

    message = _("%(person)s is already named. Choose somebody else, or go back.")


class BeforeThePresent(DomainError):
    """A new leader would begin before the present one; params ``person`` and ``starts_on``."""

    message = _("%(person)s leads the organisation since %(starts_on)s. Choose a later first day.")


@deed("organisations.representative.named")
def name_representative(
    *,
    actor: Actor,
    organisation_id: UUID,
    person_id: UUID,
    starts_on: date,
    at: datetime,
    role: str = Representative.Role.LEADER,
    key: str = "",
) -> Representative:
    """
    Name a leader or a contact from a day on; a new leader takes the place of the present one on that day.

    :raises AlreadyNamed: if the person has this role
    :raises BeforeThePresent: if the present leader began on that day or later
    """
    organisation = Organisation.objects.select_for_update().get(pk=organisation_id)
    decision = permissions.may_name_representative(actor).require()
    person = Person.objects.get(pk=person_id)
    present = (
        organisation.representatives.select_for_update(of=("self",))
        .select_related("person")
        .filter(role=role, ends_on__isnull=True, superseded_at__isnull=True)
    )
    for each in present:
        _make_way(each, person, starts_on, at)
    named = Representative.objects.create(
        organisation=organisation, person=person, role=role, starts_on=starts_on, recorded_at=at
    )
    audit.record(
        "organisations.representative.named",
        actor=actor,
        subject=organisation,
        at=at,
        facts={"person": person.name, "role": str(role), "starts_on": starts_on},
        mandate=decision.mandate,
    )
    return named


@deed("organisations.representative.ended")
def end_representative(
    *, actor: Actor, representative_id: UUID, ends_on: date, at: datetime, key: str = ""
) -> Representative:
    """
    End who leads or is the contact; ``ends_on`` is the first day on which the person no longer is.

    :raises ChangedMeanwhile: if somebody ended it before
    :raises EndsTooEarly: if no day would be left
    """
    row = Representative.objects.select_for_update(of=("self",)).select_related("organisation", "person")
    representative = row.get(pk=representative_id)
    decision = permissions.may_name_representative(actor).require()
    if representative.superseded_at is not None:
        raise ChangedMeanwhile
    if ends_on <= representative.starts_on:
        raise EndsTooEarly(field="last_day", starts_on=representative.starts_on)
    ended = _end(representative, ends_on, at)
    facts = {"person": representative.person.name, "role": representative.role, "last_day": ended.last_day}
    audit.record(
        "organisations.representative.ended",
        actor=actor,
        subject=representative.organisation,
        at=at,
        facts=facts,
        mandate=decision.mandate,
    )
    return ended


def _make_way(present: Representative, person: Person, starts_on: date, at: datetime) -> None:
    if present.person_id == person.pk:
        raise AlreadyNamed(field="person", person=person.name)
    if present.role != Representative.Role.LEADER:
        return
    if starts_on <= present.starts_on:
        raise BeforeThePresent(field="starts_on", person=present.person.name, starts_on=present.starts_on)
    _end(present, starts_on, at)


def _end(present: Representative, ends_on: date, at: datetime) -> Representative:
    """Supersede the row by one that ends, so that what was known before stays readable."""
    present.superseded_at = max(at, present.recorded_at)
    present.save(update_fields=["superseded_at"])
    return Representative.objects.create(
        organisation_id=present.organisation_id,
        person_id=present.person_id,
        role=present.role,
        starts_on=present.starts_on,
        ends_on=ends_on,
        recorded_at=at,
    )
