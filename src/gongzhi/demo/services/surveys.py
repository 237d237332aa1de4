"""This will tell surveys: designed from a template, asked, answered on phones and on paper, and closed."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import partial
from random import Random

from gongzhi.common.clock import local_day
from gongzhi.demo.services.days import at
from gongzhi.demo.services.stage import Scene, Stage
from gongzhi.demo.story.people import OFFICE_CLERK
from gongzhi.demo.story.surveys import ASKED, LIMITS, MORE, Asked
from gongzhi.surveys import services
from gongzhi.surveys.rules.questions import Kind, Question
from gongzhi.surveys.rules.shipped import Template, template

LEAD = timedelta(days=5)
ANSWERED, CLOSED = "12:00", "17:00"
GROUPS = ("elder", "elder", "elder", "middle", "middle", "young")
NO_CELL = 1 / 8
"""How many say neither where they live nor how old they are."""
MANY = 3
SEED = 330402


def survey_scenes(stage: Stage) -> Iterator[Scene]:
    """Tell every round, an answer at a time, spread over its days."""
    for asked in ASKED:
        opens_on = local_day(stage.days.moment(asked.when, ANSWERED))
        closes_on = opens_on + timedelta(days=asked.days)
        prepared = at(min(opens_on - LEAD, stage.days.workdays_from(stage.days.today, -1)), "10:00")
        yield Scene(prepared, partial(_plan, stage, asked, opens_on, closes_on))
        if asked.planned:
            continue
        yield Scene(at(opens_on, "9:00"), partial(_open, stage, asked))
        last = min(closes_on, stage.days.today)
        lot = Random(f"{SEED}{asked.template}")  # noqa: S311 -- no secret
        for place in range(asked.answers):
            day = opens_on + timedelta(days=lot.randrange((last - opens_on).days + 1))
            yield Scene(at(day, ANSWERED), partial(_answer, stage, asked, place))
        if closes_on < stage.days.today:
            yield Scene(at(closes_on, CLOSED), partial(_close, stage, asked))


def _plan(stage: Stage, asked: Asked, opens_on: date, closes_on: date, at: datetime) -> None:
    actor = stage.actor(OFFICE_CLERK, at)
    shipped = _shipped(asked)
    survey = services.create_survey(
        actor=actor,
        title=asked.title,
        audience="residents" if asked.asks_cell else "members",
        purpose="了解大家的想法，作为工作计划的依据。",
        template=shipped.code,
        definition=shipped.raw,
        at=at,
    )
    plan = services.RoundPlan(
        title=asked.title,
        opens_on=opens_on,
        closes_on=closes_on,
        limits_note=LIMITS,
        thanks="谢谢您。结果会贴在社区公告栏，也能在网上看到。",
        asks_cell=asked.asks_cell,
    )
    version = survey.versions.get()
    asked_round = services.plan_round(actor=actor, version_id=version.pk, plan=plan, at=at)
    stage.kept[asked.template] = asked_round.pk


def _open(stage: Stage, asked: Asked, at: datetime) -> None:
    services.open_round(actor=stage.actor(OFFICE_CLERK, at), round_id=stage.kept[asked.template], at=at)


def _close(stage: Stage, asked: Asked, at: datetime) -> None:
    services.close_round(actor=stage.actor(OFFICE_CLERK, at), round_id=stage.kept[asked.template], at=at)


def _answer(stage: Stage, asked: Asked, place: int, at: datetime) -> None:
    lot = Random(f"{SEED}{asked.template}{place}")  # noqa: S311 -- no secret
    round_id, shipped = stage.kept[asked.template], _shipped(asked)
    questions = shipped.definition.questions
    answers = {question.code: said for question in questions if (said := _said(question, asked, place, lot))}
    cell, key = _cell(stage, asked, lot), f"demo-{place}"
    if place < asked.on_paper:
        services.enter_paper_response(
            actor=stage.actor(OFFICE_CLERK, at),
            round_id=round_id,
            answers=answers,
            channel="paper",
            answered_on=local_day(at),
            cell=cell,
            key=key,
            at=at,
        )
    else:
        channel = lot.choice(("qr", "qr", "web"))
        services.submit_response(round_id=round_id, answers=answers, channel=channel, cell=cell, key=key, at=at)


def _cell(stage: Stage, asked: Asked, lot: Random) -> services.Cell:
    """Draw a community and a group; some do not say."""
    if not asked.asks_cell or lot.random() < NO_CELL:
        return services.Cell()
    weights = [MORE.get(each.name, 1) for each in stage.communities]
    community = lot.choices(stage.communities, weights=weights)[0]
    return services.Cell(community_id=community.pk, group=lot.choice(GROUPS))


def _shipped(asked: Asked) -> Template:
    """Find what a round asks; it was read once, when the first was needed."""
    shipped = template(asked.template)
    assert shipped is not None, asked.template  # noqa: S101 -- the story names what ships
    return shipped


def _said(question: Question, asked: Asked, place: int, lot: Random) -> str | list[str]:
    """Draw an answer to one question; the first options are more liked than the last."""
    codes = [option.code for option in question.options]
    match question.kind:
        case Kind.SINGLE:
            return lot.choices(codes, weights=range(len(codes), 0, -1))[0]
        case Kind.MULTIPLE:
            most = int(question.maximum or MANY)
            chosen = lot.sample(codes, k=min(len(codes), lot.randint(1, most)))
            return [code for code in chosen if code != "none"] or chosen[:1]
        case Kind.RANKING:
            return lot.sample(codes, k=min(len(codes), int(question.maximum or len(codes))))
        case Kind.SCALE | Kind.NUMBER:
            low, high = int(question.minimum or 0), int(question.maximum or 10)
            return str(lot.randint(low, min(high, low + 40)))
        case Kind.TEXT:
            return asked.texts[place] if question.becomes_voice and place < len(asked.texts) else ""
