"""What the institution, desks and pages read from visits."""

from datetime import date, timedelta

import pytest

from gongzhi.institution.rules.verdicts import Status
from gongzhi.institution.selectors.board import board_of
from gongzhi.kernel.periods import Period
from gongzhi.matters.models import Matter
from gongzhi.visits import services
from gongzhi.visits.rules import Result, Saying, Topic, VisitKind, Whom
from gongzhi.visits.selectors.coverage import year_of_visits
from gongzhi.visits.selectors.desk import desk_lines
from gongzhi.visits.selectors.evidence import visit_evidence
from gongzhi.visits.selectors.mine import my_visits, recap_of
from gongzhi.visits.tests.factories import FIRST_DAY, LIGHT, MONDAY, PRAISE, given, household, how, visited

DAY = timedelta(days=1)
YEAR = Period(date(2026, 1, 1), date(2027, 1, 1))
NEW_YEAR = date(2027, 1, 1)


def evidence(federation, period=YEAR):
    return visit_evidence(federation_id=federation.pk, period=period)


def spot(street, kind="household", *, result=Result.MET, organisation=None, label="3栋501", on=FIRST_DAY):
    whom = Whom(
        kind=VisitKind(kind),
        organisation_id=organisation.pk if organisation else None,
        label="" if organisation else label,
    )
    return services.record_visit(actor=street.cadre, whom=whom, how=how(on=on, result=result), at=MONDAY)


def verdict(code, subject="", on=FIRST_DAY):
    found = [
        each
        for each in board_of(on=on).verdicts
        if each.clause.code == code and each.subject == subject and each.period.contains(FIRST_DAY)
    ]
    return found[0]


def test_one_query_gives_the_visits_made(street, federation, django_assert_num_queries):
    spot(street)
    spot(street, "hook_up", organisation=street.choir)
    spot(street, "enterprise", organisation=street.bakery)
    spot(street, result=Result.NOBODY_HOME)
    void = spot(street)
    services.void_visit(actor=street.cadre, visit_id=void.pk, reason="重复", at=MONDAY)
    with django_assert_num_queries(1):
        rows = evidence(federation)
    assert [(row.subject, row.facts) for row in rows] == [
        ("", {"kind": "household"}),
        (str(street.choir.pk), {"kind": "hook_up"}),
        ("", {"kind": "enterprise"}),
    ]
    assert all("3栋" not in row.title for row in rows)
    assert evidence(federation, Period(FIRST_DAY + DAY, None)) == []


def test_twelve_visits_of_any_kind_meet_the_quarter(street):
    """Charter model art. 81: 每季度……不少于12次"""
    for number in range(11):
        spot(street, label=f"{number}栋")
    for result in (Result.REFUSED, Result.MOVED, Result.NOBODY_HOME):
        spot(street, result=result)
    before = verdict("charter.visits.quarterly")
    assert (before.status, before.counted) == (Status.NOT_DUE, 11)
    assert verdict("charter.visits.quarterly", on=NEW_YEAR - DAY).counted == 11
    spot(street, "member", organisation=street.choir)
    met = verdict("charter.visits.quarterly")
    assert (met.status, met.counted, met.needed) == (Status.MET, 12, 12)


def test_a_hook_up_is_judged_for_each_member(street):
    """Charter model art. 14: 社区“两委”干部挂钩联系会员组织，每季度至少联系一次"""
    spot(street, "hook_up", organisation=street.choir)
    spot(street, "member", organisation=street.bakery)
    assert verdict("charter.members.hook_up", str(street.choir.pk)).status is Status.MET
    assert verdict("charter.members.hook_up", str(street.bakery.pk)).status is Status.NOT_DUE


def lines(actor, at=MONDAY):
    return [(line.kind, line.title, line.state) for line in desk_lines(actor=actor, at=at)]


def test_the_desk_shows_what_is_due_to_whom_it_was_given(street, settings):
    settings.LANGUAGE_CODE = "zh-hans"
    given(street)
    assert [line[2] for line in lines(street.cadre)] == ["due"]
    assert [line[2] for line in lines(street.cadre, MONDAY + 10 * DAY)] == ["breached"]
    assert lines(street.colleague) == []
    assert lines(street.planner) == []


def test_the_desk_shows_the_most_urgent_and_sums_up_the_rest(street):
    for number in range(8):
        given(street, f"{number}栋", due_on=FIRST_DAY + number * DAY)
    given(street, "later", due_on=FIRST_DAY + 40 * DAY)
    found = desk_lines(actor=street.cadre, at=MONDAY)
    assert len(found) == 6
    assert "3" in found[-1].title


@pytest.mark.parametrize(("role", "most"), [("cadre", 1), ("planner", 1), ("street", 0), ("stranger", 0)])
def test_the_desk_takes_one_query(street, django_assert_max_num_queries, role, most):
    for number in range(7):
        given(street, f"{number}栋")
    with django_assert_max_num_queries(most):
        desk_lines(actor=getattr(street, role), at=MONDAY)


def test_ones_own_list_knows_tries_and_the_last_time(street, django_assert_num_queries):
    target = given(street)
    visited(street, target, on=FIRST_DAY - 40 * DAY, result=Result.MET, actor=street.cadre)
    services.give_targets(
        actor=street.planner,
        target_ids=[target.pk],
        person_id=street.cadre.person_id,
        due_on=date(2027, 1, 8),
        at=MONDAY,
    )
    visited(street, target, result=Result.NOBODY_HOME)
    given(street, "later", due_on=FIRST_DAY + 40 * DAY)
    with django_assert_num_queries(2):
        found = my_visits(person_id=street.cadre.person_id, today=FIRST_DAY)
    assert [(each.tries, each.last_on) for each in found.planned] == [(0, None), (1, FIRST_DAY - 40 * DAY)]
    assert found.due == ()
    assert [visit.result for visit in found.done] == ["nobody_home"]


def test_the_recap_tells_what_became_of_it(street, django_assert_max_num_queries):
    target = given(street)
    visited(street, target, LIGHT, PRAISE)
    with django_assert_max_num_queries(6):
        [(_visit, said)] = recap_of(target=target, actor=street.cadre).visits
    assert [line.words for line in said] == [LIGHT.words, PRAISE.words]
    assert said[0].voice.standing == "waiting"
    assert said[0].last.kind == "received"
    assert said[1].voice is None


def test_words_of_a_private_matter_are_hidden_from_other_readers(street):
    target = given(street)
    visited(street, target, LIGHT)
    Matter.objects.update(sensitivity="private")
    own = recap_of(target=target, actor=street.cadre).visits[0][1][0]
    other = recap_of(target=target, actor=street.street).visits[0][1][0]
    assigning = recap_of(target=target, actor=street.planner).visits[0][1][0]
    assert (own.words, own.matter_id) == (LIGHT.words, None)
    assert (other.words, other.is_hidden, other.last) == ("", True, None)
    assert (assigning.words, assigning.matter_id) == (LIGHT.words, Matter.objects.get().pk)


def test_the_year_counts_kinds_quarters_and_reach(street, federation, django_assert_max_num_queries):
    services.make_plan(
        actor=street.planner,
        year=2026,
        version=0,
        per_quarter={VisitKind.HOUSEHOLD: 2},
        hot_topics=["电梯"],
        at=MONDAY,
    )
    visited(street, given(street), LIGHT, Saying(Topic.HOT, "不同意"))
    visited(street, given(street, "5栋101"), result=Result.NOBODY_HOME)
    household(street, "7栋201")
    spot(street, on=date(2026, 2, 1))
    with django_assert_max_num_queries(14):
        seen = year_of_visits(year=2026, today=FIRST_DAY, federation=federation)
    row = next(row for row in seen.rows if row.kind is VisitKind.HOUSEHOLD)
    cells = [(cell.planned, cell.made, cell.attempted, cell.state) for cell in row.quarters]
    assert cells == [(2, 1, 1, "breached"), (2, 0, 0, "breached"), (2, 0, 0, "breached"), (2, 1, 2, "due")]
    assert (row.made, row.attempted) == (2, 3)
    [reach] = seen.reach
    cell = reach.cells[list(VisitKind).index(VisitKind.HOUSEHOLD)]
    assert (reach.community, cell.listed, cell.met, cell.tried) == (street.community, 3, 1, 2)
    assert {topic: count for topic, count in seen.topics.items() if count} == {Topic.COMMUNITY: 1, Topic.HOT: 1}
    assert {demand.clause.code for demand in seen.demands} == {"charter.visits.quarterly", "charter.members.hook_up"}
