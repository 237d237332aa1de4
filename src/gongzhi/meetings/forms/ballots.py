"""This will shape what people hand in about secret ballots. Choices are read here and nowhere kept."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gongzhi.common.web.forms import DeedForm
from gongzhi.meetings.forms.meetings import Choices, PersonChoice
from gongzhi.meetings.models import Scrutineer
from gongzhi.meetings.rules.ballots import Question
from gongzhi.meetings.services import PaperSheet

NOBODY = _("Choose a person")


class PrepareForm(DeedForm):
    """Who watches over a ballot, and whether names of voters are published."""

    def __init__(self, *args: Any, people: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        labels = {"first": _("First scrutineer"), "second": _("Second scrutineer"), "third": _("Third scrutineer")}
        for name, label in labels.items():
            self.fields[name] = PersonChoice(people, empty=NOBODY, label=label)
        self.fields["names_published"] = forms.BooleanField(
            label=_("Publish the names of those who voted"),
            help_text=_("How they voted is never published. Without names only their number is."),
            required=False,
        )


class KeyForm(DeedForm):
    """The public halves of a key made in the browser."""

    seal_public = forms.CharField(widget=forms.HiddenInput, max_length=64)
    sign_public = forms.CharField(widget=forms.HiddenInput, max_length=64)


class KeyFileForm(DeedForm):
    """The key file that the offline tool wrote."""

    file = forms.FileField(
        label=_("Key file"),
        help_text=_("Its name begins with “key”. It holds no secret."),
        widget=forms.ClearableFileInput(attrs={"accept": ".json,application/json"}),
    )


class FingerprintForm(DeedForm):
    """What a scrutineer reads on the own sheet."""

    fingerprint = forms.CharField(
        label=_("Fingerprint of the key on your sheet"),
        help_text=_("Four groups of four, digits and the letters A to F. Type what stands on the paper."),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )


class ChoiceForm(DeedForm):
    """One secret vote, for the server to seal. Never bind it where its values could be kept."""

    person = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, question: Question, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["choices"] = forms.MultipleChoiceField(
            label=_("Your vote"),
            choices=[(option.code, option.label) for option in question.options],
            required=question.least > 0,
            error_messages={"required": _("Choose one before you go on.")},
        )


class EnvelopeForm(DeedForm):
    """One vote that the browser sealed."""

    person = forms.UUIDField()
    ciphertext = forms.CharField(max_length=20_000)


class OpeningForm(DeedForm):
    """What a pair of scrutineers found, as the offline tool wrote it: one of them hands it in and names the other."""

    def __init__(self, *args: Any, others: Sequence[Scrutineer], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = [(str(each.pk), each.name) for each in others]
        self.fields["second"] = PersonChoice(people, empty=NOBODY, label=_("The other scrutineer"))
        self.fields["file"] = forms.FileField(
            label=_("Opening file"),
            help_text=_("Its name begins with “opening”."),
            widget=forms.ClearableFileInput(attrs={"accept": ".json,application/json"}),
        )


class TellersForm(DeedForm):
    """Who counts the papers."""

    def __init__(self, *args: Any, people: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, label in (("teller", _("Teller")), ("second_teller", _("Second teller"))):
            self.fields[name] = PersonChoice(people, empty=NOBODY, label=label)


class PaperCountForm(DeedForm):
    """One teller's sheet of paper ballots."""

    def __init__(self, *args: Any, question: Question, tellers: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.question = question
        self.fields["teller"] = PersonChoice(
            tellers, empty=NOBODY, label=_("Teller"), initial=tellers[0][0] if len(tellers) == 1 else None
        )
        for option in question.options:
            self.fields[f"votes_{option.code}"] = _number(option.label)
        if question.most > 1:
            self.fields["marked"] = _number(_("Papers with at least one mark"))
        if question.least == 0:
            self.fields["blank"] = _number(_("Blank papers"))
        self.fields["spoiled"] = _number(_("Spoiled papers"))

    def sheet(self) -> PaperSheet:
        """Give the numbers."""
        said = self.cleaned_data
        votes = {option.code: said[f"votes_{option.code}"] for option in self.question.options}
        blank = said.get("blank", 0)
        return PaperSheet(
            votes=votes, valid=said.get("marked", sum(votes.values())) + blank, blank=blank, spoiled=said["spoiled"]
        )


class LookupForm(forms.Form):
    """A check code or stub code to look up."""

    code = forms.CharField(
        label=_("Check code or stub code"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )


def _number(label: Any) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=0, max_value=9999, initial=0)
