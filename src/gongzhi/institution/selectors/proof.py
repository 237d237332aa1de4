"""This will lay one clause open: its wordings, what counts beside it, and the proof of each verdict."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import NoReverseMatch, reverse

from gongzhi.common.registry import Evidence
from gongzhi.institution.rules.clauses import Clause
from gongzhi.institution.rules.evidence import EvidenceRow
from gongzhi.institution.rules.layers import Effective
from gongzhi.institution.rules.verdicts import Verdict
from gongzhi.institution.selectors.board import Board
from gongzhi.institution.words import seal_state, seal_words, speak


@dataclass(frozen=True)
class ProofRow:
    """One record that was counted: its day, its title, and its page (``""`` where it has none)."""

    on: date
    title: str
    url: str


@dataclass(frozen=True)
class Proof:
    """One verdict with its evidence, as a page shows it; ``anchor`` names its month."""

    verdict: Verdict
    state: str
    words: str
    missing: str
    rows: tuple[ProofRow, ...]
    late: ProofRow | None
    anchor: str


@dataclass(frozen=True)
class ClausePage:
    """Everything the page of a clause shows."""

    clause: Clause
    wordings: tuple[Clause, ...]
    effective: Effective | None
    proofs: tuple[Proof, ...]


def proof_of(verdict: Verdict) -> Proof:
    """Lay one verdict open."""
    due_on = verdict.due_on or verdict.period.starts_on
    return Proof(
        verdict=verdict,
        state=seal_state(verdict),
        words=seal_words(verdict),
        missing=speak(verdict.missing),
        rows=tuple(_row(row) for row in verdict.evidence),
        late=_row(verdict.late) if verdict.late else None,
        anchor=f"v-{due_on.year}-{due_on.month}",
    )


def clause_page(*, board: Board, code: str) -> ClausePage | None:
    """Gather the page of a clause; ``None`` if no wording of it was ever known."""
    clause = board.institution.clause(code=code, on=board.on)
    if clause is None:
        return None
    return ClausePage(
        clause=clause,
        wordings=tuple(sorted((c for c in board.institution.clauses if c.code == code), key=lambda c: c.since)),
        effective=board.institution.effective(topic=clause.topic, on=max(board.on, clause.since)),
        proofs=tuple(proof_of(verdict) for verdict in board.verdicts if verdict.clause.code == code),
    )


def _row(row: EvidenceRow) -> ProofRow:
    return ProofRow(row.on, row.title, _url(row))


def _url(row: EvidenceRow) -> str:
    if not isinstance(row, Evidence) or not row.url_name:
        return ""
    try:
        return reverse(row.url_name, args=row.url_args)
    except NoReverseMatch:
        return ""


def newest_first(proofs: Sequence[Proof]) -> list[Proof]:
    """Order proofs by due day, the newest first; those without a day come first of all."""
    return sorted(proofs, key=lambda proof: proof.verdict.due_on or date.max, reverse=True)
