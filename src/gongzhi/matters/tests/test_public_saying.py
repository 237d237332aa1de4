"""Residents say something: no account, no scripts; bad input is told on the field, machines and haste are bounded."""

import re
from uuid import uuid4

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client

from gongzhi.common.tenancy import scope
from gongzhi.common.testing import make_federation
from gongzhi.federations.models import Community
from gongzhi.matters.models import Matter, Speaker, Voice
from gongzhi.matters.selectors.codes import receipt_code
from gongzhi.matters.tests.factories import MONDAY
from gongzhi.offices.testing import sign_in
from gongzhi.participation.models import Contact
from gongzhi.people.models import Person

WORDS = "三号楼楼道的灯坏了两个星期。"
SCRIPT = "<script>alert(1)</script><img src=x onerror=alert(2)>\"'{{7*7}}"


@pytest.fixture(autouse=True)
def _monday(db):
    cache.clear()
    with time_machine.travel(MONDAY, tick=True):
        yield


@pytest.fixture
def address(federation, url_in):
    return url_in(federation, "matters:say")


def typed(**more):
    return {"words": WORDS, "place": "", "reply": "receipt", "deed_key": str(uuid4()), **more}


def calling(**more):
    return typed(reply="phone", phone="138 1234 0001", name="陈阿姨", consent="on", **more)


def words_of(answer):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def test_a_resident_speaks_without_an_account_and_gets_a_receipt(client, address):
    assert client.get(address).status_code == 200
    sent = client.post(address, typed(place="枫杨社区 3 幢"))
    voice = Voice.objects.select_related("matter").get()
    code = receipt_code(voice)
    assert sent.status_code == 303
    assert sent.url.endswith(f"/matters/r/{code}/kept/")
    page = client.get(sent.url)
    shown = re.findall(r'<span class="receipt">(\d{4})</span>', page.content.decode())
    assert "".join(shown) == code
    assert "<svg" in page.content.decode()
    assert (voice.words, voice.channel, voice.person, voice.taken_by) == (WORDS, "web", None, None)
    assert voice.matter.place == "枫杨社区 3 幢"
    assert Contact.objects.get().channel == "web"


def test_a_poster_leads_to_its_own_channel(client, address):
    page = client.get(address, {"c": "qr"}).content.decode()
    assert 'name="c" value="qr"' in page
    client.post(address, typed(c="qr"))
    assert Voice.objects.get().channel == "qr"


def test_a_resend_gives_the_same_receipt(client, address):
    form = typed()
    first, second = client.post(address, form), client.post(address, form)
    assert first.url == second.url
    assert Voice.objects.count() == 1


def test_a_resend_with_other_words_is_refused_and_shown(client, address):
    form = typed()
    client.post(address, form)
    answer = client.post(address, {**form, "words": "别的话"})
    assert answer.status_code == 422
    assert "别的话" in answer.content.decode()
    assert Voice.objects.count() == 1


def test_a_contact_is_kept_only_with_consent_and_only_masked_on_pages(client, address):
    sent = client.post(address, calling())
    speaker = Speaker.objects.get()
    assert (speaker.name, speaker.contact) == ("陈阿姨", "13812340001")
    page = client.get(sent.url.removesuffix("kept/")).content.decode()
    assert "138****0001" in page
    assert "13812340001" not in page


def test_what_the_chosen_way_does_not_need_is_not_kept(client, address):
    client.post(address, typed(phone="13812340001", name="陈阿姨", consent="on"))
    assert not Speaker.objects.exists()
    assert not Voice.objects.get().consent


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"words": "  "}, "words"),
        ({"words": "话" * 2001}, "words"),
        ({"words": "看\u202e不见"}, "words"),
        ({"words": "看\x00见"}, "words"),
        ({"place": "路" * 101}, "place"),
        ({"reply": "pigeon"}, "reply"),
        ({"reply": "account"}, "reply"),
        ({"reply": "phone", "consent": "on"}, "phone"),
        ({"reply": "phone", "phone": "不告诉", "consent": "on"}, "phone"),
        ({"reply": "phone", "phone": "12345678901234", "consent": "on"}, "phone"),
        ({"reply": "phone", "phone": "13812340001"}, "consent"),
        ({"reply": "letter", "consent": "on"}, "address"),
        ({"reply": "visit", "address": "址" * 201, "consent": "on"}, "address"),
        ({"community": str(uuid4())}, "community"),
        ({"community": "1 OR 1=1"}, "community"),
        ({"group": "giants"}, "group"),
        ({"letterbox": "buy now"}, "letterbox"),
    ],
)
def test_wrong_input_is_told_on_its_field_and_nothing_is_lost(client, address, more, field):
    answer = client.post(address, typed(**more))
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    page = answer.content.decode()
    assert f'id="id_{field}_error"' in page
    assert answer.context["form"]["words"].value() == more.get("words", WORDS)
    assert not Voice.objects.exists()


def test_line_breaks_count_once_as_in_the_browser(client, address):
    client.post(address, typed(words="话\r\n" * 1000))
    assert Voice.objects.get().words == ("话\n" * 1000).strip()


def test_a_community_of_another_street_is_no_choice(client, address, other_federation):
    with scope(other_federation.pk):
        foreign = Community.objects.create(name="别处社区")
    page = client.get(address).content.decode()
    assert "别处社区" not in page
    assert client.post(address, typed(community=str(foreign.pk))).status_code == 422


def test_the_group_is_kept_if_it_was_said(client, address):
    community = Community.objects.create(name="枫杨社区")
    client.post(address, typed(community=str(community.pk), group="elder"))
    voice = Voice.objects.get()
    assert (voice.community, voice.group) == (community, "elder")
    contact = Contact.objects.get()
    assert (contact.community_id, contact.group) == (community.pk, "elder")


def test_scripts_in_every_text_field_stay_text(client, address):
    spoken = typed(words=SCRIPT, place=SCRIPT, reply="letter", address=SCRIPT, name=SCRIPT[:50], consent="on")
    sent = client.post(address, spoken)
    assert sent.status_code == 303
    refused = client.post(
        address, {**spoken, "group": "giants", "phone": SCRIPT[:40], "c": SCRIPT, "letterbox": SCRIPT}
    )
    for answer in (client.get(sent.url), client.get(sent.url.removesuffix("kept/")), refused):
        page = answer.content.decode()
        assert "<script>alert" not in page
        assert "<img src=x" not in page
        assert "{{7*7}}" in page or "49" not in page
    assert client.get(address, {"c": SCRIPT}).content.decode().count("<script>alert") == 0


def test_strangers_may_send_thirty_in_ten_minutes(client, address):
    for _each in range(30):
        assert client.post(address, typed()).status_code == 303
    refused = client.post(address, typed())
    assert refused.status_code == 429
    assert int(refused["Retry-After"]) > 0
    assert Voice.objects.count() == 30
    elsewhere = client.post(address, typed(), REMOTE_ADDR="198.51.100.7")
    assert elsewhere.status_code == 303


def test_forms_need_their_token_against_forgery(address):
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(address, typed()).status_code == 403
    page = strict.get(address).content.decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)[1]
    assert strict.post(address, typed(csrfmiddlewaretoken=token)).status_code == 303


def test_outside_a_street_nobody_says_anything(client, db):
    guidance = make_federation(code="330402", name="区指导小组", kind="district")
    for path in ("/matters/say/", f"/f/{guidance.code}/matters/say/", f"/f/{guidance.code}/matters/receipt/"):
        assert client.get(path).status_code == 404


def test_a_signed_in_leader_speaks_for_the_organisation(street, client, address):
    sign_in(client, Person.objects.get(pk=street.leader.person_id))
    page = client.get(address).content.decode()
    assert street.choir.name in page
    client.post(address, typed(reply="account", speaks_for=f"member:{street.choir.pk}"))
    voice = Voice.objects.get()
    assert (voice.asker, voice.organisation, voice.person_id) == ("member", street.choir, street.leader.person_id)
    assert voice.reply_channel == "account"


def test_a_leader_can_speak_as_a_nameless_resident(street, client, address):
    sign_in(client, Person.objects.get(pk=street.leader.person_id))
    client.post(address, typed(speaks_for="resident"))
    voice = Voice.objects.get()
    assert (voice.asker, voice.organisation, voice.person_id) == ("resident", None, None)


def test_nobody_speaks_for_a_foreign_organisation(street, client, address):
    sign_in(client, Person.objects.get(pk=street.stranger.person_id))
    refused = client.post(address, typed(speaks_for=f"member:{street.choir.pk}"))
    assert refused.status_code == 422
    assert list(refused.context["form"].errors) == ["speaks_for"]


def test_a_department_asks_through_those_who_hold_its_offices(street, client, address):
    sign_in(client, Person.objects.get(pk=street.civil_affairs.person_id))
    client.post(address, typed(reply="account", speaks_for="department"))
    assert Voice.objects.get().asker == "department"
    sign_in(client, Person.objects.get(pk=street.stranger.person_id))
    assert client.post(address, typed(speaks_for="department")).status_code == 422


def test_a_receipt_says_where_it_stands_before_anything_was_done(client, address):
    sent = client.post(address, typed())
    page = words_of(client.get(sent.url.removesuffix("kept/")))
    assert WORDS in page
    assert Matter.objects.get().number in page


@pytest.mark.parametrize("name", ["poster", "paper_form"])
def test_papers_are_printed_by_anybody(client, federation, url_in, name):
    page = client.get(url_in(federation, f"matters:{name}")).content.decode()
    assert federation.name in page
    if name == "poster":
        assert "<svg" in page
