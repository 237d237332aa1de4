"""The speaker has the last word: confirmed and disputed, once, twice, and what others may do."""

from datetime import timedelta

import pytest
import time_machine

from gongzhi.common.permissions import ANONYMOUS
from gongzhi.kernel.decisions import NotAllowed
from gongzhi.matters import services
from gongzhi.matters.models import Escalation, Matter, Voice
from gongzhi.matters.tests.factories import DAY, FIRST_DAY, MONDAY, PHONE, accepted, answer, answered, voiced
from gongzhi.matters.tests.pages import browser, words


def now(thing):
    return type(thing).objects.get(pk=thing.pk)


def speak(voice, word, at=MONDAY, **more):
    return services.say(actor=ANONYMOUS, voice_id=voice.pk, word=word, at=at, **more)


def publish(street, matter):
    return services.classify(
        actor=street.handler,
        matter_id=matter.pk,
        category="",
        community_id=None,
        place="",
        sensitivity="public",
        at=MONDAY,
    )


def test_done_and_confirmed_are_different_facts(street):
    matter = answered(street)
    voice = matter.voices.get()
    assert (matter.state, voice.standing) == ("answered", "told")
    assert speak(voice, "confirmed").standing == "confirmed"
    assert now(matter).state == "answered"


def test_there_is_nothing_to_judge_before_an_answer(street):
    with pytest.raises(services.NothingToJudge):
        speak(accepted(street).voices.get(), "confirmed")


def test_staff_ask_only_whom_they_told(street):
    voice = answered(street, actor=street.clerk, channel="phone", reply=PHONE).voices.get()
    ask = {"actor": street.clerk, "voice_id": voice.pk, "word": "confirmed", "by": "staff", "at": MONDAY}
    with pytest.raises(services.TellFirst):
        services.say(**ask)
    services.give_reply(actor=street.clerk, reply_id=voice.replies.get().pk, at=MONDAY)
    with pytest.raises(NotAllowed):
        services.say(**{**ask, "actor": street.stranger})
    assert services.say(**ask).standing == "confirmed"


def test_who_judges_on_the_receipt_has_read_it_there(street):
    matter = answered(street, actor=street.clerk, channel="phone", reply=PHONE)
    voice = matter.voices.get()
    speak(voice, "confirmed")
    reply = voice.replies.get()
    assert (reply.state, reply.channel, now(voice).standing) == ("given", "receipt", "confirmed")
    assert matter.stations.filter(kind="all_told").count() == 1


def test_the_first_dispute_takes_it_up_again_with_a_new_clock(street):
    matter = answered(street)
    voice = matter.voices.get()
    speak(voice, "disputed", MONDAY + 3 * DAY, why="只换了一半")
    matter = now(matter)
    assert (matter.state, matter.dispute_count, matter.clock_from) == ("working", 1, FIRST_DAY + 3 * DAY)
    assert matter.due_on == FIRST_DAY + 10 * DAY
    assert matter.owner_id == street.handler.person_id
    assert voice.additions.get().words == "只换了一半"
    assert not matter.stations.filter(note__contains="一半").exists()


def test_the_second_goes_to_the_street_and_the_third_stays(street):
    matter = answered(street)
    voice = matter.voices.get()
    speak(voice, "disputed")
    answer(street, matter, MONDAY + DAY)
    speak(voice, "disputed", MONDAY + 2 * DAY)
    sent = Escalation.objects.get()
    assert (now(matter).state, sent.level, sent.body) == ("escalated", "street", street.street_office)
    services.answer_from_above(
        actor=street.civil_affairs, escalation_id=sent.pk, text="已全部更换", result="solved", at=MONDAY + 3 * DAY
    )
    speak(voice, "disputed", MONDAY + 4 * DAY)
    assert (now(matter).state, now(voice).standing, now(matter).dispute_count) == ("answered", "disputed", 2)
    assert matter.stations.in_order().last().kind == "dispute_noted"
    assert Escalation.objects.count() == 1


def test_after_the_community_comes_the_street(street):
    matter = accepted(street)
    sent = services.escalate(
        actor=street.general, matter_id=matter.pk, body_id=street.community.pk, reason="社区协调", at=MONDAY
    )
    assert sent.level == "community"
    services.answer_from_above(actor=street.cadre, escalation_id=sent.pk, text="已协调", result="solved", at=MONDAY)
    voice = matter.voices.get()
    speak(voice, "disputed")
    answer(street, matter, MONDAY + DAY)
    speak(voice, "disputed", MONDAY + 2 * DAY)
    assert Escalation.objects.get(state="sent").level == "street"


def test_without_a_street_office_here_it_goes_to_its_address(street):
    body = street.street_office
    body.dissolved_on = FIRST_DAY
    body.save()
    matter = answered(street)
    voice = matter.voices.get()
    speak(voice, "disputed")
    answer(street, matter, MONDAY + DAY)
    speak(voice, "disputed", MONDAY + 2 * DAY)
    sent = Escalation.objects.get()
    assert (sent.level, sent.body_id, bool(sent.outside)) == ("street", None, True)


def test_a_dispute_of_another_voice_meanwhile_counts_once(street):
    matter = accepted(street)
    other = voiced(street, matter_id=matter.pk)
    answer(street, matter)
    first = matter.voices.exclude(pk=other.pk).get()
    speak(first, "disputed")
    speak(other, "disputed")
    assert (now(matter).state, now(matter).dispute_count) == ("working", 1)
    assert {voice.standing for voice in matter.voices.all()} == {"disputed"}


def test_a_new_answer_reaches_all_and_keeps_who_confirmed(street):
    matter = accepted(street)
    content = voiced(street, matter_id=matter.pk)
    by_phone = voiced(street, matter_id=matter.pk, reply=PHONE)
    answer(street, matter)
    angry = matter.voices.exclude(pk__in=[content.pk, by_phone.pk]).get()
    speak(content, "confirmed")
    speak(angry, "disputed")
    answer(street, matter, MONDAY + DAY)
    assert (now(content).standing, now(angry).standing, now(by_phone).standing) == ("confirmed", "told", "owed")
    assert [reply.state for reply in by_phone.replies.order_by("answer__serial")] == ["overtaken", "owed"]
    assert content.replies.count() == 2
    with pytest.raises(services.ReplyOver):
        services.give_reply(actor=street.clerk, reply_id=by_phone.replies.get(state="overtaken").pk, at=MONDAY)


def test_one_may_change_ones_mind(street):
    matter = answered(street)
    voice = matter.voices.get()
    speak(voice, "confirmed")
    speak(voice, "disputed")
    assert now(matter).state == "working"
    assert speak(voice, "confirmed").standing == "confirmed"
    assert now(matter).state == "working"


def test_a_word_said_twice_is_one(street):
    matter = answered(street)
    voice = matter.voices.get()
    speak(voice, "confirmed")
    speak(voice, "confirmed", MONDAY + DAY)
    assert matter.stations.filter(kind="confirmed").count() == 1


def test_others_with_the_same_take_an_answered_matter_up_again(street):
    matter = publish(street, answered(street))
    voice = voiced(matter_id=matter.pk, words="我们单元也没亮", at=MONDAY + DAY)
    matter = now(matter)
    assert (voice.matter_id, matter.state, matter.clock_from) == (matter.pk, "working", FIRST_DAY + DAY)
    assert matter.dispute_count == 0
    assert matter.voices.count() == 2


def test_a_closed_matter_is_taken_up_again_by_its_speaker_too(street):
    matter = answered(street)
    services.close(actor=street.handler, matter_id=matter.pk, at=MONDAY)
    voice = matter.voices.get()
    assert voice.standing == "no_word"
    speak(voice, "disputed", MONDAY + 20 * DAY)
    matter = now(matter)
    assert (matter.state, matter.closed_at, matter.dispute_count) == ("working", None, 1)


@pytest.mark.parametrize("sensitivity", ["internal", "private"])
def test_nobody_joins_a_matter_that_is_not_public(street, sensitivity):
    matter = accepted(street)
    services.classify(
        actor=street.general, matter_id=matter.pk, category="", community_id=None, place="", sensitivity=sensitivity,
        at=MONDAY,
    )  # fmt: skip
    with pytest.raises(NotAllowed, match="not public"):
        voiced(matter_id=matter.pk)
    with pytest.raises(NotAllowed):
        voiced(actor=street.leader, matter_id=matter.pk)
    if sensitivity == "internal":
        assert voiced(street, matter_id=matter.pk).matter_id == matter.pk


def test_a_voice_for_a_merged_matter_goes_where_that_went(street):
    old, new = publish(street, accepted(street)), publish(street, accepted(street))
    services.merge(actor=street.general, matter_id=old.pk, into_id=new.pk, at=MONDAY)
    assert voiced(matter_id=old.pk).matter_id == new.pk


def test_staff_reopen_with_a_reason(street):
    matter = answered(street)
    with pytest.raises(services.WordsMissing):
        services.reopen(actor=street.handler, matter_id=matter.pk, reason=" ", at=MONDAY)
    matter = services.reopen(actor=street.handler, matter_id=matter.pk, reason="又坏了", at=MONDAY + DAY)
    assert (matter.state, matter.clock_from) == ("working", FIRST_DAY + DAY)


def test_closing_waits_until_everybody_was_told(street):
    matter = answered(street, actor=street.clerk, channel="phone", reply=PHONE)
    with pytest.raises(services.StillToTell):
        services.close(actor=street.handler, matter_id=matter.pk, at=MONDAY)
    voice = matter.voices.get()
    services.fail_reply(actor=street.clerk, reply_id=voice.replies.get().pk, note="空号", at=MONDAY)
    services.close(actor=street.handler, matter_id=matter.pk, at=MONDAY)
    assert (now(matter).state, now(voice).standing) == ("closed", "no_word")


def test_closing_makes_no_yes_out_of_silence(street):
    matter = accepted(street)
    yes, no, quiet = (voiced(street, matter_id=matter.pk) for _number in range(3))
    answer(street, matter)
    speak(yes, "confirmed")
    matter_now = Matter.objects.get(pk=matter.pk)
    matter_now.dispute_count = 2  # nobody is above any more
    matter_now.save()
    Escalation.objects.create(
        matter=matter, body=street.street_office, level="street", reason="x", sent_at=MONDAY, state="answered",
        answer="x", answered_at=MONDAY,
    )  # fmt: skip
    speak(no, "disputed")
    services.close(actor=street.handler, matter_id=matter.pk, at=MONDAY)
    assert [now(each).standing for each in (yes, no, quiet)] == ["confirmed", "disputed", "no_word"]
    assert Voice.objects.filter(standing="confirmed").count() == 1


def test_the_street_reads_why_it_comes_by_itself_and_what_was_said_and_answered(street, federation, url_in):
    matter = answered(street)
    voice = matter.voices.get()
    speak(voice, "disputed", why="还是黑的")
    answer(street, now(matter), MONDAY + DAY)
    speak(voice, "disputed", MONDAY + DAY, why="又坏了")
    sent = Escalation.objects.get()
    assert (sent.level, now(matter).answers.count()) == ("street", 2)
    assert "2" in sent.reason
    with time_machine.travel(MONDAY + DAY + timedelta(hours=1), tick=True):
        desk = browser(street.civil_affairs)
        for name in ("above_one", "above_sheet"):
            page = words(desk.get(url_in(federation, f"matters:{name}", sent.pk)))
            assert sent.reason in page
            assert "还是黑的" in page
            assert "又坏了" in page
            assert page.count("灯已换好") == 2


def test_what_is_taken_up_again_can_be_deferred_again(street):
    matter = accepted(street)
    services.defer(actor=street.handler, matter_id=matter.pk, until=FIRST_DAY + 30 * DAY, reason="等材料", at=MONDAY)
    answer(street, matter, MONDAY + DAY)
    speak(matter.voices.get(), "disputed", MONDAY + DAY)
    assert now(matter).deferred_until is None
    again = services.defer(
        actor=street.handler, matter_id=matter.pk, until=FIRST_DAY + 9 * DAY, reason="等配件", at=MONDAY + DAY
    )
    assert again.deferred_until == FIRST_DAY + 9 * DAY
