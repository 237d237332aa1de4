"""This will shape what people hand in about consultations: guests, opinions, outcome."""

from typing import Any, cast
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from gongzhi.common.web.forms import DeedForm
from gongzhi.federations.models import Community
from gongzhi.meetings.forms.elections import register_field
from gongzhi.meetings.forms.meetings import Choices, text_area
from gongzhi.meetings.models import Guest
from gongzhi.meetings.services import NewGuest

GUEST, PERSON = "guest", "person"


class GuestForm(DeedForm):
    """Whom to invite from outside: a name, or somebody of the register."""

    behalf = forms.ChoiceField(label=_("On behalf of"), choices=Guest.Behalf.choices)
    name = forms.CharField(label=_("Name of the guest"), max_length=50, required=False)
    person = register_field(
        _("Or somebody of the register"), required=False, help_text=_("Then the name need not be written.")
    )
    stands_for = forms.CharField(label=_("Unit and post"), max_length=100, required=False)
    contact = forms.CharField(
        label=_("How to reach them"),
        max_length=60,
        required=False,
        help_text=_("Shown in part; reading it in full needs a reason."),
    )
    community: forms.ModelChoiceField = forms.ModelChoiceField(
        label=_("Community"),
        queryset=None,
        required=False,
        empty_label=_("Not said"),
        help_text=_("Only counted, never tied to the name."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast("forms.ModelChoiceField", self.fields["community"]).queryset = Community.objects.in_order()

    def guest(self) -> NewGuest:
        """Give the values as the services want them."""
        said = self.cleaned_data
        person, community = said["person"], said["community"]
        return NewGuest(
            behalf=said["behalf"],
            name=said["name"],
            person_id=person.pk if person else None,
            stands_for=said["stands_for"],
            community_id=community.pk if community else None,
            contact=said["contact"],
        )


class RemarkForm(DeedForm):
    """What somebody said to an item."""

    def __init__(self, *args: Any, items: Choices, speakers: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["item"] = forms.TypedChoiceField(label=_("To which item"), choices=items, coerce=UUID)
        self.fields["speaker"] = forms.ChoiceField(
            label=_("Who spoke"), choices=[("", _("Choose a person")), *speakers]
        )
        self.fields["words"] = text_area(_("Words of the opinion"), rows=3, max_length=1000)
        self._guard(self.fields["words"])  # type: ignore[arg-type]

    def speaker(self) -> dict[str, UUID]:
        """Tell a guest from a person of the meeting."""
        kind, _sep, key = self.cleaned_data["speaker"].partition(":")
        return {"guest_id" if kind == GUEST else "person_id": UUID(key)}


class OutcomeForm(DeedForm):
    """What came of a consultation; ``before`` is the text the writer started from."""

    outcome = text_area(
        _("Outcome of the consultation"),
        rows=6,
        max_length=2000,
        required=False,
        help_text=_("What was agreed, who sees to it, and what stays open. It stands in the minutes."),
    )
    before = forms.CharField(widget=forms.HiddenInput, required=False, max_length=2000, strip=False)
