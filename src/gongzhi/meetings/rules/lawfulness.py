"""
Say whether a meeting may decide, and whether a motion is carried.

Counts are persons. Every number comes from decision clauses of the institution; where several layers speak of one
decision, the strictest that binds counts for each point.

Source: semantics.md, "Shares and majorities"
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from gongzhi.institution.rules import (
    RANK,
    Base,
    Clause,
    ClauseMissing,
    Decision,
    Sentence,
    binding,
    say,
)
from gongzhi.kernel.errors import DomainError
from gongzhi.kernel.majorities import Threshold
from gongzhi.kernel.text import gettext_noop as _

V = TypeVar("V")
Spoken = Sequence[tuple[Clause, Decision]]


class MorePresentThanEntitled(DomainError):
    """Tell that more persons and proxies are counted than may attend; params ``present`` and ``entitled``."""

    message = _("%(present)s are counted as present, but only %(entitled)s may attend. Check the list.")


class MoreVotesThanPresent(DomainError):
    """Tell that more votes are counted than persons present; params ``votes`` and ``present``."""

    message = _("%(votes)s votes are counted, but only %(present)s are present. Count again.")


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionRule:
    """
    Hold how a body decides on one sort of question, each point with the clause it comes from.

    ``quorum`` is a share of the entitled, ``passes`` a share of ``base``; ``notice_days`` are full days, 0 if none
    is asked for.
    """

    decision: str
    body: str
    quorum: Threshold
    quorum_clause: Clause
    passes: Threshold
    passes_clause: Clause
    base: Base
    notice_days: int
    notice_clause: Clause
    proxies: bool
    proxies_clause: Clause
    secret: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Lawfulness:
    """
    Say whether a meeting may decide.

    ``present`` counts persons and, where they are allowed, proxies. ``reasons`` holds one sentence for each point
    that was checked, each with its clause; those in ``obstacles`` stand in the way.
    """

    entitled: int
    present: int
    quorum_needed: int
    quorate: bool
    notice_ok: bool
    may_decide: bool
    reasons: tuple[Sentence, ...]
    obstacles: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """
    Say whether a motion is carried, and on how many votes.

    ``votes_needed`` is ``None`` if the meeting is not quorate: no number of votes would do.
    """

    votes_needed: int | None
    carried: bool
    reason: Sentence


def decision_rule(*, clauses: Iterable[Clause], decision: str, on: date, jurisdiction: str = "") -> DecisionRule:
    """
    Build the rule of a decision (``assembly.ordinary``) from the clauses in force on a day.

    :raises ClauseMissing: if no clause gives it a quorum and a majority
    """
    spoken = [
        (clause, clause.params)
        for clause in binding(clauses=clauses, day=on, jurisdiction=jurisdiction)
        if isinstance(clause.params, Decision) and clause.params.decision == decision
    ]
    spoken.sort(key=lambda pair: RANK[pair[0].layer], reverse=True)
    quorum = _strictest(spoken, lambda params: params.quorum, _by_share)
    passes = _strictest(spoken, lambda params: params.passes, _by_share)
    if quorum is None or passes is None:
        raise ClauseMissing(topic=f"decision.{decision}", on=on)
    return _rule(spoken, decision, quorum, passes)


def assess(
    *,
    rule: DecisionRule,
    entitled: int,
    present_in_person: int,
    proxies: int = 0,
    full_days_of_notice: int,
    short_notice_consents: int = 0,
) -> Lawfulness:
    """
    Say whether a meeting may decide, before any vote is opened.

    ``proxies`` are valid written ones of members who are not there themselves. ``short_notice_consents`` counts the
    entitled who agreed in writing to a shorter notice; only all of them heal it.

    :raises MorePresentThanEntitled: if more are present than entitled
    Source: semantics.md, "Shares and majorities"; the clauses named in the reasons
    """
    present = present_in_person + (proxies if rule.proxies else 0)
    if present > entitled:
        raise MorePresentThanEntitled(present=present, entitled=entitled)
    needed = rule.quorum.needed(entitled)
    quorate = entitled > 0 and present >= needed
    long_enough = full_days_of_notice >= rule.notice_days
    healed = entitled > 0 and short_notice_consents >= entitled
    quorum_reason = _quorum_reason(rule, entitled, present, needed)
    notice_reason = _notice_reason(rule, full_days_of_notice, long_enough=long_enough, healed=healed)
    proxy_reasons = _proxy_reasons(rule, proxies)
    notice_ok = long_enough or healed
    return Lawfulness(
        entitled=entitled,
        present=present,
        quorum_needed=needed,
        quorate=quorate,
        notice_ok=notice_ok,
        may_decide=quorate and notice_ok,
        reasons=(quorum_reason, notice_reason, *proxy_reasons),
        obstacles=(*(() if quorate else (quorum_reason,)), *(() if notice_ok else (notice_reason,))),
    )


def count_motion(*, rule: DecisionRule, lawfulness: Lawfulness, votes_for: int, against: int, abstain: int) -> Outcome:
    """
    Say whether a motion is carried. Abstentions and spoiled papers stay in the base.

    :raises MoreVotesThanPresent: if more votes are counted than persons present
    Source: semantics.md, "Shares and majorities"
    """
    votes = votes_for + against + abstain
    if votes > lawfulness.present:
        raise MoreVotesThanPresent(votes=votes, present=lawfulness.present)
    if not lawfulness.quorate:
        return Outcome(votes_needed=None, carried=False, reason=lawfulness.obstacles[0])
    needed = votes_needed(rule=rule, lawfulness=lawfulness)
    if not lawfulness.may_decide:
        return Outcome(votes_needed=needed, carried=False, reason=lawfulness.obstacles[0])
    carried = votes_for >= needed
    return Outcome(votes_needed=needed, carried=carried, reason=_vote_reason(rule, votes_for, needed, carried=carried))


def votes_needed(*, rule: DecisionRule, lawfulness: Lawfulness) -> int:
    """Count the votes for a motion that carry it: a share of those present or entitled, one at least."""
    of = lawfulness.entitled if rule.base is Base.ENTITLED else lawfulness.present
    return max(1, rule.passes.needed(of))


def _rule(
    spoken: Spoken, decision: str, quorum: tuple[Threshold, Clause], passes: tuple[Threshold, Clause]
) -> DecisionRule:
    silent = quorum[1]
    notice = _strictest(spoken, lambda params: params.notice_days, lambda days: days) or (0, silent)
    proxies = _strictest(spoken, lambda params: params.proxies, lambda allowed: not allowed) or (False, silent)
    of_entitled = any(params.base is Base.ENTITLED and params.passes for _clause, params in spoken)
    return DecisionRule(
        decision=decision,
        body=spoken[0][1].body,
        quorum=quorum[0],
        quorum_clause=quorum[1],
        passes=passes[0],
        passes_clause=passes[1],
        base=Base.ENTITLED if of_entitled else Base.PRESENT,
        notice_days=notice[0],
        notice_clause=notice[1],
        proxies=proxies[0],
        proxies_clause=proxies[1],
        secret=any(params.secret for _clause, params in spoken),
    )


def _strictest(
    spoken: Spoken, point: Callable[[Decision], V | None], strictness: Callable[[V], object]
) -> tuple[V, Clause] | None:
    """Choose the strictest value of one point, with its clause, the nearest of equals; ``None`` if none speaks."""
    said = [(value, clause) for clause, params in spoken if (value := point(params)) is not None]
    return max(said, key=lambda pair: strictness(pair[0]), default=None)  # type: ignore[return-value, arg-type]


def _by_share(threshold: Threshold) -> tuple[object, bool]:
    return threshold.share, threshold.strict


def _quorum_reason(rule: DecisionRule, entitled: int, present: int, needed: int) -> Sentence:
    numbers = {"present": present, "entitled": entitled, "needed": needed, **_cited(rule.quorum_clause)}
    if entitled == 0:
        return say(_("Nobody is entitled to attend, so nothing can be decided (%(clause)s)."), **numbers)
    if present >= needed:
        return say(_("Present %(present)s of %(entitled)s entitled; the quorum is %(needed)s (%(clause)s)."), **numbers)
    missing = needed - present
    return say(
        _("Present %(present)s of %(entitled)s entitled; the quorum is %(needed)s, %(missing)s short (%(clause)s)."),
        missing=missing,
        **numbers,
    )


def _notice_reason(rule: DecisionRule, days: int, *, long_enough: bool, healed: bool) -> Sentence:
    numbers = {"days": days, "needed": rule.notice_days, **_cited(rule.notice_clause)}
    if rule.notice_days == 0:
        return say(_("No length of notice is prescribed (%(clause)s)."), **numbers)
    if long_enough:
        return say(_("Notice went out %(days)s full days before; %(needed)s are needed (%(clause)s)."), **numbers)
    if healed:
        return say(
            _("Notice went out only %(days)s full days before, but everybody entitled agreed in writing (%(clause)s)."),
            **numbers,
        )
    return say(
        _(
            "Notice went out %(days)s full days before, %(needed)s are needed (%(clause)s): "
            "the meeting may talk, not decide."
        ),
        **numbers,
    )


def _proxy_reasons(rule: DecisionRule, proxies: int) -> tuple[Sentence, ...]:
    if proxies == 0:
        return ()
    numbers = {"proxies": proxies, **_cited(rule.proxies_clause)}
    if rule.proxies:
        return (say(_("%(proxies)s written proxies count as present (%(clause)s)."), **numbers),)
    return (say(_("%(proxies)s proxies do not count: this body meets in person (%(clause)s)."), **numbers),)


def _vote_reason(rule: DecisionRule, votes_for: int, needed: int, *, carried: bool) -> Sentence:
    numbers = {"votes": votes_for, "needed": needed, **_cited(rule.passes_clause)}
    if carried:
        return say(_("Carried with %(votes)s votes; %(needed)s were needed (%(clause)s)."), **numbers)
    return say(_("Not carried: %(votes)s votes, %(needed)s were needed (%(clause)s)."), **numbers)


def _cited(clause: Clause) -> dict[str, object]:
    """Name a clause for a sentence: where it stands, and its code for the link."""
    return {"clause": f"{clause.source} {clause.article}", "code": clause.code}
