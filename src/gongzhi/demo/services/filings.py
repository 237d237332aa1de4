"""This will tell filings: how they are handed in, reviewed, held and reported on, and what nobody filed."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, timedelta
from functools import partial

from gongzhi.common.clock import local_day
from gongzhi.common.permissions import Actor
from gongzhi.demo.services.days import at
from gongzhi.demo.services.stage import Scene, Stage
from gongzhi.demo.story.activities import Activity, Figures, Step, Unfiled
from gongzhi.filings import services
from gongzhi.filings.rules.contents import SafetyItem
from gongzhi.filings.services import Content, Outcome, Sighting

CENTS = 100
HANDED_IN, ANSWERED, TOLD_LATER, NOTED = "10:20", "15:00", "16:30", "9:40"
PER_STEP = timedelta(minutes=10)
AFTERWARDS = frozenset({"held", "report"})

Act = Callable[[Stage, Activity, Step, Actor, datetime], object]


def filing_scenes(stage: Stage, activities: Sequence[Activity]) -> Iterator[Scene]:
    """Tell filings from the draft to the report."""
    for activity in activities:
        starts_at = stage.days.moment(activity.when, activity.clock)
        day = stage.days.workdays_from(local_day(starts_at), -activity.lead) if activity.lead else _yesterday(stage)
        yield Scene(at(day, HANDED_IN) - PER_STEP, partial(_draft, stage, activity, starts_at))
        if activity.lead is None:
            continue
        yield Scene(at(day, HANDED_IN), partial(_submit, stage, activity))
        for place, step in enumerate(activity.steps):
            yield Scene(_moment(stage, day, starts_at, step) + place * PER_STEP, partial(_do, stage, activity, step))


def unfiled_scenes(stage: Stage, sightings: Sequence[Unfiled]) -> Iterator[Scene]:
    """Tell activities that nobody filed, and what their organisations say to it."""
    for unfiled in sightings:
        held_on = local_day(stage.days.moment(unfiled.when, NOTED))
        noted_on = stage.days.workdays_from(held_on, unfiled.noted_after)
        yield Scene(at(noted_on, NOTED), partial(_note, stage, unfiled))
        if unfiled.answer:
            answered_on = stage.days.workdays_from(noted_on, unfiled.answered_after)
            yield Scene(at(answered_on, ANSWERED), partial(_answer, stage, unfiled))


def _yesterday(stage: Stage) -> date:
    return stage.days.workdays_from(stage.days.today, -1)


def _moment(stage: Stage, day: date, starts_at: datetime, step: Step) -> datetime:
    """Find when a step is done: workdays after the filing, or days after the activity."""
    if step.verb in AFTERWARDS:
        return at(local_day(starts_at) + timedelta(days=step.after), TOLD_LATER)
    return at(stage.days.workdays_from(day, step.after), ANSWERED)


def _draft(stage: Stage, activity: Activity, starts_at: datetime, at: datetime) -> None:
    leader = stage.leader(activity.organisation)
    content = Content(
        title=activity.title,
        kind=activity.kind,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=activity.hours),
        place=activity.place,
        story=activity.story,
        people=activity.people,
        leader_name=leader.name,
        leader_phone=activity.phone,
        funds={kind: yuan * CENTS for kind, yuan in activity.funds},
        safety=tuple(SafetyItem) if activity.is_ready else (),
        **dict.fromkeys(activity.marks, True),
    )
    filing = services.draft_filing(
        actor=stage.actor_of(leader, at),
        organisation_id=stage.organisation(activity.organisation).pk,
        content=content,
        at=at,
    )
    stage.kept[activity.title] = filing.pk
    for kind, name, text in activity.papers:
        actor = stage.actor_of(leader, at)
        services.attach_paper(actor=actor, filing_id=filing.pk, name=name, content=text.encode(), kind=kind, at=at)


def _submit(stage: Stage, activity: Activity, at: datetime) -> None:
    actor = stage.actor_of(stage.leader(activity.organisation), at)
    services.submit_filing(actor=actor, filing_id=stage.kept[activity.title], at=at)


def _do(stage: Stage, activity: Activity, step: Step, at: datetime) -> None:
    actor = stage.actor(step.who, at) if step.who else stage.actor_of(stage.leader(activity.organisation), at)
    ACTS[step.verb](stage, activity, step, actor, at)


def _plain(deed: Callable[..., object]) -> Act:
    """Make an act of a deed that needs nothing but a note."""

    def act(stage: Stage, activity: Activity, step: Step, actor: Actor, at: datetime) -> None:
        deed(actor=actor, filing_id=stage.kept[activity.title], note=step.note, at=at)

    return act


def _urge(stage: Stage, activity: Activity, step: Step, actor: Actor, at: datetime) -> None:
    services.urge_filing(actor=actor, filing_id=stage.kept[activity.title], at=at)


def _hand_over(stage: Stage, activity: Activity, step: Step, actor: Actor, at: datetime) -> None:
    to = stage.person(step.to[0]).pk
    services.hand_over(actor=actor, filing_id=stage.kept[activity.title], to_person_id=to, note=step.note, at=at)


def _add_reviewers(stage: Stage, activity: Activity, step: Step, actor: Actor, at: datetime) -> None:
    services.add_reviewers(
        actor=actor,
        filing_id=stage.kept[activity.title],
        person_ids=[stage.person(name).pk for name in step.to],
        note=step.note,
        at=at,
    )


def _note_permit(stage: Stage, activity: Activity, step: Step, actor: Actor, at: datetime) -> None:
    """Note that the police were asked; with a number also that they answered, on that day."""
    asked = next(each for each in activity.steps if each.verb == "note_permit")
    starts_at = stage.days.moment(activity.when, activity.clock)
    filed_on = stage.days.workdays_from(local_day(starts_at), -(activity.lead or 0))
    services.note_permit(
        actor=actor,
        filing_id=stage.kept[activity.title],
        applied_on=stage.days.workdays_from(filed_on, asked.after),
        answered_on=local_day(at) if step.note else None,
        number=step.note,
        at=at,
    )


def _held(stage: Stage, activity: Activity, step: Step, actor: Actor, at: datetime) -> None:
    held_on = local_day(stage.days.moment(activity.when, activity.clock))
    services.record_held(actor=actor, filing_id=stage.kept[activity.title], held_on=held_on, at=at)


def _report(stage: Stage, activity: Activity, step: Step, actor: Actor, at: datetime) -> None:
    figures = activity.figures or Figures(activity.people, 0, activity.story)
    outcome = Outcome(
        held_on=local_day(stage.days.moment(activity.when, activity.clock)),
        people=figures.people,
        spent_cents=figures.yuan * CENTS,
        story=figures.story,
        trouble=figures.trouble,
    )
    services.report_filing(actor=actor, filing_id=stage.kept[activity.title], outcome=outcome, at=at)


ACTS: dict[str, Act] = {
    "approve": _plain(services.approve),
    "refuse": _plain(services.refuse),
    "return": _plain(services.return_for_correction),
    "resubmit": _plain(services.resubmit_filing),
    "withdraw": _plain(services.withdraw_filing),
    "not_held": _plain(services.record_not_held),
    "urge": _urge,
    "hand_over": _hand_over,
    "add_reviewers": _add_reviewers,
    "note_permit": _note_permit,
    "held": _held,
    "report": _report,
}


def _note(stage: Stage, unfiled: Unfiled, at: datetime) -> None:
    sighting = Sighting(
        title=unfiled.title,
        held_on=local_day(stage.days.moment(unfiled.when, NOTED)),
        seen=unfiled.seen,
        people=unfiled.people,
        place=unfiled.place,
        **dict.fromkeys(unfiled.marks, True),
    )
    activity = services.note_unfiled_activity(
        actor=stage.actor(unfiled.who, at),
        organisation_id=stage.organisation(unfiled.organisation).pk,
        sighting=sighting,
        at=at,
    )
    stage.kept[unfiled.title] = activity.pk


def _answer(stage: Stage, unfiled: Unfiled, at: datetime) -> None:
    leader = stage.actor_of(stage.leader(unfiled.organisation), at)
    services.answer_unfiled(actor=leader, activity_id=stage.kept[unfiled.title], answer=unfiled.answer, at=at)
