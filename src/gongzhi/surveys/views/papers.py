"""This will print what goes out on paper: the poster, the form to write on, the slips with codes."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import get_language
from django.views.decorators.http import require_POST, require_safe

from gongzhi.common.web.access import signed_in
from gongzhi.common.web.requests import Request
from gongzhi.federations.models import Community, PopulationCell
from gongzhi.kernel.errors import DomainError
from gongzhi.surveys.forms.answering import lines
from gongzhi.surveys.forms.conditions import as_words
from gongzhi.surveys.models import CodeBatch, Round
from gongzhi.surveys.rules.questions import Definition, Kind, Question
from gongzhi.surveys.rules.slips import grouped
from gongzhi.surveys.selectors.codes import codes_of
from gongzhi.surveys.services.printing import print_codes
from gongzhi.surveys.views.shared import address_of, key_of, qr_of, refused, round_for, sent_by

LINES_OF_TEXT = 3


@require_safe
@signed_in
def poster(request: Request, pk: UUID) -> HttpResponse:
    """Print a poster whose picture leads to the questions."""
    asked = round_for(request, pk)
    context = {
        "round": asked,
        "survey": asked.survey_version.survey,
        "qr": qr_of(request, asked),
        "address": address_of(request, asked),
        "count": len(asked.survey_version.read().questions),
    }
    return render(request, "surveys/papers/poster.html", context)


@require_safe
@signed_in
def form(request: Request, pk: UUID) -> HttpResponse:
    """Print the form to write on; the numbers of its questions are those of the entry screen."""
    asked = round_for(request, pk)
    definition = asked.survey_version.read()
    language = get_language() or ""
    pages = [
        {"title": page.title.said(language), "lines": [_line(each, definition, language) for each in page.questions]}
        for page in definition.pages
    ]
    context = {
        "round": asked,
        "pages": pages,
        "intro": definition.intro.said(language),
        "communities": Community.objects.in_order() if asked.asks_cell else (),
        "groups": PopulationCell.Group.choices if asked.asks_cell else (),
    }
    return render(request, "surveys/papers/form.html", context)


def _line(question: Question, definition: Definition, language: str) -> dict[str, Any]:
    laid = lines(definition=definition, questions=[question], language=language, given={})[0]
    return {
        "line": laid,
        "asked_if": as_words(question.shown_if, definition, language) if question.shown_if else "",
        "blanks": range(LINES_OF_TEXT) if question.kind == Kind.TEXT else range(0),
    }


@require_POST
@signed_in
def slips(request: Request, pk: UUID) -> HttpResponse:
    """Show the codes of a batch on slips to be cut; the log keeps who had them."""
    batch = get_object_or_404(
        CodeBatch.objects.select_related("round").filter(round__in=Round.objects.visible_to(request.actor)), pk=pk
    )
    try:
        print_codes(**sent_by(request, batch_id=batch.pk, key=key_of(request)))
    except DomainError as error:
        return refused(request, error, "surveys:round", batch.round_id)
    found = [
        {"number": number, "code": grouped(code), "label": label}
        for number, (code, label) in enumerate(codes_of(batch), start=1)
    ]
    context = {"round": batch.round, "batch": batch, "slips": found, "qr": qr_of(request, batch.round)}
    response = render(request, "surveys/papers/slips.html", context)
    response["Cache-Control"] = "no-store"
    return response
