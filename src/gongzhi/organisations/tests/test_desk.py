"""What the desk says of applications."""

from datetime import date

from django.db import connection
from django.test.utils import CaptureQueriesContext

from gongzhi.common.permissions import Actor
from gongzhi.federations.models import Federation
from gongzhi.kernel.decisions import Mandate
from gongzhi.organisations import selectors
from gongzhi.organisations.rights import Right

from .factories import AT, add, admit, apply, lead, leader_of, make_member, make_person


def test_applications_are_due_from_those_who_decide_and_wait_for_those_who_applied(federation: Federation) -> None:
    organisation, leader = add("甲队"), make_person("何海")
    lead(organisation, leader)
    membership = apply(organisation)
    decider = Actor(person_id=make_person("周敏").pk, mandates=(Mandate(right=Right.ADMIT, office="秘书"),))
    with CaptureQueriesContext(connection) as queries:
        [due] = selectors.desk_items(actor=decider, at=AT)
    [waiting] = selectors.desk_items(actor=leader_of(organisation.pk, leader), at=AT)
    assert (due.kind, due.title, waiting.kind) == ("due", "甲队", "waiting")
    assert len(queries) == 1
    admit(membership, date(2026, 11, 20))
    [answered] = selectors.desk_items(actor=leader_of(organisation.pk, leader), at=AT)
    assert (answered.kind, answered.state) == ("answered", "met")
    assert selectors.desk_items(actor=decider, at=AT) == []


def test_old_answers_leave_the_desk(federation: Federation) -> None:
    organisation = make_member("甲队", make_person("何海"))
    leader = organisation.representatives.get().person
    assert list(selectors.desk_items(actor=leader_of(organisation.pk, leader), at=AT)) == []


def test_nobody_decides_on_the_own_organisation(federation: Federation) -> None:
    organisation, leader = add("甲队"), make_person("何海")
    apply(organisation)
    both = Actor(
        person_id=leader.pk,
        mandates=(Mandate(right=Right.ADMIT, office="秘书"),),
        organisation_ids=frozenset({organisation.pk}),
    )
    assert [item.kind for item in selectors.desk_items(actor=both, at=AT)] == ["waiting"]
