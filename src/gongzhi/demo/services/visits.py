"""This will tell visits: the plan of each year, who was visited, what they said, and what became of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from itertools import count, cycle, islice

from gongzhi.common.clock import local_day
from gongzhi.demo.services.days import MONTHS_TOLD, at
from gongzhi.demo.services.stage import Scene, Stage
from gongzhi.demo.story import visits as story
from gongzhi.demo.story.people import CADRE, OFFICE_CLERK, SECRETARY_GENERAL
from gongzhi.matters import services as matters
from gongzhi.matters.models import Matter
from gongzhi.visits import services
from gongzhi.visits.models import Target, Visit
from gongzhi.visits.rules import Circumstances, Result, Saying, Topic, VisitKind, Whom

MORNING, EVENING = "9:40", "16:20"
PLANNED, GIVEN = "14:10", "14:30"
SINCE_TOLD, STEP_DAYS = MONTHS_TOLD - 1, 3
ACCEPTED, ANSWERED = timedelta(hours=2), 3
DUE_DAYS = 12


@dataclass(frozen=True, slots=True)
class _Going:
    """Who goes to which kind of people, and what comes of it."""

    kind: VisitKind
    cadre: str
    result: Result
    place: int


def visit_scenes(stage: Stage) -> Iterator[Scene]:
    """Tell the plans, about seven visits a month, and what is to be visited next."""
    first = stage.days.in_month(-SINCE_TOLD, 4)
    years = range(first.year, stage.days.today.year + 1)
    for year in years:
        day = max(first, stage.days.workday_from(date(year, 1, 4)))
        yield Scene(at(day, PLANNED), partial(_plan, stage, year))
        yield Scene(at(day, GIVEN), partial(_take_over, stage, year))
    turns = zip(_days(stage), cycle(story.TURNS), cycle(story.CADRES), cycle(story.RESULTS), count())
    for day, kind, cadre, result, place in turns:
        going = _Going(VisitKind(kind), cadre, Result(result), place)
        yield Scene(at(day, MORNING), partial(_visit, stage, going))
        evening = at(stage.days.workdays_from(day, ANSWERED), EVENING)
        yield Scene(evening - ACCEPTED, partial(_accept_what_was_said, stage, place))
        yield Scene(evening, partial(_answer_what_was_said, stage, place))
    yield Scene(at(stage.days.workdays_from(stage.days.today, -1), GIVEN), partial(_give, stage))


def _days(stage: Stage) -> Iterator[date]:
    """List the days on which somebody went, every third workday or so, up to the day before the telling."""
    for ahead in range(-SINCE_TOLD, 1):
        for nth in range(story.PER_MONTH):
            day = stage.days.in_month(ahead, 6 + nth * STEP_DAYS)
            if day < stage.days.today:
                yield day


def _plan(stage: Stage, year: int, at: datetime) -> None:
    services.make_plan(
        actor=stage.actor(SECRETARY_GENERAL, at),
        year=year,
        version=0,
        per_quarter={VisitKind(kind): number for kind, number in story.PER_QUARTER.items()},
        hot_topics=story.HOT_TOPICS,
        at=at,
    )


def _take_over(stage: Stage, year: int, at: datetime) -> None:
    services.take_over_register(actor=stage.actor(SECRETARY_GENERAL, at), year=year, at=at)


def _give(stage: Stage, at: datetime) -> None:
    """Ask the cadre of the demo to visit some of the list soon."""
    kinds = ("hook_up", "enterprise", "notable")
    targets = [
        pk for kind in kinds for pk in Target.objects.filter(kind=kind).order_by("pk").values_list("pk", flat=True)[:2]
    ]
    services.give_targets(
        actor=stage.actor(SECRETARY_GENERAL, at),
        target_ids=targets,
        person_id=stage.person(CADRE).pk,
        due_on=local_day(at) + timedelta(days=DUE_DAYS),
        at=at,
    )


def _visit(stage: Stage, going: _Going, at: datetime) -> None:
    kind, place = going.kind, going.place
    label, community, group = _who(kind, place)
    community_id = stage.community(community).pk if community else None
    visit = services.record_visit(
        actor=stage.actor(going.cadre, at),
        whom=Whom(kind=kind, label=label) if label else _from_the_list(kind, place),
        how=Circumstances(on=local_day(at), result=going.result, community_id=community_id, group=group),
        sayings=_sayings(kind, place) if going.result is Result.MET else (),
        at=at,
    )
    stage.kept[f"visit {place}"] = visit.pk


def _who(kind: VisitKind, place: int) -> tuple[str, str, str]:
    """Name a household or a deputy in words, with community and group; nothing where the register knows them."""
    if kind is VisitKind.HOUSEHOLD:
        label, community = story.HOUSEHOLDS[place % len(story.HOUSEHOLDS)]
        return label, community, story.GROUPS[place % len(story.GROUPS)]
    if kind in story.DEPUTIES:
        return story.DEPUTIES[kind][place % 2], "", ""
    return "", "", ""


def _from_the_list(kind: VisitKind, place: int) -> Whom:
    targets = Target.objects.filter(kind=kind).order_by("pk")
    target = targets[place % targets.count()]
    return Whom(kind=kind, organisation_id=target.organisation_id, person_id=target.person_id, label=target.label)


def _sayings(kind: VisitKind, place: int) -> tuple[Saying, ...]:
    remark = next(islice(cycle(story.REMARKS[kind]), place % 7, None))
    return (Saying(Topic(remark.topic), remark.words, keep_only=bool(place % story.TO_KEEP)),)


def _said(stage: Stage, place: int) -> tuple[Matter, str] | None:
    """Find the matter that a visit led to, with what it is about; nothing where nobody wanted an answer."""
    visit = Visit.objects.get(pk=stage.kept[f"visit {place}"])
    remark = visit.remarks.filter(voice_id__isnull=False).first()
    return None if remark is None else (Matter.objects.get(voices=remark.voice_id), remark.topic)


def _accept_what_was_said(stage: Stage, place: int, at: datetime) -> None:
    said = _said(stage, place)
    if said is None:
        return
    matters.accept_matter(
        actor=stage.actor(OFFICE_CLERK, at),
        matter_id=said[0].pk,
        title=said[0].title,
        category="other",
        owner_id=stage.person(OFFICE_CLERK).pk,
        at=at,
    )


def _answer_what_was_said(stage: Stage, place: int, at: datetime) -> None:
    """Answer what was said on a visit; what was said lately still waits."""
    said = _said(stage, place)
    if said is None:
        return
    matter, topic = said
    clerk = stage.actor(OFFICE_CLERK, at)
    matters.answer(actor=clerk, matter_id=matter.pk, text=story.ANSWERS[topic], result="solved", at=at)
