"""This will find ballots and say who may vote in them, who did, and what their pages show."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Q

from gongzhi.common.permissions import Actor
from gongzhi.meetings.models import AgendaItem, Ballot, BallotText, Envelope, Opening, PaperTally, Proxy, Scrutineer
from gongzhi.meetings.rules.ballots import FEW_VOTERS
from gongzhi.meetings.rules.bundles import README, pack
from gongzhi.meetings.rules.envelopes import STUB_DIGITS
from gongzhi.meetings.selectors.recusals import voters_of as not_recused
from gongzhi.meetings.selectors.roll import Roll, Seat, roll_of
from gongzhi.meetings.selectors.rulebook import rulebook


@dataclass(frozen=True)
class Mandate:
    """One vote a person can give: their own, or one by proxy; ``stub`` is the stub code of the envelope that is in."""

    seat: Seat
    is_own: bool
    channel: str
    stub: str


@dataclass(frozen=True)
class Receipt:
    """
    A vote that is in and concerns a person: their own, or one they gave by proxy; ``name`` is whose it is.

    ``by_proxy`` tells that the holder of a proxy gave it. ``stub`` is ``""`` for a paper, and once it is forgotten.
    """

    name: str
    is_own: bool
    by_proxy: bool
    channel: str
    stub: str


@dataclass(frozen=True)
class Turnout:
    """How many may vote now, and how many did: ``on_screen``, of these ``by_server``, and ``on_paper``."""

    voters: int
    on_screen: int
    by_server: int
    on_paper: int

    @property
    def cast(self) -> int:
        """Count all who voted."""
        return self.on_screen + self.on_paper

    @property
    def are_few(self) -> bool:
        """Tell whether so few voted that the numbers tell too much."""
        return self.cast < FEW_VOTERS or 0 < self.on_paper < FEW_VOTERS or 0 < self.on_screen < FEW_VOTERS


def ballot_of(item: AgendaItem) -> Ballot | None:
    """Find the ballot of an item."""
    return Ballot.objects.filter(item=item).first()


def text_of(ballot: Ballot, kind: str) -> str:
    """Read a text of the ballot; ``""`` if it is not written yet."""
    return BallotText.objects.filter(ballot=ballot, kind=kind).values_list("text", flat=True).first() or ""


def said_in(ballot: Ballot, kind: str) -> dict[str, Any]:
    """Read a text of the ballot as data; empty if it is not written yet."""
    text = text_of(ballot, kind)
    return json.loads(text) if text else {}


def by_proxy(ballot: Ballot) -> bool:
    """Tell whether a clause lets proxies count in this vote."""
    rule = rulebook(on=ballot.item.meeting.starts_on).find(ballot.item.decision)
    return bool(rule and rule.proxies)


def voting_seat(ballot: Ballot, person_id: UUID) -> Seat | None:
    """Find the seat of a person if its vote can be given now."""
    seats = voters_of(ballot, roll_of(ballot.item.meeting))
    return next((seat for seat in seats if seat.person_id == person_id), None)


def voters_of(ballot: Ballot, roll: Roll) -> tuple[Seat, ...]:
    """List the seats whose vote can be given now: entitled, there or represented, and not recused."""
    return not_recused(ballot.item, roll=roll, by_proxy=by_proxy(ballot))


def mandates_of(actor: Actor, ballot: Ballot) -> list[Mandate]:
    """
    List the votes that a person can give in a ballot, their own first.

    A proxy rests once its principal voted in person.
    """
    me = actor.person_id
    if me is None:
        return []
    cast = {each.voter_id: each for each in Envelope.objects.filter(ballot=ballot).defer("ciphertext")}
    seats = voters_of(ballot, roll_of(ballot.item.meeting))
    mine = [seat for seat in seats if _is_mine(seat, me, cast.get(seat.person_id))]
    return sorted((_mandate(seat, me, cast) for seat in mine), key=_own_first)


def receipts_of(actor: Actor, ballot: Ballot) -> list[Receipt]:
    """List the votes that are in and concern a person, their own first, wherever that person is now."""
    me = actor.person_id
    if me is None:
        return []
    held = Proxy.objects.filter(meeting=ballot.item.meeting_id, holder=me).values("principal")
    rows = Envelope.objects.filter(Q(voter=me) | Q(voter__in=held, by_proxy=True), ballot=ballot)
    found = [
        Receipt(row.voter.name, row.voter_id == me, row.by_proxy, row.channel, row.digest[:STUB_DIGITS])
        for row in rows.select_related("voter").defer("ciphertext").order_by("voter__name", "pk")
    ]
    return sorted(found, key=_own_first)


def turnout_of(ballot: Ballot, roll: Roll | None = None) -> Turnout:
    """Count who voted so far."""
    channels = list(Envelope.objects.filter(ballot=ballot).values_list("channel", flat=True))
    on_paper = channels.count(Envelope.Channel.PAPER)
    return Turnout(
        voters=len(voters_of(ballot, roll or roll_of(ballot.item.meeting))),
        on_screen=len(channels) - on_paper,
        by_server=channels.count(Envelope.Channel.SERVER),
        on_paper=on_paper,
    )


def paper_seats(ballot: Ballot, roll: Roll) -> list[tuple[Seat, str]]:
    """List the seats that can vote with how they did (channel, ``""`` if not yet), for handing out papers."""
    cast = dict(Envelope.objects.filter(ballot=ballot).values_list("voter_id", "channel"))
    return [(seat, cast.get(seat.person_id, "")) for seat in voters_of(ballot, roll)]


def openings_of(ballot: Ballot) -> Sequence[Opening]:
    """List which pairs opened the envelopes, in order."""
    rows = Opening.objects.filter(ballot=ballot).select_related("first", "second")
    return list(rows.order_by("imported_at", "pk"))


def next_to_open(ballot: Ballot) -> list[Scrutineer]:
    """List the scrutineers who may hand in the next list: all before the first pair did, then who was not in it."""
    before = Opening.objects.filter(ballot=ballot).values_list("first", "second")
    done = {each for pair in before for each in pair}
    return [each for each in scrutineers_of(ballot) if each.pk not in done]


def scrutineers_of(ballot: Ballot) -> Sequence[Scrutineer]:
    """List the three scrutineers in the order of their shares."""
    return list(Scrutineer.objects.filter(ballot=ballot).order_by("place"))


def tellers_of(ballot: Ballot) -> Sequence[PaperTally]:
    """List the two tellers of the papers with what they counted so far; empty until they are named."""
    return list(PaperTally.objects.filter(ballot=ballot).select_related("teller").order_by("pk"))


def agreed_tallies_of(ballot: Ballot) -> Sequence[PaperTally]:
    """List the two counts of the papers once both are in and the same; before that nobody sees either."""
    tallies = tellers_of(ballot)
    return tallies if tallies and all(each.signed_at is not None for each in tallies) else []


def are_papers_counted(ballot: Ballot) -> bool:
    """Tell whether nothing is left to count on paper: nobody took one, or both tellers counted the same."""
    taken = Envelope.objects.filter(ballot=ballot, channel=Envelope.Channel.PAPER).exists()
    return not taken or bool(agreed_tallies_of(ballot))


def _is_mine(seat: Seat, me: UUID, envelope: Envelope | None) -> bool:
    """Tell whether a person can give the vote of a seat; by proxy only if its principal gave none in person."""
    if seat.is_there:
        return seat.person_id == me
    return seat.holder_id == me and (envelope is None or envelope.by_proxy)


def _own_first(each: Mandate | Receipt) -> bool:
    return not each.is_own


def _mandate(seat: Seat, me: UUID, cast: dict[UUID, Envelope]) -> Mandate:
    envelope = cast.get(seat.person_id)
    return Mandate(
        seat=seat,
        is_own=seat.person_id == me,
        channel=envelope.channel if envelope else "",
        stub=envelope.digest[:STUB_DIGITS] if envelope else "",
    )


def bundle_of(ballot: Ballot) -> bytes | None:
    """Pack what anyone needs to count again; ``None`` until the result is published and proven."""
    texts = dict(BallotText.objects.filter(ballot=ballot).values_list("kind", "text"))
    parts = [kind for kind in BallotText.Kind.values if kind != BallotText.Kind.ENVELOPES]
    if any(part not in texts for part in parts) or '"result"' not in texts[BallotText.Kind.LOG]:
        return None
    return pack({f"{part}.json": texts[part] for part in parts} | {"README.txt": README})


def log_key_of(ballot: Ballot) -> str:
    """
    Give the id of the key that signed the log, as it stands on paper; ``""`` before it was sealed.

    Where the key was changed during the ballot they are more, with commas between: all of them belong on paper.
    """
    return ",".join(sorted(said_in(ballot, BallotText.Kind.LOG).get("keys", {})))
