"""This will show the institution which visits were made."""

from collections.abc import Sequence
from uuid import UUID

from django.utils.translation import gettext

from gongzhi.common.registry import Evidence
from gongzhi.kernel.periods import Period
from gongzhi.visits.models import Visit
from gongzhi.visits.rules import EVIDENCE, PER_ORGANISATION, VisitKind
from gongzhi.visits.words import KIND_WORDS

COLUMNS = ("pk", "kind", "on", "organisation_id", "organisation__name")


def visit_evidence(*, federation_id: UUID, period: Period) -> Sequence[Evidence]:
    """
    List the visits made in a period, in one query; what was tried in vain is no evidence.

    The subject is the organisation for hook-up contacts and visits to members, so that a clause may ask for each; else
    it is the federation. The title names organisations, never persons or households: verdicts are read more widely.
    """
    rows = Visit.objects.filter(federation_id=federation_id).made().within(period).order_by("on", "pk")
    found = []
    for pk, kind, on, organisation_id, name in rows.values_list(*COLUMNS):
        is_own = kind in PER_ORGANISATION and organisation_id is not None
        subject = str(organisation_id) if is_own else ""
        found.append(Evidence(EVIDENCE, on, subject, _title(kind, name), "visits:visit", (str(pk),), {"kind": kind}))
    return found


def _title(kind: str, organisation: str | None) -> str:
    words = KIND_WORDS[VisitKind(kind)]
    if not organisation:
        return gettext("Visit: %(kind)s") % {"kind": words}
    return gettext("Visit: %(name)s (%(kind)s)") % {"name": organisation, "kind": words}
