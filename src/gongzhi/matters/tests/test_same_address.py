"""A guesser shuts out strangers behind the same address, never those who hold a receipt already or work at the desk."""

import pytest
from django.test import Client

from gongzhi.matters.rules.codes import code_from
from gongzhi.matters.selectors.codes import receipt_code
from gongzhi.matters.tests.factories import voiced
from gongzhi.matters.tests.pages import browser, keyed
from gongzhi.matters.views.receipts import KNOWN


@pytest.fixture
def page(federation, url_in):
    return lambda client, code: client.get(url_in(federation, "matters:speaker", code))


def guess(page, client: Client) -> int:
    """Guess until one has to wait; tell after how many misses."""
    for number in range(30):
        if page(client, code_from(number)).status_code == 429:
            return number
    pytest.fail("nobody slowed the guesses")


def test_who_opened_a_receipt_before_is_not_shut_out(street, page):
    code = receipt_code(voiced())
    holder = Client()
    assert page(holder, code).status_code == 200
    guess(page, Client())
    assert page(holder, code).status_code == 200
    assert page(Client(), code).status_code == 429


def test_neither_is_the_desk(street, federation, url_in, page):
    code = receipt_code(voiced())
    clerk = browser(street.clerk)
    guess(page, Client())
    assert page(clerk, code).status_code == 200
    assert clerk.post(url_in(federation, "matters:look_up"), keyed({"code": code})).status_code == 200


def test_who_holds_a_receipt_guesses_no_more_for_it(street, page):
    code = receipt_code(voiced())
    first, second = Client(), Client()
    page(first, code)
    page(second, code)
    guess(page, first)
    assert page(second, code).status_code == 429
    assert page(Client(), code_from(1)).status_code == 404


def test_a_forged_cookie_is_nobody(street, page):
    code = receipt_code(voiced())
    guess(page, Client())
    forger = Client()
    forger.cookies[KNOWN] = "0" * 64 + ":x:y"
    assert page(forger, code).status_code == 429


def test_the_cookie_says_nothing_of_the_receipt(street, page):
    voice = voiced()
    code = receipt_code(voice)
    cookie = page(Client(), code).cookies[KNOWN]
    assert code not in cookie.value
    assert voice.pk.hex not in cookie.value
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")
    assert cookie["path"].endswith("/matters/")
    assert KNOWN not in page(browser(street.clerk), code).cookies
