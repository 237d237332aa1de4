"""What a guest says in a consultation becomes a voice with a receipt, and is followed to the guest's word."""

from uuid import uuid4

import pytest

from gongzhi.journeys import services
from gongzhi.journeys.tests.factories import Quarter, drafted, in_session, minutes
from gongzhi.kernel.decisions import NotAllowed
from gongzhi.matters import services as matters
from gongzhi.matters.models import Voice
from gongzhi.matters.selectors.codes import find_voice, receipt_code
from gongzhi.matters.services import ReplyWish
from gongzhi.matters.tests.factories import MONDAY, accept
from gongzhi.meetings import services as meetings
from gongzhi.meetings.models import Meeting, Remark
from gongzhi.participation.models import Contact

PHONE = ReplyWish(channel="phone", name="王芳", contact="13812340001")


def remarked(quarter: Quarter) -> Remark:
    """Somebody from outside speaks in a consultation."""
    meeting = drafted(quarter, form="hearing", items=(meetings.NewItem(title="停车怎么办"),))
    guest = meetings.invite_guest(
        actor=quarter.general,
        meeting_id=meeting.pk,
        guest=meetings.NewGuest(name="王芳", behalf="resident", contact="13812340001"),
        at=MONDAY,
    )
    in_session(quarter, meeting)
    meetings.record_coming(actor=quarter.general, guest_id=guest.pk, at=minutes(1))
    return meetings.note_remark(
        actor=quarter.general,
        item_id=meeting.items.get().pk,
        guest_id=guest.pk,
        words="晚上消防通道停满车。",
        at=minutes(5),
    )


def raised(quarter: Quarter, remark: Remark, **more) -> Voice:
    values = {"actor": quarter.general, "reply": PHONE, "consent": True, "at": minutes(10), **more}
    return services.raise_remark(remark_id=remark.pk, **values)


def test_a_remark_is_followed_to_the_word_of_whoever_said_it(quarter: Quarter) -> None:
    remark = remarked(quarter)
    voice = raised(quarter, remark)
    assert (voice.words, voice.channel, voice.source_kind, voice.source_id) == (
        "晚上消防通道停满车。", "meeting", "meeting", remark.pk,
    )  # fmt: skip
    assert find_voice(receipt_code(voice)) == voice
    assert Remark.objects.get().voice_label == voice.matter.number
    matter = accept(quarter.street, voice, minutes(20))
    matters.answer(
        actor=quarter.street.handler, matter_id=matter.pk, text="已划线并每晚巡查。", result="solved", at=minutes(30)
    )
    matters.give_reply(actor=quarter.street.clerk, reply_id=voice.replies.get().pk, at=minutes(40))
    matters.say(actor=quarter.street.clerk, voice_id=voice.pk, word="confirmed", by="staff", at=minutes(50))
    assert Voice.objects.get().standing == "confirmed"


def test_who_came_counts_once_whether_they_spoke_or_not(quarter: Quarter) -> None:
    remark = remarked(quarter)
    raised(quarter, remark)
    assert not Contact.objects.exists()
    meetings.close_session(actor=quarter.general, meeting_id=remark.meeting_id, at=minutes(60))
    assert Contact.objects.filter(act="meeting", channel="meeting").count() == Contact.objects.count() == 4


def test_a_remark_becomes_one_voice(quarter: Quarter) -> None:
    remark = remarked(quarter)
    key = str(uuid4())
    assert raised(quarter, remark, key=key).pk == raised(quarter, remark, key=key).pk
    with pytest.raises(NotAllowed, match="already"):
        raised(quarter, remark)
    assert Voice.objects.count() == 1


def test_a_remark_joins_the_matter_the_meeting_talked_about(quarter: Quarter) -> None:
    remark = remarked(quarter)
    first = raised(quarter, remark)
    second = meetings.note_remark(
        actor=quarter.general, item_id=remark.item_id, guest_id=remark.guest_id, words="孩子也过不去。", at=minutes(12)
    )
    joined = raised(quarter, second, matter_id=first.matter_id)
    assert joined.matter_id == first.matter_id


def test_only_who_keeps_the_record_makes_voices_of_remarks(quarter: Quarter) -> None:
    remark = remarked(quarter)
    with pytest.raises(NotAllowed):
        raised(quarter, remark, actor=quarter.member(2))
    assert Meeting.objects.count() == 1
    assert not Voice.objects.exists()
