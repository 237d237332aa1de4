"""A deed is one transaction and has one answer, however often it is sent."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from threading import Barrier
from uuid import UUID

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.db.models import F

from gongzhi.common import deeds
from gongzhi.common.deeds import DeedKey, KeyReused, deed, move
from gongzhi.common.outbox.models import OutboxFact
from gongzhi.common.permissions import ANONYMOUS, Actor
from gongzhi.common.tenancy import scope
from gongzhi.kernel.errors import ChangedMeanwhile, DomainError
from gongzhi.kernel.identifiers import uuid7

AT = datetime(2026, 5, 6, 8, 30, tzinfo=UTC)
SECRETARY = Actor(account_id=uuid7(), person_id=uuid7(), name="周秀英")
KEY = "0190f3a0-0000-7000-8000-000000000001"


@dataclass(frozen=True)
class Wish:
    on: date
    tags: tuple[str, ...] = ()


@deed("common.test.added")
def add(*, actor, name: str, at: datetime, wish: Wish | None = None, file=None, key: str = ""):
    """Add a record (any table would do); an empty name is refused after the write."""
    made = OutboxFact.objects.create(topic=name, payload={})
    if not name:
        raise DomainError
    return made


@deed("common.test.removed")
def add_silently(*, actor, name: str, at: datetime, key: str = "") -> None:
    OutboxFact.objects.create(topic=name, payload={})


@deed("common.test.named")
def answer_text(*, key: str = ""):
    return "text"


def count():
    return OutboxFact.objects.count()


def test_without_a_key_each_call_counts(federation):
    add(actor=SECRETARY, name="南溪", at=AT)
    add(actor=SECRETARY, name="南溪", at=AT)
    assert count() == 2
    assert not DeedKey.objects.exists()


def test_a_resend_gets_the_first_answer(federation):
    first = add(actor=SECRETARY, name="南溪", at=AT, wish=Wish(date(2026, 5, 6), ("a",)), key=KEY)
    later = AT + timedelta(minutes=2)
    again = add(actor=SECRETARY, name="南溪", at=later, wish=Wish(date(2026, 5, 6), ("a",)), key=KEY)
    assert again == first
    assert count() == 1


def test_a_deed_that_answers_nothing_is_done_once_too(federation):
    assert add_silently(actor=SECRETARY, name="南溪", at=AT, key=KEY) is None
    assert add_silently(actor=SECRETARY, name="南溪", at=AT, key=KEY) is None
    assert count() == 1


@pytest.mark.parametrize(
    "changed",
    [
        {"name": "新嘉"},
        {"actor": ANONYMOUS},
        {"wish": Wish(date(2026, 5, 7))},
        {"file": ContentFile(b"1", name="a.txt")},
    ],
)
def test_a_key_serves_for_one_form_only(federation, changed):
    add(actor=SECRETARY, name="南溪", at=AT, key=KEY)
    with pytest.raises(KeyReused):
        add(**{"actor": SECRETARY, "name": "南溪", "at": AT, "key": KEY, **changed})
    assert count() == 1


def test_a_key_serves_for_one_deed_only(federation):
    add(actor=SECRETARY, name="南溪", at=AT, key=KEY)
    with pytest.raises(KeyReused):
        add_silently(actor=SECRETARY, name="南溪", at=AT, key=KEY)


def test_a_file_of_other_contents_is_another_form(federation):
    add(actor=SECRETARY, name="南溪", at=AT, file=ContentFile(b"1", name="a.txt"), key=KEY)
    again = ContentFile(b"1", name="a.txt")
    assert add(actor=SECRETARY, name="南溪", at=AT, file=again, key=KEY).topic == "南溪"
    assert again.read() == b"1"
    with pytest.raises(KeyReused):
        add(actor=SECRETARY, name="南溪", at=AT, file=ContentFile(b"2", name="a.txt"), key=KEY)


def test_each_federation_has_its_own_keys(federation, other_federation):
    add(actor=SECRETARY, name="南溪", at=AT, key=KEY)
    with scope(other_federation.pk):
        add(actor=SECRETARY, name="南溪", at=AT, key=KEY)
        assert count() == 1


@pytest.mark.parametrize("key", ["x" * 5000, "\x00", "\ud800", "键"])
def test_any_text_may_be_a_key(federation, key):
    first = add(actor=SECRETARY, name="南溪", at=AT, key=key)
    assert add(actor=SECRETARY, name="南溪", at=AT, key=key) == first


def test_a_failed_deed_leaves_nothing_and_may_be_tried_again(federation):
    with pytest.raises(DomainError):
        add(actor=SECRETARY, name="", at=AT, key=KEY)
    assert count() == 0
    assert not DeedKey.objects.exists()
    assert add(actor=SECRETARY, name="南溪", at=AT, key=KEY).topic == "南溪"


def test_old_keys_are_forgotten(federation):
    add(actor=SECRETARY, name="南溪", at=AT, key=KEY)
    left_at = DeedKey.objects.get().created_at
    assert deeds.forget_keys(before=left_at) == 0
    assert deeds.forget_keys(before=left_at + timedelta(seconds=1)) == 1


def test_a_deed_takes_keywords_only():
    with pytest.raises(TypeError, match="keywords"):

        @deed("common.test.wrong")
        def wrong(name: str) -> None:
            """Take a name the wrong way."""


def test_a_deed_answers_an_instance(federation):
    with pytest.raises(TypeError, match="model instance"):
        answer_text(key=KEY)


def in_parallel(federation, times, work):
    start = Barrier(times)

    def run(number):
        try:
            with scope(federation.pk):
                start.wait()
                return work(number)
        except DomainError as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(run, range(times)))


@pytest.mark.django_db(transaction=True)
def test_fifty_resends_at_once_make_one_record(federation):
    answers = in_parallel(federation, 50, lambda number: add(actor=SECRETARY, name="南溪", at=AT, key=KEY).pk)
    assert len(set(answers)) == 1
    assert isinstance(answers[0], UUID)
    assert count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_different_forms_with_one_key_one_wins(federation):
    answers = in_parallel(federation, 20, lambda number: add(actor=SECRETARY, name=f"南溪{number}", at=AT, key=KEY).pk)
    assert sum(isinstance(answer, UUID) for answer in answers) == 1
    assert sum(isinstance(answer, KeyReused) for answer in answers) == 19
    assert count() == 1


def facts_with_state():
    return OutboxFact.objects.annotate(state=F("topic"))


@pytest.mark.parametrize("before", ["open", ["open", "paused"]])
def test_a_move_goes_from_the_state_it_was_decided_in(federation, before):
    fact = OutboxFact.objects.create(topic="open", payload={})
    move(facts_with_state().filter(pk=fact.pk), from_state=before, topic="closed", error="done")
    fact.refresh_from_db()
    assert (fact.topic, fact.error) == ("closed", "done")
    with pytest.raises(ChangedMeanwhile):
        move(facts_with_state().filter(pk=fact.pk), from_state=before, topic="closed", error="again")


@pytest.mark.django_db(transaction=True)
def test_of_two_who_move_at_once_one_is_told(federation):
    fact = OutboxFact.objects.create(topic="open", payload={})
    rows = facts_with_state().filter(pk=fact.pk)
    answers = in_parallel(federation, 10, lambda number: move(rows.all(), from_state="open", topic=f"by {number}"))
    assert sum(answer is None for answer in answers) == 1
    assert sum(isinstance(answer, ChangedMeanwhile) for answer in answers) == 9
