"""Put things into classes by the threshold clauses, and say which facts put them there."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from gongzhi.institution.rules.clauses import Clause
from gongzhi.institution.rules.layers import binding
from gongzhi.institution.rules.params import Classifier, Condition

Measured = Mapping[str, int | bool | str]
"""What is known of a thing: fact → number, truth or code."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """Name a fact that put a thing into a class: its value, the condition it met, the clause that says so."""

    fact: str
    value: int | bool | str
    condition: Condition
    clause: Clause


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """Hold one threshold clause that caught a thing, with a reason for each of its conditions."""

    clause: Clause
    params: Classifier
    reasons: tuple[Reason, ...]

    @property
    def outcome(self) -> str:
        """Name the class."""
        return self.params.outcome


def classify_by(
    *, clauses: Iterable[Clause], prefix: str, facts: Measured, day: date, jurisdiction: str = ""
) -> list[Match]:
    """
    List the threshold clauses that catch a thing, in the order of the clauses.

    Only clauses count whose topic begins with ``prefix``. A condition on a fact that is not known does not hold.
    """
    found: list[Match] = []
    for clause in binding(clauses=clauses, day=day, jurisdiction=jurisdiction):
        params = clause.params
        if isinstance(params, Classifier) and clause.topic.startswith(prefix) and meets(params, facts):
            found.append(Match(clause=clause, params=params, reasons=_reasons(clause, params, facts)))
    return found


def meets(params: Classifier, facts: Measured) -> bool:
    """Tell whether every condition holds."""
    return all(_holds(condition, facts) for condition in params.conditions)


def _holds(condition: Condition, facts: Measured) -> bool:
    value = facts.get(condition.fact)
    if value is None:
        return False
    if condition.equals is not None:
        return value == condition.equals
    return not isinstance(value, str) and _in_bounds(condition, int(value))


def _in_bounds(condition: Condition, value: int) -> bool:
    floor = condition.at_least is None or value >= condition.at_least
    return floor and (condition.at_most is None or value <= condition.at_most)


def _reasons(clause: Clause, params: Classifier, facts: Measured) -> tuple[Reason, ...]:
    return tuple(
        Reason(fact=condition.fact, value=facts[condition.fact], condition=condition, clause=clause)
        for condition in params.conditions
    )
