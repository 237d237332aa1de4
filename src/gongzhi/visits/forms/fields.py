"""This will make the fields that several forms of the room share."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gongzhi.federations.models import Community

ALL = ("", _("All"))
NOT_SAID = ("", _("Not said"))


def day_field(label: Any, **more: Any) -> forms.DateField:
    """Make a field for a day."""
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **more)


def words_area(rows: int) -> forms.Textarea:
    """Make an area of some rows; an empty one shows a blank, so that the look can tell it from a full one."""
    return forms.Textarea(attrs={"rows": rows, "placeholder": " "})


def community_field(empty_label: Any = NOT_SAID[1]) -> forms.ModelChoiceField:
    """Make a field for a community of the federation."""
    return forms.ModelChoiceField(label=_("Community"), queryset=None, required=False, empty_label=empty_label)


def open_communities(form: forms.Form) -> None:
    """Fill the communities in, inside the scope of the request."""
    form.fields["community"].queryset = Community.objects.in_order()  # type: ignore[attr-defined]
