"""Decide between layers: which clause may bind, which is the strictest, and why."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from gongzhi.institution.rules.clauses import Clause, Layer, Mark, in_force
from gongzhi.institution.rules.params import (
    Cadence,
    Classifier,
    Composition,
    Condition,
    Deadline,
    Decision,
    Direction,
    Params,
    Unit,
)
from gongzhi.institution.rules.sentences import Sentence, say
from gongzhi.kernel.errors import DomainError
from gongzhi.kernel.majorities import Threshold
from gongzhi.kernel.periods import MONTHS_IN
from gongzhi.kernel.text import gettext_noop as _

NATION = "CN"
RANK = {layer: rank for rank, layer in enumerate(Layer)}
DAYS_IN = {Unit.DAYS: 5, Unit.WORKDAYS: 7, Unit.MONTHS: 150}
"""Weights for comparing units: five workdays make a week of seven days, a month has thirty days."""

P = TypeVar("P", bound=Params)


class ClauseMissing(DomainError):
    """Tell that the institution says nothing on a topic that a deed needs; params ``topic`` and ``on``."""

    message = _("No clause in force on %(on)s says anything about this (%(topic)s). Add one to the charter.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Effective:
    """
    Name the clause that counts for a topic.

    ``set_aside`` are the clauses it is at least as strict as; ``also`` are clauses that bind beside it because
    neither covers the other. ``why`` says it in one sentence.
    """

    clause: Clause
    set_aside: tuple[Clause, ...]
    also: tuple[Clause, ...]
    why: Sentence


def may_bind(*, clause: Clause, jurisdiction: str = "") -> bool:
    """
    Tell whether a clause may bind a federation in a division.

    A charter binds by the federation's own resolution, whatever its mark. Above it, what is only recalled or poorly
    sourced never binds, and a local rule binds inside its division. ``jurisdiction`` ``""`` is a federation of which
    no division is known: only the nation and the charter bind it.

    Source: rules.md, confidence marks and section 12
    """
    if clause.layer is Layer.CHARTER:
        return True
    if not clause.is_verified:
        return False
    if clause.jurisdiction == NATION:
        return clause.mark is not Mark.LOCAL
    return jurisdiction.startswith(clause.jurisdiction)


def binding(*, clauses: Iterable[Clause], day: date, jurisdiction: str = "") -> list[Clause]:
    """List the clauses in force on a day that may bind."""
    return [
        clause for clause in in_force(clauses=clauses, day=day) if may_bind(clause=clause, jurisdiction=jurisdiction)
    ]


def effective(*, clauses: Iterable[Clause], topic: str, day: date, jurisdiction: str = "") -> Effective | None:
    """
    Find the clause that counts for a topic on a day: the strictest that may bind; ``None`` if none speaks.

    Between equals the federation's own wording counts, then the layer nearest to it.

    Source: rules.md, "Ten traps": national < local < own charter, strictest wins
    """
    speaking = [clause for clause in in_force(clauses=clauses, day=day) if clause.topic == topic]
    rivals = [clause for clause in speaking if may_bind(clause=clause, jurisdiction=jurisdiction)]
    if not rivals:
        return None
    rivals.sort(key=lambda clause: RANK[clause.layer], reverse=True)
    winner = _strictest(rivals)
    others = [clause for clause in rivals if clause is not winner]
    return Effective(
        clause=winner,
        set_aside=tuple(clause for clause in others if covers(winner.params, clause.params)),
        also=tuple(clause for clause in others if not covers(winner.params, clause.params)),
        why=_why(winner, others),
    )


def effective_params(
    *, clauses: Iterable[Clause], topic: str, day: date, expected: type[P], jurisdiction: str = ""
) -> tuple[P, Clause]:
    """
    Find what counts for a topic, as params of the expected kind, with their clause.

    :raises ClauseMissing: if no clause of that kind speaks of the topic
    """
    found = effective(clauses=clauses, topic=topic, day=day, jurisdiction=jurisdiction)
    if found is None or not isinstance(found.clause.params, expected):
        raise ClauseMissing(topic=topic, on=day)
    return found.clause.params, found.clause


def covers(one: Params, other: Params) -> bool:
    """Tell whether whoever does what ``one`` asks has done what ``other`` asks: it is at least as strict."""
    match one, other:
        case Cadence(), Cadence():
            return _cadence_covers(one, other)
        case Deadline(), Deadline():
            return _deadline_covers(one, other)
        case Decision(), Decision():
            return _decision_covers(one, other)
        case Composition(), Composition():
            return _composition_covers(one, other)
        case Classifier(), Classifier():
            return _classifier_covers(one, other)
        case _:
            return one == other


def outranks(rival: Clause, clause: Clause) -> bool:
    """Tell whether a rival is stricter than a clause, or equally strict and nearer to the federation."""
    if not covers(rival.params, clause.params):
        return False
    return not covers(clause.params, rival.params) or place(rival) > place(clause)


def place(clause: Clause) -> tuple[int, str]:
    """Order clauses of different layers: the nearer to the federation, the greater."""
    return RANK[clause.layer], clause.code


def not_outranked(clauses: Sequence[Clause]) -> list[Clause]:
    """Leave out the clauses that another on the same topic outranks; the order stays."""
    by_topic: dict[str, list[Clause]] = {}
    for clause in clauses:
        by_topic.setdefault(clause.topic, []).append(clause)
    return [
        clause
        for clause in clauses
        if not any(rival is not clause and outranks(rival, clause) for rival in by_topic[clause.topic])
    ]


def stricter(one: Threshold, other: Threshold) -> bool:
    """Tell whether a share is at least as strict as another: larger, or *more than* against *not less than*."""
    return (one.share, one.strict) >= (other.share, other.strict)


def _strictest(rivals: Sequence[Clause]) -> Clause:
    """Choose the clause that covers most of the others; the first of equals."""
    return max(rivals, key=lambda clause: sum(covers(clause.params, rival.params) for rival in rivals))


def _why(winner: Clause, others: Sequence[Clause]) -> Sentence:
    names = {"clause": winner.article, "source": winner.source}
    if not others:
        return say(_("Only %(source)s, %(clause)s, speaks of this."), **names)
    if any(not covers(clause.params, winner.params) for clause in others):
        return say(_("%(source)s, %(clause)s, is the strictest that binds."), **names)
    return say(_("All layers ask the same; %(source)s, %(clause)s, is nearest to the federation."), **names)


def _cadence_covers(one: Cadence, other: Cadence) -> bool:
    same = (one.evidence, one.match) == (other.evidence, other.match)
    as_often = one.yearly >= other.yearly and MONTHS_IN[one.per] <= MONTHS_IN[other.per]
    return same and as_often and _at_most(one.longest_gap_days, other.longest_gap_days)


def _deadline_covers(one: Deadline, other: Deadline) -> bool:
    if (one.evidence, one.trigger, one.direction) != (other.evidence, other.trigger, other.direction):
        return False
    if one.yearly_on is not None and other.yearly_on is not None:
        return one.yearly_on <= other.yearly_on
    mine, theirs = one.amount * DAYS_IN[one.unit], other.amount * DAYS_IN[other.unit]
    return mine >= theirs if one.direction is Direction.BEFORE else mine <= theirs


def _decision_covers(one: Decision, other: Decision) -> bool:
    return (
        one.decision == other.decision
        and _share_covers(one.quorum, other.quorum)
        and (one.base == other.base or other.passes is None)
        and _share_covers(one.passes, other.passes)
        and _at_least(one.notice_days, other.notice_days)
        and (other.proxies is not False or one.proxies is False)
        and (other.secret is not True or one.secret is True)
    )


def _composition_covers(one: Composition, other: Composition) -> bool:
    if (one.body, one.office) != (other.body, other.office):
        return False
    said = (other.held_by, other.not_with, other.document, other.share_of, other.odd)
    mine = (one.held_by, one.not_with, one.document, one.share_of, one.odd)
    return (
        all(theirs in (ours, "", (), False) for ours, theirs in zip(mine, said, strict=True))
        and (
            other.share_at_most is None or (one.share_at_most is not None and one.share_at_most <= other.share_at_most)
        )
        and _at_least(one.at_least, other.at_least)
        and _at_least(one.party_months_at_least, other.party_months_at_least)
        and _at_most(one.at_most, other.at_most)
        and _at_most(one.age_at_most, other.age_at_most)
        and _at_most(one.terms_at_most, other.terms_at_most)
        and _at_most(one.term_months_at_most, other.term_months_at_most)
    )


def _classifier_covers(one: Classifier, other: Classifier) -> bool:
    """Tell whether ``one`` catches everything that ``other`` catches."""
    if one.outcome != other.outcome:
        return False
    theirs = {condition.fact: condition for condition in other.conditions}
    return all(condition.fact in theirs and _catches(condition, theirs[condition.fact]) for condition in one.conditions)


def _catches(one: Condition, other: Condition) -> bool:
    floor = one.at_least is None or (other.at_least is not None and one.at_least <= other.at_least)
    ceiling = one.at_most is None or (other.at_most is not None and one.at_most >= other.at_most)
    return floor and ceiling and one.equals in (None, other.equals)


def _share_covers(one: Threshold | None, other: Threshold | None) -> bool:
    return other is None or (one is not None and stricter(one, other))


def _at_least(one: int | None, other: int | None) -> bool:
    return other is None or (one is not None and one >= other)


def _at_most(one: int | None, other: int | None) -> bool:
    return other is None or (one is not None and one <= other)
