"""The demo reads true at any time of the year."""

from datetime import date

import pytest

from gongzhi.common import audit
from gongzhi.common.audit.models import AuditEvent
from gongzhi.common.tenancy import scope
from gongzhi.demo.tests.conftest import ANY_DAY, SUNDAY
from gongzhi.federations.models import Federation
from gongzhi.filings.models import Filing
from gongzhi.institution.rules.verdicts import Status
from gongzhi.institution.selectors.board import board_of
from gongzhi.kernel.periods import Period
from gongzhi.meetings.models import Meeting

pytestmark = [pytest.mark.django_db, pytest.mark.parametrize("demo", ANY_DAY, indirect=True, scope="package")]


def test_the_board_shows_duties_of_every_kind(main, demo):
    board = board_of(on=demo.date())
    assert board.count(Status.MET) >= 8
    assert board.count(Status.BREACHED) >= 1
    assert board.due_count >= 3
    assert board.count(Status.UNDETERMINED) >= 10


def test_the_two_years_show_what_was_missed_and_what_was_let_off(main, demo):
    horizons = [Period(date(year, 1, 1), date(year + 1, 1, 1)) for year in (demo.year - 1, demo.year)]
    verdicts = [v for horizon in horizons for v in board_of(on=demo.date(), horizon=horizon).verdicts]
    missed = {verdict.clause.topic for verdict in verdicts if verdict.status is Status.BREACHED}
    assert {"branch.theme_day", "branch.cadence", "filing.days.report"} <= missed
    assert any(verdict.status is Status.WAIVED for verdict in verdicts)


def test_nothing_is_told_before_its_time_and_the_log_reads_in_order(demo):
    for federation in Federation.objects.all():
        with scope(federation.pk):
            moments = list(AuditEvent.objects.order_by("seq").values_list("at", flat=True))
        assert moments == sorted(moments), federation
        assert moments[-1] <= demo


def test_the_log_is_sealed_and_intact(demo):
    for federation in Federation.objects.all():
        report = audit.verify(federation.pk)
        assert report.is_intact
        assert report.waiting_count == 0


def test_a_council_is_called_in_time_and_a_branch_meets_now_or_soon(main, demo):
    called = Meeting.objects.get(body__code="council", state=Meeting.State.CALLED)
    assert called.notice_day <= called.send_by
    latest = Meeting.objects.filter(body__code="branch", kinds=["ordinary"]).order_by("starts_at").last()
    assert latest.state == (Meeting.State.OPEN if demo == SUNDAY else Meeting.State.CALLED)


def test_filings_wait_run_and_stand_still(main, demo):
    assert set(Filing.objects.values_list("state", flat=True)) >= {
        "draft", "submitted", "under_review", "returned", "approved", "held", "reported", "refused", "withdrawn",
        "not_held",
    }  # fmt: skip
    assert Filing.objects.overdue(demo).exists()
    assert Filing.objects.report_overdue(demo.date()).exists()
