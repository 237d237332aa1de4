"""The way to begin without a demo."""

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from gongzhi.common.audit.models import AuditEvent
from gongzhi.common.tenancy import scope
from gongzhi.federations.models import Community, Federation
from gongzhi.federations.rules import FederationNameTaken
from gongzhi.federations.tests.factories import AT, make_divisions
from gongzhi.offices.models import Term
from gongzhi.people.models import Account
from gongzhi.portal.services import begin_federation

NAME = "南湖街道社区社会组织联合会"


def test_a_federation_begins_with_everything_its_secretary_needs(db, client):
    make_divisions()
    person = begin_federation(division_code="330402010", name=NAME, secretary="周敏", at=AT)
    federation = Federation.objects.get()
    with scope(federation.pk):
        assert Community.objects.count() == 2
        assert Term.objects.get().person_id == person.pk
        assert AuditEvent.objects.filter(subject_id=federation.pk).exists()
    client.force_login(person.account)
    assert client.get(f"/f/{federation.code}/people/new/").status_code == 200
    assert client.get(f"/f/{federation.code}/ground/communities/new/").status_code == 200
    assert client.get(f"/f/{federation.code}/people/accounts/").status_code == 200


def test_nothing_half_begun_is_left(db):
    make_divisions()
    begin_federation(division_code="330402010", name=NAME, secretary="周敏", at=AT)
    with pytest.raises(FederationNameTaken):
        begin_federation(division_code="330402010", name=NAME, secretary="罗敏", at=AT)
    assert (Federation.objects.count(), Account.objects.count()) == (1, 1)


def test_a_guidance_group_begins_too(db):
    make_divisions()
    person = begin_federation(division_code="330402", name="南湖区指导小组", secretary="区明", at=AT)
    with scope(person.federation_id):
        assert Term.objects.get().office.body.code == "guidance_group"


def test_the_command_prints_the_one_time_link(db, client, capsys):
    make_divisions()
    call_command("begin_federation", "--federation", "330402010", "--secretary", "周敏")
    said = capsys.readouterr().out
    assert NAME in said
    link = said.strip().splitlines()[-1]
    assert client.get(link).status_code == 302
    with pytest.raises(CommandError):
        call_command("begin_federation", "--federation", "330402999", "--secretary", "周敏")
