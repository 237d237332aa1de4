"""This will read what people enter about people."""

from typing import Any

from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from gongzhi.common.web.forms import DeedForm
from gongzhi.people.models import ContactPoint, Person
from gongzhi.people.rules import DEMO_PREFIX, LONGEST_NAME, PersonDraft

PERSON_FIELDS = ("name", "post", "is_cadre", "party_standing", "deputy_of", "born_on")


class PersonForm(DeedForm):
    """A person's entry."""

    name = forms.CharField(label=_("Full name"), max_length=LONGEST_NAME)
    post = forms.CharField(label=_("Present unit and post"), max_length=100, required=False)
    is_cadre = forms.BooleanField(
        label=_("Leading cadre of party or government"),
        required=False,
        help_text=_("An office in a social organisation then needs an approval document."),
    )
    party_standing = forms.ChoiceField(
        label=_("Party standing"), choices=Person.PartyStanding.choices, initial=Person.PartyStanding.UNKNOWN
    )
    deputy_of = forms.CharField(
        label=_("Deputy or CPPCC member of"),
        max_length=60,
        required=False,
        help_text=_("For example: member of the district CPPCC."),
    )
    born_on = forms.DateField(
        label=_("Born on"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def deed(self) -> dict[str, Any]:
        """Gather the entry into a draft."""
        values = super().deed()
        fields = {name: values.pop(name) for name in PERSON_FIELDS}
        draft = PersonDraft(**fields, phone=values.pop("phone", ""))
        return {**values, "draft": draft}


class NewPersonForm(PersonForm):
    """The entry of somebody new, with a first way to reach them."""

    phone = forms.CharField(label=_("Telephone"), max_length=30, required=False)
    field_order = ["name", "post", "phone"]


class ChangePersonForm(PersonForm):
    """The entry of somebody known; ``version`` is the state the actor saw."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)


class ContactForm(DeedForm):
    """One more way to reach somebody."""

    kind = forms.ChoiceField(label=_("Kind"), choices=ContactPoint.Kind.choices)
    value = forms.CharField(label=_("Number or address"), max_length=200)


class ReasonForm(DeedForm):
    """A deed that needs its reason."""

    reason = forms.CharField(
        label=_("Reason"),
        min_length=2,
        max_length=200,
        help_text=_("It is kept in the log with your name and the time."),
    )


class AccountForm(DeedForm):
    """The user name of a new account."""

    username = forms.CharField(
        label=_("User name"), max_length=59, help_text=_("3 to 59 letters, digits, points and hyphens.")
    )

    def clean_username(self) -> str:
        """Keep the names by which demo accounts are known."""
        username: str = self.cleaned_data["username"]
        if username.lower().startswith(DEMO_PREFIX):
            raise ValidationError(_("User names that begin with “demo-” are kept for the demonstration."))
        return username


class PeopleFilters(forms.Form):
    """What narrows the list of people."""

    q = forms.CharField(label=_("Name or pinyin"), required=False, max_length=50)
    account = forms.ChoiceField(
        label=_("Account"), required=False, choices=[("", _("Everybody")), ("yes", _("With an account"))]
    )


class AddPasskeyForm(AddWebAuthnForm):
    """A new passkey, in our words; it signs in without a password unless somebody wants it as second factor only."""

    name = forms.CharField(label=_("What it is called"), required=False, max_length=60)
    passwordless = forms.BooleanField(
        label=_("Sign in with it alone, without a password"),
        required=False,
        initial=True,
        help_text=_("The device then asks for your finger, face or its own code."),
    )


class RenamePasskeyForm(EditWebAuthnForm):
    """Another name for a passkey."""

    name = forms.CharField(label=_("What it is called"), max_length=60)
