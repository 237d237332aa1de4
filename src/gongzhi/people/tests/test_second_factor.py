"""A second factor from switching on to signing in."""

import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value

from gongzhi.people import services
from gongzhi.people.links import one_time_path
from gongzhi.people.rights import Right
from gongzhi.people.tests.test_services import AT, actor_with

PASSWORD = "three quiet words"


def code_of(secret, *, steps_ahead=0):
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + steps_ahead))


@pytest.fixture
def secret(client, member):
    member.account.set_password(PASSWORD)
    member.account.save()
    client.force_login(member.account)
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    form = client.get("/accounts/2fa/totp/activate/").context["form"]
    answer = client.post("/accounts/2fa/totp/activate/", {"code": code_of(form.secret)})
    assert answer.status_code == 302
    return form.secret


def test_the_secret_is_not_in_the_database(secret, member):
    stored = Authenticator.objects.get(user=member.account, type="totp").data["secret"]
    assert secret not in stored


def test_the_password_alone_lets_nobody_in(client, secret, federation, url_in, member):
    client.logout()
    answer = client.post("/accounts/login/", {"login": "zhoumin", "password": PASSWORD})
    assert answer["Location"] == "/accounts/2fa/authenticate/"
    assert client.get("/accounts/2fa/authenticate/").status_code == 200
    assert client.get(url_in(federation, "people:me")).status_code == 302
    client.post("/accounts/2fa/authenticate/", {"code": "000000"})
    assert "_auth_user_id" not in client.session
    client.post("/accounts/2fa/authenticate/", {"code": code_of(secret, steps_ahead=1)})
    assert client.session["_auth_user_id"] == str(member.account_id)


def test_a_one_time_link_does_not_pass_the_second_factor_by(client, secret, federation, member):
    keeper = actor_with(Right.MANAGE_ACCOUNTS, federation=federation)
    account = services.renew_link(actor=keeper, person_id=member.pk, at=AT)
    client.logout()
    chosen = client.get(one_time_path(account))["Location"]
    client.post(chosen, {"password1": "four other quiet words", "password2": "four other quiet words"})
    assert "_auth_user_id" not in client.session
    answer = client.post("/accounts/login/", {"login": "zhoumin", "password": "four other quiet words"})
    assert answer["Location"] == "/accounts/2fa/authenticate/"


@pytest.mark.parametrize(
    "path", ["2fa/", "2fa/recovery-codes/", "2fa/totp/deactivate/", "2fa/webauthn/add/", "2fa/webauthn/"]
)
def test_its_pages_open(client, secret, path):
    page = client.get(f"/accounts/{path}", follow=True)
    assert page.status_code == 200
    assert "style=" not in page.text
