"""Pages of planners: numbers, hot topics, whom to visit, who goes; and the lists of all."""

from datetime import date
from uuid import uuid4

import pytest
import time_machine

from gongzhi.visits.models import Assignment, HotTopic, PlanLine, Target
from gongzhi.visits.rules import VisitKind
from gongzhi.visits.tests.factories import LIGHT, MONDAY, given, household, visited
from gongzhi.visits.tests.pages import words


@pytest.fixture(autouse=True)
def _monday():
    with time_machine.travel(MONDAY, tick=True):
        yield


def test_the_planner_plans_gives_and_takes_back(street, seen_by, federation, url_in):
    client = seen_by(street.planner)
    edit = url_in(federation, "visits:plan_edit")
    proposed = client.get(edit).context["form"]
    assert proposed["count_hook_up"].value() == 2
    counts = {f"count_{kind}": "2" for kind in VisitKind}
    assert client.post(edit, {**counts, "hot_topics": "电梯\n\n停车", "version": "0"}).status_code == 303
    assert HotTopic.objects.count() == 2
    stale = client.post(edit, {**counts, "count_member": "9", "version": "0"})
    assert stale.status_code == 422
    assert ("2", "9") in [(row["saved"], row["typed"]) for row in stale.context["differences"]]
    client.post(url_in(federation, "visits:take_over"), {"deed_key": "t"})
    assert Target.objects.count() == 6
    target = Target.objects.filter(kind="member").get()
    listed = url_in(federation, "visits:targets")
    give = {"targets": [target.pk], "person": street.cadre.person_id, "due_on": "2026-11-20"}
    assert client.post(listed, give).status_code == 303
    assignment = Assignment.objects.get()
    assert assignment.due_on == date(2026, 11, 20)
    assert client.post(url_in(federation, "visits:drop", assignment.pk)).status_code == 303
    assert client.post(url_in(federation, "visits:drop", assignment.pk)).status_code == 422


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"targets": []}, "targets"),
        ({"targets": [str(uuid4())]}, "targets"),
        ({"targets": ["x"]}, "targets"),
        ({"person": ""}, "person"),
        ({"person": str(uuid4())}, "person"),
        ({"due_on": "2026-11-01"}, "due_on"),
        ({"due_on": "morgen"}, "due_on"),
    ],
)
def test_wrong_giving_is_told(street, seen_by, federation, url_in, change, field):
    target = household(street)
    give = {"targets": [target.pk], "person": street.cadre.person_id, "due_on": "2026-11-20", **change}
    answer = seen_by(street.planner).post(url_in(federation, "visits:targets"), give)
    assert answer.status_code == 422
    assert answer.context["form"].errors[field]
    assert not Assignment.objects.exists()


@pytest.mark.parametrize(
    "change",
    [{"count_member": "-1"}, {"count_member": "many"}, {"count_member": "99999"}, {"hot_topics": "长" * 61}],
)
def test_wrong_plans_are_told(street, seen_by, federation, url_in, change):
    counts = {f"count_{kind}": "2" for kind in VisitKind}
    sent = {**counts, "version": "0", "hot_topics": "", **change}
    answer = seen_by(street.planner).post(url_in(federation, "visits:plan_edit"), sent)
    assert answer.status_code == 422
    assert answer.context["form"].errors[next(iter(change))]
    assert not PlanLine.objects.exists()


def test_a_target_is_added_changed_and_taken_off(street, seen_by, federation, url_in):
    client = seen_by(street.planner)
    new = url_in(federation, "visits:target_new", "notable")
    assert client.post(new, {"person": "顾明远 · 市政协委员"}).status_code == 303
    again = client.post(new, {"person": "顾明远"})
    assert again.status_code == 422
    assert again.context["form"].errors["person"]
    target = Target.objects.get()
    page = url_in(federation, "visits:target", target.pk)
    assert client.post(page, {"note": "上午在家", "community": street.community.pk}).status_code == 303
    target.refresh_from_db()
    assert (target.note, target.is_active) == ("上午在家", False)
    assert client.get(url_in(federation, "visits:record", target.pk)).status_code == 403


def test_lists_are_narrowed(street, seen_by, federation, url_in):
    visited(street, given(street), LIGHT)
    household(street, "9栋909")
    client = seen_by(street.planner)
    assert "3栋" in words(client.get(url_in(federation, "visits:list") + "?kind=household&first=2026-11-02"))
    assert "3栋" not in words(client.get(url_in(federation, "visits:list") + "?kind=member"))
    open_ones = words(client.get(url_in(federation, "visits:targets") + "?stands=ungiven&q=9栋"))
    assert "9栋909" in open_ones
    assert "3栋" not in open_ones
