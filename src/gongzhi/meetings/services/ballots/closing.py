"""This will close a ballot: list what was sealed, let nobody tell the order, and seal the log before anything opens."""

from datetime import datetime
from uuid import UUID

from django.utils.timezone import localtime

from gongzhi.common.audit.canonical import instant
from gongzhi.common.deeds import deed
from gongzhi.common.permissions import Actor
from gongzhi.kernel.errors import DomainError
from gongzhi.kernel.text import gettext_noop as _
from gongzhi.meetings import permissions
from gongzhi.meetings.models import Ballot, BallotText, Envelope
from gongzhi.meetings.rules.ballots import BALLOT_FLOW, BallotDeed
from gongzhi.meetings.rules.bundles import Closing, envelopes_text, hash_of, merkle_root
from gongzhi.meetings.rules.flow import ITEM_FLOW, ItemDeed
from gongzhi.meetings.selectors.ballots import text_of
from gongzhi.meetings.selectors.lawful import lawfulness_of
from gongzhi.meetings.selectors.recusals import recused_count
from gongzhi.meetings.selectors.roll import Roll, roll_of
from gongzhi.meetings.selectors.rulebook import rulebook
from gongzhi.meetings.services.ballots.gate import keep_text
from gongzhi.meetings.services.ballots.locking import locked_ballot
from gongzhi.meetings.services.ballots.sealing import seal_steps
from gongzhi.meetings.services.trace import Trace


class ClosesEarly(DomainError):
    """A ballot is to close before the end that voters were told, without a word why; params ``time``."""

    message = _("Voters were told that they have until %(time)s. Say why the ballot closes earlier.")


def close_ballot(*, actor: Actor, ballot_id: UUID, at: datetime, reason: str = "", key: str = "") -> Ballot:
    """
    Close a ballot: from here on nothing is taken, and what was taken is listed and signed before it can be opened.

    Whoever was in time is in the list: closing waits for them. The base of the vote (present, quorum) is kept as it is
    now; who came only after the end that was set does not belong to it. Then the log is sealed.

    :raises ClosesEarly: before the end that was set, without a ``reason``
    """
    ballot = _close(actor=actor, ballot_id=ballot_id, reason=reason.strip(), at=at, key=key)
    seal_steps(ballot)
    return ballot


@deed("meetings.ballot.closed")
def _close(*, actor: Actor, ballot_id: UUID, reason: str, at: datetime, key: str = "") -> Ballot:
    ballot = locked_ballot(ballot_id)
    item = ballot.item
    decision = permissions.may_close_vote(actor, item).require()
    is_early = item.closes_at is not None and at < item.closes_at
    if is_early and not reason:
        raise ClosesEarly(field="reason", time=f"{localtime(item.closes_at):%H:%M}")
    ballot.state = BALLOT_FLOW.next(ballot.state, BallotDeed.CLOSE)
    ballot.ended_at, ballot.early_reason = at, reason if is_early else ""
    roll = _roll_at_the_end(ballot, at)
    _keep_base(ballot, roll, at)
    ballot.save(update_fields=["state", "ended_at", "early_reason", "recused_count"])
    closing = _seal(ballot, roll, at)
    trace = Trace(actor, at, decision.mandate)
    facts = {"closing": hash_of(closing.text()), "root": merkle_root(sorted(closing.hashes))}
    if is_early:
        facts["reason"] = reason
    trace.record("meetings.ballot.closed", ballot, **facts, envelopes=len(closing.hashes))
    trace.record("meetings.vote.sealed", item.meeting, item=item.title, cast=len(closing.hashes) + closing.paper_voters)
    return ballot


def _roll_at_the_end(ballot: Ballot, at: datetime) -> Roll:
    """Call the roll without those who came, or came back, only after the end that was set and did not vote."""
    item = ballot.item
    roll = roll_of(item.meeting)
    if item.closes_at is None or at <= item.closes_at:
        return roll
    voted = frozenset(Envelope.objects.filter(ballot=ballot).values_list("voter_id", flat=True))
    return roll.without_late(after=item.closes_at, but=voted)


def _keep_base(ballot: Ballot, roll: Roll, at: datetime) -> None:
    item = ballot.item
    rule = rulebook(on=item.meeting.starts_on).rule(item.decision)
    found = lawfulness_of(meeting=item.meeting, rule=rule, roll=roll, since=item.opened_at)
    item.state = ITEM_FLOW.next(item.state, ItemDeed.SEAL)
    item.closed_at = at
    item.entitled_count, item.present_count = found.entitled, found.present
    item.proxy_count = roll.attendance(since=item.opened_at).by_proxy if rule.proxies else 0
    item.quorum_needed = found.quorum_needed
    ballot.recused_count = recused_count(item, roll=roll, by_proxy=rule.proxies)
    item.save()


def _seal(ballot: Ballot, roll: Roll, at: datetime) -> Closing:
    """
    Write the list and the envelopes, each as one text in the order of the hashes; then let the envelopes go.

    One text has no rows whose place, number or time could lead back to voters.
    """
    rows = list(Envelope.objects.filter(ballot=ballot))
    sealed = [bytes(row.ciphertext) for row in rows if row.ciphertext is not None]
    voted = {row.voter_id for row in rows}
    names = [seat.invitee.name for seat in roll.entitled if seat.person_id in voted]
    closing = Closing(
        ballot=str(ballot.pk),
        document=hash_of(text_of(ballot, BallotText.Kind.DOCUMENT)),
        hashes=sorted(map(hash_of, sealed)),
        by_server=sum(row.channel == Envelope.Channel.SERVER for row in rows),
        voters=names if ballot.names_published else None,
        paper_voters=len(rows) - len(sealed),
        closed_at=instant(at),
    )
    document = text_of(ballot, BallotText.Kind.DOCUMENT)
    keep_text(ballot, BallotText.Kind.CLOSING, closing.text())
    keep_text(ballot, BallotText.Kind.ENVELOPES, envelopes_text(document=document, ciphertexts=sealed))
    Envelope.objects.filter(ballot=ballot).update(ciphertext=None)
    return closing
