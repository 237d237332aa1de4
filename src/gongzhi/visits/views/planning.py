"""This will show a year of visits against its plan, and let planners change the plan and the hot topics."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from gongzhi.common.clock import today
from gongzhi.common.web.access import open_or_403, see_other, signed_in
from gongzhi.common.web.differences import differences
from gongzhi.common.web.refusals import answer_form, words_of
from gongzhi.common.web.requests import Request
from gongzhi.institution.words import text_of, title_of
from gongzhi.visits import permissions, services
from gongzhi.visits.forms import PlanForm
from gongzhi.visits.models import VisitPlan
from gongzhi.visits.rules import Demand, VisitKind, proposal
from gongzhi.visits.selectors import coverage
from gongzhi.visits.services import PlanChangedMeanwhile
from gongzhi.visits.views.shared import BOTH, attempt, sent_by, year_named
from gongzhi.visits.words import KIND_WORDS, TOPIC_WORDS


@require_safe
@signed_in
def plan(request: Request) -> HttpResponse:
    """Show a year of visits: what the clauses ask, what is planned, made and tried, and whom it reaches."""
    open_or_403(permissions.may_read_all(request.actor))
    year = year_named(request)
    seen = coverage.year_of_visits(year=year, today=today(), federation=request.federation)
    context = {
        "seen": seen,
        "years": [year - 1, year, year + 1],
        "rows": [{"words": KIND_WORDS[row.kind], "row": row} for row in seen.rows],
        "kinds": list(KIND_WORDS.values()),
        "topics": [{"words": TOPIC_WORDS[topic], "count": count} for topic, count in seen.topics.items()],
        "demands": [_asked(demand) for demand in seen.demands],
        "may_plan": permissions.may_plan(request.actor),
        "may_record": permissions.may_record(request.actor),
    }
    return render(request, "visits/plan.html", context)


@require_http_methods(BOTH)
@signed_in
def edit(request: Request) -> HttpResponse:
    """Change the plan of a year; where there is none yet, the clauses propose one."""
    open_or_403(permissions.may_plan(request.actor))
    year = year_named(request)
    saved = VisitPlan.objects.filter(year=year).first()
    demands = coverage.demands_on(today(), request.federation)
    initial = _initial(year, saved, demands)
    form = PlanForm(request.POST or None, initial=initial)
    back = f"{reverse('visits:plan')}?year={year}"
    context: dict[str, Any] = {
        "year": year,
        "is_new": not (saved and saved.version),
        "demands": [_asked(demand) for demand in demands],
        "back": back,
    }
    if request.method == "POST":
        if request.POST.get("version") != str(initial["version"]):
            form = _in_conflict(request, initial)
            context["differences"] = differences(form)
        elif attempt(form, lambda said: _make(request, year, form, said["key"]))[0] is not None:
            messages.success(request, _("The plan is kept."))
            return see_other(back)
    return answer_form(request, "visits/plan_edit.html", context, form)


def _initial(year: int, saved: VisitPlan | None, demands: list[Demand]) -> dict[str, Any]:
    """Give what the form begins with: the plan as it is, or what the clauses propose."""
    if saved is not None and saved.version:
        counts = coverage.planned_of(saved)
    else:
        counts = proposal(demands=demands, members=coverage.member_count(today()))
    topics = "\n".join(topic.words for topic in coverage.hot_topics_of(year))
    version = saved.version if saved else 0
    return {"version": version, "hot_topics": topics, **{f"count_{kind}": counts[kind] for kind in VisitKind}}


def _in_conflict(request: Request, initial: dict[str, Any]) -> PlanForm:
    """Keep what was typed, now against the newest version."""
    typed = request.POST.copy()
    typed["version"] = str(initial["version"])
    form = PlanForm(typed, initial=initial)
    form.add_error(None, words_of(PlanChangedMeanwhile()))
    return form


def _make(request: Request, year: int, form: PlanForm, key: str) -> VisitPlan:
    return services.make_plan(
        **sent_by(request, key=key),
        year=year,
        version=form.cleaned_data["version"] or 0,
        per_quarter=form.per_quarter(),
        hot_topics=form.cleaned_data["hot_topics"],
    )


def _asked(demand: Demand) -> dict[str, Any]:
    """Say what a clause asks, for a row."""
    return {
        "title": title_of(demand.clause),
        "text": text_of(demand.clause),
        "article": demand.clause.article,
        "url": reverse("institution:clause", args=[demand.clause.code]),
        "kind": KIND_WORDS[demand.kind] if demand.kind else "",
        "per_quarter": demand.per_quarter,
        "each": demand.each,
    }
