"""
This will tell the rights of a person on a day: offices held × powers in force.

Nothing is stored: when a term ends, its rights end with it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.conf import settings
from django.db.models import CharField, Exists, F, OuterRef, Q, QuerySet, UUIDField, Value
from django.utils.translation import gettext, override

from gongzhi.common.clock import local_day
from gongzhi.common.permissions import Actor
from gongzhi.kernel.decisions import Decision, Mandate
from gongzhi.offices.models import Power, Term
from gongzhi.organisations.models import Membership, MembershipSpell, Representative

ORGANISATION_LEADER = "organisation_leader"


@dataclass(frozen=True, slots=True)
class _Held:
    """What a person holds: an office by its words, or the lead of an organisation (``term_id`` ``None``)."""

    term_id: UUID | None
    body_code: str
    office_code: str
    title: str
    organisation_id: UUID | None
    is_member: bool


def mandates_on(*, person_id: UUID, on: date) -> tuple[Sequence[Mandate], frozenset[UUID]]:
    """
    Tell what a person may do on a day, and which organisations it leads; two queries.

    Leaders have their rights only while their organisation is a member; the organisation itself is named in any
    case, so that a leader can apply for it or see that it is suspended.
    """
    held = [_Held(*row) for row in _held(person_id, on)]
    led = frozenset(each.organisation_id for each in held if each.organisation_id is not None)
    working = [each for each in held if each.organisation_id is None or each.is_member]
    if not working:
        return (), led
    asked = Q(body_code="", office_code=ORGANISATION_LEADER)
    for each in working:
        asked |= Q(body_code=each.body_code, office_code__in=(each.office_code, ""))
    powers = Power.objects.given_on(on).filter(asked).order_by("clause_code", "right", "pk")
    return [_mandate(each, power) for power in powers for each in working if _carries(each, power)], led


def may(*, actor: Actor, right: str, at: datetime) -> Decision:
    """
    Tell whether the person behind an actor had a right at a moment, by the offices held on that local day.

    For today's deeds ask ``actor.may(right)``, which needs no query.
    """
    if actor.is_system or actor.person_id is None:
        return actor.may(right)
    mandates, led = mandates_on(person_id=actor.person_id, on=local_day(at))
    then = Actor(
        account_id=actor.account_id,
        person_id=actor.person_id,
        federation_id=actor.federation_id,
        name=actor.name,
        mandates=tuple(mandates),
        organisation_ids=led,
    )
    return then.may(right)


def _held(person_id: UUID, on: date) -> QuerySet:
    """Offices and organisations in one statement; columns in the order of `_Held`."""
    nothing = Value(None, output_field=UUIDField())
    terms = (
        Term.objects.in_office(on)
        .filter(person=person_id)
        .annotate(no_organisation=nothing, counts=Value(True))
        .values_list("pk", "office__body__code", "office__code", "office__title", "no_organisation", "counts")
    )
    member = MembershipSpell.objects.current(on).filter(
        membership__organisation=OuterRef("organisation"), state=Membership.State.ADMITTED
    )
    leads = (
        Representative.objects.speaking(on)
        .filter(person=person_id, role=Representative.Role.LEADER)
        .annotate(
            no_term=nothing,
            no_body=Value("", output_field=CharField()),
            leader=Value(ORGANISATION_LEADER, output_field=CharField()),
            called=F("organisation__name"),
            counts=Exists(member),
        )
        .values_list("no_term", "no_body", "leader", "called", "organisation_id", "counts")
    )
    return terms.union(leads, all=True)


def _carries(held: _Held, power: Power) -> bool:
    return held.body_code == power.body_code and power.office_code in {held.office_code, ""}


def _mandate(held: _Held, power: Power) -> Mandate:
    return Mandate(right=power.right, office=_called(held), term_id=held.term_id, clause_code=power.clause_code)


def _called(held: _Held) -> str:
    """Name the office as people do; the log keeps it, so it is always in the language of the house."""
    if held.organisation_id is None:
        return held.title
    with override(settings.LANGUAGE_CODE):
        return gettext("Leader of %(organisation)s") % {"organisation": held.title}
