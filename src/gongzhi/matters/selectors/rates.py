"""
This will count how voices fared, each rate with its definition, and never of a person.

The house declares, the speaker confirms: both are counted, side by side, of the same voices.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery

from gongzhi.common.clock import start_of
from gongzhi.kernel.periods import Period
from gongzhi.kernel.statistics import LEAST_SHOWN, Interval, wilson, withhold
from gongzhi.kernel.text import gettext_noop as _
from gongzhi.matters.models import Answer, Reply, Voice
from gongzhi.participation.models import Channel

ORPHANED_AFTER = 90
"""Days after which a voice without any answer counts as orphaned. Source: product.md R19."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """
    One rate: ``numerator`` of ``denominator`` voices, what it means, and how sure it is.

    ``name``, ``definition``, ``counted`` and ``counted_of`` are msgids: the last two say in words what stands above
    and below the line. Where fewer than ten voices are counted, all numbers are ``None`` and ``is_withheld`` is true.
    """

    code: str
    name: str
    definition: str
    counted: str
    counted_of: str
    numerator: int | None
    denominator: int | None
    interval: Interval | None
    is_withheld: bool


@dataclass(frozen=True, slots=True)
class _Definition:
    """How a rate is counted: the names of two counts, and its words."""

    code: str
    name: str
    definition: str
    counted: str
    counted_of: str
    above: str
    below: str


DEFINITIONS = (
    _Definition(
        code="answered",
        name=_("Told an answer"),
        definition=_(
            "Of all voices received in the period, those to whom an answer was given: shown on their receipt, or "
            "brought in their own way. An answer that was only written does not count."
        ),
        counted=_("voices that were told an answer"),
        counted_of=_("voices received in the period"),
        above="told",
        below="all",
    ),
    _Definition(
        code="done",
        name=_("Declared solved by the office"),
        definition=_(
            "Of the voices that were told an answer, those where the newest answer they were told says that it is "
            "solved. The office says so."
        ),
        counted=_("voices that were told last: solved"),
        counted_of=_("voices that were told an answer"),
        above="declared",
        below="told",
    ),
    _Definition(
        code="confirmed",
        name=_("Confirmed by the speakers"),
        definition=_(
            "Of the voices that were told an answer, those whose speaker said that it helps. Silence is no yes: who "
            "said nothing is in the lower number only."
        ),
        counted=_("voices confirmed by their speaker"),
        counted_of=_("voices that were told an answer"),
        above="confirmed",
        below="told",
    ),
    _Definition(
        code="disputed",
        name=_("Disputed by the speakers"),
        definition=_("Of the voices that were told an answer, those whose speaker says today that it is not solved."),
        counted=_("voices disputed by their speaker"),
        counted_of=_("voices that were told an answer"),
        above="disputed",
        below="told",
    ),
    _Definition(
        code="orphaned",
        name=_("Without an answer after 90 days"),
        definition=_(
            "Of the voices received in the period that are older than ninety days, those that were told nothing so far."
        ),
        counted=_("voices without any answer"),
        counted_of=_("voices older than ninety days"),
        above="orphaned",
        below="old",
    ),
    _Definition(
        code="declared_confirmed",
        name=_("Declared solved and confirmed"),
        definition=_(
            "Of the voices where the newest answer they were told says that it is solved, those whose speaker confirms "
            "it: how far the office and the speakers agree."
        ),
        counted=_("of these, voices confirmed by their speaker"),
        counted_of=_("voices that were told last: solved"),
        above="agreed",
        below="declared",
    ),
)


def rates(*, period: Period, on: date, channel: str = "") -> list[Rate]:
    """
    Count the voices received in a period as they stand on a day, in the scope's federation; one query.

    ``channel`` keeps those that came through one channel; empty keeps all.
    """
    rows = _voices(period)
    if channel:
        rows = rows.filter(channel=channel)
    counts = rows.aggregate(**_counts(on))
    return [_rate(each, counts) for each in DEFINITIONS]


def channels_of(*, period: Period) -> list[tuple[str, int | None]]:
    """
    Count the voices of a period by channel, in the order of the channels, those without any left out; one query.

    ``None`` stands for a count that is not shown, also where it could be reckoned from the others.
    """
    found = dict(_received(period).values_list("channel").annotate(n=Count("pk")).order_by())
    used = [code for code in Channel.values if code in found]
    return list(zip(used, withhold([found[code] for code in used]), strict=True))


def _voices(period: Period) -> QuerySet[Voice]:
    """Select the voices of a period, each with whether it was told an answer, and what the newest one says."""
    brought = Reply.objects.filter(voice=OuterRef("pk"), state=Reply.State.GIVEN)
    newest = brought.order_by("-answer__at", "-answer__serial").values("answer__result")[:1]
    return _received(period).annotate(was_told=Exists(brought), newest=Subquery(newest))


def _received(period: Period) -> QuerySet[Voice]:
    rows = Voice.objects.filter(taken_at__gte=start_of(period.starts_on))
    return rows if period.ends_on is None else rows.filter(taken_at__lt=start_of(period.ends_on))


def _counts(on: date) -> dict[str, Count]:
    """Name what is counted."""
    told, solved = Q(was_told=True), Q(newest=Answer.Result.SOLVED)
    old = Q(taken_at__lt=start_of(on - timedelta(days=ORPHANED_AFTER)))
    confirmed = Q(standing=Voice.Standing.CONFIRMED)
    named: dict[str, Q] = {
        "all": Q(pk__isnull=False),
        "told": told,
        "declared": told & solved,
        "confirmed": told & confirmed,
        "disputed": told & Q(standing=Voice.Standing.DISPUTED),
        "old": old,
        "orphaned": old & Q(was_told=False),
        "agreed": told & solved & confirmed,
    }
    return {name: Count("pk", filter=wanted) for name, wanted in named.items()}


def _rate(definition: _Definition, counts: dict[str, int]) -> Rate:
    numerator, denominator = counts[definition.above], counts[definition.below]
    is_withheld = denominator < LEAST_SHOWN
    return Rate(
        code=definition.code,
        name=definition.name,
        definition=definition.definition,
        counted=definition.counted,
        counted_of=definition.counted_of,
        numerator=None if is_withheld else numerator,
        denominator=None if is_withheld else denominator,
        interval=None if is_withheld else wilson(count=numerator, of=denominator),
        is_withheld=is_withheld,
    )
