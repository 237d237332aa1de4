"""
This will take the clean rows of a roster over into the register, many at once, as part of an import's commit.

The import is one deed with one record in the log; each membership's basis names the file it came from.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from gongzhi.common.clock import local_day
from gongzhi.common.imports.cells import PartialDate
from gongzhi.common.imports.kinds import ImportKind, WriteContext
from gongzhi.common.tenancy import current_federation_id
from gongzhi.federations.models import Community, Division, Federation
from gongzhi.organisations.models import (
    Membership,
    MembershipSpell,
    Organisation,
    OrganisationIdentity,
    Representative,
)
from gongzhi.organisations.rights import Right
from gongzhi.organisations.roster import judging, layouts
from gongzhi.organisations.roster.words import community_key
from gongzhi.organisations.rules import name_keys
from gongzhi.organisations.selectors import roster as selectors
from gongzhi.people.models import Person
from gongzhi.people.rules import PersonDraft
from gongzhi.people.services.importing import take_over_people

Row = Mapping[str, Any]
AT_ONCE = 1000
LONGEST_BASIS = 200


def write_organisations(rows: Sequence[Row], context: WriteContext) -> None:
    """Take member organisations over: identity, record, membership, leader."""
    organisations = _create(rows, [_organisation_facts(row) for row in rows])
    _admit([Membership(organisation=organisation) for organisation in organisations], context)
    leaders = [(o, row["leader_name"], row["leader_phone"]) for o, row in zip(organisations, rows, strict=True)]
    _represent(leaders, Representative.Role.LEADER, context)


def write_enterprises(rows: Sequence[Row], context: WriteContext) -> None:
    """Take resident enterprises over: identity, record, membership, contact."""
    organisations = _create(rows, [_enterprise_facts(row) for row in rows])
    _admit([Membership(organisation=organisation) for organisation in organisations], context)
    contacts = [(o, row["contact_name"], row["contact_phone"]) for o, row in zip(organisations, rows, strict=True)]
    _represent(contacts, Representative.Role.CONTACT, context)


def write_individuals(rows: Sequence[Row], context: WriteContext) -> None:
    """Take notables over: person, membership."""
    drafts = [
        PersonDraft(
            name=row["name"], phone=row["phone"] or "", post=row["post"] or "", deputy_of=row["deputy_of"] or ""
        )
        for row in rows
    ]
    people = dict.fromkeys(take_over_people(drafts=drafts))
    members = set(Membership.objects.filter(person__in=people).values_list("person_id", flat=True))
    _admit([Membership(person=person) for person in people if person.pk not in members], context)


KINDS = (
    ImportKind(
        code="organisations",
        label=_("Member organisations"),
        layout=layouts.ORGANISATIONS,
        know=selectors.organisations_ground,
        judge=judging.judge_organisations,
        write=write_organisations,
        right=Right.MANAGE,
        order=10,
    ),
    ImportKind(
        code="enterprises",
        label=_("Resident enterprises"),
        layout=layouts.ENTERPRISES,
        know=selectors.organisations_ground,
        judge=judging.judge_enterprises,
        write=write_enterprises,
        right=Right.MANAGE,
        order=20,
    ),
    ImportKind(
        code="individuals",
        label=_("Individual members"),
        layout=layouts.INDIVIDUALS,
        know=selectors.individuals_ground,
        judge=judging.judge_individuals,
        write=write_individuals,
        right=Right.MANAGE,
        order=30,
    ),
    ImportKind(
        code="members",
        label=_("Members of organisations (checked only)"),
        layout=layouts.MEMBERS,
        know=selectors.members_ground,
        judge=judging.judge_members,
        write=None,
        right=Right.MANAGE,
        order=50,
    ),
)


def _create(rows: Sequence[Row], facts: Sequence[dict[str, Any]]) -> list[Organisation]:
    communities = _communities(row["community"] for row in rows)
    identities = _identities(rows)
    organisations = []
    for row, fact, identity in zip(rows, facts, identities, strict=True):
        keys = name_keys(row["name"])
        organisations.append(
            Organisation(
                identity=identity,
                name=row["name"],
                name_key=keys.key,
                name_pinyin=keys.pinyin,
                name_initials=keys.initials,
                credit_code=row["credit_code"] or "",
                community=communities.get(community_key(row["community"] or "")),
                note=row["note"] or "",
                **fact,
            )
        )
    return Organisation.objects.bulk_create(organisations, batch_size=AT_ONCE)


def _organisation_facts(row: Row) -> dict[str, Any]:
    founded = PartialDate.parse(row["founded_on"]) if row["founded_on"] else None
    return {
        "kind": Organisation.Kind.COMMUNITY_SOCIAL,
        "category": row["category"],
        "standing": row["standing"],
        "founded_on": founded.on if founded else None,
        "founded_precision": founded.precision if founded else Organisation.Precision.DAY,
        "people_count": row["member_count"],
        "full_member_count": row["full_member_count"],
        "probationary_member_count": row["probationary_member_count"],
    }


def _enterprise_facts(row: Row) -> dict[str, Any]:
    return {
        "kind": Organisation.Kind.ENTERPRISE,
        "standing": Organisation.Standing.REGISTERED,
        "offers": row["offers"] or "",
    }


def _identities(rows: Sequence[Row]) -> list[OrganisationIdentity]:
    """Find the identity of each credit code, perhaps known from another federation; make the others."""
    codes = [row["credit_code"] for row in rows if row["credit_code"]]
    known = {identity.credit_code: identity for identity in OrganisationIdentity.objects.filter(credit_code__in=codes)}
    made, answer = [], []
    for row in rows:
        identity = known.get(row["credit_code"]) if row["credit_code"] else None
        if identity is None:
            identity = OrganisationIdentity(credit_code=row["credit_code"], name=row["name"])
            made.append(identity)
        answer.append(identity)
    OrganisationIdentity.objects.bulk_create(made, batch_size=AT_ONCE)
    return answer


def _communities(names: Iterable[str | None]) -> dict[str, Community]:
    """Find the communities the rows name; those of the national list that are not taken over yet are made."""
    wanted = {community_key(name): name for name in names if name}
    known = {community_key(community.name): community for community in Community.objects.all()}
    missing = wanted.keys() - known.keys()
    if missing:
        known |= {community_key(community.name): community for community in _adopt(missing)}
    return {key: known[key] for key in wanted}


def _adopt(keys: Iterable[str]) -> list[Community]:
    federation = Federation.objects.get(pk=current_federation_id())
    wanted = set(keys)
    divisions = [d for d in Division.objects.below(federation.division_id) if community_key(d.name) in wanted]
    return Community.objects.bulk_create([Community(division=division, name=division.name) for division in divisions])


def _admit(memberships: Sequence[Membership], context: WriteContext) -> None:
    """Make members of them on the day of the import; the spell's basis names the file."""
    on = local_day(context.at)
    for membership in memberships:
        membership.state, membership.since = Membership.State.ADMITTED, on
    Membership.objects.bulk_create(memberships, batch_size=AT_ONCE)
    basis = (gettext("Taken over from the roster “%(file)s”") % {"file": context.source})[:LONGEST_BASIS]
    MembershipSpell.objects.bulk_create(
        [
            MembershipSpell(
                membership=membership, state=membership.state, starts_on=on, recorded_at=context.at, basis=basis
            )
            for membership in memberships
        ],
        batch_size=AT_ONCE,
    )


def _represent(named: Sequence[tuple[Organisation, str | None, str | None]], role: str, context: WriteContext) -> None:
    """Name who speaks for each organisation, where the roster names somebody."""
    known = [(organisation, PersonDraft(name=name, phone=phone or "")) for organisation, name, phone in named if name]
    people = take_over_people(drafts=[draft for _organisation, draft in known])
    on: date = local_day(context.at)
    Representative.objects.bulk_create(
        [
            _representative(organisation, person, role, on, context)
            for (organisation, _draft), person in zip(known, people, strict=True)
        ],
        batch_size=AT_ONCE,
    )


def _representative(
    organisation: Organisation, person: Person, role: str, on: date, context: WriteContext
) -> Representative:
    return Representative(organisation=organisation, person=person, role=role, starts_on=on, recorded_at=context.at)
