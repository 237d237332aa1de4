"""The page behind a receipt: every station in plain words, the last word with the speaker, and no luck for guessers."""

import random
import re
from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

from gongzhi.common.permissions import ANONYMOUS
from gongzhi.common.tenancy import scope
from gongzhi.matters import services
from gongzhi.matters.models import Matter, Reply, Speaker, Station, Voice
from gongzhi.matters.rules.codes import code_from
from gongzhi.matters.selectors.codes import receipt_code
from gongzhi.matters.tests.factories import DAY, MONDAY, PHONE, accept, answer, voiced
from gongzhi.matters.views import receipts
from gongzhi.matters.views.telling import TOLD

HOUR = timedelta(hours=1)
MOST_QUERIES = 14
SCRIPT = "<script>alert(1)</script>"


@pytest.fixture(autouse=True)
def clock(db):
    cache.clear()
    with time_machine.travel(MONDAY + HOUR, tick=True) as traveller:
        yield traveller


@pytest.fixture
def at(federation, url_in):
    """Write the address of a page of a voice's receipt."""

    def write(voice, name="speaker"):
        return url_in(federation, f"matters:{name}", receipt_code(Voice.objects.get(pk=voice.pk)))

    return write


@pytest.fixture
def read(client, at):
    """Read the page of a voice as its speaker does."""

    def words(voice):
        answer = client.get(at(voice))
        assert answer.status_code == 200
        return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))

    return words


def sent(**more):
    return {"deed_key": str(uuid4()), **more}


def test_each_state_is_told_in_plain_words_without_any_name_of_staff(street, read):
    voice = voiced()
    assert "您说的话我们收到了" in read(voice)
    accept(street, voice)
    said = read(voice)
    assert "有人接办" in said
    for person in (street.handler, street.general, street.clerk):
        assert person.name not in said


def test_every_kind_of_station_has_its_words():
    assert set(TOLD) == set(Station.Kind.values)


def test_a_question_is_answered_on_the_page(street, client, at, read):
    voice = voiced()
    matter = accept(street, voice)
    services.ask_back(actor=street.handler, matter_id=matter.pk, question="哪一盏灯？", at=MONDAY + HOUR)
    assert "哪一盏灯？" in read(voice)
    heard = client.post(at(voice, "add"), sent(words="二楼拐角那盏。"))
    assert heard.status_code == 303
    assert "二楼拐角那盏。" in read(voice)
    assert Matter.objects.get().state == "working"


def test_an_answer_is_seen_once_and_confirmed(street, client, at, read):
    voice = voiced()
    answer(street, accept(street, voice))
    client.head(at(voice))
    client.get(at(voice), headers={"Sec-Purpose": "prefetch"})
    assert Voice.objects.get().seen_at is None
    assert "灯已换好。" in read(voice)
    seen_at = Voice.objects.get().seen_at
    assert seen_at is not None
    assert client.post(at(voice, "word"), sent(word="confirmed")).status_code == 303
    assert "您说：已解决" in read(voice)
    kept = Voice.objects.get()
    assert (kept.standing, kept.seen_at) == ("confirmed", seen_at)


def test_a_dispute_says_why_and_begins_anew(street, client, at, read):
    voice = voiced()
    answer(street, accept(street, voice))
    empty = client.post(at(voice, "word"), sent(word="disputed", why=" "))
    assert empty.status_code == 422
    assert 'id="word_why_error"' in empty.content.decode()
    assert Voice.objects.get().standing == "told"
    client.post(at(voice, "word"), sent(word="disputed", why="晚上又灭了。"))
    assert Matter.objects.get().state == "working"
    said = read(voice)
    assert "晚上又灭了。" in said
    assert "灯已换好。" in said


def test_at_the_end_of_all_levels_the_page_names_who_is_left(street, client, at, read):
    voice = voiced()
    matter = accept(street, voice)
    for turn in range(2):
        day = MONDAY + DAY * (turn + 1)
        if Matter.objects.get().state == "escalated":
            waiting = Matter.objects.get().escalations.get(state="sent")
            services.answer_from_above(
                actor=street.civil_affairs, escalation_id=waiting.pk, text="街道答复。", result="explained", at=day
            )
        else:
            answer(street, matter, day)
        client.post(at(voice, "word"), sent(word="disputed", why=f"没有解决{turn}"))
    waiting = Matter.objects.get().escalations.get(state="sent")
    assert "街道办事处" in read(voice)
    services.answer_from_above(
        actor=street.civil_affairs, escalation_id=waiting.pk, text="已列入计划。", result="planned", at=MONDAY + DAY * 3
    )
    client.post(at(voice, "word"), sent(word="disputed", why="还是没有解决"))
    said = read(voice)
    assert "12345" in said
    assert "信访" in said
    assert (Voice.objects.get().standing, Matter.objects.get().state) == ("disputed", "answered")


def test_a_merge_is_told_and_the_others_answer_reaches_the_page(street, read):
    mine, theirs = voiced(words="灯坏了。"), voiced(at=MONDAY + HOUR / 2, words="楼道很黑，我姓王。")
    target = accept(street, theirs, MONDAY + HOUR / 2)
    Matter.objects.filter(pk=target.pk).update(title="三号楼照明")
    services.merge(actor=street.general, matter_id=mine.matter_id, into_id=target.pk, at=MONDAY + HOUR)
    said = read(mine)
    assert "与别人反映的并在一起办" in said
    assert "我姓王" not in said
    assert theirs.matter.number not in re.sub("事项 .*", "", said)
    answer(street, target, MONDAY + 2 * HOUR)
    assert "灯已换好。" in read(mine)
    assert "并到您这里一起办" in read(theirs)


def test_a_voice_that_was_split_off_follows_its_own_matter_only(street, read):
    one = voiced(words="灯坏了，树也倒了。")
    matter = accept(street, one)
    other = voiced(street, at=MONDAY + HOUR / 4, words="树倒了。", matter_id=matter.pk)
    services.split(actor=street.general, matter_id=matter.pk, voice_ids=(other.pk,), title="倒树", at=MONDAY + HOUR)
    answer(street, matter, MONDAY + 2 * HOUR)
    assert "灯已换好。" in read(one)
    said = read(other)
    assert "灯已换好。" not in said
    assert "单独办" in said


def test_an_escalation_says_to_whom_and_why(street, read):
    voice = voiced()
    matter = accept(street, voice)
    services.escalate(
        actor=street.general, matter_id=matter.pk, body_id=street.street_office.pk, reason="需要街道协调", at=MONDAY
    )
    said = read(voice)
    assert "街道办事处" in said
    assert "需要街道协调" in said


def test_saying_it_again_joins_and_takes_up_again(street, client, at, read):
    voice = voiced()
    answer(street, accept(street, voice))
    services.close(actor=street.general, matter_id=voice.matter_id, at=MONDAY + HOUR)
    more = client.post(at(voice, "again"), sent(words="又坏了。", reply="receipt"))
    assert more.status_code == 303
    assert receipt_code(voice) not in more.url
    second = Voice.objects.exclude(pk=voice.pk).get()
    assert second.matter_id == voice.matter_id
    assert Matter.objects.get().state == "working"
    said = read(second)
    assert "又坏了。" in said
    assert "灯已换好。" not in said


def test_a_private_matter_can_be_spoken_of_again_with_its_receipt_only(street, client, at):
    voice = voiced()
    Matter.objects.update(sensitivity="private")
    assert client.post(at(voice, "again"), sent(words="又来了。", reply="receipt")).status_code == 303
    assert Matter.objects.count() == 1


def test_the_contact_is_erased_at_the_speakers_wish(street, client, at, read):
    voice = voiced(street, reply=PHONE)
    assert "138****0001" in read(voice)
    assert client.post(at(voice, "erase"), sent()).status_code == 303
    assert not Speaker.objects.exists()
    assert "138" not in read(voice).replace(receipt_code(voice), "")
    assert Voice.objects.get().reply_channel == "receipt"


def test_a_word_on_the_page_brings_the_reply(street, client, at):
    voice = voiced(street, reply=PHONE)
    answer(street, accept(street, voice))
    assert Reply.objects.get().state == "owed"
    client.post(at(voice, "word"), sent(word="confirmed"))
    assert (Reply.objects.get().state, Voice.objects.get().standing) == ("given", "confirmed")


def test_buttons_that_come_too_late_say_so(street, client, at):
    voice = voiced()
    assert client.post(at(voice, "word"), sent(word="confirmed")).status_code == 422
    answer(street, accept(street, voice))
    assert client.post(at(voice, "add"), sent(words="还有")).status_code == 422


@pytest.mark.parametrize(("name", "form"), [("word", {"word": "disputed", "why": SCRIPT}), ("add", {"words": SCRIPT})])
def test_scripts_in_later_words_stay_text(street, client, at, name, form):
    voice = voiced()
    if name == "word":
        answer(street, accept(street, voice))
    assert client.post(at(voice, name), sent(**form)).status_code == 303
    page = client.get(at(voice)).content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


def test_a_resend_of_a_word_counts_once(street, client, at):
    voice = voiced()
    answer(street, accept(street, voice))
    form = sent(word="disputed", why="没好")
    for _each in range(3):
        assert client.post(at(voice, "word"), form).status_code == 303
    assert Matter.objects.get().dispute_count == 1


def test_the_page_is_kept_out_of_caches_and_search_engines(client, at):
    for name in ("speaker", "kept"):
        page = client.get(at(voiced(), name))
        assert page["Cache-Control"] == "no-store"
        assert "noindex" in page["X-Robots-Tag"]
        assert page["Referrer-Policy"] == "same-origin"


def test_a_long_way_takes_few_queries(street, client, at):
    voice = voiced(street, reply=PHONE)
    matter = accept(street, voice)
    for turn in range(6):
        services.add_words(actor=street.clerk, voice_id=voice.pk, words=f"第{turn}句", at=MONDAY + HOUR)
    answer(street, matter)
    client.get(at(voice))
    with CaptureQueriesContext(connection) as queries:
        page = client.get(at(voice))
    assert page.status_code == 200
    assert len(queries) <= MOST_QUERIES, [query["sql"][:90] for query in queries]
    assert len(page.content) < 40_000


def test_the_receipt_of_another_street_opens_nothing(client, federation, other_federation, url_in):
    with scope(other_federation.pk):
        foreign = receipt_code(voiced())
    assert client.get(url_in(federation, "matters:speaker", foreign)).status_code == 404


@pytest.mark.parametrize(
    "typed",
    ["{}", " {} ", "{0[0]} {0[1]} {0[2]} {0[3]}", "{0[0]}-{0[1]}—{0[2]}－{0[3]}"],
    ids=["plain", "blanks", "groups", "hyphens"],
)
def test_a_code_is_read_however_it_is_typed(client, federation, url_in, at, typed):
    voice = voiced()
    code = receipt_code(voice)
    groups = [code[start : start + 4] for start in range(0, 16, 4)]
    text = typed.format(groups) if "[" in typed else typed.format(code)
    full_width = text.translate(str.maketrans("0123456789", "０１２３４５６７８９"))
    for each in (text, full_width):
        assert client.post(url_in(federation, "matters:receipt"), {"code": each}).url.endswith(at(voice))


@pytest.mark.parametrize(
    ("typed", "told"),
    [("1234", "16 位"), ("abcd efgh ijkl mnop", "只有数字"), ("", "必填"), ("1" * 30, "16 位"), ("⑧" * 16, "只有数字")],
)
def test_a_mistyped_code_is_told_kindly(client, federation, url_in, typed, told):
    answer = client.post(url_in(federation, "matters:receipt"), {"code": typed})
    assert answer.status_code == 422
    assert told in answer.content.decode()


def test_one_wrong_digit_is_noticed_before_anything_is_looked_up(client, federation, url_in):
    code = receipt_code(voiced())
    wrong = code[:5] + str((int(code[5]) + 1) % 10) + code[6:]
    answer = client.post(url_in(federation, "matters:receipt"), {"code": wrong})
    assert answer.status_code == 422
    assert "有一位不对" in answer.content.decode()
    assert client.get(url_in(federation, "matters:speaker", wrong)).status_code == 404


def test_ten_thousand_guesses_are_slowed_and_find_nothing(client, federation, url_in, clock, monkeypatch):
    voices = [voiced(words=f"第{number}句") for number in range(20)]
    looked_up, find = [], receipts.find_voice
    monkeypatch.setattr(receipts, "find_voice", lambda code: looked_up.append(code) or find(code))
    dice = random.Random(7)
    asked = guesser(federation)
    found = 0
    for _guess in range(10_000):
        if not receipts.GUESSES.wait(asked):
            found += receipts.voice_or_miss(asked, code_from(dice.randrange(10**15))) is not None
        clock.shift(timedelta(seconds=1))
    assert found == 0
    assert len(looked_up) < 40
    answer = client.get(url_in(federation, "matters:speaker", receipt_code(voices[0])))
    assert answer.status_code == 429
    assert 0 < int(answer["Retry-After"]) <= 900


def test_a_guesser_is_told_to_wait_and_the_neighbour_is_not(client, federation, url_in, at):
    voice = voiced()
    statuses = [
        client.get(url_in(federation, "matters:speaker", code_from(number))).status_code for number in range(20)
    ]
    assert statuses[:11] == [404] * 11
    assert 429 in statuses[11:]
    assert client.post(url_in(federation, "matters:receipt"), {"code": code_from(99)}).status_code == 429
    assert client.get(at(voice), REMOTE_ADDR="198.51.100.7").status_code == 200


def guesser(federation):
    request = RequestFactory().get("/", REMOTE_ADDR="127.0.0.1")
    request.federation, request.actor = federation, ANONYMOUS
    return request
