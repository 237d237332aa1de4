"""This will take sheets from a clerk, one after the other, and void the last one."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from gongzhi.common.clock import today
from gongzhi.common.web.access import open_or_403, see_other, signed_in
from gongzhi.common.web.refusals import add_refusal, answer_form, attempt
from gongzhi.common.web.requests import Request
from gongzhi.kernel.errors import DomainError
from gongzhi.surveys import permissions, services
from gongzhi.surveys.forms.entry import EntryForm, VoidForm
from gongzhi.surveys.models import Response, Round
from gongzhi.surveys.rules.answers import AnswersRefused
from gongzhi.surveys.rules.questions import Kind
from gongzhi.surveys.selectors.intake import AskedRound, read_round
from gongzhi.surveys.services.answering import may_enter_or_resend
from gongzhi.surveys.services.voiding import void_response
from gongzhi.surveys.views.shared import BOTH, round_for, sent_by

LAST = "surveys_last_sheet"
"""Where the session keeps the clerk's last sheet: a pair of round and answer. It goes with the session."""


@require_http_methods(BOTH)
@signed_in
def entry(request: Request, pk: UUID) -> HttpResponse:
    """Take one sheet; saved, the next one begins with the same day and way. One that was counted is told so again."""
    asked = round_for(request, pk)
    key = request.POST.get("deed_key", "")
    open_or_403(may_enter_or_resend(request.actor, asked, today=today(), key=key))
    laid = read_round(asked)
    form = EntryForm(request.POST or None, asked=laid, initial=_initial(request, asked))
    saved = _save(request, laid, form) if form.is_bound and form.is_valid() else None
    if saved is not None:
        if not permissions.may_enter(request.actor, asked, today=today()):
            messages.success(request, _("This sheet was counted before the round was closed."))
            return see_other(reverse("surveys:round", args=[pk]))
        request.session[LAST] = [str(asked.pk), str(saved.pk)]
        kept = {name: form.data.get(name, "") for name in ("answered_on", "channel", "community")}
        return see_other(f"{reverse('surveys:entry', args=[pk])}?{urlencode(kept)}")
    context = {
        "round": asked,
        "survey": asked.survey_version.survey,
        "lines": [_line(question, field) for question, field in form.lines()],
        "entered": _entered(request, asked),
        "has_last": _last(request, asked) is not None,
        "first": "id_code" if laid.asks_code else next(form.lines())[1].id_for_label,
    }
    return answer_form(request, "surveys/entry/entry.html", context, form)


def _line(question: Any, field: Any) -> dict[str, Any]:
    options = [{"number": place, "label": each.label.zh} for place, each in enumerate(question.options, start=1)]
    return {"question": question, "field": field, "options": options, "is_text": question.kind == Kind.TEXT}


def _save(request: Request, asked: AskedRound, form: EntryForm) -> Response | None:
    sent = sent_by(request, round_id=asked.id, key=form.cleaned_data["deed_key"])
    try:
        return services.enter_paper_response(**sent, **form.sheet())
    except AnswersRefused as refused:
        form.refuse(refused)
    except DomainError as error:
        add_refusal(form, error)
    return None


def _initial(request: Request, asked: Round) -> dict[str, Any]:
    """Begin a sheet with what the last one had: its day, its way, its community."""
    last_day = min(asked.closes_on, today())
    return {
        "answered_on": request.GET.get("answered_on") or last_day,
        "channel": request.GET.get("channel") or "paper",
        "community": request.GET.get("community", ""),
    }


def _entered(request: Request, asked: Round) -> int:
    """Count the sheets of this round that the clerk typed and that count."""
    return Response.objects.counted().filter(round=asked, entered_by=request.actor.person_id).count()


def _last(request: Request, asked: Round) -> Response | None:
    """Find the clerk's last sheet of this round, unless it was voided."""
    round_id, response_id = request.session.get(LAST, ("", ""))
    if round_id != str(asked.pk):
        return None
    return Response.objects.counted().filter(pk=response_id, entered_by=request.actor.person_id).first()


@require_http_methods(BOTH)
@signed_in
def undo(request: Request, pk: UUID) -> HttpResponse:
    """Void the clerk's last sheet, with a reason."""
    asked = round_for(request, pk)
    open_or_403(permissions.may_enter(request.actor, asked, today=today()))
    last = _last(request, asked)
    if last is None:
        raise Http404
    form = VoidForm(request.POST or None, asks_code=asked.asks_code)
    sent = sent_by(request, response_id=last.pk)
    if attempt(form, lambda said: void_response(**sent, **said)) is not None:
        messages.success(request, _("The last sheet counts no more. It was not deleted."))
        return see_other(reverse("surveys:entry", args=[pk]))
    return answer_form(request, "surveys/entry/undo.html", {"round": asked}, form)
