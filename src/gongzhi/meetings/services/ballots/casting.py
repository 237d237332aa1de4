"""This will take sealed envelopes while a ballot runs, and note who votes on paper instead."""

from datetime import datetime
from hashlib import sha256
from uuid import UUID

from django.db import IntegrityError, transaction

from gongzhi.common.deeds import deed
from gongzhi.common.permissions import Actor
from gongzhi.kernel.errors import DomainError
from gongzhi.kernel.text import gettext_noop as _
from gongzhi.meetings import permissions
from gongzhi.meetings.models import Ballot, Envelope
from gongzhi.meetings.rules.ballots import BallotState
from gongzhi.meetings.rules.envelopes import sealed_size
from gongzhi.meetings.selectors.ballots import voting_seat
from gongzhi.meetings.selectors.roll import Seat, roll_of
from gongzhi.meetings.services.ballots.locking import locked_ballot, shared_ballot
from gongzhi.meetings.services.tellers import VoteClosed
from gongzhi.meetings.services.trace import Trace


class TooLate(VoteClosed):
    """An envelope comes after the end that was set."""


class EnvelopeDamaged(DomainError):
    """What was sent is no sealed envelope of this ballot."""

    message = _("The envelope did not arrive whole. Vote once more; nothing was counted yet.")


class EnvelopeCopied(DomainError):
    """An envelope of somebody else is handed in once more."""

    message = _("This envelope was handed in by somebody else. Seal one of your own.")


class VotesOnPaper(DomainError):
    """Somebody who took a paper ballot votes on screen."""

    message = _("You took a paper ballot; it is your vote. Give it back at the desk if you want to vote on screen.")


class VotedOnScreen(DomainError):
    """Somebody who voted on screen takes a paper ballot."""

    message = _("This person has voted on screen already. They can change that vote on any device until the end.")


class NotYourVote(DomainError):
    """Somebody gives the vote of another without a proxy, or of whoever is recused or not there."""

    message = _(
        "In a secret ballot everybody votes for themselves, or by a written proxy. Sign in to the meeting first."
    )


class VotedThemselves(DomainError):
    """The holder of a proxy gives a vote that its principal gave; params ``name``."""

    message = _("%(name)s voted in person. Your proxy rests; only %(name)s can change that vote.")


def cast_envelope(
    *, actor: Actor, ballot_id: UUID, person_id: UUID, ciphertext: bytes, channel: str, at: datetime, key: str = ""
) -> Envelope:
    """
    Take a sealed envelope; until the end a new one takes the place of the old one.

    ``person_id`` is whose vote it is: one's own, or that of whoever gave a written proxy. Once somebody came too late,
    everybody does: a clock that goes back opens nothing again.

    :raises VoteClosed, TooLate: before it opened, or after the end
    :raises NotYourVote: if the vote is not the actor's to give
    :raises VotedThemselves: if its principal gave it
    :raises EnvelopeDamaged, EnvelopeCopied, VotesOnPaper: if the envelope cannot be taken
    """
    try:
        return _cast(
            actor=actor, ballot_id=ballot_id, person_id=person_id, envelope=ciphertext, channel=channel, at=at, key=key
        )
    except TooLate:
        Ballot.objects.filter(pk=ballot_id, cut_at__isnull=True).update(cut_at=at)
        raise


@deed("meetings.ballot.cast")
def _cast(
    *, actor: Actor, ballot_id: UUID, person_id: UUID, envelope: bytes, channel: str, at: datetime, key: str = ""
) -> Envelope:
    ballot = shared_ballot(ballot_id)
    _require_open(ballot, at)
    seat = voting_seat(ballot, person_id)
    if seat is None or not _is_theirs(actor, seat):
        raise NotYourVote
    if len(envelope) != sealed_size(ballot.asked):
        raise EnvelopeDamaged
    sealed = {"ciphertext": envelope, "digest": sha256(envelope).hexdigest(), "channel": channel}
    kept, is_new = _keep(ballot, seat, {**sealed, "by_proxy": actor.person_id != seat.person_id})
    code = "meetings.ballot.cast" if is_new else "meetings.ballot.recast"
    Trace(actor, at).record(code, ballot, name=seat.invitee.name, channel=kept.channel)
    return kept


@deed("meetings.ballot.paper_taken")
def hand_out_paper(*, actor: Actor, ballot_id: UUID, person_id: UUID, at: datetime, key: str = "") -> Envelope:
    """
    Note that somebody took a paper ballot; a second time changes nothing.

    :raises TooLate: after the end
    :raises NotYourVote: if the person has no vote here
    :raises VotedOnScreen: if an envelope of theirs is in
    """
    ballot = locked_ballot(ballot_id)
    decision = permissions.may_hand_out_papers(actor, ballot).require()
    _require_open(ballot, at)
    trace = Trace(actor, at, decision.mandate)
    seat = voting_seat(ballot, person_id)
    if seat is None:
        raise NotYourVote
    values = {"channel": Envelope.Channel.PAPER.value}
    taken, is_new = Envelope.objects.get_or_create(ballot=ballot, voter_id=person_id, defaults=values)
    if taken.channel != Envelope.Channel.PAPER:
        raise VotedOnScreen
    if is_new:
        trace.record("meetings.ballot.paper_taken", ballot, name=seat.invitee.name)
    return taken


@deed("meetings.ballot.paper_returned")
def take_back_paper(*, actor: Actor, ballot_id: UUID, person_id: UUID, at: datetime, key: str = "") -> Ballot:
    """
    Note that a paper ballot came back unused, so that the person can vote on screen.

    :raises TooLate: after the end
    """
    ballot = locked_ballot(ballot_id)
    decision = permissions.may_hand_out_papers(actor, ballot).require()
    _require_open(ballot, at)
    taken = Envelope.objects.filter(ballot=ballot, voter=person_id, channel=Envelope.Channel.PAPER)
    seat = roll_of(ballot.item.meeting).seat_of(person_id)
    trace = Trace(actor, at, decision.mandate)
    if taken.delete()[0] and seat is not None:
        trace.record("meetings.ballot.paper_returned", ballot, name=seat.invitee.name)
    return ballot


def _require_open(ballot: Ballot, at: datetime) -> None:
    if ballot.state != BallotState.OPEN:
        raise VoteClosed
    ends = ballot.item.closes_at
    if ballot.cut_at is not None or (ends is not None and at >= ends):
        raise TooLate


def _is_theirs(actor: Actor, seat: Seat) -> bool:
    if actor.person_id is None:
        return False
    return actor.person_id == (seat.person_id if seat.is_there else seat.holder_id)


def _keep(ballot: Ballot, seat: Seat, values: dict[str, object]) -> tuple[Envelope, bool]:
    try:
        with transaction.atomic():
            row, is_new = Envelope.objects.get_or_create(ballot=ballot, voter_id=seat.person_id, defaults=values)
            return (row, True) if is_new else (_replace(row.pk, seat, values), False)
    except IntegrityError as problem:
        raise EnvelopeCopied from problem


def _replace(envelope_id: UUID, seat: Seat, values: dict[str, object]) -> Envelope:
    row = Envelope.objects.select_for_update().get(pk=envelope_id)
    if row.channel == Envelope.Channel.PAPER:
        raise VotesOnPaper
    if values["by_proxy"] and not row.by_proxy:
        raise VotedThemselves(name=seat.invitee.name)
    for name, value in values.items():
        setattr(row, name, value)
    row.save(update_fields=list(values))
    return row
