"""
A thousand ways to change a log, each by somebody with full power over the database; some also hold the signing key.

The seed is fixed so that a failure can be repeated; the mutation stands in the message.
"""

import random
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, transaction
from django.db.models import F

from gongzhi.common import audit, registry
from gongzhi.common.audit import canonical, keys
from gongzhi.common.audit.headers import Header
from gongzhi.common.audit.merkle import Frontier
from gongzhi.common.audit.models import AuditEvent, AuditPayload, Checkpoint
from gongzhi.common.audit.notes import Note
from gongzhi.common.audit.reports import Kind
from gongzhi.common.permissions import Actor
from gongzhi.kernel.identifiers import uuid7

AT = datetime(2026, 5, 6, 8, 30, tzinfo=UTC)
SIZE = 24
MUTATIONS = 1000


def drop(rows):
    """Delete rows in one statement, without Django looking after what hangs on them."""
    rows._raw_delete(rows.db)


@dataclass
class Attack:
    """One mutation; ``said`` tells what it did."""

    chance: random.Random
    said: list[str] = field(default_factory=list)

    def event(self):
        chosen = AuditEvent.objects.select_related("payload").get(seq=self.chance.randrange(SIZE))
        self.said.append(f"event {chosen.seq}")
        return chosen

    def repair(self, event):
        """Make a changed event fit its own fingerprint again, as a clever attacker does."""
        payload = AuditPayload.objects.get(pk=event.payload_id)
        event.digest = canonical.content_digest(bytes(payload.salt), payload.content)
        event.leaf = Header.of(event).leaf()
        event.save()
        self.said.append("repaired")

    def edit_column(self):
        event = self.event()
        column, value = self.chance.choice(
            [
                ("at", event.at + timedelta(seconds=1)),
                ("action", "common.test.closed"),
                ("subject_label", "filings.filing"),
                ("subject_id", uuid7()),
                ("account_id", None),
                ("person_id", uuid7()),
                ("office", "会长"),
                ("clause_code", "charter-99"),
                ("term_id", uuid7()),
                ("digest", b"\x01" * 32),
                ("leaf", b"\x02" * 32),
            ]
        )
        self.said.append(column)
        setattr(event, column, value)
        event.save()
        if self.chance.random() < 0.5 and column not in {"digest", "leaf"}:
            self.repair(event)

    def edit_content(self):
        event = self.event()
        content = event.payload.content.replace('"number":', '"amount":')
        AuditPayload.objects.filter(pk=event.payload_id).update(content=content)
        if self.chance.random() < 0.5:
            self.repair(event)

    def blank_content(self):
        AuditPayload.objects.filter(pk=self.event().payload_id).update(content=None, salt=None)

    def swap_contents(self):
        one, other = self.event(), self.event()
        while other.pk == one.pk:
            other = self.event()
        mine, theirs = one.payload_id, other.payload_id
        AuditEvent.objects.filter(pk=one.pk).update(payload_id=AuditPayload.objects.create(salt=b"", content="").pk)
        AuditEvent.objects.filter(pk=other.pk).update(payload_id=mine)
        AuditEvent.objects.filter(pk=one.pk).update(payload_id=theirs)

    def delete(self):
        event = self.event()
        drop(AuditEvent.objects.filter(pk=event.pk))
        if self.chance.random() < 0.7:
            drop(AuditPayload.objects.filter(pk=event.payload_id))
        if self.chance.random() < 0.7:
            self.shift(event.seq, -1)

    def insert(self):
        event = self.event()
        place = self.chance.randrange(SIZE + 1)
        self.shift(place, +1)
        event.payload = AuditPayload.objects.create(salt=bytes(event.payload.salt), content=event.payload.content)
        event.pk, event.seq = uuid7(), place
        event.leaf = Header.of(event).leaf()
        event.save(force_insert=True)
        self.said.append(f"at {place}")

    def shift(self, place, step):
        AuditEvent.objects.filter(seq__gte=place).update(seq=F("seq") + 10_000)
        AuditEvent.objects.filter(seq__gte=10_000).update(seq=F("seq") - 10_000 + step)
        self.said.append(f"shifted {step}")

    def swap(self):
        one, other = self.chance.sample(range(SIZE), 2)
        AuditEvent.objects.filter(seq=one).update(seq=10_000)
        AuditEvent.objects.filter(seq=other).update(seq=one)
        AuditEvent.objects.filter(seq=10_000).update(seq=other)
        self.said.append(f"swapped {one} {other}")

    def unseal(self):
        AuditEvent.objects.filter(pk=self.event().pk).update(seq=None)

    def truncate(self):
        left = self.chance.randrange(SIZE)
        drop(AuditEvent.objects.filter(seq__gte=left))
        drop(AuditPayload.objects.exclude(pk__in=AuditEvent.objects.values("payload")))
        self.said.append(f"left {left}")
        if self.chance.random() < 0.7:
            drop(Checkpoint.objects.filter(size__gt=left))
            self.said.append("with checkpoints")
        if self.chance.random() < 0.3:
            self.resign()

    def edit_checkpoint(self):
        checkpoint = self.chance.choice(list(Checkpoint.objects.order_by("size")))
        column, value = self.chance.choice(
            [
                ("root", b"\x03" * 32),
                ("frontier", bytes(checkpoint.frontier)[:-32] + b"\x04" * 32),
                ("at", checkpoint.at - timedelta(days=1)),
                ("signature", b"\x05" * 64),
                ("size", checkpoint.size + 100),
            ]
        )
        Checkpoint.objects.filter(pk=checkpoint.pk).update(**{column: value})
        self.said.append(f"checkpoint {checkpoint.size} {column}")

    def rewrite_and_sign_anew(self):
        """The strongest: the whole log is consistent and signed with the true key. Only witnesses know better."""
        event = self.event()
        event.office = "会长"
        self.repair(event)
        self.resign()

    def resign(self):
        """Make all checkpoints anew over the log as it is now."""
        times = dict(Checkpoint.objects.order_by("size").values_list("size", "at"))
        drop(Checkpoint.objects.all())
        leaves = [bytes(leaf) for leaf in AuditEvent.objects.order_by("seq").values_list("leaf", flat=True)]
        for size, at in {min(size, len(leaves)): at for size, at in times.items()}.items():
            self.sign(leaves[:size], at)
        self.said.append("signed anew")

    def sign(self, leaves, at):
        tree = Frontier()
        for leaf in leaves:
            tree.append(leaf)
        federation_id = AuditEvent.objects.values_list("federation_id", flat=True).first()
        if not leaves or federation_id is None:
            return
        key = keys.signing_key()
        note = Note(federation_id, tree.size, tree.root(), at)
        Checkpoint.objects.create(
            size=tree.size, root=tree.root(), frontier=tree.encoded(), at=at,
            signature=key.sign(note.body()), key_id=keys.key_id_of(key.public_key()),
        )  # fmt: skip


ATTACKS = [
    Attack.edit_column,
    Attack.edit_column,
    Attack.edit_content,
    Attack.blank_content,
    Attack.swap_contents,
    Attack.delete,
    Attack.insert,
    Attack.swap,
    Attack.unseal,
    Attack.truncate,
    Attack.edit_checkpoint,
    Attack.rewrite_and_sign_anew,
]


@pytest.fixture
def witness(federation, settings, tmp_path, monkeypatch):
    """A log of ``SIZE`` sealed events with five checkpoints, and the last one on paper."""
    settings.VAR = tmp_path
    audit.ensure_signing_key()
    monkeypatch.setitem(registry.audit_sentences, "common.test.opened", "opened it")
    for number in range(SIZE):
        actor = Actor(account_id=uuid7(), person_id=uuid7(), name="周秀英")
        facts = {"number": number}
        audit.record("common.test.opened", actor=actor, subject=federation, at=AT, facts=facts)
        if number in {2, 7, 8, 15, SIZE - 1}:
            audit.seal(at=AT + timedelta(hours=number))
    file = tmp_path / "kept.txt"
    file.write_text(audit.note_of(audit.last_checkpoint()).text())
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL gongzhi.maintenance = 'on'")
    return file


def test_the_untouched_log_is_intact(federation, witness):
    report = audit.verify(federation.pk, [witness])
    assert (report.exit_code, report.size, report.checkpoint_count) == (audit.ExitCode.INTACT, SIZE, 5)
    assert report.excludes_truncation


def test_a_thousand_mutations_are_all_found(federation, witness):
    chance = random.Random(20260506)
    missed, tried = [], Counter()
    for _turn in range(MUTATIONS):
        attack, method = Attack(chance), chance.choice(ATTACKS)
        with transaction.atomic():
            method(attack)
            report = audit.verify(federation.pk, [witness])
            transaction.set_rollback(True)
        tried[method.__name__] += 1
        if report.exit_code is not audit.ExitCode.TAMPERED:
            missed.append((method.__name__, attack.said))
    assert not missed
    assert set(tried) == {method.__name__ for method in ATTACKS}
    assert audit.verify(federation.pk, [witness]).is_intact


def cut_off_with_checkpoints(left):
    drop(AuditEvent.objects.filter(seq__gte=left))
    drop(AuditPayload.objects.exclude(pk__in=AuditEvent.objects.values("payload")))
    drop(Checkpoint.objects.filter(size__gt=left))


def test_without_a_witness_a_cut_log_is_not_claimed_to_be_whole(federation, witness):
    cut_off_with_checkpoints(8)
    report = audit.verify(federation.pk)
    assert report.is_intact
    assert not report.excludes_truncation
    (problem,) = audit.verify(federation.pk, [witness]).problems
    assert problem.kind is Kind.CUT_OFF
    assert problem.params["expected"] == SIZE


def test_the_first_touched_event_is_named(federation, witness):
    AuditEvent.objects.filter(seq=11).update(office="会长")
    report = audit.verify(federation.pk, [witness])
    assert report.first_bad_seq == 11
    assert all(str(11) in problem.sentence() for problem in report.problems)


def test_a_clever_edit_is_placed_between_two_checkpoints(federation, witness):
    event = AuditEvent.objects.get(seq=11)
    event.office = "会长"
    Attack(random.Random(1)).repair(event)
    (problem,) = audit.verify(federation.pk, [witness]).problems
    assert (problem.kind, problem.params["first"], problem.params["last"]) == (Kind.HISTORY_CHANGED, 9, 15)


def test_an_edit_before_sealing_is_found(federation, witness):
    audit.record("common.test.opened", actor=Actor(name="周秀英"), subject=federation, at=AT)
    AuditEvent.objects.filter(seq=None).update(office="会长")
    (problem,) = audit.verify(federation.pk, [witness]).problems
    assert problem.kind is Kind.EVENT_CHANGED


def test_a_witness_of_another_street_is_passed_over(federation, other_federation, witness):
    report = audit.verify(other_federation.pk, [witness])
    assert (report.exit_code, report.witness_count) == (audit.ExitCode.INTACT, 0)


def torn(text):
    return text[:-20]


def forged(text):
    return text.replace(f"size {SIZE}", f"size {SIZE + 1}")


def of_an_unknown_key(text):
    return text.replace(Note.parsed(text).key_id, "0" * 16)


@pytest.mark.parametrize("harm", [torn, forged, of_an_unknown_key])
def test_a_useless_witness_is_no_verdict(federation, witness, harm):
    witness.write_text(harm(witness.read_text()))
    report = audit.verify(federation.pk, [witness])
    assert report.exit_code is audit.ExitCode.CANNOT_CHECK
    assert not report.excludes_truncation


def test_a_lost_witness_is_no_verdict(federation, witness):
    witness.unlink()
    assert audit.verify(federation.pk, [witness]).exit_code is audit.ExitCode.CANNOT_CHECK
