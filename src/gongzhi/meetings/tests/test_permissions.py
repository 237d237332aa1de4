"""Who may do what: rights and parts, stage by stage, as a table; and who may know of a meeting."""

from typing import Any

import pytest

from gongzhi.common.permissions import ANONYMOUS, SYSTEM
from gongzhi.common.tenancy import scope
from gongzhi.meetings import permissions, services
from gongzhi.meetings.models import AgendaItem, Meeting, Resolution
from gongzhi.meetings.rights import Right
from gongzhi.meetings.tests.factories import AT, Hall, draft, in_session, later, make_hall, motion, vote_all

DRAFT, CALLED, OPEN, CLOSED, CANCELLED = Meeting.State

# deed → (the right it needs, the stages that allow it, the part that may do it too)
TABLE: dict[str, tuple[Right, set[str], str]] = {
    "may_edit": (Right.CALL, {DRAFT}, ""),
    "may_edit_agenda": (Right.CALL, {DRAFT, CALLED, OPEN}, "chair"),
    "may_send_notice": (Right.CALL, {DRAFT}, ""),
    "may_cancel": (Right.CALL, {DRAFT, CALLED}, ""),
    "may_open": (Right.PRESIDE, {CALLED}, "chair"),
    "may_close": (Right.PRESIDE, {OPEN}, "chair"),
    "may_record_presence": (Right.RECORD_PRESENCE, {CALLED, OPEN}, "recorder"),
    "may_compile": (Right.SIGN_MINUTES, {CLOSED}, "both"),
}


@pytest.fixture
def meeting(hall: Hall) -> Meeting:
    return draft(hall)


@pytest.mark.parametrize("deed", TABLE)
@pytest.mark.parametrize("state", Meeting.State)
def test_rights_by_stage(hall: Hall, meeting: Meeting, deed: str, state: str) -> None:
    right, stages, part = TABLE[deed]
    meeting.state = state
    ask = getattr(permissions, deed)
    everything = tuple(Right)
    without = tuple(each for each in everything if each != right)
    plain = hall.councillors[5]
    assert bool(ask(hall.actor(plain, (right,)), meeting)) == (state in stages)
    assert not ask(hall.actor(plain, without), meeting)
    assert not ask(hall.actor(plain), meeting)
    assert not ask(ANONYMOUS, meeting)
    assert bool(ask(hall.actor(hall.president), meeting)) == (state in stages and part in {"chair", "both"})
    recorder = hall.actor(hall.secretary, ())
    assert bool(ask(recorder, meeting)) == (state in stages and part in {"recorder", "both"})


@pytest.mark.parametrize("deed", TABLE)
def test_each_refusal_has_a_reason(hall: Hall, meeting: Meeting, deed: str) -> None:
    for state in Meeting.State:
        meeting.state = state
        decision = getattr(permissions, deed)(hall.actor(hall.councillors[5]), meeting)
        assert decision.allowed or decision.reason


def test_who_knows_of_a_meeting(hall: Hall, meeting: Meeting) -> None:
    def sees(actor: Any) -> bool:
        return Meeting.objects.visible_to(actor).filter(pk=meeting.pk).exists()

    member = hall.actor(hall.councillors[5])
    assert not sees(member)
    assert sees(hall.actor(hall.councillors[5], (Right.READ,)))
    services.send_notice(actor=hall.actor(), meeting_id=meeting.pk, at=AT)
    assert sees(member)
    assert sees(SYSTEM)
    assert not sees(ANONYMOUS)


def test_another_street_sees_nothing(hall: Hall, meeting: Meeting, other_federation: Any) -> None:
    with scope(other_federation.pk):
        theirs = make_hall(count=3)
        assert not Meeting.objects.visible_to(theirs.actor()).exists()
        with pytest.raises(Meeting.DoesNotExist):
            services.send_notice(actor=theirs.actor(), meeting_id=meeting.pk, at=AT)


def test_a_resolution_is_followed_up_by_its_owner(hall: Hall) -> None:
    meeting = in_session(hall)
    item = motion(meeting)
    services.open_vote(actor=hall.actor(), item_id=item.pk, method="roll_call", at=later(5))
    assert not permissions.may_adopt(hall.actor(), AgendaItem.objects.select_related("meeting").get(pk=item.pk))
    vote_all(hall, item, votes_for=12)
    services.close_vote(actor=hall.actor(), item_id=item.pk, at=later(8))
    owner = hall.councillors[4]
    row = services.adopt_resolution(
        actor=hall.actor(), item_id=item.pk, text="同意。", owner_id=owner.pk, review_on=later(0).date(), at=later(9)
    )
    assert permissions.may_follow_up(hall.actor(owner), row)
    assert not permissions.may_follow_up(hall.actor(hall.councillors[5]), row)
    assert not permissions.may_end(hall.actor(owner), row)
    row.state = Resolution.State.DONE
    assert not permissions.may_follow_up(hall.actor(owner), row)
