"""Consultations: guests, opinions, outcome, and that everybody who came counts once."""

from typing import Any

import pytest

from gongzhi.kernel.decisions import NotAllowed
from gongzhi.meetings import services
from gongzhi.meetings.models import Guest, Meeting, Remark
from gongzhi.meetings.selectors.minutes import compiled_text
from gongzhi.meetings.services.consulting import BecameVoice, OutcomeChanged, SpeakerUnknown, VoiceAlready
from gongzhi.meetings.services.guests import BelongsToTheBody, GuestWasThere, InvitedAlready, NameMissing
from gongzhi.meetings.tests.factories import AT, MEETING_AT, Hall, draft, later, motion
from gongzhi.offices.testing import make_person
from gongzhi.participation.models import Contact


def consultation(hall: Hall, **more: Any) -> Meeting:
    values = {"form": "hearing", "items": (services.NewItem(title="老旧小区加装电梯怎么分摊"),)}
    return draft(hall, **{**values, **more})


def invite(hall: Hall, meeting: Meeting, name: str = "王芳", behalf: str = "resident", **more: Any) -> Guest:
    guest = services.NewGuest(name=name, behalf=behalf, **more)
    return services.invite_guest(actor=hall.actor(), meeting_id=meeting.pk, guest=guest, at=AT)


def opened(hall: Hall, meeting: Meeting, present: int = 3) -> Meeting:
    services.send_notice(actor=hall.actor(), meeting_id=meeting.pk, at=AT)
    services.open_session(
        actor=hall.actor(), meeting_id=meeting.pk, chair_id=hall.president.pk, recorder_id=hall.secretary.pk,
        at=MEETING_AT,
    )  # fmt: skip
    for person in hall.councillors[:present]:
        services.sign_in_by_hand(actor=hall.actor(), meeting_id=meeting.pk, person_id=person.pk, at=MEETING_AT)
    return Meeting.objects.get(pk=meeting.pk)


def test_a_consultation_is_counted_apart_and_needs_no_notice_while_it_only_talks(hall: Hall) -> None:
    """居委会组织法 art. 32: forms of consultation; no clause asks it for a quorum or a length of notice."""
    meeting = consultation(hall)
    assert (meeting.kinds, meeting.session, meeting.number) == (["consultation"], None, 1)
    assert meeting.send_by == meeting.starts_on
    assert draft(hall).number == 1
    decides = consultation(hall, items=(services.NewItem(title="表决方案", decision="council"),))
    assert (decides.starts_on - decides.send_by).days == 6


def test_a_consultation_closes_without_asking_for_a_quorum(hall: Hall) -> None:
    meeting = opened(hall, consultation(hall), present=1)
    closed = services.close_session(actor=hall.actor(), meeting_id=meeting.pk, at=later(60))
    assert closed.was_quorate is None


def test_guests_are_named_once_and_come_from_outside(hall: Hall) -> None:
    meeting = consultation(hall)
    guest = invite(hall, meeting, contact="13812340001", stands_for="农翔社区")
    assert (guest.contact_masked, guest.behalf) == ("138****0001", "resident")
    with pytest.raises(NameMissing):
        invite(hall, meeting, name=" ")
    outsider = make_person("郑秀兰")
    invite(hall, meeting, name="", person_id=outsider.pk)
    with pytest.raises(InvitedAlready):
        invite(hall, meeting, name="", person_id=outsider.pk)
    with pytest.raises(BelongsToTheBody):
        invite(hall, meeting, name="", person_id=hall.president.pk)
    with pytest.raises(NotAllowed, match="consultation"):
        invite(hall, draft(hall))
    stranger = services.NewGuest(name="外人", behalf="resident")
    with pytest.raises(NotAllowed):
        services.invite_guest(actor=hall.actor(hall.councillors[5]), meeting_id=meeting.pk, guest=stranger, at=AT)


def test_everybody_who_came_counts_once_and_without_a_name(hall: Hall, federation: Any) -> None:
    from_outside = make_person("郑秀兰")
    meeting = consultation(hall)
    guests = [invite(hall, meeting, f"居民{place}") for place in range(3)]
    guests.append(invite(hall, meeting, name="", person_id=from_outside.pk))
    meeting = opened(hall, meeting, present=4)
    for guest in (guests[0], guests[3], guests[3]):
        services.record_coming(actor=hall.actor(), guest_id=guest.pk, at=later(1))
    key = "11111111-1111-4111-8111-111111111111"
    for _again in range(2):
        services.close_session(actor=hall.actor(), meeting_id=meeting.pk, at=later(60), key=key)
    rows = Contact.objects.all()
    assert rows.count() == 4 + 2
    assert {(row.act, row.channel, row.on) for row in rows} == {("meeting", "meeting", meeting.starts_on)}


def test_remarks_keep_who_spoke_for_whom_and_stand_in_the_minutes(hall: Hall) -> None:
    meeting = consultation(hall)
    guest = invite(hall, meeting, behalf="department", stands_for="区住建局")
    meeting = opened(hall, meeting)
    item = motion(meeting)
    services.record_coming(actor=hall.actor(), guest_id=guest.pk, at=later(1))
    remark = services.note_remark(
        actor=hall.actor(), item_id=item.pk, guest_id=guest.pk, words="低楼层可以少分摊。\n另有补贴。", at=later(5)
    )
    own = services.note_remark(
        actor=hall.actor(), item_id=item.pk, person_id=hall.councillors[1].pk, words="同意先试一个单元。", at=later(6)
    )
    assert "区住建局" in remark.role
    assert own.name == "陈立"
    with pytest.raises(SpeakerUnknown):
        services.note_remark(actor=hall.actor(), item_id=item.pk, words="谁？", at=later(7))
    with pytest.raises(NotAllowed):
        services.note_remark(
            actor=hall.actor(hall.councillors[1]), item_id=item.pk, guest_id=guest.pk, words="代笔", at=later(7)
        )
    services.hear_item(actor=hall.actor(), item_id=item.pk, at=later(20))
    services.write_outcome(actor=hall.actor(), meeting_id=meeting.pk, outcome="先在3幢试点。", before="", at=later(30))
    with pytest.raises(OutcomeChanged) as refused:
        services.write_outcome(actor=hall.actor(), meeting_id=meeting.pk, outcome="再议。", before="", at=later(31))
    assert refused.value.params["saved"] == "先在3幢试点。"
    services.close_session(actor=hall.actor(), meeting_id=meeting.pk, at=later(60))
    text = compiled_text(Meeting.objects.select_related("chair", "recorder", "body").get(pk=meeting.pk))
    for words in ("王芳", "低楼层可以少分摊。 另有补贴。", "先在3幢试点。"):
        assert words in text


def test_a_remark_becomes_one_voice_and_then_stays(hall: Hall) -> None:
    meeting = consultation(hall)
    guest = invite(hall, meeting)
    meeting = opened(hall, meeting)
    remark = services.note_remark(
        actor=hall.actor(), item_id=motion(meeting).pk, guest_id=guest.pk, words="路灯坏了", at=later(5)
    )
    with pytest.raises(GuestWasThere):
        services.strike_guest(actor=hall.actor(), guest_id=guest.pk, at=later(6))
    services.link_voice(actor=hall.actor(), remark_id=remark.pk, voice_id=guest.pk, label="2026-0001", at=later(6))
    with pytest.raises(VoiceAlready):
        services.link_voice(actor=hall.actor(), remark_id=remark.pk, voice_id=guest.pk, label="2", at=later(7))
    with pytest.raises(BecameVoice):
        services.strike_remark(actor=hall.actor(), remark_id=remark.pk, at=later(7))
    assert Remark.objects.get().voice_label == "2026-0001"


def test_a_contact_is_read_with_a_reason_by_who_invites(hall: Hall) -> None:
    guest = invite(hall, consultation(hall), contact="wang@example.cn")
    assert guest.contact_masked == "w***@example.cn"
    with pytest.raises(NotAllowed):
        services.reveal_guest(actor=hall.actor(hall.councillors[5]), guest_id=guest.pk, reason="好奇", at=later(1))
    shown = services.reveal_guest(actor=hall.actor(), guest_id=guest.pk, reason="通知改期", at=later(1))
    assert shown.contact == "wang@example.cn"
