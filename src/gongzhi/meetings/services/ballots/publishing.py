"""This will publish the result of a ballot: count, decide by the clause, write it down, and seal the log."""

from datetime import datetime
from uuid import UUID

from gongzhi.common.audit.canonical import instant
from gongzhi.common.deeds import deed
from gongzhi.common.permissions import Actor
from gongzhi.meetings import permissions
from gongzhi.meetings.models import AgendaItem, Ballot, BallotText, Candidate
from gongzhi.meetings.rules import DecisionRule, Lawfulness, assess, count_motion
from gongzhi.meetings.rules.ballots import (
    BALLOT_FLOW,
    BallotDeed,
    Counted,
    PaperCount,
    canonical,
    count_all,
)
from gongzhi.meetings.rules.bundles import FORMATS, hash_of
from gongzhi.meetings.rules.elections import Papers
from gongzhi.meetings.rules.flow import ITEM_FLOW, ItemDeed, check_tally
from gongzhi.meetings.selectors.ballots import text_of
from gongzhi.meetings.selectors.lawful import days_of_notice
from gongzhi.meetings.selectors.roll import roll_of
from gongzhi.meetings.selectors.rulebook import rulebook
from gongzhi.meetings.services.ballots.gate import candidates_by_code, keep_text
from gongzhi.meetings.services.ballots.locking import locked_ballot
from gongzhi.meetings.services.ballots.opening import opening_of
from gongzhi.meetings.services.ballots.papers import agreed_papers
from gongzhi.meetings.services.ballots.sealing import seal_steps
from gongzhi.meetings.services.elections import ElectionBase, keep_election
from gongzhi.meetings.services.trace import Trace


def publish_ballot(*, actor: Actor, ballot_id: UUID, at: datetime, key: str = "") -> Ballot:
    """
    Publish what both pairs got, with the papers two tellers counted; the motion is carried or not, or persons elected.

    The base is the one kept when the ballot closed. Then the log is sealed, and the bundle is complete.

    :raises TellersMissing: if papers were taken and not counted by two
    :raises CountsDoNotFit: if more votes are counted than persons could give
    """
    ballot = _publish(actor=actor, ballot_id=ballot_id, at=at, key=key)
    seal_steps(ballot)
    return ballot


@deed("meetings.ballot.published")
def _publish(*, actor: Actor, ballot_id: UUID, at: datetime, key: str = "") -> Ballot:
    ballot = locked_ballot(ballot_id)
    item = ballot.item
    decision = permissions.may_publish_ballot(actor, ballot).require()
    opened = opening_of(ballot)
    papers, tellers = agreed_papers(ballot)
    counted = count_all(question=ballot.asked, choices=opened.choices, invalid=opened.invalid, papers=papers)
    trace = Trace(actor, at, decision.mandate)
    elected = _decide(ballot, counted, trace)
    ballot.state = BALLOT_FLOW.next(ballot.state, BallotDeed.PUBLISH)
    ballot.published_at = at
    ballot.save(update_fields=["state", "published_at"])
    facts: dict[str, object] = {
        "opening": hash_of(opened.text),
        "papers": _paper_facts(papers, tellers),
        "elected": elected,
    }
    text = _result(ballot, counted, facts, at)
    keep_text(ballot, BallotText.Kind.RESULT, text)
    trace.record("meetings.ballot.published", ballot, result=hash_of(text), item=item.title)
    return ballot


def _decide(ballot: Ballot, counted: Counted, trace: Trace) -> list[str]:
    """Decide by the clause; give the codes of the elected."""
    item = ballot.item
    rule = rulebook(on=item.meeting.starts_on).rule(item.decision)
    found = _base(item, rule)
    if item.is_election:
        return _elect(ballot, counted, found, trace)
    tally = counted.as_tally()
    check_tally(tally=tally, present=found.present - (ballot.recused_count or 0))
    outcome = count_motion(
        rule=rule,
        lawfulness=found,
        votes_for=tally.votes_for,
        against=tally.against,
        abstain=tally.abstain + tally.spoiled,
    )
    item.state = ITEM_FLOW.next(item.state, ItemDeed.CARRY if outcome.carried else ItemDeed.REJECT)
    item.closed_at, item.votes_needed = trace.at, outcome.votes_needed
    item.for_count, item.against_count = tally.votes_for, tally.against
    item.abstain_count, item.spoiled_count = tally.abstain, tally.spoiled
    item.clause_code = rule.passes_clause.code
    item.clause_words = f"{rule.passes_clause.source} {rule.passes_clause.article}"
    item.outcome_words = {"msgid": outcome.reason.msgid, "params": dict(outcome.reason.params)}
    item.save()
    facts = {"votes_for": tally.votes_for, "against": tally.against, "abstain": tally.abstain}
    more = {"needed": outcome.votes_needed, "carried": outcome.carried}
    trace.record("meetings.vote.closed", item.meeting, item=item.title, **facts, **more)
    return []


def _elect(ballot: Ballot, counted: Counted, found: Lawfulness, trace: Trace) -> list[str]:
    item = ballot.item
    candidates = candidates_by_code(item)
    votes = {str(candidates[code].pk): number for code, number in counted.votes.items()}
    papers = Papers(valid=counted.valid - counted.blank, blank=counted.blank, spoiled=counted.invalid)
    base = ElectionBase(found=found, proxies=item.proxy_count or 0, recused=ballot.recused_count or 0)
    keep_election(item, votes=votes, papers=papers, trace=trace, base=base)
    elected = set(Candidate.objects.filter(item=item, fate=Candidate.Fate.ELECTED).values_list("pk", flat=True))
    return [code for code, candidate in candidates.items() if candidate.pk in elected]


def _base(item: AgendaItem, rule: DecisionRule) -> Lawfulness:
    """Judge by who was there when the ballot closed: whoever comes while it is opened changes nothing."""
    proxies = item.proxy_count or 0
    return assess(
        rule=rule,
        entitled=item.entitled_count or 0,
        present_in_person=(item.present_count or 0) - proxies,
        proxies=proxies,
        full_days_of_notice=days_of_notice(item.meeting),
        short_notice_consents=roll_of(item.meeting).consent_count,
    )


def _paper_facts(papers: PaperCount | None, tellers: list[str]) -> dict[str, object] | None:
    if papers is None:
        return None
    return {
        "votes": papers.votes,
        "valid": papers.valid,
        "blank": papers.blank,
        "spoiled": papers.spoiled,
        "tellers": tellers,
    }


def _result(ballot: Ballot, counted: Counted, facts: dict[str, object], at: datetime) -> str:
    item = ballot.item
    return canonical(
        {
            "format": FORMATS["result"],
            "ballot": str(ballot.pk),
            "document": hash_of(text_of(ballot, BallotText.Kind.DOCUMENT)),
            "closing": hash_of(text_of(ballot, BallotText.Kind.CLOSING)),
            **facts,
            "counted": counted.as_json(),
            "entitled": item.entitled_count,
            "present": item.present_count,
            "proxies": item.proxy_count,
            "quorum_needed": item.quorum_needed,
            "votes_needed": item.votes_needed,
            "carried": item.state == AgendaItem.State.CARRIED,
            "outcome": item.outcome_words,
            "published_at": instant(at),
        }
    )
