"""Numbers without gaps, sealers beside deeds, and the operator's command."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from io import StringIO
from threading import Barrier

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from gongzhi.common import audit, registry
from gongzhi.common.audit import keys, sealing
from gongzhi.common.audit.merkle import is_included
from gongzhi.common.audit.models import AuditEvent, Checkpoint
from gongzhi.common.permissions import SYSTEM
from gongzhi.common.tenancy import scope
from gongzhi.kernel.identifiers import uuid7

AT = datetime(2026, 5, 6, 8, 30, tzinfo=UTC)


@pytest.fixture(autouse=True)
def sentences(monkeypatch):
    monkeypatch.setitem(registry.audit_sentences, "common.test.opened", "opened it")


@pytest.fixture(autouse=True)
def var(settings, tmp_path):
    settings.VAR = tmp_path
    audit.ensure_signing_key()
    return tmp_path


def note(federation, count=1):
    with transaction.atomic():
        return [
            audit.record("common.test.opened", actor=SYSTEM, subject=federation, at=AT, facts={"number": number})
            for number in range(count)
        ]


class Killed(BaseException):
    """Nothing in the house catches this."""


@transaction.atomic
def seal_and_die():
    """Seal, and lose the session before the commit: what a kill -9 is to the database."""
    audit.seal(at=AT)
    connection.connection.close()
    raise Killed


def numbers():
    return list(AuditEvent.objects.order_by("pk").values_list("seq", flat=True))


def test_numbers_follow_the_order_of_the_deeds(federation):
    note(federation, 3)
    assert numbers() == [None, None, None]
    assert audit.seal(at=AT).size == 3
    note(federation, 2)
    assert audit.seal(at=AT).size == 5
    assert numbers() == [0, 1, 2, 3, 4]
    assert audit.seal(at=AT) is None
    assert audit.verify(federation.pk).is_intact


def test_many_events_are_sealed_in_batches(federation, monkeypatch):
    monkeypatch.setattr(sealing, "BATCH", 4)
    note(federation, 11)
    assert audit.seal(at=AT).size == 11
    assert numbers() == list(range(11))
    assert audit.verify(federation.pk).is_intact


def test_each_federation_counts_for_itself(federation, other_federation):
    note(federation, 2)
    with scope(other_federation.pk):
        note(other_federation, 3)
    assert audit.seal_all(at=AT) == 2
    assert numbers() == [0, 1]
    with scope(other_federation.pk):
        assert numbers() == [0, 1, 2]
    assert audit.seal_all(at=AT) == 0


def test_without_a_key_nothing_is_sealed_and_nothing_lost(federation, var):
    note(federation, 2)
    (var / "audit" / "signing.pem").rename(var / "elsewhere")
    with pytest.raises(audit.NoSigningKey), transaction.atomic():
        audit.seal(at=AT)
    assert numbers() == [None, None]
    (var / "elsewhere").rename(var / "audit" / "signing.pem")
    assert audit.seal(at=AT).size == 2


def test_a_damaged_frontier_stops_the_sealer(federation):
    note(federation)
    audit.seal(at=AT)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL gongzhi.maintenance = 'on'")
    Checkpoint.objects.update(root=b"\x01" * 32)
    note(federation)
    with pytest.raises(ValueError, match="contradicts itself"):
        audit.seal(at=AT)


@pytest.mark.django_db(transaction=True)
def test_a_sealer_killed_before_its_commit_loses_nothing(federation):
    note(federation, 4)
    with pytest.raises(Killed):
        seal_and_die()
    connection.close()
    assert numbers() == [None] * 4
    assert not Checkpoint.objects.exists()
    assert audit.seal(at=AT).size == 4
    assert audit.verify(federation.pk).is_intact


@pytest.mark.django_db(transaction=True)
def test_sealers_and_deeds_at_the_same_time_leave_no_gap(federation):
    start = Barrier(8)

    def work(number):
        try:
            with scope(federation.pk):
                start.wait()
                for _turn in range(10):
                    if number < 5:
                        note(federation, 2)
                    else:
                        audit.seal(at=AT)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(work, range(8)))
    audit.seal(at=AT)
    assert sorted(numbers()) == list(range(100))
    report = audit.verify(federation.pk)
    assert report.is_intact
    assert report.size == 100


def test_a_person_gets_a_proof_that_stands_alone(federation):
    events = note(federation, 6)
    with pytest.raises(audit.NotSealedYet):
        audit.prove(events[3].pk)
    audit.seal(at=AT)
    proof = audit.prove(events[3].pk)
    assert proof.holds()
    kept = json.loads(json.dumps(proof.as_json()))
    checkpoint = audit.Note.parsed(kept["checkpoint"])
    assert keys.is_signed(checkpoint.body(), checkpoint.signature, keys.public_key(checkpoint.key_id))
    path = [bytes.fromhex(step) for step in kept["path"]]
    leaf = bytes.fromhex(kept["leaf"])
    assert is_included(leaf=leaf, index=kept["index"], size=checkpoint.size, proof=path, root=checkpoint.root)
    assert json.loads(kept["content"])["facts"] == {"number": 3}


def test_a_new_key_goes_on_with_the_log(federation):
    note(federation)
    first = audit.seal(at=AT)
    audit.rotate_signing_key()
    note(federation)
    second = audit.seal(at=AT)
    assert first.key_id != second.key_id
    assert audit.verify(federation.pk).exit_code == audit.ExitCode.INTACT


def test_a_clock_that_went_back_is_noted_and_is_no_tampering(federation):
    audit.record("common.test.opened", actor=SYSTEM, subject=federation, at=AT)
    audit.record("common.test.opened", actor=SYSTEM, subject=federation, at=AT - timedelta(days=1))
    audit.seal(at=AT)
    report = audit.verify(federation.pk)
    assert report.is_intact
    assert report.clock_went_back_at == (1,)


def run(*arguments):
    out = StringIO()
    code = 0
    try:
        call_command("audit", *arguments, stdout=out)
    except SystemExit as ended:
        code = ended.code
    return code, out.getvalue()


def test_the_command_tells_intact_from_tampered_and_from_unknown(federation, tmp_path):
    note(federation, 3)
    kept = tmp_path / "kept.txt"
    run("checkpoint", "--out", str(kept))
    code, out = run("verify", "--federation", federation.code, "--against", str(kept), "--json")
    (report,) = json.loads(out)
    assert (code, report["result"], report["excludes_truncation"]) == (0, "intact", True)

    (tmp_path / "torn.txt").write_text(kept.read_text()[:100])
    assert run("verify", "--against", str(tmp_path / "torn.txt"))[0] == 2

    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL gongzhi.maintenance = 'on'")
    AuditEvent.objects.filter(seq=1).update(office="主席")
    code, out = run("verify", "--against", str(kept))
    assert code == 1
    assert federation.name in out


def test_the_command_says_when_it_cannot_do_it(federation, other_federation, tmp_path):
    with pytest.raises(CommandError):
        run("checkpoint", "--out", str(tmp_path / "x"))
    with pytest.raises(CommandError):
        run("checkpoint", "--federation", federation.code, "--out", str(tmp_path / "x"))
    with pytest.raises(CommandError):
        run("verify", "--federation", "nowhere")
    with pytest.raises(CommandError):
        run("prove", str(uuid7()))


def test_the_command_proves_an_event_of_any_federation(federation):
    (event,) = note(federation)
    with pytest.raises(CommandError):
        run("prove", str(event.pk))
    audit.seal(at=AT)
    assert json.loads(run("prove", str(event.pk))[1])["index"] == 0
