"""This will tell who held an office, on which day, as known when."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from gongzhi.offices.models import Body, Office, Power, Term

# Whose office is meant where a title names no body.
BODY_ORDER = (
    Body.Code.OFFICERS,
    Body.Code.COUNCIL,
    Body.Code.SUPERVISORS,
    Body.Code.BRANCH,
    Body.Code.SECRETARIAT,
    Body.Code.STREET_OFFICE,
)
OTHER_TITLES = {"支部书记": "党支部书记", "支部副书记": "党支部副书记", "书记": "党支部书记", "副书记": "党支部副书记"}


@dataclass(frozen=True, slots=True)
class Holder:
    """A person whose office carries a right, with the office and the body in words."""

    person_id: UUID
    name: str
    office: str
    body: str
    term_id: UUID


def holders_of(*, right: str, on: date) -> list[Holder]:
    """
    List who has a right by an office on a day, in the order of the offices; each person once; one query.

    Leaders of organisations, who have their rights without an office, are left out.
    """
    given = Power.objects.given_on(on).filter(
        Q(office_code=OuterRef("office__code")) | Q(office_code=""),
        right=right,
        body_code=OuterRef("office__body__code"),
    )
    rows = Term.objects.in_office(on).filter(Exists(given)).select_related("person", "office__body")
    found: dict[UUID, Holder] = {}
    for term in rows.order_by("office__body__code", "office__position", "seat", "pk"):
        holder = Holder(term.person_id, term.person.name, term.office.title, term.office.body.name, term.pk)
        found.setdefault(term.person_id, holder)
    return list(found.values())


def who_held(*, office: Office, on: date, known: date | None = None) -> list[Term]:
    """
    List the terms of an office that ran on a day, as known at the end of the day ``known`` (``None``: now).

    Held back terms are left out: they have no effect. Ordered by first day and seat; persons are loaded.

    Source: semantics.md, "Roles in time"
    """
    rows = Term.objects.in_office(on, known).filter(office=office).select_related("person")
    return list(rows.order_by("starts_on", "seat", "pk"))


def running_terms(*, on: date, known: date | None = None) -> list[Term]:
    """List all terms of the federation that ran on a day, with person, office and body; one query."""
    rows = Term.objects.in_office(on, known).select_related("person", "office__body")
    return list(rows.order_by("office__body__code", "office__position", "seat", "pk"))


def history_of(*, person_id: UUID, on: date | None = None, known: date | None = None) -> list[Term]:
    """
    List a person's terms as known at the end of a day (``None``: now), newest first, with office and body.

    ``on`` keeps those that ran on that day; held back terms stay in the list, they say so.
    """
    rows = Term.objects.known_on(known).filter(person=person_id).select_related("office__body", "person")
    if on is not None:
        rows = rows.overlapping(on, None).filter(starts_on__lte=on)
    return list(rows.order_by("-starts_on", "office__position", "pk"))


def office_by_title(title: str) -> Office | None:
    """
    Find the office that people call by a title (会长, 理事, 党支部书记); ``None`` if there is none.

    White space falls away. Of several with the title, that of the federation's own bodies comes first.
    """
    words = "".join(title.split())
    found = Office.objects.filter(title=OTHER_TITLES.get(words, words)).select_related("body")
    return min(found, key=_rank, default=None)


def _rank(office: Office) -> tuple[int, str]:
    codes: Sequence[str] = BODY_ORDER
    return (codes.index(office.body.code) if office.body.code in codes else len(codes), str(office.pk))
