"""The public pages: answered without an account, a cookie or a script; kept, counted, and safe to show."""

import re
from datetime import UTC, datetime, timedelta
from unittest.mock import patch

import pytest
from django.core.cache import cache

from gongzhi.common import outbox
from gongzhi.common.clock import today
from gongzhi.common.permissions import SYSTEM
from gongzhi.common.tenancy import scope
from gongzhi.federations.models import Community
from gongzhi.matters.models import Voice
from gongzhi.matters.selectors.codes import find_voice
from gongzhi.offices.testing import make_officer, sign_in
from gongzhi.participation.models import Contact
from gongzhi.surveys import services
from gongzhi.surveys.models import Response
from gongzhi.surveys.rights import Right
from gongzhi.surveys.selectors.codes import codes_of
from gongzhi.surveys.views import pace

from .factories import make_round, option, paged, question

NOW = datetime.now(UTC)
EVIL = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>{{ 7|add:7 }}"


def test_a_survey_is_answered_without_a_cookie(open_page, client):
    page = open_page(make_round(thanks="谢谢您帮我们把事办好。"))
    assert page.response.status_code == 200
    assert "1. 问题likes" in page.text
    assert "没有人核对是否重复填写。" in page.text
    page.send(q_likes="a", q_why="离家近")
    assert page.response.status_code == 200
    assert "谢谢您帮我们把事办好。" in page.text
    response = Response.objects.get()
    assert (response.answers, response.channel) == ({"likes": "a", "why": "离家近"}, "web")
    assert not client.cookies


@pytest.mark.parametrize("method", ["get", "post"])
def test_the_pages_carry_every_header_and_no_cookie(open_page, client, method):
    page = open_page(make_round())
    if method == "post":
        page.send(q_likes="a")
    headers = page.response.headers
    assert "default-src 'self'" in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]
    assert headers["Cache-Control"] == ("private, no-cache" if method == "get" else "no-store")
    assert "Set-Cookie" not in headers
    assert "Cookie" not in headers.get("Vary", "")


def test_no_session_is_read_even_of_somebody_signed_in(open_page, client, django_assert_num_queries):
    sign_in(client, make_officer([Right.READ], name="姚静"))
    asked = make_round()
    page = open_page(asked)
    assert "姚静" not in page.text
    with django_assert_num_queries(1):  # the federation of the address; a running server remembers that one too
        page.show(client.get(page.url))
    with django_assert_num_queries(2):  # and the answer
        page.send(q_likes="a")
    assert Response.objects.get().entered_by_id is None


def test_each_visit_has_a_token_of_its_own_and_else_the_same_page(open_page):
    asked = make_round()
    first, second = open_page(asked), open_page(asked)
    assert first.token != second.token
    assert first.text.replace(first.token, "") == second.text.replace(second.token, "")
    assert first.text.count(first.token) == 1


def test_going_back_and_sending_again_counts_once(open_page):
    page = open_page(make_round())
    sent = {"q_likes": "a", "p": "0", "t": page.token, "go": "next"}
    for _turn in "abc":
        response = page.client.post(page.url, sent)
        assert response.status_code == 200
    assert (Response.objects.count(), Contact.objects.count()) == (1, 1)
    changed = page.client.post(page.url, sent | {"q_likes": "b"})
    assert changed.status_code == 422
    assert "cannot be changed" in changed.content.decode() or "不能" in changed.content.decode()


def test_a_qr_code_is_a_channel_of_its_own(open_page):
    page = open_page(make_round(), "?c=qr")
    page.send(q_likes="a")
    assert Response.objects.get().channel == Contact.objects.get().channel == "qr"


def test_what_is_wrong_stands_on_the_field_and_in_the_summary(open_page):
    page = open_page(make_round())
    page.send(q_why="写了很多字")
    assert page.response.status_code == 422
    assert 'href="#q_likes_a"' in page.text
    assert 'id="q_likes_error"' in page.text
    assert "写了很多字" in page.text  # nothing typed is lost
    assert page.token
    page.send(q_likes="b", q_why="写了很多字")
    assert Response.objects.get().answers == {"likes": "b", "why": "写了很多字"}


ALL_KINDS = paged(
    [
        question("one", required=True),
        question("many", "multiple", max=2),
        question("scale", "scale", low={"zh": "差"}, high={"zh": "好"}),
        question("number", "number", min=0, max=99),
        question("text", "text"),
        question("rank", "ranking", max=2),
        question("after", "text", shown_if="selected(many, 'a') and scale >= 3"),
    ]
)


def test_every_kind_of_question_is_answered_and_typed_values_come_back(open_page):
    page = open_page(make_round(ALL_KINDS))
    typed = {"q_many": ["c", "a"], "q_scale": "4", "q_number": "７", "q_text": "好", "q_after": "因为"}
    typed |= {"q_rank__b": "1", "q_rank__c": "2"}
    page.send(**typed)
    assert page.response.status_code == 422
    for part in ('id="q_many_a" name="q_many" value="a" checked', 'value="4" checked', 'value="７"', ">好</textarea>"):
        assert part in page.text
    assert page.text.count(" selected>") == 2
    page.send(q_one="a", **typed)
    assert Response.objects.get().answers == {
        "one": "a",
        "many": ["a", "c"],
        "scale": 4,
        "number": 7,
        "text": "好",
        "rank": ["b", "c"],
        "after": "因为",
    }


def test_a_hidden_question_of_the_same_page_is_dropped_without_scripts(open_page):
    page = open_page(make_round(ALL_KINDS))
    assert "data-if" in page.text
    assert "问题2" in page.text or "question 2" in page.text or "第2题" in page.text
    page.send(q_one="a", q_many="b", q_scale="5", q_after="不该算")
    assert "after" not in Response.objects.get().answers


def test_two_options_on_one_place_are_told(open_page):
    page = open_page(make_round(ALL_KINDS))
    page.send(q_one="a", q_rank__a="1", q_rank__b="1")
    assert page.response.status_code == 422
    assert 'id="q_rank_error"' in page.text


def test_a_round_of_another_street_is_not_found(make_round_of_another, client, federation, url_in):
    assert client.get(url_in(federation, "surveys:answer", make_round_of_another.slug)).status_code == 404


@pytest.fixture
def make_round_of_another(other_federation):
    with scope(other_federation.pk):
        return make_round()


def test_planned_and_unknown_rounds_are_not_found(federation, client, url_in):
    planned = make_round(is_open=False)
    for slug in (planned.slug, "nothing1"):
        assert client.get(url_in(federation, "surveys:answer", slug)).status_code == 404
        assert client.post(url_in(federation, "surveys:answer", slug), {}).status_code == 404
    assert client.get(f"/surveys/a/{planned.slug}/").status_code == 404
    assert client.get("/surveys/open/").status_code == 404


def test_a_round_that_is_over_says_so_and_takes_nothing(open_page):
    asked = make_round()
    page = open_page(asked)
    services.close_round(actor=SYSTEM, round_id=asked.pk, at=NOW)
    page.send(q_likes="a")
    assert page.response.status_code == 422
    assert asked.title in page.text
    assert open_page(asked).response.status_code == 200
    assert not Response.objects.exists()


def test_a_round_to_come_says_when_it_begins(open_page):
    asked = make_round(opens_on=today() + timedelta(days=1), closes_on=today() + timedelta(days=9))
    page = open_page(asked)
    assert page.response.status_code == 200
    assert not page.token


def test_guessing_at_codes_is_slowed(open_page):
    asked, other = make_round(codes=1), make_round(codes=40)
    cache.clear()
    guesses = [code for code, _label in codes_of(other.code_batches.get())]
    said = []
    for guess in guesses:
        page = open_page(asked)
        page.send(q_likes="a", code=guess)
        said.append(page.response.status_code)
    assert said[:10] == [422] * 10
    assert 429 in said
    assert not Response.objects.exists()
    cache.clear()


def test_a_flood_from_one_address_is_slowed(open_page):
    with patch.object(pace.answers, "most", 3):
        page = open_page(make_round())
        said = [page.client.post(page.url, {"t": f"{n:020}", "q_likes": "a"}) for n in range(5)]
    assert [answer.status_code for answer in said] == [200, 200, 200, 429, 429]
    assert int(said[-1]["Retry-After"]) > 0
    assert Response.objects.count() == 3


def test_the_cell_may_be_said_and_may_be_left_open(open_page):
    community = Community.objects.create(name="新桥社区")
    asked = make_round(asks_cell=True)
    page = open_page(asked)
    assert "新桥社区" in page.text
    page.send(q_likes="a", community="not-a-community", group="elder")
    assert page.response.status_code == 422
    assert 'id="community_error"' in page.text
    page.send(q_likes="a", community=str(community.pk), group="elder")
    open_page(asked).send(q_likes="b", community="", group="")
    assert {(each.community_id, each.group) for each in Response.objects.all()} == {(community.pk, "elder"), (None, "")}


def test_words_that_become_a_voice_get_their_receipt_at_once(open_page, client, federation, url_in):
    asked = make_round(paged([question("wish", "text", becomes_voice=True)]))
    page = open_page(asked)
    page.send(q_wish=EVIL)
    code = re.search(r"(\d{4} ){3}\d{4}", page.text)[0]
    assert EVIL not in page.response.content.decode()
    outbox.drain()
    assert find_voice(code) == Voice.objects.get()
    assert Voice.objects.get().words == EVIL


def test_scripts_in_every_text_are_shown_as_text(federation, open_page, client, url_in):
    evil = paged([question("q", label={"zh": EVIL}, help={"zh": EVIL}, options=[option("a", EVIL[:60]), option("b")])])
    evil["intro"] = {"zh": EVIL}
    evil["pages"][0]["title"] = {"zh": EVIL}
    evil["pages"][0]["questions"] += [
        question("s", "scale", low={"zh": EVIL}, high={"zh": EVIL}),
        question("t", "text", shown_if="q = 'a'", required=True),
        question("r", "ranking", options=[option("a", EVIL), option("b", EVIL)]),
    ]
    Community.objects.create(name=EVIL[:80])
    asked = make_round(evil, title=EVIL, limits_note=EVIL, thanks=EVIL, asks_cell=True)
    page = open_page(asked)
    shown = [page.response.content]
    page.send(q_q="a", q_t="", q_n=EVIL, community=EVIL, group=EVIL)
    shown.append(page.response.content)
    page.send(go="later", q_q="a", q_t=EVIL)
    shown.append(page.response.content)
    page = open_page(asked)
    page.send(q_q="a", q_t=EVIL)
    assert "Set-Cookie" not in page.response.headers
    shown += [page.response.content, client.get(url_in(federation, "surveys:open")).content]
    for body in shown:
        assert b"<script>alert" not in body
        assert b"<img" not in body
    assert Response.objects.count() == 1


@pytest.mark.parametrize(
    "body",
    [
        {"t": "x" * 9999, "p": "-1", "go": "next"},
        {"t": "", "p": "99", "go": "nonsense"},
        {"p": "²", "go": "back"},
        {"p": "0", "go": "resume"},
        {"p": "1e9", "go": "large:"},
        {"q_likes": "\x00", "go": "later"},
        {"q_likes": ["a"] * 500, "q_rank__a": "9" * 500},
    ],
)
def test_nonsense_is_answered_calmly(open_page, client, body):
    page = open_page(make_round())
    answer = client.post(page.url, body)
    assert answer.status_code in {200, 422}


def test_a_flood_of_fields_is_refused(open_page, client):
    page = open_page(make_round())
    answer = client.post(page.url, {f"f{n}": "x" for n in range(3000)})
    assert answer.status_code == 400


def test_open_rounds_are_listed_for_the_public(federation, client, url_in):
    shown, hidden = make_round(title="看得见"), make_round(title="看不见", audience="members")
    answer = client.get(url_in(federation, "surveys:open"))
    text = answer.content.decode()
    assert shown.slug in text
    assert hidden.slug not in text
    assert not client.cookies


def test_the_page_of_twenty_questions_stays_small(open_page):
    asked = make_round(paged([question(f"q{n}", options=[option(c) for c in "abcde"]) for n in range(20)]))
    page = open_page(asked)
    assert len(page.response.content) < 60 * 1024
    assert page.text.count("<script") <= 5
