"""This will found federations on real divisions."""

from datetime import date, datetime

from gongzhi.common import audit, outbox
from gongzhi.common.deeds import deed
from gongzhi.common.permissions import Actor
from gongzhi.common.tenancy import current_federation_id, current_scope, scope
from gongzhi.federations import permissions
from gongzhi.federations.models import Community, Division, Federation
from gongzhi.federations.rules import (
    DivisionUnknown,
    FederationNameTaken,
    community_names,
    kind_on,
    next_federation_code,
)

FOUNDED = "federations.federation.founded"
ADOPTED = "federations.communities.adopted"


@deed(FOUNDED)
def found_federation(
    *,
    actor: Actor,
    division_code: str,
    name: str,
    at: datetime,
    short_name: str = "",
    phone: str = "",
    founded_on: date | None = None,
    is_demo: bool = False,
    key: str = "",
) -> Federation:
    """
    Found the federation of a sub-district, or the guidance group of a district, with its communities.

    A division may have several; each gets a code of its own. Outside a scope only the system founds, from a command.
    Publishes ``federations.federation.founded`` with ``federation`` in the scope of the new one.

    :raises DivisionUnknown: if there is no such division
    :raises DivisionNotFit: on a province, prefecture or community
    :raises FederationNameTaken: if the division has one of this name
    """
    kind = kind_on(division_code)
    division = Division.objects.select_for_update().filter(pk=division_code).first()
    if division is None:
        raise DivisionUnknown(field="division_code", code=division_code)
    own = _own_federation()
    decision = permissions.may_found(actor, own=own, division_code=division_code).require()
    there = dict(Federation.objects.filter(division=division).values_list("code", "name"))
    if name in there.values():
        raise FederationNameTaken(field="name")
    federation = Federation.objects.create(
        code=next_federation_code(division_code=division_code, taken=there.keys()),
        name=name,
        short_name=short_name or name[:40],
        kind=kind,
        division=division,
        founded_on=founded_on,
        phone=phone,
        is_demo=is_demo,
    )
    facts = {"code": federation.code, "name": name}
    if own is not None:
        audit.record(FOUNDED, actor=actor, subject=federation, at=at, facts=facts, mandate=decision.mandate)
    with scope(federation.pk):
        facts["communities"] = str(len(_adopt(division_code)))
        audit.record(FOUNDED, actor=actor, subject=federation, at=at, facts=facts, mandate=decision.mandate)
        outbox.publish(FOUNDED, {"federation": str(federation.pk)})
    return federation


@deed(ADOPTED)
def adopt_communities(*, actor: Actor, at: datetime, key: str = "") -> Federation:
    """Take over those communities of the national list that the federation lacks; running it again adds none."""
    federation = Federation.objects.select_for_update().get(pk=current_federation_id())
    decision = permissions.may_manage_ground(actor).require()
    added = _adopt(federation.division_id)
    if added:
        facts = {"communities": [community.name for community in added]}
        audit.record(ADOPTED, actor=actor, subject=federation, at=at, facts=facts, mandate=decision.mandate)
    return federation


def _own_federation() -> Federation | None:
    chosen = current_scope()
    if chosen is None or chosen.federation_id is None:
        return None
    return Federation.objects.get(pk=chosen.federation_id)


def _adopt(street_code: str) -> list[Community]:
    """Make the communities of a sub-district that are not there yet, by code and by name."""
    if kind_on(street_code) != Federation.Kind.STREET:
        return []
    divisions = list(Division.objects.below(street_code))
    names = community_names([division.name for division in divisions])
    known = Community.objects.values_list("division_id", "name")
    codes, taken = {code for code, _name in known}, {name for _code, name in known}
    return Community.objects.bulk_create(
        Community(division=division, name=name)
        for division, name in zip(divisions, names, strict=True)
        if division.code not in codes and name not in taken
    )
