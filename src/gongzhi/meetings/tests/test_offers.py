"""What lower rooms get: evidence in one query, the desk in two, resolutions in one."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from gongzhi.common import registry
from gongzhi.kernel.periods import Period
from gongzhi.meetings import services
from gongzhi.meetings.models import Meeting
from gongzhi.meetings.selectors import offers
from gongzhi.meetings.tests.factories import AT, Hall, called, draft, in_session, later, motion, vote_all

YEAR = Period(date(2026, 1, 1), date(2027, 1, 1))


@contextmanager
def at_most(count: int) -> Iterator[None]:
    with CaptureQueriesContext(connection) as queries:
        yield
    assert len(queries) <= count, [query["sql"] for query in queries]


def closed(hall: Hall, present: int = 13, **more: Any) -> Meeting:
    meeting = in_session(hall, present, **more)
    return services.close_session(actor=hall.actor(), meeting_id=meeting.pk, at=later(60))


def test_a_held_meeting_is_evidence_of_its_body(federation: Any, hall: Hall) -> None:
    meeting = closed(hall)
    with at_most(1):
        rows = offers.meetings_held(federation_id=federation.pk, period=YEAR)
    assert [(row.on, row.subject, row.facts) for row in rows] == [
        (meeting.starts_on, "", {"body": "council", "kind": "ordinary"})
    ]
    assert not offers.meetings_held(federation_id=federation.pk, period=Period(date(2027, 1, 1), None))


def test_a_meeting_without_quorum_or_never_held_is_no_evidence(federation: Any, hall: Hall) -> None:
    assert closed(hall, present=11).was_quorate is False
    called(hall)
    assert not offers.meetings_held(federation_id=federation.pk, period=YEAR)


def test_a_meeting_of_several_kinds_is_evidence_of_each(federation: Any, hall: Hall) -> None:
    closed(hall, kinds=["theme_day", "party_lecture"])
    kinds = {row.facts["kind"] for row in offers.meetings_held(federation_id=federation.pk, period=YEAR)}
    assert kinds == {"theme_day", "party_lecture"}


def test_signed_minutes_are_evidence_of_their_meeting(federation: Any, hall: Hall) -> None:
    meeting = closed(hall)
    services.compile_minutes(actor=hall.actor(), meeting_id=meeting.pk, at=later(61))
    services.countersign_minutes(actor=hall.actor(), meeting_id=meeting.pk, version=1, at=later(62))
    assert not offers.minutes_signed(federation_id=federation.pk, period=YEAR)
    two_days = later(62) + timedelta(days=2)
    services.countersign_minutes(actor=hall.actor(hall.president), meeting_id=meeting.pk, version=1, at=two_days)
    with at_most(1):
        rows = offers.minutes_signed(federation_id=federation.pk, period=YEAR)
    assert [(row.subject, row.on) for row in rows] == [(str(meeting.pk), meeting.starts_on + timedelta(days=2))]
    assert [row.subject for row in offers.sessions_closed(federation_id=federation.pk, period=YEAR)] == [
        str(meeting.pk)
    ]


def test_every_source_is_registered() -> None:
    assert {"meetings.held", "meetings.closed", "meetings.minutes_signed"} <= registry.evidence_providers.keys()
    assert offers.desk_items in registry.desk_sources
    assert offers.adopted_resolutions in registry.resolution_sources


@pytest.mark.parametrize("stage", ["draft", "called", "open", "voting", "voted", "closed", "signed"])
def test_the_desk_says_what_to_do_next(hall: Hall, stage: str) -> None:
    actor, titles = hall.actor(hall.councillors[1]), []
    meeting = {"draft": draft, "called": called}.get(stage, in_session)(hall)
    if stage in {"voting", "voted"}:
        services.open_vote(actor=hall.actor(), item_id=motion(meeting).pk, method="roll_call", at=later(5))
    if stage == "voted":
        services.cast_vote(actor=actor, item_id=motion(meeting).pk, choice="for", at=later(6))
    if stage in {"closed", "signed"}:
        services.close_session(actor=hall.actor(), meeting_id=meeting.pk, at=later(60))
        services.compile_minutes(actor=hall.actor(), meeting_id=meeting.pk, at=later(61))
        actor = hall.actor(hall.president)
    if stage == "signed":
        services.countersign_minutes(actor=actor, meeting_id=meeting.pk, version=1, at=later(62))
    if stage == "draft":
        actor = hall.actor()
    with at_most(2):
        titles = [(item.kind, str(item.url).rsplit("/", 2)[1]) for item in offers.desk_items(actor=actor, at=later(63))]
    pk = str(meeting.pk)
    expected = {
        "draft": [("due", "notice")], "called": [("waiting", pk)], "open": [("waiting", pk)],
        "voting": [("due", "vote")], "voted": [("waiting", pk)], "closed": [("due", "minutes")], "signed": [],
    }  # fmt: skip
    assert titles == expected[stage]


def test_a_resolution_comes_back_to_its_owner(hall: Hall) -> None:
    meeting = in_session(hall)
    item = motion(meeting)
    services.open_vote(actor=hall.actor(), item_id=item.pk, method="roll_call", at=later(5))
    vote_all(hall, item, votes_for=12)
    services.close_vote(actor=hall.actor(), item_id=item.pk, at=later(8))
    row = services.adopt_resolution(
        actor=hall.actor(), item_id=item.pk, text="同意。", owner_id=hall.councillors[6].pk,
        review_on=meeting.starts_on + timedelta(days=100), at=later(9),
    )  # fmt: skip
    owner = hall.actor(hall.councillors[6])
    assert all("resolutions" not in line.url for line in offers.desk_items(actor=owner, at=AT))
    late = later(0) + timedelta(days=101)
    assert [line.state for line in offers.desk_items(actor=owner, at=late) if "resolutions" in line.url] == ["breached"]
    with at_most(1):
        found = registry.resolutions()
    assert [(each.id, each.adopted_on) for each in found] == [(row.pk, meeting.starts_on)]
