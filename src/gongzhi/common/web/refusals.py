"""This will put a refusal of the rules where the person can read and mend it."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any, TypeVar

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext

from gongzhi.kernel.errors import DomainError

UNPROCESSABLE = 422
Done = TypeVar("Done")


def spoken(params: Mapping[str, object]) -> dict[str, object]:
    """Write the days and moments among the parameters of a sentence in words of the language of the page."""
    said: dict[str, object] = {}
    for name, value in params.items():
        if isinstance(value, datetime):
            said[name] = date_format(timezone.localtime(value), "DATETIME_FORMAT")
        else:
            said[name] = date_format(value, "DATE_FORMAT") if isinstance(value, date) else value
    return said


def words_of(error: DomainError) -> str:
    """Say a domain error in the language of the page."""
    return gettext(error.message) % spoken(error.params) if error.params else gettext(error.message)


def add_refusal(form: forms.Form, error: DomainError) -> None:
    """Set a domain error on the form's field it names, or on the whole form."""
    field = error.field if error.field in form.fields else None
    form.add_error(field, words_of(error))


def attempt(form: forms.Form, deed: Callable[[dict[str, Any]], Done]) -> Done | None:
    """
    Do a deed if its form is sound, and put a refusal of the rules on the form.

    ``deed`` is called with the cleaned values, ``key`` in place of ``deed_key``. ``None`` if it was not done.
    """
    if not form.is_valid():
        return None
    said = dict(form.cleaned_data)
    said["key"] = said.pop("deed_key", "")
    try:
        return deed(said)
    except DomainError as error:
        add_refusal(form, error)
        return None


def answer_form(request: HttpRequest, template: str, context: dict[str, Any], form: forms.Form) -> HttpResponse:
    """Show a form: 200 when it is fresh, 422 when it was refused."""
    return render(request, template, {**context, "form": form}, status=UNPROCESSABLE if form.errors else 200)


def answer_refusal(request: HttpRequest, error: DomainError, *, back: str) -> HttpResponse:
    """Show a refusal of a deed that has no form of its own, with the way back."""
    context = {"words": words_of(error), "back": back}
    return render(request, "refused.html", context, status=UNPROCESSABLE)
