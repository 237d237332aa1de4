"""What lists, pages and deeds cost does not grow with what they hold."""

import pytest
from django.db import connection

from gongzhi.common.permissions import ANONYMOUS
from gongzhi.common.tenancy.guard import QueryGuard
from gongzhi.matters import services
from gongzhi.matters.models import Matter, Voice
from gongzhi.matters.selectors import listing
from gongzhi.matters.selectors.codes import find_voice, receipt_code
from gongzhi.matters.selectors.page import page_of
from gongzhi.matters.selectors.speaker import speaker_page
from gongzhi.matters.tests.factories import FIRST_DAY, MONDAY, PHONE, accepted, answer, escalated, voiced


def cost(work):
    guard = QueryGuard()
    with connection.execute_wrapper(guard):
        work()
    return guard.count


def crowd(street, matter, count):
    for number in range(count):
        voiced(street, matter_id=matter.pk, reply=PHONE if number % 2 else services.ReplyWish())


def read_list(street):
    rows = listing.keys(actor=street.general, filters=listing.Filters(), on=FIRST_DAY)
    return listing.rows_of(list(rows[:50]), on=FIRST_DAY)


def test_the_list_costs_the_same_for_twenty_as_for_two(street):
    for _number in range(2):
        escalated(street)
    few = cost(lambda: read_list(street))
    for _number in range(18):
        crowd(street, accepted(street), 1)
    assert cost(lambda: read_list(street)) == few <= 3


def read_page(street, matter):
    fresh = Matter.objects.select_related("owner", "community").get(pk=matter.pk)
    page = page_of(actor=street.general, matter=fresh, at=MONDAY, number="1")
    return [(voice.speaker, list(voice.replies.all()), list(voice.moves.all())) for voice in page.voices]


def test_the_page_of_a_matter_costs_the_same_for_twenty_voices_as_for_two(street):
    matter = accepted(street)
    crowd(street, matter, 1)
    few = cost(lambda: read_page(street, matter))
    crowd(street, matter, 18)
    answer(street, matter)
    assert cost(lambda: read_page(street, matter)) <= few + 1
    assert few <= 25


def test_a_receipt_page_costs_the_same_however_many_said_so(street):
    matter = accepted(street)
    code = receipt_code(matter.voices.get())
    few = cost(lambda: speaker_page(find_voice(code)))
    crowd(street, matter, 10)
    answer(street, matter)
    assert cost(lambda: speaker_page(find_voice(code))) == few <= 9


@pytest.mark.parametrize(("deed", "most"), [("answer", 35), ("merge", 55), ("split", 50)])
def test_a_deed_costs_the_same_for_twenty_voices_as_for_four(street, deed, most):
    costs = []
    for count in (3, 19):
        matter, other = accepted(street), accepted(street)
        crowd(street, matter, count)
        costs.append(cost(lambda matter=matter, other=other: do(street, deed, matter, other)))
    assert costs[0] == costs[1] <= most


def do(street, deed, matter, other):
    if deed == "answer":
        answer(street, matter)
    elif deed == "merge":
        services.merge(actor=street.general, matter_id=matter.pk, into_id=other.pk, at=MONDAY)
    else:
        chosen = tuple(Voice.objects.filter(matter=matter).order_by("pk").values_list("pk", flat=True)[:2])
        services.split(actor=street.general, matter_id=matter.pk, voice_ids=chosen, title="另一件", at=MONDAY)


def test_speaking_is_cheap(street):
    voiced()
    assert cost(voiced) <= 18
    voice = Voice.objects.first()
    answer(street, voice.matter)
    assert cost(lambda: services.say(actor=ANONYMOUS, voice_id=voice.pk, word="confirmed", at=MONDAY)) <= 14
