"""What was said of a matter under mediation: nobody without a part reads it anywhere, and a dispute stays there."""

from datetime import timedelta

import pytest
import time_machine

from gongzhi.common.permissions import ANONYMOUS
from gongzhi.kernel.decisions import NotAllowed
from gongzhi.matters import services
from gongzhi.matters.models import Answer, Escalation, Matter, Mediation, MediationNote, Reply, Station, Voice
from gongzhi.matters.selectors import listing
from gongzhi.matters.selectors.codes import receipt_code
from gongzhi.matters.selectors.replies import newest_reply
from gongzhi.matters.services import mediation, turning
from gongzhi.matters.services.mediation import Side
from gongzhi.matters.tests.factories import DAY, FIRST_DAY, MONDAY, PHONE, RECEIPT, Street, accepted, voiced
from gongzhi.matters.tests.pages import browser, keyed, words

SECRET = "楼上老王半夜拖椅子吵得睡不着"


@pytest.fixture(autouse=True)
def _monday():
    with time_machine.travel(MONDAY + timedelta(hours=6), tick=True):
        yield


def turned(street: Street, matter: Matter) -> Mediation:
    return turning.turn_into_mediation(actor=street.general, matter_id=matter.pk, kind="neighbours", at=MONDAY)


def assigned(street: Street, found: Mediation) -> Mediation:
    return mediation.assign_mediation(
        actor=street.general,
        mediation_id=found.pk,
        organisation_id=street.choir.pk,
        keeper_id=street.handler.person_id,
        version=Mediation.objects.get(pk=found.pk).version,
        at=MONDAY,
    )


def ended(street: Street, found: Mediation) -> Mediation:
    return mediation.record_failure(actor=street.general, mediation_id=found.pk, on=FIRST_DAY, note="谈不拢", at=MONDAY)


def dispute(voice: Voice, why: str = "还是吵") -> Voice:
    return services.say(actor=ANONYMOUS, voice_id=voice.pk, word="disputed", why=why, at=MONDAY)


def merged(street: Street, **more) -> tuple[Matter, Matter]:
    """A matter, and one of a secret that was put together with it through a third."""
    first, second, third = accepted(street, **more), accepted(street), voiced(words=SECRET).matter
    services.merge(actor=street.general, matter_id=third.pk, into_id=second.pk, at=MONDAY)
    services.merge(actor=street.general, matter_id=second.pk, into_id=first.pk, at=MONDAY)
    return Matter.objects.get(pk=first.pk), third


def test_what_was_put_together_before_says_the_number_only(street, federation, url_in):
    matter, gone = merged(street)
    found = turned(street, matter)
    gone.refresh_from_db()
    assert (gone.title, gone.place, gone.sensitivity) == (f"调解{found.number}", "", "private")
    for text in ("老王", "拖椅子"):
        filters = listing.Filters(group="all", text=text)
        assert not listing.find(actor=street.general, filters=filters, on=FIRST_DAY).exists()
    assert not Matter.objects.visible_to(street.cadre).filter(pk=gone.pk).exists()
    page = browser(street.general).get(url_in(federation, "matters:matter", gone.pk))
    assert page.context["page"].mediation == found


def test_what_was_put_together_with_a_private_matter_is_private_too(street):
    matter, gone = merged(street)
    for sensitivity in ("private", "internal"):
        services.classify(
            actor=street.general, matter_id=matter.pk, category="", community_id=None, place="",
            sensitivity=sensitivity, at=MONDAY,
        )  # fmt: skip
    gone.refresh_from_db()
    assert gone.is_private


def reads(street: Street, address: str) -> set[str]:
    """Who reads the secret there, or gets the page at all: ``name`` or ``name!``."""
    found = set()
    for name in ("general", "president", "handler", "clerk"):
        page = browser(getattr(street, name)).get(address)
        if page.status_code == 200:
            found.add(f"{name}!" if SECRET in words(page) else name)
    return found


def test_pages_of_a_mediated_matter_show_no_words_to_others(street, federation, url_in):
    matter = accepted(street, words=SECRET, reply=PHONE)
    voice = matter.voices.get()
    turned(street, matter)
    reply = newest_reply(voice)
    shown = reads(street, url_in(federation, "matters:reply", reply.pk))
    assert "handler" in shown
    assert "general!" in shown
    assert "handler" in reads(street, url_in(federation, "matters:reply_letter", reply.pk))
    assert "handler!" not in reads(street, url_in(federation, "matters:reissue", voice.pk))
    Matter.objects.filter(pk=matter.pk).update(state="working")
    assert "handler" in reads(street, url_in(federation, "matters:answer", matter.pk))
    Matter.objects.filter(pk=matter.pk).update(state="received")
    assert "handler" in reads(street, url_in(federation, "matters:accept", matter.pk))


def test_the_page_of_the_matter_keeps_what_the_office_wrote_from_others(street, federation, url_in):
    matter = accepted(street, words=SECRET)
    services.ask_back(actor=street.handler, matter_id=matter.pk, question=SECRET, at=MONDAY)
    services.add_words(actor=ANONYMOUS, voice_id=matter.voices.get().pk, words="每天", at=MONDAY)
    found = turned(street, matter)
    address = url_in(federation, "matters:matter", matter.pk)
    assert {"handler", "president", "general!"} <= reads(street, address)
    assert found.number in words(browser(street.handler).get(address))


def test_who_looks_up_for_a_caller_reads_no_words_without_a_part(street, federation, url_in):
    matter = accepted(street, words=SECRET)
    turned(street, matter)
    code = receipt_code(matter.voices.get())
    seen = {}
    for name in ("clerk", "cadre"):
        page = browser(getattr(street, name)).post(url_in(federation, "matters:look_up"), keyed({"code": code}))
        seen[name] = page.status_code, SECRET in words(page)
    assert seen == {"clerk": (200, True), "cadre": (200, False)}


def test_erasing_leaves_no_word_of_the_office_or_those_above(street):
    matter = accepted(street, words=SECRET, reply=PHONE)
    voice, child = matter.voices.get(), voiced(words=SECRET)
    services.merge(actor=street.general, matter_id=child.matter_id, into_id=matter.pk, at=MONDAY)
    services.ask_back(actor=street.handler, matter_id=matter.pk, question="老王哪天打人？", at=MONDAY)
    services.add_words(actor=ANONYMOUS, voice_id=voice.pk, words="周日", at=MONDAY)
    sent = services.escalate(
        actor=street.general, matter_id=matter.pk, body_id=street.street_office.pk, reason="老王家的事", at=MONDAY
    )
    services.answer_from_above(
        actor=street.civil_affairs, escalation_id=sent.pk, text="请调解老王", result="explained", at=MONDAY
    )
    services.fail_reply(actor=street.clerk, reply_id=newest_reply(voice).pk, note="老王接的电话", at=MONDAY)
    services.reopen(actor=street.general, matter_id=matter.pk, reason="老王又来", at=MONDAY)
    found = turned(street, Matter.objects.get(pk=matter.pk))
    ended(street, assigned(street, found))
    mediation.erase_parties(actor=street.general, mediation_id=found.pk, at=MONDAY)
    kept = [
        *Station.objects.values_list("note", flat=True),
        *Escalation.objects.values_list("reason", flat=True),
        *Escalation.objects.values_list("answer", flat=True),
        *Answer.objects.values_list("text", flat=True),
        *Reply.objects.values_list("note", flat=True),
        *Voice.objects.values_list("words", flat=True),
        *Matter.objects.values_list("title", flat=True),
    ]
    assert not [text for text in kept if "老王" in text]
    assert found.number in Answer.objects.order_by("-at", "-serial").first().text
    assert not Voice.objects.exclude(reply_channel="receipt").exists()
    assert not Reply.objects.untried().exists()


def test_a_voice_beside_a_mediated_one_is_a_private_matter_of_its_own(street):
    matter = accepted(street)
    voice = matter.voices.get()
    turned(street, matter)
    new = voiced(beside_id=voice.pk)
    assert new.matter_id != matter.pk
    assert (new.matter.sensitivity, new.matter.state) == ("private", "received")
    assert Matter.objects.get(pk=matter.pk).state == "answered"
    assert matter.voices.count() == 1


def test_a_visit_that_names_a_mediated_matter_makes_a_private_one(street):
    matter = accepted(street)
    turned(street, matter)
    source = services.Source(kind="visit", label="十月走访")
    new = voiced(street, channel="visit", source=source, matter_id=matter.pk)
    assert (new.matter_id != matter.pk, new.matter.sensitivity) == (True, "private")
    with pytest.raises(NotAllowed):
        voiced(street, matter_id=matter.pk)


def test_nobody_turns_a_mediated_matter_again_or_takes_it_up(street, federation, url_in):
    matter = accepted(street)
    turned(street, matter)
    address = url_in(federation, "matters:turn", matter.pk)
    with pytest.raises(NotAllowed, match="mediators"):
        services.reopen(actor=street.general, matter_id=matter.pk, reason="再看看", at=MONDAY)
    Matter.objects.filter(pk=matter.pk).update(state="working")
    client = browser(street.general)
    assert client.get(address).status_code == 403
    matter.refresh_from_db()
    sent = client.post(address, keyed({"kind": "neighbours", "version": matter.version}))
    assert sent.status_code == 403


def test_a_dispute_goes_to_the_mediators_and_nowhere_else(street, federation, client, url_in):
    matter = accepted(street)
    voice = matter.voices.get()
    found = assigned(street, turned(street, matter))
    dispute(voice)
    matter.refresh_from_db()
    found.refresh_from_db()
    assert (matter.state, matter.dispute_count, found.state) == ("answered", 0, "accepted")
    note = MediationNote.objects.get()
    assert "还是吵" in note.text
    assert note.author is None
    page = words(browser(street.leader).get(url_in(federation, "matters:mediation", found.pk)))
    assert "还是吵" in page
    own = client.get(url_in(federation, "matters:speaker", receipt_code(voice)))
    assert "调解员" in words(own)
    assert not own.context["page"].is_at_the_end


@pytest.mark.parametrize("how", ["failed", "withdrawn", "agreed", "followed_up"])
def test_a_dispute_begins_an_ended_mediation_anew(street, how):
    matter = accepted(street)
    found = assigned(street, turned(street, matter))
    if how == "failed":
        ended(street, found)
    elif how == "withdrawn":
        mediation.record_withdrawal(actor=street.general, mediation_id=found.pk, on=FIRST_DAY, note="不调", at=MONDAY)
    else:
        _agree(street, found, looked=how == "followed_up")
    dispute(matter.voices.get(), why="")
    found.refresh_from_db()
    assert found.state == ("mediating" if how == "agreed" else "asked")
    assert (found.outcome, found.ended_on, found.follow_up_on) == ("", None, None)
    assert (found.keeper_id is None) == (how != "agreed")
    assigned(street, found)


def _agree(street: Street, found: Mediation, *, looked: bool) -> None:
    mediation.name_party(actor=street.general, mediation_id=found.pk, side=Side(name="孙小二"), at=MONDAY)
    mediation.record_agreement(
        actor=street.general, mediation_id=found.pk, text="十点后不吵", agreed_on=FIRST_DAY,
        follow_up_on=FIRST_DAY + 30 * DAY, version=Mediation.objects.get(pk=found.pk).version, at=MONDAY,
    )  # fmt: skip
    if looked:
        mediation.follow_up(
            actor=street.general, mediation_id=found.pk, on=FIRST_DAY, kept="kept", note="好", at=MONDAY
        )


def test_after_erasing_nobody_is_left_and_the_page_says_so(street, federation, client, url_in):
    matter = accepted(street)
    voice = matter.voices.get()
    found = turned(street, matter)
    mediation.record_withdrawal(actor=street.general, mediation_id=found.pk, on=FIRST_DAY, note="不调", at=MONDAY)
    mediation.erase_parties(actor=street.general, mediation_id=found.pk, at=MONDAY)
    dispute(voice, why="")
    found.refresh_from_db()
    assert found.state == "withdrawn"
    assert not MediationNote.objects.exists()
    assert client.get(url_in(federation, "matters:speaker", receipt_code(voice))).context["page"].is_at_the_end


def test_the_last_word_is_taken_however_much_was_added(street):
    voice = voiced()
    for number in range(20):
        services.add_words(actor=ANONYMOUS, voice_id=voice.pk, words=f"补充{number}", at=MONDAY)
    services.answer(actor=street.general, matter_id=voice.matter_id, text="好了", result="solved", at=MONDAY)
    dispute(voice)
    voice.refresh_from_db()
    assert voice.standing == "disputed"
    assert voice.additions.filter(words="还是吵").exists()


def test_a_resend_after_midnight_is_the_same_voice(federation, street):
    said = {
        "actor": ANONYMOUS,
        "words": "灯坏了",
        "channel": "web",
        "reply": RECEIPT,
        "consent": False,
        "key": "1" * 36,
    }
    first = services.raise_voice(at=MONDAY, **said)
    assert services.raise_voice(at=MONDAY + DAY, **said) == first
    assert first.said_on == MONDAY.date()
