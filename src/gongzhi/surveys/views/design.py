"""This will show the questions of a version page by page, and take one change at a time."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gongzhi.common.web.access import open_or_403, see_other, signed_in
from gongzhi.common.web.differences import differences
from gongzhi.common.web.refusals import UNPROCESSABLE, answer_form, attempt, words_of
from gongzhi.common.web.requests import Request
from gongzhi.kernel.errors import DomainError
from gongzhi.surveys import permissions
from gongzhi.surveys.forms.answering import lines
from gongzhi.surveys.forms.conditions import as_words
from gongzhi.surveys.forms.design import ArrangeForm, IntroForm, QuestionForm, WordsForm, initial_of
from gongzhi.surveys.models import SurveyVersion
from gongzhi.surveys.rules.editing import Change, new_code
from gongzhi.surveys.rules.questions import Definition, DefinitionRefused, Kind, Question, walk
from gongzhi.surveys.selectors.export import kind_labels
from gongzhi.surveys.selectors.listing import changes
from gongzhi.surveys.services import VersionChanged
from gongzhi.surveys.services.arranging import change_version
from gongzhi.surveys.views.shared import BOTH, keep_typed, key_of, number_in, refused, sent_by, version_for


@require_safe
@signed_in
def version(request: Request, pk: UUID) -> HttpResponse:
    """Show the questions page by page."""
    found = version_for(request, pk)
    definition = found.read()
    language = get_language() or ""
    kinds = kind_labels()
    pages = [
        {
            "title": page.title.said(language),
            "rows": [_row(each, definition, kinds, language) for each in page.questions],
        }
        for page in definition.pages
    ]
    context = {
        "version": found,
        "survey": found.survey,
        "pages": pages,
        "intro": definition.intro.said(language),
        "count": len(definition.questions),
        "kinds": [(kind.value, label) for kind, label in kinds.items()],
        "may_edit": permissions.may_edit(request.actor, found),
        "has_before": found.number > 1,
    }
    return render(request, "surveys/design/version.html", context)


def _row(question: Question, definition: Definition, kinds: Mapping[Kind, str], language: str) -> dict[str, Any]:
    return {
        "question": question,
        "label": question.label.said(language),
        "kind": kinds[question.kind],
        "options": " / ".join(option.label.said(language) for option in question.options) or _ends(question, language),
        "asked_if": as_words(question.shown_if, definition, language) if question.shown_if else "",
    }


def _ends(question: Question, language: str) -> str:
    """Say where a scale begins and ends."""
    if question.kind != Kind.SCALE:
        return ""
    steps = question.steps
    return f"{steps[0]} {question.low.said(language)} – {steps[-1]} {question.high.said(language)}"


@require_http_methods(BOTH)
@signed_in
def new_question(request: Request, pk: UUID, page: str) -> HttpResponse:
    """Put a question at the end of a page; the kind stands in the address."""
    found = _editable(request, pk)
    place = number_in(page)
    kind = _kind(request.GET.get("kind", Kind.SINGLE))
    definition = found.read()
    if place > max(len(definition.pages) - 1, 0):
        raise Http404
    form = QuestionForm(request.POST or None, kind=kind, definition=definition, initial={"revision": found.revision})
    code = new_code(found.definition)
    context = {"version": found, "survey": found.survey, "kind": kind_labels()[kind], "question": None, "code": code}
    return _question(request, found, form, context, lambda: Change("put", page=place, raw=form.raw()))


@require_http_methods(BOTH)
@signed_in
def question(request: Request, pk: UUID, code: str) -> HttpResponse:
    """Change one question; another kind is chosen by the address, and what both kinds have stays."""
    found = _editable(request, pk)
    definition = found.read()
    before = definition.by_code.get(code)
    if before is None:
        raise Http404
    kind = _kind(request.GET.get("kind", before.kind))
    form = QuestionForm(
        request.POST or None,
        kind=kind,
        definition=definition,
        before=before,
        initial=initial_of(before) | {"revision": found.revision},
    )
    asked_if = as_words(before.shown_if, definition, get_language() or "") if before.shown_if else ""
    kinds = [(each.value, label) for each, label in kind_labels().items() if each != kind]
    context = {
        "version": found,
        "survey": found.survey,
        "question": before,
        "code": code,
        "kind": kind_labels()[kind],
        "kinds": kinds,
        "asked_if": asked_if,
    }
    return _question(
        request, found, form, context, lambda: Change("replace", code=code, raw=form.raw() | {"code": code})
    )


def _question(
    request: Request,
    found: SurveyVersion,
    form: QuestionForm,
    context: dict[str, Any],
    wanted: Callable[[], Change],
) -> HttpResponse:
    if form.is_bound and form.is_valid():
        try:
            _save(request, found, wanted(), form.cleaned_data["revision"], form.cleaned_data["deed_key"])
        except VersionChanged as changed:
            context["differences"] = _in_conflict(form, changed)
        except DefinitionRefused as error:
            form.refuse(error, context["code"])
        except DomainError as error:
            form.add_error(None, words_of(error))
        else:
            return see_other(f"{reverse('surveys:version', args=[found.pk])}#q_{context['code']}")
    return answer_form(request, "surveys/design/question.html", context, form)


def _in_conflict(form: Any, changed: VersionChanged) -> list[dict[str, Any]]:
    """Keep what was typed, now against the newest questions: saving again is a choice and not an accident."""
    form.add_error(None, words_of(changed))
    keep_typed(form, revision=changed.version.revision)
    return differences(form)


def _save(request: Request, found: SurveyVersion, change: Change, revision: int, key: str) -> SurveyVersion:
    return change_version(**sent_by(request, version_id=found.pk, revision=revision, change=change, key=key))


def _editable(request: Request, pk: UUID) -> SurveyVersion:
    found = version_for(request, pk)
    open_or_403(permissions.may_edit(request.actor, found))
    return found


def _kind(name: str) -> Kind:
    if name not in set(Kind):
        raise Http404
    return Kind(name)


@require_http_methods(BOTH)
@signed_in
def page_title(request: Request, pk: UUID, page: str) -> HttpResponse:
    """Give a page another title, or add one (``new``)."""
    found = _editable(request, pk)
    definition = found.read()
    place = None if page == "new" else number_in(page)
    if place is not None and place >= len(definition.pages):
        raise Http404
    before = definition.pages[place].title if place is not None else None
    initial = {"zh": before.zh if before else "", "en": before.en if before else "", "revision": found.revision}
    form = WordsForm(request.POST or None, initial=initial)
    deed = "page_put" if place is None else "page_title"
    context = {"is_new": place is None, "number": (place or 0) + 1}
    return _words(request, found, form, context, lambda: Change(deed, page=place or 0, raw=form.words()))


@require_http_methods(BOTH)
@signed_in
def intro(request: Request, pk: UUID) -> HttpResponse:
    """Change the words before the first question."""
    found = _editable(request, pk)
    words = found.read().intro
    form = IntroForm(request.POST or None, initial={"zh": words.zh, "en": words.en, "revision": found.revision})
    return _words(request, found, form, {"is_intro": True}, lambda: Change("intro", raw=form.words()))


def _words(
    request: Request, found: SurveyVersion, form: WordsForm, context: dict[str, Any], wanted: Callable[[], Change]
) -> HttpResponse:
    if form.is_bound:
        done = attempt(form, lambda said: _save(request, found, wanted(), said["revision"], said["key"]))
        if done is not None:
            return see_other(reverse("surveys:version", args=[found.pk]))
        if str(form.data.get("revision")) != str(found.revision):
            keep_typed(form, revision=found.revision)
            context["differences"] = differences(form)
    return answer_form(request, "surveys/design/words.html", {"version": found, "survey": found.survey} | context, form)


@require_POST
@signed_in
def arrange(request: Request, pk: UUID) -> HttpResponse:
    """Move or delete a question or a page."""
    found = _editable(request, pk)
    form = ArrangeForm(request.POST)
    if not form.is_valid():
        raise Http404
    said = form.cleaned_data
    try:
        change = Change(said["act"], code=said["code"], page=said["page"] or 0)
        _save(request, found, change, said["revision"], key_of(request))
    except DefinitionRefused as error:
        return _cannot(request, found, error)
    except DomainError as error:
        return refused(request, error, "surveys:version", pk)
    anchor = f"#q_{said['code']}" if said["code"] and said["act"] != "delete" else ""
    return see_other(reverse("surveys:version", args=[pk]) + anchor)


def _cannot(request: Request, found: SurveyVersion, error: DefinitionRefused) -> HttpResponse:
    """Say which condition stands in the way of moving or deleting."""
    told = [{"number": each.question, "words": words_of(each.error)} for each in error.problems]
    context = {"version": found, "survey": found.survey, "problems": told}
    return render(request, "surveys/design/cannot.html", context, status=UNPROCESSABLE)


@require_safe
@signed_in
def preview(request: Request, pk: UUID) -> HttpResponse:
    """Show the questions as those who are asked will see them; nothing can be sent from here."""
    found = version_for(request, pk)
    definition = found.read()
    language = get_language() or ""
    pages = [
        {
            "title": page.title.said(language),
            "lines": lines(definition=definition, questions=page.questions, language=language, given={}),
        }
        for page in definition.pages
    ]
    context = {
        "version": found,
        "survey": found.survey,
        "pages": pages,
        "intro": definition.intro.said(language),
        "count": sum(1 for _each in walk(definition)),
    }
    return render(request, "surveys/design/preview.html", context)


@require_safe
@signed_in
def versions(request: Request, pk: UUID) -> HttpResponse:
    """Show how a version differs from the one before."""
    found = version_for(request, pk)
    before = SurveyVersion.objects.filter(survey=found.survey_id, number__lt=found.number).newest_first().first()
    if before is None:
        raise Http404
    found_changes = changes(before=before.read(), after=found.read(), language=get_language() or "")
    context = {"version": found, "before": before, "survey": found.survey, "changes": found_changes}
    return render(request, "surveys/design/changes.html", context)
