"""Writing deeds into the log and reading an object's thread."""

from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import UUID

import pytest
from django.db import DatabaseError, connection, transaction

from gongzhi.common import audit, registry
from gongzhi.common.audit.headers import Header
from gongzhi.common.audit.models import AuditEvent, AuditPayload
from gongzhi.common.permissions import SYSTEM, Actor
from gongzhi.common.tenancy import NoScope, across, scope
from gongzhi.kernel.decisions import Mandate
from gongzhi.kernel.identifiers import uuid7

AT = datetime(2026, 5, 6, 8, 30, tzinfo=UTC)
SECRETARY = Actor(account_id=uuid7(), person_id=uuid7(), name="周秀英")
MANDATE = Mandate(right="filings.filing.review", office="秘书长", term_id=uuid7(), clause_code="charter-18")


@pytest.fixture(autouse=True)
def sentences(monkeypatch):
    monkeypatch.setitem(registry.audit_sentences, "common.test.opened", "opened it")
    monkeypatch.setitem(registry.audit_sentences, "common.test.closed", "closed it")


@pytest.fixture(autouse=True)
def var(settings, tmp_path):
    settings.VAR = tmp_path
    audit.ensure_signing_key()


def note(federation, code="common.test.opened", **more):
    return audit.record(code, **{"actor": SECRETARY, "subject": federation, "at": AT, **more})


@transaction.atomic
def note_and_fail(federation):
    note(federation)
    raise ZeroDivisionError


@transaction.atomic
def run(*statements):
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def test_a_thread_tells_who_did_what_by_which_mandate(federation, django_assert_num_queries):
    facts = {"count": 3, "on": date(2026, 5, 1), "cents": Decimal("1.50"), "id": UUID(int=1), "says": "好\x00\ud800"}
    note(federation, facts=facts, mandate=MANDATE)
    note(federation, "common.test.closed", actor=SYSTEM)
    with django_assert_num_queries(1):
        opened, closed = audit.thread(federation)
    assert (opened.actor_name, opened.sentence, opened.at) == ("周秀英", "opened it", AT)
    assert (opened.mandate, opened.clause_code) == ("秘书长", "charter-18")
    assert opened.facts == {
        "count": 3, "on": "2026-05-01", "cents": "1.50", "id": str(UUID(int=1)), "says": "好\x00\ud800",
    }  # fmt: skip
    assert closed.sentence == "closed it"
    assert str(closed.actor_name) != SYSTEM.name


def test_a_thread_holds_only_what_happened_to_its_object(federation, other_federation):
    note(federation)
    note(other_federation)
    with scope(other_federation.pk):
        note(other_federation)
    assert len(audit.thread(federation)) == 1
    assert len(audit.thread(other_federation)) == 1


def test_an_unregistered_code_is_a_fault(federation):
    with pytest.raises(audit.UnregisteredCode):
        note(federation, "common.test.never_named")


def test_the_log_needs_a_federation(federation):
    with across(reason="test"), pytest.raises(NoScope):
        note(federation)


@pytest.mark.django_db(transaction=True)
def test_the_log_is_written_in_the_transaction_of_the_deed(federation):
    with pytest.raises(audit.OutsideTransaction):
        note(federation)
    with pytest.raises(ZeroDivisionError):
        note_and_fail(federation)
    assert not AuditEvent.objects.exists()
    assert not AuditPayload.objects.exists()


def test_an_unsuitable_fact_is_refused(federation):
    with pytest.raises(TypeError):
        note(federation, facts={"what": object()})


def test_a_stored_event_fits_its_fingerprint(federation):
    event = AuditEvent.objects.get(pk=note(federation, mandate=MANDATE).pk)
    assert Header.of(event).leaf() == bytes(event.leaf)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE common_auditevent SET action = 'x'",
        "UPDATE common_auditevent SET seq = 5, office = 'x'",
        "DELETE FROM common_auditevent",
        "UPDATE common_auditpayload SET content = '{}'",
        "UPDATE common_auditpayload SET content = NULL, salt = NULL, id = gen_random_uuid()",
        "DELETE FROM common_auditpayload",
        "UPDATE common_checkpoint SET at = now()",
        "DELETE FROM common_checkpoint",
    ],
)
def test_the_database_refuses_to_change_the_log(federation, statement):
    note(federation)
    audit.seal_now()
    note(federation)
    with pytest.raises(DatabaseError, match="append-only"):
        run(statement)


@pytest.mark.parametrize("table", ["common_auditevent", "common_auditpayload", "common_checkpoint"])
def test_the_database_refuses_to_empty_the_log(federation, table):
    statements = "SET CONSTRAINTS ALL IMMEDIATE", "SET LOCAL gongzhi.maintenance = 'off'", f"TRUNCATE {table} CASCADE"
    with pytest.raises(DatabaseError, match="append-only"):
        run(*statements)


def test_a_number_once_given_stays(federation):
    event = note(federation)
    audit.seal_now()
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        AuditEvent.objects.filter(pk=event.pk).update(seq=9)


def test_erased_contents_leave_the_proof_standing(federation):
    event = note(federation, facts={"phone": "13812340001"})
    note(federation, "common.test.closed")
    audit.seal_now()
    audit.erase_payload(event, actor=SECRETARY, at=AT, reason="PIPL art. 47")
    audit.seal_now()
    payload = AuditPayload.objects.get(pk=event.payload_id)
    assert (payload.salt, payload.content) == (None, None)
    line = audit.thread(federation)[0]
    assert line.is_erased
    assert line.facts == {}
    assert line.actor_name != "周秀英"
    report = audit.verify(federation.pk)
    assert report.is_intact
    assert report.erased_count == 1
    assert audit.prove(event.pk).holds()


def test_an_erasure_is_itself_in_the_log_and_happens_once(federation):
    event = note(federation)
    done = audit.erase_payload(event, actor=SECRETARY, at=AT, reason="PIPL art. 47")
    assert audit.erase_payload(event, actor=SECRETARY, at=AT, reason="PIPL art. 47") is None
    assert [line.event_id for line in audit.thread(event)] == [done.pk]
    with pytest.raises(ValueError, match="reason"):
        audit.erase_payload(event, actor=SECRETARY, at=AT, reason=" ")
