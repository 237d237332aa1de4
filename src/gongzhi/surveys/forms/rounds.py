"""This will take the plan of a round, and how many codes to print."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from gongzhi.common.web.forms import DeedForm
from gongzhi.federations.models import Community
from gongzhi.surveys.models import Round
from gongzhi.surveys.services import RoundPlan
from gongzhi.surveys.services.codes import LONGEST_LABEL, MOST_AT_ONCE

DAY = {"type": "date"}
LIMITS = _("Nobody checks who answers twice, and those who do not use the net are missing.")


def community_choices(empty: Any) -> list[tuple[str, Any]]:
    """List the communities of the sub-district, none first."""
    return [("", empty), *((str(pk), name) for pk, name in Community.objects.in_order().values_list("pk", "name"))]


class RoundForm(DeedForm):
    """How a round is asked."""

    title = forms.CharField(
        label=_("Title of the round"), max_length=100, help_text=_("It stands above the questions.")
    )
    opens_on = forms.DateField(label=_("First day"), widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d"))
    closes_on = forms.DateField(label=_("Last day"), widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d"))
    identity = forms.ChoiceField(
        label=_("Who may answer"),
        choices=Round.Identity.choices,
        widget=forms.RadioSelect,
        help_text=_("A code makes sure that each person or household counts once. Codes are printed on slips."),
    )
    limits_note = forms.CharField(
        label=_("What this way of asking cannot promise"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Without a code this is shown to everybody, on the form and with the results."),
    )
    community = forms.ChoiceField(label=_("Only one community"), required=False)
    asks_cell = forms.BooleanField(
        label=_("Ask for community and age group"), required=False, help_text=_("Nobody has to say.")
    )
    thanks = forms.CharField(
        label=_("Words of thanks"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["community"].choices = community_choices(_("All of the sub-district"))  # type: ignore[attr-defined]

    def plan(self) -> RoundPlan:
        """Give the plan."""
        names = ("title", "opens_on", "closes_on", "identity", "limits_note", "thanks", "asks_cell")
        return RoundPlan(
            **{name: self.cleaned_data[name] for name in names}, community_id=_chosen(self.cleaned_data["community"])
        )


class CodesForm(DeedForm):
    """How many slips, for whom, from where."""

    count = forms.IntegerField(label=_("How many slips"), min_value=1, max_value=MOST_AT_ONCE, required=False)
    labels = forms.CharField(
        label=_("Or for whom they are"),
        required=False,
        max_length=MOST_AT_ONCE * (LONGEST_LABEL + 1),
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_(
            "One slip a line, for example the number of a household. The label is printed, not kept with answers."
        ),
    )
    community = forms.ChoiceField(
        label=_("Community"), required=False, help_text=_("Answers with these slips count for it.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["community"].choices = community_choices(_("Not fixed"))  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Take the number from the labels where there are some."""
        said = super().clean() or {}
        labels = [line.strip() for line in said.get("labels", "").splitlines() if line.strip()]
        if not labels and not said.get("count") and not self.errors:
            self.add_error("count", _("Say how many slips, or for whom they are."))
        return said | {"label_list": labels, "slips": len(labels) or said.get("count") or 0}

    def wish(self) -> dict[str, Any]:
        """Give what the service is told."""
        said = self.cleaned_data
        return {
            "count": said["slips"],
            "labels": tuple(said["label_list"]),
            "community_id": _chosen(said["community"]),
        }


def _chosen(text: str) -> UUID | None:
    return UUID(text) if text else None
