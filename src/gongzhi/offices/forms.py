"""This will shape what people type about terms of office."""

from datetime import date, timedelta
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from gongzhi.common.web.choosing import NamedRowField
from gongzhi.common.web.forms import DeedForm
from gongzhi.common.web.resolutions import ResolutionForm
from gongzhi.offices.models import Body, Office, Term
from gongzhi.offices.services import standard_offices
from gongzhi.people.models import Person

REASON_LENGTH = 200
MOST_SEATS = 300


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


def person_field() -> NamedRowField:
    """Make a field that names a person of the register."""
    return NamedRowField(
        label=_("Person"),
        rows=lambda: Person.objects.filter(erased_at__isnull=True).in_order_of_name(),
        words=person_words,
        name=lambda person: person.name,
        help_text=_("Somebody of the register of persons."),
    )


class DaysForm(forms.Form):
    """On which day, as known at the end of which day."""

    on = day_field(_("On which day"), required=False)
    known = day_field(_("As known on"), required=False)


class EstablishForm(DeedForm):
    """A new body."""

    code = forms.ChoiceField(label=_("Kind of body"), choices=Body.Code.choices, help_text=_("Clauses call it so."))
    name = forms.CharField(
        label=_("Name of the body"), max_length=100, help_text=_("For example “Party branch of Wenxing community”.")
    )
    established_on = day_field(
        _("Established on"), required=False, help_text=_("Leave empty if nobody remembers the day.")
    )


class OfficeForm(DeedForm):
    """A new office in a body."""

    code = forms.ChoiceField(
        label=_("Known in the clauses as"),
        required=False,
        help_text=_("Rights and duties in the clauses go to these; another office has none of its own."),
    )
    title = forms.CharField(label=_("Title of the office"), max_length=60)
    seats = forms.IntegerField(
        label=_("How many can hold it"), min_value=1, max_value=MOST_SEATS, initial=1, help_text=_("At the same time.")
    )
    votes = forms.BooleanField(label=_("They vote in the meetings of the body"), required=False)
    needs_cadre_approval = forms.BooleanField(
        label=_("A leading cadre needs an approval document for it"), required=False
    )

    def __init__(self, *args: Any, body: Body, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast("forms.ChoiceField", self.fields["code"]).choices = [
            ("", _("Another office")),
            *((office.code, office.title) for office in standard_offices(body=body)),
        ]


class DissolveForm(ResolutionForm):
    """The end of a body."""

    last_day = day_field(_("Last day"))
    basis = forms.CharField(
        label=_("Resolution or document"), max_length=200, help_text=_("The one that dissolves the body.")
    )


class TermForm(ResolutionForm):
    """A person takes an office."""

    paper = "basis_number"

    office: forms.ModelChoiceField = forms.ModelChoiceField(label=_("Office"), queryset=None, empty_label=None)
    person = person_field()
    basis = forms.ChoiceField(
        label=_("How"),
        widget=forms.RadioSelect,
        choices=[(Term.Basis.RESOLUTION, _("Elected")), (Term.Basis.DOCUMENT, _("Appointed"))],
        initial=Term.Basis.RESOLUTION,
    )
    basis_number = forms.CharField(
        label=_("Resolution or document"),
        max_length=100,
        help_text=_("For example “Assembly resolution 2026-4” or the number of a document."),
    )
    starts_on = day_field(_("First day"))
    last_day = day_field(_("Last day"), required=False, help_text=_("Leave empty if no end is set."))
    approval_number = forms.CharField(
        label=_("Approval of the cadre-management authority"),
        max_length=100,
        required=False,
        help_text=_("Number of the document; without it the term of a leading cadre is held back."),
    )

    def __init__(self, *args: Any, body: Body, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast("forms.ModelChoiceField", self.fields["office"]).queryset = Office.objects.filter(body=body).order_by(
            "position", "pk"
        )

    def clean(self) -> dict[str, Any]:
        """Refuse a resolution under an appointment: what elects is no document that appoints."""
        cleaned = super().clean()
        if "resolution_id" in cleaned and cleaned.get("basis") == Term.Basis.DOCUMENT:
            self.add_error("resolution", _("An appointment rests on a document: write its number, or say “Elected”."))
        return cleaned


class EndForm(ResolutionForm):
    """A term ends before its time; a resignation needs no resolution."""

    needs_one = False

    last_day = day_field(_("Last day"))
    reason = forms.CharField(
        label=_("Reason"), max_length=REASON_LENGTH, help_text=_("For example a resignation, with its document.")
    )
    basis = forms.CharField(label=_("Resolution or document"), max_length=100, required=False)


class CorrectForm(DeedForm):
    """What was entered wrongly about a term."""

    person = person_field()
    starts_on = day_field(_("First day"))
    last_day = day_field(_("Last day"), required=False, help_text=_("Leave empty if no end is set."))
    basis_number = forms.CharField(label=_("Resolution or document"), max_length=100, required=False)
    reason = forms.CharField(label=_("What was wrong"), max_length=REASON_LENGTH)


class ApproveForm(DeedForm):
    """The approval of the cadre-management authority."""

    approval_number = forms.CharField(
        label=_("Number of the approval document"), max_length=100, help_text=_("As it stands on the document.")
    )
    approved_on = day_field(_("Day of the document"))
