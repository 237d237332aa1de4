"""A question that nobody answers holds nothing up: the matter goes on, is answered or sent above."""

from datetime import timedelta

import pytest
import time_machine

from gongzhi.common.permissions import ANONYMOUS
from gongzhi.kernel.decisions import NotAllowed
from gongzhi.matters import services
from gongzhi.matters.models import Matter, Pause, Station
from gongzhi.matters.selectors.codes import receipt_code
from gongzhi.matters.tests.factories import DAY, FIRST_DAY, MONDAY, PHONE, accepted, answer
from gongzhi.matters.tests.pages import browser, key, words


@pytest.fixture
def asked(street):
    matter = accepted(street, reply=PHONE)
    return services.ask_back(actor=street.handler, matter_id=matter.pk, question="哪一层？", at=MONDAY)


def test_it_goes_on_without_an_answer_and_the_speaker_reads_so(street, asked):
    gone_on = services.go_on(actor=street.handler, matter_id=asked.pk, at=MONDAY + 3 * DAY)
    assert (gone_on.state, gone_on.due_on) == ("working", FIRST_DAY + 9 * DAY)
    assert asked.stations.in_order().last().kind == Station.Kind.WENT_ON
    assert not Pause.objects.filter(matter=asked, ends_on=None).exists()
    with pytest.raises(NotAllowed):
        services.go_on(actor=street.handler, matter_id=asked.pk, at=MONDAY + 4 * DAY)


def test_only_who_handles_it_goes_on(street, asked):
    for actor in (street.cadre, street.leader, street.stranger, ANONYMOUS):
        with pytest.raises(NotAllowed):
            services.go_on(actor=actor, matter_id=asked.pk, at=MONDAY)


def test_what_was_asked_can_be_answered_and_sent_above_at_once(street, asked):
    answer(street, asked, MONDAY + DAY)
    assert Matter.objects.get(pk=asked.pk).state == "answered"
    other = services.ask_back(actor=street.handler, matter_id=accepted(street).pk, question="哪一层？", at=MONDAY)
    services.escalate(actor=street.general, matter_id=other.pk, outside="物业公司", reason="请协调", at=MONDAY + DAY)
    assert Matter.objects.get(pk=other.pk).state == "escalated"
    assert sorted(other.pauses.values_list("why", "ends_on")) == [
        ("asked", FIRST_DAY + DAY),
        ("escalated", None),
    ]


def test_the_page_goes_on_with_one_button(street, asked, federation, url_in, client):
    with time_machine.travel(MONDAY + timedelta(hours=1), tick=True):
        desk = browser(street.handler)
        page = desk.get(url_in(federation, "matters:matter", asked.pk))
        address = url_in(federation, "matters:go_on", asked.pk)
        assert address in page.content.decode()
        typed = {"deed_key": key()}
        assert [desk.post(address, typed).status_code for _time in range(2)] == [303, 303]
        assert address not in desk.get(url_in(federation, "matters:matter", asked.pk)).content.decode()
        assert desk.get(address).status_code == 405
        code = receipt_code(asked.voices.get())
        assert "不等补充" in words(client.get(url_in(federation, "matters:speaker", code)))


def test_the_list_shows_the_question_with_its_ways(street, asked, federation, url_in):
    voice = asked.voices.get()
    with time_machine.travel(MONDAY + timedelta(hours=1), tick=True):
        page = browser(street.clerk).get(url_in(federation, "matters:replies"))
    assert "哪一层？" in words(page)
    assert url_in(federation, "matters:hear", voice.pk) in page.content.decode()
    assert "13812340001" not in page.content.decode()
