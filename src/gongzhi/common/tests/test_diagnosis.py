"""The doctor sees what it is there to see."""

import json
from datetime import UTC, datetime
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from gongzhi.common.diagnosis import State, examine
from gongzhi.common.outbox.models import OutboxFact


def findings(subject, at=None):
    return [finding for finding in examine(at=at or timezone.now()) if finding.subject == subject]


def states(subject, at=None):
    return {finding.state for finding in findings(subject, at)}


@pytest.mark.django_db
@pytest.mark.parametrize("subject", ["database", "migrations", "row-level security", "jobs", "log of deeds"])
def test_a_fresh_database_has_no_problem(subject):
    assert State.PROBLEM not in states(subject)


@pytest.mark.django_db
def test_the_search_of_the_trial_may_use_its_index():
    assert states("search") == {State.FINE}


@pytest.mark.django_db
def test_a_table_without_its_wall_is_a_problem():
    table = OutboxFact._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {connection.ops.quote_name(table)} NO FORCE ROW LEVEL SECURITY")
    (finding,) = findings("row-level security")
    assert finding.state is State.PROBLEM
    assert table in finding.words


@pytest.mark.django_db
def test_a_job_that_waits_too_long_is_a_problem():
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_jobs (queue_name, task_name, scheduled_at)"
            " VALUES ('periodic', 'late', now() - interval '1 hour')"
        )
    assert State.PROBLEM in states("jobs")


@pytest.mark.django_db
def test_a_year_without_its_notice_is_a_warning():
    assert states("workdays", datetime(2026, 5, 1, tzinfo=UTC)) == {State.FINE}
    assert states("workdays", datetime(2039, 5, 1, tzinfo=UTC)) == {State.WARNING}


@pytest.mark.django_db
def test_demo_mode_is_named(settings):
    settings.DEMO = True
    assert any("Demo mode" in finding.words for finding in findings("configuration"))


@pytest.mark.django_db
def test_the_report_for_machines_is_one_object(settings):
    settings.DEBUG = True
    out = StringIO()
    with pytest.raises(SystemExit) as stopped:
        call_command("doctor", "--json", stdout=out)
    assert stopped.value.code == 1
    report = json.loads(out.getvalue())
    assert {"subject", "state", "words"} == set(report["findings"][0])
