"""This will show the institution its own acts as evidence: charters adopted and handed in."""

from collections.abc import Sequence
from uuid import UUID

from gongzhi.common.registry import Evidence
from gongzhi.institution.models import Charter
from gongzhi.kernel.periods import Period


def charter_evidence(*, federation_id: UUID, period: Period) -> Sequence[Evidence]:
    """List adoptions of amendments and where they were handed in, in one query."""
    rows = (
        Charter.objects.filter(federation_id=federation_id, state=Charter.State.ADOPTED, based_on__isnull=False)
        .order_by("adopted_on", "pk")
        .values_list("pk", "title", "version", "adopted_on", "filings__to", "filings__filed_on", named=True)
    )
    found: dict[tuple[object, ...], Evidence] = {}
    for row in rows:
        if row.adopted_on is None:
            continue
        title = f"{row.title} {row.version}"
        subject, args = str(row.pk), (str(row.pk),)
        found[row.pk,] = Evidence(
            "institution.charter_adopted", row.adopted_on, subject, title, "institution:charter", args
        )
        if row.filings__to:
            facts = {"to": row.filings__to}
            found[row.pk, row.filings__to] = Evidence(
                "institution.charter_filed", row.filings__filed_on, subject, title, "institution:charter", args, facts
            )
    return [row for row in found.values() if period.contains(row.on)]
