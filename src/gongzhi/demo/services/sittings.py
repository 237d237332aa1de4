"""This will tell who comes to a meeting, who stays away, and how they vote."""

from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from gongzhi.demo.services.stage import Stage
from gongzhi.demo.story.sittings import Item, Sitting
from gongzhi.meetings.models import Meeting
from gongzhi.meetings.rules.flow import Choice, Method
from gongzhi.meetings.selectors.roll import Roll, Seat, roll_of
from gongzhi.meetings.services import (
    Counts,
    cast_vote,
    close_vote,
    excuse,
    lodge_proxy,
    open_vote,
    record_open_vote,
    sign_in_by_code,
    sign_in_by_number,
)
from gongzhi.people.models import Person

BETWEEN_ARRIVALS, BETWEEN_VOTES = timedelta(seconds=12), timedelta(seconds=6)
COUNTED, CLOSED = timedelta(minutes=4), timedelta(minutes=5)
EXCUSED = 2
"""How many of those who stay away say so."""
EXCUSES = ("外出培训", "家中有事")
# Any two numbers that mix the seats well: who comes is the same in every telling, and not always the first.
STRIDE, RING = 37, 101


def send_regrets(stage: Stage, sitting: Sitting, at: datetime) -> None:
    """Lodge the proxies of those who stay away, and excuse some others."""
    meeting = _meeting(stage, sitting)
    present, absent = who_comes(roll_of(meeting), meeting.chair_id, sitting)
    actor = stage.actor(sitting.recorder, at)
    for principal, holder in zip(absent[: sitting.proxies], present, strict=False):
        lodge_proxy(
            actor=actor, meeting_id=meeting.pk, principal_id=principal.person_id, holder_id=holder.person_id, at=at
        )
    rest = absent[sitting.proxies :][:EXCUSED]
    for seat, reason in zip(rest, EXCUSES, strict=False):
        excuse(actor=actor, meeting_id=meeting.pk, person_id=seat.person_id, reason=reason, at=at)


def arrive(stage: Stage, sitting: Sitting, at: datetime) -> None:
    """Sign in those who come, by code who has an account, at the desk the others; who sits in comes too."""
    meeting = _meeting(stage, sitting)
    roll = roll_of(meeting)
    present, _absent = who_comes(roll, meeting.chair_id, sitting)
    coming = sorted([*present, *roll.attending], key=lambda seat: seat.number or 0)
    accounts = _with_account(coming)
    for place, seat in enumerate(coming):
        sign_in = _sign_in_oneself if seat.person_id in accounts else _sign_in_at_desk
        stage.then(at + place * BETWEEN_ARRIVALS, partial(sign_in, stage, sitting, meeting, seat))


def put_to_vote(stage: Stage, sitting: Sitting, item: Item, item_id: UUID, at: datetime) -> None:
    """Vote on a motion: by name, or by what two tellers count."""
    assert item.votes is not None  # noqa: S101 -- the caller looks
    open_vote(actor=stage.actor(sitting.chair, at), item_id=item_id, method=Method(item.method), at=at)
    meeting = _meeting(stage, sitting)
    there = [seat for seat in roll_of(meeting).entitled if seat.is_there]
    if item.method == Method.ROLL_CALL:
        _call_roll(stage, sitting, item_id, list(zip(there, _choices(item.votes), strict=True)), at)
    else:
        votes_for, against, abstain = item.votes
        counts = Counts(votes_for=votes_for, against=against, abstain=abstain)
        stage.then(at + COUNTED, partial(_count, stage, sitting, item_id, tellers=there[-2:], counts=counts))
    stage.then(at + CLOSED, partial(_close, stage, sitting, item_id))


def who_comes(roll: Roll, chair: UUID | None, sitting: Sitting) -> tuple[list[Seat], list[Seat]]:
    """Part the entitled into those who come and those who do not; the chair comes."""
    mixed = sorted(
        roll.entitled,
        key=lambda seat: (seat.person_id != chair, (seat.number or 0) * STRIDE % RING),
    )
    count = len(mixed) if sitting.present is None else sitting.present
    return mixed[:count], mixed[count:]


def _sign_in_oneself(stage: Stage, _sitting: Sitting, meeting: Meeting, seat: Seat, at: datetime) -> None:
    actor = stage.actor(seat.invitee.name, at)
    sign_in_by_code(actor=actor, meeting_id=meeting.pk, code=meeting.code, at=at)


def _sign_in_at_desk(stage: Stage, sitting: Sitting, meeting: Meeting, seat: Seat, at: datetime) -> None:
    actor = stage.actor(sitting.recorder, at)
    sign_in_by_number(actor=actor, meeting_id=meeting.pk, number=seat.number or 0, at=at)


def _call_roll(stage: Stage, sitting: Sitting, item_id: UUID, said: list[tuple[Seat, Choice]], at: datetime) -> None:
    """Let each vote who has an account; for the others the recorder enters what they say."""
    accounts = _with_account([seat for seat, _choice in said])
    for place, (seat, choice) in enumerate(said, start=1):
        caller = seat.invitee.name if seat.person_id in accounts else sitting.recorder
        stage.then(at + place * BETWEEN_VOTES, partial(_cast, stage, item_id, caller=caller, seat=seat, choice=choice))


def _cast(stage: Stage, item_id: UUID, at: datetime, *, caller: str, seat: Seat, choice: Choice) -> None:
    cast_vote(actor=stage.actor(caller, at), item_id=item_id, choice=choice, person_id=seat.person_id, at=at)


def _count(stage: Stage, sitting: Sitting, item_id: UUID, at: datetime, *, tellers: list[Seat], counts: Counts) -> None:
    first, second = tellers
    record_open_vote(
        actor=stage.actor(sitting.recorder, at),
        item_id=item_id,
        first_teller_id=first.person_id,
        second_teller_id=second.person_id,
        counts=counts,
        at=at,
    )


def _close(stage: Stage, sitting: Sitting, item_id: UUID, at: datetime) -> None:
    close_vote(actor=stage.actor(sitting.chair, at), item_id=item_id, at=at)


def _choices(votes: tuple[int, int, int]) -> list[Choice]:
    votes_for, against, abstain = votes
    return [*[Choice.FOR] * votes_for, *[Choice.ABSTAIN] * abstain, *[Choice.AGAINST] * against]


def _with_account(seats: list[Seat]) -> frozenset[UUID]:
    people = Person.objects.filter(pk__in=[seat.person_id for seat in seats], account__isnull=False)
    return frozenset(people.values_list("pk", flat=True))


def _meeting(stage: Stage, sitting: Sitting) -> Meeting:
    return Meeting.objects.select_related("body").get(pk=stage.kept[sitting.key])
