"""This will load filings as their reader may see them, and do deeds that have no form of their own."""

from collections.abc import Callable
from typing import Any, TypeVar
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone

from gongzhi.common.web import refusals
from gongzhi.common.web.access import see_other
from gongzhi.common.web.requests import Request
from gongzhi.filings.forms import FIELD_OF
from gongzhi.filings.models import Filing
from gongzhi.kernel.errors import DomainError

BOTH = ["GET", "HEAD", "POST"]
Done = TypeVar("Done")


def filing_for(request: Request, pk: UUID) -> Filing:
    """Load a filing that the actor may know of, with its organisation; others find no page."""
    rows = Filing.objects.visible_to(request.actor).select_related("organisation")
    return get_object_or_404(rows, pk=pk)


def attempt(form: forms.Form, deed: Callable[[dict[str, Any]], Done]) -> Done | None:
    """Do a deed if its form is sound; a refusal goes to the field that stands for the rules' own."""

    def named(said: dict[str, Any]) -> Done:
        try:
            return deed(said)
        except DomainError as refusal:
            refusal.field = FIELD_OF.get(refusal.field or "", refusal.field)
            raise

    return refusals.attempt(form, named)


def do(request: Request, filing_id: UUID, deed: Callable[[str], object]) -> HttpResponse:
    """Do a deed of one button; ``deed`` takes the key. A refusal is shown with the way back to the filing."""
    back = reverse("filings:detail", args=[filing_id])
    try:
        deed(key_of(request))
    except DomainError as refusal:
        return refusals.answer_refusal(request, refusal, back=back)
    return see_other(back)


def key_of(request: Request) -> str:
    """Read the key of a form of one button."""
    return request.POST.get("deed_key", "")[:36]


def sent_by(request: Request, **named: Any) -> dict[str, Any]:
    """Give what every deed is told: who does it, when, and what the view names."""
    return {"actor": request.actor, "at": timezone.now(), **named}
