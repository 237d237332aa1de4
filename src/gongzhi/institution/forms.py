"""This will shape what people type about the institution."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gongzhi.common.web.forms import DeedForm
from gongzhi.common.web.resolutions import ResolutionForm
from gongzhi.institution.models import CharterFiling
from gongzhi.institution.paramfields import field_for, flatten, unflatten

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class DayForm(forms.Form):
    """Choose the day on which the institution is looked at."""

    on = forms.DateField(label=_("On which day"), required=False, widget=DAY)


class FoundForm(DeedForm):
    """Name the first charter."""

    title = forms.CharField(label=_("Title of the charter"), max_length=100)


class ClauseForm(DeedForm):
    """Edit one clause of a draft: its words, and one field for each number or choice it asks for."""

    edition = forms.IntegerField(widget=forms.HiddenInput)
    article = forms.CharField(label=_("Article"), max_length=40)
    title_zh = forms.CharField(label=_("Title"), max_length=100)
    title_en = forms.CharField(label=_("Title in English"), max_length=160, required=False)
    text_zh = forms.CharField(label=_("Text"), widget=forms.Textarea(attrs={"rows": 4}), max_length=2000)
    text_en = forms.CharField(
        label=_("Text in English"), widget=forms.Textarea(attrs={"rows": 4}), max_length=2000, required=False
    )
    basis = forms.CharField(label=_("What it rests on"), max_length=300, required=False)

    WORDS = ("article", "title_zh", "title_en", "text_zh", "text_en", "basis")

    def __init__(self, *args: Any, params: Mapping[str, Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.before = params
        self.param_names: list[str] = []
        for path, value in flatten(params):
            field = field_for(path, value)
            if field is not None:
                name = f"param:{path}"
                self.fields[name] = field
                self.param_names.append(name)

    def words(self) -> dict[str, str]:
        """Give the words of the clause."""
        return {name: self.cleaned_data[name] for name in self.WORDS}

    def params(self) -> dict[str, Any]:
        """Give the whole shape of the params, with what was changed."""
        changed = {name.removeprefix("param:"): self.cleaned_data[name] for name in self.param_names}
        return unflatten(self.before, changed)


class AdoptForm(ResolutionForm):
    """Bring a draft into force: by which resolution, adopted when, beginning when."""

    paper = "resolution_label"

    resolution_label = forms.CharField(
        label=_("Resolution on paper"),
        max_length=200,
        help_text=_("For example: resolution 1 of the founding assembly."),
    )
    adopted_on = forms.DateField(label=_("Adopted on"), widget=DAY)
    starts_on = forms.DateField(label=_("In force from"), widget=DAY)


class WaiveForm(DeedForm):
    """Let one duty off."""

    subject = forms.CharField(widget=forms.HiddenInput, required=False, max_length=80)
    starts_on = forms.DateField(widget=forms.HiddenInput)
    ends_on = forms.DateField(widget=forms.HiddenInput)
    reason = forms.CharField(
        label=_("Why this duty is let off"), widget=forms.Textarea(attrs={"rows": 2}), max_length=500
    )


class FiledForm(DeedForm):
    """Note where and when an adopted version was handed in."""

    to = forms.ChoiceField(label=_("Handed in to"), choices=CharterFiling.To.choices)
    filed_on = forms.DateField(label=_("On"), widget=DAY)
    receipt = forms.CharField(label=_("Number of the receipt"), max_length=100, required=False)


class CompareForm(forms.Form):
    """Choose two versions."""

    old = forms.ChoiceField(label=_("Earlier version"))
    new = forms.ChoiceField(label=_("Later version"))

    def __init__(self, *args: Any, choices: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("old", "new"):
            self.fields[name].choices = choices  # type: ignore[attr-defined]
