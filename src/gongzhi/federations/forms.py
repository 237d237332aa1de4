"""This will read what people enter about the ground."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gongzhi.common.web.forms import DeedForm
from gongzhi.federations.models import PopulationCell

MOST_HOUSEHOLDS = 999_999
MOST_PEOPLE = 9_999_999


class PlaceForm(DeedForm):
    """Name and households of a community or a grid; ``version`` is the state the person saw."""

    name = forms.CharField(label=_("Name"), max_length=60)
    households = forms.IntegerField(
        label=_("Households"),
        min_value=0,
        max_value=MOST_HOUSEHOLDS,
        required=False,
        help_text=_("Leave it empty if nobody has counted yet."),
    )


class ChangePlaceForm(PlaceForm):
    """The same, of a place that is there already."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)


class CountForm(DeedForm):
    """Counts of a community on a day, one number a group."""

    counted_on = forms.DateField(
        label=_("Counted on"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    source = forms.CharField(
        label=_("Source"),
        max_length=200,
        help_text=_("Who counted, or which document says so. It is shown beside the numbers."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for group, label in PopulationCell.Group.choices:
            self.fields[group] = forms.IntegerField(label=label, min_value=0, max_value=MOST_PEOPLE, required=False)

    def deed(self) -> dict[str, Any]:
        """Gather the groups that got a number."""
        values = super().deed()
        found = {group: values.pop(group) for group in PopulationCell.Group.values}
        return {**values, "counts": {group: count for group, count in found.items() if count is not None}}


class FoundForm(DeedForm):
    """What a new federation is called and how a human being there is reached."""

    name = forms.CharField(label=_("Name of the federation"), max_length=100)
    short_name = forms.CharField(label=_("Short name"), max_length=40, required=False)
    phone = forms.CharField(
        label=_("Telephone of a person"), max_length=30, required=False, help_text=_("Shown to the public.")
    )
