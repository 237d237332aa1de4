"""Each deed with a matter until it is answered, and what it refuses."""

from datetime import timedelta
from uuid import uuid4

import pytest

from gongzhi.common.audit.models import AuditEvent
from gongzhi.common.audit.recording import entry_of
from gongzhi.common.outbox.models import OutboxFact
from gongzhi.common.permissions import ANONYMOUS, SYSTEM
from gongzhi.federations.models import Community
from gongzhi.kernel.decisions import NotAllowed
from gongzhi.matters import services
from gongzhi.matters.models import Escalation, Pause, Speaker, Station, Voice
from gongzhi.matters.rules.clock import DeferralTooLong
from gongzhi.matters.rules.levels import NotAbove, OneAddress
from gongzhi.matters.selectors.clocks import clocks_of
from gongzhi.matters.services import MatterChanged
from gongzhi.matters.tests.factories import (
    DAY,
    FIRST_DAY,
    MONDAY,
    PHONE,
    accepted,
    answer,
    answered,
    escalated,
    voiced,
)


def now(thing):
    return type(thing).objects.get(pk=thing.pk)


def kinds(matter):
    return list(matter.stations.in_order().values_list("kind", flat=True))


def test_accepting_names_one_owner(street):
    matter = accepted(street)
    assert (matter.state, matter.owner_id, matter.title) == ("working", street.handler.person_id, "三号楼楼道照明")
    assert matter.accepted_at == MONDAY
    with pytest.raises(NotAllowed, match="It is being handled"):
        services.accept_matter(
            actor=street.general, matter_id=matter.pk, title="x", category="", owner_id=uuid4(), at=MONDAY
        )


def test_one_takes_on_oneself_what_only_others_may_give(street):
    matter = voiced().matter
    take = {"matter_id": matter.pk, "title": "照明", "category": "", "at": MONDAY}
    with pytest.raises(NotAllowed, match="yourself"):
        services.accept_matter(actor=street.handler, owner_id=street.general.person_id, **take)
    with pytest.raises(NotAllowed):
        services.accept_matter(actor=street.cadre, owner_id=street.cadre.person_id, **take)
    with pytest.raises(services.CannotOwn):
        services.accept_matter(actor=street.general, owner_id=street.cadre.person_id, **take)
    assert services.accept_matter(actor=street.handler, owner_id=street.handler.person_id, **take).state == "working"


def test_handing_over_keeps_the_clock(street):
    matter = accepted(street)
    give = {"matter_id": matter.pk, "reason": "休假", "at": MONDAY + DAY}
    with pytest.raises(services.OwnsAlready):
        services.hand_over(actor=street.general, owner_id=street.handler.person_id, **give)
    with pytest.raises(NotAllowed, match="owner"):
        services.hand_over(actor=street.civil_affairs, owner_id=street.clerk.person_id, **give)
    after = services.hand_over(actor=street.handler, owner_id=street.clerk.person_id, **give)
    assert (after.owner_id, after.due_on, after.state) == (street.clerk.person_id, matter.due_on, "working")


def test_asking_back_stops_the_clock_until_somebody_answers(street):
    voice = voiced()
    matter = services.ask_back(actor=street.handler, matter_id=voice.matter_id, question="哪一层？", at=MONDAY)
    assert (matter.state, matter.due_on, matter.owner_id) == ("asked", None, street.handler.person_id)
    services.add_words(actor=ANONYMOUS, voice_id=voice.pk, words="四楼。", at=MONDAY + 3 * DAY)
    matter = now(matter)
    assert (matter.state, matter.due_on) == ("working", FIRST_DAY + 9 * DAY)
    assert voice.additions.get().words == "四楼。"
    assert now(voice).words == voice.words
    assert kinds(matter) == ["received", "asked", "added", "heard"]
    pause = Pause.objects.get()
    assert (pause.starts_on, pause.ends_on) == (FIRST_DAY, FIRST_DAY + 3 * DAY)


def test_words_are_added_only_while_an_answer_is_owed_and_not_without_end(street):
    voice = voiced()
    for number in range(20):
        services.add_words(actor=ANONYMOUS, voice_id=voice.pk, words=f"第{number}次", at=MONDAY)
    with pytest.raises(services.TooManyAdditions):
        services.add_words(actor=ANONYMOUS, voice_id=voice.pk, words="再说一次", at=MONDAY)
    done = answered(street)
    with pytest.raises(NotAllowed, match="answered"):
        services.add_words(actor=ANONYMOUS, voice_id=done.voices.get().pk, words="谢谢", at=MONDAY)


def test_deferring_is_told_and_possible_once(street):
    matter = accepted(street)
    put_off = {"actor": street.handler, "matter_id": matter.pk, "at": MONDAY}
    with pytest.raises(DeferralTooLong):
        services.defer(until=FIRST_DAY + 31 * DAY, reason="等材料", **put_off)
    with pytest.raises(services.WordsMissing):
        services.defer(until=FIRST_DAY + DAY, reason=" ", **put_off)
    matter = services.defer(until=FIRST_DAY + 14 * DAY, reason="等材料", **put_off)
    # Two weeks without a count: the first workday that counts is the 16th.
    assert (matter.state, matter.due_on) == ("working", FIRST_DAY + 18 * DAY)
    assert matter.stations.get(kind="deferred").note == "等材料"
    with pytest.raises(NotAllowed, match="once"):
        services.defer(until=FIRST_DAY + 15 * DAY, reason="再等", **put_off)


def test_classifying_says_who_may_read(street):
    matter = accepted(street)
    values = {"matter_id": matter.pk, "category": "safety", "place": "3号楼", "at": MONDAY}
    with pytest.raises(services.CommunityUnknown):
        services.classify(actor=street.handler, community_id=uuid4(), sensitivity="public", **values)
    home = Community.objects.create(name="桂苑社区")
    matter = services.classify(
        actor=street.handler, community_id=home.pk, sensitivity="public", title="楼道灯", **values
    )
    assert (matter.category, matter.community_id, matter.sensitivity, matter.title) == (
        "safety",
        home.pk,
        "public",
        "楼道灯",
    )
    assert "classified" not in kinds(matter)


def test_deliberation_names_its_item_and_the_clock_runs_on(street):
    matter = accepted(street)
    item = uuid4()
    on = services.put_on_agenda(
        actor=street.general, matter_id=matter.pk, item_id=item, label="第三季度理事会", at=MONDAY
    )
    assert (on.state, on.agenda_item_id, on.due_on) == ("deliberating", item, matter.due_on)
    off = services.take_off_agenda(actor=street.general, matter_id=matter.pk, at=MONDAY)
    assert (off.state, off.agenda_item_id, off.agenda_label) == ("working", None, "")


def test_an_answer_flows_to_every_voice_in_its_own_channel(street):
    matter = accepted(street)
    phone = voiced(street, matter_id=matter.pk, reply=PHONE)
    given = answer(street, matter, MONDAY + DAY)
    web = matter.voices.exclude(pk=phone.pk).get()
    assert (web.standing, now(phone).standing) == ("told", "owed")
    assert {reply.channel: reply.state for reply in given.replies.all()} == {"receipt": "given", "phone": "owed"}
    assert (now(matter).state, now(matter).due_on) == ("answered", None)
    assert "all_told" not in kinds(matter)
    services.give_reply(actor=street.clerk, reply_id=phone.replies.get().pk, note="本人接听", at=MONDAY + 2 * DAY)
    assert now(phone).standing == "told"
    assert kinds(matter)[-2:] == ["told", "all_told"]


def test_a_receipt_is_told_at_once(street):
    assert kinds(answered(street)) == ["received", "accepted", "answered", "all_told"]


def test_who_cannot_be_reached_is_noted_and_may_be_tried_again(street):
    matter = answered(street, actor=street.clerk, channel="phone", reply=PHONE)
    voice = matter.voices.get()
    reply = voice.replies.get()
    services.fail_reply(actor=street.clerk, reply_id=reply.pk, note="三次无人接听", at=MONDAY + DAY)
    assert (now(reply).state, now(voice).standing) == ("failed", "owed")
    assert kinds(matter)[-1] == "not_reached"
    assert "all_told" not in kinds(matter)
    services.give_reply(actor=street.clerk, reply_id=reply.pk, at=MONDAY + 2 * DAY)
    assert (now(reply).state, now(voice).standing) == ("given", "told")
    assert kinds(matter).count("all_told") == 1
    with pytest.raises(services.ReplyOver):
        services.give_reply(actor=street.clerk, reply_id=reply.pk, at=MONDAY + 3 * DAY)


def test_two_who_answer_see_both_texts(street):
    matter = accepted(street)
    looked_at = matter.version
    answer(street, matter)
    with pytest.raises(MatterChanged) as told:
        services.answer(
            actor=street.general, matter_id=matter.pk, text="已报修", result="planned", at=MONDAY, version=looked_at
        )
    assert (told.value.matter.state, told.value.answer.text) == ("answered", "灯已换好。")


def test_two_who_accept_are_told(street):
    matter = voiced().matter
    looked_at = matter.version
    services.ask_back(actor=street.handler, matter_id=matter.pk, question="哪一层？", at=MONDAY)
    with pytest.raises(MatterChanged) as told:
        services.accept_matter(
            actor=street.general, matter_id=matter.pk, title="照明", category="", owner_id=street.general.person_id,
            at=MONDAY, version=looked_at,
        )  # fmt: skip
    assert told.value.matter.owner_id == street.handler.person_id


def test_escalating_stops_our_clock_and_starts_theirs(street):
    sent = escalated(street)
    matter = sent.matter
    assert (sent.level, sent.due_on, now(matter).due_on) == ("street", FIRST_DAY + 7 * DAY, None)
    assert now(matter).state == "escalated"
    clocks = clocks_of(now(matter), at=MONDAY + 3 * DAY)
    assert (clocks.answer.state, clocks.answer.stopped_since) == ("stopped", FIRST_DAY)


@pytest.mark.parametrize("target", [{}, {"outside": " "}])
def test_an_escalation_goes_to_one_address(street, target):
    matter = accepted(street)
    send = {"actor": street.general, "matter_id": matter.pk, "reason": "需要协调", "at": MONDAY}
    with pytest.raises(OneAddress):
        services.escalate(**send, **target)
    with pytest.raises(OneAddress):
        services.escalate(**send, body_id=street.street_office.pk, outside="物业公司")
    with pytest.raises(NotAbove):
        services.escalate(**send, body_id=uuid4())
    with pytest.raises(NotAllowed):
        services.escalate(**{**send, "actor": street.handler}, outside="物业公司")


def test_only_the_body_that_has_it_answers(street):
    sent = escalated(street)
    back = {"escalation_id": sent.pk, "text": "街道已派人维修", "result": "solved", "at": MONDAY + DAY}
    with pytest.raises(NotAllowed, match="another body"):
        services.answer_from_above(actor=street.cadre, **back)
    with pytest.raises(NotAllowed, match="itself"):
        services.answer_from_above(actor=street.general, **back)
    given = services.answer_from_above(actor=street.civil_affairs, **back)
    voice = sent.matter.voices.get()
    assert (given.from_above, given.given_by, voice.standing) == (True, street.street_office.name, "told")
    assert (now(sent).state, now(sent.matter).state) == ("answered", "answered")
    with pytest.raises(NotAllowed, match="above"):
        services.answer_from_above(actor=street.civil_affairs, **back)


def test_what_comes_from_outside_is_written_down(street):
    matter = accepted(street)
    sent = services.escalate(
        actor=street.general, matter_id=matter.pk, outside="桂苑物业公司", reason="物业负责", at=MONDAY
    )
    given = services.answer_from_above(
        actor=street.general, escalation_id=sent.pk, text="物业回函：已修", result="solved", at=MONDAY + DAY
    )
    assert (sent.level, given.given_by) == ("outside", "桂苑物业公司")


def test_sent_back_it_is_ours_again_and_the_clock_goes_on(street):
    sent = escalated(street)
    services.return_from_above(
        actor=street.civil_affairs, escalation_id=sent.pk, reason="属于物业职责", at=MONDAY + 2 * DAY
    )
    matter = now(sent.matter)
    assert (matter.state, matter.due_on) == ("working", FIRST_DAY + 8 * DAY)
    assert Escalation.objects.get().answer == "属于物业职责"


def test_a_resend_of_every_deed_is_done_once(street):
    voice = voiced(key="say-it")
    assert voiced(key="say-it") == voice
    matter = voice.matter
    again = {"actor": street.handler, "matter_id": matter.pk, "question": "哪一层？", "key": "ask", "at": MONDAY}
    services.ask_back(**again)
    services.ask_back(**{**again, "at": MONDAY + timedelta(minutes=1)})
    assert kinds(matter).count("asked") == 1
    assert Voice.objects.count() == 1


def test_a_speaker_may_be_erased_and_still_hears(street):
    matter = accepted(street, actor=street.clerk, channel="phone", reply=PHONE)
    voice = matter.voices.get()
    answer(street, matter)
    with pytest.raises(NotAllowed):
        services.erase_speaker(actor=street.stranger, voice_id=voice.pk, at=MONDAY)
    services.erase_speaker(actor=ANONYMOUS, voice_id=voice.pk, at=MONDAY)
    voice = now(voice)
    assert not Speaker.objects.exists()
    assert (voice.standing, voice.reply_channel, voice.consent) == ("told", "receipt", False)
    assert voice.replies.get().state == "given"
    with pytest.raises(services.NobodyToReach):
        services.reveal_contact(actor=street.general, voice_id=voice.pk, reason="回电", at=MONDAY)


def test_reading_a_contact_leaves_its_reason_in_the_log(street):
    voice = voiced(street, reply=PHONE)
    with pytest.raises(NotAllowed):
        services.reveal_contact(actor=street.handler, voice_id=voice.pk, reason="回电", at=MONDAY)
    with pytest.raises(services.WordsMissing):
        services.reveal_contact(actor=street.clerk, voice_id=voice.pk, reason="", at=MONDAY)
    assert (
        services.reveal_contact(actor=street.clerk, voice_id=voice.pk, reason="回电告知", at=MONDAY).contact
        == "13812340001"
    )
    told = entry_of(AuditEvent.objects.get(action="matters.speaker.revealed"))
    assert (told.facts["reason"], "contact" in told.facts) == ("回电告知", False)


def test_a_receipt_is_seen_once_and_only_with_an_answer(street):
    voice = voiced()
    services.mark_seen(actor=ANONYMOUS, voice_id=voice.pk, at=MONDAY)
    assert now(voice).seen_at is None
    answer(street, voice.matter)
    services.mark_seen(actor=ANONYMOUS, voice_id=voice.pk, at=MONDAY + DAY)
    services.mark_seen(actor=ANONYMOUS, voice_id=voice.pk, at=MONDAY + 2 * DAY)
    assert now(voice).seen_at == MONDAY + DAY


def test_the_log_never_holds_words_names_or_contacts(street):
    """The whole life of a voice: whoever reads the log learns numbers and codes only."""
    secrets = ("楼道的灯", "陈阿姨", "13812340001", "三号楼", "还是不亮", "哪一层", "四楼", "灯已换好", "需要街道")
    voice = voiced(street, reply=PHONE)
    services.ask_back(actor=street.handler, matter_id=voice.matter_id, question="哪一层？", at=MONDAY)
    services.add_words(actor=ANONYMOUS, voice_id=voice.pk, words="四楼。", at=MONDAY)
    answer(street, voice.matter)
    services.give_reply(actor=street.clerk, reply_id=voice.replies.get().pk, note="陈阿姨接听", at=MONDAY)
    services.say(actor=street.clerk, voice_id=voice.pk, word="disputed", why="还是不亮", by="staff", at=MONDAY)
    services.escalate(
        actor=street.general,
        matter_id=voice.matter_id,
        body_id=street.street_office.pk,
        reason="需要街道协调",
        at=MONDAY,
    )
    services.answer_from_above(
        actor=SYSTEM, escalation_id=Escalation.objects.get().pk, text="灯已换好", result="solved", at=MONDAY
    )
    services.erase_speaker(actor=ANONYMOUS, voice_id=voice.pk, at=MONDAY)
    about = [voice.pk, voice.matter_id]
    events = AuditEvent.objects.filter(subject_id__in=about)
    written = [str(entry_of(event).facts) for event in events]
    assert len(written) >= 10
    assert not any(secret in text for text in written for secret in secrets)
    facts = [str(fact.payload) for fact in OutboxFact.objects.all()]
    assert not any(secret in fact for fact in facts for secret in secrets)
    assert Station.objects.filter(note__contains="陈阿姨").count() == 0
