"""This will take a questionnaire over from a workbook, in two steps: look at what was read, then take it over."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from gongzhi.common.web.access import open_or_403, see_other, signed_in
from gongzhi.common.web.refusals import UNPROCESSABLE, answer_form, attempt, words_of
from gongzhi.common.web.requests import Request
from gongzhi.surveys import permissions, services
from gongzhi.surveys.forms.answering import lines
from gongzhi.surveys.forms.design import TakeInForm, TakeOverForm, UploadForm
from gongzhi.surveys.models import SurveyVersion
from gongzhi.surveys.rules.questions import Definition, DefinitionRefused
from gongzhi.surveys.rules.reading import read_definition
from gongzhi.surveys.rules.xlsform import ReadForm
from gongzhi.surveys.services.importing import read_upload
from gongzhi.surveys.views.shared import BOTH, sent_by, version_for


@require_http_methods(BOTH)
@signed_in
def new(request: Request) -> HttpResponse:
    """Make a survey from a workbook."""
    open_or_403(permissions.may_design(request.actor))
    if "definition" in request.POST:
        return _take_over(request)
    return _upload(request, None)


@require_http_methods(BOTH)
@signed_in
def into(request: Request, pk: UUID) -> HttpResponse:
    """Put the questions of a workbook in place of those of a version nobody was asked with yet."""
    version = version_for(request, pk)
    open_or_403(permissions.may_edit(request.actor, version))
    if "definition" in request.POST:
        return _take_in(request, version)
    return _upload(request, version)


def _upload(request: Request, version: SurveyVersion | None) -> HttpResponse:
    form = UploadForm(request.POST or None, request.FILES or None)
    read = attempt(form, lambda said: _read(said["file"])) if form.is_bound else None
    if read is None:
        return answer_form(request, "surveys/design/upload.html", {"version": version}, form)
    if read.faults:
        context = {"read": read, "faults": _told(read), "version": version, "form": UploadForm()}
        return render(request, "surveys/design/faults.html", context, status=UNPROCESSABLE)
    if version is None:
        taking: Any = TakeOverForm(initial={"title": read.title, "definition": read.raw})
    else:
        taking = TakeInForm(initial={"definition": read.raw, "revision": version.revision})
    return _preview(request, taking, version, read_definition(read.raw), read)


def _read(file: Any) -> ReadForm:
    return read_upload(name=file.name, content=file.read())


def _told(read: ReadForm) -> list[dict[str, Any]]:
    return [{"sheet": each.sheet, "row": each.row, "words": words_of(each.error)} for each in read.faults]


def _preview(
    request: Request, form: Any, version: SurveyVersion | None, definition: Definition, read: ReadForm | None = None
) -> HttpResponse:
    language = get_language() or ""
    pages = [
        {
            "title": page.title.said(language),
            "lines": lines(definition=definition, questions=page.questions, language=language, given={}),
        }
        for page in definition.pages
    ]
    context = {
        "pages": pages,
        "intro": definition.intro.said(language),
        "count": len(definition.questions),
        "left": read.left if read else (),
        "version": version,
    }
    return answer_form(request, "surveys/design/read.html", context, form)


def _take_over(request: Request) -> HttpResponse:
    form = TakeOverForm(request.POST)
    made = attempt(form, lambda said: services.create_survey(**sent_by(request, **said)))
    if made is not None:
        return see_other(reverse("surveys:survey", args=[made.pk]))
    return _again(request, form, None)


def _take_in(request: Request, version: SurveyVersion) -> HttpResponse:
    form = TakeInForm(request.POST)
    done = attempt(form, lambda said: services.edit_draft_version(**sent_by(request, version_id=version.pk, **said)))
    if done is not None:
        return see_other(reverse("surveys:version", args=[version.pk]))
    return _again(request, form, version)


def _again(request: Request, form: Any, version: SurveyVersion | None) -> HttpResponse:
    """Show what was read once more; where it was tampered with on the way, begin anew."""
    try:
        definition = read_definition(form.cleaned_data.get("definition", {}))
    except DefinitionRefused:
        fresh = UploadForm()
        fresh.cleaned_data = {}
        fresh.add_error(None, _("What was read is lost. Upload the workbook again."))
        return answer_form(request, "surveys/design/upload.html", {"version": version}, fresh)
    return _preview(request, form, version, definition)
