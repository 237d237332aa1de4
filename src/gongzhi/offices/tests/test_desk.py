"""What the desk says of terms."""

from datetime import timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext

from gongzhi.common.permissions import ANONYMOUS, SYSTEM, Actor
from gongzhi.federations.models import Federation
from gongzhi.kernel.decisions import Mandate
from gongzhi.offices import selectors
from gongzhi.offices.rights import Right

from .factories import AT, TODAY, elect, make_person, office, set_up


def test_terms_that_wait_or_run_out_are_due(federation: Federation) -> None:
    set_up()
    waiting = make_person("周明", is_cadre=True)
    elect(office("officers", "president"), waiting)
    elect(office("officers", "secretary_general"), make_person("朱明"), ends_on=TODAY + timedelta(days=30))
    elect(office("council", "council_member"), make_person("何海"), ends_on=TODAY + timedelta(days=300))
    with CaptureQueriesContext(connection) as queries:
        items = selectors.desk_items(actor=SYSTEM, at=AT)
    assert [(item.title, item.due_on) for item in items] == [
        ("会长 周明", None),
        ("秘书长 朱明", TODAY + timedelta(days=29)),
    ]
    assert len(queries) == 1
    himself = Actor(person_id=waiting.pk, mandates=(Mandate(right=Right.APPROVE_CADRE, office="组织委员"),))
    assert selectors.desk_items(actor=himself, at=AT) == []
    assert selectors.desk_items(actor=ANONYMOUS, at=AT) == ()
