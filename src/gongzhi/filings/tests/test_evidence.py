"""What the institution and the desks read from filings."""

from datetime import date, timedelta

import pytest

from gongzhi.filings import services
from gongzhi.filings.models import Filing
from gongzhi.filings.rules import Outcome
from gongzhi.filings.selectors.desk import desk_lines
from gongzhi.filings.selectors.evidence import filing_evidence
from gongzhi.filings.tests.factories import approved, drafted, submitted
from gongzhi.institution.rules.verdicts import Status
from gongzhi.institution.selectors.board import board_of
from gongzhi.kernel.periods import Period
from gongzhi.offices.testing import FIRST_DAY, MONDAY

DAY = timedelta(days=1)
YEAR = Period(date(2026, 1, 1), date(2027, 1, 1))


def evidence(federation, period=YEAR):
    return filing_evidence(federation_id=federation.pk, period=period)


def test_one_query_gives_all_evidence(street, federation, django_assert_num_queries):
    filing = approved(street)
    submitted(street)
    drafted(street)
    with django_assert_num_queries(1):
        rows = evidence(federation)
    assert [(row.code, row.on) for row in rows if row.subject == str(filing.pk)] == [
        ("filings.submitted", FIRST_DAY),
        ("filings.answered", FIRST_DAY),
        ("filings.held", date(2026, 11, 30)),
    ]
    assert len(rows) == 4


def test_a_return_suspends_the_clock_in_the_evidence(street, federation):
    filing = submitted(street)
    services.return_for_correction(actor=street.secretary, filing_id=filing.pk, note="补正", at=MONDAY + DAY)
    services.resubmit_filing(actor=street.leader, filing_id=filing.pk, at=MONDAY + 8 * DAY)
    [row] = evidence(federation)
    assert row.facts["suspended"] == (Period(date(2026, 11, 3), date(2026, 11, 10)),)


def test_evidence_keeps_to_its_period(street, federation):
    approved(street)
    assert {row.code for row in evidence(federation, Period(date(2026, 11, 25), None))} == {"filings.held"}
    assert evidence(federation, Period(date(2027, 1, 1), None)) == []


def test_what_is_not_held_is_no_evidence_of_holding(street, federation):
    filing = approved(street)
    services.record_not_held(actor=street.leader, filing_id=filing.pk, note="暴雨", at=MONDAY + DAY)
    assert "filings.held" not in {row.code for row in evidence(federation)}


def status_of(code, filing, on):
    found = [v.status for v in board_of(on=on).verdicts if v.clause.code == code and v.subject == str(filing.pk)]
    return found[0] if found else None


@pytest.mark.parametrize(
    ("clause", "days_later", "status"),
    [
        ("charter.filing.notice.file", 0, Status.MET),
        ("charter.filing.notice.answer", 1, Status.NOT_DUE),
        ("charter.filing.notice.answer", 20, Status.BREACHED),
    ],
)
def test_the_board_judges_a_filing(street, clause, days_later, status):
    filing = submitted(street)
    assert status_of(clause, filing, FIRST_DAY + days_later * DAY) == status


def test_a_late_filing_is_a_breach(street):
    filing = submitted(street, starts_at=MONDAY + 3 * DAY)
    assert status_of("charter.filing.notice.file", filing, FIRST_DAY + DAY) == Status.BREACHED


def test_a_withdrawn_filing_needs_no_answer(street):
    filing = submitted(street)
    services.withdraw_filing(actor=street.leader, filing_id=filing.pk, at=MONDAY)
    assert status_of("charter.filing.notice.answer", filing, FIRST_DAY + 20 * DAY) != Status.BREACHED


def test_who_says_nothing_owes_the_report_all_the_same(street):
    filing = approved(street)
    assert status_of("charter.filing.report", filing, date(2026, 12, 31)) == Status.BREACHED


def test_a_report_in_time_meets_its_clause(street):
    filing = approved(street)
    outcome = Outcome(held_on=filing.first_day, people=90, spent_cents=0, story="好")
    services.report_filing(actor=street.leader, filing_id=filing.pk, outcome=outcome, at=filing.starts_at + DAY)
    assert status_of("charter.filing.report", filing, date(2026, 12, 31)) == Status.MET


def lines(actor, at=MONDAY):
    return [(line.kind, line.title, line.state) for line in desk_lines(actor=actor, at=at)]


def test_the_desk_follows_the_filing(street, settings):
    settings.LANGUAGE_CODE = "zh-hans"
    filing = submitted(street)
    assert lines(street.secretary) == [("due", "审核报备：冬至长者音乐会", "open")]
    assert lines(street.secretary, MONDAY + 3 * DAY)[0][2] == "due"
    assert lines(street.secretary, MONDAY + 4 * DAY)[0][2] == "breached"
    assert [line[0] for line in lines(street.leader)] == ["waiting"]
    services.return_for_correction(actor=street.secretary, filing_id=filing.pk, note="补正", at=MONDAY)
    assert lines(street.secretary) == []
    assert lines(street.leader) == [("due", "补正报备：冬至长者音乐会", "due")]
    services.resubmit_filing(actor=street.leader, filing_id=filing.pk, at=MONDAY)
    services.approve(actor=street.reviewer, filing_id=filing.pk, at=MONDAY)
    assert [line[0] for line in lines(street.leader)] == ["answered"]
    assert lines(street.leader, MONDAY + 40 * DAY) == [("due", "报告活动情况：冬至长者音乐会", "breached")]


def test_the_desk_asks_only_whose_turn_it_is(street):
    filing = submitted(street, people=260)
    assert lines(street.president) == []
    services.approve(actor=street.secretary, filing_id=filing.pk, at=MONDAY)
    assert [line[0] for line in lines(street.president)] == ["due"]
    assert lines(street.secretary) == []


def test_the_desk_shows_that_it_was_urged(street):
    filing = submitted(street)
    services.urge_filing(actor=street.leader, filing_id=filing.pk, at=MONDAY)
    [line] = desk_lines(actor=street.secretary, at=MONDAY)
    assert "11月2日" in line.detail


def test_an_unfiled_activity_asks_its_leader(street):
    sighting = services.Sighting(title="广场舞大赛", held_on=FIRST_DAY, seen="路过", people=90)
    services.note_unfiled_activity(actor=street.cadre, organisation_id=street.choir.pk, sighting=sighting, at=MONDAY)
    assert [line[0] for line in lines(street.leader)] == ["due"]


@pytest.mark.parametrize(("role", "most"), [("leader", 2), ("secretary", 2), ("stranger", 0)])
def test_the_desk_takes_two_queries_at_most(street, django_assert_max_num_queries, role, most):
    for _number in range(5):
        submitted(street)
    with django_assert_max_num_queries(most):
        desk_lines(actor=getattr(street, role), at=MONDAY)


def test_overdue_is_asked_in_the_database(street):
    submitted(street)
    assert not Filing.objects.overdue(MONDAY + 3 * DAY).exists()
    assert Filing.objects.overdue(MONDAY + 4 * DAY).exists()
