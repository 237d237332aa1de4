"""This will gather what the page of one matter shows to those who handle it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import Prefetch, Q, QuerySet

from gongzhi.common import audit
from gongzhi.common.permissions import Actor
from gongzhi.matters.models import Answer, Escalation, Matter, Mediation, Reply, Station, Voice, VoiceMove
from gongzhi.matters.rules.flow import MATTER, Deed
from gongzhi.matters.selectors.clocks import Clocks, clocks_of
from gongzhi.matters.selectors.mediation import of_matter, told_of

VOICES = 30


@dataclass(frozen=True, slots=True)
class Kin:
    """A matter that this one came from or went into, as far as the reader may know of it; ``matter`` may be unknown."""

    number: str
    title: str
    pk: UUID | None


@dataclass(frozen=True, slots=True)
class MatterPage:
    """
    One matter with everything that belongs to it.

    ``voices`` is one page of them, ``None`` where they are under mediation and not the reader's to see. ``answers``
    and ``escalations`` are newest first, ``stations`` and ``thread`` oldest first.
    """

    matter: Matter
    clocks: Clocks
    voices: Page | None
    answers: Sequence[Answer]
    escalations: Sequence[Escalation]
    stations: Sequence[Station]
    merged: Sequence[Kin]
    split_off: Sequence[Kin]
    came_from: Kin | None
    went_into: Kin | None
    mediation: Mediation | None
    sees_mediation: bool
    thread: Sequence[audit.ThreadEntry]

    @property
    def waiting(self) -> Escalation | None:
        """Find the escalation that waits for an answer."""
        return next((each for each in self.escalations if each.state == Escalation.State.SENT), None)

    @property
    def newest_answer(self) -> Answer | None:
        """Find the answer that stands."""
        return self.answers[0] if self.answers else None

    @property
    def has_lineage(self) -> bool:
        """Whether voices came or went."""
        return bool(self.merged or self.split_off or self.came_from or self.went_into)


def page_of(*, actor: Actor, matter: Matter, at: datetime, number: str | None) -> MatterPage:
    """Gather a matter as of a moment; ``number`` is the page of its voices. Load it with owner and community."""
    mediation = of_matter(matter)
    sees = mediation is None or Mediation.objects.visible_to(actor).filter(pk=mediation.pk).exists()
    answers, stations = told_of(matter, sees=sees)
    merged, split_off, came_from, went_into = _kin(actor, matter)
    return MatterPage(
        matter=matter,
        clocks=clocks_of(matter, at=at),
        voices=Paginator(voices_of(matter), VOICES).get_page(number) if sees else None,
        answers=answers,
        escalations=list(matter.escalations.select_related("body").order_by("-sent_at", "-pk")) if sees else [],
        stations=stations,
        merged=merged,
        split_off=split_off,
        came_from=came_from,
        went_into=went_into,
        mediation=mediation,
        sees_mediation=sees,
        thread=audit.thread(matter),
    )


def voices_of(matter: Matter) -> QuerySet[Voice]:
    """Select the voices of a matter in the order in which they came, with all that a clerk reads of them."""
    moves = Prefetch("moves", VoiceMove.objects.in_order().select_related("from_matter"))
    replies = Prefetch("replies", Reply.objects.select_related("answer").order_by("-answer__at", "-answer__serial"))
    rows = matter.voices.select_related("organisation", "community").order_by("taken_at", "pk")
    return rows.prefetch_related("speakers", "additions").prefetch_related(moves).prefetch_related(replies)


def deeds_now(matter: Matter) -> frozenset[Deed]:
    """Name what fits the state of a matter."""
    return frozenset(Deed(deed) for deed in MATTER.deeds(matter.state))


def _kin(actor: Actor, matter: Matter) -> tuple[list[Kin], list[Kin], Kin | None, Kin | None]:
    """Find the relatives; of those that are not the reader's to see only the number is told. Two queries."""
    near = Q(merged_into=matter) | Q(split_from=matter) | Q(pk__in=[matter.merged_into_id, matter.split_from_id])
    rows = list(Matter.objects.filter(near).only("number", "title", "merged_into", "split_from").order_by("pk"))
    keys = [row.pk for row in rows]
    seen = set(Matter.objects.visible_to(actor).filter(pk__in=keys).values_list("pk", flat=True)) if keys else set()
    kin = {row.pk: Kin(row.number, row.title, row.pk) if row.pk in seen else Kin(row.number, "", None) for row in rows}
    return (
        [kin[row.pk] for row in rows if row.merged_into_id == matter.pk],
        [kin[row.pk] for row in rows if row.split_from_id == matter.pk],
        kin.get(matter.split_from_id) if matter.split_from_id else None,
        kin.get(matter.merged_into_id) if matter.merged_into_id else None,
    )
