"""A deletion names its federation, also the one that Django's collector writes by keys alone."""

from django.db import connection
from django.test.utils import CaptureQueriesContext

from gongzhi.common.tenancy import scope
from gongzhi.federations.models import Community, Grid


def test_deleting_one_row_names_the_federation(federation):
    community = Community.objects.create(name="枫杨社区")
    Grid.objects.create(community=community, name="一网格")
    with CaptureQueriesContext(connection) as seen:
        Grid.objects.get(community=community).delete()
        community.delete()
    deletions = [query["sql"] for query in seen if query["sql"].startswith("DELETE")]
    assert deletions
    assert all('"federation_id" = ' in sql for sql in deletions)


def test_a_row_of_next_door_is_not_deleted_from_here(federation, other_federation):
    with scope(other_federation.pk):
        theirs = Community.objects.create(name="清华社区")
    theirs.delete()
    with scope(other_federation.pk):
        assert Community.objects.filter(name="清华社区").exists()
