"""This will take what people type about mediations."""

from collections.abc import Sequence
from datetime import date
from typing import Any, cast
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from gongzhi.common.permissions import Actor
from gongzhi.common.web.choosing import NamedRowField
from gongzhi.common.web.forms import DeedForm
from gongzhi.federations.models import Community
from gongzhi.matters.models import Mediation
from gongzhi.matters.rules.mediation import LOOK_AFTER
from gongzhi.matters.services.mediation import Side
from gongzhi.offices.selectors import Holder
from gongzhi.organisations.models import Organisation
from gongzhi.participation.models import Channel
from gongzhi.people.models import Person

PLEASE = ("", _("Please choose"))
# How somebody comes to ask for a mediation where no voice was raised before.
CHANNELS = (Channel.DESK, Channel.PHONE, Channel.VISIT, Channel.PAPER)


def _day(label: Any, **more: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **more)


def _text(label: Any, *, rows: int = 4, longest: int = 2000, **more: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=longest, widget=forms.Textarea(attrs={"rows": rows}), **more)


class AskMediationForm(DeedForm):
    """The wish for a mediation, with the one who asks and, if it is known, the other side."""

    kind = forms.ChoiceField(label=_("Kind of dispute"), choices=[PLEASE, *Mediation.Kind.choices])
    words = _text(_("What it is about"), help_text=_("Only those who mediate ever read this."))
    asked_on = _day(_("Asked for on"))
    channel = forms.ChoiceField(label=_("How it was asked for"), choices=[(c.value, c.label) for c in CHANNELS])
    community = forms.ChoiceField(label=_("Community"), required=False)
    name = forms.CharField(label=_("Who asks for it"), max_length=50)
    contact = forms.CharField(label=_("How to reach them"), required=False, max_length=200)
    other_name = forms.CharField(label=_("The other side"), required=False, max_length=50)
    other_contact = forms.CharField(label=_("How to reach the other side"), required=False, max_length=200)

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = [(str(each.pk), each.name) for each in Community.objects.in_order()]
        cast("forms.ChoiceField", self.fields["community"]).choices = [("", _("Not said")), *known]
        self.fields["asked_on"].initial = on

    def sides(self) -> list[Side]:
        """Give the parties that were named."""
        said = self.cleaned_data
        both = [("name", "contact"), ("other_name", "other_contact")]
        return [Side(name=said[name], contact=said[contact]) for name, contact in both if said[name]]

    def community_id(self) -> UUID | None:
        """Which community was chosen."""
        chosen = self.cleaned_data["community"]
        return UUID(chosen) if chosen else None


class TurnForm(DeedForm):
    """Which kind of dispute a matter is."""

    kind = forms.ChoiceField(label=_("Kind of dispute"), choices=[PLEASE, *Mediation.Kind.choices])
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)


class AssignForm(DeedForm):
    """Who mediates, and who keeps the papers."""

    organisation: Any = NamedRowField(
        label=_("Which organisation mediates"),
        rows=lambda: Organisation.objects.members().in_order_of_name(),
        help_text=_("Type a part of its name and choose."),
    )
    keeper = forms.ChoiceField(label=_("Who keeps it"))
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, keepers: Sequence[Holder], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(str(one.person_id), f"{one.name} · {one.office}") for one in keepers]
        cast("forms.ChoiceField", self.fields["keeper"]).choices = [PLEASE, *choices]


class PartyForm(DeedForm):
    """One more party."""

    name = forms.CharField(label=_("Name of the party"), max_length=50)
    contact = forms.CharField(label=_("How to reach them"), required=False, max_length=200)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = Person.objects.visible_to(actor).with_account()
        if known.exists():
            self.fields["person"] = NamedRowField(
                label=_("Entry of the party here"),
                required=False,
                rows=known.in_order_of_name,
                words=lambda person: " · ".join(filter(None, (person.name, person.post))),
                name=lambda person: person.name,
                help_text=_("Only if the party signs in here: then it can follow the mediation."),
            )

    def side(self) -> Side:
        """Give the party as it was named."""
        said = self.cleaned_data
        person = said.get("person")
        return Side(name=said["name"], contact=said["contact"], person_id=person.pk if person else None)


class NoteForm(DeedForm):
    """What was talked about on a day."""

    on = _day(_("Day of the talk"))
    text = _text(_("What was said and agreed so far"), longest=5000, help_text=_("The parties do not read this."))


class AgreementForm(DeedForm):
    """What the parties agreed to, and when it is looked at again."""

    text = _text(
        _("What the parties agree to"),
        rows=8,
        longest=5000,
        help_text=_("Who does what, by when. It is printed for signing as you write it."),
    )
    agreed_on = _day(_("Agreed on"))
    follow_up_on = _day(_("Look at it again on"), help_text=_("It then stands on your desk."))
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agreed_on"].initial, self.fields["follow_up_on"].initial = on, on + LOOK_AFTER


class EndForm(DeedForm):
    """On which day it ended without an agreement, and why."""

    on = _day(_("Day"))
    note = _text(_("What happened"))

    def __init__(self, *args: Any, hint: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["note"].help_text = hint


class FollowUpForm(DeedForm):
    """How the agreement is kept, and whether it is looked at once more."""

    kept = forms.ChoiceField(label=_("How it stands"), widget=forms.RadioSelect, choices=Mediation.Kept.choices)
    on = _day(_("Day of the follow-up"))
    note = _text(_("What you saw or heard"))
    again_on = _day(_("Look at it once more on"), required=False, help_text=_("Leave it empty to close the mediation."))


class RevealForm(DeedForm):
    """Why a contact is looked at."""

    reason = forms.CharField(
        label=_("Reason"),
        min_length=2,
        max_length=200,
        help_text=_("It is kept in the log with your name and the time. Name nobody in it."),
    )
