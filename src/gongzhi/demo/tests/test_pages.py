"""Whoever tries the demo finds something to do, and every page opens."""

import pytest
from django.test import Client
from django.utils import timezone

from gongzhi.common import registry
from gongzhi.common.permissions import Actor
from gongzhi.common.tenancy import across, scope
from gongzhi.demo.story.streets import MAIN_CODE
from gongzhi.demo.tests.conftest import ANY_DAY
from gongzhi.filings.models import Filing
from gongzhi.meetings.models import Meeting, Resolution
from gongzhi.offices.selectors import mandates_on
from gongzhi.people.demo import DEMO_KINDS
from gongzhi.people.models import Person

pytestmark = [pytest.mark.django_db, pytest.mark.parametrize("demo", ANY_DAY[:1], indirect=True, scope="package")]

PLAYERS = [kind.code for kind in DEMO_KINDS if kind.needs_account]
LISTS = [
    "/desk/", "/institution/", "/institution/clauses/", "/institution/calendar/", "/institution/charters/",
    "/organisations/", "/offices/", "/people/", "/ground/", "/meetings/", "/meetings/resolutions/", "/filings/",
    "/filings/calendar/",
]  # fmt: skip


@pytest.fixture
def player(demo):
    def find(code: str) -> Person:
        with across(reason="find who plays a kind of user"):
            return Person.objects.select_related("account", "federation").get(account__username=f"demo-{code}")

    return find


@pytest.fixture
def enter(player):
    def sign_in(code: str) -> Client:
        client = Client()
        answer = client.post(f"/demo/{code}/")
        assert answer.status_code in {302, 303}, answer.content
        return client

    return sign_in


@pytest.mark.parametrize("code", PLAYERS)
def test_each_kind_of_user_lands_on_a_desk_with_something_to_do(player, enter, code):
    person = player(code)
    assert enter(code).get(f"/f/{person.federation.code}/desk/").status_code == 200
    with scope(person.federation_id):
        mandates, led = mandates_on(person_id=person.pk, on=timezone.localdate())
        actor = Actor(person.account_id, person.pk, person.federation_id, person.name, tuple(mandates), led)
        items = [item for source in registry.desk_sources for item in source(actor=actor, at=timezone.now())]
    assert items


@pytest.mark.parametrize("page", LISTS)
def test_the_pages_of_the_rooms_open(enter, page):
    assert enter("secretary").get(f"/f/{MAIN_CODE}{page}").status_code == 200


def test_every_meeting_filing_and_resolution_opens(enter, main):
    client = enter("secretary")
    pages = [f"/meetings/{pk}/" for pk in Meeting.objects.values_list("pk", flat=True)]
    pages += [f"/meetings/resolutions/{pk}/" for pk in Resolution.objects.values_list("pk", flat=True)]
    pages += [f"/filings/{pk}/" for pk in Filing.objects.exclude(state="draft").values_list("pk", flat=True)]
    broken = {page: status for page in pages if (status := client.get(f"/f/{MAIN_CODE}{page}").status_code) != 200}
    assert not broken
