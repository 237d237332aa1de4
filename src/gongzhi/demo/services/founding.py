"""This will found the tenants and give each its bodies, its charter, its people, offices and accounts."""

from collections.abc import Iterator
from datetime import datetime
from functools import partial

from gongzhi.common.permissions import SYSTEM
from gongzhi.demo.services.days import Days, at
from gongzhi.demo.services.stage import Scene, Stage
from gongzhi.demo.story import people
from gongzhi.demo.story.streets import MAIN_CODE, Tenant
from gongzhi.federations.services import found_federation
from gongzhi.institution.services import adopt_charter, found_charter
from gongzhi.offices.models import Body
from gongzhi.offices.services import add_office, appoint_term, elect_term, establish_body, set_up_standard_bodies
from gongzhi.people.rules import PersonDraft
from gongzhi.people.services import make_account, register_person

COMMITTEE_NAME, COMMITTEE_TITLE, COMMITTEE_SEATS = "联合会党支部委员会", "党支部委员", 7


def found(tenant: Tenant, days: Days) -> Stage:
    """Found a tenant on its day and give the stage of its story."""
    federation = found_federation(
        actor=SYSTEM,
        division_code=tenant.code,
        name=tenant.name,
        short_name=tenant.short_name,
        phone=tenant.phone,
        founded_on=tenant.founded_on,
        is_demo=True,
        at=at(tenant.founded_on, "8:30"),
    )
    return Stage(tenant, federation, days)


def founding_scenes(stage: Stage) -> Iterator[Scene]:
    """Tell the founding: the bodies stand, the charter is adopted on paper and in force from that day."""
    day = stage.tenant.founded_on
    yield Scene(at(day, "9:00"), partial(_bodies, stage))
    yield Scene(at(day, "10:30"), partial(_charter, stage))


def people_scenes(stage: Stage) -> Iterator[Scene]:
    """Tell who is entered by hand on the first day, who gets which office and who can sign in."""
    day, code = stage.days.start, stage.tenant.code
    for newcomer in people.NEWCOMERS[code]:
        yield Scene(at(day, "9:30"), partial(_newcomer, newcomer))
    if code == MAIN_CODE:
        yield Scene(at(day, "10:00"), partial(_branch_committee, stage))
    for seat in people.SEATS[code]:
        yield Scene(at(day, "10:10"), partial(_seat, stage, seat))
    for login in people.LOGINS[code]:
        yield Scene(at(day, "11:00"), partial(_login, stage, login))
    yield Scene(at(day, "11:10"), lambda _at: stage.forget_people())


def _bodies(stage: Stage, at: datetime) -> None:
    # The roster knows terms by the month: they begin on its first day.
    set_up_standard_bodies(actor=SYSTEM, established_on=stage.tenant.founded_on.replace(day=1), at=at)


def _charter(stage: Stage, at: datetime) -> None:
    tenant = stage.tenant
    charter = found_charter(actor=SYSTEM, title=tenant.charter_title, at=at)
    adopt_charter(
        actor=SYSTEM,
        charter_id=charter.pk,
        starts_on=tenant.founded_on,
        adopted_on=tenant.founded_on,
        resolution_label=tenant.charter_paper,
        at=at,
    )


def _newcomer(newcomer: people.Newcomer, at: datetime) -> None:
    draft = PersonDraft(
        name=newcomer.name,
        post=newcomer.post,
        is_cadre=newcomer.is_cadre,
        party_standing=newcomer.party,
        phone=newcomer.phone,
    )
    register_person(actor=SYSTEM, draft=draft, at=at)


def _branch_committee(stage: Stage, at: datetime) -> None:
    body = establish_body(
        actor=SYSTEM,
        code=Body.Code.BRANCH_COMMITTEE,
        name=COMMITTEE_NAME,
        established_on=stage.tenant.founded_on.replace(day=1),
        at=at,
    )
    add_office(
        actor=SYSTEM,
        body_id=body.pk,
        code="branch_committee_member",
        title=COMMITTEE_TITLE,
        seats=COMMITTEE_SEATS,
        votes=True,
        at=at,
    )


def _seat(stage: Stage, seat: people.Seat, at: datetime) -> None:
    """Give an office from the founding on: by the founding assembly's resolution, or by a document."""
    enter = partial(
        elect_term if "决议" in seat.paper else appoint_term,
        actor=SYSTEM,
        office_id=stage.office(seat.body, seat.office).pk,
        person_id=stage.person(seat.person).pk,
        starts_on=stage.tenant.founded_on,
        approval_number=people.APPROVALS.get((seat.person, seat.office), ""),
        at=at,
    )
    enter(**{"resolution" if "决议" in seat.paper else "document": seat.paper})


def _login(stage: Stage, login: people.Login, at: datetime) -> None:
    make_account(actor=SYSTEM, person_id=stage.person(login.person).pk, username=login.username, at=at)
