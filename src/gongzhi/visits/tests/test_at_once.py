"""Many at once: a bad line sends a visit again and again, and still there is one."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from gongzhi.common.tenancy import scope
from gongzhi.common.testing import make_federation
from gongzhi.kernel.errors import DomainError
from gongzhi.matters.models import Matter, Voice
from gongzhi.participation.models import Contact
from gongzhi.visits import services
from gongzhi.visits.models import Remark, Target, Visit
from gongzhi.visits.rules import Saying, Topic, VisitKind, Whom
from gongzhi.visits.tests.factories import LIGHT, MONDAY, PRAISE, given, how, make_street, visited

pytestmark = pytest.mark.django_db(transaction=True)

RESENDS = 50


@pytest.fixture
def crowd():
    """A street whose rows other threads can see, and a way to let them act at the same moment."""
    federation = make_federation()

    def at_once(deeds):
        start = Barrier(len(deeds))

        def act(deed):
            try:
                with scope(federation.pk):
                    start.wait(timeout=60)
                    return deed()
            except DomainError as refusal:
                return str(refusal)
            finally:
                connection.close()

        with ThreadPoolExecutor(len(deeds)) as pool:
            return list(pool.map(act, deeds))

    with scope(federation.pk):
        yield make_street(), at_once


def test_fifty_resends_make_one_visit_one_set_of_voices_one_contact(crowd):
    street, at_once = crowd
    target = given(street)
    sent = {"actor": street.cadre, "target_id": target.pk, "how": how(street), "at": MONDAY, "key": "one-door"}
    sayings = [LIGHT, Saying(Topic.STREET, "窗口排队久"), PRAISE]
    answers = at_once([lambda: services.record_visit(**sent, sayings=sayings).pk] * RESENDS)
    assert len(set(answers)) == 1
    assert (Visit.objects.count(), Remark.objects.count()) == (1, 3)
    assert (Voice.objects.count(), Matter.objects.count(), Contact.objects.count()) == (2, 2, 1)


def test_of_two_corrections_at_once_one_is_told(crowd):
    street, at_once = crowd
    visit = visited(street, given(street))

    def correct(actor, note):
        change = {"visit_id": visit.pk, "version": 1, "how": how(street, note=note), "at": MONDAY}
        return services.correct_visit(actor=actor, **change).note

    said = at_once([lambda: correct(street.cadre, "甲"), lambda: correct(street.planner, "乙")])
    visit.refresh_from_db()
    assert visit.version == 2
    assert visit.note in {"甲", "乙"}
    assert [each for each in said if each == visit.note] == [visit.note]


def test_two_plans_at_once_make_one(crowd):
    street, at_once = crowd
    plan = {"actor": street.planner, "year": 2026, "version": 0, "hot_topics": [], "at": MONDAY}
    said = at_once([lambda n=n: services.make_plan(**plan, per_quarter={"household": n}).version for n in range(4)])
    assert min(map(str, said)) == "1"
    assert sum(answer == 1 for answer in said) == 1


def test_two_planners_give_one_target_to_one_cadre(crowd):
    street, at_once = crowd
    target = given(street)
    give = {"actor": street.planner, "target_ids": [target.pk], "due_on": how().on, "at": MONDAY}
    at_once(
        [
            lambda: services.give_targets(**give, person_id=street.colleague.person_id).pk,
            lambda: services.give_targets(**give, person_id=street.president.person_id).pk,
        ]
    )
    assert target.assignments.filter(dropped_at__isnull=True).count() == 1


def test_of_two_who_put_one_on_the_list_at_once_one_is_told(crowd):
    street, at_once = crowd
    whom = Whom(kind=VisitKind.HOUSEHOLD, label="5栋101")
    said = at_once([lambda: services.add_target(actor=street.planner, whom=whom, at=MONDAY).pk] * 4)
    listed = Target.objects.get(label="5栋101")
    assert [each for each in said if each == listed.pk] == [listed.pk]
