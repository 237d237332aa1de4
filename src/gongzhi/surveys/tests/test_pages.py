"""Surveys of several pages: forwards, backwards, later, in other letters; without a script."""

import re
from datetime import UTC, datetime

from gongzhi.common.permissions import SYSTEM
from gongzhi.participation.models import Contact
from gongzhi.surveys import services
from gongzhi.surveys.models import Draft, Response
from gongzhi.surveys.selectors.codes import codes_of

from .factories import make_round, paged, question

NOW = datetime.now(UTC)
EVIL = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>{{ 7|add:7 }}"


PAGES = paged(
    [question("a", required=True)],
    [question("b", "text", shown_if="a = 'b'", required=True)],
    [question("c", "number"), question("d", "text", shown_if="a = 'a'")],
)


def test_pages_are_answered_one_after_the_other(open_page):
    page = open_page(make_round(PAGES))
    token = page.token
    page.send()
    assert page.response.status_code == 422
    page.send(q_a="b")
    assert "2. 问题b" in page.text
    assert page.token == token
    page.send(q_b="第二页")
    assert "3. 问题c" in page.text
    assert "4. 问题d" not in page.text
    assert not Response.objects.exists()
    page.send(q_c="12", q_d="不该算")
    assert Response.objects.get().answers == {"a": "b", "b": "第二页", "c": 12}
    assert not Draft.objects.exists()


def test_the_last_of_several_pages_sent_again_gets_the_first_answer(open_page):
    page = open_page(make_round(PAGES))
    page.send(q_a="b")
    page.send(q_b="第二页")
    last = {"t": page.token, "p": page.hidden("p"), "go": "next", "q_c": "1２"}
    thanked = [page.client.post(page.url, last) for _turn in "abc"]
    assert [answer.status_code for answer in thanked] == [200, 200, 200]
    assert Response.objects.get().answers == {"a": "b", "b": "第二页", "c": 12}
    changed = page.client.post(page.url, last | {"q_c": "13"})
    assert changed.status_code == 422
    assert Response.objects.count() == Contact.objects.count() == 1


def test_a_page_on_which_nothing_is_asked_is_passed_over_both_ways(open_page):
    page = open_page(make_round(PAGES))
    page.send(q_a="a")
    assert "3. 问题c" in page.text
    page.send(go="back", q_c="5")
    assert "1. 问题a" in page.text
    assert 'value="a" checked' in page.text
    page.send(q_a="a")
    assert 'value="5"' in page.text


def test_a_changed_answer_on_an_earlier_page_takes_back_what_it_led_to(open_page):
    page = open_page(make_round(PAGES))
    page.send(q_a="b")
    page.send(q_b="旧")
    page.send(go="back")
    page.send(go="back")
    page.send(q_a="a")
    page.send(q_c="1")
    assert Response.objects.get().answers == {"a": "a", "c": 1}


def test_a_draft_is_found_again_by_the_code_that_was_written_down(open_page, client):
    asked = make_round(PAGES)
    page = open_page(asked)
    page.send(q_a="b")
    page.send(go="later", q_b="想了一半")
    code = re.search(r"(\d{4} ){4}\d{4}", page.text)[0]
    other = open_page(asked)
    other.send(go="resume", r="1234 5678 9012 3456 7890")
    assert other.response.status_code == 422
    assert 'id="resume_error"' in other.text
    other.send(go="resume", r=code)
    assert "想了一半" in other.text
    other.send(q_b="想好了")
    other.send()
    assert Response.objects.get().answers == {"a": "b", "b": "想好了"}


def test_a_draft_of_another_round_is_not_found(open_page):
    first, second = make_round(PAGES), make_round(PAGES)
    page = open_page(first)
    page.send(q_a="b")
    other = open_page(second)
    other.send(go="resume", r=page.token)
    assert other.response.status_code == 422


def test_the_script_saves_drafts_quietly(open_page, client, federation, url_in):
    asked = make_round()
    page = open_page(asked)
    url = url_in(federation, "surveys:draft", asked.slug)
    answer = client.post(url, {"t": page.token, "p": "0", "q_why": "写到一半"})
    assert (answer.status_code, answer.content) == (204, b"")
    assert Draft.objects.get().answers == {"why": "写到一半"}
    assert client.get(url).status_code == 405
    services.close_round(actor=SYSTEM, round_id=asked.pk, at=NOW)
    assert client.post(url, {"t": page.token, "q_why": "晚了"}).status_code == 409


def test_letters_and_language_change_in_the_middle_and_nothing_typed_is_lost(open_page, client):
    page = open_page(make_round(PAGES))
    page.send(q_a="b")
    page.send(go="large:1", q_b="打了一半")
    assert 'class="elder"' in page.text
    assert "打了一半" in page.text
    assert client.cookies["elder"].value == "1"
    page.send(go="language:en", q_b="打了一半")
    assert "2. Question b" in page.text
    assert 'lang="en"' in page.text
    assert "打了一半" in page.text
    page.send(go="large:9", q_b="打了一半")
    assert "打了一半" in page.text
    page.send(q_b="好了")
    page.send()
    assert Response.objects.count() == 1


def test_letters_and_language_are_links_before_anything_was_typed(open_page, client, federation, url_in):
    asked = make_round()
    page = open_page(asked, "?elder=1&c=qr")
    assert 'class="elder"' in page.text
    assert "?elder=0&c=qr" in page.text
    answer = client.get(url_in(federation, "surveys:answer", asked.slug) + "?l=en&c=qr")
    assert answer.status_code == 303
    assert answer["Location"].endswith("?c=qr")
    assert "1. Question likes" in open_page(asked).text
    assert client.get(url_in(federation, "surveys:answer", asked.slug) + "?l=tlh").status_code == 200


def test_the_kept_page_of_one_language_is_not_shown_in_another(open_page, client):
    asked = make_round()
    chinese = open_page(asked)
    client.cookies["gongzhi_language"] = "en"
    english = open_page(asked)
    assert "1. 问题likes" in chinese.text
    assert "1. Question likes" in english.text


def test_a_code_is_asked_on_the_last_page_and_mistakes_are_told_there(open_page):
    asked = make_round(PAGES, codes=1)
    code = codes_of(asked.code_batches.get())[0][0]
    page = open_page(asked)
    assert 'name="code"' not in page.text
    page.send(q_a="a")
    page.send(q_c="3", code="1234")
    assert page.response.status_code == 422
    assert 'id="code_error"' in page.text
    assert 'value="3"' in page.text
    page.send(q_c="3", code=code)
    assert Response.objects.get().answers == {"a": "a", "c": 3}
    assert "1234" not in str(Draft.objects.values_list("answers", flat=True))
    late = open_page(asked)
    late.send(q_a="a")
    late.send(code=code)
    assert late.response.status_code == 422
    assert Response.objects.count() == 1
