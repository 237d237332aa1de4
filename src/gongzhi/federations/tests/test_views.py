"""The pages of the ground, the divisions and the district."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from gongzhi.common import registry
from gongzhi.common.permissions import SYSTEM
from gongzhi.common.tenancy import scope
from gongzhi.federations import services
from gongzhi.federations.models import Community, Federation, Grid, PopulationCell
from gongzhi.federations.rights import Right
from gongzhi.kernel.decisions import Mandate
from gongzhi.people.models import Account, Person

from .factories import AT, make_divisions

HARD_NAMES = ["𠮷祥社区", "𨳺社区", "=SUM(A1)", "<script>alert(1)</script>", "社" * 50]


@pytest.fixture
def rights(monkeypatch):
    """Give everybody signed in these rights."""
    held: list[str] = []
    source = lambda **_: ([Mandate(right=r, office="秘书长") for r in held], frozenset())  # noqa: E731
    monkeypatch.setattr(registry, "rights_sources", registry.rights_sources)
    monkeypatch.setattr("gongzhi.common.web.middleware.rights_sources", [source])
    return held


@pytest.fixture
def member(federation, client):
    account = Account.objects.create(username="zhoumin")
    person = Person.objects.create(name="周敏", account=account)
    client.force_login(account)
    return person


@pytest.fixture
def keeper(member, rights):
    rights.append(str(Right.MANAGE_GROUND))
    return member


@pytest.fixture
def community(federation):
    return Community.objects.create(name="南溪社区", households=100)


def test_strangers_are_sent_to_the_sign_in(client, federation, url_in, community):
    for name, args in [("federations:ground", ()), ("federations:community", (community.pk,))]:
        response = client.get(url_in(federation, name, *args))
        assert response.status_code == 302
        assert response["Location"].startswith("/accounts/login/")


def test_every_member_sees_the_ground_but_buttons_are_closed(client, federation, url_in, community, member, rights):
    page = client.get(url_in(federation, "federations:ground"))
    assert page.status_code == 200
    assert "南溪社区" in page.text
    assert 'aria-disabled="true"' in page.text
    for name, args in [("community_new", ()), ("community_edit", (community.pk,)), ("count", (community.pk,))]:
        assert client.get(url_in(federation, f"federations:{name}", *args)).status_code == 403
        assert client.post(url_in(federation, f"federations:{name}", *args), {"name": "x"}).status_code == 403
    assert client.post(url_in(federation, "federations:adopt")).status_code == 422
    assert Community.objects.count() == 1


@pytest.mark.parametrize("name", HARD_NAMES)
def test_hard_names_survive_byte_for_byte(client, federation, url_in, keeper, name):
    answer = client.post(url_in(federation, "federations:community_new"), {"name": name, "households": "12"})
    assert answer.status_code == 303
    made = Community.objects.get()
    assert made.name == name
    page = client.get(answer["Location"])
    assert page.status_code == 200
    assert "<script>alert" not in page.text


@pytest.mark.parametrize(
    ("entered", "field"),
    [
        ({"name": "", "households": "1"}, "name"),
        ({"name": "南\u202e溪", "households": "1"}, "name"),
        ({"name": "社" * 61, "households": "1"}, "name"),
        ({"name": "南溪社区", "households": "1"}, "name"),
        ({"name": "新社区", "households": "-1"}, "households"),
        ({"name": "新社区", "households": "9999999999999"}, "households"),
        ({"name": "新社区", "households": "一百"}, "households"),
    ],
)
def test_wrong_input_is_answered_on_its_field(client, federation, url_in, keeper, community, entered, field):
    answer = client.post(url_in(federation, "federations:community_new"), entered)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert Community.objects.count() == 1


def test_a_resend_makes_one_community(client, federation, url_in, keeper):
    entered = {"name": "南溪社区", "households": "", "deed_key": "0b3b9f5e-2f6c-4f5e-9d62-0c9d4f2f3d11"}
    first = client.post(url_in(federation, "federations:community_new"), entered)
    again = client.post(url_in(federation, "federations:community_new"), entered)
    assert first["Location"] == again["Location"]
    assert Community.objects.count() == 1


def test_a_grid_and_a_count_are_entered_and_changed(client, federation, url_in, keeper, community):
    client.post(url_in(federation, "federations:grid_new", community.pk), {"name": "第一网格", "households": "50"})
    grid = Grid.objects.get()
    change = {"name": "第一网格", "households": "55", "version": "1"}
    assert client.post(url_in(federation, "federations:grid_edit", grid.pk), change).status_code == 303
    assert client.post(url_in(federation, "federations:grid_edit", grid.pk), change).status_code == 422
    count = {"counted_on": "2026-01-01", "source": "人口普查", "elder": "３２０"}
    assert client.post(url_in(federation, "federations:count", community.pk), count).status_code == 303
    assert PopulationCell.objects.get().count == 320
    empty = {"counted_on": "2026-01-01", "source": "人口普查"}
    assert client.post(url_in(federation, "federations:count", community.pk), empty).status_code == 422
    page = client.get(url_in(federation, "federations:community", community.pk)).text
    assert "人口普查" in page
    assert "320" in page


def test_another_streets_community_is_not_there(client, federation, other_federation, url_in, keeper):
    with scope(other_federation.pk):
        foreign = Community.objects.create(name="别处")
        grid = Grid.objects.create(community=foreign, name="别处网格")
    entered = {"name": "抢走", "households": "1", "version": "1"}
    for name, pk in [
        ("community", foreign.pk), ("community_edit", foreign.pk), ("grid_new", foreign.pk), ("count", foreign.pk),
        ("grid_edit", grid.pk),
    ]:  # fmt: skip
        url = url_in(federation, f"federations:{name}", pk)
        assert client.get(url).status_code == 404
        assert client.post(url, entered).status_code in {404, 405}
    assert client.get(f"/f/{other_federation.code}/ground/").status_code == 404


def test_the_ground_takes_the_same_queries_however_large(client, federation, url_in, keeper, community):
    def queries():
        with CaptureQueriesContext(
            connection,
        ) as seen:
            client.get(url_in(federation, "federations:ground"))
        return len(seen)

    few = queries()
    for number in range(20):
        made = Community.objects.create(name=f"社区{number}")
        Grid.objects.create(community=made, name="一")
        PopulationCell.objects.create(community=made, group="elder", count=3, counted_on="2026-01-01", source="普查")
    assert queries() == few <= 15


def test_divisions_are_chosen_step_by_step_by_anybody(client, db):
    make_divisions()
    assert "浙江省" in client.get("/ground/divisions/").text
    page = client.get("/ground/divisions/330402/").text
    assert "南湖街道" in page
    assert "嘉兴市" in page
    street = client.get("/ground/divisions/330402010/").text
    assert "南溪社区居委会" in street
    assert client.get("/ground/divisions/999999/").status_code == 404


@pytest.mark.parametrize(
    ("words", "hit"), [("南湖", True), ("3304020", True), ("没有", False), ("%", False), ("'", False)]
)
def test_divisions_are_found_by_name_or_code(client, db, words, hit):
    make_divisions()
    assert ("330402010" in client.get("/ground/divisions/", {"q": words}).text) is hit


def make_group():
    make_divisions()
    return services.found_federation(actor=SYSTEM, division_code="330402", name="南湖区指导小组", at=AT)


def test_a_district_sees_its_streets_and_founds_one_more(client, federation, url_in, rights):
    group = make_group()
    with scope(group.pk):
        account = Account.objects.create(username="qu")
        Person.objects.create(name="区干部", account=account)
    client.force_login(account)
    assert client.get(url_in(group, "federations:district")).status_code == 403
    rights += [str(Right.LOOK_ACROSS), str(Right.FOUND)]
    page = client.get(url_in(group, "federations:district"))
    assert page.status_code == 200
    assert federation.name in page.text
    url = url_in(group, "federations:found", "330402010")
    assert client.get(url).status_code == 200
    assert client.post(url, {"name": federation.name}).status_code == 422
    answer = client.post(url, {"name": "南湖街道青年联合会"})
    assert answer.status_code == 303
    assert Federation.objects.filter(code="330402010-2").exists()
    assert client.get(url_in(group, "federations:found", "330411001")).status_code == 403


def test_a_street_has_no_page_of_streets(client, federation, url_in, member, rights):
    rights.append(str(Right.LOOK_ACROSS))
    assert client.get(url_in(federation, "federations:district")).status_code == 404
