"""
Propose the form of party organisation for a body from the number of its full members.

Probationary members do not count. Every number is a threshold clause of the institution.

Source: 中国共产党支部工作条例(试行), 2018; 中办发〔2015〕51号; semantics.md, "Form of party organisation"
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from gongzhi.institution.rules import Clause, ClauseMissing, Match, Sentence, classify_by, say
from gongzhi.kernel.text import gettext_noop as _

TOPIC = "party.form."
COMMITTEE_TOPIC = "party.branch_committee"


class Form(StrEnum):
    """Name the forms of party organisation."""

    ATTACHED = "attached"
    JOINT = "joint"
    BRANCH = "branch"
    GENERAL_BRANCH = "general_branch"
    COMMITTEE = "committee"


SENTENCES = {
    Form.ATTACHED: _("A party-work instructor is sent; a neighbouring party organisation leads (%(clause)s)."),
    Form.JOINT: _("With %(members)s full members it joins others in a joint branch (%(clause)s)."),
    Form.BRANCH: _("With %(members)s full members it founds a branch of its own (%(clause)s)."),
    Form.GENERAL_BRANCH: _("With %(members)s full members it founds a general branch (%(clause)s)."),
    Form.COMMITTEE: _("With %(members)s full members it founds a party committee (%(clause)s)."),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """
    Propose a form of party organisation, with the clause it comes from.

    ``committee_seats`` is (least, most) if the branch has a committee, else ``None``. ``deputies_at_most`` is set for
    a branch without a committee, ``units_at_most`` for a joint branch.
    """

    form: Form
    branch_committee: bool
    committee_seats: tuple[int, int] | None
    deputies_at_most: int | None
    units_at_most: int | None
    clause: Clause
    reasons: tuple[Sentence, ...]


def propose_form(
    *,
    full_members: int,
    months_since_founding: int,
    clauses: Iterable[Clause],
    on: date,
    jurisdiction: str = "",
) -> Proposal:
    """
    Propose the form for a body with so many full members, founded so many full months ago.

    :raises ClauseMissing: if no clause in force on the day fits the numbers
    """
    in_hand = list(clauses)
    facts = {"full_members": full_members, "months_since_founding": months_since_founding}
    matches = classify_by(clauses=in_hand, prefix=TOPIC, facts=facts, day=on, jurisdiction=jurisdiction)
    if not matches:
        raise ClauseMissing(topic=TOPIC, on=on)
    chosen = matches[0]
    form = Form(chosen.outcome)
    committees = classify_by(
        clauses=in_hand, prefix=COMMITTEE_TOPIC, facts={**facts, "form": form.value}, day=on, jurisdiction=jurisdiction
    )
    return _proposal(form, chosen, committees, full_members)


def _proposal(form: Form, chosen: Match, committees: list[Match], members: int) -> Proposal:
    elected = next((match for match in committees if match.outcome == "committee"), None)
    without = next((match for match in committees if match.outcome == "no_committee"), None)
    reasons = [say(SENTENCES[form], members=members, **_cited(chosen.clause))]
    if elected is not None:
        reasons.append(say(_("The branch elects a committee (%(clause)s)."), **_cited(elected.clause)))
    return Proposal(
        form=form,
        branch_committee=elected is not None,
        committee_seats=_seats(elected),
        deputies_at_most=without.params.limit("deputies_at_most") if without else None,
        units_at_most=chosen.params.limit("units_at_most"),
        clause=chosen.clause,
        reasons=tuple(reasons),
    )


def _seats(elected: Match | None) -> tuple[int, int] | None:
    if elected is None:
        return None
    least, most = elected.params.limit("seats_at_least"), elected.params.limit("seats_at_most")
    return None if least is None or most is None else (least, most)


def _cited(clause: Clause) -> dict[str, object]:
    return {"clause": f"{clause.source} {clause.article}", "code": clause.code}
