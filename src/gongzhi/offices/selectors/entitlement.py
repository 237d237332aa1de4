"""This will list who is entitled (应到) in a body on a day, each person once."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from gongzhi.offices.models import Body, Term
from gongzhi.organisations.selectors import assembly_voices


@dataclass(frozen=True, slots=True)
class Entitled:
    """
    One person who may attend and vote.

    ``stands_for`` says by what in words: the title of the office, or the member organisation; empty for an individual
    member. ``term_id`` is set in bodies with offices, ``organisation_id`` in the assembly where the person speaks for
    an organisation.
    """

    person_id: UUID
    name: str
    stands_for: str
    term_id: UUID | None = None
    organisation_id: UUID | None = None


def entitled(*, body: Body, on: date) -> list[Entitled]:
    """
    List who may attend and vote in a body on a day, as known now; each person once however many offices it holds.

    In the assembly: one leader of each member organisation and the individual members, ordered by name in pinyin. In
    other bodies: the holders of voting offices whose terms run and are not held back, in the order of offices and
    seats. At most two queries.

    Source: semantics.md, "Shares and majorities"
    """
    everybody = _assembly(on) if body.code == Body.Code.ASSEMBLY else _holders(body, on)
    once: dict[UUID, Entitled] = {}
    for each in everybody:
        first = once.setdefault(each.person_id, each)
        if first is not each and each.stands_for not in first.stands_for.split("、"):
            once[each.person_id] = replace(first, stands_for=_joined(first.stands_for, each.stands_for))
    return list(once.values())


def _assembly(on: date) -> Iterable[Entitled]:
    for voice in assembly_voices(on=on):
        yield Entitled(
            person_id=voice.person_id,
            name=voice.name,
            stands_for=voice.organisation_name,
            organisation_id=voice.organisation_id,
        )


def _holders(body: Body, on: date) -> Iterable[Entitled]:
    terms = Term.objects.in_office(on).filter(office__body=body, office__votes=True)
    for term in terms.select_related("person", "office").order_by("office__position", "seat", "pk"):
        yield Entitled(person_id=term.person_id, name=term.person.name, stands_for=term.office.title, term_id=term.pk)


def _joined(first: str, second: str) -> str:
    return "、".join(words for words in (first, second) if words)
