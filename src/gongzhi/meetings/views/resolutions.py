"""This will list resolutions and follow each up."""

from datetime import timedelta
from uuid import UUID

from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from gongzhi.common import audit
from gongzhi.common.clock import local_day, today
from gongzhi.common.web.access import open_or_403, signed_in
from gongzhi.common.web.requests import Request
from gongzhi.meetings import permissions, services
from gongzhi.meetings.forms import ReasonForm, ResolutionFilter, ResolutionForm, ResultForm, ReviewForm
from gongzhi.meetings.links import ways_of_resolution
from gongzhi.meetings.models import Meeting, Resolution
from gongzhi.meetings.models.deciding import ResolutionQuerySet
from gongzhi.meetings.seals import Seal, outcome_words, resolution_seal, said_facts, tally_words
from gongzhi.meetings.selectors.minutes import resolution_number
from gongzhi.meetings.selectors.roll import roll_of
from gongzhi.meetings.views.shared import DeedPage, item_of, now, people, posted

ROWS = 20
HALF_A_YEAR = timedelta(days=182)


@require_safe
@signed_in
def resolutions(request: Request) -> HttpResponse:
    """List the resolutions, newest first."""
    filters = ResolutionFilter(request.GET)
    rows = _narrowed(Resolution.objects.visible_to(request.actor), filters).newest_first()
    page = Paginator(rows.select_related("owner", "meeting__body"), ROWS).get_page(request.GET.get("page"))
    context = {
        "filters": filters,
        "has_filters": any(request.GET.get(name) for name in filters.fields),
        "page": page,
        "lines": [{"row": row, "seal": _seal(row), "number": resolution_number(row)} for row in page],
    }
    return render(request, "meetings/resolutions.html", context)


@require_safe
@signed_in
def resolution(request: Request, pk: UUID) -> HttpResponse:
    """Show a resolution: what was resolved, on which vote, who sees to it, and how it went on."""
    row = _resolution(request, pk)
    actor = request.actor
    entries = audit.thread(row)
    context = {
        "resolution": row,
        "number": resolution_number(row),
        "seal": _seal(row),
        "tally": tally_words(row.item),
        "may_see_meeting": Meeting.objects.visible_to(actor).filter(pk=row.meeting_id).exists(),
        "may_follow_up": permissions.may_follow_up(actor, row),
        "may_end": permissions.may_end(actor, row),
        "ways": ways_of_resolution(actor, row),
        "stations": [{"entry": entry, "said": " · ".join(said_facts(entry.facts))} for entry in entries],
    }
    return render(request, "meetings/resolution.html", context)


@require_http_methods(["GET", "POST"])
@signed_in
def adopt(request: Request, pk: UUID) -> HttpResponse:
    """Enter the resolution of a carried motion."""
    item = item_of(request, pk)
    open_or_403(permissions.may_adopt(request.actor, item))
    voted_on = local_day(item.closed_at) if item.closed_at else today()
    text = outcome_words(item) if item.is_election else item.text or item.title
    initial = {"title": item.title, "text": text, "review_on": voted_on + HALF_A_YEAR}
    form = ResolutionForm(posted(request), people=people(roll_of(item.meeting).seats), initial=initial)
    page = DeedPage(
        meeting=item.meeting,
        title=_("Enter the resolution"),
        explained=_("It gets the next number of the year. Whoever sees to it finds it on the desk before its review."),
        submit=_("Enter the resolution"),
        done=_("The resolution was entered."),
    )
    return page.answer(
        request,
        form,
        lambda said: services.adopt_resolution(
            actor=request.actor, item_id=item.pk, owner_id=said.pop("owner"), at=now(), **said
        ),
    )


@require_http_methods(["GET", "POST"])
@signed_in
def review(request: Request, pk: UUID) -> HttpResponse:
    """Note how a resolution stands and when it is looked at again."""
    row = _resolution(request, pk)
    open_or_403(permissions.may_follow_up(request.actor, row))
    page = _page(row, _("How does it stand?"), _("Save"), _("The review was noted."))
    form = ReviewForm(posted(request), initial={"review_on": today() + HALF_A_YEAR})
    return page.answer(
        request,
        form,
        lambda said: services.review_resolution(actor=request.actor, resolution_id=row.pk, at=now(), **said),
    )


@require_http_methods(["GET", "POST"])
@signed_in
def complete(request: Request, pk: UUID) -> HttpResponse:
    """Note that a resolution was carried out."""
    row = _resolution(request, pk)
    open_or_403(permissions.may_follow_up(request.actor, row))
    page = _page(row, _("What came of it?"), _("It was carried out"), _("The resolution was carried out."))
    return page.answer(
        request,
        ResultForm(posted(request)),
        lambda said: services.complete_resolution(actor=request.actor, resolution_id=row.pk, at=now(), **said),
    )


@require_http_methods(["GET", "POST"])
@signed_in
def end(request: Request, pk: UUID) -> HttpResponse:
    """Note that a resolution no longer holds."""
    row = _resolution(request, pk)
    open_or_403(permissions.may_end(request.actor, row))
    page = _page(row, _("Why does it no longer hold?"), _("It no longer holds"), _("The resolution was ended."))
    return page.answer(
        request,
        ReasonForm(posted(request)),
        lambda said: services.end_resolution(actor=request.actor, resolution_id=row.pk, at=now(), **said),
    )


def _page(row: Resolution, title: object, submit: object, done: object) -> DeedPage:
    return DeedPage(
        meeting=row.meeting,
        title=str(title),
        explained=f"{resolution_number(row)} {row.title}",
        submit=str(submit),
        done=str(done),
        back=reverse("meetings:resolution", args=[row.pk]),
    )


def _resolution(request: Request, pk: UUID) -> Resolution:
    rows = Resolution.objects.visible_to(request.actor).select_related("meeting__body", "item", "owner")
    return get_object_or_404(rows, pk=pk)


def _seal(row: Resolution) -> Seal:
    if row.state == Resolution.State.IN_FORCE and row.review_on < today():
        return Seal("breached", str(_("Review due")))
    return resolution_seal(row)


def _narrowed(rows: ResolutionQuerySet, filters: ResolutionFilter) -> ResolutionQuerySet:
    said = filters.cleaned_data if filters.is_valid() else {}
    if said.get("state"):
        rows = rows.filter(state=said["state"])
    if said.get("q"):
        rows = rows.filter(Q(title__icontains=said["q"]) | Q(text__icontains=said["q"]))
    return rows
