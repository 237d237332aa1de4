"""The door: entry, faces, the demo's sign-ins, health."""

import importlib
import importlib.util
import re
from pathlib import Path

import pytest
from django.db import DatabaseError

from gongzhi.common import registry
from gongzhi.common.permissions import SYSTEM
from gongzhi.common.registry import PublicDeed
from gongzhi.common.tenancy import scope
from gongzhi.common.testing import make_federation
from gongzhi.federations.models import Community
from gongzhi.federations.tests.factories import AT
from gongzhi.people import services
from gongzhi.people.demo import DEMO_KINDS
from gongzhi.people.models import Account, Person
from gongzhi.portal import urls, views


def person_with_account(federation, name, username):
    with scope(federation.pk):
        person = Person.objects.create(name=name)
        services.make_account(actor=SYSTEM, person_id=person.pk, username=username, at=AT)
        return Person.objects.get(pk=person.pk)


def test_the_entry_lists_the_federations_and_needs_no_account(client, federation, other_federation):
    page = client.get("/")
    assert page.status_code == 200
    for one in (federation, other_federation):
        assert one.name in page.text
        assert f'href="/f/{one.code}/"' in page.text
    assert "/accounts/login/" in page.text


def test_an_empty_installation_says_what_to_do(client, db):
    assert client.get("/").status_code == 200


def test_the_entry_is_searched(client, federation, other_federation):
    page = client.get("/", {"q": "新嘉"}).text
    assert other_federation.name in page
    assert federation.name not in page


def test_strangers_see_the_face_of_a_federation_but_no_person(client, federation):
    Community.objects.create(name="南溪社区")
    Person.objects.create(name="罗敏")
    page = client.get(f"/f/{federation.code}/").text
    assert "南溪社区" in page
    assert "罗敏" not in page
    assert client.get("/f/999999999/").status_code == 404


def test_members_go_on_to_their_desk(client, federation):
    person = person_with_account(federation, "周敏", "zhoumin")
    client.force_login(person.account)
    assert client.get(f"/f/{federation.code}/")["Location"] == f"/f/{federation.code}/desk/"


def test_who_has_several_federations_chooses(client, federation, other_federation):
    person = person_with_account(federation, "周敏", "zhoumin")
    client.force_login(person.account)
    assert client.get("/arrive/")["Location"] == f"/f/{federation.code}/desk/"
    with scope(other_federation.pk):
        double = Person.objects.create(name="周敏")
        services.tie_account(actor=SYSTEM, person_id=double.pk, username="zhoumin", at=AT)
    page = client.get("/arrive/")
    assert page.status_code == 200
    for one in (federation, other_federation):
        assert f'href="/f/{one.code}/desk/"' in page.text
    switcher = client.get(f"/f/{federation.code}/people/me/", follow=True).context["my_federations"]
    assert [one.current for one in switcher] == [False, True]


def test_an_account_without_federation_is_told_so(client, db):
    client.force_login(Account.objects.create(username="nobody"))
    page = client.get("/arrive/")
    assert page.status_code == 200
    assert "<h1>" in page.text


def test_strangers_arrive_at_the_sign_in(client, db):
    assert client.get("/arrive/")["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize("path", ["/", "/f/330402010/", "/accounts/login/", "/ground/divisions/"])
def test_large_letters_are_kept_in_a_cookie_and_show_a_telephone(client, federation, path):
    assert 'class="elder"' not in client.get(path).text
    page = client.get(path, {"elder": "1"})
    assert page.cookies["elder"].value == "1"
    assert page.cookies["elder"]["httponly"]
    later = client.get(path).text
    assert 'class="elder"' in later
    assert "tel:12345" in later
    client.get(path, {"elder": "0"})
    assert 'class="elder"' not in client.get(path).text


def test_large_letters_show_three_big_deeds(client, db):
    assert client.get("/", {"elder": "1"}).text.count('class="btn-big"') == 3


@pytest.fixture
def _four_deeds(monkeypatch):
    shown = {"first": None, "shut": lambda: False, "second": lambda: True, "third": None, "fourth": None}
    deeds = [PublicDeed(label, "portal:handbook", order, open_) for order, (label, open_) in enumerate(shown.items())]
    monkeypatch.setattr(registry, "public_deeds", deeds[::-1])


@pytest.mark.usefixtures("_four_deeds")
@pytest.mark.parametrize(("elder", "calls"), [("0", 0), ("1", 1)])
def test_the_face_offers_the_first_three_deeds_that_are_open(client, federation, elder, calls):
    page = client.get(f"/f/{federation.code}/", {"elder": elder}).text
    assert re.findall(r'btn-big" href="/f/330402010/handbook/">(\w+)<', page) == ["first", "second", "third"]
    assert page.count("btn-big") == 3 + calls


@pytest.mark.usefixtures("_four_deeds")
def test_a_guidance_group_takes_no_voices(client, db):
    made = make_federation(code="330402", name="区指导小组", kind="district")
    assert "btn-big" not in client.get(f"/f/{made.code}/").text


def test_a_federations_own_telephone_comes_first(client, db):
    made = make_federation(phone="0573-82070000")
    assert "tel:0573-82070000" in client.get(f"/f/{made.code}/").text


def test_health_is_told_without_a_session(client, db, monkeypatch):
    assert client.get("/healthz").text == "ok\n"
    assert client.get("/readyz").status_code == 200

    class Broken:
        def cursor(self):
            raise DatabaseError("gone")

    monkeypatch.setattr(views, "connection", Broken())
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert "gone" not in answer.text


def test_the_handbook_opens(client, db):
    assert client.get("/handbook/").status_code == 200


def test_the_demo_offers_one_button_for_each_kind(client, federation):
    for kind in DEMO_KINDS:
        if kind.needs_account:
            person_with_account(federation, f"演示{kind.code}", f"demo-{kind.code}")
    page = client.get("/demo/").text
    for kind in DEMO_KINDS:
        assert str(kind.label) in page
        assert (f'action="/demo/{kind.code}/"' in page) is kind.needs_account


def test_one_click_signs_in_and_lands_on_the_desk(client, federation):
    person = person_with_account(federation, "周敏", "demo-secretary")
    before = client.session.session_key
    assert client.get("/demo/secretary/").status_code == 405
    answer = client.post("/demo/secretary/")
    assert (answer.status_code, answer["Location"]) == (303, "/arrive/")
    assert client.session["_auth_user_id"] == str(person.account_id)
    assert client.session.session_key != before
    assert client.get("/arrive/")["Location"] == f"/f/{federation.code}/desk/"


def test_others_of_the_demo_are_offered_too(client, federation, other_federation):
    person_with_account(federation, "周敏", "demo-secretary")
    person_with_account(other_federation, "施丽娟", "demo-secretary-xinjia")
    assert client.get("/demo/").text.count('action="/demo/secretary/"') == 1
    client.post("/demo/secretary-xinjia/")
    assert client.get("/arrive/")["Location"] == f"/f/{other_federation.code}/desk/"


@pytest.mark.parametrize("kind", ["resident", "nobody", "secretary"])
def test_who_is_not_in_the_demo_cannot_be_tried(client, federation, kind):
    person_with_account(federation, "周敏", "zhoumin")
    assert client.post(f"/demo/{kind}/").status_code == 404


def test_outside_demo_mode_the_page_does_not_exist(client, federation, settings):
    person_with_account(federation, "周敏", "demo-secretary")
    settings.DEMO = False
    assert client.post("/demo/secretary/").status_code == 404
    importlib.reload(urls)
    try:
        assert not any(pattern.name and pattern.name.startswith("demo") for pattern in urls.urlpatterns)
        assert urls.demo_urls(is_demo=False) == []
    finally:
        settings.DEMO = True
        importlib.reload(urls)


def test_production_settings_have_no_demo():
    source = importlib.util.find_spec("gongzhi.config.settings.prod").origin
    assert "DEMO = False" in Path(source).read_text("utf-8")
