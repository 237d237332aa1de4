"""Who may do what with a term, as a table."""

import pytest

from gongzhi.common.permissions import ANONYMOUS, SYSTEM, Actor
from gongzhi.federations.models import Federation
from gongzhi.kernel.decisions import Mandate
from gongzhi.offices import permissions
from gongzhi.offices.models import Body, Term
from gongzhi.offices.rights import Right

from .factories import elect, make_person, office, set_up

ACTORS = ("nobody", "member", "reader", "keeper", "approver", "holder", "holder who approves", "system")
HOLDING = {
    "reader": (Right.READ,),
    "keeper": (Right.READ, Right.MANAGE),
    "approver": (Right.APPROVE_CADRE,),
    "holder who approves": (Right.APPROVE_CADRE,),
}


@pytest.fixture
def term(federation: Federation) -> Term:
    set_up()
    return elect(office("officers", "president"), make_person("周明", is_cadre=True))


def actor(who: str, term: Term) -> Actor:
    if who in {"nobody", "system"}:
        return ANONYMOUS if who == "nobody" else SYSTEM
    person = term.person if who.startswith("holder") else make_person("何海")
    mandates = tuple(Mandate(right=right, office="秘书") for right in HOLDING.get(who, ()))
    return Actor(person_id=person.pk, mandates=mandates)


@pytest.mark.parametrize("who", ACTORS)
@pytest.mark.parametrize(
    ("deed", "allowed"),
    [
        (permissions.may_end, {"keeper", "system"}),
        (permissions.may_correct, {"keeper", "system"}),
        (permissions.may_approve, {"approver", "system"}),
    ],
)
def test_deeds_with_a_term(term: Term, who: str, deed: object, allowed: set[str]) -> None:
    decision = deed(actor(who, term), term)
    assert bool(decision) is (who in allowed)
    assert decision.allowed or decision.reason


@pytest.mark.parametrize("who", ACTORS)
def test_what_is_seen(term: Term, who: str) -> None:
    someone = actor(who, term)
    sees_terms = who in {"reader", "keeper", "holder", "holder who approves", "system"}
    assert Term.objects.visible_to(someone).exists() is sees_terms
    assert bool(permissions.may_see_terms_of(someone, term.person_id)) is sees_terms
    assert Body.objects.visible_to(someone).exists() is (who != "nobody")


def test_a_replaced_entry_is_closed(term: Term) -> None:
    term.superseded_at = term.recorded_at
    for deed in (permissions.may_end, permissions.may_correct, permissions.may_approve):
        assert not deed(SYSTEM, term)
