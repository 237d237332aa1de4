"""Told means shown or brought: who could not be reached is never counted as told."""

import pytest

from gongzhi.common.permissions import ANONYMOUS
from gongzhi.kernel.periods import Period
from gongzhi.matters import services
from gongzhi.matters.jobs import close_quiet_everywhere, erase_speakers_everywhere
from gongzhi.matters.models import Matter, Station
from gongzhi.matters.selectors import rates
from gongzhi.matters.selectors.desk import handling_lines
from gongzhi.matters.selectors.page import voices_of
from gongzhi.matters.selectors.replies import newest_reply, questions_to_bring, replies_to_bring
from gongzhi.matters.services import reminding
from gongzhi.matters.tests.factories import DAY, FIRST_DAY, MONDAY, PHONE, accepted, answer, answered, voiced
from gongzhi.matters.tests.pages import key


def now(thing):
    return type(thing).objects.get(pk=thing.pk)


def all_told(matter):
    return matter.stations.filter(kind=Station.Kind.ALL_TOLD).count()


def fail(street, voice, at):
    services.fail_reply(actor=street.clerk, reply_id=newest_reply(voice).pk, note="无人接听", at=at)


def test_who_was_not_reached_was_not_told(street):
    matter = answered(street, reply=PHONE)
    voice = matter.voices.get()
    fail(street, voice, MONDAY + 20 * DAY)
    assert all_told(matter) == 0
    services.give_reply(actor=street.clerk, reply_id=newest_reply(voice).pk, at=MONDAY + 22 * DAY)
    assert all_told(matter) == 1


def test_of_two_the_one_that_was_not_reached_is_waited_for(street):
    matter = accepted(street, reply=PHONE)
    other = voiced(street, matter_id=matter.pk, reply=PHONE)
    answer(street, matter)
    fail(street, other, MONDAY)
    services.give_reply(actor=street.clerk, reply_id=newest_reply(matter.voices.first()).pk, at=MONDAY)
    assert all_told(matter) == 0
    # Reading the answer on the receipt page and judging it there is being told.
    services.say(actor=ANONYMOUS, voice_id=other.pk, word="confirmed", at=MONDAY + DAY)
    assert all_told(matter) == 1


def test_the_quiet_days_begin_with_the_last_attempt(street):
    matter = answered(street, reply=PHONE)
    fail(street, matter.voices.get(), MONDAY + 20 * DAY)
    assert close_quiet_everywhere(at=MONDAY + 21 * DAY) == 0
    assert close_quiet_everywhere(at=MONDAY + 34 * DAY) == 0
    assert close_quiet_everywhere(at=MONDAY + 35 * DAY) == 1
    assert now(matter).state == "closed"


def test_erasing_tells_nobody(street):
    matter = answered(street, reply=PHONE)
    voice = matter.voices.get()
    fail(street, voice, MONDAY + DAY)
    assert close_quiet_everywhere(at=MONDAY + 16 * DAY) == 1
    assert erase_speakers_everywhere(at=MONDAY + 107 * DAY) == 1
    assert (newest_reply(voice).state, newest_reply(voice).channel) == ("failed", "phone")
    assert now(voice).standing == "no_word"
    assert not rates._voices(Period(FIRST_DAY, None)).filter(was_told=True).exists()
    assert all_told(matter) == 0
    # Nobody can be reached any more: it stands on nobody's list.
    assert not replies_to_bring(actor=street.clerk).exists()


def test_who_is_erased_at_their_own_word_reads_the_answer_on_the_receipt(street):
    matter = answered(street, reply=PHONE)
    voice = matter.voices.get()
    services.erase_speaker(actor=ANONYMOUS, voice_id=voice.pk, at=MONDAY)
    assert (newest_reply(voice).state, newest_reply(voice).channel) == ("given", "receipt")
    assert all_told(matter) == 1


def test_after_a_merge_the_newest_reply_is_that_of_the_newest_answer(street):
    old = answered(street, reply=PHONE)
    voice = old.voices.get()
    services.give_reply(actor=street.clerk, reply_id=newest_reply(voice).pk, at=MONDAY)
    services.reopen(actor=street.handler, matter_id=old.pk, reason="又坏了", at=MONDAY + DAY)
    answer(street, old, MONDAY + DAY)
    services.reopen(actor=street.handler, matter_id=old.pk, reason="又坏了", at=MONDAY + 2 * DAY)
    other = accepted(street, MONDAY + 2 * DAY)
    services.merge(actor=street.general, matter_id=old.pk, into_id=other.pk, at=MONDAY + 2 * DAY)
    given = answer(street, other, MONDAY + 3 * DAY)
    assert given.serial == 1
    assert newest_reply(voice).answer == given
    assert voices_of(other).get(pk=voice.pk).replies.all()[0].answer == given


def test_what_is_handled_anew_is_answered_anew(street):
    """The answer of before is no longer brought: it is being thought over."""
    matter = answered(street, reply=PHONE)
    assert replies_to_bring(actor=street.clerk).count() == 1
    services.reopen(actor=street.handler, matter_id=matter.pk, reason="又坏了", at=MONDAY + DAY)
    assert not replies_to_bring(actor=street.clerk).exists()
    answer(street, Matter.objects.get(pk=matter.pk), MONDAY + 2 * DAY)
    assert replies_to_bring(actor=street.clerk).count() == 1


def test_a_question_is_brought_to_whom_the_receipt_page_does_not_reach(street):
    matter = accepted(street, reply=PHONE)
    voiced(street, matter_id=matter.pk)
    asked = matter.voices.get(reply_channel="phone")
    services.ask_back(actor=street.handler, matter_id=matter.pk, question="哪一层？", at=MONDAY)
    assert [voice.pk for voice in questions_to_bring(actor=street.clerk)] == [asked.pk]
    assert not questions_to_bring(actor=street.stranger).exists()
    lines = [line for line in handling_lines(actor=street.clerk, at=MONDAY) if "问题" in line.title]
    assert len(lines) == 1
    services.add_words(actor=street.clerk, voice_id=asked.pk, words="四层", at=MONDAY)
    assert not questions_to_bring(actor=street.clerk).exists()


def test_what_was_taken_up_again_while_the_list_was_read_is_not_erased(street, monkeypatch):
    matter = answered(street, reply=PHONE)
    voice = matter.voices.get()
    services.give_reply(actor=street.clerk, reply_id=newest_reply(voice).pk, at=MONDAY)
    services.close(actor=street.handler, matter_id=matter.pk, at=MONDAY)
    late = MONDAY + 91 * DAY
    listed = reminding.outlived(at=late)
    assert listed == [voice.pk]
    services.reopen(actor=street.handler, matter_id=matter.pk, reason="又坏了", at=late)
    real = reminding.outlived
    monkeypatch.setattr(reminding, "outlived", lambda *, at, only=None: real(at=at, only=only) if only else listed)
    assert services.erase_outlived_speakers(at=late) == 0
    assert voice.speakers.exists()


def test_telling_and_the_speakers_word_are_one_deed(street):
    matter = answered(street, reply=PHONE)
    voice = matter.voices.get()
    told = {"actor": street.clerk, "voice_id": voice.pk, "reply_id": newest_reply(voice).pk, "at": MONDAY}
    with pytest.raises(services.WordsTooLong):
        services.bring_answer(outcome="disputed", note="黑" * 2001, **told)
    assert (newest_reply(voice).state, now(voice).standing) == ("owed", "owed")
    again = {"outcome": "disputed", "note": "还是黑的", "key": key(), **told}
    assert services.bring_answer(**again) == services.bring_answer(**again) == voice
    assert (newest_reply(voice).state, now(voice).standing, now(matter).dispute_count) == ("given", "disputed", 1)
    assert voice.additions.count() == 1
    with pytest.raises(services.ReplyOver):
        services.bring_answer(outcome="told", note="", **told)
