"""This will tell how a body decides on a day: what the institution says of its votes, looked up once."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from gongzhi.federations.models import Federation
from gongzhi.institution.rules import ClauseMissing, Decision
from gongzhi.institution.selectors.clauses import Institution, institution
from gongzhi.meetings.rules import DecisionRule, decision_rule
from gongzhi.offices.models import Body


@dataclass(frozen=True)
class Rulebook:
    """
    The decision clauses that bind the federation on one day.

    Nothing is asked of the database after it was made; each rule is worked out once.
    """

    institution: Institution
    on: date
    known: dict[str, DecisionRule | None] = field(default_factory=dict)

    def find(self, decision: str) -> DecisionRule | None:
        """Give the rule of a decision; ``None`` if the institution says too little to decide by."""
        if decision not in self.known:
            self.known[decision] = self._read(decision)
        return self.known[decision]

    def rule(self, decision: str) -> DecisionRule:
        """
        Give the rule of a decision.

        :raises ClauseMissing: if no clause gives it a quorum and a majority
        """
        found = self.find(decision)
        if found is None:
            raise ClauseMissing(topic=f"decision.{decision}", on=self.on)
        return found

    def decisions_of(self, body: Body) -> list[str]:
        """List the sorts of question a body can decide, the usual one first; empty if it can only talk."""
        said = {
            clause.params.decision
            for clause in self.institution.in_force(self.on)
            if isinstance(clause.params, Decision) and clause.params.body == body.code
        }
        usual = (body.code, f"{body.code}.ordinary", "party.ordinary")
        ordered = sorted(said, key=lambda code: (code not in usual, code))
        return [code for code in ordered if self.find(code) is not None]

    def strictest_notice(self, body: Body, decisions: Iterable[str]) -> DecisionRule | None:
        """
        Give the rule that asks for the longest notice among those of an agenda; without a motion, the usual one.

        ``decisions`` are the codes of the agenda's items, ``""`` for reports. ``None`` if the body can only talk.
        """
        asked = [rule for code in dict.fromkeys(decisions) if code and (rule := self.find(code))]
        usual = self.decisions_of(body)[:1] if not asked else []
        return max([*asked, *map(self.rule, usual)], key=lambda rule: rule.notice_days, default=None)

    def _read(self, decision: str) -> DecisionRule | None:
        try:
            return decision_rule(
                clauses=self.institution.clauses,
                decision=decision,
                on=self.on,
                jurisdiction=self.institution.jurisdiction,
            )
        except ClauseMissing:
            return None


def rulebook(*, on: date, federation: Federation | None = None) -> Rulebook:
    """Open the institution on a day; two queries, one where the federation is handed in."""
    return Rulebook(institution(federation=federation), on)
