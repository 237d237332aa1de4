"""A decision carries its reason and its mandate."""

from uuid import UUID

import pytest

from gongzhi.kernel.decisions import Mandate, NotAllowed, allow, refuse
from gongzhi.kernel.errors import DomainError

MANDATE = Mandate("filings.filing.review", "会长", UUID(int=7), "charter.power.review")


def test_what_is_allowed_rests_on_its_mandate() -> None:
    decision = allow(MANDATE)

    assert decision
    assert decision.require() is decision
    assert decision.mandate == MANDATE


def test_what_needs_no_office_is_allowed_without_a_mandate() -> None:
    assert allow()
    assert allow().mandate is None


def test_a_refusal_says_why() -> None:
    decision = refuse("Only %(office)s may do this.", office="会长")

    assert not decision
    with pytest.raises(NotAllowed, match=r"^Only 会长 may do this\.$"):
        decision.require()


def test_a_refusal_may_be_filled_with_any_name() -> None:
    decision = refuse("%(reason)s: %(field)s", reason="closed", field="budget")

    with pytest.raises(DomainError, match="closed: budget") as caught:
        decision.require()
    assert caught.value.field is None


def test_a_refusal_without_a_reason_still_speaks() -> None:
    with pytest.raises(NotAllowed, match="not allowed"):
        refuse("").require()


def test_decisions_can_be_members_of_a_set() -> None:
    assert len({allow(), allow(), refuse("No.", day=1), refuse("No.", day=1)}) == 2
