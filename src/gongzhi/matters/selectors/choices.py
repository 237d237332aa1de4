"""This will offer to whom a matter can be given and where it can be escalated to."""

from datetime import date

from django.db.models import QuerySet

from gongzhi.matters.rights import Right
from gongzhi.matters.rules.levels import LEVEL_OF_BODY
from gongzhi.offices.models import Body, Power, Term
from gongzhi.offices.selectors import Holder, holders_of


def possible_owners(*, on: date) -> list[Holder]:
    """List who may own a matter on a day: whoever handles matters by an office; one query."""
    return holders_of(right=Right.HANDLE, on=on)


def bodies_above(*, on: date) -> QuerySet[Body]:
    """Select the bodies to which matters can be escalated on a day, the street office first."""
    return Body.objects.standing(on).filter(code__in=LEVEL_OF_BODY).order_by("code", "name", "pk")


def answers_itself(body: Body, *, on: date) -> bool:
    """Tell whether somebody in a body may answer here on a day; otherwise its answer is written down for it."""
    powers = Power.objects.given_on(on).filter(right=Right.ANSWER_ABOVE, body_code=body.code)
    offices = set(powers.values_list("office_code", flat=True))
    terms = Term.objects.in_office(on).filter(office__body=body, person__account__isnull=False)
    if not offices:
        return False
    return terms.exists() if "" in offices else terms.filter(office__code__in=offices).exists()
