"""This will put elections on the agenda, keep their candidates, take their counts and say who is elected."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from gongzhi.common.deeds import deed
from gongzhi.common.permissions import Actor
from gongzhi.kernel.errors import DomainError
from gongzhi.kernel.text import gettext_noop as _
from gongzhi.meetings import permissions
from gongzhi.meetings.models import AgendaItem, Candidate, CandidateCount, Meeting, TellersCount
from gongzhi.meetings.rules import DecisionRule, Lawfulness
from gongzhi.meetings.rules.elections import (
    Papers,
    Result,
    Round,
    check_counts,
    contest,
    count_election,
    outcome_of,
    who_follows,
)
from gongzhi.meetings.rules.flow import ITEM_FLOW, TELLERS, ItemDeed, Method, TellersDisagree, check_tally
from gongzhi.meetings.selectors.elections import fates_of, standing_candidates, votes_of
from gongzhi.meetings.selectors.lawful import lawfulness_of
from gongzhi.meetings.selectors.recusals import recused_count
from gongzhi.meetings.selectors.roll import roll_of
from gongzhi.meetings.selectors.rulebook import rulebook
from gongzhi.meetings.services.agenda import MOST_ITEMS, AgendaFull, locked_item
from gongzhi.meetings.services.calling import NewItem, check_decision, locked, new_row, renew_send_by
from gongzhi.meetings.services.candidates import CandidateTwice
from gongzhi.meetings.services.tellers import Counts, TellersMissing, sign_count
from gongzhi.meetings.services.trace import Trace
from gongzhi.offices.models import Office
from gongzhi.people.models import Person


class CountIncomplete(DomainError):
    """A count does not name every candidate once."""

    message = _("Enter a number for each candidate, 0 if nobody voted for them.")


class NotByRollCall(DomainError):
    """An election is to be voted on by name."""

    message = _("A roll call knows only for and against. Choose a secret ballot, paper ballots, or a show of hands.")


class NothingFollows(DomainError):
    """An election is over: every seat is filled, or nobody is left to vote on."""

    message = _("No further ballot follows: the seats are filled, or nobody is left to vote on.")


class FollowedAlready(DomainError):
    """The next ballot of an election stands on an agenda already; params ``meeting``."""

    message = _("The next ballot stands on the agenda of “%(meeting)s” already.")


class AnotherBody(DomainError):
    """The next ballot of an election is put before another body."""

    message = _("The next ballot belongs before the same body. Choose one of its meetings.")


@dataclass(frozen=True, slots=True, kw_only=True)
class NewElection:
    """An election for the agenda; ``office_id`` ``None``: of no office kept here. Candidates in ballot order."""

    title: str
    decision: str
    seats: int
    office_id: UUID | None = None
    candidate_ids: tuple[UUID, ...] = ()
    text: str = ""
    proposer: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ElectionCounts:
    """A teller's sheet: ballots that name somebody, blank and spoiled ones, and votes by candidate."""

    valid: int
    blank: int
    spoiled: int
    votes: tuple[tuple[UUID, int], ...]

    @property
    def papers(self) -> Papers:
        """The ballots, for the rules."""
        return Papers(valid=self.valid, blank=self.blank, spoiled=self.spoiled)

    @property
    def keyed(self) -> dict[str, int]:
        """Votes by candidate, for the rules."""
        return {str(candidate): votes for candidate, votes in self.votes}


@dataclass(frozen=True, slots=True, kw_only=True)
class ElectionBase:
    """By whom an election is judged: who was there, proxies among them, and the votes that recusals kept out."""

    found: Lawfulness
    proxies: int
    recused: int


@deed("meetings.election.added")
def add_election(*, actor: Actor, meeting_id: UUID, election: NewElection, at: datetime, key: str = "") -> AgendaItem:
    """
    Put an election last on the agenda, with its candidates.

    :raises UnknownDecision: if it names a vote the body does not have
    :raises NoSeats: without a seat
    :raises CandidateTwice: if somebody is named twice
    :raises AgendaFull: beyond sixty items
    """
    meeting = locked(meeting_id)
    decision = permissions.may_edit_agenda(actor, meeting).require()
    item = _new_election(meeting, election, Round.FIRST)
    Trace(actor, at, decision.mandate).record("meetings.election.added", meeting, item=item.title, seats=item.seats)
    return item


@deed("meetings.election.changed")
def edit_election(
    *,
    actor: Actor,
    item_id: UUID,
    title: str,
    decision: str,
    seats: int,
    at: datetime,
    office_id: UUID | None = None,
    text: str = "",
    key: str = "",
) -> AgendaItem:
    """
    Change what is elected, until the vote opens.

    :raises UnknownDecision: if it names a vote the body does not have
    :raises NoSeats: without a seat
    """
    item = locked_item(item_id)
    allowed = permissions.may_edit_election(actor, item).require()
    check_decision(rulebook(on=item.meeting.starts_on), item.meeting.body, NewItem(title=title, decision=decision))
    contest(seats=seats, candidates=seats)
    item.title, item.decision, item.text, item.seats = title.strip(), decision, text.strip(), seats
    item.office = Office.objects.get(pk=office_id) if office_id else None
    item.save(update_fields=["title", "decision", "text", "seats", "office"])
    if item.meeting.state == Meeting.State.DRAFT:
        renew_send_by(item.meeting)
    Trace(actor, at, allowed.mandate).record("meetings.election.changed", item.meeting, item=item.title, seats=seats)
    return item


@deed("meetings.election.counted")
def sign_election_count(
    *,
    actor: Actor,
    item_id: UUID,
    teller_ids: Sequence[UUID],
    counts: ElectionCounts,
    at: datetime,
    key: str = "",
) -> AgendaItem:
    """
    Sign a count of ballots as a teller, or enter it for both from one signed sheet.

    Two tellers sign; a new count by the same teller replaces the old one until the vote closes.

    :raises CountIncomplete: if it leaves a candidate out
    :raises MoreThanBallots, VotesDoNotFit, CountsDoNotFit: if the numbers cannot be true
    :raises TellerAbsent, TwoTellersAlready, TellersMissing: as for counts of motions
    """
    item = locked_item(item_id)
    for teller_id in teller_ids:
        decision = permissions.may_count(actor, item, teller_id).require()
    if len(set(teller_ids)) < len(teller_ids) or not teller_ids:
        raise TellersMissing(field="second_teller", signed=1)
    candidates = standing_candidates(item)
    if sorted(counts.keyed) != sorted(str(each.pk) for each in candidates):
        raise CountIncomplete
    check_counts(votes=counts.keyed, papers=counts.papers, seats=item.seats or 0)
    if len(teller_ids) == TELLERS:
        TellersCount.objects.filter(item=item).delete()
    numbers = Counts(votes_for=counts.valid, against=0, abstain=counts.blank, spoiled=counts.spoiled)
    for teller_id in teller_ids:
        count = sign_count(item, teller_id, numbers, Trace(actor, at, decision.mandate))
        CandidateCount.objects.filter(count=count).delete()
        CandidateCount.objects.bulk_create(
            CandidateCount(count=count, candidate_id=candidate_id, votes=votes) for candidate_id, votes in counts.votes
        )
    return item


@deed("meetings.election.followed")
def follow_up_election(
    *, actor: Actor, item_id: UUID, at: datetime, meeting_id: UUID | None = None, key: str = ""
) -> AgendaItem:
    """
    Put the next ballot of an election on an agenda: the run-off of the tied, or the ballot for the seats left open.

    ``meeting_id`` ``None``: of the same meeting.

    :raises NothingFollows: if the election is over
    :raises FollowedAlready: if the next ballot stands on an agenda
    :raises AnotherBody: if the meeting is of another body
    """
    earlier = locked_item(item_id)
    meeting = locked(meeting_id) if meeting_id and meeting_id != earlier.meeting_id else earlier.meeting
    decision = permissions.may_edit_agenda(actor, meeting).require()
    if meeting.body_id != earlier.meeting.body_id:
        raise AnotherBody(field="meeting")
    follower = earlier.followers.exclude(state=AgendaItem.State.WITHDRAWN).select_related("meeting").first()
    if follower is not None:
        raise FollowedAlready(meeting=follower.meeting.title)
    candidates = standing_candidates(earlier)
    fates = fates_of(candidates)
    seats = earlier.seats or 0
    following, who = who_follows(votes=votes_of(candidates), fates=fates, seats=seats) if fates else (None, ())
    if following is None:
        raise NothingFollows
    persons = {str(each.pk): each.person_id for each in candidates}
    elected = sum(each.fate == Candidate.Fate.ELECTED for each in candidates)
    new = NewElection(
        title=earlier.title,
        decision=earlier.decision,
        seats=seats - elected,
        office_id=earlier.office_id,
        candidate_ids=tuple(persons[each] for each in _in_ballot_order(who, candidates)),
        text=earlier.text,
        proposer=earlier.proposer,
    )
    item = _new_election(meeting, new, following, follows=earlier)
    facts = {"item": item.title, "round": item.get_round_display(), "seats": item.seats}
    Trace(actor, at, decision.mandate).record("meetings.election.followed", meeting, **facts)
    return item


def check_election(item: AgendaItem, method: str) -> None:
    """
    Refuse to open the vote of an election that is not ready.

    :raises TooFewCandidates: if there are fewer candidates than seats
    :raises NotByRollCall: if it is to be voted on by name
    """
    if method == Method.ROLL_CALL:
        raise NotByRollCall(field="method")
    contest(seats=item.seats or 0, candidates=len(standing_candidates(item)))


def close_election(item: AgendaItem, trace: Trace) -> AgendaItem:
    """
    Close the vote of an election counted by tellers, as part of a deed.

    :raises TellersMissing: if one of two counts is missing
    :raises TellersDisagree: if they differ in a single number
    """
    counts = list(TellersCount.objects.filter(item=item).prefetch_related("lines").order_by("signed_at", "pk"))
    sheets = {frozenset((line.candidate_id, line.votes) for line in count.lines.all()) for count in counts}
    if len(counts) < TELLERS:
        raise TellersMissing(signed=len(counts))
    if len({count.tally for count in counts}) > 1 or len(sheets) > 1:
        raise TellersDisagree
    votes = {str(line.candidate_id): line.votes for line in counts[0].lines.all()}
    tally = counts[0].tally
    papers = Papers(valid=tally.votes_for, blank=tally.abstain, spoiled=tally.spoiled)
    keep_election(item, votes=votes, papers=papers, trace=trace)
    return item


def keep_election(
    item: AgendaItem, *, votes: Mapping[str, int], papers: Papers, trace: Trace, base: ElectionBase | None = None
) -> Result:
    """
    Say who is elected and keep it, as part of a deed: from tellers' counts, or from a secret ballot.

    ``votes`` are ballots by the candidate's key as text. Present counts who was there at any time since the vote
    opened; ``base`` is what was kept when a secret ballot closed. The item is carried if at least one is elected.

    :raises CountsDoNotFit: if more ballots are counted than persons and proxies could vote
    :raises MoreThanBallots, VotesDoNotFit: if the numbers cannot be true
    Source: semantics.md, "Shares and majorities"
    """
    rule = rulebook(on=item.meeting.starts_on).rule(item.decision)
    base = base or _base_now(item, rule)
    found = base.found
    tally = Counts(votes_for=papers.valid, against=0, abstain=papers.blank, spoiled=papers.spoiled).tally
    check_tally(tally=tally, present=found.present - base.recused)
    candidates = standing_candidates(item)
    ordered = {str(each.pk): votes.get(str(each.pk), 0) for each in candidates}
    result = count_election(rule=rule, lawfulness=found, seats=item.seats or 0, votes=ordered, papers=papers)
    _keep_fates(candidates, result)
    item.state = ITEM_FLOW.next(item.state, ItemDeed.CARRY if result.elected else ItemDeed.REJECT)
    item.closed_at = trace.at
    item.entitled_count, item.present_count = found.entitled, found.present
    item.proxy_count = base.proxies
    item.quorum_needed, item.votes_needed = found.quorum_needed, result.standings[0].needed
    item.for_count, item.against_count = papers.valid, 0
    item.abstain_count, item.spoiled_count = papers.blank, papers.spoiled
    item.clause_code = rule.passes_clause.code
    item.clause_words = f"{rule.passes_clause.source} {rule.passes_clause.article}"
    outcome = outcome_of(result=result, names={str(each.pk): each.name for each in candidates})
    item.outcome_words = {"msgid": outcome.msgid, "params": dict(outcome.params)}
    item.save()
    names = "、".join(each.name for each in candidates if str(each.pk) in result.elected)
    facts = {"item": item.title, "names": names, "needed": item.votes_needed}
    trace.record("meetings.vote.closed", item.meeting, **facts)
    return result


def _base_now(item: AgendaItem, rule: DecisionRule) -> ElectionBase:
    """Judge by who was there at any time since the vote opened."""
    roll = roll_of(item.meeting)
    return ElectionBase(
        found=lawfulness_of(meeting=item.meeting, rule=rule, roll=roll, since=item.opened_at),
        proxies=roll.attendance(since=item.opened_at).by_proxy if rule.proxies else 0,
        recused=recused_count(item, roll=roll, by_proxy=rule.proxies),
    )


def _keep_fates(candidates: Sequence[Candidate], result: Result) -> None:
    standings = {each.candidate: each for each in result.standings}
    for candidate in candidates:
        standing = standings[str(candidate.pk)]
        candidate.votes, candidate.fate = standing.votes, standing.fate
        candidate.outcome_words = {"msgid": standing.reason.msgid, "params": dict(standing.reason.params)}
    Candidate.objects.bulk_update(candidates, ["votes", "fate", "outcome_words"])


def _new_election(
    meeting: Meeting, new: NewElection, round_: Round, *, follows: AgendaItem | None = None
) -> AgendaItem:
    """Save a new election with its candidates, last on the agenda."""
    contest(seats=new.seats, candidates=new.seats)
    line = NewItem(title=new.title, decision=new.decision, text=new.text, proposer=new.proposer)
    check_decision(rulebook(on=meeting.starts_on), meeting.body, line)
    last = meeting.items.order_by("-position", "-pk").first()
    if meeting.items.count() >= MOST_ITEMS:
        raise AgendaFull(field="title", most=MOST_ITEMS)
    item = new_row(meeting, line, last.position + 1 if last else 1)
    item.kind, item.seats, item.round, item.follows = AgendaItem.Kind.ELECTION, new.seats, round_, follows
    item.office = Office.objects.get(pk=new.office_id) if new.office_id else None
    item.save(force_insert=True)
    _name_all(item, new.candidate_ids)
    if meeting.state == Meeting.State.DRAFT:
        renew_send_by(meeting)
    return item


def _name_all(item: AgendaItem, person_ids: Sequence[UUID]) -> None:
    persons = {person.pk: person for person in Person.objects.filter(pk__in=person_ids)}
    twice = next((each for each in person_ids if person_ids.count(each) > 1), None)
    if twice is not None:
        raise CandidateTwice(field="candidates", name=persons[twice].name)
    Candidate.objects.bulk_create(
        Candidate(item=item, person=persons[each], name=persons[each].name, position=position)
        for position, each in enumerate(person_ids, start=1)
    )


def _in_ballot_order(keys: Sequence[str], candidates: Sequence[Candidate]) -> list[str]:
    return [str(each.pk) for each in candidates if str(each.pk) in keys]
