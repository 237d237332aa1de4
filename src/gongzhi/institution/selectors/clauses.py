"""This will gather the clauses that bind a federation: what ships for its layers, and its own charters."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import TypeVar
from uuid import UUID

from gongzhi.common.tenancy import current_federation_id
from gongzhi.federations.models import Federation
from gongzhi.institution.models import Charter, CharterClause
from gongzhi.institution.rules.clauses import Clause, Layer, Mark, in_force
from gongzhi.institution.rules.layers import Effective, effective, effective_params
from gongzhi.institution.rules.packs import shipped_packs
from gongzhi.institution.rules.params import Decision, Params
from gongzhi.institution.rules.reading import read_params

P = TypeVar("P", bound=Params)
DECISION = "decision."


@dataclass(frozen=True)
class Institution:
    """
    All clauses that ever bound, bind or will bind one federation, with the division they must be lawful in.

    Wordings of several days stand side by side; every question names its day.
    """

    federation_id: UUID
    jurisdiction: str
    clauses: tuple[Clause, ...]

    def effective(self, *, topic: str, on: date) -> Effective | None:
        """Find what counts for a topic on a day; ``None`` if no clause speaks."""
        return effective(clauses=self.clauses, topic=topic, day=on, jurisdiction=self.jurisdiction)

    def params(self, *, topic: str, on: date, expected: type[P]) -> tuple[P, Clause]:
        """
        Find what counts for a topic, typed.

        :raises ClauseMissing: if no clause of that kind speaks of the topic on that day
        """
        return effective_params(
            clauses=self.clauses, topic=topic, day=on, expected=expected, jurisdiction=self.jurisdiction
        )

    def decision(self, *, code: str, on: date) -> tuple[Decision, Clause]:
        """
        Find how a sort of question is decided (``council``, ``assembly.ordinary``).

        :raises ClauseMissing: if no clause says so
        """
        return self.params(topic=f"{DECISION}{code}", on=on, expected=Decision)

    def in_force(self, on: date) -> list[Clause]:
        """List the wordings in force on a day, widest layer first, as they stand in their packs."""
        return in_force(clauses=self.clauses, day=on)

    def clause(self, *, code: str, on: date) -> Clause | None:
        """Find the wording of a clause on a day; before its first day the first wording; ``None`` if unknown."""
        mine = sorted((c for c in self.clauses if c.code == code), key=lambda c: c.since)
        begun = [clause for clause in mine if clause.since <= on]
        return begun[-1] if begun else (mine[0] if mine else None)


def institution(*, federation: Federation | None = None) -> Institution:
    """Gather the clauses of the scope's federation: one query, two where a charter was not read before."""
    federation_id = current_federation_id()
    home = federation or Federation.objects.get(pk=federation_id)
    charters = tuple(Charter.objects.ever_binding().values_list("pk", "edition", "starts_on", "ends_on", named=False))
    own = [clause for charter in charters for clause in charter_clauses(charter)]
    return Institution(federation_id, home.division_id, (*shipped_clauses(), *own))


@lru_cache(maxsize=1)
def shipped_clauses() -> tuple[Clause, ...]:
    """Read the packs above the charter once for the process."""
    return tuple(
        clause for pack in shipped_packs().values() if pack.layer is not Layer.CHARTER for clause in pack.clauses
    )


@lru_cache(maxsize=2048)
def charter_clauses(charter: tuple[UUID, int, date, date | None]) -> tuple[Clause, ...]:
    """
    Read one adopted version; it never changes, so that it is kept.

    ``charter`` is (key, edition, first day, end) and makes a changed end a new entry. Must run in the scope of the
    charter's federation.
    """
    key, _edition, starts_on, ends_on = charter
    rows = CharterClause.objects.filter(charter_id=key).order_by("position", "pk")
    return tuple(as_clause(row, since=starts_on, until=ends_on) for row in rows)


def as_clause(row: CharterClause, *, since: date, until: date | None) -> Clause:
    """
    Turn a stored clause into a rule over ``[since, until)``.

    :raises Unreadable: if its params do not fit its kind
    """
    return Clause(
        code=row.code,
        layer=Layer.CHARTER,
        jurisdiction="",
        article=row.article,
        topic=row.topic,
        subject=row.subject,
        title_zh=row.title_zh,
        title_en=row.title_en,
        text_zh=row.text_zh,
        text_en=row.text_en,
        source=row.source,
        basis=row.basis,
        chapter=row.chapter,
        mark=Mark(row.mark),
        since=since,
        until=until,
        params=read_params(kind=row.kind, params=row.params, where=row.code),
    )


def draft_clauses(*, charter: Charter, since: date) -> list[Clause]:
    """Read a draft as if it were in force from a day on, for comparing and rehearsing."""
    rows = charter.clauses.order_by("position", "pk")
    return [as_clause(row, since=since, until=None) for row in rows]
