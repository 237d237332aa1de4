"""The intake: clerks write down for others, look receipts up for callers, bring answers and hear what they say."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from gongzhi.common.audit.models import AuditEvent
from gongzhi.matters import services
from gongzhi.matters.models import Matter, Reply, Speaker, Voice
from gongzhi.matters.rules.codes import code_from, grouped
from gongzhi.matters.selectors.codes import find_voice, receipt_code
from gongzhi.matters.tests.factories import DAY, MONDAY, PHONE, accept, answer, voiced
from gongzhi.offices.testing import sign_in
from gongzhi.people.models import Person

HOUR = timedelta(hours=1)
MOST_QUERIES = 30
SCRIPT = "<script>alert(1)</script>"
WORDS = "广场上的凳子坏了两张。"


@pytest.fixture(autouse=True)
def clock(db):
    cache.clear()
    with time_machine.travel(MONDAY + HOUR, tick=True) as traveller:
        yield traveller


@pytest.fixture
def seen_by():
    """A browser for an actor of the street."""
    return lambda actor: sign_in(Client(), Person.objects.get(pk=actor.person_id))


@pytest.fixture
def clerk(street, seen_by):
    return seen_by(street.clerk)


@pytest.fixture
def at(federation, url_in):
    return lambda name, *args: url_in(federation, f"matters:{name}", *args)


def typed(**more):
    return {
        "words": WORDS,
        "reply": "receipt",
        "channel": "desk",
        "said_on": "2026-11-02",
        "asker": "resident",
        "deed_key": str(uuid4()),
        **more,
    }


def sent(**more):
    return {"deed_key": str(uuid4()), **more}


def told(street, **more):
    """Somebody who left a number, answered today."""
    voice = voiced(street, reply=PHONE, **more)
    answer(street, accept(street, voice))
    return Voice.objects.get(pk=voice.pk)


def words_of(page):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.content.decode()))


def test_a_voice_is_taken_down_and_its_number_stands_there_to_be_read_out(street, clerk, at):
    assert clerk.post(at("intake"), typed(place="中心广场")).url == at("intake")
    voice = Voice.objects.select_related("matter").get()
    assert (voice.words, voice.channel, voice.taken_by_id) == (WORDS, "desk", street.clerk.person_id)
    page = clerk.get(at("intake"))
    assert grouped(receipt_code(voice)) in words_of(page)
    slip = clerk.get(at("desk_slip", voice.pk))
    assert f"/matters/r/{receipt_code(voice)}/" not in slip.content.decode()
    assert "<svg" in slip.content.decode()


def test_channel_and_day_are_remembered_and_nothing_of_the_speaker(clerk, at):
    contact = {"reply": "phone", "phone": "13812340001", "name": "陈阿姨", "consent": "on"}
    clerk.post(at("intake"), typed(channel="paper", said_on="2026-10-30", **contact))
    page = clerk.get(at("intake")).content.decode()
    assert '<option value="paper" selected>' in page
    assert 'value="2026-10-30"' in page
    assert "13812340001" not in page
    assert "autofocus" in page


def test_several_voices_of_one_sheet_keep_the_speaker_and_change_the_words(clerk, at):
    sheet = {"channel": "paper", "reply": "phone", "phone": "13812340001", "name": "陈阿姨", "consent": "on"}
    page = clerk.post(at("intake"), typed(**sheet, same_sheet="1"))
    assert page.status_code == 200
    shown = page.content.decode()
    assert 'value="13812340001"' in shown
    assert f">\n{WORDS}</textarea>" not in shown
    key = page.context["form"]["deed_key"].value()
    clerk.post(at("intake"), typed(**{**sheet, "words": "路灯也不亮。", "deed_key": key}))
    assert set(Voice.objects.values_list("words", flat=True)) == {WORDS, "路灯也不亮。"}
    assert Speaker.objects.count() == 2


def test_a_resend_is_taken_down_once(clerk, at):
    form = typed()
    for _each in range(2):
        assert clerk.post(at("intake"), form).status_code == 303
    assert Voice.objects.count() == 1


def test_a_member_asks_through_the_desk(street, clerk, at):
    refused = clerk.post(at("intake"), typed(asker="member"))
    assert list(refused.context["form"].errors) == ["organisation"]
    clerk.post(at("intake"), typed(asker="member", organisation=street.choir.name))
    assert Voice.objects.get().organisation == street.choir
    clerk.post(at("intake"), typed(asker="department", organisation=street.choir.name))
    assert Voice.objects.filter(asker="department", organisation=None).exists()


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"words": ""}, "words"),
        ({"words": "甲\u202e乙"}, "words"),
        ({"channel": "visit"}, "channel"),
        ({"channel": ""}, "channel"),
        ({"said_on": "2026-11-03"}, "said_on"),
        ({"said_on": "gestern"}, "said_on"),
        ({"reply": "account"}, "reply"),
        ({"reply": "phone", "consent": "on"}, "phone"),
        ({"reply": "phone", "phone": "138"}, "phone"),
        ({"reply": "visit", "address": "三号楼 101"}, "consent"),
        ({"asker": "king"}, "asker"),
        ({"asker": "member", "organisation": "没有这个组织"}, "organisation"),
    ],
)
def test_wrong_input_is_told_on_its_field(clerk, at, more, field):
    refused = clerk.post(at("intake"), typed(**more))
    assert refused.status_code == 422
    assert field in refused.context["form"].errors
    assert not Voice.objects.exists()


def test_the_number_is_shown_for_half_an_hour_and_to_nobody_else(street, clerk, at, seen_by, clock):
    clerk.post(at("intake"), typed())
    voice = Voice.objects.get()
    assert seen_by(street.general).get(at("desk_slip", voice.pk)).status_code == 404
    clock.shift(timedelta(minutes=31))
    assert clerk.get(at("desk_slip", voice.pk)).status_code == 404
    assert grouped(receipt_code(voice)) not in words_of(clerk.get(at("intake")))


def test_a_receipt_is_given_anew_with_a_reason_only(street, clerk, at):
    voice = voiced(street)
    old = receipt_code(voice)
    assert clerk.get(at("reissue", voice.pk)).status_code == 200
    assert clerk.post(at("reissue", voice.pk), sent(reason=" ")).status_code == 422
    page = clerk.post(at("reissue", voice.pk), sent(reason="回执丢了，本人到窗口"))
    new = receipt_code(Voice.objects.get())
    assert new != old
    assert "".join(re.findall(r'<span class="receipt">(\d{4})', page.content.decode())) == new
    assert find_voice(old) is None
    assert AuditEvent.objects.filter(action="matters.receipt.reissued").count() == 1


@pytest.mark.parametrize("role", ["leader", "stranger", "handler"])
def test_without_the_right_nobody_takes_voices_down(street, at, seen_by, role):
    browser = seen_by(getattr(street, role))
    for name in ("intake", "look_up"):
        assert browser.get(at(name)).status_code == 403
        assert browser.post(at(name), typed()).status_code == 403
    assert not Voice.objects.exists()


def test_strangers_are_led_to_the_sign_in(client, federation, at):
    for name in ("intake", "look_up", "replies"):
        assert client.get(at(name)).url.startswith("/accounts/login/")


def test_a_caller_is_told_in_one_sentence_and_has_the_last_word(street, clerk, at):
    voice = told(street)
    code = receipt_code(voice)
    page = clerk.post(at("look_up"), {"code": grouped(code)})
    assert "已答复，请您说说解决了没有" in words_of(page)
    assert "灯已换好。" in words_of(page)
    assert code not in page.request["PATH_INFO"]
    done = clerk.post(at("caller_said"), sent(code=code, outcome="confirmed", note="谢谢"))
    assert done.status_code == 303
    voice.refresh_from_db()
    assert (voice.standing, Reply.objects.get().state) == ("confirmed", "given")


def test_a_caller_who_read_the_answer_on_the_page_says_only_the_word(street, clerk, at):
    voice = voiced(street)
    answer(street, accept(street, voice))
    code = receipt_code(voice)
    page = clerk.post(at("look_up"), {"code": code}).content.decode()
    assert 'value="failed"' not in page
    form = sent(code=code, outcome="disputed", note="又坏了")
    for _each in range(2):
        assert clerk.post(at("caller_said"), form).status_code == 303
    assert (Matter.objects.get().state, Matter.objects.get().dispute_count) == ("working", 1)


def test_what_a_caller_adds_is_written_down(street, clerk, at):
    voice = voiced(street)
    code = receipt_code(voice)
    assert clerk.post(at("caller_added"), sent(code=code, words="二楼也坏了")).status_code == 303
    assert voice.additions.get().words == "二楼也坏了"
    assert clerk.post(at("caller_added"), sent(code=code, words=" ")).status_code == 422


@pytest.mark.parametrize("name", ["caller_said", "caller_added"])
def test_without_a_sound_number_nothing_is_written_down(street, clerk, at, name):
    told(street)
    form = sent(outcome="confirmed", words="x")
    for code in ("", "12", code_from(5)):
        refused = clerk.post(at(name), {**form, "code": code})
        assert refused.status_code == 422
    assert Voice.objects.get().standing == "owed"


def test_of_a_private_matter_a_clerk_reads_out_the_sentence_only(street, clerk, at, seen_by):
    voice = told(street, words="邻居的事，请保密。")
    Matter.objects.update(sensitivity="private")
    browser = seen_by(street.cadre)
    said = words_of(browser.post(at("look_up"), {"code": receipt_code(voice)}))
    assert "已答复" in said
    assert "请保密" not in said
    assert "灯已换好。" not in said


def test_answers_to_bring_are_listed_with_their_day_and_masked(street, clerk, at):
    told(street)
    page = clerk.get(at("replies"))
    said = words_of(page)
    assert "138****0001" in said
    assert "13812340001" not in said
    assert "11月5日" in said


def test_those_who_read_the_page_are_not_in_the_list(street, clerk, at):
    voice = voiced(street)
    answer(street, accept(street, voice))
    assert "人人都告知了" in words_of(clerk.get(at("replies")))


def test_the_contact_is_shown_for_a_reason_that_stands_in_the_log(street, clerk, at):
    told(street)
    owed = Reply.objects.get()
    assert "13812340001" not in clerk.get(at("reply", owed.pk)).content.decode()
    assert clerk.post(at("reply_contact", owed.pk), sent(reason="")).status_code == 422
    shown = clerk.post(at("reply_contact", owed.pk), sent(reason="告知答复"))
    assert "13812340001" in shown.content.decode()
    assert AuditEvent.objects.filter(action="matters.speaker.revealed").count() == 1


@pytest.mark.parametrize(
    ("outcome", "note", "reply_state", "standing"),
    [
        ("confirmed", "", "given", "confirmed"),
        ("disputed", "还是黑", "given", "disputed"),
        ("told", "", "given", "told"),
        ("failed", "打了三次没人接", "failed", "owed"),
    ],
)
def test_what_came_of_it_is_written_down_once(street, clerk, at, outcome, note, reply_state, standing):
    told(street)
    owed = Reply.objects.get()
    form = sent(outcome=outcome, note=note)
    for _each in range(2):
        assert clerk.post(at("reply", owed.pk), form).status_code == 303
    assert Reply.objects.get().state == reply_state
    assert Voice.objects.get().standing == standing
    assert AuditEvent.objects.filter(action__startswith="matters.reply.").count() == 1


@pytest.mark.parametrize("form", [{}, {"outcome": "disputed"}, {"outcome": "failed", "note": " "}, {"outcome": "x"}])
def test_an_outcome_without_its_words_is_refused(street, clerk, at, form):
    told(street)
    assert clerk.post(at("reply", Reply.objects.get().pk), sent(**form)).status_code == 422
    assert Reply.objects.get().state == "owed"


def test_an_answer_that_was_brought_is_not_brought_again(street, clerk, at):
    told(street)
    owed = Reply.objects.get()
    clerk.post(at("reply", owed.pk), sent(outcome="told"))
    again = clerk.post(at("reply", owed.pk), sent(outcome="told"))
    assert again.status_code == 422


def test_replies_of_private_matters_are_nobodys_business(street, at, seen_by):
    told(street)
    Matter.objects.update(sensitivity="private", owner=street.handler.person_id)
    owed = Reply.objects.get()
    cadre = seen_by(street.cadre)
    assert cadre.get(at("reply", owed.pk)).status_code == 404
    assert cadre.post(at("reply_contact", owed.pk), sent(reason="看看")).status_code == 404
    assert "138****" not in words_of(cadre.get(at("replies")))


def test_a_letter_says_what_was_asked_and_answered(street, clerk, at):
    voice = voiced(street, reply=PHONE)
    answer(street, accept(street, voice))
    said = words_of(clerk.get(at("reply_letter", Reply.objects.get().pk)))
    assert "灯已换好。" in said
    assert "13812340001" not in said


def test_scripts_in_every_text_field_stay_text(street, clerk, at):
    letter = {"reply": "letter", "address": SCRIPT, "name": SCRIPT, "consent": "on"}
    clerk.post(at("intake"), typed(words=SCRIPT, place=SCRIPT, **letter))
    voice = Voice.objects.get()
    answer(street, accept(street, voice))
    owed = Reply.objects.get()
    clerk.post(at("reply", owed.pk), sent(outcome="failed", note=SCRIPT))
    pages = [
        clerk.get(at("intake")),
        clerk.get(at("replies")),
        clerk.get(at("reply", owed.pk)),
        clerk.post(at("reply_contact", owed.pk), sent(reason=SCRIPT)),
        clerk.get(at("reply_letter", owed.pk)),
        clerk.get(at("reissue", voice.pk)),
        clerk.post(at("look_up"), {"code": receipt_code(voice)}),
        clerk.post(at("look_up"), {"code": SCRIPT}),
        clerk.post(at("intake"), typed(words=SCRIPT, organisation=SCRIPT, asker="member", phone=SCRIPT)),
    ]
    for page in pages:
        assert page.status_code in {200, 422}
        assert "<script>alert" not in page.content.decode()


def test_lists_take_few_queries(street, clerk, at):
    for number in range(8):
        told(street, words=f"第{number}句")
        clerk.post(at("intake"), typed(words=f"又一句{number}"))
    for name in ("intake", "replies"):
        clerk.get(at(name))
        with CaptureQueriesContext(connection) as queries:
            clerk.get(at(name))
        assert len(queries) <= MOST_QUERIES, [query["sql"][:120] for query in queries]


def test_contacts_are_forgotten_ninety_days_after_closing(street):
    voice = told(street)
    services.give_reply(actor=street.clerk, reply_id=Reply.objects.get().pk, at=MONDAY + HOUR)
    services.close(actor=street.general, matter_id=voice.matter_id, at=MONDAY + DAY)
    assert services.erase_outlived_speakers(at=MONDAY + DAY * 90) == 0
    assert services.erase_outlived_speakers(at=MONDAY + DAY * 92) == 1
    assert not Speaker.objects.exists()
    assert services.erase_outlived_speakers(at=MONDAY + DAY * 92) == 0
    assert Voice.objects.get().words
