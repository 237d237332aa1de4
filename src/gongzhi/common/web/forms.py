"""This will be the base of every form that leads to a deed."""

from typing import Any
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext_lazy as _

from gongzhi.kernel.text import unsafe_characters

LONGEST_LINE = 200
LONGEST_TEXT = 5000


def _refuse_unsafe(value: str) -> None:
    found = unsafe_characters(value)
    if found:
        raise ValidationError(
            _("There is an invisible character at place %(place)s. Please delete it and type the text again."),
            code="control_character",
            params={"place": found[0].position + 1},
        )


class DeedForm(forms.Form):
    """
    A form whose sending is a deed.

    It carries the key under which a resend is recognised, gives every text a longest length and refuses invisible
    characters in it; line breaks are welcome in text areas. Text is kept byte for byte, never normalised.
    """

    deed_key = forms.CharField(widget=forms.HiddenInput, required=False, max_length=36)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["deed_key"].initial = str(uuid4())
        for name, field in self.fields.items():
            if type(field) is forms.CharField and name != "deed_key":
                self._guard(field)

    @staticmethod
    def _guard(field: forms.CharField) -> None:
        is_long = isinstance(field.widget, forms.Textarea)
        if field.max_length is None:
            field.max_length = LONGEST_TEXT if is_long else LONGEST_LINE
            field.validators.append(MaxLengthValidator(field.max_length))
            field.widget.attrs.setdefault("maxlength", str(field.max_length))
        field.validators.append(lambda text: _refuse_unsafe(text.replace("\r", "").replace("\n", "").replace("\t", "")))

    def deed(self) -> dict[str, Any]:
        """Give the cleaned values with ``key`` in place of ``deed_key``, ready for a service."""
        values = dict(self.cleaned_data)
        values["key"] = values.pop("deed_key", "")
        return values
