"""Read duties, powers and benefits (责、权、利) of every party from the institution."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from gongzhi.institution.rules.clauses import Clause
from gongzhi.institution.rules.layers import binding
from gongzhi.institution.rules.params import Benefit, Cadence, Deadline, Power


@dataclass(frozen=True, slots=True, kw_only=True)
class Responsibilities:
    """Hold what one party must do, may decide and is given; each list in the order of the clauses."""

    party: str
    duties: tuple[Clause, ...]
    powers: tuple[Clause, ...]
    benefits: tuple[Clause, ...]


def powers(*, clauses: Iterable[Clause], on: date, jurisdiction: str = "") -> dict[tuple[str, str], dict[str, Clause]]:
    """
    Map (body, office) to the rights it has on a day, each right with the clause that gives it.

    Office ``""`` stands for all members of the body.
    """
    found: dict[tuple[str, str], dict[str, Clause]] = {}
    for clause in binding(clauses=clauses, day=on, jurisdiction=jurisdiction):
        if isinstance(clause.params, Power):
            rights = found.setdefault((clause.params.body, clause.params.office), {})
            for right in clause.params.rights:
                rights.setdefault(right, clause)
    return found


def benefits_of(*, clauses: Iterable[Clause], standing: str, on: date, jurisdiction: str = "") -> dict[str, Clause]:
    """Map each benefit of a standing (``member``, ``volunteer``) on a day to the clause that gives it."""
    found: dict[str, Clause] = {}
    for clause in binding(clauses=clauses, day=on, jurisdiction=jurisdiction):
        if isinstance(clause.params, Benefit) and clause.params.standing == standing:
            for benefit in clause.params.benefits:
                found.setdefault(benefit, clause)
    return found


def responsibilities(*, clauses: Iterable[Clause], on: date, jurisdiction: str = "") -> list[Responsibilities]:
    """List for every party the clauses of a day that give it duties, powers and benefits, in order of appearance."""
    kinds: dict[str, tuple[list[Clause], list[Clause], list[Clause]]] = {}
    for clause in binding(clauses=clauses, day=on, jurisdiction=jurisdiction):
        place = _place(clause)
        if place is not None:
            kinds.setdefault(_party(clause), ([], [], []))[place].append(clause)
    return [
        Responsibilities(party=party, duties=tuple(duties), powers=tuple(rights), benefits=tuple(gains))
        for party, (duties, rights, gains) in kinds.items()
    ]


def _place(clause: Clause) -> int | None:
    """Say where a clause belongs: 0 duties, 1 powers, 2 benefits; ``None`` if it is none of them."""
    match clause.params:
        case Cadence() | Deadline():
            return 0
        case Power():
            return 1
        case Benefit():
            return 2
        case _:
            return None


def _party(clause: Clause) -> str:
    """Name the party: the office of a power, the standing of a benefit, else the clause's subject."""
    match clause.params:
        case Power(office=office) if office:
            return office
        case Benefit(standing=standing):
            return standing
        case _:
            return clause.subject
