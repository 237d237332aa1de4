"""This will show what a round has come to, list answers in words, and hand answers out as a file."""

from typing import Any, cast
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gongzhi.common.clock import today
from gongzhi.common.exports.downloads import XLSX as XLSX_TYPE
from gongzhi.common.exports.downloads import download_stream
from gongzhi.common.web.access import open_or_403, see_other, signed_in
from gongzhi.common.web.refusals import answer_form, attempt
from gongzhi.common.web.requests import Request
from gongzhi.kernel.errors import DomainError
from gongzhi.surveys import permissions, services
from gongzhi.surveys.forms.export import XLSX, ExportForm
from gongzhi.surveys.models import Response, Round
from gongzhi.surveys.rules.codebook import Writing
from gongzhi.surveys.rules.flow import RoundState
from gongzhi.surveys.rules.questions import Kind, Question
from gongzhi.surveys.rules.results import Line, Result
from gongzhi.surveys.selectors import export as exporting
from gongzhi.surveys.selectors.columns import progress_of
from gongzhi.surveys.selectors.export import kind_labels
from gongzhi.surveys.selectors.results import Outcome, outcome_of, with_voices, words_given
from gongzhi.surveys.services.columns import update_results
from gongzhi.surveys.services.exporting import note_export
from gongzhi.surveys.views.shared import BOTH, key_of, refused, round_for, sent_by

ROWS = 30
ZIP = "application/zip"


@require_safe
@signed_in
def results(request: Request, pk: UUID) -> HttpResponse:
    """Show the tables of a round, of all or of one part that is offered."""
    asked = round_for(request, pk)
    open_or_403(permissions.may_read(request.actor))
    if asked.state == RoundState.DRAFT:
        raise Http404
    outcome = outcome_of(asked, by=request.GET.get("by", ""), value=request.GET.get("value", ""))
    context = {
        "round": asked,
        "survey": asked.survey_version.survey,
        "outcome": outcome,
        "shown": [_shown(each, get_language() or "") for each in outcome.results],
        "groups": _groups(outcome),
        "progress": progress_of(asked),
        "is_open": asked.state == RoundState.OPEN,
        "may_export": permissions.may_export(request.actor),
    }
    return render(request, "surveys/results/results.html", context)


def _groups(outcome: Outcome) -> list[dict[str, Any]]:
    """Lay the parts out by what they divide by."""
    labels = {"community": _("By community"), "group": _("By age group"), "channel": _("By channel")}
    found = []
    for by, label in labels.items():
        parts = [
            {
                "label": each.label,
                "count": each.count,
                "href": f"?by={by}&value={each.value}",
                "is_shown": each == outcome.part,
            }
            for each in outcome.parts
            if each.by == by
        ]
        if parts:
            found.append({"label": label, "parts": parts})
    return found


def _shown(result: Result, language: str) -> dict[str, Any]:
    """Lay one question out in the words of the page."""
    question = result.question
    return {
        "result": result,
        "question": question,
        "label": question.label.said(language),
        "kind": kind_labels()[question.kind],
        "is_text": question.kind == Kind.TEXT,
        "asks_all": question.shown_if is None,
        "is_ranking": question.kind == Kind.RANKING,
        "lines": [_line_shown(each, language) for each in result.lines],
        "quartiles": [_number(each) for each in result.quartiles] if result.quartiles else None,
        "mean": _number(result.mean) if result.mean is not None else "",
    }


def _line_shown(line: Line, language: str) -> dict[str, Any]:
    shown: dict[str, Any] = {"label": line.label.said(language), "line": line}
    if line.share is not None:
        shown |= {name: _percent(getattr(line.share, name)) for name in ("share", "low", "high")}
        shown["interval"] = line.share
    if line.mean_place is not None:
        shown["place"] = _decimal(line.mean_place, 2)
    return shown


def _percent(share: float) -> str:
    return f"{_decimal(share * 100, 1)}%"


def _number(value: float) -> str:
    return _decimal(value, 0 if float(value).is_integer() else 1)


def _decimal(value: float, places: int) -> str:
    """Write a number rounded; ``number_format`` alone would cut it off."""
    return number_format(round(value, places), places)


@require_POST
@signed_in
def update(request: Request, pk: UUID) -> HttpResponse:
    """Take new answers into the results of a running round."""
    asked = round_for(request, pk)
    try:
        update_results(**sent_by(request, round_id=asked.pk, key=key_of(request)))
    except DomainError as error:
        return refused(request, error, "surveys:results", pk)
    return see_other(reverse("surveys:results", args=[pk]))


@require_safe
@signed_in
def words(request: Request, pk: UUID, code: str) -> HttpResponse:
    """List the answers in words to one question, page by page."""
    asked = round_for(request, pk)
    open_or_403(permissions.may_read(request.actor))
    question = _text_question(asked, code)
    given = words_given(asked, question)
    page = Paginator(given if given is not None else Response.objects.none(), ROWS).get_page(request.GET.get("page"))
    context = {
        "round": asked,
        "survey": asked.survey_version.survey,
        "question": question,
        "label": question.label.said(get_language() or ""),
        "page": page,
        "words": with_voices(list(page), question),
        "is_held_back": given is None,
        "may_voice": permissions.may_voice(request.actor),
    }
    return render(request, "surveys/results/words.html", context)


def _text_question(asked: Round, code: str) -> Question:
    question = asked.survey_version.read().by_code.get(code)
    if question is None or question.kind != Kind.TEXT:
        raise Http404
    return question


@require_POST
@signed_in
def voice(request: Request, pk: UUID, code: str) -> HttpResponse:
    """Let words become a voice."""
    asked = round_for(request, pk)
    question = _text_question(asked, code)
    try:
        response_id = UUID(request.POST.get("response", ""))
    except ValueError as error:
        raise Http404 from error
    given = words_given(asked, question)
    seen = Response.objects.visible_to(request.actor).filter(pk=response_id)
    if given is None or not given.filter(pk__in=seen).exists():
        raise Http404
    sent = sent_by(request, response_id=response_id, question=question.code, key=key_of(request))
    try:
        services.text_to_voice(**sent)
    except DomainError as error:
        return refused(request, error, "surveys:words", pk, code)
    messages.success(request, _("The words are an opinion now, and are followed up in the window."))
    number = request.POST.get("page", "")
    query = f"?page={number}" if number.isdigit() else ""
    return see_other(reverse("surveys:words", args=[pk, code]) + query)


@require_http_methods(BOTH)
@signed_in
def export(request: Request, pk: UUID) -> HttpResponse:
    """Ask how, note who takes the answers away, and send them while they are read."""
    asked = round_for(request, pk)
    open_or_403(permissions.may_export(request.actor))
    form = ExportForm(request.POST or None)
    sent = sent_by(request, round_id=asked.pk)
    noted = attempt(form, lambda said: note_export(**sent, **_wish(said)))
    if noted is None:
        context = {
            "round": asked,
            "survey": asked.survey_version.survey,
            "blanked": exporting.blanked_count(asked),
        }
        return answer_form(request, "surveys/results/export.html", context, form)
    return _file(asked, form.cleaned_data)


def _wish(said: dict[str, Any]) -> dict[str, Any]:
    return {
        "form": f"{said['form']} {said['writing']}",
        "is_whole": said["is_whole"],
        "reason": said["reason"],
        "key": said["key"],
    }


def _file(asked: Round, said: dict[str, Any]) -> HttpResponse:
    how = {"writing": Writing(said["writing"]), "language": get_language() or "", "is_whole": said["is_whole"]}
    name = f"{asked.title}{today().isoformat()}"
    if said["form"] == XLSX:
        answer = download_stream(name=f"{name}.xlsx", media_type=XLSX_TYPE, chunks=exporting.xlsx_of(asked, **how))
    else:
        answer = download_stream(name=f"{name}.zip", media_type=ZIP, chunks=exporting.csv_of(asked, **how))
    return cast("HttpResponse", answer)
