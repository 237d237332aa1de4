"""This will take what clerks write down for others: at the desk, by telephone, from paper, on bringing answers."""

from typing import Any, cast
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from gongzhi.common.clock import today
from gongzhi.common.web.choosing import NamedRowField
from gongzhi.common.web.forms import DeedForm
from gongzhi.matters.forms.public import SpeakForm, WordsField
from gongzhi.matters.models import Voice
from gongzhi.organisations.models import Organisation
from gongzhi.participation.models import Channel

CHANNELS = (Channel.DESK, Channel.PHONE, Channel.PAPER)
"""How somebody is heard by a clerk; other rooms write down what they hear on visits, in surveys and meetings."""
REMEMBERED = ("channel", "said_on")
"""What the next form begins with."""


class IntakeForm(SpeakForm):
    """One voice of somebody else, its boxes in the order of the paper form; the last ones seldom change."""

    channel = forms.ChoiceField(
        label=_("How it came"), choices=[(each.value, each.label) for each in CHANNELS], initial=Channel.DESK
    )
    said_on = forms.DateField(
        label=_("Said on"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), initial=today
    )
    asker = forms.ChoiceField(label=_("Who asks"), choices=Voice.Asker.choices, initial=Voice.Asker.RESIDENT)
    organisation: Any = NamedRowField(
        label=_("Which member organisation"),
        required=False,
        rows=lambda: Organisation.objects.members().in_order_of_name(),
        help_text=_("Only if a member asks."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        labels: dict[str, Any] = {
            "words": _("What was said"),
            "reply": _("How the speaker wants to be answered"),
            "name": _("What to call the speaker"),
            "consent": _("The speaker agrees that the contact is kept for this"),
            "community": _("Community of the speaker"),
            "group": _("Age of the speaker"),
        }
        for name, label in labels.items():
            self.fields[name].label = label
        self.fields["words"].help_text = _("In the speaker's words, as they were said.")
        for name in ("phone", "address", "name"):
            self.fields[name].widget.attrs["autocomplete"] = "off"
        self.fields["words"].widget.attrs["autofocus"] = True

    def ways(self) -> list[tuple[str, Any]]:
        """List how the answer can come, in the words of the desk."""
        ways = (way for way in Voice.ReplyChannel if way != Voice.ReplyChannel.ACCOUNT)
        return [(way.value, way.label) for way in ways]

    def clean(self) -> dict[str, Any]:
        """Ask which member it is, if a member asks; forget it if not."""
        said = super().clean()
        if said.get("asker") != Voice.Asker.MEMBER:
            said["organisation"] = None
        elif said.get("organisation") is None and "organisation" not in self.errors:
            self.add_error("organisation", _("Write which member organisation asks."))
        return said

    def spoken(self) -> dict[str, Any]:
        """Give what was said as the service takes it."""
        said = self.cleaned_data
        organisation: Organisation | None = said["organisation"]
        organisation_id: UUID | None = organisation.pk if organisation else None
        told = {name: said[name] for name in ("channel", "said_on", "asker")}
        return {**super().spoken(), **told, "organisation_id": organisation_id}

    def remembered(self) -> dict[str, str]:
        """Give what the next form begins with."""
        return {name: str(self.cleaned_data[name]) for name in REMEMBERED}


class TellForm(DeedForm):
    """What came of bringing an answer to a speaker; words are needed where it is not solved or nobody was reached."""

    CONFIRMED, DISPUTED, TOLD, FAILED = "confirmed", "disputed", "told", "failed"

    outcome = forms.ChoiceField(
        label=_("What did the speaker say?"),
        widget=forms.RadioSelect,
        choices=[
            (CONFIRMED, _("Told: it is solved")),
            (DISPUTED, _("Told: it is not solved yet")),
            (TOLD, _("Told: said nothing to it")),
            (FAILED, _("Nobody was reached")),
        ],
    )
    note = WordsField(
        label=_("In the speaker's words, or what you tried"),
        required=False,
        rows=3,
        max_length=500,
        help_text=_("Needed if it is not solved or nobody was reached."),
    )

    def __init__(self, *args: Any, is_told: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._guard(cast("forms.CharField", self.fields["note"]))
        if is_told:
            outcome = cast("forms.ChoiceField", self.fields["outcome"])
            outcome.choices = [(self.CONFIRMED, _("It is solved")), (self.DISPUTED, _("It is not solved yet"))]

    def clean(self) -> dict[str, Any]:
        """Ask for words where they are needed."""
        said = super().clean() or {}
        needed = said.get("outcome") in {self.DISPUTED, self.FAILED}
        if needed and not said.get("note") and "note" not in self.errors:
            self.add_error("note", _("Write in a few words what is not solved, or what you tried."))
        return said


class ReasonForm(DeedForm):
    """Why somebody looks at what is kept apart, or gives a receipt anew; it goes to the log."""

    reason = forms.CharField(label=_("Reason"), max_length=200, help_text=_("It is written into the log."))
