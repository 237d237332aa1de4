"""
A voter whose line breaks changes their mind: what is counted is what they saw last, never what was sealed before.

Both ways a line can break are played: the envelope does not arrive, or it arrives and its answer is lost.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Route
from pytest_django.live_server_helper import LiveServer

from gongzhi.common.audit import ensure_signing_key
from gongzhi.common.tenancy import scope
from gongzhi.common.testing import make_federation
from gongzhi.meetings import services
from gongzhi.meetings.models import Envelope, Meeting
from gongzhi.meetings.tests.ballots import Box, prepared
from gongzhi.meetings.tests.factories import Hall, draft, make_hall, motion
from gongzhi.people.models import Person
from tests.e2e.walking import Walker

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SitDown = Callable[[Person], None]
BROKEN = "网络断了"


@pytest.fixture
def box(live_server: LiveServer, settings: Any, tmp_path: Any) -> Iterator[Box]:
    """A ballot on a motion that runs now, in the scope of its street."""
    settings.VAR = tmp_path
    ensure_signing_key()
    with scope(make_federation().pk):
        hall = make_hall(count=12)
        box = prepared(hall, motion(_session(hall)))
        services.open_vote(actor=hall.actor(), item_id=box.item.pk, method="ballot", at=timezone.now())
        yield box


def _session(hall: Hall) -> Meeting:
    now = timezone.now()
    past = now - timedelta(days=9)
    meeting = draft(hall, starts_at=now + timedelta(minutes=1), at=past)
    services.send_notice(actor=hall.actor(), meeting_id=meeting.pk, at=past)
    services.open_session(
        actor=hall.actor(), meeting_id=meeting.pk, chair_id=hall.president.pk, recorder_id=hall.secretary.pk, at=now
    )
    for person in hall.councillors[:11]:
        services.sign_in_by_hand(actor=hall.actor(), meeting_id=meeting.pk, person_id=person.pk, at=now)
    return Meeting.objects.get(pk=meeting.pk)


def break_lines(walker: Walker, breaks: list[str]) -> list[dict[str, list[str]]]:
    """Break the line as often as said: the envelope is ``lost``, or the ``answer`` to it; give all that was sent."""
    sent: list[dict[str, list[str]]] = []

    def handle(route: Route) -> None:
        if route.request.method != "POST":
            route.continue_()
            return
        sent.append(parse_qs(route.request.post_data or ""))
        how = breaks.pop(0) if breaks else ""
        if how == "answer":
            route.fetch(max_redirects=0)
        if how:
            route.abort()
        else:
            route.continue_()

    walker.page.route("**/vote/", handle)
    return sent


def choose(walker: Walker, label: str) -> None:
    """Mark a choice, and see it on the second look."""
    walker.ticks(label)
    walker.unfold("投票")
    walker.sees("请再看一遍", label)
    walker.does_not_see(BROKEN)


def opened_choices(box: Box) -> list[list[str]]:
    """Close the ballot, and open its envelopes with two shares."""
    services.close_ballot(actor=box.hall.actor(), ballot_id=box.ballot.pk, at=timezone.now())
    return [entry["choices"] for entry in json.loads(json.loads(box.opened())["opening"])["entries"]]


def vote_page(box: Box) -> str:
    return f"/f/{box.ballot.federation.code}{reverse('meetings:ballot_vote', args=[box.ballot.pk])}"


@pytest.mark.parametrize("how", ["lost", "answer"])
def test_another_choice_after_a_broken_line_is_what_counts(
    box: Box, walker: Walker, sit_down: SitDown, how: str
) -> None:
    sit_down(box.hall.councillors[3])
    walker.arrive(vote_page(box))
    sent = break_lines(walker, [how])
    choose(walker, "同意")
    walker.unfold("封好投出")
    walker.sees(BROKEN)
    assert Envelope.objects.count() == (1 if how == "answer" else 0)
    walker.unfold("修改")
    choose(walker, "反对")
    walker.unfold("封好投出")
    walker.sees("您的票已收到", "本机封票")
    first, second = sent
    assert first["ciphertext"] != second["ciphertext"]
    assert first["deed_key"] != second["deed_key"]
    assert walker.page.locator("[data-differs]").is_hidden()
    stub = walker.page.locator("[data-stub]").get_attribute("data-stub")
    assert Envelope.objects.get().digest[:12] == stub
    assert opened_choices(box) == [["against"]]


def test_the_same_choice_after_a_broken_line_is_the_same_envelope(box: Box, walker: Walker, sit_down: SitDown) -> None:
    sit_down(box.hall.councillors[3])
    walker.arrive(vote_page(box))
    sent = break_lines(walker, ["answer", "lost"])
    choose(walker, "同意")
    walker.unfold("封好投出")
    walker.sees(BROKEN)
    walker.unfold("封好投出")
    walker.sees(BROKEN)
    walker.unfold("封好投出")
    walker.sees("您的票已收到")
    assert sent[0] == sent[1] == sent[2]
    assert opened_choices(box) == [["for"]]
