"""This will check the seats of all bodies against the composition clauses, for the pages of the offices."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from gongzhi.institution.rules.composition import CompositionVerdict, Seat, check_composition
from gongzhi.institution.rules.composition import Finding as Found
from gongzhi.institution.rules.verdicts import Status
from gongzhi.institution.selectors.clauses import Institution, institution
from gongzhi.offices.models import Body, Term
from gongzhi.offices.selectors.composition import Finding

CADRE_APPROVAL = "cadre_approval"
CADRE = "leading_cadre"
# What the words of somebody's present post say about the offices outside.
POSTS = {
    "党工委副书记": "street_deputy_secretary",
    "组织办": "street_organisation_lead",
    "民政办": "street_civil_affairs_lead",
}
KNOWABLE = frozenset({*POSTS.values(), CADRE})


def seats_on(on: date) -> list[tuple[Term, Seat]]:
    """List the seats held in effect on a day, each with its term: one query."""
    terms = list(
        Term.objects.in_office(on).select_related("person", "office", "office__body").order_by("starts_on", "pk")
    )
    posts: dict[UUID, set[str]] = {}
    for term in terms:
        held = posts.setdefault(term.person_id, _outside(term.person.post))
        held.add(term.office.code)
    return [(term, _seat(term, posts[term.person_id], on)) for term in terms]


def _outside(post: str) -> set[str]:
    return {code for words, code in POSTS.items() if words in post}


def _seat(term: Term, posts: set[str], on: date) -> Seat:
    person = term.person
    return Seat(
        body=term.office.body.code,
        office=term.office.code,
        person=str(term.person_id),
        name=person.name,
        since=term.starts_on,
        posts=frozenset(posts | ({CADRE} if person.is_cadre else set())),
        knowable=KNOWABLE,
        documents=frozenset({CADRE_APPROVAL} if term.approval_number else set()),
        age=_age(person.born_on, on),
    )


def _age(born_on: date | None, on: date) -> int | None:
    if born_on is None:
        return None
    return on.year - born_on.year - ((on.month, on.day) < (born_on.month, born_on.day))


def composition_on(*, on: date, rules: Institution | None = None) -> list[CompositionVerdict]:
    """
    Check the composition clauses in force on a day that speak of bodies this federation has.

    Seats one query, bodies one, clauses as ``institution()``.
    """
    here = rules or institution()
    seats = [seat for _term, seat in seats_on(on)]
    own = set(Body.objects.values_list("code", flat=True))
    verdicts = check_composition(clauses=here.clauses, seats=seats, on=on, jurisdiction=here.jurisdiction)
    return [verdict for verdict in verdicts if getattr(verdict.clause.params, "body", "") in own]


def composition_findings(*, on: date) -> Sequence[Finding]:
    """Say for the pages of the offices which seats are not lawful, and by which clause."""
    pairs = seats_on(on)
    bodies = {term.office.body.code: term.office.body_id for term, _seat_ in pairs}
    here = institution()
    verdicts = check_composition(
        clauses=here.clauses, seats=[seat for _term, seat in pairs], on=on, jurisdiction=here.jurisdiction
    )
    found: list[Finding] = []
    for verdict in verdicts:
        body_id = bodies.get(getattr(verdict.clause.params, "body", ""))
        if body_id is not None:
            found += [_finding(verdict, body_id, finding) for finding in verdict.findings]
    return found


def _finding(verdict: CompositionVerdict, body_id: UUID, finding: Found) -> Finding:
    seat, sentence = finding.seat, finding.sentence
    return Finding(
        body_id=body_id,
        office_code=seat.office if seat else getattr(verdict.clause.params, "office", ""),
        is_lawful=finding.status is not Status.BREACHED,
        reason=sentence.msgid,
        params=sentence.params,
        person_id=UUID(seat.person) if seat else None,
        clause_code=verdict.clause.code,
    )
