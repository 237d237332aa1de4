"""Two at once, and any order of deeds: what must hold whatever people do."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gongzhi.common.tenancy import scope
from gongzhi.common.testing import make_federation
from gongzhi.kernel.errors import DomainError
from gongzhi.meetings import services
from gongzhi.meetings.models import AgendaItem, Entitled, Meeting, Presence, Resolution, Vote
from gongzhi.meetings.tests.factories import (
    AT,
    MEETING_AT,
    Hall,
    called,
    in_session,
    later,
    make_hall,
    motion,
    vote_all,
)

DEEDS = (
    "arrive", "leave", "excuse", "undo", "open", "close", "for", "against", "abstain", "recuse", "count", "withdraw",
    "end_term", "close_session",
)  # fmt: skip


def at_once(federation: Any, deeds: list[Callable[[], Any]]) -> list[Any]:
    """Do deeds in threads of their own; a refusal is an answer."""

    def run(deed: Callable[[], Any]) -> Any:
        try:
            with scope(federation.pk):
                return deed()
        except DomainError as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(deeds)) as pool:
        return list(pool.map(run, deeds))


@pytest.mark.django_db(transaction=True)
def test_last_second_votes_are_counted_or_refused_never_lost() -> None:
    federation = make_federation()
    with scope(federation.pk):
        hall = make_hall(count=9)
        meeting = in_session(hall, present=8)
        item = services.open_vote(actor=hall.actor(), item_id=motion(meeting).pk, method="roll_call", at=later(5))
    casts = [
        lambda person=person: services.cast_vote(actor=hall.actor(person), item_id=item.pk, choice="for", at=later(6))
        for person in hall.councillors[:8]
    ]
    closing = [lambda: services.close_vote(actor=hall.actor(), item_id=item.pk, at=later(6))]
    answers = at_once(federation, [*casts[:4], *closing, *casts[4:]])
    accepted = [answer for answer in answers if isinstance(answer, Vote)]
    with scope(federation.pk):
        kept = AgendaItem.objects.get(pk=item.pk)
        assert Vote.objects.filter(item=item).count() == len(accepted) == kept.for_count


@pytest.mark.django_db(transaction=True)
def test_double_clicks_leave_one_record() -> None:
    federation = make_federation()
    with scope(federation.pk):
        hall = make_hall(count=9)
        meeting = called(hall)
    person = hall.councillors[1]
    clicks = [
        lambda: services.sign_in_by_hand(actor=hall.actor(), meeting_id=meeting.pk, person_id=person.pk, at=MEETING_AT)
    ] * 4
    assert len({answer.pk for answer in at_once(federation, clicks)}) == 1
    opening = [
        lambda: services.open_session(
            actor=hall.actor(),
            meeting_id=meeting.pk,
            chair_id=hall.president.pk,
            recorder_id=hall.secretary.pk,
            at=MEETING_AT,
        )
    ] * 3
    answers = at_once(federation, opening)
    assert sum(isinstance(answer, Meeting) for answer in answers) == 1
    with scope(federation.pk):
        assert Presence.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_votes_opened_at_once_freeze_one_list() -> None:
    federation = make_federation()
    with scope(federation.pk):
        hall = make_hall(count=9)
        meeting = in_session(hall, present=8)
        items = [motion(meeting, 1).pk, motion(meeting, 2).pk]
    opening = [
        lambda pk=pk: services.open_vote(actor=hall.actor(), item_id=pk, method="roll_call", at=later(5))
        for pk in items
    ]
    answers = at_once(federation, opening)
    assert sum(isinstance(answer, AgendaItem) for answer in answers) == 1
    with scope(federation.pk):
        assert Entitled.objects.count() == 9


@pytest.mark.django_db(transaction=True)
def test_resolutions_adopted_at_once_have_numbers_of_their_own() -> None:
    federation = make_federation()
    with scope(federation.pk):
        hall = make_hall(count=9)
        carried = []
        for _each in range(3):
            meeting = in_session(hall, present=9)
            item = services.open_vote(actor=hall.actor(), item_id=motion(meeting).pk, method="roll_call", at=later(5))
            vote_all(hall, item, votes_for=9)
            carried.append(services.close_vote(actor=hall.actor(), item_id=item.pk, at=later(6)).pk)
    adopting = [
        lambda pk=pk: services.adopt_resolution(
            actor=hall.actor(),
            item_id=pk,
            text="同意。",
            owner_id=hall.secretary.pk,
            review_on=later(0).date(),
            at=later(9),
        )
        for pk in (*carried, carried[0])
    ]
    at_once(federation, adopting)
    with scope(federation.pk):
        assert sorted(Resolution.objects.values_list("number", flat=True)) == [1, 2, 3]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(st.tuples(st.sampled_from(DEEDS), st.integers(0, 5)), max_size=30))
def test_any_sequence_of_deeds_keeps_what_must_hold(federation: Any, steps: list[tuple[str, int]]) -> None:
    with transaction.atomic():
        _go_through(steps)
        transaction.set_rollback(True)


def _go_through(steps: list[tuple[str, int]]) -> None:
    hall = make_hall(count=6)
    meeting = in_session(hall, present=4)
    frozen: set[Any] = set()
    for minute, (deed, who) in enumerate(steps, start=1):
        with suppress(DomainError), transaction.atomic():
            _do(deed, hall, meeting, who, minute)
        frozen = _check(meeting, frozen)


def _do(deed: str, hall: Hall, meeting: Meeting, who: int, minute: int) -> None:
    person, at = hall.councillors[who], later(minute)
    item = motion(meeting, 1 + who % 2)
    by_name = {"for": "for", "against": "against", "abstain": "abstain", "recuse": "recused"}
    mine = {"actor": hall.actor(), "meeting_id": meeting.pk, "person_id": person.pk, "at": at}
    on_item = {"actor": hall.actor(), "item_id": item.pk, "at": at}
    method = "roll_call" if who % 3 else "hands"
    counts = services.Counts(votes_for=who, against=1, abstain=0)
    first, second = hall.councillors[0].pk, hall.councillors[1].pk
    todo: dict[str, Callable[[], Any]] = {
        "arrive": lambda: services.sign_in_by_hand(**mine),
        "leave": lambda: services.record_leaving(**mine),
        "excuse": lambda: services.excuse(**mine),
        "undo": lambda: services.take_back_sign_in(**mine),
        "open": lambda: services.open_vote(**on_item, method=method),
        "close": lambda: services.close_vote(**on_item),
        "count": lambda: services.record_open_vote(
            **on_item, first_teller_id=first, second_teller_id=second, counts=counts
        ),
        "withdraw": lambda: services.withdraw_motion(**on_item, reason="改期"),
        "end_term": lambda: person.terms.filter(superseded_at__isnull=True).update(
            ends_on=AT.date() - timedelta(days=30)
        ),
        "close_session": lambda: services.close_session(actor=hall.actor(), meeting_id=meeting.pk, at=at),
    }
    if deed in by_name:
        services.cast_vote(**on_item, choice=by_name[deed], person_id=person.pk)
    else:
        todo[deed]()


def _check(meeting: Meeting, frozen: set[Any]) -> set[Any]:
    """The frozen list never changes; carried only if lawful and with enough votes; counted votes fit the presence."""
    now = set(Entitled.objects.filter(meeting=meeting).values_list("person_id", flat=True))
    assert not frozen or now == frozen
    for item in AgendaItem.objects.filter(meeting=meeting, for_count__isnull=False):
        counted = item.for_count + item.against_count + item.abstain_count + item.spoiled_count
        assert counted <= item.present_count <= item.entitled_count == len(now)
        if item.state == AgendaItem.State.CARRIED:
            assert item.present_count >= item.quorum_needed
            assert item.for_count >= item.votes_needed
            assert item.for_count * 3 >= item.present_count * 2
    assert AgendaItem.objects.filter(meeting=meeting, state="voting").count() <= 1
    return now
