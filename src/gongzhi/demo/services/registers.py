"""This will fill the registers: the roster of the main street, the members of its neighbours."""

from collections.abc import Iterator
from datetime import datetime
from functools import partial
from importlib.resources import files

from gongzhi.common.clock import local_day
from gongzhi.common.imports.services import commit_import, preview_import
from gongzhi.common.permissions import SYSTEM
from gongzhi.demo.services.days import at
from gongzhi.demo.services.stage import Scene, Stage
from gongzhi.demo.story.members import MEMBERS, Member
from gongzhi.demo.story.people import ENTERPRISE, VICE_PRESIDENT
from gongzhi.offices.services import elect_term
from gongzhi.organisations.models import Organisation
from gongzhi.organisations.services import add_organisation, admit, apply_for_membership, name_representative
from gongzhi.organisations.services.register import OrganisationFacts
from gongzhi.people.rules import PersonDraft
from gongzhi.people.services import register_person

ROSTER = "street_roster.xlsx"
ROSTER_NAME = "南湖街道联合会会员单位花名册（演示）.xlsx"
COUNCIL_PAPER, ADMISSION_PAPER = "成立大会第3号决议", "成立大会会员名册（纸质）"


def roster() -> bytes:
    """Read the workbook that ships with the demo."""
    return files("gongzhi.demo").joinpath("data", ROSTER).read_bytes()


def roster_scenes(stage: Stage) -> Iterator[Scene]:
    """Tell how the main street's roster was taken over; the rows that are wrong wait in the preview."""
    yield Scene(at(stage.days.start, "8:40"), _take_over_roster)
    yield Scene(at(stage.days.start, "10:20"), partial(_enterprise_leader, stage))


def member_scenes(stage: Stage) -> Iterator[Scene]:
    """Tell how a neighbour's members were entered one by one."""
    for member in MEMBERS.get(stage.tenant.code, ()):
        yield Scene(at(stage.days.start, "9:40"), partial(_member, stage, member))


def enter_organisation(stage: Stage, member: Member, at: datetime) -> Organisation:
    """Enter an organisation with its leader; it has not applied yet."""
    facts = OrganisationFacts(
        name=member.name,
        category=member.category,
        standing=member.standing,
        credit_code=member.credit_code,
        community_id=stage.community(member.community).pk,
        people_count=member.people,
        full_member_count=member.party_members,
    )
    organisation = add_organisation(actor=SYSTEM, facts=facts, at=at)
    leader = register_person(actor=SYSTEM, draft=PersonDraft(name=member.leader, phone=member.phone), at=at)
    name_representative(
        actor=SYSTEM, organisation_id=organisation.pk, person_id=leader.pk, starts_on=local_day(at), at=at
    )
    return organisation


def _take_over_roster(at: datetime) -> None:
    batch = preview_import(actor=SYSTEM, file_name=ROSTER_NAME, content=roster(), at=at)
    commit_import(actor=SYSTEM, batch_id=batch.pk, at=at)


def _enterprise_leader(stage: Stage, at: datetime) -> None:
    """Let the vice president from the enterprises speak for her own."""
    enterprise, leader = stage.organisation(ENTERPRISE), stage.person(VICE_PRESIDENT)
    name_representative(
        actor=SYSTEM, organisation_id=enterprise.pk, person_id=leader.pk, starts_on=local_day(at), at=at
    )


def _member(stage: Stage, member: Member, at: datetime) -> None:
    organisation = enter_organisation(stage, member, at)
    on = local_day(at)
    membership = apply_for_membership(
        actor=SYSTEM, organisation_id=organisation.pk, on=on, basis=ADMISSION_PAPER, at=at
    )
    admit(actor=SYSTEM, membership_id=membership.pk, on=on, basis=ADMISSION_PAPER, at=at)
    if member.councillor:
        elect_term(
            actor=SYSTEM,
            office_id=stage.office("council", "council_member").pk,
            person_id=stage.person(member.leader).pk,
            starts_on=stage.tenant.founded_on,
            resolution=COUNCIL_PAPER,
            at=at,
        )
