"""This will take what a resident says, and say kindly on the field what is wrong with it."""

import re
from typing import Any, cast
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from gongzhi.common.permissions import Actor
from gongzhi.common.web.forms import DeedForm
from gongzhi.federations.models import Community, PopulationCell
from gongzhi.kernel.codes import normalise_digits
from gongzhi.matters.models import Voice
from gongzhi.matters.rights import Right
from gongzhi.matters.rules.codes import BETWEEN, LENGTH, check_digit
from gongzhi.matters.services import Cell, ReplyWish
from gongzhi.organisations.models import Organisation
from gongzhi.participation.models import Channel

WORDS = 2000
WAYS = Voice.ReplyChannel
# What a way to answer needs: the field in which it stands.
NEEDS = {WAYS.PHONE: "phone", WAYS.LETTER: "address", WAYS.VISIT: "address"}
PHONE = re.compile(r"\+?[0-9]{5,20}")
BETWEEN_DIGITS = re.compile(r"[\s\-－—()（）]+")
MEMBER = "member:"
BY_QR = "qr"


class WordsField(forms.CharField):
    """Somebody's words: a line break counts as one character, as in the browser."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.Textarea(attrs={"rows": kwargs.pop("rows", 5)})
        super().__init__(max_length=kwargs.pop("max_length", WORDS), widget=widget, **kwargs)

    def to_python(self, value: Any) -> str:
        """Read what was typed."""
        return (super().to_python(value) or "").replace("\r\n", "\n")


class NeededField(forms.CharField):
    """What one way of answering needs and the others do not: not marked as optional, and asked for by the form."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.widget.use_required_attribute = lambda initial: False  # type: ignore[method-assign]  # noqa: ARG005

    def validate(self, value: Any) -> None:
        """Let it be empty: the form knows which way was chosen."""


class SpeakForm(DeedForm):
    """
    What somebody says, and how the answer comes to them.

    Only the words are needed. A name, a telephone number or an address is kept only for a way that needs it, and only
    with consent.
    """

    words = WordsField(
        label=_("What would you like to say?"), help_text=_("In your own words. One thing at a time is best.")
    )
    place = forms.CharField(
        label=_("Where it is"), required=False, max_length=100, help_text=_("Like a building, a street, a yard.")
    )
    reply = forms.ChoiceField(label=_("How shall we answer you?"), widget=forms.RadioSelect, initial=WAYS.RECEIPT)
    phone = NeededField(
        label=_("Telephone number"),
        max_length=40,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel"}),
    )
    address = NeededField(
        label=_("Address"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "street-address"}),
    )
    name = forms.CharField(
        label=_("What to call you"),
        required=False,
        max_length=50,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    consent = forms.BooleanField(
        label=_("I agree that my contact is kept for this purpose"),
        required=False,
    )
    community: Any = forms.ModelChoiceField(
        label=_("Your community"), required=False, queryset=None, empty_label=_("I leave it open")
    )
    group = forms.ChoiceField(
        label=_("Your age"), required=False, choices=[("", _("I leave it open")), *PopulationCell.Group.choices]
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("words", "phone", "address"):
            self._guard(cast("forms.CharField", self.fields[name]))
        cast("forms.ChoiceField", self.fields["reply"]).choices = self.ways()
        self.fields["community"].queryset = Community.objects.in_order()  # type: ignore[attr-defined]

    def ways(self) -> list[tuple[str, Any]]:
        """List how the answer can come."""
        return [
            (WAYS.RECEIPT.value, _("I look it up with my receipt (nothing else is needed)")),
            (WAYS.PHONE.value, _("Call me")),
            (WAYS.LETTER.value, _("Write me a letter")),
            (WAYS.VISIT.value, _("Come to see me")),
        ]

    def clean_phone(self) -> str:
        """Take a number as people write it."""
        typed = normalise_digits(self.cleaned_data["phone"])
        if typed and not PHONE.fullmatch(BETWEEN_DIGITS.sub("", typed)):
            raise ValidationError(
                _("This is no telephone number. Write digits only, the area code first if it has one.")
            )
        return typed

    def clean(self) -> dict[str, Any]:
        """Ask for what the chosen way needs, and for consent to keep it."""
        said = super().clean() or {}
        need = NEEDS.get(said.get("reply", ""))
        if need is None:
            return said
        if not said.get(need) and need not in self.errors:
            missing = {
                "phone": _("Write the number that we shall call, or choose the receipt."),
                "address": _("Write where we find you, or choose the receipt."),
            }
            self.add_error(need, missing[need])
        if not said.get("consent"):
            self.add_error("consent", _("Tick this so that we may keep your contact, or choose the receipt."))
        return said

    def field_of(self, name: str) -> str:
        """Tell which field stands for a field of the rules: the contact has one for each way."""
        return NEEDS.get(self.cleaned_data.get("reply", ""), name) if name == "contact" else name

    def spoken(self) -> dict[str, Any]:
        """Give what was said as the service takes it; a contact that the chosen way does not need is let go."""
        said = self.cleaned_data
        need = NEEDS.get(said["reply"])
        wish = ReplyWish(channel=said["reply"])
        if need is not None:
            wish = ReplyWish(channel=said["reply"], name=said["name"], contact=said[need])
        community = said.get("community")
        return {
            "words": said["words"],
            "place": said.get("place", ""),
            "reply": wish,
            "consent": need is not None and said["consent"],
            "cell": Cell(community_id=community.pk if community else None, group=said.get("group", "")),
            "key": said["deed_key"],
        }


class SayForm(SpeakForm):
    """
    What somebody says on the public page.

    ``letterbox`` is a trap for machines that fill in every line: people do not meet it, with a screen reader neither.
    ``c`` is ``qr`` for those who came from a poster.
    """

    speaks_for = forms.ChoiceField(label=_("For whom do you speak?"), required=False, widget=forms.RadioSelect)
    letterbox = forms.CharField(
        label=_("Leave this line empty"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}),
    )
    c = forms.CharField(required=False, widget=forms.HiddenInput, max_length=10)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        self.actor = actor
        super().__init__(*args, **kwargs)
        if not actor.is_signed_in:
            del self.fields["speaks_for"]
            return
        self.fields["reply"].initial = WAYS.ACCOUNT.value
        choice = cast("forms.ChoiceField", self.fields["speaks_for"])
        choice.choices = self._sides()
        choice.initial = choice.choices[0][0]  # type: ignore[index]
        if len(choice.choices) == 1:
            choice.widget = forms.HiddenInput()

    def ways(self) -> list[tuple[str, Any]]:
        """Offer those who are signed in an answer on their own pages, first."""
        others = super().ways()
        if not self.actor.is_signed_in:
            return others
        return [(WAYS.ACCOUNT.value, _("Here, when I am signed in")), *others]

    def clean_letterbox(self) -> str:
        """Refuse what only a machine writes."""
        if self.cleaned_data["letterbox"]:
            raise ValidationError(_("This line is a trap for machines. Please empty it and send again."))
        return ""

    def channel(self) -> Channel:
        """Tell whether it came from a poster or from the page."""
        return Channel.QR if self.cleaned_data["c"] == BY_QR else Channel.WEB

    def asked_by(self) -> dict[str, Any]:
        """Tell on whose behalf it is said; who wants no answer at the account stays unnamed."""
        side = self.cleaned_data.get("speaks_for") or Voice.Asker.RESIDENT.value
        person_id = self.actor.person_id if self.cleaned_data["reply"] == WAYS.ACCOUNT else None
        if side.startswith(MEMBER):
            organisation_id = UUID(side.removeprefix(MEMBER))
            return {"asker": Voice.Asker.MEMBER, "organisation_id": organisation_id, "person_id": person_id}
        return {"asker": Voice.Asker(side), "person_id": person_id}

    def _sides(self) -> list[tuple[str, Any]]:
        own = Organisation.objects.filter(pk__in=self.actor.organisation_ids).in_order_of_name()
        sides: list[tuple[str, Any]] = [(f"{MEMBER}{each.pk}", each.name) for each in own]
        sides.append((Voice.Asker.RESIDENT.value, _("Myself, as a resident")))
        if self.actor.may(Right.ANSWER_ABOVE):
            sides.append((Voice.Asker.DEPARTMENT.value, _("My department")))
        return sides


class AgainForm(SayForm):
    """Somebody says once more something about the same matter; where it is, is known."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for known in ("place", "community", "group"):
            del self.fields[known]


class ReceiptForm(forms.Form):
    """The code of a receipt, with blanks or without."""

    code = forms.CharField(
        label=_("Receipt number"),
        max_length=40,
        help_text=_("16 digits in four groups; blanks do not matter."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "class": "receipt"}),
    )

    def clean_code(self) -> str:
        """Say how many digits are missing, or that one of them is wrong."""
        code = BETWEEN.sub("", normalise_digits(self.cleaned_data["code"]))
        if not (code.isascii() and code.isdigit()):
            raise ValidationError(_("A receipt number has digits only. Please look once more."), code="characters")
        if len(code) != LENGTH:
            raise ValidationError(
                _("A receipt number has 16 digits; here are %(count)s. Please look once more."),
                code="length",
                params={"count": len(code)},
            )
        if check_digit(code[:-1]) != code[-1]:
            raise ValidationError(
                _("One of the digits is not right, or two changed places. Please compare them group by group."),
                code="check_digit",
            )
        return code


class WordForm(DeedForm):
    """Whether it is solved, in the speaker's eyes; why is asked only for a no."""

    CONFIRMED, DISPUTED = Voice.Standing.CONFIRMED.value, Voice.Standing.DISPUTED.value

    word = forms.ChoiceField(choices=[(CONFIRMED, _("Solved")), (DISPUTED, _("Not solved yet"))])
    why = WordsField(label=_("What is still not right?"), required=False, rows=3)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._guard(cast("forms.CharField", self.fields["why"]))

    def clean(self) -> dict[str, Any]:
        """Ask why, if it is not solved."""
        said = super().clean() or {}
        if said.get("word") == self.DISPUTED and not said.get("why") and "why" not in self.errors:
            self.add_error("why", _("Tell us in a few words what is still not right."))
        return said


class AddForm(DeedForm):
    """A few more words about what was said."""

    words = WordsField(label=_("What you want to add"), rows=3)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._guard(cast("forms.CharField", self.fields["words"]))
