"""This will list activities held without their filing, take new notes, and the organisations' answers."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from gongzhi.common.web.access import open_or_403, see_other, signed_in
from gongzhi.common.web.refusals import answer_form
from gongzhi.common.web.requests import Request
from gongzhi.filings import permissions, services
from gongzhi.filings.forms import UnfiledAnswerForm, UnfiledForm
from gongzhi.filings.models import UnfiledActivity
from gongzhi.filings.selectors.outlook import classification_of
from gongzhi.filings.views.shared import BOTH, attempt, sent_by

ROWS = 50


@require_safe
@signed_in
def unfiled(request: Request) -> HttpResponse:
    """List the activities one may know of, the latest first."""
    rows = UnfiledActivity.objects.visible_to(request.actor).select_related("organisation").order_by("-held_on", "pk")
    page = Paginator(rows, ROWS).get_page(request.GET.get("page"))
    context = {"page": page, "may_note": permissions.may_note_unfiled(request.actor)}
    return render(request, "filings/unfiled.html", context)


@require_http_methods(BOTH)
@signed_in
def note(request: Request) -> HttpResponse:
    """Note an activity that nobody filed."""
    open_or_403(permissions.may_note_unfiled(request.actor))
    form = UnfiledForm(request.POST or None)
    noted = attempt(form, lambda said: _note(request, form, said)) if request.method == "POST" else None
    if noted is None:
        return answer_form(request, "filings/unfiled_note.html", {}, form)
    messages.success(request, _("Noted. The organisation is asked how it came about."))
    return see_other(reverse("filings:unfiled_detail", args=[noted.pk]))


def _note(request: Request, form: UnfiledForm, said: dict[str, Any]) -> UnfiledActivity:
    return services.note_unfiled_activity(
        actor=request.actor,
        organisation_id=said["organisation"].pk,
        sighting=form.sighting(),
        at=timezone.now(),
        key=said["key"],
    )


@require_http_methods(BOTH)
@signed_in
def one(request: Request, pk: UUID) -> HttpResponse:
    """Show one activity that nobody filed; POST answers for the organisation."""
    rows = UnfiledActivity.objects.visible_to(request.actor).select_related("organisation", "noted_by", "answered_by")
    activity = get_object_or_404(rows, pk=pk)
    form = UnfiledAnswerForm(request.POST or None)
    sent = sent_by(request, activity_id=pk)
    if request.method == "POST" and attempt(form, lambda said: services.answer_unfiled(**sent, **said)) is not None:
        return see_other(reverse("filings:unfiled_detail", args=[pk]))
    context = {
        "activity": activity,
        "classification": classification_of(facts=activity.facts(), on=activity.held_on, federation=request.federation),
        "may_answer": permissions.may_answer_unfiled(request.actor, activity),
    }
    return answer_form(request, "filings/unfiled_detail.html", context, form)
