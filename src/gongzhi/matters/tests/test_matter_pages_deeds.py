"""The page of a matter and its deeds: what each form does, what wrong input gets, resends, two clerks at once."""

from datetime import timedelta

import pytest
import time_machine

from gongzhi.kernel.decisions import allow
from gongzhi.matters import services, slots
from gongzhi.matters.models import Answer, Escalation, Matter, Station, Voice
from gongzhi.matters.tests.factories import DAY, FIRST_DAY, MONDAY, PHONE, accept, accepted, answer, answered, voiced
from gongzhi.matters.tests.pages import browser, key, keyed, words


@pytest.fixture(autouse=True)
def _monday():
    with time_machine.travel(MONDAY + timedelta(hours=6), tick=True):
        yield


@pytest.fixture
def post(federation, url_in):
    """Send the form of a deed with one matter: ``post(actor, "answer", matter, text=…)``."""

    def send(actor, name, matter, **typed):
        return browser(actor).post(url_in(federation, f"matters:{name}", matter.pk), keyed(typed))

    return send


def test_taking_on_names_title_kind_and_owner(street, post):
    matter = voiced().matter
    typed = {"title": "楼道照明", "category": "facilities", "owner": street.handler.person_id, "version": 1}
    assert post(street.general, "accept", matter, **typed).status_code == 303
    matter.refresh_from_db()
    assert (matter.state, matter.title, matter.owner_id) == ("working", "楼道照明", street.handler.person_id)


def test_whoever_assigns_nothing_can_choose_only_oneself(street, federation, url_in):
    matter = voiced().matter
    page = browser(street.handler).get(url_in(federation, "matters:accept", matter.pk))
    assert [code for code, _label in page.context["form"].fields["owner"].choices] == [str(street.handler.person_id)]


def test_handing_over_asking_back_deferring_and_classifying(street, post):
    matter = accepted(street)
    assert post(street.handler, "hand_over", matter, owner=street.clerk.person_id, reason="你更熟").status_code == 303
    until = (FIRST_DAY + 7 * DAY).isoformat()
    assert post(street.clerk, "defer", matter, until=until, reason="等配件").status_code == 303
    matter.refresh_from_db()
    typed = {"title": "三号楼灯", "category": "property", "place": "三号楼", "sensitivity": "public"}
    assert post(street.clerk, "classify", matter, **typed, version=matter.version).status_code == 303
    matter.refresh_from_db()
    assert post(street.clerk, "ask_back", matter, question="哪一层？", version=matter.version).status_code == 303
    matter.refresh_from_db()
    assert (matter.state, matter.title, matter.sensitivity) == ("asked", "三号楼灯", "public")
    assert (matter.owner_id, matter.deferred_until) == (street.clerk.person_id, FIRST_DAY + 7 * DAY)


def test_voices_are_put_apart_and_the_page_leads_to_the_new_matter(street, post, federation, url_in):
    matter = accepted(street)
    other = voiced(actor=street.clerk, channel="desk", words="垃圾桶太少", matter_id=matter.pk)
    matter.refresh_from_db()
    sent = post(street.general, "split", matter, voices=[str(other.pk)], title="垃圾桶", version=matter.version)
    assert sent.status_code == 303
    new = Matter.objects.get(split_from=matter)
    assert str(new.pk) in sent.url
    page = words(browser(street.general).get(sent.url))
    assert matter.number in page
    assert "垃圾桶太少" in page
    old = browser(street.general).get(url_in(federation, "matters:matter", matter.pk))
    assert str(new.pk) in old.content.decode()


def test_all_or_none_of_the_voices_cannot_go(street, post):
    matter = accepted(street)
    voice = matter.voices.get()
    refused = post(street.general, "split", matter, voices=[str(voice.pk)], title="新", version=matter.version)
    assert refused.status_code == 422
    assert refused.context["form"].errors["voices"]


def test_a_matter_goes_into_another_by_its_number(street, post):
    matter = accepted(street)
    target = voiced(words="楼道灯不亮").matter
    sent = post(street.general, "merge", matter, number=target.number, version=matter.version)
    assert sent.status_code == 303
    assert str(target.pk) in sent.url
    assert target.voices.count() == 2


@pytest.mark.parametrize("typed", [{"number": "2020-9999"}, {}, {"number": "\u202e"}])
def test_a_number_that_is_none_is_told_on_its_field(street, post, typed):
    matter = accepted(street)
    refused = post(street.general, "merge", matter, **typed, version=matter.version)
    assert refused.status_code == 422
    assert refused.context["form"].errors["number"]


def test_a_matter_cannot_go_into_itself_or_into_one_nobody_may_see(street, post):
    matter = accepted(street)
    assert post(street.general, "merge", matter, number=matter.number, version=matter.version).status_code == 422


def test_an_overdue_matter_is_escalated_with_three_clicks_and_one_field(street, federation, url_in):
    matter = accepted(street, at=MONDAY - 20 * DAY)
    client = browser(street.general)
    address = url_in(federation, "matters:escalate", matter.pk)
    # From the line on the desk: open the matter, "Escalate", type the reason, send.
    assert address in client.get(url_in(federation, "matters:matter", matter.pk)).content.decode()
    form = client.get(address).context["form"]
    preset = {name: form[name].value() or "" for name in form.fields}
    assert preset["to"] == str(street.street_office.pk)
    assert client.post(address, {**preset, "reason": "要街道协调电力公司"}).status_code == 303
    assert Escalation.objects.get(matter=matter).body == street.street_office


def test_an_address_outside_needs_its_name(street, post):
    matter = accepted(street)
    refused = post(street.general, "escalate", matter, to="outside", reason="请供电局处理", version=matter.version)
    assert refused.context["form"].errors["outside"]
    typed = {"to": "outside", "outside": "南湖供电所", "reason": "请供电所处理", "version": matter.version}
    assert post(street.general, "escalate", matter, **typed).status_code == 303
    assert Escalation.objects.get(matter=matter).outside == "南湖供电所"


def test_answering_reopening_and_closing(street, post):
    matter = accepted(street)
    typed = {"text": "灯换好了。", "result": "solved", "version": matter.version}
    assert post(street.handler, "answer", matter, **typed).status_code == 303
    assert post(street.handler, "reopen", matter, reason="又坏了").status_code == 303
    answer(street, matter, at=MONDAY + timedelta(hours=7))
    assert post(street.handler, "close", matter).status_code == 303
    matter.refresh_from_db()
    assert matter.state == "closed"


def test_closing_before_everybody_was_told_is_refused_in_words(street, post):
    matter = answered(street, reply=PHONE)
    refused = post(street.handler, "close", matter)
    assert refused.status_code == 422
    assert "1" in words(refused)


def test_a_resend_gets_the_first_answer_though_the_state_has_moved_on(street, federation, url_in):
    matter = accepted(street)
    client = browser(street.handler)
    typed = {"deed_key": key(), "text": "灯换好了。", "result": "solved", "version": matter.version}
    address = url_in(federation, "matters:answer", matter.pk)
    assert [client.post(address, typed).status_code for _each in range(3)] == [303, 303, 303]
    assert Answer.objects.filter(matter=matter).count() == 1


def test_a_resend_of_a_split_makes_one_matter(street, federation, url_in):
    matter = accepted(street)
    other = voiced(actor=street.clerk, channel="desk", words="垃圾桶太少", matter_id=matter.pk)
    matter.refresh_from_db()
    typed = {"deed_key": key(), "voices": [str(other.pk)], "title": "垃圾桶", "version": matter.version}
    client, address = browser(street.general), url_in(federation, "matters:split", matter.pk)
    first, second = client.post(address, typed), client.post(address, typed)
    assert first.url == second.url
    assert Matter.objects.filter(split_from=matter).count() == 1


def test_the_later_of_two_clerks_sees_both_texts(street, post):
    matter = accepted(street)
    services.answer(
        actor=street.general, matter_id=matter.pk, text="先写的答复", result="solved", at=MONDAY, version=matter.version
    )
    services.reopen(actor=street.general, matter_id=matter.pk, reason="又坏了", at=MONDAY + timedelta(hours=1))
    late = post(street.handler, "answer", matter, text="后写的答复", result="planned", version=matter.version)
    assert late.status_code == 422
    assert {"saved": "先写的答复", "typed": "后写的答复"}.items() <= late.context["differences"][0].items()
    said = words(late)
    assert "先写的答复" in said
    assert "后写的答复" in said
    # What was typed now stands against the newest version: sending it again is a choice.
    matter.refresh_from_db()
    assert f'name="version" value="{matter.version}"' in late.content.decode()


def test_a_stale_classification_shows_where_the_two_differ(street, post):
    matter = accepted(street)
    typed = {"category": "property", "place": "", "sensitivity": "internal"}
    seen = matter.version
    post(street.general, "classify", matter, **typed, title="甲", version=seen)
    late = post(street.handler, "classify", matter, **typed, title="乙", version=seen)
    assert late.status_code == 422
    assert ("甲", "乙") in [(row["saved"], row["typed"]) for row in late.context["differences"]]
    matter.refresh_from_db()
    assert matter.title == "甲"


@pytest.mark.parametrize(
    ("name", "typed", "field"),
    [
        ("answer", {"text": " ", "result": "solved"}, "text"),
        ("answer", {"text": "好", "result": "magic"}, "result"),
        ("answer", {"text": "长" * 5001, "result": "solved"}, "text"),
        ("answer", {"text": "灯\u202e好了", "result": "solved"}, "text"),
        ("ask_back", {"question": ""}, "question"),
        ("defer", {"until": "2026-02-30", "reason": "等"}, "until"),
        ("defer", {"until": "2026-11-01", "reason": "等"}, "until"),
        ("defer", {"until": "2027-11-01", "reason": "等"}, "until"),
        ("escalate", {"to": "01a20520-a265-7479-9110-1db3cb232fff", "reason": "请"}, "to"),
        ("escalate", {"to": "outside", "outside": "", "reason": "请"}, "outside"),
        ("hand_over", {"owner": "01a20520-a265-7479-9110-1db3cb232fff", "reason": "请"}, "owner"),
        ("classify", {"title": "", "sensitivity": "internal"}, "title"),
        ("classify", {"title": "灯", "sensitivity": "secret"}, "sensitivity"),
        ("split", {"voices": ["x"], "title": "新"}, "voices"),
    ],
)
def test_wrong_input_is_told_on_its_field_and_changes_nothing(street, post, name, typed, field):
    matter = accepted(street)
    before = Matter.objects.values().get(pk=matter.pk)
    refused = post(street.general, name, matter, **typed, version=matter.version)
    assert refused.status_code == 422
    assert refused.context["form"].errors[field]
    assert Matter.objects.values().get(pk=matter.pk) == before


@pytest.mark.parametrize(
    "name", ["accept", "hand_over", "ask_back", "defer", "classify", "split", "merge", "escalate", "answer", "reopen"]
)
def test_readers_open_and_send_no_deed(street, federation, url_in, name):
    matter = answered(street) if name == "reopen" else voiced().matter if name == "accept" else accepted(street)
    reader = browser(street.civil_affairs)
    address = url_in(federation, f"matters:{name}", matter.pk)
    before = Matter.objects.values().get(pk=matter.pk)
    typed = {
        "title": "x",
        "category": "other",
        "owner": street.civil_affairs.person_id,
        "reason": "x",
        "text": "x",
        "question": "x",
        "result": "solved",
        "until": "2026-11-09",
        "sensitivity": "public",
        "to": "outside",
        "outside": "x",
        "number": "1",
    }
    assert reader.get(address).status_code == 403
    assert reader.post(address, keyed(typed)).status_code == 403
    assert Matter.objects.values().get(pk=matter.pk) == before


def test_handing_over_sent_twice_is_done_once(street, federation, url_in):
    matter = accepted(street)
    address = url_in(federation, "matters:hand_over", matter.pk)
    general = browser(street.general)
    sent = keyed({"owner": street.general.person_id, "reason": "休假"})
    assert [general.post(address, sent).status_code for _time in range(2)] == [303, 303]
    again = general.post(address, keyed({"owner": street.general.person_id, "reason": "休假"}))
    assert again.status_code == 422
    assert again.context["form"].errors["owner"]


@pytest.mark.parametrize("name", ["matter", "accept", "answer", "escalate", "merge", "split", "classify"])
def test_strangers_find_no_page(street, federation, url_in, name):
    matter = voiced().matter
    assert browser(street.stranger).get(url_in(federation, f"matters:{name}", matter.pk)).status_code == 404
    assert browser(street.leader).get(url_in(federation, f"matters:{name}", matter.pk)).status_code == 404


SEEN_BY = {
    "internal": {"general": 200, "handler": 200, "clerk": 200, "civil_affairs": 200, "stranger": 404, "leader": 404},
    "private": {"general": 200, "handler": 200, "clerk": 200, "civil_affairs": 404, "stranger": 404, "leader": 404},
}


@pytest.mark.parametrize("sensitivity", SEEN_BY)
def test_who_sees_a_matter(street, federation, url_in, sensitivity):
    matter = accepted(street)
    Matter.objects.filter(pk=matter.pk).update(sensitivity=sensitivity)
    address = url_in(federation, "matters:matter", matter.pk)
    found = {role: browser(getattr(street, role)).get(address).status_code for role in SEEN_BY[sensitivity]}
    assert found == SEEN_BY[sensitivity]


def test_contacts_are_masked_and_words_never_run(street, federation, url_in):
    script = "<script>alert(1)</script>"
    voice = voiced(actor=street.clerk, channel="desk", words=script, reply=PHONE)
    page = browser(street.general).get(url_in(federation, "matters:matter", voice.matter_id)).content.decode()
    assert script not in page
    assert "&lt;script&gt;" in page
    assert PHONE.contact not in page
    assert "138****0001" in page


def test_closed_buttons_say_why(street, federation, url_in):
    matter = accepted(street)
    services.escalate(
        actor=street.general, matter_id=matter.pk, body_id=street.street_office.pk, reason="请", at=MONDAY
    )
    page = browser(street.handler).get(url_in(federation, "matters:matter", matter.pk))
    closed = {str(b.label): b.decision.reason for b in page.context["buttons"] if not b.decision}
    assert len(closed) == 1
    assert all(closed.values())


@pytest.mark.parametrize("stage", ["received", "working", "asked", "escalated", "answered", "closed", "merged"])
def test_the_page_stands_in_every_state(street, federation, url_in, stage):
    voice = voiced(actor=street.clerk, channel="desk", reply=PHONE)
    matter = voice.matter
    if stage != "received":
        matter = accept(street, voice)
    moves = {
        "asked": lambda: services.ask_back(actor=street.handler, matter_id=matter.pk, question="哪层？", at=MONDAY),
        "escalated": lambda: services.escalate(
            actor=street.general, matter_id=matter.pk, body_id=street.street_office.pk, reason="请", at=MONDAY
        ),
        "answered": lambda: answer(street, matter),
        "closed": lambda: (answer(street, matter), close_it(street, matter)),
        "merged": lambda: services.merge(
            actor=street.general, matter_id=matter.pk, into_id=voiced().matter_id, at=MONDAY
        ),
    }
    moves.get(stage, lambda: None)()
    for role in ("general", "handler", "civil_affairs"):
        page = browser(getattr(street, role)).get(url_in(federation, "matters:matter", matter.pk))
        assert page.status_code == 200
        assert page.context["matter"].state == stage


def close_it(street, matter):
    reply = matter.voices.get().replies.get()
    services.give_reply(actor=street.clerk, reply_id=reply.pk, at=MONDAY)
    services.close(actor=street.handler, matter_id=matter.pk, at=MONDAY)


def test_many_voices_come_page_by_page(street, federation, url_in, django_assert_max_num_queries):
    first = voiced()
    Voice.objects.bulk_create(
        [
            Voice(
                matter=first.matter,
                words=f"第{number}次说灯坏了",
                channel="web",
                said_on=FIRST_DAY,
                taken_at=MONDAY,
                standing_on=FIRST_DAY,
                code_hash=f"{number:064d}",
            )
            for number in range(80)
        ]
    )
    client = browser(street.general)
    address = url_in(federation, "matters:matter", first.matter_id)
    client.get(address)
    with django_assert_max_num_queries(32):
        page = client.get(address + "?voices=2")
    assert page.context["page"].voices.number == 2
    assert len(page.context["page"].voices) == 30


def test_other_rooms_add_buttons_and_lines(street, federation, url_in, monkeypatch):
    matter = accepted(street)
    monkeypatch.setattr(
        slots, "deeds", [lambda **_asked: slots.MatterDeed("提交会议讨论", "/x/", allow()), lambda **_asked: None]
    )
    monkeypatch.setattr(
        slots, "facts", [lambda **_asked: [slots.MatterFact("met", "决议", "第3号决议", "已通过", "/y/")]]
    )
    page = browser(street.general).get(url_in(federation, "matters:matter", matter.pk))
    said = words(page)
    assert "提交会议讨论" in said
    assert "第3号决议" in said


def test_stations_tell_what_happened_without_names(street, federation, url_in):
    matter = answered(street)
    kinds = list(Station.objects.filter(matter=matter).in_order().values_list("kind", flat=True))
    page = browser(street.general).get(url_in(federation, "matters:matter", matter.pk))
    assert [station.kind for station in page.context["page"].stations] == kinds
    assert "灯已换好。" in words(page)
