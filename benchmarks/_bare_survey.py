"""This will take the same twenty answers bare: a plain Django form and one insert, no middleware around it."""

import os
from uuid import UUID

import django
from django import forms
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.http import HttpRequest, HttpResponse
from django.urls import path

if __name__ != "__main__" and os.environ.get("GONGZHI_BARE_SURVEY"):
    django.setup()
    settings.MIDDLEWARE = []
    settings.ROOT_URLCONF = "benchmarks._bare_survey"

from gongzhi.common.clock import today
from gongzhi.common.tenancy import scope
from gongzhi.surveys.models import Response

ABC = [(code, code) for code in "abcde"]


class Answers(forms.Form):
    """Twenty questions as Django writes them: see `_survey_words.questions`."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        for number in range(1, 21):
            self.fields[f"q_q{number}"] = self._field(number)

    @staticmethod
    def _field(number: int) -> forms.Field:
        match number % 5:
            case 0:
                return forms.CharField(max_length=500, required=False, widget=forms.Textarea)
            case 1:
                return forms.ChoiceField(choices=ABC)
            case 2:
                return forms.MultipleChoiceField(choices=ABC)
            case 3:
                return forms.IntegerField(min_value=1, max_value=5)
        return forms.IntegerField(min_value=0, max_value=1000)


def take(request: HttpRequest, federation: UUID, asked: UUID) -> HttpResponse:
    """Check the form, insert a row, say thanks."""
    form = Answers(request.POST)
    if not form.is_valid():
        return HttpResponse(form.errors.as_text(), status=422)
    with scope(federation):
        Response.objects.create(
            round_id=asked,
            answers=form.cleaned_data,
            channel="web",
            answered_on=today(),
            deed_hash=request.POST["t"].ljust(64, "b"),
        )
    return HttpResponse("thanks", headers={"Content-Length": "6"})


urlpatterns = [path("<uuid:federation>/<uuid:asked>/", take)]
application = WSGIHandler() if os.environ.get("GONGZHI_BARE_SURVEY") else None
