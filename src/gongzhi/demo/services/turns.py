"""This will tell what follows from resolutions in the main street, and what else turns: members, charter, a waiver."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import partial

from gongzhi.common.clock import local_day
from gongzhi.demo.services.days import MONTHS, at
from gongzhi.demo.services.meetings import resolution_of
from gongzhi.demo.services.registers import enter_organisation
from gongzhi.demo.services.stage import Scene, Stage
from gongzhi.demo.story import turns
from gongzhi.demo.story.meetings import (
    ADMISSION,
    ADMITTED,
    AMENDMENT,
    ASSEMBLIES,
    COUNCIL,
    NEW_SUPERVISOR,
    SUPERVISOR_ELECTION,
    SUSPENDED,
    SUSPENSION,
)
from gongzhi.demo.story.members import APPLICANTS, Member
from gongzhi.demo.story.party import FEBRUARY
from gongzhi.demo.story.people import PRESIDENT, SECRETARY_GENERAL
from gongzhi.demo.story.sittings import Sitting
from gongzhi.institution.rules.verdicts import Status
from gongzhi.institution.selectors.board import board_of
from gongzhi.institution.services import adopt_charter, draft_amendment, edit_clause, waive_obligation
from gongzhi.institution.services.filing import note_filing
from gongzhi.kernel.periods import CalendarKind, calendar_period
from gongzhi.meetings.models import Resolution
from gongzhi.meetings.selectors.minutes import resolution_number
from gongzhi.offices.services import elect_term
from gongzhi.organisations.services import admit, apply_for_membership, leave, refuse, suspend

SPRING, _INQUORATE, AUTUMN, _CALLED = COUNCIL
ASSEMBLY = ASSEMBLIES[0]
JOINING, WAITING, REFUSED = APPLICANTS


def turn_scenes(stage: Stage) -> Iterator[Scene]:
    """Tell all turns of the main street."""
    yield from _members(stage)
    yield from _charter(stage)
    yield from _waiver(stage)


def _members(stage: Stage) -> Iterator[Scene]:
    moment = stage.days.moment
    yield Scene(moment(turns.APPLIED_ON, "10:00"), partial(_apply, stage, JOINING))
    yield Scene(moment(turns.WAITING_SINCE, "10:00"), partial(_apply, stage, WAITING))
    yield Scene(moment(turns.REFUSED_APPLIED, "10:00"), partial(_apply, stage, REFUSED))
    yield Scene(moment(turns.REFUSED_ON, "10:00"), partial(_refuse, stage))
    yield Scene(moment(turns.LEFT_ON, "10:00"), partial(_leave, stage))
    yield Scene(_day_after(stage, SPRING, "14:00"), partial(_admit, stage))
    yield Scene(_day_after(stage, AUTUMN, "14:00"), partial(_suspend, stage))


def _charter(stage: Stage) -> Iterator[Scene]:
    held_on = local_day(stage.days.moment(ASSEMBLY.when, ASSEMBLY.clock))
    drafted_on = stage.days.workdays_from(held_on, -turns.DRAFTED_BEFORE_ASSEMBLY)
    yield Scene(at(drafted_on, "15:00"), partial(_draft_amendment, stage))
    yield Scene(_day_after(stage, ASSEMBLY, "14:00"), partial(_adopt_amendment, stage))
    yield Scene(_day_after(stage, ASSEMBLY, "14:30"), partial(_elect_supervisor, stage))
    yield Scene(at(stage.days.workdays_from(held_on, 5), "9:30"), partial(_hand_charter_in, stage))
    yield Scene(at(_next_month(held_on), "0:00"), lambda _at: stage.forget_people())


def _next_month(day: date) -> date:
    """Give the day from which an amended charter binds, and its powers with it."""
    starts_on = calendar_period(CalendarKind.MONTH, day).ends_on
    assert starts_on is not None  # noqa: S101 -- months end
    return starts_on


def _waiver(stage: Stage) -> Iterator[Scene]:
    """Let off the one meeting that the branch committee did not hold, in the month of the Spring Festival."""
    month_now = stage.days.today.month
    ahead = -((month_now - FEBRUARY) % MONTHS)
    yield Scene(at(stage.days.in_month(ahead, 20), "11:00"), partial(_waive, stage))


def _day_after(stage: Stage, sitting: Sitting, clock: str) -> datetime:
    return at(stage.days.workdays_from(local_day(stage.days.moment(sitting.when, sitting.clock)), 1), clock)


def _resolved(stage: Stage, sitting: Sitting, item: str) -> tuple[Resolution, str]:
    """Find a resolution and how papers call it."""
    resolution = Resolution.objects.get(pk=stage.kept[resolution_of(sitting, item)])
    return resolution, f"{resolution_number(resolution)} {resolution.title}"


def _apply(stage: Stage, member: Member, at: datetime) -> None:
    organisation = enter_organisation(stage, member, at)
    stage.forget_people()
    apply_for_membership(
        actor=stage.actor(member.leader, at),
        organisation_id=organisation.pk,
        on=local_day(at),
        reason="愿意遵守章程，参加联合会活动。",
        at=at,
    )


def _admit(stage: Stage, at: datetime) -> None:
    resolution, label = _resolved(stage, SPRING, ADMISSION)
    admit(
        actor=stage.actor(SECRETARY_GENERAL, at),
        membership_id=stage.membership(ADMITTED).pk,
        on=local_day(at),
        basis=label,
        resolution_id=resolution.pk,
        number="南联会051",
        at=at,
    )
    stage.forget_people()


def _refuse(stage: Stage, at: datetime) -> None:
    refuse(
        actor=stage.actor(SECRETARY_GENERAL, at),
        membership_id=stage.membership(REFUSED.name).pk,
        on=local_day(at),
        basis=turns.REFUSAL_BASIS,
        reason=turns.REFUSAL_REASON,
        at=at,
    )


def _suspend(stage: Stage, at: datetime) -> None:
    resolution, label = _resolved(stage, AUTUMN, SUSPENSION)
    suspend(
        actor=stage.actor(SECRETARY_GENERAL, at),
        membership_id=stage.membership(SUSPENDED).pk,
        on=local_day(at),
        basis=label,
        reason="连续两次未经报备举办活动。",
        resolution_id=resolution.pk,
        at=at,
    )
    stage.forget_people()


def _leave(stage: Stage, at: datetime) -> None:
    leave(
        actor=stage.actor(SECRETARY_GENERAL, at),
        membership_id=stage.membership(turns.LEFT).pk,
        on=local_day(at),
        reason=turns.LEAVE_REASON,
        basis="退会申请书（纸质）",
        at=at,
    )
    stage.forget_people()


def _draft_amendment(stage: Stage, at: datetime) -> None:
    actor = stage.actor(SECRETARY_GENERAL, at)
    charter = draft_amendment(actor=actor, at=at)
    clause = charter.clauses.get(code=turns.AMENDED_CLAUSE)
    edit_clause(
        actor=actor,
        clause_id=clause.pk,
        edition=charter.edition,
        words={"text_zh": turns.AMENDED_TEXT_ZH, "text_en": turns.AMENDED_TEXT_EN},
        params={**clause.params, turns.AMENDED_PARAM: turns.AMENDED_TO},
        at=at,
    )
    stage.kept["amendment"] = charter.pk


def _adopt_amendment(stage: Stage, at: datetime) -> None:
    resolution, label = _resolved(stage, ASSEMBLY, AMENDMENT)
    adopt_charter(
        actor=stage.actor(SECRETARY_GENERAL, at),
        charter_id=stage.kept["amendment"],
        starts_on=_next_month(resolution.adopted_on),
        adopted_on=resolution.adopted_on,
        resolution_label=label,
        resolution_id=resolution.pk,
        at=at,
    )


def _hand_charter_in(stage: Stage, at: datetime) -> None:
    note_filing(
        actor=stage.actor(SECRETARY_GENERAL, at),
        charter_id=stage.kept["amendment"],
        to="supervisor",
        filed_on=local_day(at),
        receipt=turns.CHARTER_RECEIPT,
        at=at,
    )


def _elect_supervisor(stage: Stage, at: datetime) -> None:
    resolution, label = _resolved(stage, ASSEMBLY, SUPERVISOR_ELECTION)
    elect_term(
        actor=stage.actor(SECRETARY_GENERAL, at),
        office_id=stage.office("supervisors", "supervisor").pk,
        person_id=stage.person(NEW_SUPERVISOR).pk,
        starts_on=resolution.adopted_on + timedelta(days=1),
        resolution=label,
        resolution_id=resolution.pk,
        at=at,
    )
    stage.forget_people()


def _waive(stage: Stage, at: datetime) -> None:
    month = calendar_period(CalendarKind.MONTH, local_day(at))
    duty = next(
        verdict
        for verdict in board_of(on=local_day(at)).verdicts
        if verdict.clause.topic == turns.WAIVED_TOPIC
        and verdict.period.starts_on == month.starts_on
        and verdict.status is not Status.MET
    )
    waive_obligation(
        actor=stage.actor(PRESIDENT, at),
        clause_code=duty.clause.code,
        subject=duty.subject,
        starts_on=duty.period.starts_on,
        ends_on=duty.period.ends_on or month.starts_on,
        reason=turns.WAIVER_REASON,
        at=at,
    )
