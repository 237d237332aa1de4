"""This will list surveys, show one with its rounds, and make new ones."""

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gongzhi.common import audit
from gongzhi.common.web.access import open_or_403, see_other, signed_in
from gongzhi.common.web.refusals import answer_form, attempt
from gongzhi.common.web.requests import Request
from gongzhi.kernel.errors import DomainError
from gongzhi.surveys import permissions, services
from gongzhi.surveys.forms.design import NewSurveyForm, SurveyForm
from gongzhi.surveys.models import Survey, SurveyVersion
from gongzhi.surveys.rules.shipped import template
from gongzhi.surveys.selectors import listing
from gongzhi.surveys.views.shared import BOTH, key_of, refused, require_reader, sent_by, survey_for

ROWS = 20


@require_safe
@signed_in
def surveys(request: Request) -> HttpResponse:
    """List the surveys with their latest rounds."""
    require_reader(request)
    audience = request.GET.get("for", "")
    audience = audience if audience in Survey.Audience.values else ""
    rows = listing.surveys_for(actor=request.actor, audience=audience)
    page = Paginator(rows, ROWS).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "listed": listing.listed(list(page)),
        "tabs": [
            {"label": label, "href": f"?for={code}", "current": "1" if code == audience else ""}
            for code, label in [("", _("All")), *Survey.Audience.choices]
        ],
        "may_design": permissions.may_design(request.actor),
    }
    return render(request, "surveys/design/list.html", context)


@require_http_methods(BOTH)
@signed_in
def new(request: Request) -> HttpResponse:
    """Make a survey, empty or from a shipped template."""
    open_or_403(permissions.may_design(request.actor))
    wanted = template(request.GET.get("template", ""))
    form = NewSurveyForm(request.POST or None, initial=_initial(wanted))
    made = attempt(form, lambda said: _create(request, said)) if form.is_bound else None
    if made is not None:
        return see_other(reverse("surveys:survey", args=[made.pk]))
    return answer_form(request, "surveys/design/new.html", {}, form)


def _initial(wanted: Any) -> dict[str, Any]:
    if wanted is None:
        return {"template": ""}
    language = get_language() or ""
    return {
        "template": wanted.code,
        "title": wanted.title.said(language),
        "purpose": wanted.purpose.said(language),
        "audience": wanted.audience,
    }


def _create(request: Request, said: dict[str, Any]) -> Survey:
    chosen = template(said["template"])
    questions = {"definition": chosen.raw} if chosen else {}
    return services.create_survey(**sent_by(request, **said, **questions))


@require_safe
@signed_in
def survey(request: Request, pk: UUID) -> HttpResponse:
    """Show a survey: its versions, its rounds, what happened."""
    found = survey_for(request, pk)
    versions = list(SurveyVersion.objects.filter(survey=found).newest_first())
    newest = versions[0]
    context = {
        "survey": found,
        "versions": [{"version": each, "count": len(each.read().questions)} for each in versions],
        "newest": newest,
        "rounds": listing.rounds_of(found),
        "may_design": permissions.may_design(request.actor),
        "may_edit": permissions.may_edit(request.actor, newest),
        "may_plan": permissions.may_plan(request.actor),
        "thread": audit.thread(found),
    }
    return render(request, "surveys/design/survey.html", context)


@require_http_methods(BOTH)
@signed_in
def edit(request: Request, pk: UUID) -> HttpResponse:
    """Change title and purpose."""
    found = survey_for(request, pk)
    open_or_403(permissions.may_design(request.actor))
    form = SurveyForm(request.POST or None, initial={"title": found.title, "purpose": found.purpose})
    sent = sent_by(request, survey_id=pk)
    if form.is_bound and attempt(form, lambda said: services.edit_survey(**sent, **said)) is not None:
        return see_other(reverse("surveys:survey", args=[pk]))
    return answer_form(request, "surveys/design/edit.html", {"survey": found}, form)


@require_POST
@signed_in
def new_version(request: Request, pk: UUID) -> HttpResponse:
    """Copy the newest version into one that may be changed."""
    found = survey_for(request, pk)
    try:
        version = services.new_version(**sent_by(request, survey_id=found.pk, key=key_of(request)))
    except DomainError as error:
        return refused(request, error, "surveys:survey", pk)
    return see_other(reverse("surveys:version", args=[version.pk]))
