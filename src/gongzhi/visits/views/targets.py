"""This will show whom to visit, and let planners keep that list and give it to cadres."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from gongzhi.common.clock import today
from gongzhi.common.web.access import open_or_403, see_other, signed_in
from gongzhi.common.web.refusals import answer_form, answer_refusal
from gongzhi.common.web.requests import Request
from gongzhi.kernel.errors import DomainError
from gongzhi.offices.selectors import holders_of
from gongzhi.visits import permissions, services
from gongzhi.visits.forms import GiveForm, TargetChangeForm, TargetFilterForm, TargetForm
from gongzhi.visits.models import Assignment, Target, Visit
from gongzhi.visits.rights import Right
from gongzhi.visits.rules import quarter_of, quarter_period
from gongzhi.visits.selectors import listing
from gongzhi.visits.selectors.mine import recap_of
from gongzhi.visits.views.shared import BOTH, attempt, kind_named, sent_by, target_for
from gongzhi.visits.words import KIND_WORDS

ROWS = 100


@require_http_methods(BOTH)
@signed_in
def targets(request: Request) -> HttpResponse:
    """List whom to visit; planners tick some and ask a cadre to go."""
    open_or_403(permissions.may_read_all(request.actor))
    may_plan = permissions.may_plan(request.actor)
    form = _give_form(request, request.POST or None)
    if request.method == "POST":
        open_or_403(may_plan)
        sent = sent_by(request)
        given, _reused = attempt(form, lambda said: services.give_targets(**sent, **form.chosen(), key=said["key"]))
        if given is not None:
            _say_given(request, form)
            return see_other(request.get_full_path())
    narrowing = TargetFilterForm(request.GET)
    rows = listing.targets(filters=narrowing.filters(), today=today())
    context = {
        "filters": narrowing,
        "has_filters": any(request.GET.get(name) for name in narrowing.fields),
        "page": Paginator(rows, ROWS).get_page(request.GET.get("page")),
        "may_plan": may_plan,
        "on": today(),
        "kinds": [(reverse("visits:target_new", args=[kind]), words) for kind, words in KIND_WORDS.items()],
    }
    return answer_form(request, "visits/targets.html", context, form)


@require_http_methods(BOTH)
@signed_in
def target_new(request: Request, kind: str) -> HttpResponse:
    """Put somebody on the list."""
    wanted = kind_named(kind)
    open_or_403(permissions.may_plan(request.actor))
    form = TargetForm(request.POST or None, kind=wanted)
    if request.method == "POST":
        made, _reused = attempt(form, lambda said: _add(request, form, said))
        if made is not None:
            return see_other(reverse("visits:target", args=[made.pk]))
    return answer_form(request, "visits/target_new.html", {"kind": KIND_WORDS[wanted]}, form)


@require_http_methods(BOTH)
@signed_in
def target(request: Request, pk: UUID) -> HttpResponse:
    """Show somebody on the list with the visits so far; planners change the entry."""
    shown = target_for(request, pk)
    may_plan = permissions.may_plan(request.actor)
    initial = {"community": shown.community_id, "note": shown.note, "is_active": shown.is_active}
    form = TargetChangeForm(request.POST or None, initial=initial)
    if request.method == "POST":
        open_or_403(may_plan)
        if attempt(form, lambda said: _change(request, pk, said))[0] is not None:
            messages.success(request, _("The entry is kept."))
            return see_other(reverse("visits:target", args=[pk]))
    context = {
        "target": shown,
        "recap": recap_of(target=shown, actor=request.actor),
        "count": Visit.objects.made().filter(target=shown).count(),
        "assignments": Assignment.objects.open().filter(target=shown).select_related("person").order_by("due_on", "pk"),
        "may_plan": may_plan,
        "may_record": permissions.may_record(request.actor, shown),
    }
    return answer_form(request, "visits/target.html", context, form)


@require_POST
@signed_in
def take_over(request: Request) -> HttpResponse:
    """Put the register on the list."""
    back = reverse("visits:targets")
    before = Target.objects.count()
    try:
        services.take_over_register(**sent_by(request, year=today().year, key=_key_of(request)))
    except DomainError as refusal:
        return answer_refusal(request, refusal, back=back)
    added = Target.objects.count() - before
    words = ngettext("%(count)s was put on the list.", "%(count)s were put on the list.", added)
    messages.success(request, words % {"count": added})
    return see_other(back)


@require_POST
@signed_in
def drop(request: Request, pk: UUID) -> HttpResponse:
    """Take a planned visit back."""
    seen = Target.objects.visible_to(request.actor)
    assignment = get_object_or_404(Assignment.objects.filter(target__in=seen), pk=pk)
    back = reverse("visits:target", args=[assignment.target_id])
    try:
        services.drop_assignment(**sent_by(request, assignment_id=pk, key=_key_of(request)))
    except DomainError as refusal:
        return answer_refusal(request, refusal, back=back)
    return see_other(back)


def _key_of(request: Request) -> str:
    return request.POST.get("deed_key", "")[:36]


def _give_form(request: Request, typed: Any) -> GiveForm:
    quarter = quarter_period(today().year, quarter_of(today()))
    holders = holders_of(right=Right.RECORD, on=today()) if permissions.may_plan(request.actor) else []
    return GiveForm(typed, holders=holders, initial={"due_on": quarter.last_day})


def _say_given(request: Request, form: GiveForm) -> None:
    count = len(form.cleaned_data["targets"])
    words = ngettext("%(count)s visit was given.", "%(count)s visits were given.", count)
    messages.success(request, words % {"count": count})


def _add(request: Request, form: TargetForm, said: dict[str, Any]) -> Target:
    home = said["community"]
    return services.add_target(
        **sent_by(request, key=said["key"]),
        whom=form.whom(),
        community_id=home.pk if home else None,
        note=said["note"],
    )


def _change(request: Request, pk: UUID, said: dict[str, Any]) -> Target:
    home = said["community"]
    return services.change_target(
        **sent_by(request, target_id=pk, key=said["key"]),
        community_id=home.pk if home else None,
        note=said["note"],
        is_active=said["is_active"],
    )
