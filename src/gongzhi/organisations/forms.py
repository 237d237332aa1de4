"""This will shape what people type about organisations and memberships."""

from datetime import date, timedelta
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from gongzhi.common.imports.cells import PartialDate, read_date
from gongzhi.common.imports.problems import DateUnreadable
from gongzhi.common.web.choosing import NamedRowField
from gongzhi.common.web.forms import DeedForm
from gongzhi.common.web.resolutions import ResolutionForm
from gongzhi.federations.models import Community
from gongzhi.kernel.text import search_key
from gongzhi.organisations.models import Membership, Organisation, Representative
from gongzhi.organisations.rules import SHORTEST_SEARCH, Deed
from gongzhi.people.models import Person

ANY = ("", _("All"))
LARGEST_COUNT = 1_000_000
NOTE_LENGTH, REASON_LENGTH = 2000, 500


def day_field(label: Any, **kwargs: Any) -> forms.DateField:
    """Make a field for a day, with the browser's own calendar."""
    return forms.DateField(label=label, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}), **kwargs)


def day_after(last_day: date) -> date:
    """Turn a last day, as people say it, into the first day after it."""
    return last_day + timedelta(days=1)


def end_after(last_day: date | None) -> date | None:
    """Turn a last day into an end as `day_after`; ``None`` stays open."""
    return None if last_day is None else day_after(last_day)


def person_words(person: Person) -> str:
    """Tell persons of one name apart by their post."""
    return f"{person.name}（{person.post}）" if person.post else person.name


def person_field(label: Any, **kwargs: Any) -> NamedRowField:
    """Make a field that names a person of the register."""
    return NamedRowField(
        label=label,
        rows=lambda: Person.objects.filter(erased_at__isnull=True).in_order_of_name(),
        words=person_words,
        name=lambda person: person.name,
        **kwargs,
    )


class PartialDateField(forms.CharField):
    """A day, a month or a year as people write it; cleans to a `PartialDate` or ``None``."""

    def clean(self, value: Any) -> PartialDate | None:
        """Read the date as exactly as it was written."""
        text = super().clean(value)
        try:
            return read_date(text)
        except DateUnreadable as problem:
            raise ValidationError(gettext(problem.message) % problem.params, code="date_unreadable") from problem


class FilterForm(forms.Form):
    """How the list is narrowed."""

    q = forms.CharField(label=_("Name, pinyin or initials"), required=False, max_length=100)
    kind = forms.ChoiceField(label=_("Nature"), required=False, choices=[ANY, *Organisation.Kind.choices])
    category = forms.ChoiceField(
        label=_("Category"), required=False, choices=[ANY, *(c for c in Organisation.Category.choices if c[0])]
    )
    standing = forms.ChoiceField(label=_("Standing"), required=False, choices=[ANY, *Organisation.Standing.choices])
    community: forms.ModelChoiceField = forms.ModelChoiceField(
        label=_("Community"), required=False, queryset=None, empty_label=_("All")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast("forms.ModelChoiceField", self.fields["community"]).queryset = Community.objects.order_by("name", "pk")

    def clean_q(self) -> str:
        """Refuse a single letter: it would find nearly everything."""
        text: str = self.cleaned_data["q"]
        if text.strip() and len(search_key(text)) < SHORTEST_SEARCH:
            raise ValidationError(_("Type two characters or more."))
        return text


class SearchForm(forms.Form):
    """How the list of individuals is narrowed."""

    q = forms.CharField(label=_("Name or pinyin of the person"), required=False, max_length=50)


class OrganisationForm(DeedForm):
    """What the register says of an organisation."""

    name = forms.CharField(
        label=_("Name of the organisation"), max_length=100, help_text=_("As it stands on the certificate.")
    )
    kind = forms.ChoiceField(label=_("Nature"), choices=Organisation.Kind.choices)
    category = forms.ChoiceField(
        label=_("Category"), required=False, choices=[("", _("Not classified")), *Organisation.Category.choices[:-1]]
    )
    standing = forms.ChoiceField(label=_("Standing"), choices=Organisation.Standing.choices)
    credit_code = forms.CharField(
        label=_("Unified social credit code"),
        max_length=40,
        required=False,
        help_text=_("18 characters; only registered organisations have one."),
    )
    community: forms.ModelChoiceField = forms.ModelChoiceField(
        label=_("Community"), required=False, queryset=None, empty_label=_("Not tied to one")
    )
    founded = PartialDateField(
        label=_("Founded"),
        required=False,
        max_length=20,
        help_text=_("A day, a month or a year, for example 2019-06-12, 2019-06 or 2019."),
    )
    people_count = forms.IntegerField(label=_("Headcount"), required=False, min_value=0, max_value=LARGEST_COUNT)
    full_member_count = forms.IntegerField(
        label=_("Full party members"), required=False, min_value=0, max_value=LARGEST_COUNT
    )
    probationary_member_count = forms.IntegerField(
        label=_("Probationary party members"), required=False, min_value=0, max_value=LARGEST_COUNT
    )
    offers = forms.CharField(
        label=_("What it can offer"),
        max_length=200,
        required=False,
        help_text=_("Rooms, equipment, skills, money: what others may ask it for."),
    )
    note = forms.CharField(
        label=_("Remarks"), max_length=NOTE_LENGTH, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    seen_at = forms.DateTimeField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast("forms.ModelChoiceField", self.fields["community"]).queryset = Community.objects.order_by("name", "pk")


class ApplyForm(DeedForm):
    """An application for membership."""

    on = day_field(_("Day of the application"))
    reason = forms.CharField(
        label=_("What the applicant says"),
        max_length=REASON_LENGTH,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Why it wants to join and what it brings."),
    )


class IndividualForm(ApplyForm):
    """An application of a person."""

    person = person_field(_("Person"), help_text=_("Somebody of the register of persons."))
    field_order = ("person", "on", "reason")


class _DecisionForm(ResolutionForm):
    on = day_field(_("From which day"))
    basis = forms.CharField(
        label=_("Resolution or document"),
        max_length=200,
        help_text=_("For example “Council resolution 2026-4” or the number of a document."),
    )


class AdmitForm(_DecisionForm):
    """The decision to admit."""

    number = forms.CharField(label=_("Member's number"), max_length=30, required=False)


class RestoreForm(_DecisionForm):
    """The decision to restore."""


class ReasonedForm(_DecisionForm):
    """A decision that takes something away: the member can read why."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=REASON_LENGTH,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("The member can read it."),
    )


class LeaveForm(DeedForm):
    """Leaving, or taking an application back."""

    on = day_field(_("From which day"))
    reason = forms.CharField(label=_("Reason"), max_length=REASON_LENGTH, widget=forms.Textarea(attrs={"rows": 4}))
    basis = forms.CharField(label=_("Resolution or document"), max_length=200, required=False)


FORM_FOR: dict[Deed, type[DeedForm]] = {
    Deed.ADMIT: AdmitForm,
    Deed.REFUSE: ReasonedForm,
    Deed.SUSPEND: ReasonedForm,
    Deed.RESTORE: RestoreForm,
    Deed.LEAVE: LeaveForm,
}


class CorrectSpellForm(DeedForm):
    """What was entered wrongly about a period of membership."""

    starts_on = day_field(_("First day"))
    last_day = day_field(_("Last day"), required=False, help_text=_("Leave empty while it lasts."))
    basis = forms.CharField(label=_("Resolution or document"), max_length=200, required=False)
    reason = forms.CharField(
        label=_("What was wrong"), max_length=REASON_LENGTH, widget=forms.Textarea(attrs={"rows": 3})
    )


class LinkForm(DeedForm):
    """The credit code by which an organisation is known elsewhere."""

    credit_code = forms.CharField(
        label=_("Unified social credit code"),
        max_length=40,
        help_text=_("18 characters, as they stand on its certificate."),
    )
    basis = forms.CharField(
        label=_("How this is known"),
        max_length=200,
        help_text=_("For example: its leader showed the certificate."),
    )


class RepresentativeForm(DeedForm):
    """Who speaks for an organisation."""

    person = person_field(_("Person"), help_text=_("Somebody of the register of persons."))
    role = forms.ChoiceField(label=_("Speaks for it as"), choices=Representative.Role.choices)
    starts_on = day_field(_("First day"))


class EndForm(DeedForm):
    """The end of speaking for an organisation."""

    last_day = day_field(_("Last day"))


STATE_TABS = [
    (Membership.State.ADMITTED, _("Members")),
    (Membership.State.APPLIED, _("Applied")),
    (Membership.State.SUSPENDED, _("Suspended")),
    (Membership.State.REFUSED, _("Not admitted")),
    (Membership.State.LEFT, _("Left")),
    ("none", _("Never applied")),
]
