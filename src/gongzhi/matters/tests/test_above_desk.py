"""The desk of those above: who sees what, answers and returns flow down, the sheet for an address outside."""

from datetime import timedelta

import pytest
import time_machine

from gongzhi.matters import services
from gongzhi.matters.models import Answer, Escalation, Voice
from gongzhi.matters.selectors import above
from gongzhi.matters.tests.factories import DAY, FIRST_DAY, MONDAY, PHONE, accepted, escalated, voiced
from gongzhi.matters.tests.pages import browser, key, words
from gongzhi.people.models import Account, Person


@pytest.fixture(autouse=True)
def _monday():
    with time_machine.travel(MONDAY + timedelta(hours=6), tick=True):
        yield


def to_community(street):
    matter = accepted(street, words="社区门口积水")
    return services.escalate(
        actor=street.general, matter_id=matter.pk, body_id=street.community.pk, reason="请社区疏通", at=MONDAY
    )


def to_outside(street):
    matter = accepted(street, words="路灯不亮", reply=PHONE)
    return services.escalate(
        actor=street.general, matter_id=matter.pk, outside="南湖供电所", reason="请抢修", at=MONDAY
    )


def test_each_body_sees_what_came_to_it(street):
    street_line, community_line = escalated(street), to_community(street)
    seen = {
        role: {line.escalation.pk for line in above.waiting(actor=getattr(street, role), on=FIRST_DAY)}
        for role in ("civil_affairs", "cadre", "general", "stranger")
    }
    assert seen == {
        "civil_affairs": {street_line.pk},
        "cadre": {community_line.pk},
        "general": {street_line.pk, community_line.pk},
        "stranger": set(),
    }


def test_what_is_overdue_stands_first_and_says_so(street):
    old = escalated(street, at=MONDAY - 20 * DAY)
    escalated(street)
    lines = above.waiting(actor=street.civil_affairs, on=FIRST_DAY)
    assert lines[0].escalation.pk == old.pk
    assert [line.is_overdue for line in lines] == [True, False]


def test_those_above_answer_and_every_voice_is_told(street, federation, url_in):
    escalation = escalated(street)
    client = browser(street.civil_affairs)
    address = url_in(federation, "matters:above_one", escalation.pk)
    assert address in client.get(url_in(federation, "matters:above")).content.decode()
    typed = {"deed": "answer", "answer-text": "街道已安排抢修。", "answer-result": "solved", "answer-deed_key": key()}
    assert client.post(address, typed).status_code == 303
    given = Answer.objects.get(matter=escalation.matter_id)
    assert given.from_above
    assert given.text == "街道已安排抢修。"
    assert Voice.objects.get(matter=escalation.matter_id).standing == "told"
    # The same form again changes nothing and is answered alike.
    assert client.post(address, typed).status_code == 303
    assert Answer.objects.count() == 1


def test_those_above_send_back_with_a_reason_only(street, federation, url_in):
    escalation = escalated(street)
    client = browser(street.civil_affairs)
    address = url_in(federation, "matters:above_one", escalation.pk)
    refused = client.post(address, {"deed": "return", "return-reason": " "})
    assert refused.status_code == 422
    assert refused.context["returning"].errors["reason"]
    assert client.post(address, {"deed": "return", "return-reason": "不属于街道"}).status_code == 303
    escalation.refresh_from_db()
    assert (escalation.state, escalation.answer, escalation.matter.state) == ("returned", "不属于街道", "working")


def test_wrong_input_is_told_on_its_field(street, federation, url_in):
    escalation = escalated(street)
    address = url_in(federation, "matters:above_one", escalation.pk)
    typed = {"deed": "answer", "answer-text": "", "answer-result": "magic"}
    refused = browser(street.civil_affairs).post(address, typed)
    assert refused.status_code == 422
    assert set(refused.context["answering"].errors) == {"text", "result"}
    assert not Answer.objects.exists()


def test_another_body_finds_no_page_and_staff_cannot_answer_for_it(street, federation, url_in):
    escalation = to_community(street)
    address = url_in(federation, "matters:above_one", escalation.pk)
    assert browser(street.civil_affairs).get(address).status_code == 404
    assert browser(street.stranger).get(address).status_code == 404
    typed = {"deed": "answer", "answer-text": "好", "answer-result": "solved"}
    assert browser(street.general).post(address, typed).status_code == 403
    assert not Answer.objects.exists()


def test_who_lost_the_office_sees_nothing_any_more(street, federation, url_in):
    escalation = escalated(street)
    Person.objects.get(pk=street.civil_affairs.person_id).terms.update(ends_on=FIRST_DAY)
    assert browser(street.civil_affairs).get(url_in(federation, "matters:above_one", escalation.pk)).status_code == 404


def test_the_sheet_says_what_is_asked_and_leaves_room_for_the_answer(street, federation, url_in):
    escalation = to_outside(street)
    page = browser(street.general).get(url_in(federation, "matters:above_sheet", escalation.pk))
    said = words(page)
    assert "南湖供电所" in said
    assert "路灯不亮" in said
    assert "请抢修" in said
    assert PHONE.name not in said
    assert PHONE.contact not in said


def test_staff_write_down_the_answer_that_came_on_paper_with_its_number(street, federation, url_in):
    escalation = to_outside(street)
    client = browser(street.general)
    address = url_in(federation, "matters:above_one", escalation.pk)
    typed = {"deed": "answer", "answer-text": "已更换灯泡。", "answer-result": "solved"}
    refused = client.post(address, typed)
    assert refused.context["answering"].errors["paper"]
    assert client.post(address, {**typed, "answer-paper": "南供〔2026〕7号"}).status_code == 303
    assert "南供〔2026〕7号" in Answer.objects.get().text
    assert Escalation.objects.get().state == "answered"


def test_where_nobody_answers_here_staff_write_the_answer_down(street, federation, url_in):
    escalation = escalated(street)
    person = Person.objects.get(pk=street.civil_affairs.person_id)
    Person.objects.filter(pk=person.pk).update(account=None)
    Account.objects.filter(pk=person.account_id).delete()
    page = browser(street.general).get(url_in(federation, "matters:above_one", escalation.pk))
    assert page.context["may_answer"]
    assert "paper" in page.context["answering"].fields


@pytest.mark.parametrize(
    ("role", "status"), [("general", 200), ("civil_affairs", 200), ("cadre", 200), ("handler", 403), ("stranger", 403)]
)
def test_who_opens_the_desk(street, federation, url_in, role, status):
    voiced()
    assert browser(getattr(street, role)).get(url_in(federation, "matters:above")).status_code == status
