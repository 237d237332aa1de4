"""Many at once: one voice a key, one number a matter, one answer, one of two who decide."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from gongzhi.common.tenancy import scope
from gongzhi.common.testing import make_federation
from gongzhi.kernel.errors import DomainError
from gongzhi.matters import services
from gongzhi.matters.models import Answer, Matter, Reply, Voice, VoiceMove
from gongzhi.matters.tests.factories import MONDAY, accepted, answered, make_street, voiced
from gongzhi.participation.models import Contact

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def crowd():
    """A street whose rows other threads can see, and a way to let them act at the same moment."""
    federation = make_federation()

    def at_once(deeds):
        start = Barrier(len(deeds))

        def act(deed):
            try:
                with scope(federation.pk):
                    start.wait(timeout=30)
                    return deed()
            except DomainError as refusal:
                return refusal
            finally:
                connection.close()

        with ThreadPoolExecutor(len(deeds)) as pool:
            return list(pool.map(act, deeds))

    with scope(federation.pk):
        yield make_street(), at_once


def test_fifty_resends_make_one_voice_one_matter_and_one_contact(crowd):
    _street, at_once = crowd
    said = at_once([lambda: voiced(key="one-press").pk] * 50)
    assert len(set(said)) == 1
    assert (Voice.objects.count(), Matter.objects.count(), Contact.objects.count()) == (1, 1, 1)
    assert Matter.objects.get().number == "2026-0001"


def test_twenty_voices_at_once_get_twenty_numbers(crowd):
    _street, at_once = crowd
    at_once([voiced] * 20)
    assert sorted(Matter.objects.values_list("serial", flat=True)) == list(range(1, 21))


def test_of_two_who_answer_one_is_told_what_the_other_wrote(crowd):
    street, at_once = crowd
    matter = accepted(street)
    one = {"actor": street.handler, "matter_id": matter.pk, "result": "solved", "at": MONDAY, "version": matter.version}
    said = at_once([lambda text=text: services.answer(text=text, **one) for text in ("甲：已修好", "乙：已报修")])
    assert Counter(type(each).__name__ for each in said) == {"Answer": 1, "MatterChanged": 1}
    told = next(each for each in said if isinstance(each, services.MatterChanged))
    assert told.answer == Answer.objects.get()
    assert Reply.objects.count() == 1


def test_two_merges_into_each_other_lose_nobody(crowd):
    street, at_once = crowd
    one, two = accepted(street), accepted(street)
    both = ((one.pk, two.pk), (two.pk, one.pk))
    said = at_once(
        [lambda a=a, b=b: services.merge(actor=street.general, matter_id=a, into_id=b, at=MONDAY) for a, b in both]
    )
    assert sum(isinstance(each, Matter) for each in said) == 1
    left = Matter.objects.get(state="working")
    assert left.voices.count() == 2
    assert VoiceMove.objects.count() == 1


def test_a_word_during_a_merge_finds_its_voice(crowd):
    street, at_once = crowd
    one, two = accepted(street), accepted(street)
    voice = one.voices.get()
    at_once(
        [
            lambda: services.merge(actor=street.general, matter_id=one.pk, into_id=two.pk, at=MONDAY),
            *[lambda: services.add_words(actor=street.clerk, voice_id=voice.pk, words="补充", at=MONDAY)] * 6,
        ]
    )
    assert Voice.objects.get(pk=voice.pk).matter_id == two.pk
    assert voice.additions.count() == 6


def test_ten_disputes_at_once_take_it_up_again_once(crowd):
    street, at_once = crowd
    matter = accepted(street)
    voices = [matter.voices.get(), *(voiced(street, matter_id=matter.pk) for _number in range(9))]
    services.answer(actor=street.handler, matter_id=matter.pk, text="已办", result="solved", at=MONDAY)
    at_once([lambda pk=v.pk: services.say(actor=street.clerk, voice_id=pk, word="disputed", at=MONDAY) for v in voices])
    matter.refresh_from_db()
    assert (matter.state, matter.dispute_count) == ("working", 1)
    assert matter.voices.filter(standing="disputed").count() == 10


def test_an_answer_told_twice_at_once_is_told_once(crowd):
    street, at_once = crowd
    matter = answered(street, actor=street.clerk, channel="phone", reply=services.ReplyWish(
        channel="phone", contact="13812340001"))  # fmt: skip
    reply = Reply.objects.get()
    said = at_once([lambda: services.give_reply(actor=street.clerk, reply_id=reply.pk, at=MONDAY)] * 4)
    assert sum(isinstance(each, Reply) for each in said) == 1
    assert matter.stations.filter(kind="all_told").count() == 1
