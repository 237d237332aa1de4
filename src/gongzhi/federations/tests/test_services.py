"""What may be done with federations and their ground."""

from datetime import date

import pytest

from gongzhi.common import audit
from gongzhi.common.audit.models import AuditEvent
from gongzhi.common.permissions import ANONYMOUS, SYSTEM
from gongzhi.common.tenancy import scope
from gongzhi.federations import selectors, services
from gongzhi.federations.models import Community, Federation, Grid, PopulationCell
from gongzhi.federations.rights import Right
from gongzhi.federations.rules import (
    CommunityNameTaken,
    CountedInFuture,
    DivisionNotFit,
    DivisionUnknown,
    FederationNameTaken,
    GridNameTaken,
    NothingCounted,
)
from gongzhi.kernel.decisions import NotAllowed
from gongzhi.kernel.errors import ChangedMeanwhile

from .factories import AT, actor_with, make_divisions


@pytest.fixture
def divisions(db):
    make_divisions()


@pytest.fixture
def keeper(federation):
    return actor_with(Right.MANAGE_GROUND, federation=federation)


def found(name="南湖街道社区社会组织联合会", code="330402010", actor=SYSTEM, **more):
    return services.found_federation(actor=actor, division_code=code, name=name, at=AT, **more)


def test_a_federation_is_founded_with_the_communities_of_its_street(divisions):
    federation = found()
    assert (federation.code, federation.kind) == ("330402010", "street")
    with scope(federation.pk):
        assert list(Community.objects.in_order().values_list("name", flat=True)) == ["南溪社区", "文星社区"]
        assert [entry.facts["communities"] for entry in audit.thread(federation)] == ["2"]


def test_a_second_one_on_the_same_street_gets_its_own_code(divisions):
    found()
    assert found("南湖街道第二联合会").code == "330402010-2"
    with pytest.raises(FederationNameTaken):
        found()


def test_a_guidance_group_stands_on_a_district_and_has_no_communities(divisions):
    group = found("南湖区社会组织指导小组", "330402")
    assert group.kind == "district"
    with scope(group.pk):
        assert not Community.objects.exists()


def test_nothing_is_founded_on_an_unknown_division_or_another_level(divisions):
    with pytest.raises(DivisionUnknown):
        found(code="330402999")
    with pytest.raises(DivisionNotFit):
        found(code="33")
    assert not Federation.objects.exists()


def test_a_guidance_group_founds_in_its_own_district_only(divisions):
    group = found("南湖区社会组织指导小组", "330402")
    member = actor_with(Right.FOUND, federation=group)
    with scope(group.pk):
        made = found(actor=member)
        with pytest.raises(NotAllowed):
            found(actor=member, code="330411001")
        assert AuditEvent.objects.filter(subject_id=made.pk).count() == 1
    with scope(made.pk):
        assert AuditEvent.objects.filter(subject_id=made.pk).count() == 1
        with pytest.raises(NotAllowed):
            found(actor=actor_with(Right.FOUND, federation=made), name="又一个")


def test_strangers_found_nothing(divisions):
    with pytest.raises(NotAllowed):
        found(actor=ANONYMOUS)


def test_taking_over_the_national_list_twice_adds_nothing(divisions, federation, keeper):
    services.adopt_communities(actor=keeper, at=AT)
    services.adopt_communities(actor=keeper, at=AT)
    assert Community.objects.count() == 2
    assert len(audit.thread(federation)) == 1


def test_communities_and_grids_keep_their_names_apart(federation, keeper):
    community = services.add_community(actor=keeper, name="南溪社区", households=None, at=AT)
    with pytest.raises(CommunityNameTaken):
        services.add_community(actor=keeper, name="南溪社区", households=3, at=AT)
    services.add_grid(actor=keeper, community_id=community.pk, name="第一网格", households=200, at=AT)
    with pytest.raises(GridNameTaken):
        services.add_grid(actor=keeper, community_id=community.pk, name="第一网格", households=1, at=AT)
    assert Grid.objects.count() == 1


def test_of_two_who_change_a_community_the_second_is_told(federation, keeper):
    community = services.add_community(actor=keeper, name="南溪社区", households=100, at=AT)
    change = {"actor": keeper, "community_id": community.pk, "name": "南溪社区", "version": 1, "at": AT}
    services.change_community(**change, households=110)
    with pytest.raises(ChangedMeanwhile):
        services.change_community(**change, households=120)
    assert Community.objects.get().households == 110


def test_a_grid_is_renamed(federation, keeper):
    community = services.add_community(actor=keeper, name="南溪社区", households=100, at=AT)
    grid = services.add_grid(actor=keeper, community_id=community.pk, name="一", households=None, at=AT)
    change = {"actor": keeper, "grid_id": grid.pk, "name": "第一网格", "households": 80, "at": AT}
    services.change_grid(**change, version=1)
    with pytest.raises(ChangedMeanwhile):
        services.change_grid(**change, version=1)
    assert Grid.objects.get().name == "第一网格"


def test_counts_of_the_same_day_correct_each_other_and_the_log_keeps_both(federation, keeper):
    community = services.add_community(actor=keeper, name="南溪社区", households=100, at=AT)
    count = {"actor": keeper, "community_id": community.pk, "counted_on": date(2026, 11, 1), "at": AT}
    services.record_counts(**count, counts={"elder": 320, "young": 500}, source="人口普查")
    services.record_counts(**count, counts={"elder": 330}, source="网格走访")
    newest = {cell.group: (cell.count, cell.source) for cell in selectors.newest_cells(community)}
    assert newest == {"elder": (330, "网格走访"), "young": (500, "人口普查")}
    assert audit.thread(community)[-1].facts["before"] == {"elder": 320, "young": 500}


def test_the_newest_count_wins_however_it_was_entered(federation, keeper):
    community = services.add_community(actor=keeper, name="南溪社区", households=100, at=AT)
    for day, people in ((date(2026, 6, 1), 90), (date(2025, 6, 1), 70)):
        services.record_counts(
            actor=keeper, community_id=community.pk, counts={"elder": people}, counted_on=day, source="普查", at=AT
        )
    assert [cell.count for cell in selectors.newest_cells(community)] == [90]
    assert selectors.ground().people == 90


def test_a_count_needs_a_number_and_a_day_that_has_come(federation, keeper):
    community = services.add_community(actor=keeper, name="南溪社区", households=100, at=AT)
    count = {"actor": keeper, "community_id": community.pk, "source": "普查", "at": AT}
    with pytest.raises(NothingCounted):
        services.record_counts(**count, counts={}, counted_on=date(2026, 11, 20))
    with pytest.raises(CountedInFuture):
        services.record_counts(**count, counts={"elder": 1}, counted_on=date(2026, 11, 21))
    assert not PopulationCell.objects.exists()


def test_who_holds_no_such_office_changes_nothing(federation, keeper):
    community = services.add_community(actor=keeper, name="南溪社区", households=100, at=AT)
    stranger = actor_with(federation=federation)
    with pytest.raises(NotAllowed):
        services.add_community(actor=stranger, name="别的", households=1, at=AT)
    with pytest.raises(NotAllowed):
        services.change_community(
            actor=stranger, community_id=community.pk, name="别的", households=1, version=1, at=AT
        )
    with pytest.raises(NotAllowed):
        services.adopt_communities(actor=stranger, at=AT)


def test_a_district_sees_the_sums_of_its_streets_and_the_look_is_recorded_once_a_day(divisions, other_federation):
    group = found("南湖区社会组织指导小组", "330402")
    street = found()
    with scope(street.pk):
        community = Community.objects.in_order().first()
        Community.objects.filter(pk=community.pk).update(households=900)
        for day, people in ((date(2025, 1, 1), 50), (date(2026, 1, 1), 70)):
            PopulationCell.objects.create(
                community=community, group="elder", count=people, counted_on=day, source="普查"
            )
    found("秀洲联合会", "330411001")
    with scope(group.pk):
        member = actor_with(Right.LOOK_ACROSS, federation=group)
        services.look_across(actor=member, reason="test", at=AT)
        services.look_across(actor=member, reason="test", at=AT)
        assert AuditEvent.objects.filter(action="federations.district.looked_across").count() == 1
        lines = {line.federation.code: line for line in selectors.streets_of(group, reason="test")}
    assert set(lines) == {"330402009", "330402010"}
    line = lines["330402010"]
    assert (line.communities, line.households, line.people, line.counted_on) == (2, 900, 70, date(2026, 1, 1))


def test_a_street_does_not_look_across(federation):
    with pytest.raises(NotAllowed):
        services.look_across(actor=actor_with(Right.LOOK_ACROSS, federation=federation), reason="test", at=AT)
