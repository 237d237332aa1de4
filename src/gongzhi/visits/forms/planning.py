"""This will take down what is planned: numbers, hot topics, whom to visit and who goes."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from gongzhi.common.web.choosing import NamedRowField
from gongzhi.common.web.forms import DeedForm
from gongzhi.offices.selectors import Holder
from gongzhi.organisations.models import Organisation
from gongzhi.people.models import Person
from gongzhi.visits.forms.fields import community_field, day_field, open_communities
from gongzhi.visits.models import HotTopic, Target
from gongzhi.visits.rules import OF_ORGANISATIONS, OF_PEOPLE, PER_ORGANISATION, VisitKind, Whom
from gongzhi.visits.words import KIND_WORDS

MOST_A_QUARTER = 2000


class PlanForm(DeedForm):
    """How many visits of each kind a quarter shall see, and what people are asked about this year."""

    hot_topics = forms.CharField(
        label=_("Hot topics of the year"),
        help_text=_("One a line. They are offered at the door; a line that is deleted is asked no more."),
        required=False,
        max_length=1200,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for kind, words in KIND_WORDS.items():
            self.fields[f"count_{kind}"] = forms.IntegerField(
                label=words, min_value=0, max_value=MOST_A_QUARTER, initial=0
            )

    @property
    def counts(self) -> list[forms.BoundField]:
        """List the fields of the kinds."""
        return [self[f"count_{kind}"] for kind in VisitKind]

    def clean_hot_topics(self) -> list[str]:
        """Give the lines; refuse one that is too long to be read at a door."""
        lines = [line.strip() for line in self.cleaned_data["hot_topics"].splitlines() if line.strip()]
        longest = HotTopic._meta.get_field("words").max_length or 0
        if any(len(line) > longest for line in lines):
            raise forms.ValidationError(_("A topic is at most 60 characters long."), code="long")
        return lines

    def per_quarter(self) -> dict[VisitKind, int]:
        """Give the numbers."""
        return {kind: self.cleaned_data[f"count_{kind}"] for kind in VisitKind}


class TargetForm(DeedForm):
    """Somebody new on the list of whom to visit."""

    def __init__(self, *args: Any, kind: VisitKind, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind
        if kind in OF_ORGANISATIONS:
            self.fields["organisation"] = NamedRowField(
                label=KIND_WORDS[kind], required=False, rows=Organisation.objects.in_order_of_name
            )
        if kind in OF_PEOPLE:
            self.fields["person"] = NamedRowField(
                label=_("Person of the register"),
                required=False,
                rows=Person.objects.in_order_of_name,
                words=_words_of,
                name=lambda person: person.name,
            )
        if kind in PER_ORGANISATION:
            self.fields["organisation"].required = True
        else:
            self._ask_label()
        self.fields["community"] = community_field()
        self.fields["note"] = forms.CharField(label=_("Note on the entry"), required=False, max_length=200)
        self._guard(self.fields["note"])  # type: ignore[arg-type]
        open_communities(self)

    def _ask_label(self) -> None:
        is_household = self.kind is VisitKind.HOUSEHOLD
        label = _("Household") if is_household else _("Or a name that is not in the register")
        hint = _("As one finds it, for example: Building 3, entrance 2, 501.") if is_household else ""
        field = forms.CharField(label=label, help_text=hint, required=is_household, max_length=100)
        self._guard(field)
        self.fields["label"] = field

    def whom(self) -> Whom:
        """Give who it is; what stands in the register goes before a typed name."""
        said: Mapping[str, Any] = self.cleaned_data
        organisation, person = said.get("organisation"), said.get("person")
        label = "" if organisation or person else said.get("label", "").strip()
        return Whom(
            kind=self.kind,
            organisation_id=organisation.pk if organisation else None,
            person_id=person.pk if person and not organisation else None,
            label=label,
        )


def _words_of(person: Person) -> str:
    known = person.deputy_of or person.post
    return f"{person.name} · {known}" if known else person.name


class TargetChangeForm(DeedForm):
    """Where a target is, what is noted of it, and whether it is still visited."""

    community = community_field()
    note = forms.CharField(label=_("Note on the entry"), required=False, max_length=200)
    is_active = forms.BooleanField(label=_("Is still visited"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        open_communities(self)


class GiveForm(DeedForm):
    """Who shall go to the ticked ones, and by when."""

    targets: Any = forms.ModelMultipleChoiceField(label=_("Whom to visit"), queryset=None, required=False)
    person = forms.ChoiceField(label=_("Who goes"))
    due_on = day_field(_("Until"))

    def __init__(self, *args: Any, holders: Sequence[Holder], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = [(str(one.person_id), f"{one.name} · {one.office}") for one in holders]
        self.fields["person"].choices = [("", _("Please choose")), *people]  # type: ignore[attr-defined]
        self.fields["targets"].queryset = Target.objects.filter(is_active=True)  # type: ignore[attr-defined]

    @property
    def ticked(self) -> set[str]:
        """Name the targets that were ticked when the form came back."""
        return {str(value) for value in self["targets"].value() or ()}

    def chosen(self) -> dict[str, Any]:
        """Give what the service takes."""
        said = self.cleaned_data
        return {
            "target_ids": sorted(target.pk for target in said["targets"]),
            "person_id": UUID(said["person"]),
            "due_on": said["due_on"],
        }
