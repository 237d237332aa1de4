"""This will list who belongs to a meeting: entitled, attending, there, excused, represented."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from django.db.models import Q

from gongzhi.meetings.models import Entitled, Meeting, Notice, Presence, Proxy
from gongzhi.meetings.rules.flow import Attendance, attendance
from gongzhi.offices.models import Body, Term
from gongzhi.offices.selectors import entitled as entitled_on

# Whose officers sit in without a vote: the vote follows the seat, not the title.
OFFICERS_ATTEND = frozenset({Body.Code.ASSEMBLY, Body.Code.COUNCIL, Body.Code.STANDING_COUNCIL})
SIT_IN = (Body.Code.OFFICERS, Body.Code.SUPERVISORS)


class Standing(StrEnum):
    """Name how a person stands to the meeting now."""

    THERE = "there"
    LEFT = "left"
    EXCUSED = "excused"
    AWAITED = "awaited"


@dataclass(frozen=True)
class Invitee:
    """One person who belongs to a meeting of a body, and whether with a vote."""

    person_id: UUID
    name: str
    stands_for: str
    votes: bool
    term_id: UUID | None = None
    organisation_id: UUID | None = None


@dataclass(frozen=True)
class Seat:
    """
    One line of the roll.

    ``number`` is the person's at the desk; ``None`` for who was not told of the meeting. ``holder_id`` is who carries
    the person's proxy.
    """

    invitee: Invitee
    number: int | None = None
    notice: Notice | None = None
    presence: Presence | None = None
    holder_id: UUID | None = None
    holder_name: str = ""

    @property
    def person_id(self) -> UUID:
        """Whose seat it is."""
        return self.invitee.person_id

    @property
    def votes(self) -> bool:
        """Whether the person is entitled."""
        return self.invitee.votes

    @property
    def standing(self) -> Standing:
        """How the person stands to the meeting now."""
        if self.presence is None:
            return Standing.AWAITED
        if self.presence.is_there:
            return Standing.THERE
        if self.presence.left_at is not None:
            return Standing.LEFT
        return Standing.EXCUSED if self.presence.excused_at is not None else Standing.AWAITED

    @property
    def is_there(self) -> bool:
        """Whether the person is in the room now."""
        return self.standing is Standing.THERE

    def was_there(self, opened_at: datetime | None) -> bool:
        """Whether the person was in the room at any time since ``opened_at``; ``None`` asks about now."""
        presence = self.presence
        if presence is None or presence.arrived_at is None:
            return False
        return presence.left_at is None or (opened_at is not None and presence.left_at > opened_at)

    def without_late(self, after: datetime) -> "Seat":
        """Give the seat as if its person had not come after a moment."""
        arrived_at = self.presence.arrived_at if self.presence else None
        return self if arrived_at is None or arrived_at < after else replace(self, presence=None)


@dataclass(frozen=True)
class Roll:
    """All seats of a meeting, the entitled first, in the order of the list; ``is_frozen`` once a vote was opened."""

    seats: tuple[Seat, ...]
    is_frozen: bool

    @property
    def entitled(self) -> tuple[Seat, ...]:
        """The seats with a vote."""
        return tuple(seat for seat in self.seats if seat.votes)

    @property
    def attending(self) -> tuple[Seat, ...]:
        """Those who sit in without a vote."""
        return tuple(seat for seat in self.seats if not seat.votes)

    @property
    def untold(self) -> tuple[Seat, ...]:
        """The entitled whom no notice names."""
        return tuple(seat for seat in self.entitled if seat.notice is None)

    @property
    def consent_count(self) -> int:
        """How many of the entitled agreed in writing to a short notice."""
        return sum(seat.notice is not None and seat.notice.consented_at is not None for seat in self.entitled)

    @property
    def excused_count(self) -> int:
        """How many of the entitled are excused."""
        return sum(seat.standing is Standing.EXCUSED for seat in self.entitled)

    def seat_of(self, person_id: UUID | None) -> Seat | None:
        """Find a person's seat; ``None`` for who does not belong to the meeting."""
        return next((seat for seat in self.seats if seat.person_id == person_id), None)

    def attendance(self, *, since: datetime | None = None) -> Attendance:
        """
        Count who is there now, or was at any time since a vote opened: who leaves during a vote stays in its base.

        Source: semantics.md, "Shares and majorities"
        """
        return attendance(
            entitled=[seat.person_id for seat in self.entitled],
            present=[seat.person_id for seat in self.seats if seat.was_there(since)],
            proxies=[(seat.person_id, seat.holder_id) for seat in self.entitled if seat.holder_id is not None],
        )

    def without_late(self, *, after: datetime, but: frozenset[UUID]) -> "Roll":
        """Give the roll as if nobody but those named had come after a moment."""
        seats = (seat if seat.person_id in but else seat.without_late(after) for seat in self.seats)
        return replace(self, seats=tuple(seats))

    def voters(self, *, by_proxy: bool) -> tuple[Seat, ...]:
        """List the entitled whose vote can be given now: there, or represented by somebody who is, if that counts."""
        there = {seat.person_id for seat in self.seats if seat.is_there}
        return tuple(seat for seat in self.entitled if seat.is_there or (by_proxy and seat.holder_id in there))


def invitees(*, body: Body, on: date) -> list[Invitee]:
    """
    List whom a meeting of the body on a day concerns: the entitled, then who attends without a vote; three queries.

    Officers without a seat in the council, and supervisors, sit in without a vote.
    """
    members = [
        Invitee(each.person_id, each.name, each.stands_for, True, each.term_id, each.organisation_id)
        for each in entitled_on(body=body, on=on)
    ]
    known = {each.person_id for each in members}
    others = {each.person_id: each for each in _sitting_in(body, on) if each.person_id not in known}
    return [*members, *others.values()]


def _sitting_in(body: Body, on: date) -> Iterable[Invitee]:
    rows = Q(office__body=body, office__votes=False)
    if body.code in OFFICERS_ATTEND:
        rows |= Q(office__body__code__in=SIT_IN)
    terms = Term.objects.in_office(on).filter(rows).select_related("person", "office")
    for term in terms.order_by("-office__position", "seat", "pk"):
        yield Invitee(term.person_id, term.person.name, term.office.title, False, term.pk)


def roll_of(meeting: Meeting) -> Roll:
    """Call the roll of a meeting: its list, notices, presences and proxies; six queries at most, four when frozen."""
    notices = {notice.person_id: notice for notice in Notice.objects.filter(meeting=meeting).order_by("number")}
    presences = {row.person_id: row for row in Presence.objects.filter(meeting=meeting)}
    proxies = {row.principal_id: row for row in Proxy.objects.filter(meeting=meeting).select_related("holder")}
    is_frozen = meeting.frozen_at is not None
    belonging = _frozen(meeting, notices) if is_frozen else _live(meeting, notices)
    return Roll(tuple(_seat(each, notices, presences, proxies) for each in belonging), is_frozen)


def _frozen(meeting: Meeting, notices: dict[UUID, Notice]) -> list[Invitee]:
    rows = Entitled.objects.filter(meeting=meeting).order_by("position")
    members = [Invitee(row.person_id, row.name, row.stands_for, True, row.term_id, row.organisation_id) for row in rows]
    return [*members, *_others(members, notices)]


def _live(meeting: Meeting, notices: dict[UUID, Notice]) -> list[Invitee]:
    """List who belongs to the meeting as things stand; who was told and lost the seat since sits in."""
    living = invitees(body=meeting.body, on=meeting.starts_on)
    return [*living, *_others(living, notices)]


def _others(known: list[Invitee], notices: dict[UUID, Notice]) -> list[Invitee]:
    names = {each.person_id for each in known}
    return [
        Invitee(notice.person_id, notice.name, notice.stands_for, False)
        for notice in notices.values()
        if notice.person_id not in names
    ]


def _seat(
    each: Invitee, notices: dict[UUID, Notice], presences: dict[UUID, Presence], proxies: dict[UUID, Proxy]
) -> Seat:
    notice, proxy = notices.get(each.person_id), proxies.get(each.person_id)
    return Seat(
        invitee=each,
        number=notice.number if notice else None,
        notice=notice,
        presence=presences.get(each.person_id),
        holder_id=proxy.holder_id if proxy else None,
        holder_name=proxy.holder.name if proxy else "",
    )
