"""What no browser sends by itself: it is told on the page, and costs next to nothing."""

from typing import Any

import pytest
from django.test import Client

from gongzhi.offices.testing import make_officer, sign_in
from gongzhi.surveys.rights import Right
from gongzhi.surveys.tests.factories import make_version, paged, question

pytestmark = pytest.mark.django_db

REFUSED = 422


@pytest.fixture
def staff(federation: Any) -> Client:
    return sign_in(Client(), make_officer([Right.DESIGN, Right.READ]))


@pytest.mark.parametrize("number", ["1e9999999", "-1e9999999", "1000000001", "NaN"])
def test_a_number_beyond_all_bounds_is_told_at_once(federation: Any, staff: Client, number: str) -> None:
    version = make_version(paged([question("a")]))
    said = {"label_zh": "多少", "least": number, "revision": 1}
    address = f"/f/{federation.code}/surveys/versions/{version.pk}/pages/0/question/?kind=number"
    assert staff.post(address, said).status_code == REFUSED


@pytest.mark.parametrize("text", ["[" * 200_000, '{"pages": [{"min": ' + "9" * 5000 + "}]}"])
def test_a_definition_that_was_tampered_with_is_refused(federation: Any, staff: Client, text: str) -> None:
    version = make_version(paged([question("a")]))
    said = {"title": "甲", "audience": "residents", "definition": text, "revision": 1}
    for address in ("import/", f"versions/{version.pk}/import/"):
        assert staff.post(f"/f/{federation.code}/surveys/{address}", said).status_code == REFUSED
