"""This will read what strangers may know of a federation, and where an account belongs."""

from dataclasses import dataclass
from uuid import UUID

from gongzhi.federations.addresses import address_in
from gongzhi.federations.models import Community, Federation
from gongzhi.organisations.models import Membership
from gongzhi.people.selectors import persons_of


@dataclass(frozen=True)
class MyFederation:
    """One federation of an account: its name, the address of its desk, and whether the page lies in it."""

    name: str
    url: str
    current: bool


@dataclass(frozen=True)
class Face:
    """What a federation shows to strangers: counts and the names of its communities, nothing of persons."""

    communities: tuple[Community, ...]
    organisations: int
    individuals: int


def federations_of(*, account_id: UUID, here: UUID | None = None) -> list[MyFederation]:
    """List the federations in which an account has a person, by code; one query."""
    return [
        MyFederation(
            person.federation.name, address_in(person.federation.code, "desk:home"), person.federation_id == here
        )
        for person in persons_of(account_id=account_id)
    ]


def face() -> Face:
    """Read the public face of the scope's federation; three queries."""
    admitted = Membership.objects.filter(state=Membership.State.ADMITTED)
    return Face(
        communities=tuple(Community.objects.in_order()),
        organisations=admitted.filter(organisation__isnull=False).count(),
        individuals=admitted.filter(person__isnull=False).count(),
    )


def helpline_of(federation: Federation | None, *, fallback: str) -> str:
    """Tell the telephone number of a human being: the federation's own, or the installation's."""
    return (federation.phone if federation else "") or fallback
