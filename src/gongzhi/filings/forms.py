"""This will take what people type about filings, and say on the field what is wrong with it."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from gongzhi.common.permissions import Actor
from gongzhi.common.web.forms import DeedForm
from gongzhi.filings.models import Filing, FundSource, Paper
from gongzhi.filings.models.filing import Measured
from gongzhi.filings.rules import MOST_CENTS, MOST_PEOPLE, ActivityFacts, Content, Outcome, SafetyItem, StepMode
from gongzhi.filings.selectors import listing
from gongzhi.filings.services import Sighting
from gongzhi.filings.words import FACT_FIELDS, SAFETY_WORDS
from gongzhi.offices.selectors import Holder
from gongzhi.organisations.models import Organisation

CENTS = 100
FIELD_OF = {"starts_at": "day", "ends_at": "ends", "spent_cents": "spent"}
"""Which field of these forms stands for a field of the rules."""
FIRST_YEAR, LAST_YEAR = 2000, 2099


def _refuse_improbable(day: date) -> None:
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ValidationError(_("Is the year right? Type it with four digits."), code="year")


def label_of(name: str) -> Any:
    """Say a mark of an activity in the words of its form."""
    return Measured._meta.get_field(name).verbose_name  # type: ignore[union-attr]


def day_field(label: Any, **more: Any) -> forms.DateField:
    """Ask for a day."""
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, validators=[_refuse_improbable], **more)


def time_field(label: Any, **more: Any) -> forms.TimeField:
    """Ask for a time of the day."""
    return forms.TimeField(label=label, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"), **more)


def people_field(label: Any, **more: Any) -> forms.IntegerField:
    """Ask for a number of people."""
    return forms.IntegerField(label=label, min_value=0, max_value=MOST_PEOPLE, **more)


def money_field(label: Any, **more: Any) -> forms.DecimalField:
    """Ask for an amount in yuan."""
    return forms.DecimalField(label=label, min_value=0, max_value=MOST_CENTS // CENTS, decimal_places=2, **more)


def cents(yuan: Decimal | None) -> int:
    """Turn yuan into cents; nothing typed is nothing."""
    return int((yuan or Decimal(0)) * CENTS)


def yuan(amount: int) -> Decimal:
    """Turn cents into yuan as people type them."""
    return Decimal(amount) / CENTS if amount % CENTS else Decimal(amount // CENTS)


def marks_field(label: Any) -> forms.MultipleChoiceField:
    """Ask which marks an activity has."""
    choices = [(name, label_of(name)) for name in FACT_FIELDS]
    return forms.MultipleChoiceField(label=label, required=False, widget=forms.CheckboxSelectMultiple, choices=choices)


def moment(day: date, clock: time) -> datetime:
    """Join a local day and time."""
    return timezone.make_aware(datetime.combine(day, clock))


class TimesForm(DeedForm):
    """When an activity takes place: a day with two times, and a last day if it is not the same."""

    day = day_field(_("Day"))
    starts = time_field(_("Begins at"))
    ends = time_field(_("Ends at"))
    last_day = day_field(
        _("Last day of the activity"), required=False, help_text=_("Only if it lasts more than one day.")
    )

    def starts_at(self) -> datetime:
        """The moment it begins."""
        return moment(self.cleaned_data["day"], self.cleaned_data["starts"])

    def ends_at(self) -> datetime:
        """The moment it ends."""
        return moment(self.cleaned_data["last_day"] or self.cleaned_data["day"], self.cleaned_data["ends"])


def times_of(filing: Filing) -> dict[str, Any]:
    """Give the times of a filing as `TimesForm` asks for them."""
    starts, ends = timezone.localtime(filing.starts_at), timezone.localtime(filing.ends_at)
    same_day = starts.date() == ends.date()
    return {
        "day": starts.date(),
        "starts": starts.time(),
        "ends": ends.time(),
        "last_day": None if same_day else ends.date(),
    }


class FilingForm(TimesForm):
    """What an organisation says of an activity."""

    organisation = forms.ChoiceField(label=_("Organisation"))
    title = forms.CharField(label=_("Title of the activity"), max_length=100)
    kind = forms.ChoiceField(label=_("Kind of activity"), choices=[("", _("Please choose")), *Filing.Kind.choices])
    place = forms.CharField(label=_("Place"), max_length=200)
    story = forms.CharField(
        label=_("What will happen"),
        help_text=_("Content, form, how it is organised: a few sentences."),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=5000,
    )
    people = people_field(_("People expected"), help_text=_("At the fullest moment, helpers included."))
    marks = marks_field(_("Tick what applies"))
    leader_name = forms.CharField(label=_("Leader on site"), max_length=50)
    leader_phone = forms.CharField(label=_("Telephone of the leader on site"), max_length=40)
    safety = forms.MultipleChoiceField(
        label=_("Parts of the safety plan that are ready"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[(item.value, SAFETY_WORDS[item]) for item in SafetyItem],
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, organisations: Sequence[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for kind, label in FundSource.Kind.choices:
            self.fields[f"fund_{kind}"] = money_field(label, required=False)
        choice = self.fields["organisation"]
        assert isinstance(choice, forms.ChoiceField)  # noqa: S101 -- declared above
        choice.choices = [(str(each.pk), each.name) for each in organisations]
        if len(organisations) == 1:
            choice.widget = forms.HiddenInput()
            choice.initial = str(organisations[0].pk)

    @property
    def funds(self) -> list[forms.BoundField]:
        """The fields of money, one for each source."""
        return [self[f"fund_{kind}"] for kind in FundSource.Kind.values]

    def organisation_id(self) -> UUID:
        """Whose activity it is."""
        return UUID(self.cleaned_data["organisation"])

    def facts(self) -> ActivityFacts:
        """Give what decides the class as far as it was typed, while the form may still be incomplete."""
        said = self.cleaned_data
        money = sum(cents(said.get(f"fund_{kind}")) for kind in FundSource.Kind.values)
        marks = dict.fromkeys(said.get("marks") or [], True)
        return ActivityFacts(people=said.get("people") or 0, budget_cents=money, **marks)

    def content(self) -> Content:
        """Give what was typed, as the rules read it."""
        said = self.cleaned_data
        same = ("title", "kind", "place", "story", "people", "leader_name", "leader_phone")
        plain: dict[str, Any] = {name: said[name] for name in same}
        return Content(
            starts_at=self.starts_at(),
            ends_at=self.ends_at(),
            funds={kind: cents(said[f"fund_{kind}"]) for kind in FundSource.Kind.values if said[f"fund_{kind}"]},
            safety=tuple(said["safety"]),
            **{**plain, **dict.fromkeys(said["marks"], True)},
        )


def initial_of(filing: Filing) -> dict[str, Any]:
    """Give a filing as `FilingForm` asks for it; its money should be prefetched."""
    same = ("title", "kind", "place", "story", "people", "leader_name", "leader_phone", "safety", "version")
    funds = {f"fund_{source.kind}": yuan(source.cents) for source in filing.funds.all()}
    plain = {name: getattr(filing, name) for name in same}
    marks = [name for name in FACT_FIELDS if getattr(filing, name)]
    return {"organisation": str(filing.organisation_id), "marks": marks, **plain, **funds, **times_of(filing)}


class CopyForm(TimesForm):
    """What is new when an activity is held again."""

    people = people_field(_("People expected"), help_text=_("At the fullest moment, helpers included."))


class AnswerForm(DeedForm):
    """A reviewer's answer: one of three buttons, and words where it is no."""

    note = forms.CharField(
        label=_("What you want to say"),
        help_text=_("Needed if you return or refuse it: what is to be corrected, or why not."),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
    )


class NoteForm(DeedForm):
    """A reason in words."""

    note = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 3}), max_length=2000)


class ResubmitForm(DeedForm):
    """What was corrected, for the reviewers."""

    note = forms.CharField(
        label=_("What was corrected"), required=False, widget=forms.Textarea(attrs={"rows": 2}), max_length=2000
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)


def _people_choices(holders: Sequence[Holder]) -> list[tuple[str, str]]:
    return [(str(one.person_id), f"{one.name} · {one.office}") for one in holders]


class HandOverForm(DeedForm):
    """To whom a review goes."""

    people = forms.ChoiceField(label=_("To whom"), widget=forms.RadioSelect)
    note = forms.CharField(label=_("A word to them"), required=False, max_length=200)

    def __init__(self, *args: Any, holders: Sequence[Holder], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["people"].choices = _people_choices(holders)  # type: ignore[attr-defined]


class AddReviewersForm(DeedForm):
    """Who else is asked, and how they answer together."""

    people = forms.MultipleChoiceField(label=_("Whom"), widget=forms.CheckboxSelectMultiple)
    mode = forms.ChoiceField(
        label=_("How they answer"),
        widget=forms.RadioSelect,
        choices=[(StepMode.ALL.value, _("All must agree")), (StepMode.ANY.value, _("One suffices"))],
        initial=StepMode.ALL.value,
    )
    note = forms.CharField(label=_("A word to them"), required=False, max_length=200)

    def __init__(self, *args: Any, holders: Sequence[Holder], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["people"].choices = _people_choices(holders)  # type: ignore[attr-defined]


class ReportForm(DeedForm):
    """What became of an activity."""

    held_on = day_field(_("Held on"))
    people = people_field(_("People who came"))
    spent = money_field(_("Money spent, in yuan"))
    story = forms.CharField(label=_("How it went"), widget=forms.Textarea(attrs={"rows": 4}), max_length=5000)
    trouble = forms.CharField(
        label=_("What went wrong"),
        help_text=_("Accidents, complaints, things to do better next time."),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
    )

    def outcome(self) -> Outcome:
        """Give what was typed, as the rules read it."""
        said = self.cleaned_data
        return Outcome(
            held_on=said["held_on"],
            people=said["people"],
            spent_cents=cents(said["spent"]),
            story=said["story"],
            trouble=said["trouble"],
        )


class HeldForm(DeedForm):
    """The day on which it was held."""

    held_on = day_field(_("Held on"))


class PermitForm(DeedForm):
    """The application to the police and its answer."""

    applied_on = day_field(_("Asked the police on"))
    answered_on = day_field(_("Answered by the police on"), required=False)
    number = forms.CharField(label=_("Number of the permit"), required=False, max_length=60)


class PaperForm(DeedForm):
    """A paper to add."""

    kind = forms.ChoiceField(label=_("What paper it is"), choices=Paper.Kind.choices)
    file = forms.FileField(label=_("File"), help_text=_("PDF, Word, Excel or a picture, 20 MB at most."))


class UnfiledForm(DeedForm):
    """What somebody saw that no filing told of."""

    organisation: Any = forms.ModelChoiceField(label=_("Organisation"), queryset=None, empty_label=_("Please choose"))
    title = forms.CharField(label=_("What was held"), max_length=100)
    held_on = day_field(_("Held on"))
    place = forms.CharField(label=_("Place"), required=False, max_length=200)
    people = people_field(_("How many were there"), help_text=_("By sight is enough."))
    seen = forms.CharField(label=_("How it became known"), widget=forms.Textarea(attrs={"rows": 3}), max_length=2000)
    marks = marks_field(_("What applies"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        organisation = self.fields["organisation"]
        organisation.queryset = Organisation.objects.members().in_order_of_name()  # type: ignore[attr-defined]

    def sighting(self) -> Sighting:
        """Give what was typed, as the service takes it."""
        said: Mapping[str, Any] = self.cleaned_data
        plain = {name: said[name] for name in ("title", "held_on", "place", "people", "seen")}
        return Sighting(**{**plain, **dict.fromkeys(said["marks"], True)})


class UnfiledAnswerForm(DeedForm):
    """What the organisation says to it."""

    answer = forms.CharField(
        label=_("How it came about"),
        help_text=_("Your answer stays beside the note and cannot be changed."),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=2000,
    )


GROUPS = [
    (listing.IN_REVIEW, _("With the reviewers")),
    (listing.OVERDUE, _("Answer overdue")),
    (listing.REPORT_DUE, _("Report overdue")),
]


class FilterForm(forms.Form):
    """How the list is narrowed; what is wrong narrows nothing."""

    q = forms.CharField(label=_("Search"), required=False, max_length=100)
    state = forms.ChoiceField(
        label=_("Where it stands"), required=False, choices=[("", _("All")), *GROUPS, *Filing.State.choices]
    )
    cls = forms.ChoiceField(label=_("Class"), required=False, choices=[("", _("All")), *Filing.Class.choices])
    organisation: Any = forms.ModelChoiceField(
        label=_("Organisation"), required=False, queryset=None, empty_label=_("All")
    )
    first = day_field(_("From"), required=False)
    last = day_field(_("Until"), required=False)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = listing.organisations(actor=actor)  # type: ignore[attr-defined]

    def filters(self) -> listing.Filters:
        """Give what narrows the list."""
        self.full_clean()
        said: Mapping[str, Any] = self.cleaned_data
        chosen = said.get("organisation")
        return listing.Filters(
            text=said.get("q") or "",
            state=said.get("state") or "",
            filing_class=said.get("cls") or "",
            organisation_id=chosen.pk if chosen else None,
            first=said.get("first"),
            last=said.get("last"),
        )
