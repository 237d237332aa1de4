"""This will show a deed's form and lead on after the deed: the same page for every deed of this room."""

from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import Promise

from gongzhi.common.web.access import see_other
from gongzhi.common.web.refusals import answer_form
from gongzhi.offices.models import Body


@dataclass(frozen=True, slots=True, kw_only=True)
class DeedPage:
    """
    What stands around the form of a deed with a body, or with a new one (``None``).

    ``explained`` says what follows from the deed, ``submit`` and ``kind`` make its button.
    """

    body: Body | None
    title: str | Promise
    explained: str | Promise
    submit: str | Promise
    kind: str = "ink"

    @property
    def back(self) -> str:
        """Where it came from and where it leads."""
        return reverse("offices:body", args=[self.body.pk]) if self.body else reverse("offices:bodies")

    def answer(self, request: HttpRequest, form: forms.Form) -> HttpResponse:
        """Show the form, fresh or refused."""
        return answer_form(request, "offices/deed.html", {"page": self}, form)

    def leave(self, request: HttpRequest, words: str | Promise) -> HttpResponse:
        """Say what was done and lead back."""
        messages.success(request, str(words))
        return see_other(self.back)
