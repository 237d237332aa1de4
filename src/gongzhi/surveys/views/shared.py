"""This will find what a page is about, for those who may know of it."""

from typing import Any, cast
from uuid import UUID

from django import forms
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone

from gongzhi.common.web.access import open_or_403
from gongzhi.common.web.qr import QrPicture, qr_picture
from gongzhi.common.web.refusals import answer_refusal
from gongzhi.common.web.requests import Request
from gongzhi.kernel.errors import DomainError
from gongzhi.surveys import permissions
from gongzhi.surveys.models import Round, Survey, SurveyVersion
from gongzhi.surveys.models.survey import reads

BOTH = ["GET", "HEAD", "POST"]


def require_reader(request: Request) -> None:
    """Go on for those with any right of this room."""
    if not reads(request.actor):
        open_or_403(permissions.may_read(request.actor))


def survey_for(request: Request, pk: UUID) -> Survey:
    """Find a survey the actor may know of."""
    return get_object_or_404(Survey.objects.visible_to(request.actor), pk=pk)


def version_for(request: Request, pk: UUID) -> SurveyVersion:
    """Find a version the actor may know of, with its survey."""
    return get_object_or_404(SurveyVersion.objects.visible_to(request.actor).select_related("survey"), pk=pk)


def round_for(request: Request, pk: UUID) -> Round:
    """Find a round the actor may know of, with version and survey."""
    rows = Round.objects.visible_to(request.actor).select_related("survey_version__survey", "community")
    return get_object_or_404(rows, pk=pk)


def sent_by(request: Request, **more: Any) -> dict[str, Any]:
    """Give what every deed is told: who, when, and the key of a button's form."""
    return {"actor": request.actor, "at": timezone.now(), **more}


def key_of(request: Request) -> str:
    """Give the key of a button's form."""
    return request.POST.get("deed_key", "")[:36]


def refused(request: Request, error: DomainError, back: str, *args: Any) -> HttpResponse:
    """Show a refusal of a button, with the way back to a page of this room."""
    return answer_refusal(request, error, back=reverse(back, args=args))


def qr_of(request: Request, asked: Round) -> QrPicture:
    """Draw the way to the public page of a round; it says that somebody came by the picture."""
    return qr_picture(f"{address_of(request, asked)}?c=qr")


def address_of(request: Request, asked: Round) -> str:
    """Write the public address of a round."""
    return request.build_absolute_uri(reverse("surveys:answer", args=[asked.slug]))


def keep_typed(form: forms.Form, **numbers: int) -> None:
    """Keep what was typed, now against the newest state: saving again is a choice and not an accident."""
    typed = cast("QueryDict", form.data).copy()
    for name, number in numbers.items():
        typed[name] = str(number)
    form.data = typed


def number_in(text: str) -> int:
    """
    Read a number that stands in an address.

    :raises Http404: if it is none
    """
    if not (text.isascii() and text.isdigit() and len(text) < 4):  # noqa: PLR2004 -- places in a definition
        raise Http404
    return int(text)
