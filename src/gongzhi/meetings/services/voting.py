"""This will open votes, take them by name or by tellers' counts, and close them."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from gongzhi.common import audit, outbox
from gongzhi.common.deeds import deed
from gongzhi.common.permissions import Actor
from gongzhi.institution.rules import Sentence
from gongzhi.kernel.decisions import Decision, allow
from gongzhi.kernel.errors import DomainError
from gongzhi.kernel.text import gettext_noop as _
from gongzhi.meetings import permissions
from gongzhi.meetings.models import AgendaItem, Entitled, Meeting, Vote
from gongzhi.meetings.rules import DecisionRule, Lawfulness, Outcome, count_motion
from gongzhi.meetings.rules.flow import (
    ITEM_FLOW,
    SECRET_METHODS,
    Choice,
    ItemDeed,
    Method,
    MustBeSecret,
    Tally,
    check_tally,
    tally_of,
)
from gongzhi.meetings.selectors.lawful import lawfulness_of
from gongzhi.meetings.selectors.roll import Seat, roll_of
from gongzhi.meetings.selectors.rulebook import rulebook
from gongzhi.meetings.services.agenda import locked_item
from gongzhi.meetings.services.ballots.gate import open_ballot, void_ballot
from gongzhi.meetings.services.elections import check_election, close_election
from gongzhi.meetings.services.recusal import voting_seat
from gongzhi.meetings.services.tellers import VoteClosed, agreed_tally
from gongzhi.meetings.services.trace import Trace


class NotLawful(DomainError):
    """A meeting may not decide; the message is the obstacle, with its clause."""

    def __init__(self, obstacle: Sentence) -> None:
        super().__init__()
        self.message, self.params = obstacle.msgid, dict(obstacle.params)


class VoteRunning(DomainError):
    """Two votes would run at once; params ``item``."""

    message = _("The vote on “%(item)s” is still running. Close it first.")


class EndsBeforeItBegins(DomainError):
    """A vote would close before it opens."""

    message = _("The end of the vote has passed already. Choose a later time, or none.")


class NoVoteHere(DomainError):
    """A vote is given for somebody who is not entitled, or neither there nor represented."""

    message = _("Whoever votes is entitled and signed in, or represented by proxy. Sign in to the meeting first.")


class OpenedByScrutineers(DomainError):
    """A secret ballot is to be counted like a show of hands."""

    message = _("A secret ballot is closed on its own page; scrutineers open the envelopes.")


class NotByName(DomainError):
    """A roll call vote is cast where hands or papers are counted."""

    message = _("This vote is not taken by name. The tellers count it in the room.")


@deed("meetings.vote.opened")
def open_vote(
    *, actor: Actor, item_id: UUID, method: str, at: datetime, closes_at: datetime | None = None, key: str = ""
) -> AgendaItem:
    """
    Open the vote on a motion, if the meeting may decide it. The first vote freezes the list of the entitled.

    A vote cast from ``closes_at`` on is refused, even while the vote was not closed yet.

    :raises NotLawful: if quorum or notice do not hold, with the clause
    :raises VoteRunning: while another vote runs
    :raises MustBeSecret: if the clause asks for a secret vote and another method is chosen
    :raises ClauseMissing: if the institution does not say how this is decided
    :raises TooFewCandidates, NotByRollCall: if an election is not ready, or its ballots are to be called by name
    Source: semantics.md, "Shares and majorities"
    """
    item = locked_item(item_id)
    meeting = item.meeting
    decision = permissions.may_open_vote(actor, item).require()
    _refuse_second_vote(meeting)
    if closes_at is not None and closes_at <= at:
        raise EndsBeforeItBegins(field="closes_at")
    rule = rulebook(on=meeting.starts_on).rule(item.decision)
    if rule.secret and method not in SECRET_METHODS:
        raise MustBeSecret(field="method", clause=_named(rule))
    if item.is_election:
        check_election(item, method)
    _freeze(meeting, at)
    roll = roll_of(meeting)
    found = lawfulness_of(meeting=meeting, rule=rule, roll=roll)
    if not found.may_decide:
        raise NotLawful(found.obstacles[0])
    item.state = ITEM_FLOW.next(item.state, ItemDeed.OPEN_VOTE)
    item.method, item.opened_at, item.closes_at = Method(method), at, closes_at
    item.save(update_fields=["state", "method", "opened_at", "closes_at"])
    if item.method == Method.BALLOT:
        open_ballot(item, rule=rule, roll=roll, closes_at=closes_at, trace=Trace(actor, at, decision.mandate))
    facts = {"item": item.title, "method": item.method, "present": found.present, "quorum": found.quorum_needed}
    audit.record("meetings.vote.opened", actor=actor, subject=meeting, at=at, facts=facts, mandate=decision.mandate)
    return item


@deed("meetings.vote.cast")
def cast_vote(
    *, actor: Actor, item_id: UUID, choice: str, at: datetime, person_id: UUID | None = None, key: str = ""
) -> Vote:
    """
    Vote by name, or change the vote, until the vote closes.

    ``person_id`` names whose vote it is, where a proxy is used or the roll is called; ``None`` is the actor's own.

    :raises VoteClosed: after the vote was closed, or past the end that was set
    :raises IsRecused: for who is recused from this item
    :raises NotAllowed: for who is not entitled, not there, or votes for another without a proxy
    """
    item = locked_item(item_id)
    _require_running(item, at)
    if item.method != Method.ROLL_CALL:
        raise NotByName
    whose = person_id or actor.person_id
    rule = rulebook(on=item.meeting.starts_on).rule(item.decision)
    seat = voting_seat(item, whose, roll=roll_of(item.meeting), by_proxy=rule.proxies)
    if seat is None:
        raise NoVoteHere
    decision = may_cast(actor, item.meeting, seat).require()
    before = Vote.objects.filter(item=item, person=whose).first()
    vote = before or Vote(item=item, person_id=seat.person_id)
    if before is not None and before.choice == choice:
        return before
    vote.choice, vote.cast_at, vote.cast_by_id = Choice(choice), at, actor.person_id
    vote.save()
    facts = {"item": item.title, "name": seat.invitee.name, "choice": vote.choice}
    code = "meetings.vote.changed" if before is not None else "meetings.vote.cast"
    audit.record(code, actor=actor, subject=item, at=at, facts=facts, mandate=decision.mandate)
    return vote


@deed("meetings.vote.closed")
def close_vote(*, actor: Actor, item_id: UUID, at: datetime, key: str = "") -> AgendaItem:
    """
    Close the vote, count it by the clause and keep what it was decided on.

    Present counts who was there at any time since the vote opened, so nobody changes the base by leaving.

    :raises TellersMissing: if two tellers' counts are needed and one is missing
    :raises TellersDisagree: if they differ
    Source: semantics.md, "Shares and majorities"
    """
    item = locked_item(item_id)
    decision = permissions.may_close_vote(actor, item).require()
    if item.method == Method.BALLOT:
        raise OpenedByScrutineers
    if item.is_election:
        return close_election(item, Trace(actor, at, decision.mandate))
    count = _count(item)
    _keep_outcome(item, count, at)
    Trace(actor, at, decision.mandate).record(
        "meetings.vote.closed",
        item.meeting,
        item=item.title,
        votes_for=count.tally.votes_for,
        against=count.tally.against,
        abstain=count.tally.abstain,
        needed=count.outcome.votes_needed,
        carried=count.outcome.carried,
    )
    return item


@deed("meetings.item.heard")
def hear_item(*, actor: Actor, item_id: UUID, at: datetime, note: str = "", key: str = "") -> AgendaItem:
    """Note that an item was heard or discussed without a vote."""
    item = locked_item(item_id)
    decision = permissions.may_hear(actor, item).require()
    trace = Trace(actor, at, decision.mandate)
    return _end_item(item, ItemDeed.HEAR, code="meetings.item.heard", note=note, trace=trace)


@deed("meetings.item.withdrawn")
def withdraw_motion(*, actor: Actor, item_id: UUID, reason: str, at: datetime, key: str = "") -> AgendaItem:
    """Take a motion back before it is decided; votes that were cast on it decide nothing."""
    item = locked_item(item_id)
    decision = permissions.may_withdraw(actor, item).require()
    trace = Trace(actor, at, decision.mandate)
    void_ballot(item, trace)
    return _end_item(item, ItemDeed.WITHDRAW, code="meetings.item.withdrawn", note=reason, trace=trace)


def may_cast(actor: Actor, meeting: Meeting, seat: Seat) -> Decision:
    """Say whether an actor may give the vote of a seat: one's own, by proxy, or for all by whoever calls the roll."""
    if actor.person_id is not None and actor.person_id == seat.person_id:
        return allow()
    if not seat.is_there and seat.holder_id is not None and actor.person_id == seat.holder_id:
        return allow()
    return permissions.may_keep_record(actor, meeting)


def _refuse_second_vote(meeting: Meeting) -> None:
    running = meeting.items.filter(state=AgendaItem.State.VOTING).first()
    if running is not None:
        raise VoteRunning(item=running.title)


def _freeze(meeting: Meeting, at: datetime) -> None:
    """Write the list of the entitled down, once."""
    if meeting.frozen_at is not None:
        return
    seats = roll_of(meeting).entitled
    Entitled.objects.bulk_create(
        Entitled(
            meeting=meeting,
            person_id=seat.person_id,
            position=position,
            name=seat.invitee.name,
            stands_for=seat.invitee.stands_for,
            term_id=seat.invitee.term_id,
            organisation_id=seat.invitee.organisation_id,
        )
        for position, seat in enumerate(seats, start=1)
    )
    meeting.frozen_at = at
    meeting.save(update_fields=["frozen_at"])


def _require_running(item: AgendaItem, at: datetime) -> None:
    """Refuse what comes after the end: the stored times decide, not the order in which requests arrive."""
    is_over = item.closes_at is not None and at >= item.closes_at
    if item.state != AgendaItem.State.VOTING or is_over:
        raise VoteClosed


def _tally(item: AgendaItem) -> Tally:
    """Count the roll call, or take the numbers two tellers agree on."""
    if item.method == Method.ROLL_CALL:
        return tally_of(Vote.objects.filter(item=item).values_list("choice", flat=True))
    return agreed_tally(item)


@dataclass(frozen=True, slots=True)
class _Count:
    """What a vote was decided on."""

    rule: DecisionRule
    found: Lawfulness
    proxies: int
    tally: Tally
    outcome: Outcome


def _count(item: AgendaItem) -> _Count:
    """
    Count a vote by its clause.

    :raises CountsDoNotFit: if more votes are counted than persons were there
    """
    rule = rulebook(on=item.meeting.starts_on).rule(item.decision)
    roll = roll_of(item.meeting)
    found = lawfulness_of(meeting=item.meeting, rule=rule, roll=roll, since=item.opened_at)
    tally = _tally(item)
    check_tally(tally=tally, present=found.present)
    outcome = count_motion(
        rule=rule,
        lawfulness=found,
        votes_for=tally.votes_for,
        against=tally.against,
        abstain=tally.abstain + tally.spoiled,
    )
    by_proxy = roll.attendance(since=item.opened_at).by_proxy if rule.proxies else 0
    return _Count(rule, found, by_proxy, tally, outcome)


def _keep_outcome(item: AgendaItem, count: _Count, at: datetime) -> None:
    found, tally, outcome = count.found, count.tally, count.outcome
    item.state = ITEM_FLOW.next(item.state, ItemDeed.CARRY if outcome.carried else ItemDeed.REJECT)
    item.closed_at = at
    item.entitled_count, item.present_count, item.proxy_count = found.entitled, found.present, count.proxies
    item.quorum_needed, item.votes_needed = found.quorum_needed, outcome.votes_needed
    item.for_count, item.against_count = tally.votes_for, tally.against
    item.abstain_count, item.spoiled_count = tally.abstain, tally.spoiled
    item.clause_code, item.clause_words = count.rule.passes_clause.code, _named(count.rule)
    item.outcome_words = {"msgid": outcome.reason.msgid, "params": dict(outcome.reason.params)}
    item.save()


def _end_item(item: AgendaItem, step: ItemDeed, *, code: str, note: str, trace: Trace) -> AgendaItem:
    item.state = ITEM_FLOW.next(item.state, step)
    item.closed_at, item.close_note = trace.at, note.strip()
    item.save(update_fields=["state", "closed_at", "close_note"])
    trace.record(code, item.meeting, item=item.title, reason=item.close_note)
    outbox.publish(code, {"item": str(item.pk)})
    return item


def _named(rule: DecisionRule) -> str:
    return f"{rule.passes_clause.source} {rule.passes_clause.article}"
