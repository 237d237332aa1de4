"""This will load what a reader may see, and do what every page of the room needs."""

from collections.abc import Callable
from typing import Any, TypeVar
from uuid import UUID

from django import forms
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone

from gongzhi.common.clock import today
from gongzhi.common.deeds import KeyReused
from gongzhi.common.web import refusals
from gongzhi.common.web.requests import Request
from gongzhi.visits.models import Target, Visit
from gongzhi.visits.rules import VisitKind

BOTH = ["GET", "HEAD", "POST"]
FIRST_YEAR, LAST_YEAR = 2000, 2100
Done = TypeVar("Done")


def target_for(request: Request, pk: UUID) -> Target:
    """Load a target that the actor may know of; others find no page."""
    return get_object_or_404(Target.objects.visible_to(request.actor).with_names(), pk=pk)


def visit_for(request: Request, pk: UUID) -> Visit:
    """Load a visit that the actor may know of; others find no page."""
    rows = Visit.objects.visible_to(request.actor).with_names().select_related("target")
    return get_object_or_404(rows, pk=pk)


def kind_named(code: str) -> VisitKind:
    """
    Read a kind from an address.

    :raises Http404: if there is none of that name
    """
    if code not in set(VisitKind):
        raise Http404
    return VisitKind(code)


def year_named(request: Request) -> int:
    """Read the year of a page from the address; this year where none is named."""
    year = request.GET.get("year", "")
    if year.isascii() and year.isdigit() and FIRST_YEAR <= int(year[:4]) <= LAST_YEAR and len(year) == len("2026"):
        return int(year)
    return today().year


def sent_by(request: Request, **named: Any) -> dict[str, Any]:
    """Give what every deed is told: who does it, when, and what the view names."""
    return {"actor": request.actor, "at": timezone.now(), **named}


def attempt(form: forms.Form, deed: Callable[[dict[str, Any]], Done]) -> tuple[Done | None, bool]:
    """
    Do a deed if its form is sound, and put a refusal on the form.

    The second is true where the form was handed in before with other contents: its draft must not come back then.
    """
    reused = False

    def watched(said: dict[str, Any]) -> Done:
        nonlocal reused
        try:
            return deed(said)
        except KeyReused:
            reused = True
            raise

    return refusals.attempt(form, watched), reused
