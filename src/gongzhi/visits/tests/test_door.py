"""At the door with a phone: few touches, a line that breaks, a session that ends; nothing typed is lost."""

import pytest
import time_machine
from django.conf import settings as django_settings
from django.test import Client
from playwright.sync_api import Page, expect

from gongzhi.common.audit import ensure_signing_key
from gongzhi.common.tenancy import scope
from gongzhi.common.testing import make_federation
from gongzhi.matters.models import Voice
from gongzhi.people.models import Account, Person
from gongzhi.visits.models import Visit
from gongzhi.visits.tests.factories import LIGHT, MONDAY, PRAISE, Street, given, make_street, visited

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PHONE = {"width": 390, "height": 844}
KEPT = "已暂存在这部手机"
WORDS = "三号楼的路灯坏了半个月。"
COMMUNITY = "对社区事务"


class Door:
    """A cadre with a phone, counting touches and typed fields."""

    def __init__(self, page: Page, address: str, street: Street) -> None:
        self.page, self.address, self.street = page, address, street
        self.touches = self.fields = 0

    def touch(self, name: str) -> None:
        self.touches += 1
        links, buttons = (self.page.get_by_role(role, name=name) for role in ("link", "button"))
        links.or_(buttons).first.click()

    def unfold_menu(self) -> None:
        self.touches += 1
        self.page.locator(".menu summary").click()

    def say(self, topic: str, words: str) -> None:
        self.fields += 1
        self.page.get_by_label(topic).first.fill(words)

    def sign_in(self) -> None:
        account, _new = Account.objects.get_or_create(username="cadre")
        Person.objects.filter(pk=self.street.cadre.person_id).update(account=account)
        client = Client()
        client.force_login(account, backend="allauth.account.auth_backends.AuthenticationBackend")
        cookie = client.cookies[django_settings.SESSION_COOKIE_NAME]
        self.page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": self.address}])

    def arrive(self, path: str) -> None:
        self.page.goto(f"{self.address}{path}")

    def reloads(self) -> None:
        self.page.reload()


@pytest.fixture
def door(page: Page, live_server, settings, tmp_path):
    """A cadre of a street whose next visit is due, signed in, on the desk."""
    settings.VAR = tmp_path
    with time_machine.travel(MONDAY, tick=True):
        ensure_signing_key()
        federation = make_federation()
        with scope(federation.pk):
            street = make_street()
            target = given(street)
            visited(street, target, LIGHT, PRAISE, actor=street.planner, result="met")
            given(street, "7栋3单元402")
            page.set_viewport_size(PHONE)
            made = Door(page, live_server.url, street)
            made.home = f"/f/{federation.code}/desk/"
            made.sign_in()
            made.arrive(made.home)
            yield made


def test_a_visit_takes_two_touches_and_one_field_from_the_desk(door):
    door.touch("登记")
    door.say(COMMUNITY, WORDS)
    door.touch("提交走访")
    expect(door.page.locator(".receipt").first).to_be_visible()
    assert (door.touches, door.fields) == (2, 1)
    assert Voice.objects.filter(words=WORDS).count() == 2


def test_a_visit_nobody_planned_takes_six_touches(door):
    door.unfold_menu()
    door.touch("协商共治")
    door.unfold_menu()
    for name in ("我的走访", "居民家庭"):
        door.touch(name)
    door.say("居民家庭", "9栋1单元101")
    door.say(COMMUNITY, WORDS)
    door.touch("提交走访")
    expect(door.page.locator(".receipt").first).to_be_visible()
    assert (door.touches, door.fields) == (6, 2)


def test_a_draft_survives_a_reload_and_an_expired_session(door):
    door.touch("登记")
    door.say(COMMUNITY, WORDS)
    expect(door.page.get_by_text(KEPT)).to_be_visible()
    door.reloads()
    expect(door.page.get_by_label(COMMUNITY)).to_have_value(WORDS)
    door.page.context.clear_cookies(name=django_settings.SESSION_COOKIE_NAME)
    door.touch("提交走访")
    door.page.wait_for_url("**/login/**")
    door.sign_in()
    assert "next=" in door.page.url
    door.arrive(door.home)
    door.touch("登记")
    expect(door.page.get_by_label(COMMUNITY)).to_have_value(WORDS)
    door.touch("提交走访")
    expect(door.page.locator(".receipt").first).to_be_visible()
    door.page.wait_for_load_state("load")  # the modules have run
    assert door.page.evaluate("Object.keys(localStorage).length") == 0


def test_without_a_network_nothing_is_sent_and_nothing_lost(door):
    door.touch("登记")
    door.say(COMMUNITY, WORDS)
    door.page.context.set_offline(True)
    door.touch("提交走访")
    expect(door.page.get_by_text("没有网络，已暂存，联网后再按一次提交")).to_be_visible()
    assert Visit.objects.count() == 1
    door.page.context.set_offline(False)
    door.touch("提交走访")
    expect(door.page.locator(".receipt").first).to_be_visible()
    assert Visit.objects.count() == 2


def test_a_lost_answer_does_not_double_the_visit(door):
    door.touch("登记")
    door.say(COMMUNITY, WORDS)
    address = door.page.url

    def lose_the_answer(route):
        if route.request.method != "POST":
            route.continue_()
            return
        route.fetch(max_redirects=0)
        route.abort()

    door.page.route("**/record/", lose_the_answer)
    with door.page.expect_event("requestfailed"):
        door.page.get_by_role("button", name="提交走访").click()
    door.page.unroute("**/record/")
    assert Visit.objects.count() == 2
    door.page.goto(address)
    expect(door.page.get_by_label(COMMUNITY)).to_have_value(WORDS)
    door.touch("提交走访")
    expect(door.page.locator(".receipt").first).to_be_visible()
    assert Visit.objects.count() == 2  # the one before, and this one once


def test_signing_out_and_three_days_wipe_the_draft(door):
    kept = "Object.keys(localStorage).filter((name) => name.startsWith('gongzhi/draft/')).length"
    door.touch("登记")
    door.say(COMMUNITY, WORDS)
    assert door.page.evaluate(kept) == 1
    door.page.evaluate(
        "for (const name of Object.keys(localStorage)) {"
        " const draft = JSON.parse(localStorage[name]); draft.at -= 73 * 3600 * 1000;"
        " localStorage[name] = JSON.stringify(draft) }"
    )
    door.reloads()
    assert door.page.evaluate(kept) == 0
    expect(door.page.get_by_label(COMMUNITY)).to_have_value("")
    door.say(COMMUNITY, WORDS)
    door.page.locator(".menu summary").click()
    door.page.get_by_role("button", name="退出").click()
    door.page.wait_for_load_state()
    assert door.page.evaluate(kept) == 0


def test_it_works_without_scripts(door, browser):
    context = browser.new_context(java_script_enabled=False, viewport=PHONE, locale="zh-CN")
    door.page = context.new_page()
    door.sign_in()
    door.arrive(door.home)
    door.touch("登记")
    door.say(COMMUNITY, WORDS)
    door.touch("提交走访")
    expect(door.page.locator(".receipt").first).to_be_visible()
    context.close()
