"""This will tell who is a member on a day, and who speaks for each."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from gongzhi.organisations.models import Membership, MembershipSpell, Organisation, Representative


@dataclass(frozen=True, slots=True)
class Voice:
    """A person who speaks in the assembly, for a member organisation (``organisation_id``) or as a member itself."""

    person_id: UUID
    name: str
    name_pinyin: str
    organisation_id: UUID | None = None
    organisation_name: str = ""


def memberships_on(*, on: date) -> QuerySet[MembershipSpell]:
    """Select the spells of those who are members on a day, as known now; suspended ones are left out."""
    return MembershipSpell.objects.current(on).filter(state=Membership.State.ADMITTED)


def is_member(*, organisation_id: UUID, on: date) -> bool:
    """Tell whether an organisation is a member, not suspended, on a day."""
    return memberships_on(on=on).filter(membership__organisation=organisation_id).exists()


def assembly_voices(*, on: date) -> list[Voice]:
    """
    List who speaks in the assembly on a day: one leader of each member organisation, and the individual members.

    Of several leaders the one named first speaks. A person who leads two member organisations is listed twice.
    Ordered by name in pinyin; two queries.
    """
    member = memberships_on(on=on).filter(membership__organisation=OuterRef("organisation"))
    leaders = Representative.objects.speaking(on).filter(Exists(member), role=Representative.Role.LEADER)
    rows = leaders.select_related("person", "organisation").order_by("starts_on", "pk")
    first: dict[UUID, Voice] = {}
    for row in rows:
        first.setdefault(row.organisation_id, _for_organisation(row))
    spells = memberships_on(on=on).filter(membership__person__isnull=False).select_related("membership__person")
    alone = [_for_itself(spell) for spell in spells]
    return sorted((*first.values(), *alone), key=lambda voice: (voice.name_pinyin, str(voice.person_id)))


def leaders_of(*, organisation_ids: Iterable[UUID], on: date) -> list[Representative]:
    """List who leads certain organisations on a day, persons loaded, first named first; one query."""
    rows = Representative.objects.speaking(on).filter(
        organisation__in=list(organisation_ids), role=Representative.Role.LEADER
    )
    return list(rows.select_related("person").order_by("starts_on", "pk"))


def members_without_leader(*, on: date) -> list[Organisation]:
    """List member organisations for which nobody can speak on a day, by name in pinyin; one query."""
    member = memberships_on(on=on).filter(membership__organisation=OuterRef("pk"))
    leader = Representative.objects.speaking(on).filter(organisation=OuterRef("pk"), role=Representative.Role.LEADER)
    return list(Organisation.objects.filter(Exists(member), ~Exists(leader)).in_order_of_name())


def _for_organisation(row: Representative) -> Voice:
    return Voice(row.person_id, row.person.name, row.person.name_pinyin, row.organisation_id, row.organisation.name)


def _for_itself(spell: MembershipSpell) -> Voice:
    person = spell.membership.person
    assert person is not None  # noqa: S101 -- filtered above
    return Voice(person.pk, person.name, person.name_pinyin)
