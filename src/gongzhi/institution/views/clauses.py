"""This will show the institution in force, who must do what, and all streets of a district."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from gongzhi.common.clock import today
from gongzhi.common.web.access import signed_in
from gongzhi.common.web.requests import Request
from gongzhi.federations.models import Federation
from gongzhi.federations.rights import Right
from gongzhi.institution.rules.clauses import Clause, Layer
from gongzhi.institution.rules.layers import may_bind
from gongzhi.institution.rules.responsibilities import responsibilities
from gongzhi.institution.selectors.clauses import institution
from gongzhi.institution.selectors.district import counts_of, streets_of
from gongzhi.institution.selectors.parties import office_titles, party_name
from gongzhi.institution.services.looks import note_look_across
from gongzhi.institution.views.board import chosen_day
from gongzhi.institution.words import KIND_WORDS, MARK_WORDS, text_of, title_of

LAYER_WORDS = {
    Layer.NATIONAL: _("The nation"),
    Layer.PROVINCE: _("The province"),
    Layer.CITY: _("The city"),
    Layer.CHARTER: _("The federation's own charter"),
}


def clause_line(clause: Clause, jurisdiction: str = "") -> dict[str, Any]:
    """Give what a list shows of a clause."""
    return {
        "clause": clause,
        "title": title_of(clause),
        "text": text_of(clause),
        "kind": KIND_WORDS[clause.kind],
        "mark": MARK_WORDS[clause.mark],
        "binds": may_bind(clause=clause, jurisdiction=jurisdiction),
        "url": reverse("institution:clause", args=[clause.code]),
    }


def _grouped(lines: list[dict[str, Any]]) -> list[dict[str, Any]]:
    groups: dict[tuple[Layer, str], list[dict[str, Any]]] = {}
    for line in lines:
        groups.setdefault((line["clause"].layer, line["clause"].chapter or line["clause"].source), []).append(line)
    own_first = sorted(groups.items(), key=lambda item: item[0][0] is not Layer.CHARTER)
    return [{"layer": LAYER_WORDS[layer], "title": title, "lines": found} for (layer, title), found in own_first]


@require_safe
@signed_in
def clauses(request: Request) -> HttpResponse:
    """List the clauses in force on a day, the federation's own first."""
    form, on = chosen_day(request)
    rules = institution(federation=request.federation)
    kind = request.GET.get("kind", "")
    lines = [clause_line(c, rules.jurisdiction) for c in rules.in_force(on) if not kind or c.kind.value == kind]
    kinds = [{"code": code.value, "label": words, "current": code.value == kind} for code, words in KIND_WORDS.items()]
    context = {"form": form, "on": on, "groups": _grouped(lines), "count": len(lines), "kinds": kinds, "kind": kind}
    return render(request, "institution/clauses.html", context)


@require_safe
@signed_in
def duties(request: Request) -> HttpResponse:
    """Show duties, powers and benefits (责、权、利) of every party, read from the clauses."""
    form, on = chosen_day(request)
    rules = institution(federation=request.federation)
    titles = office_titles()
    parties = [
        {
            "name": party_name(found.party, titles),
            "duties": [clause_line(clause) for clause in found.duties],
            "powers": [clause_line(clause) for clause in found.powers],
            "benefits": [clause_line(clause) for clause in found.benefits],
        }
        for found in responsibilities(clauses=rules.clauses, on=on, jurisdiction=rules.jurisdiction)
    ]
    return render(request, "institution/duties.html", {"form": form, "on": on, "parties": parties})


@require_safe
@signed_in
def district(request: Request) -> HttpResponse:
    """Show how the duties of each street of the district stand, in the order of their codes: no ranking."""
    if request.federation.kind != Federation.Kind.DISTRICT or not request.actor.may(Right.LOOK_ACROSS):
        raise Http404
    on = today()
    streets = streets_of(county_code=request.federation.county_code)
    note_look_across(actor=request.actor, federation=request.federation, count=len(streets), at=timezone.now())
    rows = [counts_of(federation=street, on=on) for street in streets]
    return render(request, "institution/district.html", {"on": on, "rows": rows})
