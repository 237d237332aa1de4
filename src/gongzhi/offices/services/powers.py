"""This will write down which office has which right, whenever clauses come into force."""

from collections.abc import Sequence
from dataclasses import astuple, dataclass
from datetime import date

from django.db import transaction
from django.db.models import Q

from gongzhi.offices.models import Power


@dataclass(frozen=True, slots=True)
class PowerGrant:
    """
    One right of one office, as a power clause gives it.

    ``office_code`` ``""`` gives it to all who hold an office in the body; ``organisation_leader`` with ``body_code``
    ``""`` to the leaders of member organisations. ``article`` is for reading, ``clause_code`` names the clause.
    """

    body_code: str
    office_code: str
    right: str
    clause_code: str
    article: str = ""


@transaction.atomic
def write_powers(*, powers: Sequence[PowerGrant], starts_on: date) -> None:
    """
    Put exactly these powers in force from a day on, for the federation of the scope.

    What held before and is not among them ends on that day and stays as history; what goes on is left alone. What
    was written down for later days is set aside, so write packs in the order of their first days. Called inside the
    deed of the pack that comes into force, which audits it.
    """
    wanted = {_key(grant): grant for grant in powers}
    touched = Power.objects.select_for_update().filter(
        Q(ends_on__isnull=True) | Q(ends_on__gt=starts_on) | Q(starts_on=starts_on)
    )
    changed = []
    for row in touched.order_by("starts_on", "pk"):
        goes_on = row.starts_on <= starts_on and wanted.pop(_row_key(row), None) is not None
        ends_on = None if goes_on else max(row.starts_on, starts_on)
        if row.ends_on != ends_on:
            row.ends_on = ends_on
            changed.append(row)
    Power.objects.bulk_update(changed, ["ends_on"])
    Power.objects.bulk_create([_power(grant, starts_on) for grant in wanted.values()])


def _key(grant: PowerGrant) -> tuple[str, ...]:
    return tuple(astuple(grant)[:4])


def _row_key(row: Power) -> tuple[str, ...]:
    return (row.body_code, row.office_code, row.right, row.clause_code)


def _power(grant: PowerGrant, starts_on: date) -> Power:
    return Power(
        body_code=grant.body_code,
        office_code=grant.office_code,
        right=grant.right,
        clause_code=grant.clause_code,
        clause_article=grant.article,
        starts_on=starts_on,
    )
