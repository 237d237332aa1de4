"""
This will say who can be tried out in demo mode. Its accounts are known by their user names, ``demo-<kind>``.

The page that signs in by one click is mounted in demo mode only (see ``portal.urls``); these accounts have no
password and so no other way in.
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from gongzhi.common.tenancy import across
from gongzhi.people.models import Account, Person
from gongzhi.people.rules import DEMO_PREFIX


@dataclass(frozen=True)
class DemoKind:
    """A kind of user: its code, how it is called, and in one sentence what it comes to do."""

    code: str
    label: str | Promise
    task: str | Promise
    needs_account: bool = True


DEMO_KINDS = (
    DemoKind("secretary", _("Federation secretary"), _("See what is due, call a lawful meeting, keep the register.")),
    DemoKind("leader", _("Leader of a member organisation"), _("File an activity and see where it stands.")),
    DemoKind("reviewer", _("Federation party branch"), _("Review filings: return for correction, agree or refuse.")),
    DemoKind("cadre", _("Cadre of the two committees"), _("Follow the organisations of the community on a phone.")),
    DemoKind("street", _("Street office"), _("See how the federation keeps its duties, and answer.")),
    DemoKind("guidance", _("District guidance group"), _("Look across the streets: duties, terms, reports.")),
    DemoKind("resident", _("Resident"), _("Read what is public, without an account."), needs_account=False),
    DemoKind(
        "enterprise", _("Enterprise or respected neighbour"), _("See the federation one belongs to, and join in.")
    ),
    DemoKind("auditor", _("Auditor"), _("Check that nothing was altered.")),
)


@dataclass(frozen=True)
class DemoChoice:
    """A kind with the person that plays it; ``None`` where the demo has none or needs none."""

    kind: DemoKind
    person: Person | None


@dataclass(frozen=True)
class DemoCast:
    """Who can be tried out: one for each kind, in their order, and whoever else the demo gave an account."""

    choices: tuple[DemoChoice, ...]
    others: tuple[tuple[str, Person], ...]


def demo_cast() -> DemoCast:
    """List the kinds with who plays them, and the others by code; one query."""
    persons = _players()
    chosen = [DemoChoice(kind, _player_of(kind, persons)) for kind in DEMO_KINDS]
    taken = {choice.person for choice in chosen}
    others = tuple((code, person) for code, person in persons.items() if person not in taken)
    return DemoCast(tuple(chosen), others)


def demo_account(code: str) -> Account | None:
    """Find the account that plays a kind, or the other one of this code; ``None`` if nobody does."""
    cast = demo_cast()
    playing = {choice.kind.code: choice.person for choice in cast.choices} | dict(cast.others)
    person = playing.get(code)
    return person.account if person else None


def _players() -> dict[str, Person]:
    """Find the demo's people by the code in their user name, in its order."""
    with across(reason="the demo's page of sign-ins"):
        rows = Person.objects.filter(account__username__startswith=DEMO_PREFIX, account__is_active=True)
        persons = list(rows.select_related("account", "federation").order_by("account__username", "pk"))
    return {p.account.username.removeprefix(DEMO_PREFIX): p for p in persons if p.account}


def _player_of(kind: DemoKind, persons: dict[str, Person]) -> Person | None:
    if not kind.needs_account:
        return None
    return next((p for code, p in persons.items() if code == kind.code or code.startswith(f"{kind.code}-")), None)
