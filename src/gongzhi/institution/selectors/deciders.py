"""This will tell the rooms below which body the clauses name for a decision."""

from datetime import date

from django.urls import reverse
from django.utils.translation import gettext

from gongzhi.common.registry import DecidedBy
from gongzhi.institution.rules.clauses import Clause, Layer
from gongzhi.institution.rules.layers import ClauseMissing
from gongzhi.institution.selectors.clauses import institution
from gongzhi.institution.selectors.parties import party_name


def decided_by(*, code: str, on: date) -> DecidedBy | None:
    """Name the body that decides on a sort of question on a day, with its clause; ``None`` if no clause says so."""
    try:
        decision, clause = institution().decision(code=code, on=on)
    except ClauseMissing:
        return None
    return DecidedBy(
        party_name(decision.body), _clause_words(clause), reverse("institution:clause", args=[clause.code])
    )


def _clause_words(clause: Clause) -> str:
    source = gettext("Charter") if clause.layer is Layer.CHARTER else clause.source
    return gettext("%(source)s %(article)s") % {"source": source, "article": clause.article}
