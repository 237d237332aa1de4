"""This will shape what people hand in about elections and recusals."""

from collections.abc import Sequence
from typing import Any, cast
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from gongzhi.common.web.choosing import NamedRowField
from gongzhi.common.web.forms import DeedForm
from gongzhi.meetings.forms.meetings import Choices, PersonChoice, text_area
from gongzhi.meetings.models import Candidate, Meeting
from gongzhi.meetings.services import ElectionCounts
from gongzhi.offices.models import Office
from gongzhi.people.models import Person

MOST_SEATS = 99
MOST_VOTES = 9999


def person_words(person: Person) -> str:
    """Tell persons of one name apart by their post."""
    return f"{person.name}（{person.post}）" if person.post else person.name


def register_field(label: Any, **more: Any) -> NamedRowField:
    """Ask for somebody of the register of persons."""
    return NamedRowField(
        label=label,
        rows=lambda: Person.objects.filter(erased_at__isnull=True).in_order_of_name(),
        words=person_words,
        name=lambda person: person.name,
        **more,
    )


class OfficeChoice(forms.ModelChoiceField):
    """One office, named with its body."""

    def label_from_instance(self, obj: Any) -> str:
        """Say body and office: two bodies may have offices of one name."""
        return f"{obj.body.name} · {obj.title}"


class ElectionForm(DeedForm):
    """What is elected: office, seats, how it is decided."""

    title = forms.CharField(label=_("Item"), max_length=100, help_text=_("For example “Election of the president”."))
    office: forms.ModelChoiceField = OfficeChoice(
        label=_("Office"), queryset=None, required=False, empty_label=_("No office kept here")
    )
    seats = forms.IntegerField(label=_("Seats to fill"), min_value=1, max_value=MOST_SEATS, initial=1)
    text = text_area(_("What voters should know"), required=False, max_length=2000)

    def __init__(self, *args: Any, decisions: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offices = Office.objects.select_related("body").order_by("body__name", "position", "pk")
        cast("forms.ModelChoiceField", self.fields["office"]).queryset = offices
        self.fields["decision"] = forms.ChoiceField(
            label=_("How the item is decided"),
            choices=[each for each in decisions if each[0]],
            widget=forms.RadioSelect,
        )
        self.order_fields(["title", "office", "seats", "decision", "text"])

    def election(self) -> dict[str, Any]:
        """Give the values as the services want them."""
        said = self.cleaned_data
        office = said["office"]
        return {
            "title": said["title"],
            "decision": said["decision"],
            "seats": said["seats"],
            "text": said["text"],
            "office_id": office.pk if office else None,
        }


class CandidateForm(DeedForm):
    """Somebody who stands for election."""

    person = register_field(_("Candidate"), help_text=_("Somebody of the register of persons."))
    note = forms.CharField(label=_("Remark"), max_length=200, required=False)


class MoveForm(DeedForm):
    """One place towards the start or the end."""

    by = forms.TypedChoiceField(choices=[("-1", "-1"), ("1", "1")], coerce=int)


class FollowForm(DeedForm):
    """On which meeting's agenda the next ballot stands."""

    def __init__(self, *args: Any, meetings: Sequence[Meeting], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["meeting"] = forms.TypedChoiceField(
            label=_("On the agenda of"),
            choices=[(str(each.pk), each.title) for each in meetings],
            coerce=UUID,
            widget=forms.RadioSelect,
            initial=str(meetings[0].pk) if meetings else None,
        )


class ElectionCountForm(DeedForm):
    """The ballots and votes on a teller's sheet, and who signed it."""

    valid = forms.IntegerField(label=_("Ballots that name somebody"), min_value=0, max_value=MOST_VOTES)
    blank = forms.IntegerField(label=_("Blank ballots"), min_value=0, max_value=MOST_VOTES, initial=0)
    spoiled = forms.IntegerField(label=_("Spoiled ballots"), min_value=0, max_value=MOST_VOTES, initial=0)

    def __init__(
        self, *args: Any, candidates: Sequence[Candidate], tellers: Choices, both: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.candidates = candidates
        choose = _("Choose a person")
        self.fields["teller"] = PersonChoice(tellers, empty=choose, label=_("Teller"))
        if both:
            self.fields["second_teller"] = PersonChoice(
                tellers, empty=choose, label=_("Second teller"), required=False,
                help_text=_("If both signed one sheet; otherwise the second teller enters the count too."),
            )  # fmt: skip
        for each in candidates:
            self.fields[f"votes_{each.pk.hex}"] = forms.IntegerField(label=each.name, min_value=0, max_value=MOST_VOTES)
        self.order_fields(["teller", "second_teller", "valid", "blank", "spoiled"])

    @property
    def vote_fields(self) -> list[Any]:
        """The fields of the candidates, in the order of the ballot."""
        return [self[f"votes_{each.pk.hex}"] for each in self.candidates]

    def tellers(self) -> tuple[UUID, ...]:
        """List who signed."""
        said = self.cleaned_data
        return tuple(each for each in (said["teller"], said.get("second_teller")) if each is not None)

    def counts(self) -> ElectionCounts:
        """Give the numbers."""
        said = self.cleaned_data
        votes = tuple((each.pk, said[f"votes_{each.pk.hex}"]) for each in self.candidates)
        return ElectionCounts(valid=said["valid"], blank=said["blank"], spoiled=said["spoiled"], votes=votes)


class RecusalForm(DeedForm):
    """Who takes no part in one vote, and why."""

    reason = text_area(_("Conflict of interest"), rows=2, max_length=200)

    def __init__(self, *args: Any, people: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"] = PersonChoice(people, empty=_("Choose a person"), label=_("Who is recused"))
        self.order_fields(["person", "reason"])
