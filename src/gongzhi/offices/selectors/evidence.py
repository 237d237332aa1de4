"""This will show the institution which terms began in a period."""

from collections.abc import Sequence
from uuid import UUID

from gongzhi.common.registry import Evidence
from gongzhi.kernel.periods import Period
from gongzhi.offices.models import Term


def terms_begun(*, federation_id: UUID, period: Period) -> Sequence[Evidence]:
    """Answer the evidence ``offices.term``: terms in effect whose first day lies in the period; one query."""
    rows = Term.objects.known_on().filter(federation=federation_id, starts_on__gte=period.starts_on, is_held_back=False)
    if period.ends_on is not None:
        rows = rows.filter(starts_on__lt=period.ends_on)
    return [_shown(term) for term in rows.select_related("person", "office__body").order_by("starts_on", "pk")]


def _shown(term: Term) -> Evidence:
    office = term.office
    return Evidence(
        code="offices.term",
        on=term.starts_on,
        subject="",
        title=f"{office.title} {term.person.name}",
        url_name="offices:body",
        url_args=(str(office.body_id),),
        facts={"body": office.body.code, "office": office.code},
    )
