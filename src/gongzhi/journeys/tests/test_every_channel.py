"""A remark from a doorstep and one from a survey are followed to the word of whoever made them."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

from gongzhi.common.outbox.delivering import drain
from gongzhi.journeys.tests.factories import Quarter
from gongzhi.matters import services as matters
from gongzhi.matters.models import Voice
from gongzhi.matters.selectors.codes import find_voice, receipt_code
from gongzhi.matters.tests.factories import FIRST_DAY, MONDAY, accept
from gongzhi.participation.models import Contact
from gongzhi.surveys import services as surveys
from gongzhi.surveys.tests.factories import make_round, paged, question
from gongzhi.visits import services as visits
from gongzhi.visits.rules import Circumstances, Result, Saying, Topic, VisitKind, Whom


def followed(quarter: Quarter, voice: Voice, at: datetime, word: str = "confirmed") -> Voice:
    """Answer the matter of a voice and let its speaker judge, with the receipt in hand."""
    matter = accept(quarter.street, voice, at)
    matters.answer(
        actor=quarter.street.handler,
        matter_id=matter.pk,
        text="已换新灯。",
        result="solved",
        at=at + timedelta(hours=1),
    )
    found = find_voice(receipt_code(voice))
    assert found is not None
    assert found.standing == "told"
    why = "" if word == "confirmed" else "晚上还是不亮。"
    matters.say(actor=quarter.street.stranger, voice_id=found.pk, word=word, why=why, at=at + timedelta(hours=2))
    return Voice.objects.get(pk=voice.pk)


def test_a_remark_made_on_a_doorstep_reaches_its_confirmation(quarter: Quarter) -> None:
    visits.record_visit(
        actor=quarter.street.cadre,
        whom=Whom(kind=VisitKind.HOUSEHOLD, label="3栋2单元501"),
        how=Circumstances(on=FIRST_DAY, result=Result.MET),
        sayings=(
            Saying(Topic.COMMUNITY, "三号楼的路灯坏了半个月。"),
            Saying(Topic.FEDERATION, "办得好", keep_only=True),
        ),
        at=MONDAY,
    )
    drain()
    voice = Voice.objects.get()
    assert (voice.channel, voice.words) == ("visit", "三号楼的路灯坏了半个月。")
    assert Contact.objects.count() == 1
    assert followed(quarter, voice, MONDAY + timedelta(hours=1)).standing == "confirmed"


def test_words_in_a_survey_reach_a_dispute_and_open_the_matter_again(quarter: Quarter) -> None:
    asked = make_round(paged([question("likes"), question("wish", "text", becomes_voice=True)]))
    now = datetime.now(UTC)
    surveys.submit_response(
        round_id=asked.pk, answers={"likes": "a", "wish": "路灯不亮"}, channel="web", at=now, key=str(uuid4())
    )
    drain()
    voice = Voice.objects.get()
    assert (voice.channel, voice.words) == ("survey", "路灯不亮")
    assert Contact.objects.count() == 1
    judged = followed(quarter, voice, now + timedelta(hours=1), word="disputed")
    assert judged.matter.state == "working"
