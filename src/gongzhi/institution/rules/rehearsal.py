"""Run proposed wordings over past years and show what would have come out differently (制度设计与实践探索并行)."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from gongzhi.institution.rules.clauses import Clause
from gongzhi.institution.rules.evidence import EvidenceRow
from gongzhi.institution.rules.obligations import Subject, obligations
from gongzhi.institution.rules.verdicts import Verdict, judge
from gongzhi.kernel.periods import Period
from gongzhi.kernel.workdays import Calendar


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """Hold one verdict as it was and as it would have been; ``None`` where there is none on that side."""

    before: Verdict | None
    after: Verdict | None


def rehearse(
    *,
    clauses: Sequence[Clause],
    proposed: Sequence[Clause],
    evidence: Sequence[EvidenceRow],
    horizon: Period,
    on: date,
    calendar: Calendar,
    subjects: Sequence[Subject] = (),
    bodies: Mapping[str, Period] | None = None,
    sources: Collection[str] | None = None,
    jurisdiction: str = "",
) -> list[Change]:
    """
    List what would have been judged otherwise, had the proposed wordings held throughout the horizon.

    Nothing is written: the proposal is only pretended to have begun on the first day of the horizon.

    :raises ValueError: if the horizon has no end
    """

    def judged(of: Iterable[Clause]) -> dict[tuple[str, str, date, date | None], Verdict]:
        duties = obligations(
            clauses=of,
            horizon=horizon,
            on=on,
            calendar=calendar,
            events=evidence,
            subjects=subjects,
            bodies=bodies,
            sources=sources,
            jurisdiction=jurisdiction,
        )
        verdicts = judge(obligations=duties, evidence=evidence, on=on, sources=sources)
        return {(*verdict.obligation.key, verdict.due_on): verdict for verdict in verdicts}

    before, after = judged(clauses), judged(_pretended(clauses, proposed, horizon.starts_on))
    return [
        Change(before=before.get(key), after=after.get(key))
        for key in sorted({*before, *after}, key=lambda key: (key[3] or date.max, key[0], key[1]))
        if _outcome(before.get(key)) != _outcome(after.get(key))
    ]


def _pretended(clauses: Sequence[Clause], proposed: Sequence[Clause], since: date) -> list[Clause]:
    codes = {clause.code for clause in proposed}
    kept = [clause for clause in clauses if clause.code not in codes]
    return [*kept, *(replace(clause, since=since, until=None) for clause in proposed)]


def _outcome(verdict: Verdict | None) -> tuple[str, int, int] | None:
    return None if verdict is None else (verdict.status, verdict.needed, verdict.counted)
