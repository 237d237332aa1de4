"""This will put two wordings of one thing side by side, for the second of two people who change it at once."""

from typing import Any

from django import forms
from django.utils.translation import gettext


def differences(form: forms.Form) -> list[dict[str, Any]]:
    """
    List where what was typed differs from what is saved: ``label``, ``saved`` and ``typed``, all in words.

    What is saved are the form's initial values; hidden fields are left out.
    """
    names = [name for name in form.changed_data if not form[name].is_hidden]
    return [
        {
            "label": form[name].label,
            "saved": _in_words(form.fields[name], form[name].initial),
            "typed": _in_words(form.fields[name], form[name].value()),
        }
        for name in names
    ]


def _in_words(field: forms.Field, value: Any) -> str:
    if isinstance(field, forms.BooleanField):
        return gettext("yes") if value else gettext("no")
    if isinstance(field, forms.ChoiceField):
        chosen = {str(each) for each in (value if isinstance(value, list) else [value])}
        choices: Any = field.choices
        return "；".join(str(label) for code, label in choices if str(code) in chosen and str(code))
    return "" if value is None else str(field.prepare_value(value))
