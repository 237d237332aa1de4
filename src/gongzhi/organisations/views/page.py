"""This will show a deed's form and lead on after the deed: the same page for every deed of this room."""

from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.functional import Promise

from gongzhi.common.registry import DecidedBy
from gongzhi.common.web.access import see_other
from gongzhi.common.web.refusals import answer_form


@dataclass(frozen=True, slots=True, kw_only=True)
class DeedPage:
    """
    What stands around the form of a deed.

    ``title`` may name ``%(name)s``, whom the deed is about. ``explained`` says what follows from it, ``submit`` and
    ``kind`` make its button, ``back`` is where it came from and where it leads. ``decided`` is the body that the
    clauses name for the decision.
    """

    title: str | Promise
    explained: str | Promise
    submit: str | Promise
    kind: str = "ink"
    name: str = ""
    back: str = ""
    decided: DecidedBy | None = None

    def answer(self, request: HttpRequest, form: forms.Form) -> HttpResponse:
        """Show the form, fresh or refused."""
        context = {"page": self, "title": str(self.title) % {"name": self.name}}
        return answer_form(request, "organisations/deed.html", context, form)

    def leave(self, request: HttpRequest, words: str | Promise) -> HttpResponse:
        """Say what was done and lead back."""
        messages.success(request, str(words) % {"name": self.name})
        return see_other(self.back)
