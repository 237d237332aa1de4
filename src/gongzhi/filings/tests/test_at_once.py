"""Two people at once: one wins, the other is told what happened."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from gongzhi.common.tenancy import scope
from gongzhi.common.testing import make_federation
from gongzhi.filings import services
from gongzhi.filings.models import Filing
from gongzhi.filings.tests.factories import drafted, make_street, submitted
from gongzhi.kernel.errors import DomainError
from gongzhi.offices.testing import MONDAY

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def crowd():
    """A street whose rows other threads can see, and a way to let them act at the same moment."""
    federation = make_federation()

    def at_once(deeds):
        start = Barrier(len(deeds))

        def act(deed):
            try:
                with scope(federation.pk):
                    start.wait(timeout=20)
                    return deed().state
            except DomainError as refusal:
                return str(refusal)
            finally:
                connection.close()

        with ThreadPoolExecutor(len(deeds)) as pool:
            return list(pool.map(act, deeds))

    with scope(federation.pk):
        yield make_street(), at_once


def test_approval_against_withdrawal(crowd):
    street, at_once = crowd
    filing = submitted(street)
    send = {"filing_id": filing.pk, "at": MONDAY}
    said = at_once(
        [
            lambda: services.approve(actor=street.secretary, **send),
            lambda: services.withdraw_filing(actor=street.leader, **send),
        ]
    )
    filing.refresh_from_db()
    if said[0] == "approved":
        assert said[1] == "withdrawn"  # what was approved can still be withdrawn before its day
    else:
        assert said == ["It was withdrawn.", "withdrawn"]
    assert filing.state == "withdrawn"


def test_approval_against_refusal(crowd):
    street, at_once = crowd
    filing = submitted(street)
    send = {"filing_id": filing.pk, "at": MONDAY}
    said = at_once(
        [
            lambda: services.approve(actor=street.secretary, **send),
            lambda: services.refuse(actor=street.reviewer, note="不行", **send),
        ]
    )
    filing.refresh_from_db()
    assert filing.state in {"approved", "refused"}
    assert sorted(said) in (["It was approved.", "approved"], ["It was refused.", "refused"])
    assert filing.events.filter(deed__in=["approve", "refuse"]).count() == 1


def test_the_same_press_sent_five_times_counts_once(crowd):
    street, at_once = crowd
    filing = submitted(street)
    send = {"actor": street.secretary, "filing_id": filing.pk, "at": MONDAY, "key": "one-press"}
    assert Counter(at_once([lambda: services.approve(**send)] * 5)) == {"approved": 5}
    assert filing.events.filter(deed="approve").count() == 1


def test_numbers_given_at_once_are_all_different(crowd):
    street, at_once = crowd
    drafts = [drafted(street) for _number in range(6)]
    at_once(
        [lambda pk=draft.pk: services.submit_filing(actor=street.leader, filing_id=pk, at=MONDAY) for draft in drafts]
    )
    assert sorted(Filing.objects.values_list("number", flat=True)) == [1, 2, 3, 4, 5, 6]
