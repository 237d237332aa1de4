"""This will fill a street with voices and matters, put in by bulk, and show the same rows bare."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice
from uuid import UUID

from django.db.models import F
from django.template import Context, Engine

from benchmarks._words import remark
from gongzhi.kernel.workdays import china, within_workdays_after
from gongzhi.matters.models import Matter, Voice
from gongzhi.matters.rules.flow import OPEN
from gongzhi.participation.models import Channel
from gongzhi.people.models import Person

AT_ONCE = 5_000
VOICES_EACH = 4
OPEN_EVERY = 20
"""One matter in twenty is not answered yet: 2,500 of 50,000, more than a sub-district has at once."""
ROWS = 100
LIST = Engine().from_string(
    "<!doctype html><title>{{ count }}</title>"
    "<table>{% for row in rows %}<tr>{% for cell in row %}<td>{{ cell }}</td>{% endfor %}</tr>{% endfor %}</table>"
)


@dataclass(frozen=True, slots=True)
class Filled:
    """How much there is, and the matter with the most voices."""

    matters: int
    voices: int
    busiest: UUID


def fill(*, voices: int, owners: list[Person], at: datetime) -> Filled:
    """Create matters with four voices each, of the last two years; a few are open, few of those overdue."""
    dice = random.Random(3)
    count = voices // VOICES_EACH
    rows = [_matter(number, owners, at, dice) for number in range(count)]
    Matter.objects.bulk_create(rows, batch_size=AT_ONCE)
    spoken = _voices(rows, at, dice)
    while some := list(islice(spoken, AT_ONCE)):
        Voice.objects.bulk_create(some)
    busiest = next(row for row in rows if row.state in OPEN)
    closed = [row.pk for row in rows if row.state == "closed"][:10]
    Voice.objects.filter(matter__in=closed).update(matter=busiest)
    return Filled(count, voices, busiest.pk)


def _matter(number: int, owners: list[Person], at: datetime, dice: random.Random) -> Matter:
    is_open = number % OPEN_EVERY == 0
    days = dice.randrange(12) if is_open else dice.randrange(30, 700)
    received = at - timedelta(days=days)
    on = received.date()
    state = dice.choice(("received", "working", "working", "asked", "escalated")) if is_open else "closed"
    stands_still = state in {"asked", "escalated"}
    return Matter(
        year=on.year,
        serial=number + 1,
        number=f"{on.year}-{number + 1:05d}",
        title=remark(dice)[:40],
        category=dice.choice(Matter.Category.values),
        place=f"{dice.randrange(1, 40)}号楼",
        sensitivity="private" if number % 50 == 1 else "internal",
        state=state,
        owner=None if state == "received" else dice.choice(owners),
        received_on=on,
        clock_from=on,
        due_on=None if stands_still or not is_open else within_workdays_after(on, 5, china()).on,
        accepted_at=None if state == "received" else received,
        answered_at=None if is_open else received + timedelta(days=4),
        closed_at=None if is_open else received + timedelta(days=20),
        moved_at=received,
    )


def _voices(matters: list[Matter], at: datetime, dice: random.Random) -> Iterator[Voice]:
    number = 0
    for matter in matters:
        for _each in range(VOICES_EACH):
            number += 1
            yield Voice(
                matter=matter,
                words=remark(dice),
                channel=dice.choice(Channel.values),
                asker="resident",
                said_on=matter.received_on,
                taken_at=at - (at.date() - matter.received_on),
                standing="waiting" if matter.closed_at is None else "no_word",
                standing_on=matter.received_on,
                code_hash=f"{number:064x}",
            )


def bare_list(on: date) -> str:
    """List the first hundred open matters with a plain query and a minimal template, nothing around them."""
    found = Matter.objects.filter(state__in=OPEN).select_related("owner")
    rows = [
        (one.number, one.title, one.get_state_display(), one.place, one.due_on, one.owner and one.owner.name, on)
        for one in found.order_by(F("due_on").asc(nulls_last=True), "pk")[:ROWS]
    ]
    return LIST.render(Context({"rows": rows, "count": found.count()}))
