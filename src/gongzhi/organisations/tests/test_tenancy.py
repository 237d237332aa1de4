"""Tenancy holds on real tables: scope, composite keys, row-level security, guard."""

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from gongzhi.common.tenancy import NoScope, across, scope
from gongzhi.common.tenancy.guard import offence, tenant_tables
from gongzhi.federations.models import Community
from gongzhi.organisations.models import Membership, Organisation, OrganisationIdentity
from gongzhi.people.models import Person


def make_organisation(name: str, **more: Any) -> Organisation:
    identity = OrganisationIdentity.objects.create(name=name)
    return Organisation.objects.create(identity=identity, name=name, name_key=name, **more)


def test_rows_are_refused_without_a_scope(db: None) -> None:
    with pytest.raises(NoScope):
        Person.objects.all()


def test_a_row_takes_the_federation_of_the_scope(federation: Any) -> None:
    assert Person.objects.create(name="甲").federation_id == federation.pk


def test_another_street_sees_nothing(federation: Any, other_federation: Any) -> None:
    person = Person.objects.create(name="甲")
    with scope(other_federation.pk):
        assert not Person.objects.filter(pk=person.pk).exists()
    with across(reason="test"):
        assert Person.objects.filter(pk=person.pk).exists()


def test_row_level_security_hides_rows_even_from_bare_sql(federation: Any, other_federation: Any) -> None:
    Person.objects.create(name="甲")
    with connection.execute_wrapper(lambda execute, *rest: execute(*rest)), scope(other_federation.pk):
        hidden = Person.objects.raw('SELECT * FROM people_person WHERE true OR "people_person"."federation_id" = NULL')
        assert list(hidden) == []
    with scope(federation.pk):
        assert Person.objects.count() == 1


def test_the_database_refuses_a_key_into_another_federation(federation: Any, other_federation: Any) -> None:
    with scope(other_federation.pk):
        foreign = Community.objects.create(name="别处社区")
    with pytest.raises(IntegrityError), transaction.atomic():
        make_organisation("甲队", community_id=foreign.pk)


def test_joins_carry_the_federation(federation: Any) -> None:
    sql = str(Membership.objects.filter(organisation__name="甲队").query)
    assert '"organisations_organisation"."federation_id" = ("organisations_membership"."federation_id")' in sql


def test_the_setting_survives_a_rollback(federation: Any) -> None:
    point = transaction.savepoint()
    Person.objects.create(name="甲")
    transaction.savepoint_rollback(point)
    assert Person.objects.count() == 0
    Person.objects.create(name="乙")
    assert Person.objects.count() == 1


def test_a_membership_belongs_to_one_only(federation: Any) -> None:
    person = Person.objects.create(name="甲")
    with pytest.raises(IntegrityError), transaction.atomic():
        Membership.objects.create(
            person=person, organisation=make_organisation("甲队"), state="admitted", since=date(2024, 1, 1)
        )


@pytest.mark.parametrize(
    ("sql", "is_offence"),
    [
        ('SELECT * FROM "people_person" WHERE "people_person"."id" = 1', True),
        ('SELECT * FROM "people_person" WHERE "people_person"."federation_id" = 1', False),
        ('SELECT * FROM "people_account" WHERE "people_account"."id" = 1', False),
        ('UPDATE "people_person" SET "name" = 1', True),
        ('SELECT * FROM "organisations_organisation" U0 WHERE U0."federation_id" = 1', False),
        ('INSERT INTO "people_person" VALUES (1)', False),
    ],
)
def test_the_guard_finds_statements_without_their_federation(*, sql: str, is_offence: bool) -> None:
    assert bool(offence(sql, tenant_tables())) is is_offence
