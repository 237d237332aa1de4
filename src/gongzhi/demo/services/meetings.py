"""This will tell meetings: how they are called, held, written down, and what is resolved in them."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from gongzhi.common.clock import local_day
from gongzhi.demo.services.days import at
from gongzhi.demo.services.sittings import arrive, put_to_vote, send_regrets
from gongzhi.demo.services.stage import Scene, Stage
from gongzhi.demo.story.sittings import Item, Sitting
from gongzhi.meetings.models import Meeting
from gongzhi.meetings.services import (
    NewItem,
    NewPaper,
    adopt_resolution,
    close_session,
    compile_minutes,
    complete_resolution,
    countersign_minutes,
    draft_meeting,
    hear_item,
    open_session,
    send_notice,
    withdraw_motion,
)

BEFORE_START, FIRST_ITEM, PER_ITEM = timedelta(minutes=20), timedelta(minutes=10), timedelta(minutes=30)
ONE_DAY = timedelta(days=1)
DELIBERATED = "审议"
"""A motion is to deliberate on something; its resolution is called by what was deliberated on."""


def meeting_scenes(stage: Stage, sittings: Sequence[Sitting]) -> Iterator[Scene]:
    """Tell meetings from the draft to the signed minutes."""
    for sitting in sittings:
        starts_at = stage.days.moment(sitting.when, sitting.clock)
        yield from _called(stage, sitting, starts_at)
        if sitting.sent:
            yield from _held(stage, sitting, starts_at)
            yield from _written(stage, sitting, starts_at)


def resolution_of(sitting: Sitting, item: str) -> str:
    """Name the word by which a stage keeps the resolution on an item."""
    return f"{sitting.key}:{item}"


def _called(stage: Stage, sitting: Sitting, starts_at: datetime) -> Iterator[Scene]:
    day = stage.days.workdays_from(local_day(starts_at), -sitting.lead)
    yield Scene(at(day, "9:10"), partial(_draft, stage, sitting, starts_at))
    if sitting.sent:
        yield Scene(at(day, "9:30"), partial(_send, stage, sitting))


def _held(stage: Stage, sitting: Sitting, starts_at: datetime) -> Iterator[Scene]:
    if sitting.present is not None:
        yield Scene(at(local_day(starts_at) - ONE_DAY, "16:00"), partial(send_regrets, stage, sitting))
    yield Scene(starts_at - BEFORE_START, partial(arrive, stage, sitting))
    yield Scene(starts_at, partial(_open, stage, sitting))
    for position, item in enumerate(sitting.items):
        yield Scene(starts_at + FIRST_ITEM + position * PER_ITEM, partial(_take_up, stage, sitting, position, item))
    ends_at = starts_at + FIRST_ITEM + len(sitting.items) * PER_ITEM + timedelta(minutes=sitting.minutes_after_items)
    yield Scene(ends_at, partial(_close, stage, sitting))


def _written(stage: Stage, sitting: Sitting, starts_at: datetime) -> Iterator[Scene]:
    day = local_day(starts_at)
    after = stage.days.workdays_from(day, 1)
    if sitting.minutes != "none":
        yield Scene(at(after, "10:00"), partial(_compile, stage, sitting))
    if sitting.minutes == "signed":
        yield Scene(at(after, "10:20"), partial(_sign, stage, sitting, sitting.recorder))
        yield Scene(at(after, "16:00"), partial(_sign, stage, sitting, sitting.chair))
    for position, item in enumerate(sitting.items):
        if item.resolution:
            yield Scene(at(after, "11:00"), partial(_resolve, stage, sitting, position, item))
        if item.done:
            done_on = stage.days.workday_from(day + timedelta(days=item.done_days))
            yield Scene(at(done_on, "15:30"), partial(_carry_out, stage, sitting, item))


def _draft(stage: Stage, sitting: Sitting, starts_at: datetime, at: datetime) -> None:
    meeting = draft_meeting(
        actor=stage.actor(sitting.caller, at),
        body_id=stage.body(sitting.body).pk,
        starts_at=starts_at,
        place=sitting.place,
        items=[_new(item) for item in sitting.items],
        papers=[NewPaper(name=name, content=text.encode()) for name, text in sitting.papers],
        title=sitting.title,
        message=sitting.message,
        kinds=sitting.kinds,
        chair_id=stage.person(sitting.chair).pk,
        recorder_id=stage.person(sitting.recorder).pk,
        at=at,
    )
    stage.kept[sitting.key] = meeting.pk


def _new(item: Item) -> NewItem:
    return NewItem(title=item.title, decision=item.decision, text=item.text, proposer=item.proposer)


def _send(stage: Stage, sitting: Sitting, at: datetime) -> None:
    send_notice(
        actor=stage.actor(sitting.caller, at),
        meeting_id=stage.kept[sitting.key],
        as_short_notice=sitting.is_short,
        at=at,
    )


def _open(stage: Stage, sitting: Sitting, at: datetime) -> None:
    open_session(
        actor=stage.actor(sitting.chair, at),
        meeting_id=stage.kept[sitting.key],
        chair_id=stage.person(sitting.chair).pk,
        recorder_id=stage.person(sitting.recorder).pk,
        at=at,
    )


def _take_up(stage: Stage, sitting: Sitting, position: int, item: Item, at: datetime) -> None:
    """Hear an item, vote on it, or withdraw it; a motion that waits stays as it is."""
    chair, item_id = stage.actor(sitting.chair, at), _item_id(stage, sitting, position)
    if item.votes is not None:
        put_to_vote(stage, sitting, item, item_id, at)
    elif item.withdrawn:
        withdraw_motion(actor=chair, item_id=item_id, reason=item.withdrawn, at=at)
    elif not item.decision:
        hear_item(actor=chair, item_id=item_id, at=at)


def _close(stage: Stage, sitting: Sitting, at: datetime) -> None:
    close_session(actor=stage.actor(sitting.chair, at), meeting_id=stage.kept[sitting.key], at=at)


def _compile(stage: Stage, sitting: Sitting, at: datetime) -> None:
    compile_minutes(actor=stage.actor(sitting.recorder, at), meeting_id=stage.kept[sitting.key], at=at)


def _sign(stage: Stage, sitting: Sitting, name: str, at: datetime) -> None:
    countersign_minutes(actor=stage.actor(name, at), meeting_id=stage.kept[sitting.key], version=1, at=at)


def _resolve(stage: Stage, sitting: Sitting, position: int, item: Item, at: datetime) -> None:
    resolution = adopt_resolution(
        actor=stage.actor(sitting.chair, at),
        item_id=_item_id(stage, sitting, position),
        title=item.title.removeprefix(DELIBERATED),
        text=item.resolution,
        owner_id=stage.person(item.owner).pk,
        review_on=local_day(at) + timedelta(days=item.review_days),
        at=at,
    )
    stage.kept[resolution_of(sitting, item.title)] = resolution.pk


def _carry_out(stage: Stage, sitting: Sitting, item: Item, at: datetime) -> None:
    complete_resolution(
        actor=stage.actor(item.owner, at),
        resolution_id=stage.kept[resolution_of(sitting, item.title)],
        result=item.done,
        at=at,
    )


def _item_id(stage: Stage, sitting: Sitting, position: int) -> UUID:
    meeting = Meeting.objects.get(pk=stage.kept[sitting.key])
    return meeting.items.order_by("position").values_list("pk", flat=True)[position]
