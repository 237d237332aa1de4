"""Who may do what with a membership, as a table."""

from typing import Any

import pytest

from gongzhi.common.permissions import ANONYMOUS, SYSTEM, Actor
from gongzhi.federations.models import Federation
from gongzhi.kernel.decisions import Mandate
from gongzhi.organisations import permissions
from gongzhi.organisations.models import Membership, Organisation
from gongzhi.organisations.rights import Right
from gongzhi.organisations.rules import Deed

from .factories import leader_of, make_member, make_person

ACTORS = ("another's leader", "nobody", "reader", "keeper", "decider", "own leader", "own leader who decides", "system")


@pytest.fixture
def membership(federation: Federation) -> Any:
    return make_member("甲队", make_person("何海")).memberships.select_related("organisation").get()


def actor(who: str, organisation: Any) -> Actor:
    leader = organisation.representatives.get().person
    holding = {
        "reader": (Right.READ,),
        "keeper": (Right.READ, Right.MANAGE),
        "decider": (Right.READ, Right.ADMIT, Right.SUSPEND),
        "own leader who decides": (Right.ADMIT, Right.SUSPEND),
        "another's leader": (Right.READ, Right.APPLY),
    }
    if who in {"nobody", "system"}:
        return ANONYMOUS if who == "nobody" else SYSTEM
    base = leader_of(organisation.pk, leader) if who.startswith("own") else Actor(person_id=make_person("周敏").pk)
    mandates = tuple(Mandate(right=right, office="秘书") for right in holding.get(who, ()))
    return Actor(person_id=base.person_id, mandates=mandates, organisation_ids=base.organisation_ids)


TABLE = {
    ("admitted", Deed.SUSPEND): {"decider", "system"},
    ("admitted", Deed.LEAVE): {"keeper", "own leader", "own leader who decides", "system"},
    ("admitted", Deed.ADMIT): set(),
    ("applied", Deed.ADMIT): {"decider", "system"},
    ("applied", Deed.REFUSE): {"decider", "system"},
    ("applied", Deed.LEAVE): {"keeper", "own leader", "own leader who decides", "system"},
    ("suspended", Deed.RESTORE): {"decider", "system"},
    ("left", Deed.LEAVE): set(),
}


@pytest.mark.parametrize("who", ACTORS)
@pytest.mark.parametrize(("state", "deed"), TABLE)
def test_deeds_with_a_membership(membership: Any, who: str, state: str, deed: Deed) -> None:
    membership.state = state
    decision = permissions.may(actor(who, membership.organisation), deed, membership)
    assert bool(decision) is (who in TABLE[state, deed])
    assert decision.allowed or decision.reason


@pytest.mark.parametrize("who", ACTORS)
def test_applying(membership: Any, who: str) -> None:
    membership.state = "left"
    organisation = membership.organisation
    decision = permissions.may_apply(
        actor(who, organisation), organisation_id=organisation.pk, person_id=None, membership=membership
    )
    assert bool(decision) is (who in {"keeper", "own leader", "own leader who decides", "system"})


@pytest.mark.parametrize("who", ACTORS)
def test_what_is_seen(membership: Any, who: str) -> None:
    seen = Organisation.objects.visible_to(actor(who, membership.organisation)).count()
    assert seen == (0 if who == "nobody" else 1)


def test_strangers_with_an_account_see_nothing(membership: Any) -> None:
    stranger = Actor(person_id=make_person("吴秀").pk)
    assert not Organisation.objects.visible_to(stranger).exists()
    assert not Membership.objects.visible_to(stranger).exists()
    assert not permissions.may_see_elsewhere(stranger, membership.organisation_id)
