"""The pages of people and their accounts."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from gongzhi.common.audit.models import AuditEvent
from gongzhi.common.tenancy import scope
from gongzhi.people.models import Account, ContactPoint, Person
from gongzhi.people.rights import Right
from gongzhi.people.templatetags.browsers import browser_words

ENTRY = {"name": "罗敏", "party_standing": "unknown"}


@pytest.fixture
def person(federation):
    made = Person.objects.create(name="罗敏", name_key="罗敏", name_pinyin="luo min", party_standing="full")
    ContactPoint.objects.create(person=made, kind="phone", value="13800006336", masked="138****6336")
    return made


@pytest.fixture
def all_rights(rights, member):
    rights += [str(right) for right in Right]


def test_without_the_right_one_sees_only_oneself(client, federation, url_in, member, person, rights):
    assert client.get(url_in(federation, "people:list")).status_code == 403
    assert client.get(url_in(federation, "people:detail", person.pk)).status_code == 404
    assert client.get(url_in(federation, "people:detail", member.pk)).status_code == 200
    answer = client.get(url_in(federation, "people:me"))
    assert answer["Location"] == url_in(federation, "people:detail", member.pk)
    point = person.contact_points.get()
    for name in ("reveal", "contact_remove"):
        assert client.post(url_in(federation, f"people:{name}", point.pk), {"reason": "看看"}).status_code == 404


def test_a_reader_sees_neither_contacts_nor_party_standing(client, federation, url_in, member, person, rights):
    rights.append(str(Right.READ))
    page = client.get(url_in(federation, "people:detail", person.pk)).text
    assert "138****6336" in page
    assert "13800006336" not in page
    assert str(Person.PartyStanding.FULL.label) not in page
    assert "13800006336" not in client.get(url_in(federation, "people:list")).text


def test_a_contact_is_shown_once_for_a_reason(client, federation, url_in, person, all_rights):
    url = url_in(federation, "people:reveal", person.contact_points.get().pk)
    assert "13800006336" not in client.get(url).text
    refused = client.post(url, {"reason": ""})
    assert refused.status_code == 422
    assert "13800006336" not in refused.text
    shown = client.post(url, {"reason": "通知开会"})
    assert "13800006336" in shown.text
    assert shown["Cache-Control"] == "no-store"
    assert AuditEvent.objects.filter(action="people.contact.revealed", subject_id=person.pk).count() == 1


def test_a_person_is_entered_and_changed(client, federation, url_in, all_rights):
    answer = client.post(url_in(federation, "people:new"), {**ENTRY, "phone": "１３８００００６３３６"})
    assert answer.status_code == 303
    made = Person.objects.get(name="罗敏")
    edit = url_in(federation, "people:edit", made.pk)
    assert client.get(edit).context["form"]["version"].value() == 1
    assert client.post(edit, {**ENTRY, "post": "退休教师", "version": "1"}).status_code == 303
    assert client.post(edit, {**ENTRY, "post": "别的", "version": "1"}).status_code == 422
    assert Person.objects.get(pk=made.pk).post == "退休教师"


@pytest.mark.parametrize(
    ("entered", "field"),
    [
        ({**ENTRY, "name": ""}, "name"),
        ({**ENTRY, "name": "罗\u202e敏"}, "name"),
        ({**ENTRY, "name": "罗\u200b敏"}, "name"),
        ({**ENTRY, "name": "字" * 51}, "name"),
        ({**ENTRY, "phone": "138"}, "phone"),
        ({**ENTRY, "born_on": "1950-02-30"}, "born_on"),
        ({**ENTRY, "party_standing": "general"}, "party_standing"),
    ],
)
def test_wrong_input_is_answered_on_its_field(client, federation, url_in, all_rights, entered, field):
    answer = client.post(url_in(federation, "people:new"), entered)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert not Person.objects.filter(name__startswith="罗").exists()


@pytest.mark.parametrize("name", ["𠮷野", "𨳺", "字" * 50, "阿依古丽·买买提", "=1+1", "<b>粗</b>"])
def test_hard_names_survive(client, federation, url_in, all_rights, name):
    answer = client.post(url_in(federation, "people:new"), {**ENTRY, "name": name})
    assert Person.objects.filter(name=name).exists()
    assert "<b>粗</b>" not in client.get(answer["Location"]).text


def test_no_other_field_can_be_set_through_a_form(client, federation, url_in, member, person, all_rights):
    entered = {
        **ENTRY,
        "version": "1",
        "account": str(member.account_id),
        "erased_at": "2026-01-01",
        "id": str(member.pk),
    }
    client.post(url_in(federation, "people:edit", person.pk), entered)
    person.refresh_from_db()
    assert person.account is None
    assert person.erased_at is None


def test_another_streets_people_are_not_there(client, federation, other_federation, url_in, all_rights):
    with scope(other_federation.pk):
        foreign = Person.objects.create(name="别处的人")
        point = ContactPoint.objects.create(person=foreign, kind="phone", value="13900000000", masked="139****0000")
    names = [
        "detail", "edit", "contact_new", "export", "erase", "account_new", "link_renew", "account_deactivate",
        "account_reactivate", "account_untie",
    ]  # fmt: skip
    for name in names:
        url = url_in(federation, f"people:{name}", foreign.pk)
        assert client.post(url, {**ENTRY, "reason": "看看", "username": "abc"}).status_code in {404, 405}
        assert client.get(url).status_code in {404, 405}
    assert client.post(url_in(federation, "people:reveal", point.pk), {"reason": "看看"}).status_code == 404
    assert client.post(url_in(federation, "people:contact_remove", point.pk)).status_code == 404
    assert client.get(f"/f/{other_federation.code}/people/").status_code == 404


def test_the_list_takes_the_same_queries_however_long_and_is_searched(client, federation, url_in, person, all_rights):
    def queries():
        with CaptureQueriesContext(connection) as seen:
            client.get(url_in(federation, "people:list"))
        return len(seen)

    few = queries()
    for number in range(40):
        more = Person.objects.create(name=f"人{number}", name_key=f"人{number}", name_pinyin=f"ren {number}")
        ContactPoint.objects.create(person=more, kind="phone", value="12345", masked="*****")
    assert queries() == few <= 15
    for words, count in (("罗", 1), ("luo", 1), ("LUO", 1), ("人", 40), ("没有", 0), ("%", 0)):
        page = client.get(url_in(federation, "people:list"), {"q": words})
        assert page.context["page"].paginator.count == count, words


def test_an_account_is_given_by_a_link_that_works_once(client, federation, url_in, person, all_rights):
    form = client.get(url_in(federation, "people:account_new", person.pk)).context["form"]
    assert form["username"].value() == "luomin"
    refused = client.post(url_in(federation, "people:account_new", person.pk), {"username": "demo-secretary"})
    assert refused.status_code == 422
    made = client.post(url_in(federation, "people:account_new", person.pk), {"username": "luomin"})
    link = made.context["link"]
    assert link.startswith("http://testserver/accounts/password/link/")
    assert made["Cache-Control"] == "no-store"
    client.logout()
    chosen = client.get(link)["Location"]
    assert client.post(chosen, {"password1": "12345678901", "password2": "12345678901"}).status_code == 422
    assert client.post(chosen, {"password1": "three quiet words", "password2": "three quiet words"}).status_code == 302
    assert client.get(link).context["token_fail"]
    assert client.post("/accounts/login/", {"login": "LuoMin", "password": "wrong"}).status_code == 422
    answer = client.post("/accounts/login/", {"login": "LuoMin", "password": "three quiet words"})
    assert answer["Location"] == "/arrive/"
    assert client.get("/arrive/")["Location"] == f"/f/{federation.code}/desk/"


def test_the_log_of_sign_ins_is_limited(client, federation, url_in, member):
    client.logout()
    answers = [
        client.post("/accounts/login/", {"login": "zhoumin", "password": f"wrong {n}"}).status_code for n in range(7)
    ]
    assert answers[:5] == [422] * 5
    assert AuditEvent.objects.filter(action="people.account.sign_in_failed").count() == 5
    spoofed = client.post(
        "/accounts/login/", {"login": "zhoumin", "password": "wrong"}, headers={"x-forwarded-for": "8.8.8.8"}
    )
    assert spoofed.status_code in {422, 429}
    assert AuditEvent.objects.filter(action="people.account.sign_in_failed").count() == 5


def test_unknown_names_and_wrong_passwords_look_alike(client, member):
    client.logout()
    wrong = client.post("/accounts/login/", {"login": "zhoumin", "password": "wrong"})
    unknown = client.post("/accounts/login/", {"login": "nobody", "password": "wrong"})
    assert wrong.status_code == unknown.status_code == 422
    assert wrong.context["form"].errors == unknown.context["form"].errors


def test_accounts_are_closed_and_opened_on_the_page(client, federation, url_in, person, all_rights):
    person.account = Account.objects.create(username="luomin")
    person.save()
    assert "luomin" in client.get(url_in(federation, "people:accounts")).text
    client.post(url_in(federation, "people:account_deactivate", person.pk))
    assert not Account.objects.get(username="luomin").is_active
    client.post(url_in(federation, "people:account_reactivate", person.pk))
    assert Account.objects.get(username="luomin").is_active
    renewed = client.post(url_in(federation, "people:link_renew", person.pk))
    assert "/accounts/password/link/" in renewed.text
    client.post(url_in(federation, "people:account_untie", person.pk))
    assert Person.objects.get(pk=person.pk).account is None


def test_one_downloads_ones_own_data_without_the_right(client, federation, url_in, member, person, rights):
    answer = client.post(url_in(federation, "people:export", member.pk))
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer.json()["person"]["name"] == "周敏"
    rights.append(str(Right.READ))
    assert client.post(url_in(federation, "people:export", person.pk)).status_code == 422


def test_personal_data_ask_for_the_password_again(client, federation, url_in, person, all_rights, member):
    member.account.set_password("three quiet words")
    member.account.save()
    client.force_login(member.account)
    answer = client.post(url_in(federation, "people:export", person.pk))
    assert answer.status_code == 302
    assert "/accounts/reauthenticate/" in answer["Location"]
    assert "罗敏" not in answer.text


def test_a_person_is_erased(client, federation, url_in, person, all_rights):
    url = url_in(federation, "people:erase", person.pk)
    assert client.get(url).status_code == 200
    assert client.post(url, {"reason": ""}).status_code == 422
    assert client.post(url, {"reason": "本人申请"}).status_code == 303
    page = client.get(url_in(federation, "people:detail", person.pk)).text
    assert "罗敏" not in page
    assert "已删除" in page
    assert client.get(url).status_code == 403


ALLAUTH = [
    "login/",
    "inactive/",
    "password/change/",
    "password/set/",
    "password/chosen/",
    "logout/",
    "reauthenticate/",
    "2fa/",
    "2fa/totp/activate/",
    "2fa/webauthn/",
    "2fa/webauthn/add/",
    "sessions/",
]


@pytest.mark.parametrize("path", ALLAUTH)
def test_the_pages_of_signing_in_wear_our_clothes_and_carry_no_inline_script(client, member, path):
    member.account.set_password("three quiet words")
    member.account.save()
    client.force_login(member.account)
    for browser_is_signed_in in (True, False):
        if not browser_is_signed_in:
            client.logout()
        page = client.get(f"/accounts/{path}", follow=True)
        assert page.status_code == 200
        assert 'class="plain' in page.text or 'class="frame' in page.text
        assert "style=" not in page.text
        for tag in page.text.split("<script")[1:]:
            head = tag.split(">")[0]
            assert "src=" in head or 'type="application/json"' in head


@pytest.mark.parametrize(
    ("user_agent", "words"),
    [
        ("Mozilla/5.0 (Windows NT 10.0; Win64) AppleWebKit/537.36 Chrome/120 Safari/537.36 Edg/120", "Edge · "),
        ("Mozilla/5.0 (Linux; Android 13) Chrome/116 Mobile Safari/537.36 MicroMessenger/8.0", " · "),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Version/17.0 Safari/604.1", "Safari · iPhone"),
        ("", ""),
    ],
)
def test_browsers_are_named_in_few_words(user_agent, words):
    assert words in browser_words(user_agent)
    assert "Mozilla" not in browser_words(user_agent)
