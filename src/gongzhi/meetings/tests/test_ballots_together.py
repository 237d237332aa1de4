"""Any order of deeds, many at the last second, and what a thief of the whole database can link."""

import base64
import io
import json
import os
import random
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from itertools import pairwise
from math import exp
from threading import Event
from typing import Any

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gongzhi.common.audit import ensure_signing_key
from gongzhi.common.tenancy import scope
from gongzhi.common.testing import make_federation
from gongzhi.kernel.errors import DomainError
from gongzhi.meetings import services
from gongzhi.meetings.models import AgendaItem, Ballot, BallotText, Envelope, Presence
from gongzhi.meetings.rules.ballots import BallotState
from gongzhi.meetings.selectors.ballots import bundle_of, said_in
from gongzhi.meetings.tests.ballots import Box, prepared, running
from gongzhi.meetings.tests.factories import Hall, in_session, later, make_hall, motion
from gongzhi.meetings.tools import verify_ballot

# The long run of quality.md B.3 takes minutes: GONGZHI_LONG=1.
IS_LONG = bool(os.environ.get("GONGZHI_LONG"))
CASTS = 1000 if IS_LONG else 96
ELECTIONS = 200 if IS_LONG else 24
VOTERS = 9
DEEDS = (
    "for",
    "against",
    "abstain",
    "paper",
    "back",
    "withdraw",
    "close",
    "count",
    "late",
    "first",
    "second",
    "anew",
    "publish",
)


@pytest.fixture
def box(federation: Any, log_key: str) -> Box:
    """A ballot that runs, nine there to vote."""
    return running(make_hall(count=12), present=VOTERS)


@given(st.lists(st.tuples(st.sampled_from(DEEDS), st.integers(0, VOTERS - 1)), max_size=30), st.booleans())
@settings(
    max_examples=200 if IS_LONG else 25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_any_order_of_deeds_keeps_one_counted_vote_a_voter(box: Box, steps: list[tuple[str, int]], ends: bool) -> None:
    """Any deeds in any order; half of the time they are followed by an orderly end."""
    with transaction.atomic():
        box.codes.clear()
        orderly = [(step, 0) for step in ("close", "count", "first", "second", "publish") if ends]
        _play(box, box.hall, [*steps, *orderly])
        transaction.set_rollback(True)


def _play(box: Box, hall: Hall, steps: list[tuple[str, int]]) -> None:
    said: dict[Any, str] = {}
    is_closed = False
    for minutes, (step, place) in enumerate(steps, start=6):
        person = hall.councillors[place]
        try:
            with transaction.atomic():
                _do(box, hall, step, place, minutes)
        except DomainError:
            assert not (step in {"for", "against"} and not is_closed and said.get(person.pk) != "paper")
            continue
        assert not (is_closed and step in {"for", "against", "abstain", "paper", "back", "late"})
        is_closed = is_closed or step in {"close", "withdraw"}
        if step in {"for", "against", "abstain", "paper"}:
            said[person.pk] = step
        elif step == "back" and said.get(person.pk) == "paper":
            del said[person.pk]
    _check(box, said)


def _do(box: Box, hall: Hall, step: str, place: int, minutes: int) -> None:
    actor, ballot, person = hall.actor(), box.ballot.pk, hall.councillors[place]
    is_sealed = box.fresh.ended_at is not None
    others: dict[str, Callable[[], Any]] = {
        "paper": lambda: services.hand_out_paper(actor=actor, ballot_id=ballot, person_id=person.pk, at=later(minutes)),
        "back": lambda: services.take_back_paper(actor=actor, ballot_id=ballot, person_id=person.pk, at=later(minutes)),
        "withdraw": lambda: services.withdraw_motion(actor=actor, item_id=box.item.pk, reason="", at=later(minutes)),
        "close": lambda: box.close(minutes),
        "count": lambda: _count_as_spoiled(box, minutes),
        "late": lambda: box.cast(person, "for", minutes=10_000) if box.fresh.state != "open" else None,
        "first": lambda: box.hand_in((0, 1), None if is_sealed else b"", minutes=minutes),
        "second": lambda: box.hand_in((1, 2), None if is_sealed else b"", minutes=minutes),
        "anew": lambda: services.start_opening_anew(actor=actor, ballot_id=ballot, reason="", at=later(minutes)),
        "publish": lambda: box.publish(minutes),
    }
    if step in others:
        others[step]()
    else:
        box.cast(person, step, minutes=minutes)


def _count_as_spoiled(box: Box, minutes: int) -> None:
    taken = Envelope.objects.filter(ballot=box.ballot, channel="paper").count()
    for teller in box.tellers(0, 1, minutes=minutes):
        box.count(teller, minutes=minutes, spoiled=taken)


def _check(box: Box, said: dict[Any, str]) -> None:
    rows = {row.voter_id: row.channel for row in Envelope.objects.filter(ballot=box.ballot)}
    assert {voter: "paper" if each == "paper" else "browser" for voter, each in said.items()} == rows
    ballot = box.fresh
    if ballot.state != BallotState.PUBLISHED:
        return
    item = AgendaItem.objects.get(pk=box.item.pk)
    counted = [sum(each == choice for each in said.values()) for choice in ("for", "against", "abstain")]
    assert [item.for_count, item.against_count, item.abstain_count] == counted
    assert verify_ballot.verify(_file(bundle_of(ballot)), say=lambda _words: None)


def _file(bundle: bytes) -> Any:
    return io.BytesIO(bundle)


@pytest.mark.django_db(transaction=True)
def test_last_second_envelopes_are_counted_or_refused_never_lost(log_key: str) -> None:
    federation = make_federation()
    with scope(federation.pk):
        hall = make_hall(count=CASTS + 3)
        meeting = in_session(hall, present=0)
        _sign_everybody_in(hall, meeting)
        box = _opened(hall, meeting)
        sealed = [(person, box.seal(["for"])[0]) for person in hall.councillors[:CASTS]]
    accepted = _cast_and_close(federation, box, sealed)
    with scope(federation.pk):
        listed = said_in(box.ballot, BallotText.Kind.CLOSING)
        assert len(listed["hashes"]) == accepted == Envelope.objects.count() > 0
        for pair in ((0, 1), (1, 2)):
            box.hand_in(pair)
        box.publish()
        assert AgendaItem.objects.get(pk=box.item.pk).for_count == accepted


def _cast_and_close(federation: Any, box: Box, sealed: list[tuple[Any, bytes]]) -> int:
    """Cast all at once in threads, with the closing in their midst; count what was accepted."""
    gate = Event()

    def there(deed: Callable[[], Any]) -> bool:
        gate.wait()
        try:
            with scope(federation.pk):
                deed()
        except DomainError:
            return False
        else:
            return True
        finally:
            connection.close()

    with ThreadPoolExecutor(16) as pool:
        casts = [lambda each=each: box.cast(each[0], "for", ciphertext=each[1]) for each in sealed]
        half = len(casts) // 2
        jobs = [pool.submit(there, cast) for cast in casts[:half]]
        closing = pool.submit(there, box.close)
        jobs += [pool.submit(there, cast) for cast in casts[half:]]
        gate.set()
        assert closing.result()
        return sum(job.result() for job in jobs)


def _sign_everybody_in(hall: Hall, meeting: Any) -> None:
    Presence.objects.bulk_create(
        Presence(meeting=meeting, person=person, arrived_at=later(1), means="hand") for person in hall.councillors
    )


def _opened(hall: Hall, meeting: Any) -> Box:
    box = prepared(hall, motion(meeting))
    services.open_vote(actor=hall.actor(), item_id=box.item.pk, method="ballot", at=later(5))
    return box


def test_a_thief_of_the_whole_database_links_no_better_than_chance(box: Box) -> None:
    """
    Order, place on disk, transaction and time of rows against the published list, in many elections.

    Each way guesses one line of the list for every voter; by chance one guess an election is right.
    """
    hits: dict[str, int] = {}
    dice = random.Random(5)
    for _election in range(ELECTIONS):
        with transaction.atomic():
            for way, count in _thieve(box, dice).items():
                hits[way] = hits.get(way, 0) + count
            transaction.set_rollback(True)
    assert len(hits) >= 12
    likely = {way: _chance_of(count, ELECTIONS) for way, count in hits.items()}
    # Of many ways the luckiest is judged: Bonferroni.
    assert min(likely.values()) * len(likely) > 0.05, (hits, likely)


def _thieve(box: Box, dice: random.Random) -> dict[str, int]:
    voters = box.hall.councillors[:VOTERS]
    dice.shuffle(voters)
    for minutes, person in enumerate(voters, start=6):
        box.cast(person, dice.choice(["for", "against"]), minutes=minutes)
    again = dice.choice(voters)
    box.cast(again, "abstain", minutes=20)
    box.close(30)
    for pair in ((0, 1), (1, 2)):
        box.hand_in(pair, minutes=31)
    box.publish(32)
    opened = json.loads(said_in(box.ballot, BallotText.Kind.OPENED)["opening"])
    published = [entry["code"] for entry in opened["entries"]]
    truth = {person.pk: box.codes[person.pk] for person in voters}
    return {way: _right(order, published, truth) for way, order in _orders(box, published).items()}


def _orders(box: Box, published: list[str]) -> dict[str, list[Any]]:
    """Put the voters into every order that a dump knows, forwards and backwards."""
    columns = ("ctid::text", "xmin::text::bigint", "id", "voter_id", "digest", "md5(voter_id::text)")
    orders: dict[str, list[Any]] = {}
    with connection.cursor() as cursor:
        for column in columns:
            cursor.execute(
                f"SELECT voter_id FROM meetings_envelope WHERE ballot_id = %s ORDER BY {column}, voter_id",
                [box.ballot.pk],
            )
            orders[column] = [row[0] for row in cursor.fetchall()]
        cursor.execute(
            "SELECT person_id FROM common_auditevent WHERE subject_id = %s AND action IN "
            "('meetings.ballot.cast', 'meetings.ballot.recast') ORDER BY at DESC, id DESC",
            [box.ballot.pk],
        )
        orders["log"] = list(dict.fromkeys(row[0] for row in cursor.fetchall()))
    return {**orders, **{f"{way} back": order[::-1] for way, order in orders.items()}}


def _right(order: list[Any], published: list[str], truth: dict[Any, str]) -> int:
    return sum(truth[voter] == code for voter, code in zip(order, published, strict=True))


def _chance_of(count: int, expected: float) -> float:
    """Give the chance that as many guesses or more are right by luck (Poisson)."""
    term, below = exp(-expected), 0.0
    for number in range(count):
        below += term
        term *= expected / (number + 1)
    return max(0.0, 1 - below)


def test_the_texts_of_a_ballot_tell_no_order(box: Box, log_key: str) -> None:
    for person in box.hall.councillors[:VOTERS]:
        box.cast(person, "for")
    box.close()
    hashes = said_in(box.ballot, BallotText.Kind.CLOSING)["hashes"]
    file = said_in(box.ballot, BallotText.Kind.ENVELOPES)
    listed = [sha256(base64.b64decode(each)).hexdigest() for each in file["envelopes"]]
    assert listed == hashes
    assert all(one < other for one, other in pairwise(hashes))
    assert len({len(each) for each in file["envelopes"]}) == 1
    assert set(file) == {"format", "document", "envelopes"}
    assert Ballot.objects.count() == 1
    assert ensure_signing_key() == log_key
