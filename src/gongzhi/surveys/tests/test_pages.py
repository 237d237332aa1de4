"""Surveys of several pages: forwards, backwards, later, in other letters; without a script."""

import re
from datetime import UTC, datetime

import pytest

from gongzhi.common.permissions import SYSTEM
from gongzhi.federations.models import Community
from gongzhi.participation.models import Contact
from gongzhi.surveys import services
from gongzhi.surveys.models import Draft, Response, RoundCode
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


LAST_IS_CONDITIONAL = paged(
    [question("a", required=True), question("w", "text", max=2000)], [question("b", "text", shown_if="a = 'b'")]
)


def test_the_last_page_is_shown_even_if_nothing_is_asked_on_it(open_page):
    community = Community.objects.create(name="桂苑社区")
    asked = make_round(LAST_IS_CONDITIONAL, asks_cell=True, codes=1)
    page = open_page(asked)
    page.send(q_a="a")
    assert page.response.status_code == 200
    assert not Response.objects.exists()
    assert 'name="code"' in page.text
    assert 'name="q_b"' not in page.text
    code = codes_of(asked.code_batches.get())[0][0]
    page.send(community=str(community.pk), group="elder", code=code)
    assert "data-survey-done" in page.text
    kept = Response.objects.get()
    assert (kept.answers, kept.community_id, kept.group) == ({"a": "a"}, community.pk, "elder")


def test_a_text_of_an_earlier_page_is_counted_whole(open_page):
    page = open_page(make_round(LAST_IS_CONDITIONAL))
    text = ("字" * 99 + "\r\n") * 19 + "尾" * 90
    page.send(q_a="b", q_w=text)
    page.send(q_b="好")
    assert Response.objects.get().answers["w"] == text.replace("\r\n", "\n")


@pytest.mark.parametrize("button", ["back", "later"])
def test_what_was_chosen_on_the_last_page_comes_back(open_page, button):
    community = Community.objects.create(name="桂苑社区")
    asked = make_round(LAST_IS_CONDITIONAL, asks_cell=True, codes=1)
    page = open_page(asked)
    page.send(q_a="b")
    token = page.token
    page.send(go=button, q_b="写了", community=str(community.pk), group="elder", code="123456789012")
    kept = Draft.objects.get()
    assert (kept.community, kept.group) == (str(community.pk), "elder")
    assert "123456789012" not in str(Draft.objects.values().get())
    if button == "later":
        page = open_page(asked)
        page.send(go="resume", r=token)
    else:
        page.send(q_a="b")
    assert f'value="{community.pk}" selected' in page.text
    assert 'value="elder" selected' in page.text
    page.send(q_b="写了", community="", group="elder", code=codes_of(asked.code_batches.get())[0][0])
    assert (Response.objects.get().community_id, Response.objects.get().group) == (None, "elder")


def test_what_was_typed_on_the_last_page_outlives_a_mistake_on_an_earlier_one(open_page):
    page = open_page(make_round(LAST_IS_CONDITIONAL))
    page.send(q_a="b")
    draft = Draft.objects.get()
    draft.answers = {"a": "gone"}
    draft.save()
    page.send(q_b="写了很多")
    assert page.response.status_code == 422
    assert page.hidden("p") == "0"
    page.send(q_a="b")
    assert "写了很多" in page.text


def test_a_form_whose_earlier_pages_were_forgotten_says_so(open_page, client, federation, url_in):
    asked = make_round(paged([question("a")], [question("b", "text")]))
    page = open_page(asked)
    page.send(q_a="b")
    Draft.objects.all().delete()
    silent = client.post(url_in(federation, "surveys:draft", asked.slug), {"t": page.token, "p": "1", "q_b": "写了"})
    assert silent.status_code == 409
    page.send(q_b="写了")
    assert page.response.status_code == 422
    assert page.hidden("p") == "0"
    assert not Response.objects.exists()
    page.send(q_a="a")
    page.send(q_b=re.search(r">([^<]*)</textarea>", page.text)[1])
    assert Response.objects.get().answers == {"a": "a", "b": "写了"}


@pytest.mark.parametrize("definition", [None, LAST_IS_CONDITIONAL])
def test_a_resend_after_the_closing_is_thanked_again(open_page, client, definition):
    asked = make_round(definition)
    page = open_page(asked)
    if definition:
        page.send(q_a="a")
    last = {"t": page.token, "p": page.hidden("p"), "go": "next"} | ({} if definition else {"q_likes": "a"})
    assert "data-survey-done" in client.post(page.url, last).content.decode()
    services.close_round(actor=SYSTEM, round_id=asked.pk, at=NOW)
    again = client.post(page.url, last)
    assert again.status_code == 200
    assert "data-survey-done" in again.content.decode()
    assert client.post(page.url, last | {"t": "1" * 20}).status_code == 422
    assert client.post(page.url, last | {"go": "back"}).status_code == 422


def test_the_next_person_at_a_tablet_is_told_to_open_the_survey_anew(open_page, client):
    asked = make_round(codes=2)
    (mine, _label), (yours, _other) = codes_of(asked.code_batches.get())
    page = open_page(asked)
    one = {"t": page.token, "p": "0", "go": "next", "q_likes": "a"}
    assert client.post(page.url, one | {"code": mine}).status_code == 200
    told = client.post(page.url, one | {"code": yours})
    assert told.status_code == 422
    assert f'<a href="{page.url}">' in told.content.decode()
    assert client.post(page.url, one | {"code": mine}).status_code == 200
    page = open_page(asked)
    page.send(q_likes="a", code=yours)
    assert (Response.objects.count(), RoundCode.objects.used().count()) == (2, 2)


def test_large_letters_of_the_address_stay(open_page, client):
    page = open_page(make_round(PAGES), "?elder=1")
    assert client.cookies["elder"].value == "1"
    client.cookies.clear()
    action = re.search(r'action="([^"]*)"', page.text)[1]
    assert 'class="elder"' in client.post(action, {"t": page.token, "p": "0", "q_a": "b"}).content.decode()


def test_the_promise_names_what_it_leaves_out(open_page):
    promised = "收到的时间"
    assert promised not in open_page(make_round()).text
    page = open_page(make_round(paged([question("wish", "text", becomes_voice=True)])))
    assert promised in page.text
    assert 'aria-describedby="q_wish_voice"' in page.text
