"""Facts reach each listener once, whatever breaks on the way."""

import logging
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, transaction
from procrastinate.contrib.django.models import ProcrastinateJob

from gongzhi.common import outbox, registry
from gongzhi.common.deeds import DeedKey
from gongzhi.common.outbox import delivering
from gongzhi.common.outbox.models import OutboxFact
from gongzhi.common.tenancy import current_federation_id, scope
from gongzhi.kernel.identifiers import uuid7

TOPIC = "common.test.happened"


def write(*, name):
    """Leave a trace; any table of the federation would do."""
    DeedKey.objects.create(key=uuid7().hex, deed=name)


def write_a_second(*, name):
    write(name=f"{name}二")


def fail(*, name):
    write(name=name)
    raise ZeroDivisionError(name)


class Killed(BaseException):
    """Nothing in the house catches this."""


@pytest.fixture(autouse=True)
def no_jobs_of_others(db):
    """Clear what tests with transactions of their own left: Django empties no table that it does not manage."""
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE procrastinate_jobs CASCADE")


@pytest.fixture
def listen(monkeypatch):
    """Let handlers listen to the topic for the length of the test."""

    def register(*handlers):
        monkeypatch.setitem(registry.handlers, TOPIC, list(handlers))

    return register


@pytest.fixture
def expect_errors(caplog):
    caplog.set_level(logging.CRITICAL, logger=delivering.__name__)


def names():
    return sorted(DeedKey.objects.values_list("deed", flat=True))


def publish(name="南溪社区"):
    with transaction.atomic():
        return outbox.publish(TOPIC, {"name": name})


@transaction.atomic
def publish_and_fail():
    publish()
    raise ZeroDivisionError


def test_a_fact_reaches_every_listener_once(federation, listen):
    listen(write, write_a_second)
    publish()
    assert names() == []
    assert outbox.drain() == 1
    assert outbox.drain() == 0
    assert names() == ["南溪社区", "南溪社区二"]


def test_listeners_act_in_the_federation_of_the_fact(federation, other_federation, listen):
    seen = []
    listen(lambda *, name: seen.append((name, current_federation_id())))
    publish("一")
    with scope(other_federation.pk):
        publish("二")
    assert outbox.sweep(at=datetime.now(UTC)) == 2
    assert sorted(seen) == [("一", federation.pk), ("二", other_federation.pk)]


def test_what_a_listener_publishes_is_delivered_too(federation, listen, monkeypatch):
    listen(lambda *, name: outbox.publish("common.test.next", {"name": name}) and None)
    monkeypatch.setitem(registry.handlers, "common.test.next", [write])
    publish()
    assert outbox.drain() == 2
    assert names() == ["南溪社区"]


def test_nobody_listens_and_nothing_waits(federation):
    publish()
    assert OutboxFact.objects.get().delivered_at is not None
    assert not ProcrastinateJob.objects.exists()


def test_payloads_are_text(federation):
    with pytest.raises(TypeError):
        outbox.publish(TOPIC, {"count": 3})


@pytest.mark.django_db(transaction=True)
def test_a_fact_and_its_job_live_and_die_with_the_deed(federation, listen):
    listen(write)
    with pytest.raises(outbox.NotInTransaction):
        outbox.publish(TOPIC, {"name": "x"})
    with pytest.raises(ZeroDivisionError):
        publish_and_fail()
    assert not OutboxFact.objects.exists()
    assert not ProcrastinateJob.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_the_job_delivers(federation, listen):
    listen(write)
    publish()
    job = ProcrastinateJob.objects.get()
    assert job.task_name == "common.outbox.deliver"
    delivering.deliver_fact(**job.args)
    delivering.deliver_fact(**job.args)
    assert names() == ["南溪社区"]


def test_a_failing_listener_leaves_no_half_and_holds_nobody_up(federation, listen, expect_errors):
    listen(fail, write_a_second)
    publish()
    assert outbox.drain() == 0
    assert names() == ["南溪社区二"]
    fact = OutboxFact.objects.get()
    assert (fact.tries, fact.delivered_at) == (1, None)
    assert "ZeroDivisionError" in fact.error


def test_after_repair_only_the_failed_listener_is_called_again(federation, listen, expect_errors, monkeypatch):
    broken = True

    def mend(*, name):
        if broken:
            raise ZeroDivisionError
        write(name=name)

    listen(mend, write_a_second)
    publish()
    outbox.drain()
    broken = False
    assert outbox.drain() == 1
    assert names() == ["南溪社区", "南溪社区二"]


def test_poison_is_parked_after_five_tries_and_others_flow(federation, listen, expect_errors):
    listen(fail)
    poison = publish()
    for _try in range(5):
        outbox.drain()
    poison.refresh_from_db()
    assert poison.tries == 5
    assert poison.parked_at is not None
    listen(write)
    publish("新嘉社区")
    assert outbox.drain() == 1
    assert names() == ["新嘉社区"]


def test_a_parked_fact_can_be_sent_again(federation, listen, expect_errors):
    listen(fail)
    poison = publish()
    for _try in range(5):
        outbox.drain()
    listen(write)
    outbox.unpark(fact_id=poison.pk, at=datetime.now(UTC))
    assert outbox.drain() == 1
    assert names() == ["南溪社区"]


def test_the_sweep_waits_longer_after_each_failure(federation, listen, expect_errors):
    listen(fail)
    publish()
    at = datetime.now(UTC)
    waits = []
    for _try in range(4):
        outbox.sweep(at=at)
        fact = OutboxFact.objects.get()
        waits.append(fact.next_try_at - at)
        assert outbox.sweep(at=at) == 0
        assert OutboxFact.objects.get().tries == fact.tries
        at = fact.next_try_at
    assert waits == [timedelta(minutes=minutes) for minutes in (1, 2, 4, 8)]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("moment", ["before the write", "after the write"])
def test_a_worker_killed_in_the_middle_writes_once(federation, listen, expect_errors, moment):
    crashed = []

    def crash(*, name):
        if crashed or moment == "after the write":
            write(name=name)
        if not crashed:
            crashed.append(name)
            # What a kill -9 is to the database: the session is gone in the middle of the transaction.
            connection.connection.close()
            raise Killed

    listen(crash)
    fact = publish()
    with pytest.raises(Killed):
        outbox.deliver(fact_id=fact.pk, at=datetime.now(UTC))
    connection.close()
    assert names() == []
    assert outbox.sweep(at=datetime.now(UTC)) == 1
    assert names() == ["南溪社区"]
