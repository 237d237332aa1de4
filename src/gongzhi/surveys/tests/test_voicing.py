"""Words in answers that become voices: by the rule of the question, or by one click."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest

from gongzhi.common import outbox
from gongzhi.common.outbox.models import OutboxFact
from gongzhi.federations.models import Community
from gongzhi.kernel.decisions import NotAllowed
from gongzhi.matters.models import Voice
from gongzhi.matters.rights import Right as MattersRight
from gongzhi.matters.selectors.codes import find_voice
from gongzhi.offices.testing import actor_of, make_person
from gongzhi.participation.models import Contact
from gongzhi.surveys import services
from gongzhi.surveys.rights import Right
from gongzhi.surveys.selectors.voices import receipts_of, voice_id_of

from .factories import make_round, paged, question

NOW = datetime.now(UTC)
LIKES = {"likes": "a"}


def submit(asked, answers=LIKES, **more):
    sent = {"channel": "web", "at": NOW, "key": str(uuid4())} | more
    return services.submit_response(round_id=asked.pk, answers=answers, **sent)


VOICED = paged(
    [
        question("likes"),
        question("wish", "text", becomes_voice=True),
        question("note", "text"),
        question("more", "text"),
    ]
)


def test_words_become_a_voice_by_rule_with_the_receipt_that_was_shown(federation):
    asked = make_round(VOICED, title="居民建议征集")
    response = submit(asked, {"wish": "路灯不亮", "note": "谢谢"})
    [receipt] = receipts_of(response, asked.survey_version.read())
    outbox.drain()
    voice = Voice.objects.get()
    assert (voice.words, voice.channel, voice.said_on) == ("路灯不亮", "survey", response.answered_on)
    assert (voice.source_kind, voice.source_id, voice.source_label) == ("survey", asked.pk, "居民建议征集")
    assert voice.pk == voice_id_of(response_id=response.pk, question="wish")
    assert find_voice(receipt.written) == voice
    assert Contact.objects.count() == 1  # the answer was the contact


def test_the_fact_handed_over_twice_raises_one_voice(federation):
    asked = make_round(VOICED)
    response = submit(asked, {"wish": "路灯不亮"})
    outbox.drain()
    services.raise_voices(response=str(response.pk))
    assert Voice.objects.count() == 1


def test_an_answer_without_such_words_publishes_nothing(federation):
    asked = make_round(VOICED)
    before = OutboxFact.objects.count()
    submit(asked, {"note": "只是说说"})
    assert OutboxFact.objects.count() == before


def test_one_click_makes_a_voice_of_any_words_once(federation):
    asked = make_round(VOICED)
    response = submit(asked, {"wish": "路灯不亮", "note": "长椅坏了"})
    outbox.drain()
    reader = actor_of(make_person("陆平"), {Right.READ, MattersRight.TAKE})
    for question_code in ("note", "note", "wish"):
        services.text_to_voice(actor=reader, response_id=response.pk, question=question_code, at=NOW)
    assert sorted(Voice.objects.values_list("words", flat=True)) == ["路灯不亮", "长椅坏了"]


def test_one_click_tells_neither_community_nor_group(federation):
    home = Community.objects.create(name="桂苑社区", households=1)
    asked = make_round(VOICED, asks_cell=True)
    cell = services.Cell(community_id=home.pk, group="elder")
    responses = [submit(asked, {"note": f"长椅坏了{number}"}, cell=cell) for number in range(12)]
    reader = actor_of(make_person("陆平"), {Right.READ, MattersRight.TAKE})
    services.text_to_voice(actor=reader, response_id=responses[0].pk, question="note", at=NOW)
    voice = Voice.objects.get()
    assert (voice.community_id, voice.group) == (None, "")


def test_a_voice_by_rule_tells_only_the_cell_that_ten_have(federation):
    home = Community.objects.create(name="桂苑社区", households=1)
    asked = make_round(VOICED, asks_cell=True)
    for number in range(11):
        submit(asked, {"wish": f"路灯不亮{number}"}, cell=services.Cell(community_id=home.pk, group="elder"))
        outbox.drain()
    submit(asked, {"wish": "少数"}, cell=services.Cell(community_id=home.pk, group="young"))
    outbox.drain()
    told = {voice.words: (voice.community_id, voice.group) for voice in Voice.objects.all()}
    assert told["路灯不亮0"] == (None, "")
    assert told["路灯不亮10"] == (home.pk, "elder")
    assert told["少数"][1] == ""


def test_one_click_needs_words_and_the_right(federation):
    asked = make_round(VOICED)
    response = submit(asked, {"likes": "a", "note": "好"})
    reader = actor_of(make_person("陆平"), {Right.READ, MattersRight.TAKE})
    for question_code in ("likes", "more", "nothing"):
        with pytest.raises(services.NoText):
            services.text_to_voice(actor=reader, response_id=response.pk, question=question_code, at=NOW)
    for rights in (set(), {Right.READ}, {MattersRight.TAKE}):
        only = actor_of(make_person("何秋"), rights)
        with pytest.raises(NotAllowed):
            services.text_to_voice(actor=only, response_id=response.pk, question="note", at=NOW)
